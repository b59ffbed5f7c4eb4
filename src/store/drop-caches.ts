import type { DataSource } from 'typeorm';
import { SCHEMA } from '../../migrations/baseline/names';
import { BEAT_CHANNEL } from '../database/change-line';
import { announceAccessOfAll } from './channels';

/** The processes that were told to drop what they keep. */
export interface DroppedCaches {
  /** Processes that listen for changes: servers, and applications that use the library. */
  readonly listening: number;
  /** Sessions that listen, and of which this role may not see for what. */
  readonly unseen: number;
}

/**
 * Makes every process drop all that it keeps, and takes parity reports for old: after changes without a
 * notification, such as those of a restore, of logical replication, or of a session that switched triggers off.
 */
export function dropCaches(dataSource: DataSource): Promise<DroppedCaches> {
  return dataSource.transaction(async (manager) => {
    await manager.query(`INSERT INTO ${SCHEMA}.access_changes DEFAULT VALUES`);
    await announceAccessOfAll(manager);
    // A session that listens runs no other statement afterwards.
    const [found]: readonly DroppedCaches[] = await manager.query(
      `SELECT count(*) FILTER (WHERE starts_with(query, $1))::int AS listening,
              count(*) FILTER (WHERE query = '<insufficient privilege>'
                                 AND application_name = 'portcullis-listener')::int AS unseen
       FROM pg_stat_activity WHERE datname = current_database()`,
      [`LISTEN "${BEAT_CHANNEL}`],
    );
    return found ?? { listening: 0, unseen: 0 };
  });
}
