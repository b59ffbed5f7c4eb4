import type { DataSource } from 'typeorm';
import type { Database } from '../database/database';
import type { Config } from '../platform/config';
import { packageVersion } from '../platform/package-root';
import { AccessChanges } from '../store/access-changes';
import type { AccessReader } from '../store/access-reader';
import { readAccessUncached } from '../store/open-access';
import { AuditService } from './audit/audit-service';
import { CensusService } from './census/census-service';
import { DemoService } from './demo/demo-service';
import { DecisionsService } from './entitlements/decisions-service';
import { GuardImpactService } from './entitlements/guard-impact-service';
import { EventsService } from './events/events-service';
import { GrantsService } from './grants/grants-service';
import { HistoryService } from './history/history-service';
import { LegacyDropService } from './legacy/legacy-drop-service';
import { LegacyFenceService } from './legacy/legacy-fence-service';
import { LegacyStatusService } from './legacy/legacy-status-service';
import { MaintenanceService } from './maintenance/maintenance-service';
import { MappingService } from './mapping/mapping-service';
import { MigrationRunsService } from './migration-runs/migration-runs-service';
import { OrganizationsService } from './organizations/organizations-service';
import { OverridesService } from './overrides/overrides-service';
import { AssignmentsService } from './packages/assignments-service';
import { FitService } from './packages/fit-service';
import { PackagesService } from './packages/packages-service';
import { ParityService } from './parity/parity-service';
import { PreflightService } from './preflight/preflight-service';
import { ProductAnswersService } from './product-answers/product-answers-service';
import { RetentionService } from './retention/retention-service';
import { RolloutPreviewService } from './rollout/rollout-preview-service';
import { RolloutService } from './rollout/rollout-service';
import { SchedulesService } from './schedules/schedules-service';
import { ResetService } from './snapshots/reset-service';
import { SnapshotsService } from './snapshots/snapshots-service';
import { SourceService } from './source/source-service';
import { RunPolls } from './subscriptions/run-polls';
import { SubscriptionsService } from './subscriptions/subscriptions-service';
import { TaxonomyService } from './taxonomy/taxonomy-service';
import { UsageService } from './usage/usage-service';
import { VerificationService } from './verification/verification-service';
import { InstanceService } from './viewer/instance-service';
import { ViewerService } from './viewer/viewer-service';
import { WatchService } from './watch/watch-service';

export interface ServicesOptions {
  readonly access?: AccessReader;
  readonly changes?: AccessChanges;
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * Creates all services on one database, once for a process.
 * @param options.access reads access for decisions; by default without a cache
 * @param options.changes notifies of changes of access; by default there are no notifications
 * @param options.onTrouble called if an event of a subscription could not be loaded, which is then retried
 */
export function createServices(
  database: Database,
  config: Config,
  {
    access = readAccessUncached(database, config),
    changes = new AccessChanges(),
    onTrouble = () => undefined,
  }: ServicesOptions = {},
) {
  const { dataSource } = database;
  const organizations = new OrganizationsService(dataSource, config.gating);
  const runs = new MigrationRunsService(dataSource, config.gating);
  const legacyDays = { hide: config.legacy.hideDays, drop: config.legacy.dropDays };
  const legacyStatus = new LegacyStatusService(dataSource, access, config.gating, legacyDays);
  const rollout = new RolloutService(dataSource, access, config.gating);
  const taxonomy = new TaxonomyService(dataSource);
  const mappings = new MappingService(dataSource, access);
  const history = new HistoryService(dataSource);
  return {
    access,
    decisions: new DecisionsService(dataSource, access, history),
    history,
    guardImpact: new GuardImpactService(dataSource, access),
    source: new SourceService(dataSource, access),
    taxonomy,
    mappings,
    organizations,
    census: new CensusService(dataSource),
    runs,
    rollout,
    rolloutPreview: new RolloutPreviewService(dataSource, config.gating),
    maintenance: new MaintenanceService(dataSource, access),
    overrides: new OverridesService(dataSource, access, config.gating, config.supportDays),
    packages: new PackagesService(dataSource),
    assignments: new AssignmentsService(dataSource, access, config.gating),
    fit: new FitService(dataSource),
    schedules: new SchedulesService(dataSource),
    grants: new GrantsService(dataSource, access, config.gating, config.supportDays),
    preflight: new PreflightService(dataSource, rollout),
    parity: new ParityService(dataSource),
    productAnswers: new ProductAnswersService(dataSource),
    legacyFence: new LegacyFenceService(dataSource, access),
    legacyStatus,
    legacyDrop: new LegacyDropService(dataSource, access, legacyStatus, config.gating, legacyDays),
    verification: new VerificationService(dataSource),
    events: new EventsService(dataSource),
    audit: new AuditService(dataSource, config.audit),
    snapshots: new SnapshotsService(dataSource, access),
    retention: new RetentionService(dataSource, config.retention, Math.max(legacyDays.hide, legacyDays.drop)),
    reset: new ResetService(dataSource, access, config.gating),
    subscriptions: new SubscriptionsService({
      manager: dataSource.manager,
      runs,
      access,
      changes,
      polls: new RunPolls(dataSource.manager, onTrouble),
      onTrouble,
    }),
    usage: new UsageService(dataSource),
    watch: new WatchService(dataSource),
    demo: new DemoService(database, config.environment, { taxonomy, mappings, access }),
    viewer: new ViewerService(config.guardBypass),
    instance: new InstanceService({
      version: packageVersion,
      environment: config.environment,
      databaseHost: database.host,
      databaseName: database.name,
    }),
  };
}

/**
 * The same services on another data source of the same database, such as one whose statements end in time. What they
 * share for a process, such as polls of runs, stays shared.
 */
export function servicesOn(dataSource: DataSource, database: Database, config: Config, shared: Services): Services {
  const { access, subscriptions } = shared;
  return { ...createServices({ ...database, dataSource }, config, { access }), subscriptions };
}

/** All services, for resolvers and commands. */
export type Services = ReturnType<typeof createServices>;
