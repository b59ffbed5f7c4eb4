import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import type { OrganizationFacts } from '../../domain/decision/organization-access';
import { type NewOverride, type Override, replacedOverrides } from '../../domain/decision/override';
import { invalidInput } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { type Taxonomy } from '../../domain/taxonomy/taxonomy';
import type { HeldOrganization } from '../../store/hold-organization';

/**
 * Ends overrides, at the time of the clock: the start of the transaction could be before the creation of an override.
 */
export async function endOverrides(
  manager: EntityManager,
  overrides: readonly Override[],
  actor: Actor,
): Promise<void> {
  const ids = overrides.flatMap(({ id }) => id ?? []);
  if (ids.length === 0) return;
  await manager.query(
    `UPDATE entitlement_overrides SET ended_at = clock_timestamp(), ended_by = $2
     WHERE id = ANY($1::bigint[]) AND ended_at IS NULL`,
    [ids, actor.id],
  );
}

/** An override to be stored, with the ids of its module and submodule. */
interface OverrideRow extends NewOverride {
  readonly moduleId: number;
  readonly submoduleId: number | null;
}

/**
 * Stores overrides of one organization, and ends those that they replace.
 * @param decided.at the time that their preview was computed for
 * @returns their ids, in the order of the changes
 */
export async function storeOverrides(
  manager: EntityManager,
  { organization, taxonomy, facts }: HeldOrganization,
  changes: readonly NewOverride[],
  { actor, reason, at }: { readonly actor: Actor; readonly reason: string; readonly at: Date },
): Promise<readonly string[]> {
  await endOverrides(manager, replacedOverrides(facts.overrides, changes), actor);
  const rows = changes.map((change) => rowOf(change, taxonomy));
  return insertOverrides(manager, organization.id, rows, actor, reason, at);
}

/**
 * Stores overrides of one organization. Those that they replace must have been ended.
 * @param decidedAt the time of their preview; they are created after it, so that a decision for that time does not see
 * them
 * @returns their ids, in the order of the rows
 */
async function insertOverrides(
  manager: EntityManager,
  organizationId: OrganizationId,
  rows: readonly OverrideRow[],
  actor: Actor,
  reason: string,
  decidedAt: Date,
): Promise<readonly string[]> {
  const inserted: readonly { id: string; module_id: number; submodule_id: number | null }[] = await manager.query(
    `INSERT INTO entitlement_overrides
       (org_id, module_id, submodule_id, status, trial_expires_at, expires_at, reason, actor_id, created_at)
     SELECT $1::organization_id, v.module_id, v.submodule_id, v.status, v.trial_expires_at, v.expires_at, $7, $8,
            greatest(clock_timestamp(), $9::timestamptz + interval '1 millisecond')
     FROM unnest($2::int[], $3::int[], $4::text[], $5::timestamptz[], $6::timestamptz[])
       WITH ORDINALITY AS v (module_id, submodule_id, status, trial_expires_at, expires_at, n)
     ORDER BY v.n RETURNING id, module_id, submodule_id`,
    [
      organizationId,
      rows.map(({ moduleId }) => moduleId),
      rows.map(({ submoduleId }) => submoduleId),
      rows.map(({ status }) => status),
      rows.map(({ trialExpiresAt }) => trialExpiresAt),
      rows.map(({ expiresAt }) => expiresAt),
      reason,
      actor.id,
      decidedAt,
    ],
  );
  return rows.map(({ moduleId, submoduleId, module }) => {
    const row = inserted.find((one) => one.module_id === moduleId && one.submodule_id === submoduleId);
    if (!row) throw new Error(`the override of '${module}' was not stored`);
    return row.id;
  });
}

function rowOf(change: NewOverride, taxonomy: Taxonomy): OverrideRow {
  const moduleId = taxonomy.module(change.module)?.id;
  const submoduleId = change.submodule === null ? null : taxonomy.submodule(change.module, change.submodule)?.id;
  if (moduleId === undefined || submoduleId === undefined) throw new Error(`the taxonomy has no '${change.module}'`);
  return { ...change, moduleId, submoduleId };
}

/**
 * The overrides that are to be ended.
 * @throws DomainError INVALID_INPUT for every id that cannot be
 */
export function findRevoked(
  { organizationId, overrides }: OrganizationFacts,
  ids: readonly string[],
): readonly Override[] {
  const wanted = [...new Set(ids)];
  const faults = wanted
    .filter((id) => !overrides.some((override) => override.id === id))
    .map((id) => ({
      field: `input.overrideIds.${ids.indexOf(id)}`,
      message:
        `names override ${id.slice(0, 30)}, ` + `which organization ${organizationId} does not have or which has ended`,
    }));
  if (wanted.length === 0) faults.push({ field: 'input.overrideIds', message: 'must name at least one override' });
  if (faults.length > 0) throw invalidInput(faults);
  return overrides.filter(({ id }) => id !== null && wanted.includes(id));
}
