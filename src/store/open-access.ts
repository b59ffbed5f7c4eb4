import { z } from 'zod';
import { ChangeLine } from '../database/change-line';
import type { Database } from '../database/database';
import { Replica, type ReplicaError, type ReplicaTrouble } from '../database/replica';
import type { OrganizationId } from '../domain/organization-id';
import type { Config } from '../platform/config';
import { AccessChanges } from './access-changes';
import { AccessReader } from './access-reader';
import { ACCESS_CHANNEL } from './channels';
import { type ClockReport, clockReporter, type LineReport, reportLine } from './line-reports';
import { PrimaryReads } from './primary-reads';
import { ReplicaReads, type ReplicaStatistics } from './replica-reads';

/** How long to wait for the line at start; without it, the process works uncached until it is up. */
const UP_WITHIN_MS = 2_000;

/** Told what the operator of a process should know. */
export interface AccessListener {
  /** Called when this process does not receive changes, and when it does again. */
  readonly onLine: (report: LineReport) => void;
  /** Called when the clock of this process is off from the database's, and when it is right again. */
  readonly onClock: (report: ClockReport) => void;
  /** Called with a message when answers begin to come from what was known, and when the database answers again. */
  readonly onStale: (report: { readonly since: Date | null; readonly message: string }) => void;
  /** Called with a message when no replica can be read from, and when one can again. */
  readonly onReplica: (report: { readonly trouble: ReplicaTrouble | null; readonly message: string }) => void;
}

export interface OpenAccess {
  readonly reader: AccessReader;
  readonly changes: AccessChanges;
  readonly line: ChangeLine;
  /** What was read from replicas; null without any. */
  readonly replicas: ReplicaStatistics | null;
  close(): Promise<void>;
}

/**
 * Opens cached reads of access, for a process that serves: any committed change drops what it concerns from the cache.
 */
export async function openAccess(
  database: Pick<Database, 'dataSource' | 'direct' | 'changes' | 'replicas' | 'makeRoom'>,
  config: Config,
  { onLine, onClock, onStale, onReplica }: AccessListener,
): Promise<OpenAccess> {
  const changes = new AccessChanges();
  const changed = (organizationIds: readonly OrganizationId[] | null) => {
    reader.drop(organizationIds);
    changes.notify(organizationIds);
  };
  const line = new ChangeLine({ listen: database.direct, changes: database.changes }, ACCESS_CHANNEL, {
    onChange: (payload) => changed(readPayload(payload)),
    onRestored: () => {
      reader.expire();
      changes.notify(null);
    },
    onShort: () => database.makeRoom(),
    onBeat: () => {
      reportClock();
      void reads?.look();
    },
  });
  const reportClock = clockReporter(line, onClock);
  const isLineUp = () => config.cache.organizations > 0 && line.isUp;
  const primary = new PrimaryReads(database.dataSource);
  const replica = database.replicas && new Replica(database.replicas, config.poolSize);
  const reads =
    replica &&
    new ReplicaReads(primary, {
      replica,
      position: () => line.position(),
      isLineUp,
      onTrouble: (error) => onReplica({ trouble: error?.trouble ?? null, message: sayReplica(error) }),
    });
  const reader = new AccessReader(reads ?? primary, {
    environment: config.gating,
    isLineUp,
    legacyTtl: config.cache.legacyMs,
    maxOrganizations: Math.max(1, config.cache.organizations),
    stale: {
      maxMs: config.cache.organizations > 0 ? config.cache.staleMs : 0,
      provedAt: () => line.provedAt,
      onStale: (since) => onStale({ since, message: sayStale(since, config.cache.staleMs) }),
    },
  });
  await line.untilUp(UP_WITHIN_MS);
  const stopReporting = reportLine(line, database, onLine);
  return {
    reader,
    changes,
    line,
    replicas: reads?.statistics ?? null,
    close: async () => {
      stopReporting();
      await line.close();
      await replica?.close();
    },
  };
}

function sayReplica(error: ReplicaError | null): string {
  return error === null
    ? 'decisions are read from replicas'
    : `decisions are read from the primary, because no server of DATABASE_READ_URL can be used: ${error.message}`;
}

function sayStale(since: Date | null, maxMs: number): string {
  if (since === null) return 'the database answers again, and answers are current';
  const until = new Date(since.getTime() + maxMs);
  return (
    `the database does not answer: decisions come from what was known at ${since.toISOString()}, until ` +
    `${until.toISOString()} at the latest (PORTCULLIS_SERVE_STALE_SECONDS)`
  );
}

/** Reads access without a cache, for a command. */
export function readAccessUncached({ dataSource }: Pick<Database, 'dataSource'>, config: Config): AccessReader {
  return new AccessReader(dataSource.manager, {
    environment: config.gating,
    isLineUp: () => false,
    legacyTtl: 0,
    maxOrganizations: 1,
  });
}

const ids = z.array(z.string());

/** Reads a JSON array of ids. Any other payload concerns all organizations: null. */
function readPayload(payload: string): readonly OrganizationId[] | null {
  if (!payload.startsWith('[')) return null;
  try {
    return ids.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
