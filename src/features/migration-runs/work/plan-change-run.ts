import type { EntityManager } from 'typeorm';
import { type Besides, stateHash } from '../../../domain/change/organization-state';
import { planChange } from '../../../domain/change/plan-change';
import type { RunChange } from '../../../domain/change/run-change';
import { DomainError } from '../../../domain/errors';
import type { Published } from '../../../domain/package/change-assignments';
import { isMade } from '../../../domain/run/plan-changes';
import type { Taxonomy } from '../../../domain/taxonomy/taxonomy';
import type { MigrationRun } from '../../../entities/migration-run';
import { findVersions } from '../../packages/versions';
import { parseState, type StateText } from './organization-state-text';
import { NOTHING, type OrganizationPlan } from './plan-organizations';
import type { AlikeOrganizations } from './read-organizations';
import { readRunChange } from './read-run-change';

/**
 * Returns what plans the changes of organizations, for those that were found.
 * @throws DomainError CONFLICT if a package is not what was published
 */
export async function changePlanner(
  manager: EntityManager,
  run: MigrationRun,
  found: readonly AlikeOrganizations[],
  taxonomy: Taxonomy,
): Promise<(alike: AlikeOrganizations) => OrganizationPlan> {
  const common = run.change;
  if (common === null) throw new Error(`run ${run.id} has no change`);
  const changeOf = sharedChanges(common);
  const published = await findPublished(manager, [...new Set(found.map(changeOf))], found);
  const at = new Date();
  return (alike) => {
    const state = parseState(alike);
    const plan = { ...NOTHING, sourceHash: stateHash(state.stored, alike) };
    try {
      const { allowRevocations } = run;
      const planned = planChange(changeOf(alike), state, { taxonomy, published, at, allowRevocations });
      const made = [...planned.changes, ...(planned.packages?.changes ?? []), ...(planned.overrides ?? [])];
      return { ...plan, ...planned, outcome: made.some(isMade) ? 'CHANGED' : 'UNCHANGED' };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'INVALID_INPUT') throw error;
      return { ...plan, outcome: 'FAILED', error: { code: 'CHANGE_REFUSED', path: null, message: error.message } };
    }
  };
}

/** The change of an organization: its own, by its rows of a file, or that of all. Equal texts are read once. */
function sharedChanges(common: RunChange): (alike: AlikeOrganizations) => RunChange {
  const known = new Map<string, RunChange>();
  return ({ change: text }) => {
    if (text === null) return common;
    const change = known.get(text) ?? readRunChange(JSON.parse(text));
    known.set(text, change);
    return change;
  };
}

/** Every version of a package that changes, organizations, or what a run did to them name. */
export async function findPublished(
  manager: EntityManager,
  changes: readonly RunChange[],
  found: readonly StateText[],
  undone: readonly { readonly besides: Besides }[] = [],
): Promise<Published> {
  const named = new Map<string, { readonly key: string; readonly version: number }>();
  const add = (key: string, version: number) => named.set(`${key}@${version}`, { key, version });
  for (const change of changes)
    if (change.of === 'PACKAGE') for (const one of change.packages) add(one.key, one.version);
  for (const { packages } of found)
    if (packages !== null)
      for (const [key, { version }] of parseState({
        entitlements: null,
        subentitlements: null,
        packages,
        overrides: null,
      }).packages)
        add(key, version);
  for (const { besides } of undone)
    for (const { key, before } of besides.packages?.changes ?? []) if (before) add(key, before.version);
  const versions = await findVersions(manager, [...named.values()]);
  return { newest: new Map([...versions.values()].map((version) => [version.key, version])), versions };
}
