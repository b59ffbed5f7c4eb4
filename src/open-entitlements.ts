import type { DataSource } from 'typeorm';
import type { EntitlementDecision, EntitlementRequest } from './directive/boot/decision';
import type { KnownModule } from './directive/boot/guard-options';
import type { MaintenanceStatus } from './directive/server/maintenance';
import { readId } from './domain/page';
import { openAccess } from './store/open-access';
import { readConfig } from './platform/config';
import { openDatabase } from './database/database';
import { requireCurrentSchema } from './store/schema-version';

export interface EntitlementsOptions {
  /** The environment variables that Portcullis reads, `DATABASE_URL` above all; those of the process if left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Told where the database did not answer; whatever was asked is denied then. */
  readonly onError: (error: unknown) => void;
}

/** Entitlements for another application's own schema, from the same database. */
export interface Entitlements {
  /** The taxonomy as it stood when they were opened: what `guardSchema` takes. */
  readonly modules: readonly KnownModule[];
  /** Answers many requests by one statement, and by none where it keeps what was asked before; what `guardSchema` takes. */
  readonly loadDecisions: (requests: readonly EntitlementRequest[]) => Promise<readonly EntitlementDecision[]>;
  /** Whether the product is under maintenance, as `maintenancePlugin` takes it; fails where the database does not answer. */
  readonly maintenance: () => Promise<MaintenanceStatus>;
  /** The database that they are in. */
  readonly dataSource: DataSource;
  /** Ends its connections. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to Portcullis' database, and keeps what was asked for as long as it hears of every change.
 * @throws DomainError where the configuration, the database or its schema are not right
 */
export async function openEntitlements({
  environment = process.env,
  onError,
}: EntitlementsOptions): Promise<Entitlements> {
  const config = readConfig(environment);
  const database = await openDatabase(config);
  try {
    await requireCurrentSchema(database);
    // An id that cannot be one is of an organization that does not exist, as 0 is.
    const idOf = (organizationId: string) => readId(organizationId) ?? 0;
    const access = await openAccess(database, config);
    const { reader } = access;
    const { setup } = await reader.read([]);
    return {
      modules: setup.taxonomy.modules,
      dataSource: database.dataSource,
      maintenance: async () => (await reader.read([])).setup.maintenance,
      loadDecisions: async (requests) => {
        const checks = requests.map(({ organizationId, module, submodule }) => ({
          organizationId: idOf(organizationId),
          moduleKey: module,
          submoduleKey: submodule,
        }));
        const decisions = await reader.decideOrDeny(checks, onError);
        return requests.flatMap((request, index) => {
          const decision = decisions[index];
          return decision
            ? [{ ...request, allowed: decision.allowed, status: decision.status, reason: decision.reason }]
            : [];
        });
      },
      close: async () => {
        await access.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
