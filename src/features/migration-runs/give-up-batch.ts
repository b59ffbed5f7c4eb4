import type { DataSource } from 'typeorm';
import { messageOf } from '../../platform/error-shape';
import type { HeldBatch } from './claim-batches';
import { refusedPlan } from './plan-organizations';
import { lockRun } from './run-life';
import { countEntries, writeJournal } from './write-journal';

/**
 * Makes a batch that keeps failing smaller: two halves, each tried afresh. One organization that is left alone and still fails is
 * FAILED, with the reason, and the run goes on.
 */
export async function giveUpBatch(dataSource: DataSource, runId: number, batch: HeldBatch, cause: unknown): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await lockRun(manager, runId); // numbers of new batches are given one at a time
    const [mine]: readonly unknown[] = await manager.query(
      `SELECT 1 FROM migration_run_batches WHERE run_id = $1 AND number = $2 AND attempt = $3 AND status = 'PENDING' FOR UPDATE`,
      [runId, batch.number, batch.attempt],
    );
    if (!mine) return; // somebody else has it by now
    const [first, ...others] = batch.organizationIds;
    if (first !== undefined && others.length === 0) {
      const entries = [{ organizationId: first, plan: refusedPlan(null, messageOf(cause)) }];
      await writeJournal(manager, runId, entries);
      await manager.query(`UPDATE migration_run_batches SET status = 'DONE', counts = $3, finished_at = clock_timestamp() WHERE run_id = $1 AND number = $2`, [
        runId,
        batch.number,
        JSON.stringify(countEntries(entries)),
      ]);
      return;
    }
    const middle = Math.ceil(batch.organizationIds.length / 2);
    await manager.query(
      `INSERT INTO migration_run_batches (run_id, number, organization_ids)
       SELECT $1, max(number) + 1, $2 FROM migration_run_batches WHERE run_id = $1`,
      [runId, batch.organizationIds.slice(middle)],
    );
    await manager.query(`UPDATE migration_run_batches SET organization_ids = $3, attempt = 0, leased_until = NULL WHERE run_id = $1 AND number = $2`, [
      runId,
      batch.number,
      batch.organizationIds.slice(0, middle),
    ]);
  });
}
