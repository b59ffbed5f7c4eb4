import type { EntityManager } from 'typeorm';
import type { Mapping } from '../domain/legacy/mapping';
import type { Taxonomy } from '../domain/taxonomy/taxonomy';
import { loadAccess } from './load-access';

/** The rules that both answers are worked out by. */
export interface ParitySetup {
  readonly taxonomy: Taxonomy;
  readonly mapping: Mapping;
  readonly taxonomyHash: string;
  readonly mappingHash: string;
}

/** Taxonomy and mapping as they stand. One statement. */
export async function readParitySetup(manager: EntityManager): Promise<ParitySetup> {
  const { taxonomy, mapping } = (await loadAccess(manager, [], { setup: null, environment: null })).setup;
  return { taxonomy, mapping, taxonomyHash: taxonomy.hash(), mappingHash: mapping.hash() };
}
