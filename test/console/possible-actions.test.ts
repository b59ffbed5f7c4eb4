import { mayOffer } from '../../src/console/pages/run/possible-actions';
import { GO_BACK_AT, LOOK_AT } from '../../src/console/components/unexpected-share';
import { nextStatus, RUN_MODES, RUN_STATUSES, type RunAction } from '../../src/domain/run/run-status';
import { UNEXPECTED_CRITICAL, UNEXPECTED_WARNING } from '../../src/domain/rollout/watch-thresholds';

const OFFERED = { pause: 'pause', resume: 'resume', cancel: 'cancel', 'roll back': 'rollBack' } as const;

function isPossible(
  mode: (typeof RUN_MODES)[number],
  status: (typeof RUN_STATUSES)[number],
  action: RunAction,
): boolean {
  try {
    nextStatus({ id: 1, mode, status }, action);
    return true;
  } catch {
    return false;
  }
}

test('a run offers just what the server would do with it', () => {
  for (const mode of RUN_MODES) {
    for (const status of RUN_STATUSES) {
      for (const action of ['pause', 'resume', 'cancel', 'roll back'] as const) {
        const offered = mayOffer(action, { mode, status, resetAt: null, execution: null });
        expect({ mode, status, action, offered }).toEqual({
          mode,
          status,
          action,
          offered: isPossible(mode, status, OFFERED[action]),
        });
      }
    }
  }
});

test('what was reset is neither rolled back nor resumed, and a plan is executed once', () => {
  const reset = { mode: 'EXECUTE', resetAt: '2026-01-01T00:00:00.000Z', execution: null } as const;
  expect(mayOffer('roll back', { ...reset, status: 'SUCCEEDED' })).toBe(false);
  expect(mayOffer('resume', { ...reset, status: 'FAILED' })).toBe(false);
  const planned = { mode: 'DRY_RUN', status: 'SUCCEEDED', resetAt: null } as const;
  expect(mayOffer('execute', { ...planned, execution: null })).toBe(true);
  expect(mayOffer('execute', { ...planned, execution: { id: '2' } })).toBe(false);
});

test('the console calls too many unexpected denials what the alerts call so', () => {
  expect([LOOK_AT, GO_BACK_AT]).toEqual([UNEXPECTED_WARNING, UNEXPECTED_CRITICAL]);
});
