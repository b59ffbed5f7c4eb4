import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '../../../domain/errors';
import type { OrganizationId } from '../../../domain/organization-id';
import type { MigrationRun } from '../../../entities/migration-run';
import { messageOf } from '../../../platform/error-shape';
import { saySourceFault } from '../../../store/source';
import type { BatchTable, HeldBatch } from './claim-batches';
import { refusedPlan } from './plan-organizations';
import { processBatches } from './process-batches';
import { concludeRun, failRun } from './run-life';
import { countEntries, writeJournal } from './write-journal';

/**
 * What workers do with batches: carry out a run, or roll it back. Claiming, leasing and splitting batches is the same.
 */
export interface RunTask {
  readonly table: BatchTable;
  /** Processes the batches that a worker holds, in one transaction. @returns the number of organizations */
  readonly process: (
    dataSource: DataSource,
    run: MigrationRun,
    batches: readonly HeldBatch[],
    leaseSeconds?: number,
  ) => Promise<number>;
  /** Ends a run or rollback that has no batches left. @returns true if there is nothing left to do */
  readonly conclude: (dataSource: DataSource, runId: number) => Promise<boolean>;
  /** Records that one organization failed, and returns the counts of its batch. */
  readonly failOrganization: (
    runId: number,
    cause: unknown,
  ) => (manager: EntityManager, organizationId: OrganizationId) => Promise<object>;
  /**
   * Whether an organization that other sessions keep locked fails in the end; otherwise it is retried without limit.
   */
  readonly givesUpAlone: boolean;
  /** Handles an error that no organization, connection or other session caused. */
  readonly fail: (dataSource: DataSource, runId: number, error: unknown) => Promise<void>;
}

export const RUN_TASK: RunTask = {
  table: 'migration_run_batches',
  process: processBatches,
  conclude: concludeRun,
  failOrganization: (runId, cause) => async (manager, organizationId) => {
    const entries = [{ organizationId, plan: refusedPlan(null, messageOf(cause)) }];
    await writeJournal(manager, runId, entries);
    return countEntries(entries);
  },
  givesUpAlone: true,
  fail: (dataSource, runId, error) => {
    const said = saySourceFault(error);
    return failRun(dataSource, runId, said instanceof DomainError ? said.code : 'WRITE_FAILED', messageOf(said));
  },
};
