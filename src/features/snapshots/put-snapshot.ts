import type { EntityManager } from 'typeorm';
import { organizationIdsOf } from '../../database/organization-ids';
import { DomainError, invalidInput } from '../../domain/errors';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { messageOf } from '../../platform/error-shape';
import { isRefusedRow } from '../../store/sqlstates';
import { readTakenParts } from '../../store/taken-parts';
import type { CheckedSnapshot } from './check-snapshot';
import { locking } from './hold-entitlements';
import { digestTable } from './read-rows';
import { type NumberedRow, readSnapshot } from './read-snapshot';
import { addMissingRows, insertRows, readSnapshotColumns, type SnapshotColumn } from './snapshot-columns';
import {
  type AddedTable,
  ENTITLEMENT_TABLES,
  isAddedTo,
  isOfRecord,
  type RecordTable,
  SNAPSHOT_TABLES,
  type SnapshotTable,
  type TableManifest,
} from './snapshot-format';
import { SnapshotReferences } from './snapshot-references';

const REPLACED_TABLES = SNAPSHOT_TABLES.filter((table) => !isAddedTo(table));

type TableColumns = ReadonlyMap<SnapshotTable, readonly SnapshotColumn[]>;

/** The columns of a snapshot as they are in this database, in the order of the snapshot. */
async function columnsOf(manager: EntityManager, { header }: CheckedSnapshot): Promise<TableColumns> {
  const here = await readSnapshotColumns(manager);
  return new Map(
    header.tables.map(({ name, columns }) => [
      name,
      columns.flatMap((column) => here.get(name)?.filter((one) => one.name === column.name) ?? []),
    ]),
  );
}

/**
 * The tables whose content an import would replace: rows, and a rollout that differs from the initial one and the
 * snapshot's.
 */
export async function findInTheWay(
  manager: EntityManager,
  checked: CheckedSnapshot,
): Promise<readonly { readonly table: SnapshotTable; readonly rows: number }[]> {
  const [counts = {}]: readonly Record<string, number>[] = await manager.query(
    `SELECT (SELECT count(*)::int FROM rollout
             WHERE mode <> 'LEGACY' OR enforce_percentage <> 0 OR maintenance) AS rollout,
            ${REPLACED_TABLES.filter((table) => table !== 'rollout')
              .map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`)
              .join(', ')}`,
  );
  const columns = await columnsOf(manager, checked);
  const found: { readonly table: SnapshotTable; readonly rows: number }[] = [];
  for (const table of REPLACED_TABLES) {
    const rows = counts[table] ?? 0;
    const ofRollout = table === 'rollout' || table === 'organization_rollouts';
    if (rows > 0 && !(ofRollout && (await isSame(manager, checked, table, columns)))) found.push({ table, rows });
  }
  return found;
}

/** Whether both tables of the rollout have the same content as the snapshot. */
export async function hasSameRollout(manager: EntityManager, checked: CheckedSnapshot): Promise<boolean> {
  const columns = await columnsOf(manager, checked);
  return (
    (await isSame(manager, checked, 'rollout', columns)) &&
    (await isSame(manager, checked, 'organization_rollouts', columns))
  );
}

async function isSame(
  manager: EntityManager,
  { manifest }: CheckedSnapshot,
  table: SnapshotTable,
  columns: TableColumns,
): Promise<boolean> {
  const said = manifest.tables.find(({ name }) => name === table);
  return (await digestTable(manager, table, columns.get(table) ?? [])).sha256 === said?.sha256;
}

/**
 * Empties the entitlement tables, in the reverse order of their references. With DELETE, because the effect of TRUNCATE
 * is visible to transactions that began before it.
 */
export async function emptyEntitlements(manager: EntityManager): Promise<void> {
  for (const table of [...ENTITLEMENT_TABLES].reverse()) {
    await locking(`the table ${table}`, () => manager.query(`DELETE FROM ${table}`));
    const left: readonly unknown[] = await manager.query(`SELECT 1 FROM ${table} LIMIT 1`);
    if (left.length > 0)
      throw new DomainError(
        'CONFLICT',
        `Rows of ${table} could not be deleted: ${await sayTriggers(manager, table)}. Nothing was changed.`,
      );
  }
}

/**
 * Inserts a snapshot into emptied tables, and checks that they then match it. Its events are appended to the log unless
 * they are there, or retention took their month out; versions of packages are added that are not there. Call it in a
 * transaction that holds them.
 * @param options.logs those to which the events of the file are added; the others are left as they are
 * @returns what was written, by table, and how many events were left out for retention's sake
 * @throws DomainError INVALID_INPUT if the file has changed since it was checked, or a table refuses a row; CONFLICT if
 * a table does not match the snapshot afterwards, or there is another event of the same id or package of the same
 * version
 */
export async function putSnapshot(
  manager: EntityManager,
  checked: CheckedSnapshot,
  { taxonomy, logs }: { readonly taxonomy: Taxonomy; readonly logs: ReadonlySet<RecordTable> },
): Promise<{ readonly tables: readonly TableManifest[]; readonly takenOut: number }> {
  const columns = await columnsOf(manager, checked);
  const taken = await readTakenMonths(manager);
  const added: ReadonlySet<AddedTable> = new Set([...logs, 'package_versions']);
  const takenOut = new Map<AddedTable, number>();
  const references = new SnapshotReferences(taxonomy, await organizationIdsOf(manager));
  let sha256: string | null = null;
  for await (const part of readSnapshot(checked.path)) {
    if (part.kind === 'rows') {
      const { rows, faults } = references.resolve(part.table, part.rows);
      if (faults.length > 0) throw invalidInput(faults, `${checked.path} was not loaded; nothing was changed`);
      const here = columns.get(part.table) ?? [];
      const { table } = part;
      if (!isAddedTo(table))
        await takingRows(checked, part, () => manager.query(insertRows(table, here), [JSON.stringify(rows)]));
      else if (added.has(table)) {
        const kept = rows.filter((row) => !taken.has(sayMonth(table, row['created_at']?.slice(0, MONTH))));
        takenOut.set(table, (takenOut.get(table) ?? 0) + rows.length - kept.length);
        const [different]: readonly { key: string; columns: string }[] = await takingRows(checked, part, () =>
          manager.query(addMissingRows(table, here), [JSON.stringify(kept)]),
        );
        if (different) throw otherRow(checked, table, different);
      }
    } else if (part.kind === 'end') ({ sha256 } = part);
  }
  if (sha256 !== checked.sha256)
    throw new DomainError(
      'INVALID_INPUT',
      `${checked.path} was changed while it was being read; nothing was changed in the database.`,
    );
  const written: TableManifest[] = [];
  for (const said of checked.manifest.tables) {
    if (isAddedTo(said.name)) {
      const rows = added.has(said.name) ? said.rows - (takenOut.get(said.name) ?? 0) : 0;
      written.push({ ...said, rows });
      await moveSequence(manager, said.name);
      continue;
    }
    const found = await digestTable(manager, said.name, columns.get(said.name) ?? []);
    // If the snapshot has no rollout, because its row was deleted by hand, the present one is retained.
    const kept = said.name === 'rollout' && said.rows === 0;
    if (found.sha256 !== said.sha256 && !kept) throw await mismatch(manager, said, found);
    written.push(found);
    await moveSequence(manager, said.name);
  }
  return { tables: written, takenOut: [...takenOut.values()].reduce((sum, rows) => sum + rows, 0) };
}

/** The length of a month at the beginning of a time: `2026-11`. */
const MONTH = 7;

const sayMonth = (log: string, month = ''): string => `${log} ${month}`;

/** The months of the logs that retention took out: their events are not brought back, which the chain has elsewhere. */
async function readTakenMonths(manager: EntityManager): Promise<ReadonlySet<string>> {
  return new Set((await readTakenParts(manager)).map(({ parent, part }) => sayMonth(parent, part)));
}

function otherRow(
  { path }: CheckedSnapshot,
  table: AddedTable,
  { key, columns }: { readonly key: string; readonly columns: string },
): DomainError {
  const which = isOfRecord(table) ? `event ${key} of ${table}` : `package ${key}`;
  const why = isOfRecord(table)
    ? "'portcullis audit verify' tells whether the record is as it was written."
    : 'A published version never changes: publish what the snapshot has under another key, and edit the snapshot.';
  return new DomainError(
    'CONFLICT',
    `The ${which} in ${path} is another one (${columns}) than the ${which} of this installation, which an import ` +
      `never replaces; nothing was changed. ${why}`,
  );
}

async function takingRows<Result>(
  checked: CheckedSnapshot,
  { table, rows }: { readonly table: SnapshotTable; readonly rows: readonly NumberedRow[] },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    // A value, a constraint or another application's trigger; for any other error the file is not at fault.
    if (!isRefusedRow(error)) throw error;
    const [first, last] = [rows[0]?.line ?? 0, rows.at(-1)?.line ?? 0];
    throw invalidInput(
      [
        {
          line: first,
          field: table,
          message: `this line, or one up to line ${last}, was refused: ${messageOf(error)}`,
        },
      ],
      `${checked.path} was not loaded; nothing was changed`,
    );
  }
}

async function mismatch(manager: EntityManager, said: TableManifest, found: TableManifest): Promise<DomainError> {
  const what =
    found.rows === said.rows ? 'its rows differ' : `it has ${found.rows} rows, and the snapshot has ${said.rows}`;
  return new DomainError(
    'CONFLICT',
    `${said.name} does not match the snapshot after the import: ${what}. Nothing was changed. ` +
      `Either a column has another type, or ${await sayTriggers(manager, said.name)}.`,
    { table: said.name },
  );
}

async function sayTriggers(manager: EntityManager, table: SnapshotTable): Promise<string> {
  const triggers: readonly { name: string }[] = await manager.query(
    `SELECT tgname::text AS name FROM pg_trigger
     WHERE tgrelid = to_regclass($1) AND NOT tgisinternal AND tgname NOT LIKE 'portcullis\\_%' ORDER BY 1`,
    [table],
  );
  return triggers.length === 0
    ? 'a rule or policy of the table interferes'
    : `a trigger of the table interferes (${triggers.map(({ name }) => name).join(', ')})`;
}

const WITHOUT_SEQUENCE: readonly SnapshotTable[] = [
  'rollout',
  'organization_rollouts',
  'package_versions',
  'organization_packages',
];

/** Moves the sequence beyond the inserted ids; it is never moved backwards. */
async function moveSequence(manager: EntityManager, table: SnapshotTable): Promise<void> {
  if (WITHOUT_SEQUENCE.includes(table)) return;
  await manager.query(
    `SELECT setval(s.name, greatest(t.most, coalesce(pg_sequence_last_value(s.name), 1)))
     FROM (SELECT pg_get_serial_sequence('${table}', 'id')::regclass AS name) s,
          (SELECT max(id) AS most FROM ${table}) t
     WHERE s.name IS NOT NULL AND t.most IS NOT NULL`,
  );
}
