import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { selectRows, type SnapshotColumn } from './snapshot-columns';
import { sayRowLine, type SnapshotTable, type TableManifest } from './snapshot-format';

const FIRST_ROWS = 100;
const MAX_ROWS = 2_000;
/** The intended size of one fetch: rows may have any size, and memory should stay flat. */
const FETCHED_BYTES = 500_000;

/** Makes the text form of values independent of the settings of the database and the user, for this transaction. */
export async function settleTextForms(manager: EntityManager): Promise<void> {
  const forms = {
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'postgres',
    TimeZone: 'UTC',
    bytea_output: 'hex',
    extra_float_digits: '3',
  };
  // SET, because a SELECT of set_config would already take the snapshot of a REPEATABLE READ transaction.
  for (const [name, value] of Object.entries(forms)) await manager.query(`SET LOCAL ${name} TO '${value}'`);
}

/** Reads a table's rows as lines of a snapshot, in pages. Call it in a transaction. */
export async function* readRowLines(
  manager: EntityManager,
  table: SnapshotTable,
  columns: readonly SnapshotColumn[],
): AsyncGenerator<readonly string[]> {
  await manager.query(`DECLARE snapshot_rows NO SCROLL CURSOR FOR ${selectRows(table, columns)}`);
  for (let count = FIRST_ROWS; ;) {
    const rows: readonly { row: string }[] = await manager.query(`FETCH ${count} FROM snapshot_rows`);
    if (rows.length === 0) break;
    yield rows.map(({ row }) => sayRowLine(table, row));
    const bytes = rows.reduce((sum, { row }) => sum + row.length, 0);
    count = Math.max(1, Math.min(MAX_ROWS, 2 * count, Math.floor((FETCHED_BYTES * rows.length) / bytes)));
  }
  await manager.query('CLOSE snapshot_rows');
}

/** The entry that a manifest would have for the current content of a table. */
export async function digestTable(
  manager: EntityManager,
  name: SnapshotTable,
  columns: readonly SnapshotColumn[],
): Promise<TableManifest> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const lines of readRowLines(manager, name, columns)) {
    hash.update(lines.join(''));
    rows += lines.length;
  }
  return { name, rows, sha256: hash.digest('hex') };
}
