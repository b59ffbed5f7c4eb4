import type { EntityManager } from 'typeorm';
import type { RunStatus } from '../../../domain/run/run-status';
import { tableOf, type HeldBatch } from './claim-batches';

/** The run was paused, cancelled, failed or rolled back while a batch was in work; the batch is undone whole. */
export class RunNotRunningError extends Error {
  override readonly name = 'RunNotRunningError';
}

/**
 * Ends the work on batches: the last statements of its transaction.
 * @param entries what was done, in the batches' order of organizations
 * @param working how the run stands while such batches are worked on
 * @throws RunNotRunningError where it does not any more
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
  // Last of all, so that pausing and cancelling never wait for a batch: the lock is held for the commit only.
  const [run]: readonly { status: string }[] = await manager.query(
    'SELECT status FROM migration_runs WHERE id = $1 FOR SHARE',
    [runId],
  );
  if (run?.status !== working) throw new RunNotRunningError(`run ${runId} is ${run?.status ?? 'gone'}`);
}
