import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import type { Database } from '../../database/database';
import type { AccessReader } from '../../store/access-reader';
import type { MappingService } from '../mapping/mapping-service';
import { loadShippedMapping, SHIPPED_TAXONOMY } from '../mapping/shipped-mapping';
import { seedDemoOrganizations } from './seed-demo-organizations';
import type { TaxonomyService } from '../taxonomy/taxonomy-service';

/** What it takes to fill a database. */
export interface DemoParts {
  readonly taxonomy: TaxonomyService;
  readonly mappings: MappingService;
  readonly access: Pick<AccessReader, 'drop'>;
}

/** Demo data, for whoever looks at Portcullis for the first time: on the embedded database only, while that holds nothing. */
export class DemoService {
  /** @param environment `NODE_ENV` */
  constructor(
    private readonly database: Pick<Database, 'dataSource' | 'embedded'>,
    private readonly environment: string,
    private readonly parts: DemoParts,
  ) {}

  /** Whether it may be seeded. */
  async isOffered(): Promise<boolean> {
    if (!this.database.embedded || this.environment === 'production') return false;
    const [found]: readonly { empty: boolean }[] = await this.database.dataSource.query(
      'SELECT NOT EXISTS (SELECT 1 FROM organizations) AND NOT EXISTS (SELECT 1 FROM modules) AND NOT EXISTS (SELECT 1 FROM mappings) AS empty',
    );
    return found?.empty === true;
  }

  /**
   * Adds the demo organizations, the shipped taxonomy, and the shipped mapping.
   * @returns how many organizations there are then
   * @throws DomainError CONFLICT where it is not offered: what is there is somebody's
   */
  async seed(actor: Actor | null): Promise<number> {
    requireSuperAdmin(actor);
    if (!(await this.isOffered()))
      throw new DomainError(
        'CONFLICT',
        'Demo data is for the embedded database, outside production, while that holds no organization, module or mapping.',
      );
    const { dataSource } = this.database;
    const { taxonomy, mappings, access } = this.parts;
    // The organizations first: where this is killed in between, the preflight says what is left to do (`portcullis seed`).
    const { total } = await seedDemoOrganizations(dataSource, false);
    await taxonomy.seed(actor, await taxonomy.readFile(SHIPPED_TAXONOMY), { acceptLosses: false, reason: 'demo data' });
    await loadShippedMapping(dataSource.manager, mappings, actor);
    access.drop(null);
    return total;
  }
}
