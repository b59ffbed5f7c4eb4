import type { DataSource } from 'typeorm';
import { openDatabase } from './database/database';
import { organizationIdsOf } from './database/organization-ids';
import type { EntitlementDecision, EntitlementRequest } from './directive/boot/decision';
import type { KnownModule, ProductAnswer } from './directive/boot/guard-options';
import type { MaintenanceStatus } from './directive/server/maintenance';
import type { Decision } from './domain/decision/decision';
import { DomainError, invalidInput } from './domain/errors';
import { countSourceFault } from './domain/parity/access-count';
import { sourceFault } from './domain/parity/answer-target';
import { readConfig } from './platform/config';
import { messageOf } from './platform/error-shape';
import { AccessCounts, type AccessCountStatistics } from './store/access-counts';
import { openAccess } from './store/open-access';
import { openRecordings } from './store/open-recordings';
import type { ProductAnswerStatistics } from './store/product-answer-recorder';
import { requireCurrentSchema } from './store/schema-version';
import { saySourceFault } from './store/source';
import { isLackOfRights, isRowSecurity } from './store/sqlstates';

/** The options of `openEntitlements`. */
export interface EntitlementsOptions {
  /**
   * The environment variables that Portcullis reads, above all `DATABASE_URL`.
   * @default process.env
   */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /**
   * Called with the error if the database does not answer: the checks concerned are denied. Also called if counts or
   * answers cannot be stored, once until they can be, if a pooler keeps changes from this process, so that it caches
   * nothing, and if its clock is off from the database's; checks are answered all the same.
   * @example
   * (error) => log.error(error)
   */
  readonly onError: (error: unknown) => void;
  /**
   * Who counts: the name by which `portcullis watch`, the console and the API tell these checks from those of others.
   * Use one name for all processes and versions of an application; an organization's admins can read it. It has up to
   * 60 letters, digits, spaces and `. _ : / @ + -`, and is not `api`.
   * @default 'application'
   * @example
   * 'billing'
   */
  readonly source?: string;
  /**
   * Whether checks are counted. Without it, monitoring does not see them.
   * @default true
   */
  readonly countChecks?: boolean;
  /**
   * What is stored as the source of the product's answers: 1 to 200 characters in one line.
   * @default the option `source`
   * @example
   * 'billing 4.2'
   */
  readonly answerSource?: string;
  /**
   * Whether to start Portcullis' embedded database if `DATABASE_URL` is not set, for a trial on a developer's machine.
   * Without it, opening fails then.
   * @default false
   */
  readonly embedded?: boolean;
}

/** Entitlements for another application's own schema, read from Portcullis' database. */
export interface Entitlements {
  /** The taxonomy at the time of opening. Pass it to `guardSchema` as `modules`. */
  readonly modules: readonly KnownModule[];
  /**
   * Answers many requests with one statement, or without any if the answers are cached. Pass it to `guardSchema`. Each
   * request counts as one check; counts are written in the background, every two seconds.
   */
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
  /** What became of the counted checks since the start; zeros without `countChecks`. */
  readonly checkStatistics: () => AccessCountStatistics;
  /** The database that the entitlements are read from. */
  readonly dataSource: DataSource;
  /** Stores the counts and answers that wait, and closes the database connections. */
  readonly close: () => Promise<void>;
}

/**
 * Connects to Portcullis' database. Answers are cached as long as the process is notified of every change. If it fails,
 * nothing stays open. `portcullis db grants` prints the rights that its role needs.
 * @throws DomainError INVALID_INPUT if an option or the configuration is invalid, `DATABASE_URL` is not set, or the
 *   database cannot be reached; CONFLICT if its schema is not current
 * @example
 * const entitlements = await openEntitlements({ source: 'billing', onError: (error) => log.error(error) });
 * const { modules, loadDecisions } = entitlements;
 */
export async function openEntitlements(options: EntitlementsOptions): Promise<Entitlements> {
  const opened: Closing[] = [];
  try {
    return { ...(await open(options, opened)), close: () => closeAll(opened) };
  } catch (error) {
    await closeAll(opened).catch(options.onError);
    if (isLackOfRights(error) && !isRowSecurity(error))
      throw lackOfRights('openEntitlements cannot read what it needs', error);
    throw saySourceFault(error);
  }
}

type Closing = () => Promise<void>;

/** Closes what was opened, the last first. @throws the first error, when everything was tried */
async function closeAll(opened: Closing[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).reverse()) await close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** @param opened gets what must be closed, also if this fails */
async function open(
  {
    environment = process.env,
    onError,
    source = 'application',
    countChecks = true,
    answerSource = source,
    embedded = false,
  }: EntitlementsOptions,
  opened: Closing[],
): Promise<Omit<Entitlements, 'close'>> {
  const sourceMessage = countSourceFault(source);
  if (sourceMessage !== null) throw invalidInput([{ field: 'source', message: sourceMessage }]);
  const answerSourceMessage = sourceFault(answerSource);
  if (answerSourceMessage !== null) throw invalidInput([{ field: 'answerSource', message: answerSourceMessage }]);
  const config = readConfig(ownVariables(environment));
  if (config.database === null && !embedded)
    throw new DomainError(
      'INVALID_INPUT',
      'DATABASE_URL is not set. Set it to the database in which Portcullis is installed, or pass `embedded: true` to ' +
        'start an embedded database for a trial.',
    );
  const database = await openDatabase(config);
  opened.push(() => database.close());
  const { manager } = database.dataSource;
  await requireCurrentSchema(database);
  const ids = await organizationIdsOf(manager);
  // The errors of checks report a database that does not answer.
  const access = await openAccess(database, config, {
    onLine: ({ trouble, message }) => {
      if (trouble === 'POOLED' || trouble === 'UNHEARD') onError(new DomainError('CONFLICT', message));
    },
    onClock: ({ isOff, message }) => {
      if (isOff) onError(new DomainError('CONFLICT', message));
    },
    onStale: ({ since, message }) => {
      if (since !== null) onError(new DomainError('CONFLICT', message));
    },
    onReplica: ({ trouble, message }) => {
      if (trouble !== null) onError(new DomainError('CONFLICT', message));
    },
  });
  opened.push(() => access.close());
  const { reader } = access;
  const { setup } = await reader.read([]);
  const recordings = openRecordings({
    dataSource: database.dataSource,
    reader,
    ids,
    source: answerSource,
    onError: (error) =>
      onError(isLackOfRights(error) ? lackOfRights("The product's answers are not stored", error, '--answers') : error),
  });
  opened.push(() => recordings.close());
  const counts = new AccessCounts(manager, {
    source,
    onFailure: (error) =>
      onError(isLackOfRights(error) ? lackOfRights('Checks are answered, but not counted', error) : error),
  });
  if (countChecks) {
    counts.start();
    opened.push(() => counts.close());
  }
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
      if (countChecks) for (const decision of decisions) counts.count(decision);
      return requests.flatMap((request, index) => {
        const decision = decisions[index];
        return decision ? [answerTo(request, decision)] : [];
      });
    },
    recordProductAnswer: recordings.record,
    productAnswerStatistics: recordings.statistics,
    checkStatistics: () => counts.statistics,
  };
}

function answerTo(request: EntitlementRequest, decision: Decision): EntitlementDecision {
  const { allowed, status, reason, gating, staleSince } = decision;
  return { ...request, allowed, status, reason, gating, flagsHash: flagsHashOf(decision), stale: staleSince !== null };
}

/** The flags that a decision was made from, under every gating; null if no organization was found. */
function flagsHashOf({ question: { organization } }: Decision): string | null {
  return (organization.found && organization.facts.flagsHash) || null;
}

/** Portcullis' own variables: an application may mean something else by `PORT`, `NODE_ENV` or `LOG_LEVEL`. */
function ownVariables(environment: NonNullable<EntitlementsOptions['environment']>) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => OWN_VARIABLE.test(name)));
}

const OWN_VARIABLE = /^(DATABASE_|PORTCULLIS_|ENABLE_ENTITLEMENTS_GATING$)/;

/** @param option of `db grants`, which prints no more rights than are wanted */
function lackOfRights(what: string, error: unknown, option?: string): DomainError {
  const command = ['portcullis db grants --role ROLE', option, '--apply'].filter(Boolean).join(' ');
  return new DomainError(
    'FORBIDDEN',
    `${what}: the role of DATABASE_URL lacks a right (${messageOf(error)}). Grant it with '${command}'.`,
  );
}
