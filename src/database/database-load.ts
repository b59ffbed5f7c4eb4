import type { DataSource } from 'typeorm';
import type { DatabaseLoad, StandbyLoad } from '../domain/run/throttle';

/** One look at the write-ahead log: where it ended, and when. */
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

/** Looks that are older say no more than that a standby is far behind. */
const REMEMBERED_MS = 600_000;

/**
 * Sees how the database fares. PostgreSQL's own `replay_lag` stands still while a standby does, so a standby is also measured by how long
 * ago the log ended where it has come to: that wants an object which looks again and again.
 */
export class DatabaseWatch {
  private history: readonly LogPosition[] = [];

  constructor(private readonly dataSource: DataSource) {}

  /** @param what only what is asked for is looked at */
  async look(what: { readonly lockWaits: boolean; readonly standbys: boolean }): Promise<DatabaseLoad> {
    return {
      lockWaits: what.lockWaits ? await this.countLockWaits() : 0,
      standbys: what.standbys ? await this.readStandbys() : [],
    };
  }

  /** Sessions other than Portcullis' own, whose workers now and then wait for each other. */
  private async countLockWaits(): Promise<number> {
    const [found]: readonly { count: number }[] = await this.dataSource.query(
      `SELECT count(DISTINCT l.pid)::int AS count FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE NOT l.granted AND a.datname = current_database() AND a.application_name NOT LIKE 'portcullis%'`,
    );
    return found?.count ?? 0;
  }

  private async readStandbys(): Promise<readonly StandbyLoad[]> {
    // Whoever may not see the state of other users' sessions gets NULL for it. A backup that is being taken is no standby.
    const rows: readonly StandbyRow[] = await this.dataSource.query(
      `SELECT coalesce(nullif(application_name, ''), 'without a name') AS name, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::double precision AS position,
              pg_wal_lsn_diff(replay_lsn, '0/0')::double precision AS replayed, extract(epoch FROM replay_lag)::double precision AS lag
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

  /** Since the first look that saw more of the log than a standby has replayed now. */
  private secondsBehind(replayed: number, now: number): number {
    const unseen = this.history.find(({ position }) => position > replayed);
    return unseen ? (now - unseen.at) / 1000 : 0;
  }
}
