import { readAccessUncached } from '../features/entitlements/open-access';
import type { AccessReader } from '../features/entitlements/access-reader';
import { EventsService } from '../features/events/events-service';
import { MappingService } from '../features/mapping/mapping-service';
import { MigrationRunsService } from '../features/migration-runs/migration-runs-service';
import { PreflightService } from '../features/migration-runs/preflight-service';
import { OrganizationsService } from '../features/organizations/organizations-service';
import type { Services } from '../features/request-context';
import { TaxonomyService } from '../features/taxonomy/taxonomy-service';
import { InstanceService } from '../features/viewer/instance-service';
import type { Config } from '../platform/config';
import type { Database } from '../platform/database';
import { packageVersion } from '../platform/package-root';

/** All services over one database; they hold no state, so a process needs them once. */
export function createServices(database: Database, config: Config, access: AccessReader = readAccessUncached(database, config)): Services {
  const { dataSource } = database;
  return {
    access,
    taxonomy: new TaxonomyService(dataSource),
    mappings: new MappingService(dataSource),
    organizations: new OrganizationsService(dataSource),
    runs: new MigrationRunsService(dataSource),
    preflight: new PreflightService(dataSource),
    events: new EventsService(dataSource),
    instance: new InstanceService({
      version: packageVersion,
      environment: config.environment,
      databaseHost: database.host,
      databaseName: database.name,
    }),
  };
}
