import type { Database } from '../database/database';
import { keepFigures } from '../features/watch/live-figures';
import { sayClockOffset } from '../platform/clock-offset';
import { inTime } from '../platform/in-time';
import { findStrayTables } from '../store/installed-tables';
import { findLostTriggersNow } from '../store/lost-objects';
import type { OpenAccess } from '../store/open-access';
import { PrimaryReads } from '../store/primary-reads';
import { hasPendingMigrations } from '../store/schema-version';

/** A database that hangs is told in time: load balancers wait for a few seconds. */
const READY_WITHIN_MS = 2_000;
/** Triggers are looked for this often at most. */
const TRIGGERS_KEPT_MS = 10_000;

/** Whether a server can serve, without details, because the address is public. */
export interface Readiness {
  /** Why it is not ready; null if it is. */
  readonly trouble: string | null;
  /** What does not keep it from serving, and needs an operator. */
  readonly warnings: readonly string[];
}

/** Counts the triggers that notify of changes and are missing or switched off; null if the database does not answer. */
export function lostTriggerCount({ dataSource }: Pick<Database, 'dataSource'>): () => Promise<number | null> {
  const manager = new PrimaryReads(dataSource, READY_WITHIN_MS);
  return keepFigures(async () => (await findLostTriggersNow(manager)).length, TRIGGERS_KEPT_MS);
}

/**
 * Tells whether the server is ready, for load balancers. While the database hangs, one look waits for it, however often
 * it is asked; a connection that does not answer is given up.
 * @param lostTriggers as of `lostTriggerCount`
 */
export function readiness(
  database: Database,
  { line }: Pick<OpenAccess, 'line'>,
  lostTriggers: () => Promise<number | null>,
): () => Promise<Readiness> {
  const { dataSource } = database;
  const manager = new PrimaryReads(dataSource, READY_WITHIN_MS);
  let looking: Promise<string | null> | null = null;
  const look = async () => {
    if (await hasPendingMigrations(dataSource, manager)) return 'migrations are pending';
    return (await findStrayTables(manager)) === null ? null : 'the entitlement tables are not found';
  };
  const troubleNow = async () => {
    looking ??= look().finally(() => (looking = null));
    try {
      return await inTime(looking, READY_WITHIN_MS, 'the database');
    } catch {
      const { allowed, total } = database.pool();
      return allowed !== null && total === 0
        ? 'the database gives no connection: too many are open'
        : 'the database does not answer';
    }
  };
  return async () => {
    const trouble = await troubleNow();
    if (trouble !== null) return { trouble, warnings: [] };
    const lost = (await lostTriggers()) ?? 0;
    const { allowed } = database.pool();
    const clock = sayClockOffset(line.clockOffsetMs ?? 0);
    return {
      trouble,
      warnings: [
        ...(allowed === null
          ? []
          : [`the database gives only ${allowed} connections, fewer than DATABASE_POOL_SIZE: requests wait for them`]),
        ...(lost === 0
          ? []
          : [`triggers that notify of changes are missing or switched off (${lost}): run 'portcullis db migrate'`]),
        ...(clock === null ? [] : [clock]),
      ],
    };
  };
}
