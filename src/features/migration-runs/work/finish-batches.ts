import type { EntityManager } from 'typeorm';
import type { RunStatus } from '../../../domain/run/run-status';
import { type HeldBatch, tableOf } from './claim-batches';

/** The run was paused, cancelled, failed or rolled back during a batch; the transaction of the batch is rolled back. */
export class RunNotRunningError extends Error {
  override readonly name = 'RunNotRunningError';
}

/**
 * Marks batches as done, with the last statements of their transaction.
 * @param entries what was done, in the order of the batches' organizations
 * @param countEntries the counts of one batch
 * @param working the status that the run must still have
 * @throws RunNotRunningError if the run has another status
 */
export async function finishBatches<Entry>(
  manager: EntityManager,
  runId: number,
  batches: readonly HeldBatch[],
  entries: readonly Entry[],
  countEntries: (entries: readonly Entry[]) => object,
  working: RunStatus,
): Promise<void> {
  let from = 0;
  const counts = batches.map(({ organizationIds }) =>
    countEntries(entries.slice(from, (from += organizationIds.length))),
  );
  await manager.query(
    `UPDATE ${tableOf(batches)} b SET status = 'DONE', counts = d.counts::jsonb, finished_at = clock_timestamp()
     FROM unnest($2::int[], $3::text[]) AS d (number, counts) WHERE b.run_id = $1 AND b.number = d.number`,
    [runId, batches.map(({ number }) => number), counts.map((one) => JSON.stringify(one))],
  );
  // Last, so that the lock is held only during the commit, and pausing or cancelling need not wait for a batch.
  const [run]: readonly { status: string }[] = await manager.query(
    'SELECT status FROM migration_runs WHERE id = $1 FOR SHARE',
    [runId],
  );
  if (run?.status !== working) throw new RunNotRunningError(`run ${runId} is ${run?.status ?? 'deleted'}`);
}
