import 'reflect-metadata';
import pg, { defaults, TypeOverrides, types } from 'pg';
import { DataSource } from 'typeorm';
import { Baseline1796000000000 } from '../../migrations/1796000000000-baseline';
import { MIGRATIONS_TABLE } from '../../migrations/baseline/names';
import { EntitlementEvent } from '../entities/entitlement-event';
import { EntitlementOverride } from '../entities/entitlement-override';
import { LegacyChange } from '../entities/legacy-change';
import { MappingEntity } from '../entities/mapping';
import { MigrationRun } from '../entities/migration-run';
import { MigrationRunBatch } from '../entities/migration-run-batch';
import { MigrationRunOrganization } from '../entities/migration-run-organization';
import { ModuleEntity } from '../entities/module';
import { OrgEntitlement } from '../entities/org-entitlement';
import { OrgSubentitlement } from '../entities/org-subentitlement';
import { Organization } from '../entities/organization';
import { OrganizationPackage } from '../entities/organization-package';
import { OrganizationRollout } from '../entities/organization-rollout';
import { PackageVersionEntity } from '../entities/package-version';
import { ScheduledChange } from '../entities/scheduled-change';
import { ParityDifferenceEntity } from '../entities/parity-difference';
import { ParityReport } from '../entities/parity-report';
import { PlatformEvent } from '../entities/platform-event';
import { RolloutEntity } from '../entities/rollout';
import { SubmoduleEntity } from '../entities/submodule';
import type { DatabaseTarget } from '../platform/database-url';
import { choosingMs } from './choose-host';
import { targetOf } from './client-options';
import { isShortOfConnections } from './connect-failure';
import { patientPool } from './patient-pool';
import { PoolErrors } from './pool-errors';
import { sessionClient } from './session-client';

/** Identifies the sessions of Portcullis in `pg_stat_activity`. */
const APPLICATION_NAME = 'portcullis';
const CONNECT_TIMEOUT_MS = 10_000;

/** Times without a zone, as an adopted table may have them, are read as UTC, not in the zone of this process. */
export const utcTypes = new TypeOverrides();
utcTypes.setTypeParser(types.builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`));
defaults.parseInputDatesAsUTC = true;

/**
 * Creates a DataSource, not yet connected. Its sessions have our settings (session.ts), above all UTC, whatever server,
 * role and address set.
 * @param database its address; contains the password
 * @param poolSize the maximum number of connections
 * @param errors counts connections that fail, of this data source alone
 * @param searchPath the schemas of the product; null for those of the address, or else of role and database
 * @throws DomainError INVALID_INPUT if the address is invalid, or its certificates cannot be read
 */
export function createDataSource(
  database: string | DatabaseTarget,
  poolSize: number,
  errors = new PoolErrors(),
  searchPath: readonly string[] | null = null,
): DataSource {
  const target = targetOf(database);
  const connectTimeoutMS = (target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS) + choosingMs(target);
  return new DataSource({
    type: 'postgres',
    // TypeORM would look for it by name when it connects, which finds nothing in an application that is bundled.
    driver: { ...pg, Pool: patientPool(errors) },
    poolSize,
    connectTimeoutMS,
    extra: {
      Client: sessionClient(searchPath === null ? target : { ...target, searchPath }, {
        applicationName: APPLICATION_NAME,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        types: utcTypes,
        onFailure: (error) => {
          errors.refused++;
          if (isShortOfConnections(error)) errors.onRefused();
        },
      }),
    },
    // An idle connection that breaks (the server restarts) is replaced at the next query, which reports any lasting
    // error.
    poolErrorHandler: () => {
      errors.lost++;
    },
    entities: [
      Organization,
      ModuleEntity,
      SubmoduleEntity,
      OrgEntitlement,
      OrgSubentitlement,
      EntitlementEvent,
      PlatformEvent,
      MappingEntity,
      MigrationRun,
      MigrationRunBatch,
      MigrationRunOrganization,
      RolloutEntity,
      OrganizationRollout,
      PackageVersionEntity,
      OrganizationPackage,
      ScheduledChange,
      EntitlementOverride,
      ParityReport,
      ParityDifferenceEntity,
      LegacyChange,
    ],
    migrations: [Baseline1796000000000],
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
  });
}
