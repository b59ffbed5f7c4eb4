import type { DataSource, EntityManager } from 'typeorm';
import type { OrganizationId } from '../../../domain/organization-id';
import { beginLeasedWork, IS_FREE, LostLeaseError } from '../../../store/lease';

/** The table of a run's batches, or of its rollback's batches. */
export type BatchTable = 'migration_run_batches' | 'migration_run_rollback_batches';

/** A batch that a worker holds. The next claim raises `attempt`, and then this worker can no longer commit. */
export interface HeldBatch {
  readonly number: number;
  readonly attempt: number;
  readonly organizationIds: readonly OrganizationId[];
  readonly table: BatchTable;
}

/**
 * How long a claim is valid until the work's transaction locks the row of the batch. From then on that lock is the
 * lease: it ends when the worker commits, is killed, or runs no statement for `leaseSeconds`.
 */
const CLAIM_SECONDS = 5;

/** Claims up to `limit` batches of a run that no worker holds, lowest numbers first. */
export async function claimBatches(
  database: Pick<EntityManager, 'query'>,
  runId: number,
  worker: string,
  limit: number,
  table: BatchTable = 'migration_run_batches',
): Promise<readonly HeldBatch[]> {
  const held: readonly Omit<HeldBatch, 'table'>[] = await database.query(
    `WITH free AS (
       SELECT number FROM ${table}
       WHERE run_id = $1 AND status = 'PENDING' AND ${IS_FREE}
       ORDER BY number LIMIT $3 FOR UPDATE SKIP LOCKED),
     claimed AS (
       UPDATE ${table} b
       SET attempt = b.attempt + 1, worker = $2, leased_until = clock_timestamp() + interval '${CLAIM_SECONDS} seconds'
       FROM free WHERE b.run_id = $1 AND b.number = free.number
       RETURNING b.number, b.attempt, to_json(b.organization_ids::text[]) AS "organizationIds")
     SELECT * FROM claimed ORDER BY number`,
    [runId, worker, limit],
  );
  return held.map((batch) => ({ ...batch, table }));
}

/**
 * Like `claimBatches`, but not faster than the run's `max_rate` for all workers together: a claim postpones the next
 * one by the time that its organizations take at that rate, and takes at most one second's worth.
 * @returns the batches; if there are none because of the rate, how long to wait, in milliseconds
 */
export async function claimAtPace(
  dataSource: DataSource,
  runId: number,
  worker: string,
  { limit, batchSize, table }: { readonly limit: number; readonly batchSize: number; readonly table: BatchTable },
): Promise<{ readonly held: readonly HeldBatch[]; readonly waitMs: number }> {
  const [run]: readonly { maxRate: number | null }[] = await dataSource.query(
    'SELECT max_rate AS "maxRate" FROM migration_runs WHERE id = $1',
    [runId],
  );
  const maxRate = run?.maxRate ?? null;
  if (maxRate === null) return { held: await claimBatches(dataSource.manager, runId, worker, limit, table), waitMs: 0 };
  return dataSource.transaction(async (manager) => {
    const [pace]: readonly { waitMs: number }[] = await manager.query(
      `SELECT coalesce(1000 * extract(epoch FROM next_claim_at - clock_timestamp()), 0)::double precision AS "waitMs"
       FROM migration_runs WHERE id = $1 FOR NO KEY UPDATE`,
      [runId],
    );
    if (!pace || pace.waitMs > 0) return { held: [], waitMs: pace?.waitMs ?? 0 };
    const held = await claimBatches(
      manager,
      runId,
      worker,
      Math.min(limit, Math.max(1, Math.floor(maxRate / batchSize))),
      table,
    );
    const organizations = held.reduce((sum, { organizationIds }) => sum + organizationIds.length, 0);
    await manager.query(
      'UPDATE migration_runs SET next_claim_at = clock_timestamp() + make_interval(secs => $2) WHERE id = $1',
      [runId, organizations / maxRate],
    );
    return { held, waitMs: 0 };
  });
}

/**
 * Starts the work on claimed batches: locks their rows until the transaction ends.
 * @throws LostLeaseError if another worker has claimed one of them meanwhile
 */
export async function lockHeldBatches(
  manager: EntityManager,
  runId: number,
  batches: readonly HeldBatch[],
  leaseSeconds?: number,
): Promise<void> {
  await beginLeasedWork(manager, leaseSeconds);
  const locked: readonly unknown[] = await manager.query(
    `SELECT 1 FROM ${tableOf(batches)} b
     JOIN unnest($2::int[], $3::int[]) AS mine (number, attempt) USING (number, attempt)
     WHERE b.run_id = $1 AND b.status = 'PENDING' ORDER BY b.number FOR UPDATE OF b`,
    [runId, batches.map(({ number }) => number), batches.map(({ attempt }) => attempt)],
  );
  if (locked.length !== batches.length)
    throw new LostLeaseError(`a batch of run ${runId} was claimed by another worker`);
}

/**
 * Returns claimed batches that were not worked on, so that other workers need not wait until the claim expires.
 * @param counts whether it was an attempt; false if nothing was wrong with the batch, as when its run was paused
 */
export async function releaseBatches(
  dataSource: DataSource,
  runId: number,
  batches: readonly HeldBatch[],
  counts = true,
): Promise<void> {
  await dataSource.query(
    `UPDATE ${tableOf(batches)} b SET leased_until = NULL, attempt = b.attempt - ${counts ? 0 : 1}
     FROM unnest($2::int[], $3::int[]) AS mine (number, attempt)
     WHERE b.run_id = $1 AND b.number = mine.number AND b.attempt = mine.attempt AND b.status = 'PENDING'`,
    [runId, batches.map(({ number }) => number), batches.map(({ attempt }) => attempt)],
  );
}

/** The table of batches that are held together; they are always in the same one. */
export function tableOf([first]: readonly HeldBatch[]): BatchTable {
  return first?.table ?? 'migration_run_batches';
}
