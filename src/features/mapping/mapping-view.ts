import type { Mapping, MappingRule } from '../../domain/legacy/mapping';
import type { MappingEntity } from '../../entities/mapping';
import type { MigrationRun } from '../../entities/migration-run';

/** A mapping as the API returns it: one that was loaded, or one that a dry run tried. */
export interface MappingView {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly loadedBy: string | null;
  readonly loadedAt: Date | null;
  readonly active: boolean;
  readonly rules: readonly MappingRule[];
}

export function viewMapping({ name, hash, loadedBy, loadedAt, isActive, rules }: MappingEntity): MappingView {
  return { id: hash, name, hash, loadedBy, loadedAt, active: isActive, rules };
}

/** The view of a mapping that has not been loaded. */
export function viewUnloaded(name: string, mapping: Mapping): MappingView {
  const hash = mapping.hash();
  return { id: hash, name, hash, loadedBy: null, loadedAt: null, active: false, rules: mapping.rules };
}

/**
 * The view of a run's mapping; null for a change run.
 * @param loaded the loaded mapping with the same hash; null if there is none
 */
export function viewRunMapping(
  { mappingName: name, mappingHash: hash, mappingRules: rules }: MigrationRun,
  loaded: MappingEntity | null,
): MappingView | null {
  if (name === null || hash === null) return null;
  return loaded ? viewMapping(loaded) : { id: hash, name, hash, loadedBy: null, loadedAt: null, active: false, rules };
}
