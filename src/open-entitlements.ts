import type { DataSource } from 'typeorm';
import { openDatabase } from './database/database';
import type { EntitlementDecision, EntitlementRequest } from './directive/boot/decision';
import type { KnownModule } from './directive/boot/guard-options';
import type { MaintenanceStatus } from './directive/server/maintenance';
import { readId } from './domain/page';
import { readConfig } from './platform/config';
import { openAccess } from './store/open-access';
import { requireCurrentSchema } from './store/schema-version';

/** The options of `openEntitlements`. */
export interface EntitlementsOptions {
  /**
   * The environment variables that Portcullis reads, above all `DATABASE_URL`.
   * @default process.env
   */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /**
   * Called with the error if the database does not answer. The checks concerned are denied.
   * @example
   * (error) => log.error(error)
   */
  readonly onError: (error: unknown) => void;
}

/** Entitlements for another application's own schema, read from Portcullis' database. */
export interface Entitlements {
  /** The taxonomy at the time of opening. Pass it to `guardSchema` as `modules`. */
  readonly modules: readonly KnownModule[];
  /** Answers many requests with one statement, or without any if the answers are cached. Pass it to `guardSchema`. */
  readonly loadDecisions: (requests: readonly EntitlementRequest[]) => Promise<readonly EntitlementDecision[]>;
  /**
   * Reads whether the product is under maintenance. Pass it to `maintenancePlugin` as `status`. Rejects if the
   * database does not answer.
   */
  readonly maintenance: () => Promise<MaintenanceStatus>;
  /** The database that the entitlements are read from. */
  readonly dataSource: DataSource;
  /** Closes the database connections. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to Portcullis' database. Answers are cached as long as the process is notified of every change.
 * @throws DomainError if the configuration is invalid, the database cannot be reached, or its schema is not current
 * @example
 * const entitlements = await openEntitlements({ onError: (error) => log.error(error) });
 * const { modules, loadDecisions } = entitlements;
 */
export async function openEntitlements({
  environment = process.env,
  onError,
}: EntitlementsOptions): Promise<Entitlements> {
  const config = readConfig(environment);
  const database = await openDatabase(config);
  try {
    await requireCurrentSchema(database);
    // Text that is no id is answered like the id of an organization that does not exist, such as 0.
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
