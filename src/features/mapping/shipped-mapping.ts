import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import { packageRoot } from '../../platform/package-root';
import { findActiveMapping, readMappingFile } from '../../store/active-mapping';
import { loadTaxonomy } from '../../store/load-taxonomy';
import type { MappingService } from './mapping-service';

const SHIPPED_MAPPING = join(packageRoot, 'seeds/entitlement_mapping_template.csv');
export const SHIPPED_MAPPING_NAME = 'entitlement_mapping_template.csv';

/**
 * Makes the shipped mapping the active one if none is active.
 * @returns the number of its rules; null if a mapping was active already
 */
export async function loadShippedMapping(
  manager: EntityManager,
  mappings: MappingService,
  actor: Actor | null,
): Promise<number | null> {
  if (await findActiveMapping(manager)) return null;
  const { mapping } = await readMappingFile(SHIPPED_MAPPING, await loadTaxonomy(manager));
  await mappings.activate(
    actor,
    { name: SHIPPED_MAPPING_NAME, mapping },
    'the shipped template, because no mapping was active',
    null,
  );
  return mapping.rules.length;
}
