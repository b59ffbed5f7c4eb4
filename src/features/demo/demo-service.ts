import type { Database } from '../../database/database';
import { type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { requireRight } from '../../domain/rights';
import type { AccessReader } from '../../store/access-reader';
import type { MappingService } from '../mapping/mapping-service';
import { loadShippedMapping } from '../mapping/shipped-mapping';
import { SHIPPED_TAXONOMY } from '../taxonomy/read-taxonomy-file';
import type { TaxonomyService } from '../taxonomy/taxonomy-service';
import { seedDemoOrganizations } from './seed-demo-organizations';

/** The services that seeding uses. */
export interface DemoParts {
  readonly taxonomy: TaxonomyService;
  readonly mappings: MappingService;
  readonly access: Pick<AccessReader, 'change'>;
}

/** Demo data for a first look at Portcullis: only on the embedded database, and only while that is empty. */
export class DemoService {
  /** @param environment `NODE_ENV` */
  constructor(
    private readonly database: Pick<Database, 'dataSource' | 'embedded'>,
    private readonly environment: string,
    private readonly parts: DemoParts,
  ) {}

  /** Whether demo data may be seeded. */
  async isOffered(): Promise<boolean> {
    if (!this.database.embedded || this.environment === 'production') return false;
    const [found]: readonly { empty: boolean }[] = await this.database.dataSource.query(
      `SELECT NOT EXISTS (SELECT 1 FROM organizations) AND NOT EXISTS (SELECT 1 FROM modules)
              AND NOT EXISTS (SELECT 1 FROM mappings) AS empty`,
    );
    return found?.empty === true;
  }

  /**
   * Adds the demo organizations, the shipped taxonomy and the shipped mapping.
   * @returns the number of organizations
   * @throws DomainError CONFLICT if demo data is not offered, because there is other data
   */
  async seed(actor: Actor | null): Promise<number> {
    requireRight(actor, 'MANAGE_DATABASE');
    if (!(await this.isOffered()))
      throw new DomainError(
        'CONFLICT',
        'Demo data can be seeded only on the embedded database, not in production, and only while that has no ' +
          'organization, module or mapping.',
      );
    const { dataSource } = this.database;
    const { taxonomy, mappings, access } = this.parts;
    return access.change(null, async () => {
      // The organizations first: if the process is killed in between, preflight says what to do next: `seed`.
      const { total } = await seedDemoOrganizations(dataSource, false);
      await taxonomy.seed(actor, await taxonomy.readFile(SHIPPED_TAXONOMY), {
        acceptLosses: false,
        reason: 'demo data',
      });
      await loadShippedMapping(dataSource.manager, mappings, actor);
      return total;
    });
  }
}
