import type { DataSource, EntityManager } from 'typeorm';
import { DomainError } from '../../../domain/errors';
import type { MigrationRun } from '../../../entities/migration-run';
import { messageOf } from '../../../platform/error-shape';
import type { BatchTable, HeldBatch } from './claim-batches';
import { refusedPlan } from './plan-organizations';
import { processBatches } from './process-batches';
import { failRun, settleRun } from './run-life';
import { countEntries, writeJournal } from './write-journal';

/** What workers do to the batches of a run: they carry it out, or roll it back. How batches are claimed, held and halved is the same. */
export interface RunTask {
  readonly table: BatchTable;
  /** Does the batches that a worker holds, in one transaction. */
  readonly process: (
    dataSource: DataSource,
    run: MigrationRun,
    batches: readonly HeldBatch[],
    leaseSeconds?: number,
  ) => Promise<number>;
  /** Ends what has no batches left to do. @returns true where it is not to be worked on any more */
  readonly settle: (dataSource: DataSource, runId: number) => Promise<boolean>;
  /** Writes down that one organization failed, and gives its batch's counts. */
  readonly failOrganization: (
    runId: number,
    cause: unknown,
  ) => (manager: EntityManager, organizationId: number) => Promise<object>;
  /** Whether an organization that others' locks keep out again and again fails; if not, it is tried until they are gone. */
  readonly givesUpAlone: boolean;
  /** For what is the fault of no organization, of no connection, and of no other session. */
  readonly fail: (dataSource: DataSource, runId: number, error: unknown) => Promise<void>;
}

export const RUN_TASK: RunTask = {
  table: 'migration_run_batches',
  process: processBatches,
  settle: settleRun,
  failOrganization: (runId, cause) => async (manager, organizationId) => {
    const entries = [{ organizationId, plan: refusedPlan(null, messageOf(cause)) }];
    await writeJournal(manager, runId, entries);
    return countEntries(entries);
  },
  givesUpAlone: true,
  fail: (dataSource, runId, error) =>
    failRun(dataSource, runId, error instanceof DomainError ? error.code : 'WRITE_FAILED', messageOf(error)),
};
