import type { DataSource } from 'typeorm';
import type { DatabaseLoad, StandbyLoad } from '../domain/run/throttle';

/** The end of the write-ahead log at one point in time. */
interface LogPosition {
  readonly at: number;
  readonly position: number;
}

interface StandbyRow {
  readonly name: string;
  readonly position: number;
  readonly replayed: number | null;
  readonly lag: number | null;
}

/** Older positions are dropped: a standby behind all of them is far behind in any case. */
const REMEMBERED_MS = 600_000;

/**
 * Measures the load of the database. PostgreSQL's own `replay_lag` does not grow while a standby is stuck, so the lag
 * is also computed from the history of the log's positions; use one object for all measurements.
 */
export class DatabaseWatch {
  private history: readonly LogPosition[] = [];

  constructor(private readonly dataSource: DataSource) {}

  /** Measures the load. @param what which figures to read; the others are 0 and empty */
  async look(what: { readonly lockWaits: boolean; readonly standbys: boolean }): Promise<DatabaseLoad> {
    return {
      lockWaits: what.lockWaits ? await this.countLockWaits() : 0,
      standbys: what.standbys ? await this.readStandbys() : [],
    };
  }

  /** Counts waiting sessions except those of Portcullis, whose workers sometimes wait for each other. */
  private async countLockWaits(): Promise<number> {
    const [found]: readonly { count: number }[] = await this.dataSource.query(
      `SELECT count(DISTINCT l.pid)::int AS count FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE NOT l.granted AND a.datname = current_database() AND a.application_name NOT LIKE 'portcullis%'`,
    );
    return found?.count ?? 0;
  }

  private async readStandbys(): Promise<readonly StandbyLoad[]> {
    // Without the privilege to see other users' sessions, their state is NULL. A running backup is not a standby.
    const rows: readonly StandbyRow[] = await this.dataSource.query(
      `SELECT coalesce(nullif(application_name, ''), 'without a name') AS name,
              pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::double precision AS position,
              pg_wal_lsn_diff(replay_lsn, '0/0')::double precision AS replayed,
              extract(epoch FROM replay_lag)::double precision AS lag
       FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup' ORDER BY 1`,
    );
    const now = performance.now();
    const [first] = rows;
    if (first)
      this.history = [
        ...this.history.filter(({ at }) => now - at < REMEMBERED_MS),
        { at: now, position: first.position },
      ];
    return rows.map(({ name, replayed, lag }) => ({
      name,
      lagSeconds: replayed === null ? null : Math.max(lag ?? 0, this.secondsBehind(replayed, now)),
    }));
  }

  /** Seconds since the first measurement at which the log was longer than what the standby has replayed by now. */
  private secondsBehind(replayed: number, now: number): number {
    const unseen = this.history.find(({ position }) => position > replayed);
    return unseen ? (now - unseen.at) / 1000 : 0;
  }
}
