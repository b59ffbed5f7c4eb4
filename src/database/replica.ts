import { Pool, type PoolClient } from 'pg';
import { z } from 'zod';
import type { DatabaseTarget } from '../platform/database-url';
import { messageOf } from '../platform/error-shape';
import { utcTypes } from './data-source';
import { sessionClient } from './session-client';
import { SYSTEM, type WalPosition, writeLsn } from './wal-position';

/** A replica that does not answer within this time is slower than the primary would be. */
const ANSWER_WITHIN_MS = 250;

/**
 * Why a replica cannot answer: it does not (`UNREACHABLE`), it is not a standby (`NOT_A_STANDBY`) or not one of this
 * primary (`OTHER_SERVER`), or it has not replayed what is asked for (`BEHIND`).
 */
export type ReplicaTrouble = 'UNREACHABLE' | 'NOT_A_STANDBY' | 'OTHER_SERVER' | 'BEHIND';

/** The replica cannot answer. */
export class ReplicaError extends Error {
  constructor(
    readonly trouble: ReplicaTrouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const CHECK = `SELECT pg_is_in_recovery() AS standby, pg_last_wal_replay_lsn() >= $1::pg_lsn AS replayed,
  ${SYSTEM} = $2 AS "sameSystem", (SELECT timeline_id FROM pg_control_checkpoint()) = $3 AS "sameTimeline"`;

const checked = z.object({
  standby: z.boolean(),
  replayed: z.boolean().nullable(),
  sameSystem: z.boolean(),
  sameTimeline: z.boolean(),
});

/** The streaming standbys of a database, behind one address. */
export class Replica {
  private readonly pool: Pool;
  /** Connections behind a pooler, which may give each statement another server, are asked within a transaction. */
  private readonly pooled = new WeakSet<object>();

  /** @param size the most connections */
  constructor(target: DatabaseTarget, size: number) {
    const ReplicaClient = sessionClient(target, {
      applicationName: 'portcullis-reads',
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      types: utcTypes,
      query_timeout: ANSWER_WITHIN_MS,
      onSession: (session, client) => {
        if (!session.direct) this.pooled.add(client);
      },
    });
    this.pool = new Pool({ max: size, Client: ReplicaClient, connectionTimeoutMillis: ANSWER_WITHIN_MS });
    this.pool.on('error', () => undefined); // an idle connection broke; the next read opens another
  }

  /**
   * Runs a statement that reads, on a standby that has replayed the position before the statement begins.
   * @throws ReplicaError if none does; and the error of the statement
   */
  async readAfter(
    position: WalPosition,
    statement: string,
    parameters: readonly unknown[],
  ): Promise<readonly unknown[]> {
    const client = await this.pool.connect().catch((error: unknown) => {
      throw new ReplicaError('UNREACHABLE', messageOf(error), { cause: error });
    });
    const inTransaction = this.pooled.has(client);
    try {
      if (inTransaction) await client.query('START TRANSACTION');
      await this.check(client, position);
      // Its snapshot is taken after the check: what was replayed then is visible in it.
      const { rows } = await client.query<Record<string, unknown>>(statement, [...parameters]);
      if (inTransaction) await client.query('COMMIT');
      client.release();
      return rows;
    } catch (error) {
      // A transaction that is open, or a statement that still runs, must not reach the next read.
      client.release(!(error instanceof ReplicaError) || inTransaction);
      if (error instanceof ReplicaError) throw error;
      throw new ReplicaError('UNREACHABLE', messageOf(error), { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async check(client: PoolClient, { system, timeline, lsn }: WalPosition): Promise<void> {
    const { rows } = await client.query(CHECK, [writeLsn(lsn), system, timeline]);
    const { standby, replayed, sameSystem, sameTimeline } = checked.parse(rows[0]);
    if (!sameSystem) throw new ReplicaError('OTHER_SERVER', 'it has no copy of the database of DATABASE_URL');
    if (!standby) throw new ReplicaError('NOT_A_STANDBY', 'it is not a standby, or was promoted');
    if (!sameTimeline) throw new ReplicaError('BEHIND', 'it has not followed the last promotion');
    if (replayed !== true) throw new ReplicaError('BEHIND', 'it has not replayed the latest changes');
  }
}
