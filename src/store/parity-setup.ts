import type { EntityManager } from 'typeorm';
import type { Mapping } from '../domain/legacy/mapping';
import type { Taxonomy } from '../domain/taxonomy/taxonomy';
import { loadAccess } from './load-access';

/** The taxonomy and mapping that both answers are computed with, and their hashes. */
export interface ParitySetup {
  readonly taxonomy: Taxonomy;
  readonly mapping: Mapping;
  readonly taxonomyHash: string;
  readonly mappingHash: string;
}

/** Loads the current taxonomy and mapping. One statement. */
export async function readParitySetup(manager: EntityManager): Promise<ParitySetup> {
  const { taxonomy, mapping } = (await loadAccess(manager, [], { setup: null, environment: null })).setup;
  return { taxonomy, mapping, taxonomyHash: taxonomy.hash(), mappingHash: mapping.hash() };
}
