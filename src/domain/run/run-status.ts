import { DomainError } from '../errors';

/** `MIGRATION`: of legacy flags to entitlements. `CHANGE`: of what organizations have, by what an operator asks for. */
export type RunKind = 'MIGRATION' | 'CHANGE';

export const RUN_MODES = ['DRY_RUN', 'EXECUTE'] as const;
export type RunMode = (typeof RUN_MODES)[number];

export const RUN_STATUSES = [
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'SUCCEEDED',
  'COMPLETED_WITH_ERRORS',
  'CANCELLED',
  'FAILED',
  'ROLLING_BACK',
  'ROLLED_BACK',
  'ROLLED_BACK_WITH_CONFLICTS',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

export type RunAction =
  | 'start'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'succeed'
  | 'completeWithErrors'
  | 'fail'
  | 'rollBack'
  | 'finishRollback'
  | 'finishRollbackWithConflicts';

/** Every possible transition of a run. */
const TRANSITIONS: Readonly<Record<RunStatus, Readonly<Partial<Record<RunAction, RunStatus>>>>> = {
  QUEUED: { start: 'RUNNING', pause: 'PAUSED', cancel: 'CANCELLED', fail: 'FAILED' },
  RUNNING: {
    pause: 'PAUSED',
    cancel: 'CANCELLED',
    succeed: 'SUCCEEDED',
    completeWithErrors: 'COMPLETED_WITH_ERRORS',
    fail: 'FAILED',
  },
  PAUSED: { resume: 'RUNNING', cancel: 'CANCELLED' },
  FAILED: { resume: 'RUNNING', cancel: 'CANCELLED', rollBack: 'ROLLING_BACK' },
  SUCCEEDED: { rollBack: 'ROLLING_BACK' },
  COMPLETED_WITH_ERRORS: { rollBack: 'ROLLING_BACK' },
  CANCELLED: { rollBack: 'ROLLING_BACK' },
  ROLLING_BACK: { finishRollback: 'ROLLED_BACK', finishRollbackWithConflicts: 'ROLLED_BACK_WITH_CONFLICTS' },
  ROLLED_BACK: {},
  ROLLED_BACK_WITH_CONFLICTS: {},
};

/**
 * A writing run with one of these statuses excludes every other writing run. The unique index on `migration_runs` lists
 * the same statuses.
 */
export const LIVE_STATUSES: readonly RunStatus[] = ['QUEUED', 'RUNNING', 'PAUSED', 'ROLLING_BACK'];

/** True if no worker will continue the run by itself. A FAILED run has ended, but can be resumed. */
export function hasEnded(status: RunStatus): boolean {
  return !LIVE_STATUSES.includes(status);
}

/**
 * The status after an action.
 * @throws DomainError INVALID_TRANSITION if the action is not possible; the message says which ones are
 */
export function nextStatus(
  run: { readonly id: number; readonly mode: RunMode; readonly status: RunStatus },
  action: RunAction,
): RunStatus {
  const next = findNext(run, action);
  if (next) return next;
  const possible = Object.keys(TRANSITIONS[run.status]).filter((name) => ['pause', 'resume', 'cancel'].includes(name));
  const end = hasEnded(run.status) ? 'it has ended' : 'it continues by itself';
  const hint = possible.length > 0 ? `it can be ${possible.map((name) => PARTICIPLES[name]).join(' or ')}` : end;
  throw new DomainError('INVALID_TRANSITION', `Run ${run.id} is ${run.status} and cannot ${WORDS[action]}: ${hint}.`, {
    runId: String(run.id),
    status: run.status,
    action,
  });
}

function findNext(
  { mode, status }: { readonly mode: RunMode; readonly status: RunStatus },
  action: RunAction,
): RunStatus | undefined {
  return action === 'rollBack' && mode === 'DRY_RUN' ? undefined : TRANSITIONS[status][action];
}

const PARTICIPLES: Readonly<Record<string, string>> = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' };

const WORDS: Readonly<Record<RunAction, string>> = {
  start: 'be started',
  pause: 'be paused',
  resume: 'be resumed',
  cancel: 'be cancelled',
  succeed: 'succeed',
  completeWithErrors: 'complete with errors',
  fail: 'fail',
  rollBack: 'be rolled back',
  finishRollback: 'finish a rollback',
  finishRollbackWithConflicts: 'finish a rollback',
};

/** True for a run that finished its work, and was not stopped by an operator or by an error. */
export function isComplete(status: RunStatus): boolean {
  return status === TRANSITIONS.RUNNING.succeed || status === TRANSITIONS.RUNNING.completeWithErrors;
}

/** Actions of an operator that change the run itself, with their transitions. */
const OPERATOR_TRANSITIONS = { PAUSE: 'pause', RESUME: 'resume', CANCEL: 'cancel', ROLL_BACK: 'rollBack' } as const;
/** Actions of an operator. `EXECUTE` starts another run, which applies the plan of this one. */
export const OPERATOR_ACTIONS = ['PAUSE', 'RESUME', 'CANCEL', 'ROLL_BACK', 'EXECUTE'] as const;
export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];

/** The columns of a run that decide which actions it allows. */
export interface ActionableRun {
  readonly mode: RunMode;
  readonly status: RunStatus;
  readonly resetAt: Date | null;
  readonly journalDetachedAt: Date | null;
  readonly rollbackRequestedAt: Date | null;
}

/**
 * The actions that a run allows an operator. A request may still be refused for other reasons, such as a later
 * execution or organizations under `ENFORCE`.
 * @param isApplied whether an execution has applied its plan
 */
export function availableActions(run: ActionableRun, isApplied: boolean): readonly OperatorAction[] {
  return OPERATOR_ACTIONS.filter((action) => {
    const needsJournal = action === 'EXECUTE' || action === 'RESUME' || action === 'ROLL_BACK';
    if (run.journalDetachedAt !== null && needsJournal) return false;
    if (action === 'EXECUTE') return run.mode === 'DRY_RUN' && isComplete(run.status) && !isApplied;
    // A reset has deleted the run's rows, so resuming or rolling it back would leave organizations half migrated.
    if (run.resetAt !== null && (action === 'RESUME' || action === 'ROLL_BACK')) return false;
    if (run.rollbackRequestedAt !== null && action === 'ROLL_BACK') return false;
    return findNext(run, OPERATOR_TRANSITIONS[action]) !== undefined;
  });
}

/** The outcome of one organization in a run; in a dry run, the outcome that an execution would have. */
export const OUTCOMES = ['CHANGED', 'UNCHANGED', 'FAILED', 'STALE', 'SKIPPED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The counts of a run. The first five count organizations. */
export const RUN_COUNTS = [
  'changed',
  'unchanged',
  'failed',
  'stale',
  'skipped',
  'held',
  'moduleEntitlementsCreated',
  'moduleEntitlementsUpdated',
  'moduleEntitlementsRevoked',
  'submoduleEntitlementsCreated',
  'submoduleEntitlementsUpdated',
  'submoduleEntitlementsRevoked',
  'packagesChanged',
  'overridesChanged',
  'keptManual',
  'unmappedFlags',
  'eventsCreated',
] as const;
export type RunCounts = Record<(typeof RUN_COUNTS)[number], number>;

export function noCounts(): RunCounts {
  return {
    changed: 0,
    unchanged: 0,
    failed: 0,
    stale: 0,
    skipped: 0,
    held: 0,
    moduleEntitlementsCreated: 0,
    moduleEntitlementsUpdated: 0,
    moduleEntitlementsRevoked: 0,
    submoduleEntitlementsCreated: 0,
    submoduleEntitlementsUpdated: 0,
    submoduleEntitlementsRevoked: 0,
    packagesChanged: 0,
    overridesChanged: 0,
    keptManual: 0,
    unmappedFlags: 0,
    eventsCreated: 0,
  };
}

/**
 * The outcome of an organization in a rollback. `ROLLED_BACK`: all rows are as before the run. `KEPT`: some or all rows
 * were kept. `FAILED`: the database refused the changes. `SKIPPED`: the organization was deleted meanwhile.
 */
export type RollbackOutcome = 'ROLLED_BACK' | 'KEPT' | 'FAILED' | 'SKIPPED';

/** The counts of a rollback: organizations, then rows, then events. */
export const ROLLBACK_COUNTS = [
  'organizationsRolledBack',
  'organizationsKept',
  'organizationsFailed',
  'organizationsSkipped',
  'rowsRestored',
  'rowsKept',
  'eventsCreated',
] as const;
export type RollbackCounts = Record<(typeof ROLLBACK_COUNTS)[number], number>;

export function noRollbackCounts(): RollbackCounts {
  return {
    organizationsRolledBack: 0,
    organizationsKept: 0,
    organizationsFailed: 0,
    organizationsSkipped: 0,
    rowsRestored: 0,
    rowsKept: 0,
    eventsCreated: 0,
  };
}

/** The final transition of a rollback whose batches are all done. */
export function endRollbackAction(counts: RollbackCounts): 'finishRollback' | 'finishRollbackWithConflicts' {
  return counts.organizationsKept + counts.organizationsFailed > 0 ? 'finishRollbackWithConflicts' : 'finishRollback';
}

/** The final transition of a run whose batches are all done. */
export function endAction(counts: RunCounts): 'succeed' | 'completeWithErrors' {
  return counts.failed + counts.stale + counts.held > 0 ? 'completeWithErrors' : 'succeed';
}

/** Whether more organizations have failed since the start or the last resume than the budget, a percentage, allows. */
export function exceedsErrorBudget(failed: number, total: number, budgetPercent: number): boolean {
  return failed * 100 > budgetPercent * total;
}
