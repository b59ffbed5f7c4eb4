import { join } from 'node:path';
import type { Database } from '../../src/database/database';
import { createServices } from '../../src/features/services';
import { readConfig } from '../../src/platform/config';
import { packageRoot } from '../../src/platform/package-root';
import { readMappingFile } from '../../src/store/active-mapping';
import { loadTaxonomy } from '../../src/store/load-taxonomy';

/** Loads the shipped taxonomy and mapping. */
export async function seedShipped(database: Database): Promise<void> {
  const services = createServices(database, readConfig({}));
  const actor = { id: 'test', role: 'SUPER_ADMIN', organizationId: null } as const;
  const file = await services.taxonomy.readFile(join(packageRoot, 'seeds/taxonomy.csv'));
  await services.taxonomy.seed(actor, file, { acceptLosses: false, reason: null });
  const path = join(packageRoot, 'seeds/entitlement_mapping_template.csv');
  const { mapping } = await readMappingFile(path, await loadTaxonomy(database.dataSource.manager));
  await services.mappings.activate(actor, { name: 'entitlement_mapping_template.csv', mapping }, null, null);
}
