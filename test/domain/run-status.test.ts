import fc from 'fast-check';
import { DomainError } from '../../src/domain/errors';
import {
  availableActions,
  endAction,
  exceedsErrorBudget,
  hasEnded,
  isComplete,
  LIVE_STATUSES,
  nextStatus,
  noCounts,
  OPERATOR_ACTIONS,
  RUN_COUNTS,
  RUN_MODES,
  RUN_STATUSES,
  type RunAction,
  type RunStatus,
} from '../../src/domain/run/run-status';

const ACTIONS: readonly RunAction[] = [
  'start',
  'pause',
  'resume',
  'cancel',
  'succeed',
  'completeWithErrors',
  'fail',
  'rollBack',
  'finishRollback',
  'finishRollbackWithConflicts',
];

/** The transitions of an execution. A dry run has the same ones, except for the rollback. */
const ALLOWED: readonly (readonly [RunStatus, RunAction, RunStatus])[] = [
  ['QUEUED', 'start', 'RUNNING'],
  ['QUEUED', 'pause', 'PAUSED'],
  ['QUEUED', 'cancel', 'CANCELLED'],
  ['QUEUED', 'fail', 'FAILED'],
  ['RUNNING', 'pause', 'PAUSED'],
  ['RUNNING', 'cancel', 'CANCELLED'],
  ['RUNNING', 'succeed', 'SUCCEEDED'],
  ['RUNNING', 'completeWithErrors', 'COMPLETED_WITH_ERRORS'],
  ['RUNNING', 'fail', 'FAILED'],
  ['PAUSED', 'resume', 'RUNNING'],
  ['PAUSED', 'cancel', 'CANCELLED'],
  ['FAILED', 'resume', 'RUNNING'],
  ['FAILED', 'cancel', 'CANCELLED'],
  ['FAILED', 'rollBack', 'ROLLING_BACK'],
  ['SUCCEEDED', 'rollBack', 'ROLLING_BACK'],
  ['COMPLETED_WITH_ERRORS', 'rollBack', 'ROLLING_BACK'],
  ['CANCELLED', 'rollBack', 'ROLLING_BACK'],
  ['ROLLING_BACK', 'finishRollback', 'ROLLED_BACK'],
  ['ROLLING_BACK', 'finishRollbackWithConflicts', 'ROLLED_BACK_WITH_CONFLICTS'],
];

const every = RUN_MODES.flatMap((mode) =>
  RUN_STATUSES.flatMap((status) => ACTIONS.map((action) => ({ mode, status, action }))),
);
const follows = ({ mode, status, action }: (typeof every)[number]): RunStatus | undefined =>
  mode === 'DRY_RUN' && action === 'rollBack'
    ? undefined
    : ALLOWED.find(([from, by]) => from === status && by === action)?.[2];

test.each(every.filter(follows))('$mode: $action of a $status run is possible', ({ mode, status, action }) => {
  expect(nextStatus({ id: 1, mode, status }, action)).toBe(follows({ mode, status, action }));
});

test.each(every.filter((one) => !follows(one)))(
  '$mode: $action of a $status run is refused',
  ({ mode, status, action }) => {
    const refusal = refusalOf(() => nextStatus({ id: 7, mode, status }, action));
    expect(refusal).toMatchObject({ code: 'INVALID_TRANSITION', details: { runId: '7', status, action } });
    expect(refusal.message).toContain(`Run 7 is ${status} and cannot `);
  },
);

describe('the refusal of a transition', () => {
  test.each<[RunStatus, RunAction, string]>([
    ['QUEUED', 'resume', 'Run 7 is QUEUED and cannot be resumed: it can be paused or cancelled.'],
    ['RUNNING', 'resume', 'Run 7 is RUNNING and cannot be resumed: it can be paused or cancelled.'],
    ['PAUSED', 'pause', 'Run 7 is PAUSED and cannot be paused: it can be resumed or cancelled.'],
    ['FAILED', 'pause', 'Run 7 is FAILED and cannot be paused: it can be resumed or cancelled.'],
    ['SUCCEEDED', 'cancel', 'Run 7 is SUCCEEDED and cannot be cancelled: it has ended.'],
    ['ROLLED_BACK', 'rollBack', 'Run 7 is ROLLED_BACK and cannot be rolled back: it has ended.'],
  ])('of a %s run names the possible actions instead of %s', (status, action, message) => {
    expect(refusalOf(() => nextStatus({ id: 7, mode: 'EXECUTE', status }, action)).message).toBe(message);
  });

  test('does not say that a run has ended while it is rolled back', () => {
    expect(
      refusalOf(() => nextStatus({ id: 7, mode: 'EXECUTE', status: 'ROLLING_BACK' }, 'cancel')).message,
    ).not.toContain('it has ended');
  });
});

test('a run is live exactly while its status excludes other writing runs', () => {
  expect([...LIVE_STATUSES].sort()).toEqual(['PAUSED', 'QUEUED', 'ROLLING_BACK', 'RUNNING']);
  expect(RUN_STATUSES.filter(hasEnded)).toEqual([
    'SUCCEEDED',
    'COMPLETED_WITH_ERRORS',
    'CANCELLED',
    'FAILED',
    'ROLLED_BACK',
    'ROLLED_BACK_WITH_CONFLICTS',
  ]);
});

test('a rolled-back run has no further transition', () => {
  const froms = ALLOWED.map(([from]) => from);
  expect(RUN_STATUSES.filter((status) => !froms.includes(status))).toEqual([
    'ROLLED_BACK',
    'ROLLED_BACK_WITH_CONFLICTS',
  ]);
});

describe('the available actions', () => {
  const OFFERED = { PAUSE: 'pause', RESUME: 'resume', CANCEL: 'cancel', ROLL_BACK: 'rollBack' } as const;
  const states = RUN_MODES.flatMap((mode) => RUN_STATUSES.map((status) => ({ mode, status })));
  const untouched = { resetAt: null, journalDetachedAt: null, rollbackRequestedAt: null };

  test.each(states)('are exactly the possible transitions of a run ($mode, $status)', ({ mode, status }) => {
    const offered = availableActions({ mode, status, ...untouched }, false);
    for (const action of ['PAUSE', 'RESUME', 'CANCEL', 'ROLL_BACK'] as const)
      expect({ action, offered: offered.includes(action) }).toEqual({
        action,
        offered: follows({ mode, status, action: OFFERED[action] }) !== undefined,
      });
  });

  test.each(states)('of a run ($mode, $status) include EXECUTE only if it is a complete dry run', (run) => {
    const complete = run.mode === 'DRY_RUN' && ['SUCCEEDED', 'COMPLETED_WITH_ERRORS'].includes(run.status);
    expect(availableActions({ ...run, ...untouched }, false).includes('EXECUTE')).toBe(complete);
  });

  test.each(states)('of a run ($mode, $status) exclude RESUME and ROLL_BACK after a reset', (run) => {
    const before = availableActions({ ...run, ...untouched }, false);
    const after = availableActions({ ...run, ...untouched, resetAt: new Date() }, false);
    expect(after).toEqual(before.filter((action) => action !== 'RESUME' && action !== 'ROLL_BACK'));
  });

  test('exclude EXECUTE if an execution has applied the plan', () => {
    expect(availableActions({ mode: 'DRY_RUN', status: 'SUCCEEDED', ...untouched }, false)).toEqual(['EXECUTE']);
    expect(availableActions({ mode: 'DRY_RUN', status: 'SUCCEEDED', ...untouched }, true)).toEqual([]);
  });

  test('exclude ROLL_BACK if a rollback was requested', () => {
    const run = { mode: 'EXECUTE', status: 'SUCCEEDED', ...untouched } as const;
    expect(availableActions(run, false)).toEqual(['ROLL_BACK']);
    expect(availableActions({ ...run, rollbackRequestedAt: new Date() }, false)).toEqual([]);
  });

  test('of a run whose journal was taken away need no journal', () => {
    const detached = { ...untouched, journalDetachedAt: new Date() };
    expect(availableActions({ mode: 'EXECUTE', status: 'FAILED', ...detached }, false)).toEqual(['CANCEL']);
    expect(availableActions({ mode: 'DRY_RUN', status: 'SUCCEEDED', ...detached }, false)).toEqual([]);
  });

  test('are listed in one order', () => {
    expect(OPERATOR_ACTIONS).toEqual(['PAUSE', 'RESUME', 'CANCEL', 'ROLL_BACK', 'EXECUTE']);
    expect(availableActions({ mode: 'EXECUTE', status: 'FAILED', ...untouched }, false)).toEqual([
      'RESUME',
      'CANCEL',
      'ROLL_BACK',
    ]);
  });
});

test('a run is complete only if it finished its work', () => {
  expect(RUN_STATUSES.filter(isComplete)).toEqual(['SUCCEEDED', 'COMPLETED_WITH_ERRORS']);
});

describe('a run that finished its work', () => {
  test('succeeds without failed, stale and held organizations', () => {
    const counts = {
      ...noCounts(),
      changed: 5,
      unchanged: 6,
      skipped: 1,
      moduleEntitlementsCreated: 2,
      keptManual: 3,
      unmappedFlags: 4,
      eventsCreated: 5,
    };
    expect(endAction(counts)).toBe('succeed');
    expect(endAction(noCounts())).toBe('succeed');
  });

  test.each(['failed', 'stale', 'held'] as const)('completes with errors if one organization is %s', (count) => {
    expect(endAction({ ...noCounts(), changed: 99, [count]: 1 })).toBe('completeWithErrors');
  });

  test('began with every count at 0', () => {
    expect(noCounts()).toEqual(Object.fromEntries(RUN_COUNTS.map((count) => [count, 0])));
    expect(noCounts()).not.toBe(noCounts());
  });
});

describe('the error budget', () => {
  test.each([
    [0, 100, 10, false],
    [10, 100, 10, false],
    [11, 100, 10, true],
    [1, 9, 10, true],
    [1, 10, 10, false],
    [0, 100, 0, false],
    [1, 1_000_000, 0, true],
    [100, 100, 100, false],
    [0, 0, 0, false],
    [0, 0, 10, false],
  ])('is exceeded by %i failures of %i organizations at %i %%: %s', (failed, total, budget, stops) => {
    expect(exceedsErrorBudget(failed, total, budget)).toBe(stops);
  });

  test('is never exceeded without failures, and stays exceeded with more failures', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1_000_000 }),
        fc.nat({ max: 1_000_000 }),
        fc.integer({ min: 0, max: 100 }),
        (failed, total, budget) => {
          expect(exceedsErrorBudget(0, total, budget)).toBe(false);
          if (exceedsErrorBudget(failed, total, budget))
            expect(exceedsErrorBudget(failed + 1, total, budget)).toBe(true);
        },
      ),
    );
  });
});

/** The refusal of the work; fails if it is not refused. */
function refusalOf(work: () => unknown): {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
} {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message, details: error.details };
  }
  throw new Error('was not refused');
}
