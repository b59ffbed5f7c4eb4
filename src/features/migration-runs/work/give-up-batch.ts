import type { DataSource, EntityManager } from 'typeorm';
import type { OrganizationId } from '../../../domain/organization-id';
import type { HeldBatch } from './claim-batches';
import { lockRun } from './run-life';

/**
 * Splits a batch that keeps failing into two halves, which are tried again. A batch of one organization is ended
 * instead: the organization becomes FAILED, with the reason, and the run goes on.
 * @param fail records that an organization failed, and returns the counts of its batch
 */
export async function giveUpBatch(
  dataSource: DataSource,
  runId: number,
  batch: HeldBatch,
  fail: (manager: EntityManager, organizationId: OrganizationId) => Promise<object>,
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await lockRun(manager, runId); // serializes the numbering of new batches
    const [mine]: readonly unknown[] = await manager.query(
      `SELECT 1 FROM ${batch.table}
       WHERE run_id = $1 AND number = $2 AND attempt = $3 AND status = 'PENDING' FOR UPDATE`,
      [runId, batch.number, batch.attempt],
    );
    if (!mine) return; // another worker has it now
    const [first, ...others] = batch.organizationIds;
    if (first !== undefined && others.length === 0) {
      const counts = await fail(manager, first);
      await manager.query(
        `UPDATE ${batch.table} SET status = 'DONE', counts = $3, finished_at = clock_timestamp()
         WHERE run_id = $1 AND number = $2`,
        [runId, batch.number, JSON.stringify(counts)],
      );
      return;
    }
    const middle = Math.ceil(batch.organizationIds.length / 2);
    await manager.query(
      `INSERT INTO ${batch.table} (run_id, number, organization_ids)
       SELECT $1, max(number) + 1, $2 FROM ${batch.table} WHERE run_id = $1`,
      [runId, batch.organizationIds.slice(middle)],
    );
    await manager.query(
      `UPDATE ${batch.table} SET organization_ids = $3, attempt = 0, leased_until = NULL
       WHERE run_id = $1 AND number = $2`,
      [runId, batch.number, batch.organizationIds.slice(0, middle)],
    );
  });
}
