import type { BoardRunFragment, MigrationBoardQuery } from './migration.generated';

const LIVE: readonly BoardRunFragment['status'][] = ['QUEUED', 'RUNNING', 'PAUSED', 'ROLLING_BACK'];
const COMPLETE: readonly BoardRunFragment['status'][] = ['SUCCEEDED', 'COMPLETED_WITH_ERRORS'];
const ROLLED_BACK: readonly BoardRunFragment['status'][] = ['ROLLED_BACK', 'ROLLED_BACK_WITH_CONFLICTS'];

/** True while workers process the run, or while it waits for a worker or an operator. */
export function isLive({ status }: BoardRunFragment): boolean {
  return LIVE.includes(status);
}

/** True for a run that did all its work. */
export function isComplete({ status }: BoardRunFragment): boolean {
  return COMPLETE.includes(status);
}

export function isRolledBack({ status }: BoardRunFragment): boolean {
  return ROLLED_BACK.includes(status);
}

/** The run that is live; null if there is none. */
export function liveRun({ dryRuns, executions }: MigrationBoardQuery): BoardRunFragment | null {
  return [...executions.nodes, ...dryRuns.nodes].find(isLive) ?? null;
}

/** The newest execution in effect: not rolled back, not reset, and not cancelled before its first write. */
export function executionInEffect({ executions: { nodes } }: MigrationBoardQuery): BoardRunFragment | undefined {
  return nodes.find(
    (run) => !isRolledBack(run) && run.resetAt === null && (run.status !== 'CANCELLED' || run.counts.changed > 0),
  );
}

/** A plan is executed once: true if it was executed by a run that is no longer in effect. */
export function isUsedUp(dryRun: BoardRunFragment | undefined, execution: BoardRunFragment | undefined): boolean {
  return (
    dryRun !== undefined &&
    dryRun.execution !== null &&
    (execution === undefined || Number(execution.id) < Number(dryRun.execution.id))
  );
}
