import type { DataSource } from 'typeorm';
import { openDatabase } from './database/database';
import { organizationIdsOf } from './database/organization-ids';
import type { EntitlementDecision, EntitlementRequest } from './directive/boot/decision';
import type { KnownModule, ProductAnswer } from './directive/boot/guard-options';
import type { MaintenanceStatus } from './directive/server/maintenance';
import type { Decision } from './domain/decision/decision';
import { invalidInput } from './domain/errors';
import { sourceFault } from './domain/parity/answer-target';
import { readConfig } from './platform/config';
import { openAccess } from './store/open-access';
import { openRecordings } from './store/open-recordings';
import type { ProductAnswerStatistics } from './store/product-answer-recorder';
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
  /**
   * What is stored as the source of the product's answers: 1 to 200 characters in one line.
   * @default 'application'
   * @example
   * 'billing 4.2'
   */
  readonly answerSource?: string;
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
  /**
   * Records what the product itself answered, so that the reading of its legacy flags is held to it. Answers are stored
   * in the background, at most one for each organization, module and submodule in five minutes; they are dropped, and
   * counted, if more than 10,000 wait, if the organization's flags change before they are stored, and if they are about
   * something that does not exist. Pass it to `guardSchema`, or call it wherever the product decides. It never throws.
   */
  readonly recordProductAnswer: (answer: ProductAnswer) => void;
  /** What came of the recorded answers since the start. */
  readonly productAnswerStatistics: () => ProductAnswerStatistics;
  /** The database that the entitlements are read from. */
  readonly dataSource: DataSource;
  /** Stores the answers that wait, and closes the database connections. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to Portcullis' database. Answers are cached as long as the process is notified of every change.
 * @throws DomainError if the configuration or an option is invalid, the database cannot be reached, or its schema is
 *   not current
 * @example
 * const entitlements = await openEntitlements({ onError: (error) => log.error(error) });
 * const { modules, loadDecisions } = entitlements;
 */
export async function openEntitlements({
  environment = process.env,
  onError,
  answerSource = 'application',
}: EntitlementsOptions): Promise<Entitlements> {
  const message = sourceFault(answerSource);
  if (message !== null) throw invalidInput([{ field: 'answerSource', message }]);
  const config = readConfig(environment);
  const database = await openDatabase(config);
  try {
    await requireCurrentSchema(database);
    const ids = await organizationIdsOf(database.dataSource.manager);
    const access = await openAccess(database, config);
    const { reader } = access;
    const { setup } = await reader.read([]);
    const recordings = openRecordings({ dataSource: database.dataSource, reader, ids, source: answerSource, onError });
    return {
      modules: setup.taxonomy.modules,
      dataSource: database.dataSource,
      maintenance: async () => (await reader.read([])).setup.maintenance,
      loadDecisions: async (requests) => {
        // Text that cannot be an id is answered like the id of an organization that does not exist.
        const checks = requests.map(({ organizationId, module, submodule }) => {
          const id = ids.canonical(organizationId);
          return { organizationId: id, moduleKey: module, submoduleKey: submodule, hidden: id === null };
        });
        const decisions = await reader.decideOrDeny(checks, onError);
        return requests.flatMap((request, index) => {
          const decision = decisions[index];
          return decision
            ? [
                {
                  ...request,
                  allowed: decision.allowed,
                  status: decision.status,
                  reason: decision.reason,
                  gating: decision.gating,
                  flagsHash: flagsHashOf(decision),
                },
              ]
            : [];
        });
      },
      recordProductAnswer: recordings.record,
      productAnswerStatistics: recordings.statistics,
      close: async () => {
        await recordings.close();
        await access.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The flags that a decision was made from, under every gating; null if no organization was found. */
function flagsHashOf({ question: { organization } }: Decision): string | null {
  return (organization.found && organization.facts.flagsHash) || null;
}
