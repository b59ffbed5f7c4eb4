import type { EntityManager } from 'typeorm';
import { isMade, RUN_SOURCE, type Change, type ModuleState, type SubmoduleState } from '../../domain/plan-changes';
import type { Taxonomy } from '../../domain/taxonomy';
import type { JournalEntry } from './plan-organization';

/** A row was no longer as it was read: somebody else wrote it meanwhile. The batch is done over from what stands now. */
export class ConcurrentChangeError extends Error {
  override readonly name = 'ConcurrentChangeError';
}

interface ModuleWrite {
  readonly orgId: number;
  readonly moduleId: number;
  readonly before: ModuleState | null;
  readonly after: ModuleState | null;
}

interface SubmoduleWrite {
  readonly orgId: number;
  readonly moduleId: number;
  readonly submoduleId: number;
  readonly before: SubmoduleState | null;
  readonly after: SubmoduleState | null;
}

/**
 * Makes the changes of many organizations, a statement for each kind of change. Each row is written only where it still is what was
 * planned from, and is a run's own.
 * @throws ConcurrentChangeError where a row is not
 */
export async function writeChanges(manager: EntityManager, entries: readonly JournalEntry[], taxonomy: Taxonomy): Promise<void> {
  const modules: ModuleWrite[] = [];
  const submodules: SubmoduleWrite[] = [];
  for (const { organizationId, changes } of entries) {
    for (const change of changes) {
      if (isMade(change)) collect(organizationId, change, taxonomy, modules, submodules);
    }
  }
  await createModules(manager, modules.filter(({ before }) => before === null));
  await updateModules(manager, modules.filter(({ before, after }) => before !== null && after !== null));
  await revokeModules(manager, modules.filter(({ after }) => after === null));
  await createSubmodules(manager, submodules.filter(({ before }) => before === null));
  await updateSubmodules(manager, submodules.filter(({ before, after }) => before !== null && after !== null));
  await revokeSubmodules(manager, submodules.filter(({ after }) => after === null));
}

function collect(orgId: number, change: Change, taxonomy: Taxonomy, modules: ModuleWrite[], submodules: SubmoduleWrite[]): void {
  const moduleId = taxonomy.module(change.module)?.id;
  if (moduleId === undefined) throw new Error(`planned for an unknown module: ${change.module}`);
  if (change.submodule === null) {
    modules.push({ orgId, moduleId, before: change.before, after: change.after });
    return;
  }
  const submoduleId = taxonomy.submodule(change.module, change.submodule)?.id;
  if (submoduleId === undefined) throw new Error(`planned for an unknown submodule: ${change.module}/${change.submodule}`);
  submodules.push({ orgId, moduleId, submoduleId, before: change.before, after: change.after });
}

function createModules(manager: EntityManager, writes: readonly ModuleWrite[]): Promise<void> {
  return write(
    manager,
    writes,
    `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, partial, source)
     SELECT *, '${RUN_SOURCE}' FROM unnest($1::int[], $2::int[], $3::text[], $4::timestamptz[], $5::boolean[])
     ON CONFLICT DO NOTHING`,
    [({ orgId }) => orgId, ({ moduleId }) => moduleId, ...moduleColumns(({ after }) => after)],
  );
}

function updateModules(manager: EntityManager, writes: readonly ModuleWrite[]): Promise<void> {
  return write(
    manager,
    writes,
    `UPDATE org_entitlements e SET status = w.status, trial_expires_at = w.trial_expires_at, partial = w.partial, updated_at = now()
     FROM unnest($1::int[], $2::int[], $3::text[], $4::timestamptz[], $5::boolean[], $6::text[], $7::timestamptz[], $8::boolean[])
       AS w (org_id, module_id, status, trial_expires_at, partial, old_status, old_trial_expires_at, old_partial)
     WHERE e.org_id = w.org_id AND e.module_id = w.module_id AND e.source = '${RUN_SOURCE}'
       AND e.status = w.old_status AND e.partial = w.old_partial AND e.trial_expires_at IS NOT DISTINCT FROM w.old_trial_expires_at`,
    [({ orgId }) => orgId, ({ moduleId }) => moduleId, ...moduleColumns(({ after }) => after), ...moduleColumns(({ before }) => before)],
  );
}

function revokeModules(manager: EntityManager, writes: readonly ModuleWrite[]): Promise<void> {
  return write(
    manager,
    writes,
    `DELETE FROM org_entitlements e
     USING unnest($1::int[], $2::int[], $3::text[], $4::timestamptz[], $5::boolean[])
       AS w (org_id, module_id, old_status, old_trial_expires_at, old_partial)
     WHERE e.org_id = w.org_id AND e.module_id = w.module_id AND e.source = '${RUN_SOURCE}'
       AND e.status = w.old_status AND e.partial = w.old_partial AND e.trial_expires_at IS NOT DISTINCT FROM w.old_trial_expires_at`,
    [({ orgId }) => orgId, ({ moduleId }) => moduleId, ...moduleColumns(({ before }) => before)],
  );
}

function createSubmodules(manager: EntityManager, writes: readonly SubmoduleWrite[]): Promise<void> {
  return write(
    manager,
    writes,
    `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
     SELECT *, '${RUN_SOURCE}' FROM unnest($1::int[], $2::int[], $3::int[], $4::boolean[])
     ON CONFLICT DO NOTHING`,
    [...submoduleKeys, ({ after }) => after?.enabled],
  );
}

function updateSubmodules(manager: EntityManager, writes: readonly SubmoduleWrite[]): Promise<void> {
  return write(
    manager,
    writes,
    `UPDATE org_subentitlements b SET enabled = w.enabled, updated_at = now()
     FROM unnest($1::int[], $2::int[], $3::int[], $4::boolean[], $5::boolean[]) AS w (org_id, module_id, submodule_id, enabled, old_enabled)
     WHERE b.org_id = w.org_id AND b.module_id = w.module_id AND b.submodule_id = w.submodule_id
       AND b.source = '${RUN_SOURCE}' AND b.enabled = w.old_enabled`,
    [...submoduleKeys, ({ after }) => after?.enabled, ({ before }) => before?.enabled],
  );
}

function revokeSubmodules(manager: EntityManager, writes: readonly SubmoduleWrite[]): Promise<void> {
  return write(
    manager,
    writes,
    `DELETE FROM org_subentitlements b
     USING unnest($1::int[], $2::int[], $3::int[], $4::boolean[]) AS w (org_id, module_id, submodule_id, old_enabled)
     WHERE b.org_id = w.org_id AND b.module_id = w.module_id AND b.submodule_id = w.submodule_id
       AND b.source = '${RUN_SOURCE}' AND b.enabled = w.old_enabled`,
    [...submoduleKeys, ({ before }) => before?.enabled],
  );
}

type Column<Write> = (write: Write) => unknown;

const submoduleKeys: readonly Column<SubmoduleWrite>[] = [({ orgId }) => orgId, ({ moduleId }) => moduleId, ({ submoduleId }) => submoduleId];

function moduleColumns(stateOf: (write: ModuleWrite) => ModuleState | null): readonly Column<ModuleWrite>[] {
  return [(write) => stateOf(write)?.status, (write) => stateOf(write)?.trialExpiresAt ?? null, (write) => stateOf(write)?.partial];
}

/** Runs one statement over all writes, a column an array, and checks that it wrote each of them. */
async function write<Write>(manager: EntityManager, writes: readonly Write[], statement: string, columns: readonly Column<Write>[]): Promise<void> {
  if (writes.length === 0) return;
  const [result]: readonly { written: number }[] = await manager.query(
    `WITH written AS (${statement} RETURNING 1) SELECT count(*)::int AS written FROM written`,
    columns.map((column) => writes.map(column)),
  );
  if (result?.written !== writes.length) {
    throw new ConcurrentChangeError(`${writes.length - (result?.written ?? 0)} of ${writes.length} rows were changed by somebody else meanwhile`);
  }
}
