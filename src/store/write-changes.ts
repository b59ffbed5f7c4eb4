import type { EntityManager } from 'typeorm';
import { type Change, isMade } from '../domain/run/plan-changes';
import type { ModuleState, SubmoduleState } from '../domain/run/row-state';
import { RUN_SOURCE } from '../domain/stored-access';
import type { Taxonomy } from '../domain/taxonomy/taxonomy';
import { databaseError } from '../platform/database-error';
import { type PlannedEntry, type SharedParts, shareParts } from './share-parts';
import { isUniqueViolation } from './sqlstates';

/** Another session has changed a row since it was read. The batch is processed again with current rows. */
export class ConcurrentChangeError extends Error {
  override readonly name = 'ConcurrentChangeError';
}

/** A module row to be written for all organizations that share a part. */
interface ModuleWrite {
  /** The number of the part: see `SharedParts`. */
  readonly part: number;
  readonly moduleId: number;
  readonly before: ModuleState | null;
  readonly after: ModuleState | null;
}

interface SubmoduleWrite {
  readonly part: number;
  readonly moduleId: number;
  readonly submoduleId: number;
  readonly before: SubmoduleState | null;
  readonly after: SubmoduleState | null;
}

/** The part of a plan that is written. */
interface Changes {
  readonly changes: readonly Change[];
}

type Organizations = SharedParts<readonly Change[]>;

/**
 * Writes the changes of many organizations, with one statement for each kind of change. A row is written only if it is
 * still as planned. Rows that are created or updated get the source of the change, by default that of runs.
 * @param statements `RUN_WRITES`, which leave submodules of modules of another source alone; or `LOCKED_WRITES` if the
 * caller has locked the rows and checked who owns the modules
 * @throws ConcurrentChangeError if another session has changed a row
 */
export async function writeChanges(
  manager: EntityManager,
  entries: readonly PlannedEntry<Changes>[],
  taxonomy: Taxonomy,
  statements = RUN_WRITES,
): Promise<void> {
  const organizations = shareParts(entries, ({ changes }) => changes);
  const modules: ModuleWrite[] = [];
  const submodules: SubmoduleWrite[] = [];
  organizations.parts.forEach((changes, part) => {
    for (const change of changes) if (isMade(change)) collect(part, change, taxonomy, modules, submodules);
  });
  const isNew = ({ before }: ModuleWrite | SubmoduleWrite) => before === null;
  const isGone = ({ after }: ModuleWrite | SubmoduleWrite) => after === null;
  const stays = (write: ModuleWrite | SubmoduleWrite) => !isNew(write) && !isGone(write);
  const oldModule = moduleColumns(({ before }) => before);
  const newModule = [...moduleColumns(({ after }) => after), sourceOf(({ after }) => after)];
  const oldSource = sourceOf(({ before }) => before);
  const oldSubmodule: readonly Column<SubmoduleWrite>[] = [({ before }) => before?.enabled, oldSource];
  const newSubmodule: readonly Column<SubmoduleWrite>[] = [
    ({ after }) => after?.enabled,
    sourceOf(({ after }) => after),
  ];

  await write(manager, organizations, modules.filter(isNew), CREATE_MODULES, [...moduleKey, ...newModule]);
  await write(manager, organizations, modules.filter(stays), UPDATE_MODULES, [
    ...moduleKey,
    ...newModule,
    ...oldModule,
    oldSource,
  ]);
  await write(manager, organizations, modules.filter(isGone), REVOKE_MODULES, [...moduleKey, ...oldModule, oldSource]);
  await write(manager, organizations, submodules.filter(isNew), statements.createSubmodules, [
    ...submoduleKey,
    ...newSubmodule,
  ]);
  await write(manager, organizations, submodules.filter(stays), statements.updateSubmodules, [
    ...submoduleKey,
    ...newSubmodule,
    ...oldSubmodule,
  ]);
  await write(manager, organizations, submodules.filter(isGone), statements.revokeSubmodules, [
    ...submoduleKey,
    ...oldSubmodule,
  ]);
}

function collect(
  part: number,
  change: Change,
  taxonomy: Taxonomy,
  modules: ModuleWrite[],
  submodules: SubmoduleWrite[],
): void {
  const moduleId = taxonomy.module(change.module)?.id;
  if (moduleId === undefined) throw new Error(`planned for an unknown module: ${change.module}`);
  if (change.submodule === null) {
    modules.push({ part, moduleId, before: change.before, after: change.after });
    return;
  }
  const submoduleId = taxonomy.submodule(change.module, change.submodule)?.id;
  if (submoduleId === undefined)
    throw new Error(`planned for an unknown submodule: ${change.module}/${change.submodule}`);
  submodules.push({ part, moduleId, submoduleId, before: change.before, after: change.after });
}

const ORGANIZATIONS = 'unnest($1::organization_ids, $2::int[]) AS o (org_id, part)';

const CREATE_MODULES = `
  INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, partial, source)
  SELECT o.org_id, w.module_id, w.status, w.trial_expires_at, w.partial, w.source
  FROM ${ORGANIZATIONS}
  JOIN unnest($3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::boolean[], $8::text[])
    AS w (part, module_id, status, trial_expires_at, partial, source) USING (part)`;

/**
 * The rows to be written, computed before the table is joined (OFFSET 0): otherwise PostgreSQL may expect few of them,
 * and scan the whole table for each.
 */
const rowsToWrite = (writes: string, columns: readonly string[]) => `
  (SELECT o.org_id, ${columns.map((column) => `w.${column}`).join(', ')}
   FROM ${ORGANIZATIONS} JOIN ${writes} AS w (part, ${columns.join(', ')}) USING (part) OFFSET 0) AS w`;

const SAME_MODULE = `
  e.org_id = w.org_id AND e.module_id = w.module_id AND e.source = w.old_source AND e.status = w.old_status
  AND e.partial = w.old_partial AND e.trial_expires_at IS NOT DISTINCT FROM w.old_trial_expires_at`;

const UPDATE_MODULES = `
  UPDATE org_entitlements e
  SET status = w.status, trial_expires_at = w.trial_expires_at, partial = w.partial, source = w.source,
      updated_at = now()
  FROM ${rowsToWrite(
    `unnest($3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::boolean[], $8::text[],
            $9::text[], $10::timestamptz[], $11::boolean[], $12::text[])`,
    [
      'module_id',
      'status',
      'trial_expires_at',
      'partial',
      'source',
      'old_status',
      'old_trial_expires_at',
      'old_partial',
      'old_source',
    ],
  )}
  WHERE ${SAME_MODULE}`;

const REVOKE_MODULES = `
  DELETE FROM org_entitlements e
  USING ${rowsToWrite('unnest($3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::boolean[], $8::text[])', [
    'module_id',
    'old_status',
    'old_trial_expires_at',
    'old_partial',
    'old_source',
  ])}
  WHERE ${SAME_MODULE}`;

/**
 * SQL for whether the module's row has not been changed by hand meanwhile: otherwise its submodules are left alone too.
 */
const notUnderManual = (organization: string) => `
  NOT EXISTS (SELECT 1 FROM org_entitlements p
              WHERE p.org_id = ${organization} AND p.module_id = w.module_id AND p.source <> '${RUN_SOURCE}')`;

/** @param mayWrite SQL for whether submodules of the module `w.module_id` may be written for the organization */
function submoduleWrites(mayWrite: (organization: string) => string) {
  const same = `
    b.org_id = w.org_id AND b.module_id = w.module_id AND b.submodule_id = w.submodule_id
    AND b.source = w.old_source AND b.enabled = w.old_enabled AND ${mayWrite('w.org_id')}`;
  return {
    createSubmodules: `
      INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
      SELECT o.org_id, w.module_id, w.submodule_id, w.enabled, w.source
      FROM ${ORGANIZATIONS}
      JOIN unnest($3::int[], $4::int[], $5::int[], $6::boolean[], $7::text[])
        AS w (part, module_id, submodule_id, enabled, source) USING (part)
      WHERE ${mayWrite('o.org_id')}`,
    updateSubmodules: `
      UPDATE org_subentitlements b SET enabled = w.enabled, source = w.source, updated_at = now()
      FROM ${rowsToWrite(
        'unnest($3::int[], $4::int[], $5::int[], $6::boolean[], $7::text[], $8::boolean[], $9::text[])',
        ['module_id', 'submodule_id', 'enabled', 'source', 'old_enabled', 'old_source'],
      )}
      WHERE ${same}`,
    revokeSubmodules: `
      DELETE FROM org_subentitlements b
      USING ${rowsToWrite('unnest($3::int[], $4::int[], $5::int[], $6::boolean[], $7::text[])', [
        'module_id',
        'submodule_id',
        'old_enabled',
        'old_source',
      ])}
      WHERE ${same}`,
  };
}

export const RUN_WRITES = submoduleWrites(notUnderManual);
export const LOCKED_WRITES: typeof RUN_WRITES = submoduleWrites(() => 'true');

type Column<Write> = (write: Write) => unknown;

const moduleKey: readonly Column<ModuleWrite>[] = [({ part }) => part, ({ moduleId }) => moduleId];
const submoduleKey: readonly Column<SubmoduleWrite>[] = [
  ({ part }) => part,
  ({ moduleId }) => moduleId,
  ({ submoduleId }) => submoduleId,
];

function moduleColumns(stateOf: (write: ModuleWrite) => ModuleState | null): readonly Column<ModuleWrite>[] {
  return [
    (write) => stateOf(write)?.status,
    (write) => stateOf(write)?.trialExpiresAt ?? null,
    (write) => stateOf(write)?.partial,
  ];
}

function sourceOf(
  stateOf: (write: ModuleWrite | SubmoduleWrite) => { readonly source?: string } | null,
): Column<ModuleWrite | SubmoduleWrite> {
  return (write) => stateOf(write)?.source ?? RUN_SOURCE;
}

/** Runs one statement for all organizations with such a change, and checks that it wrote every row. */
async function write<Write extends { readonly part: number }>(
  manager: EntityManager,
  organizations: Organizations,
  writes: readonly Write[],
  statement: string,
  columns: readonly Column<Write>[],
): Promise<void> {
  if (writes.length === 0) return;
  const { organizationIds, partOf, sizes } = organizations;
  const expected = writes.reduce((sum, { part }) => sum + (sizes[part] ?? 0), 0);
  const written = await affectedRows(manager, statement, [
    organizationIds,
    partOf,
    ...columns.map((column) => writes.map(column)),
  ]);
  if (written !== expected)
    throw new ConcurrentChangeError(
      `${expected - written} of ${expected} rows were changed by another session meanwhile`,
    );
}

/**
 * Runs a statement, and reports a row inserted meanwhile by its violation of a unique index. `ON CONFLICT DO NOTHING`
 * would avoid the error, but takes a fifth of the time of writing entitlements, for a very rare case.
 */
async function affectedRows(manager: EntityManager, statement: string, parameters: unknown[]): Promise<number> {
  if (!manager.queryRunner) throw new Error('changes must be written in a transaction');
  try {
    return (await manager.queryRunner.query(statement, parameters, true)).affected ?? 0;
  } catch (error) {
    const { table = '', constraint = '' } = databaseError(error) ?? {};
    if (!isUniqueViolation(error) || !WRITTEN_TABLES.includes(table)) throw error;
    throw new ConcurrentChangeError(`another session inserted the row meanwhile (${constraint})`);
  }
}

const WRITTEN_TABLES: readonly string[] = ['org_entitlements', 'org_subentitlements'];
