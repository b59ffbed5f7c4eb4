import type DataLoader from 'dataloader';
import type { Actor } from '../domain/actor';
import type { OrganizationAccess } from '../domain/decision/organization-access';
import type { EntitlementOverride } from '../entities/entitlement-override';
import type { MappingEntity } from '../entities/mapping';
import type { MigrationRun } from '../entities/migration-run';
import type { Organization } from '../entities/organization';
import type { OrganizationRollout } from '../entities/organization-rollout';
import type { Access } from '../store/access-reader';
import type { NamedMapping } from '../store/active-mapping';
import type { RunProgress } from '../store/run-progress';
import type { Catalog } from './taxonomy/catalog';
import type { Services } from './services';

/** What one request loads once, and together. Loaders check no rights: services do, before an id comes to a loader. */
export interface Loaders {
  readonly organization: DataLoader<number, Organization | null>;
  /** Legacy flags as JSON text, null, or `COLUMN_GONE`. */
  readonly legacyFlags: DataLoader<number, string | null>;
  /** What decisions look at; an `Access` for each organization, all of one tick alike. */
  readonly access: DataLoader<number, Access>;
  /** With overrides that have ended; null for an organization that does not exist. */
  readonly accessHistory: DataLoader<number, OrganizationAccess | null>;
  readonly override: DataLoader<string, EntitlementOverride | null>;
  /** What requests that change an organization's overrides expect. */
  readonly overrideVersion: DataLoader<number, number>;
  readonly organizationRollout: DataLoader<number, OrganizationRollout | null>;
  readonly run: DataLoader<number, MigrationRun | null>;
  /** The execution that applies a dry run's plan, by the dry run. */
  readonly executionOf: DataLoader<number, MigrationRun | null>;
  readonly runProgress: DataLoader<MigrationRun, RunProgress>;
  readonly mappingByHash: DataLoader<string, MappingEntity | null>;
  readonly catalog: () => Promise<Catalog>;
  readonly activeMapping: () => Promise<NamedMapping | null>;
  /** Whether the legacy flags' values are kept out of the API. */
  readonly legacyHidden: () => Promise<boolean>;
  /** What a mutation has changed is loaded anew for its payload, and for what follows in the request; gives the payload back. */
  readonly forgetAccess: <Payload>(payload: Payload) => Payload;
  /** Before each event of a subscription, which is answered by what stands then. */
  readonly forgetAll: () => void;
}

/** What resolvers work with. */
export interface RequestContext {
  readonly actor: Actor | null;
  readonly services: Services;
  readonly loaders: Loaders;
}
