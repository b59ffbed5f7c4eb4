import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { selectRows, type SnapshotColumn } from './snapshot-columns';
import { sayRowLine, type SnapshotTable, type TableManifest } from './snapshot-format';

const FIRST_ROWS = 100;
const MOST_ROWS = 2_000;
/** So much is to come from the database at once: rows may be of any size, and memory is to stay flat. */
const FETCHED_BYTES = 500_000;

/** Makes values come as text that means the same in every session: a setting of the database or its user may have it otherwise. */
export async function settleTextForms(manager: EntityManager): Promise<void> {
  const forms = {
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'postgres',
    TimeZone: 'UTC',
    bytea_output: 'hex',
    extra_float_digits: '3',
  };
  // SET rather than a SELECT of set_config: with that a transaction's view of the data would begin.
  for (const [name, value] of Object.entries(forms)) await manager.query(`SET LOCAL ${name} TO '${value}'`);
}

/** A table's rows as lines of a snapshot, some at a time; in a transaction. */
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
    count = Math.max(1, Math.min(MOST_ROWS, 2 * count, Math.floor((FETCHED_BYTES * rows.length) / bytes)));
  }
  await manager.query('CLOSE snapshot_rows');
}

/** What a manifest would say of a table as it stands. */
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
