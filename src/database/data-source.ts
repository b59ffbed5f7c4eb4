import 'reflect-metadata';
import { defaults, TypeOverrides, types } from 'pg';
import { DataSource } from 'typeorm';
import { AdoptOrCreatePublishedTables1795392000000 } from '../../migrations/1795392000000-adopt-or-create-tables';
import { CreateOwnTables1795392000001 } from '../../migrations/1795392000001-create-own-tables';
import { DropJournalForeignKey1795392000002 } from '../../migrations/1795392000002-drop-journal-foreign-key';
import { ThrottleRuns1795392000003 } from '../../migrations/1795392000003-throttle-runs';
import { NotifyAccessChanges1795392000004 } from '../../migrations/1795392000004-notify-access-changes';
import { KeepIdempotentRequests1795392000005 } from '../../migrations/1795392000005-keep-idempotent-requests';
import { NumberCountBatches1795392000006 } from '../../migrations/1795392000006-number-count-batches';
import { RollBackRuns1795392000010 } from '../../migrations/1795392000010-roll-back-runs';
import { MarkResetRuns1795392000011 } from '../../migrations/1795392000011-mark-reset-runs';
import { StoreParity1795392000012 } from '../../migrations/1795392000012-store-parity';
import { FenceLegacyFlags1795392000013 } from '../../migrations/1795392000013-fence-legacy-flags';
import { DropLegacyColumn1795392000015 } from '../../migrations/1795392000015-drop-legacy-column';
import { KeepKeysOfRunsWithOthers1795392000016 } from '../../migrations/1795392000016-keep-keys-of-runs-with-others';
import { StoreProductAnswers1795392000017 } from '../../migrations/1795392000017-store-product-answers';
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
import { OrganizationRollout } from '../entities/organization-rollout';
import { ParityDifferenceEntity } from '../entities/parity-difference';
import { ParityReport } from '../entities/parity-report';
import { PlatformEvent } from '../entities/platform-event';
import { RolloutEntity } from '../entities/rollout';
import { SubmoduleEntity } from '../entities/submodule';
import { PoolErrors } from './pool-errors';

/** Identifies the sessions of Portcullis in `pg_stat_activity`. */
const APPLICATION_NAME = 'portcullis';
const CONNECT_TIMEOUT_MS = 10_000;

/** Times without a zone, as an adopted table may have them, are read as UTC, not in the zone of this process. */
const utcTypes = new TypeOverrides();
utcTypes.setTypeParser(types.builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`));
defaults.parseInputDatesAsUTC = true;

/**
 * Creates a DataSource, not yet connected. Times are exchanged in UTC, whatever the time zone of the server.
 * @param poolSize the maximum number of connections
 * @param errors counts connections that fail
 */
export function createDataSource(url: string, poolSize: number, errors = new PoolErrors()): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    poolSize,
    applicationName: APPLICATION_NAME,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    // No JIT: for tables that were just filled and have no statistics, PostgreSQL overestimates and compiles each small
    // query.
    extra: { options: '-c timezone=UTC -c jit=off', types: utcTypes, Client: errors.client },
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
      EntitlementOverride,
      ParityReport,
      ParityDifferenceEntity,
      LegacyChange,
    ],
    migrations: [
      AdoptOrCreatePublishedTables1795392000000,
      CreateOwnTables1795392000001,
      DropJournalForeignKey1795392000002,
      ThrottleRuns1795392000003,
      NotifyAccessChanges1795392000004,
      KeepIdempotentRequests1795392000005,
      NumberCountBatches1795392000006,
      RollBackRuns1795392000010,
      MarkResetRuns1795392000011,
      StoreParity1795392000012,
      FenceLegacyFlags1795392000013,
      DropLegacyColumn1795392000015,
      KeepKeysOfRunsWithOthers1795392000016,
      StoreProductAnswers1795392000017,
    ],
    migrationsTableName: 'portcullis_migrations',
    migrationsTransactionMode: 'each',
  });
}
