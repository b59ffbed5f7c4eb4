import { DomainError } from '../errors';

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

/** All that can happen to a run. What is not here cannot. */
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

/** A run that writes and has one of these keeps every other writing run out; the index on `migration_runs` lists the same. */
export const LIVE_STATUSES: readonly RunStatus[] = ['QUEUED', 'RUNNING', 'PAUSED', 'ROLLING_BACK'];

/** True once no worker will go on with the run by itself; a FAILED one may yet be resumed. */
export function hasEnded(status: RunStatus): boolean {
  return !LIVE_STATUSES.includes(status);
}

/**
 * The status that follows.
 * @throws DomainError INVALID_TRANSITION where the action does not apply, saying what would.
 */
export function nextStatus(
  run: { readonly id: number; readonly mode: RunMode; readonly status: RunStatus },
  action: RunAction,
): RunStatus {
  const next = findNext(run, action);
  if (next) return next;
  const possible = Object.keys(TRANSITIONS[run.status]).filter((name) => ['pause', 'resume', 'cancel'].includes(name));
  const end = hasEnded(run.status) ? 'it has ended' : 'it goes on by itself';
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

/** True for a run that did all its work: not stopped by an operator, nor by an error. */
export function isComplete(status: RunStatus): boolean {
  return status === TRANSITIONS.RUNNING.succeed || status === TRANSITIONS.RUNNING.completeWithErrors;
}

/** What an operator can ask for that moves the run itself, with the transition that it makes. */
const OPERATOR_TRANSITIONS = { PAUSE: 'pause', RESUME: 'resume', CANCEL: 'cancel', ROLL_BACK: 'rollBack' } as const;
/** What an operator can ask for; EXECUTE starts another run, which applies the plan of this one. */
export const OPERATOR_ACTIONS = ['PAUSE', 'RESUME', 'CANCEL', 'ROLL_BACK', 'EXECUTE'] as const;
export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];

/** The columns of a run that decide what can be done with it. */
export interface ActionableRun {
  readonly mode: RunMode;
  readonly status: RunStatus;
  readonly resetAt: Date | null;
  readonly rollbackRequestedAt: Date | null;
}

/**
 * What an operator can do with a run, as far as the run itself decides: a request may still be refused because of others, such as a later
 * execution or organizations under ENFORCE.
 * @param isApplied whether an execution has applied its plan
 */
export function availableActions(run: ActionableRun, isApplied: boolean): readonly OperatorAction[] {
  return OPERATOR_ACTIONS.filter((action) => {
    if (action === 'EXECUTE') return run.mode === 'DRY_RUN' && isComplete(run.status) && !isApplied;
    // What a reset run had written is gone: half of it would be missing from what it goes on to, or takes back.
    if (run.resetAt !== null && (action === 'RESUME' || action === 'ROLL_BACK')) return false;
    if (run.rollbackRequestedAt !== null && action === 'ROLL_BACK') return false;
    return findNext(run, OPERATOR_TRANSITIONS[action]) !== undefined;
  });
}

/** How one organization came out of a run; a dry run says what would have been. */
export const OUTCOMES = ['CHANGED', 'UNCHANGED', 'FAILED', 'STALE', 'SKIPPED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a run did, in numbers; organizations for the first five, rows for the others. */
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
    keptManual: 0,
    unmappedFlags: 0,
    eventsCreated: 0,
  };
}

/**
 * How an organization that a run had changed came out of its rollback: all rows as before the run; some or all of them kept; refused by the
 * database; or deleted meanwhile.
 */
export type RollbackOutcome = 'ROLLED_BACK' | 'KEPT' | 'FAILED' | 'SKIPPED';

/** What a rollback did, in numbers; organizations for the first four, rows for the next two. */
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

/** How a rollback that has done all its batches ends. */
export function endRollbackAction(counts: RollbackCounts): 'finishRollback' | 'finishRollbackWithConflicts' {
  return counts.organizationsKept + counts.organizationsFailed > 0 ? 'finishRollbackWithConflicts' : 'finishRollback';
}

/** How a run that has done all its batches ends. */
export function endAction(counts: RunCounts): 'succeed' | 'completeWithErrors' {
  return counts.failed + counts.stale + counts.held > 0 ? 'completeWithErrors' : 'succeed';
}

/** Whether more organizations failed since the run was started or resumed than its budget (a percentage of all) allows. */
export function exceedsErrorBudget(failed: number, total: number, budgetPercent: number): boolean {
  return failed * 100 > budgetPercent * total;
}
