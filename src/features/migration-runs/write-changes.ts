import type { EntityManager } from 'typeorm';
import { isMade, RUN_SOURCE, type Change, type ModuleState, type SubmoduleState } from '../../domain/plan-changes';
import type { Taxonomy } from '../../domain/taxonomy';
import type { JournalEntry } from './plan-organization';
import { sharePlans } from './shared-plans';

/** A row was no longer as it was read: somebody else wrote it meanwhile. The batch is done over from what stands now. */
export class ConcurrentChangeError extends Error {
  override readonly name = 'ConcurrentChangeError';
}

/** A module row that a plan writes. */
interface ModuleWrite {
  readonly plan: number;
  readonly moduleId: number;
  readonly before: ModuleState | null;
  readonly after: ModuleState | null;
}

interface SubmoduleWrite {
  readonly plan: number;
  readonly moduleId: number;
  readonly submoduleId: number;
  readonly before: SubmoduleState | null;
  readonly after: SubmoduleState | null;
}

/** The organizations, as the first two parameters of every statement: $1 their ids, $2 their plans. */
interface Organizations {
  readonly ids: readonly number[];
  readonly planOf: readonly number[];
  /** How many organizations have each plan. */
  readonly sizes: readonly number[];
}

/**
 * Makes the changes of many organizations, a statement for each kind of change. Each row is written only where it still is what was
 * planned from, and is a run's own.
 * @throws ConcurrentChangeError where a row is not
 */
export async function writeChanges(manager: EntityManager, entries: readonly JournalEntry[], taxonomy: Taxonomy): Promise<void> {
  const { organizationIds, planOf, plans } = sharePlans(entries);
  const sizes = plans.map(() => 0);
  for (const plan of planOf) sizes[plan] = (sizes[plan] ?? 0) + 1;
  const organizations = { ids: organizationIds, planOf, sizes };
  const modules: ModuleWrite[] = [];
  const submodules: SubmoduleWrite[] = [];
  plans.forEach(({ changes }, plan) => {
    for (const change of changes) if (isMade(change)) collect(plan, change, taxonomy, modules, submodules);
  });
  const isNew = ({ before }: ModuleWrite | SubmoduleWrite) => before === null;
  const isGone = ({ after }: ModuleWrite | SubmoduleWrite) => after === null;
  const stays = (write: ModuleWrite | SubmoduleWrite) => !isNew(write) && !isGone(write);
  const oldModule = moduleColumns(({ before }) => before);
  const newModule = moduleColumns(({ after }) => after);
  const oldSubmodule = ({ before }: SubmoduleWrite) => before?.enabled;
  const newSubmodule = ({ after }: SubmoduleWrite) => after?.enabled;

  await write(manager, organizations, modules.filter(isNew), CREATE_MODULES, [...moduleKey, ...newModule]);
  await write(manager, organizations, modules.filter(stays), UPDATE_MODULES, [...moduleKey, ...newModule, ...oldModule]);
  await write(manager, organizations, modules.filter(isGone), REVOKE_MODULES, [...moduleKey, ...oldModule]);
  await write(manager, organizations, submodules.filter(isNew), CREATE_SUBMODULES, [...submoduleKey, newSubmodule]);
  await write(manager, organizations, submodules.filter(stays), UPDATE_SUBMODULES, [...submoduleKey, newSubmodule, oldSubmodule]);
  await write(manager, organizations, submodules.filter(isGone), REVOKE_SUBMODULES, [...submoduleKey, oldSubmodule]);
}

function collect(plan: number, change: Change, taxonomy: Taxonomy, modules: ModuleWrite[], submodules: SubmoduleWrite[]): void {
  const moduleId = taxonomy.module(change.module)?.id;
  if (moduleId === undefined) throw new Error(`planned for an unknown module: ${change.module}`);
  if (change.submodule === null) {
    modules.push({ plan, moduleId, before: change.before, after: change.after });
    return;
  }
  const submoduleId = taxonomy.submodule(change.module, change.submodule)?.id;
  if (submoduleId === undefined) throw new Error(`planned for an unknown submodule: ${change.module}/${change.submodule}`);
  submodules.push({ plan, moduleId, submoduleId, before: change.before, after: change.after });
}

const ORGANIZATIONS = 'unnest($1::int[], $2::int[]) AS o (org_id, plan)';

const CREATE_MODULES = `
  INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, partial, source)
  SELECT o.org_id, w.module_id, w.status, w.trial_expires_at, w.partial, '${RUN_SOURCE}'
  FROM ${ORGANIZATIONS}
  JOIN unnest($3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::boolean[]) AS w (plan, module_id, status, trial_expires_at, partial) USING (plan)
  ON CONFLICT DO NOTHING`;

const SAME_MODULE = `
  e.org_id = o.org_id AND e.module_id = w.module_id AND e.source = '${RUN_SOURCE}'
  AND e.status = w.old_status AND e.partial = w.old_partial AND e.trial_expires_at IS NOT DISTINCT FROM w.old_trial_expires_at`;

const UPDATE_MODULES = `
  UPDATE org_entitlements e SET status = w.status, trial_expires_at = w.trial_expires_at, partial = w.partial, updated_at = now()
  FROM ${ORGANIZATIONS}
  JOIN unnest($3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::boolean[], $8::text[], $9::timestamptz[], $10::boolean[])
    AS w (plan, module_id, status, trial_expires_at, partial, old_status, old_trial_expires_at, old_partial) USING (plan)
  WHERE ${SAME_MODULE}`;

const REVOKE_MODULES = `
  DELETE FROM org_entitlements e
  USING ${ORGANIZATIONS}
  JOIN unnest($3::int[], $4::int[], $5::text[], $6::timestamptz[], $7::boolean[])
    AS w (plan, module_id, old_status, old_trial_expires_at, old_partial) USING (plan)
  WHERE ${SAME_MODULE}`;

/** A module that somebody has made theirs meanwhile, with the submodules under it. */
const NOT_UNDER_MANUAL = `
  NOT EXISTS (SELECT 1 FROM org_entitlements p WHERE p.org_id = o.org_id AND p.module_id = w.module_id AND p.source <> '${RUN_SOURCE}')`;

const CREATE_SUBMODULES = `
  INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
  SELECT o.org_id, w.module_id, w.submodule_id, w.enabled, '${RUN_SOURCE}'
  FROM ${ORGANIZATIONS} JOIN unnest($3::int[], $4::int[], $5::int[], $6::boolean[]) AS w (plan, module_id, submodule_id, enabled) USING (plan)
  WHERE ${NOT_UNDER_MANUAL}
  ON CONFLICT DO NOTHING`;

const SAME_SUBMODULE = `
  b.org_id = o.org_id AND b.module_id = w.module_id AND b.submodule_id = w.submodule_id AND b.source = '${RUN_SOURCE}' AND b.enabled = w.old_enabled
  AND ${NOT_UNDER_MANUAL}`;

const UPDATE_SUBMODULES = `
  UPDATE org_subentitlements b SET enabled = w.enabled, updated_at = now()
  FROM ${ORGANIZATIONS}
  JOIN unnest($3::int[], $4::int[], $5::int[], $6::boolean[], $7::boolean[]) AS w (plan, module_id, submodule_id, enabled, old_enabled) USING (plan)
  WHERE ${SAME_SUBMODULE}`;

const REVOKE_SUBMODULES = `
  DELETE FROM org_subentitlements b
  USING ${ORGANIZATIONS} JOIN unnest($3::int[], $4::int[], $5::int[], $6::boolean[]) AS w (plan, module_id, submodule_id, old_enabled) USING (plan)
  WHERE ${SAME_SUBMODULE}`;

type Column<Write> = (write: Write) => unknown;

const moduleKey: readonly Column<ModuleWrite>[] = [({ plan }) => plan, ({ moduleId }) => moduleId];
const submoduleKey: readonly Column<SubmoduleWrite>[] = [({ plan }) => plan, ({ moduleId }) => moduleId, ({ submoduleId }) => submoduleId];

function moduleColumns(stateOf: (write: ModuleWrite) => ModuleState | null): readonly Column<ModuleWrite>[] {
  return [(write) => stateOf(write)?.status, (write) => stateOf(write)?.trialExpiresAt ?? null, (write) => stateOf(write)?.partial];
}

/** Runs one statement for all organizations that have such a change, and checks that it wrote each row. */
async function write<Write extends { readonly plan: number }>(
  manager: EntityManager,
  organizations: Organizations,
  writes: readonly Write[],
  statement: string,
  columns: readonly Column<Write>[],
): Promise<void> {
  if (writes.length === 0) return;
  const expected = writes.reduce((sum, { plan }) => sum + (organizations.sizes[plan] ?? 0), 0);
  const [result]: readonly { written: number }[] = await manager.query(
    `WITH written AS (${statement} RETURNING 1) SELECT count(*)::int AS written FROM written`,
    [organizations.ids, organizations.planOf, ...columns.map((column) => writes.map(column))],
  );
  if (result?.written !== expected) {
    throw new ConcurrentChangeError(`${expected - (result?.written ?? 0)} of ${expected} rows were changed by somebody else meanwhile`);
  }
}
