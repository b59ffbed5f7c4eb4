import type { EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { desiredState, desiredStateAllows } from '../../domain/legacy/desired-state';
import { readLegacyFlags } from '../../domain/legacy/legacy-flags';
import { Mapping } from '../../domain/legacy/mapping';
import type { OrganizationId } from '../../domain/organization-id';
import type { Target, Taxonomy } from '../../domain/taxonomy/taxonomy';
import { findActiveMapping } from '../../store/active-mapping';
import { scanOrganizations } from '../../store/scan-organizations';

export interface TargetUsers extends Target {
  /** The number of organizations that can use it, by entitlement, override, policy or legacy flags. */
  readonly organizations: number;
}

/**
 * Counts the organizations that can use modules and submodules, whatever their gating: all of them would lose a module
 * that a new taxonomy drops. Reads all organizations, in pages.
 */
export async function countUsers(
  manager: EntityManager,
  targets: readonly Target[],
  taxonomy: Taxonomy,
): Promise<readonly TargetUsers[]> {
  if (targets.length === 0) return [];
  const mapping = (await findActiveMapping(manager))?.mapping ?? Mapping.NONE;
  const counts = targets.map(() => 0);
  for await (const page of scanOrganizations(manager)) {
    const entitled = await findEntitled(
      manager,
      page.map(({ id }) => id),
      targets,
    );
    for (const { id, flags } of page) {
      const read = readLegacyFlags(flags, mapping);
      const state = read.readable ? desiredState(read, mapping, taxonomy) : null;
      targets.forEach((target, index) => {
        const byFlags = state !== null && desiredStateAllows(state, target.module, target.submodule);
        if (byFlags || entitled.has(entitledKey(id, index))) counts[index] = (counts[index] ?? 0) + 1;
      });
    }
  }
  return targets.map((target, index) => ({ ...target, organizations: counts[index] ?? 0 }));
}

async function findEntitled(
  manager: EntityManager,
  ids: readonly OrganizationId[],
  targets: readonly Target[],
): Promise<ReadonlySet<string>> {
  const rows: readonly { id: OrganizationId; index: number }[] = await manager.query(
    `SELECT v.org_id::text AS id, t.index::int - 1 AS index
     FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS t (module, submodule, index)
     JOIN v_effective_entitlements v ON v.module_key = t.module AND v.submodule_key IS NOT DISTINCT FROM t.submodule
     WHERE v.allowed AND v.org_id = ANY($1::organization_ids)`,
    [idArray(ids), targets.map(({ module }) => module), targets.map(({ submodule }) => submodule)],
  );
  return new Set(rows.map(({ id, index }) => entitledKey(id, index)));
}

function entitledKey(id: OrganizationId, index: number): string {
  return `${id}:${index}`;
}
