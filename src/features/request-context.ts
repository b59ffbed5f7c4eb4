import type DataLoader from 'dataloader';
import type { Actor } from '../domain/actor';
import type { OrganizationAccess } from '../domain/decision/organization-access';
import type { OrganizationId } from '../domain/organization-id';
import type { EntitlementOverride } from '../entities/entitlement-override';
import type { MappingEntity } from '../entities/mapping';
import type { MigrationRun } from '../entities/migration-run';
import type { Organization } from '../entities/organization';
import type { OrganizationRollout } from '../entities/organization-rollout';
import type { PackageVersionEntity } from '../entities/package-version';
import type { Access } from '../store/access';
import type { NamedMapping } from '../store/active-mapping';
import type { RunProgress } from '../store/run-progress';
import type { DecisionListener } from './entitlements/decisions-service';
import type { AssignedPackage } from './packages/assignments';
import type { Services } from './services';
import type { Catalog } from './taxonomy/catalog';

/** The loaders of one request. They do not check permissions: services do, before an id reaches a loader. */
export interface Loaders {
  readonly organization: DataLoader<OrganizationId, Organization | null>;
  /** Null if the organization does not exist any more. */
  readonly organizationName: DataLoader<OrganizationId, string | null>;
  /** Legacy flags as JSON text, null, or `COLUMN_MISSING`. */
  readonly legacyFlags: DataLoader<OrganizationId, string | null>;
  /** What decisions need. Organizations loaded in one tick share one `Access`. */
  readonly access: DataLoader<OrganizationId, Access>;
  /** The same with overrides that have ended; null if the organization does not exist. */
  readonly accessHistory: DataLoader<OrganizationId, OrganizationAccess | null>;
  readonly override: DataLoader<string, EntitlementOverride | null>;
  /** The version of an organization's overrides, which requests that change them must name. */
  readonly overrideVersion: DataLoader<OrganizationId, number>;
  readonly organizationRollout: DataLoader<OrganizationId, OrganizationRollout | null>;
  readonly run: DataLoader<number, MigrationRun | null>;
  /** The execution that applied a dry run's plan, by the id of the dry run. */
  readonly executionOf: DataLoader<number, MigrationRun | null>;
  readonly runProgress: DataLoader<MigrationRun, RunProgress>;
  /** The packages of organizations, by key. */
  readonly packages: DataLoader<OrganizationId, readonly AssignedPackage[]>;
  /** By name, such as `starter@2`. */
  readonly packageVersion: DataLoader<string, PackageVersionEntity | null>;
  /** By key, the newest first. */
  readonly packageVersions: DataLoader<string, readonly PackageVersionEntity[]>;
  readonly mappingByHash: DataLoader<string, MappingEntity | null>;
  readonly catalog: () => Promise<Catalog>;
  readonly activeMapping: () => Promise<NamedMapping | null>;
  /** Whether the API hides the values of the legacy flags. */
  readonly legacyHidden: () => Promise<boolean>;
  /** Clears what a mutation may have changed, so that it is loaded again for its payload, which is returned. */
  readonly forgetAccess: <Payload>(payload: Payload) => Payload;
  /** Clears everything; called before each event of a subscription, which needs current data. */
  readonly forgetAll: () => void;
}

/** The context of a request, for resolvers. */
export interface RequestContext {
  readonly actor: Actor | null;
  readonly services: Services;
  readonly loaders: Loaders;
  /** Told of each decision of the request, which counts it. */
  readonly listener: DecisionListener;
}
