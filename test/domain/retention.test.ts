import { monthsToMake, startOfMonth } from '../../src/domain/retention/months';
import { type JournalFacts, judgeJournal, judgeMonth } from '../../src/domain/retention/retention';
import { LIVE_STATUSES, RUN_STATUSES } from '../../src/domain/run/run-status';

const NOW = new Date('2026-11-30T23:59:59Z');
const month = (end: string, ...neededFor: readonly string[]) => ({ end: new Date(end), neededFor });

test('partitions are made for this month and the next three, over the turn of a year', () => {
  expect(monthsToMake(NOW)).toEqual(['2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01']);
  expect(startOfMonth(new Date('2027-01-31T00:00:00Z'), -1)).toEqual(new Date('2026-12-01T00:00:00Z'));
});

describe('the partition of a month', () => {
  test('is kept for ever without a setting', () => {
    expect(judgeMonth(month('2001-01-01'), null, 90, NOW).state).toBe('KEPT');
  });

  test('is due as soon as the whole months of the setting have passed since', () => {
    expect(judgeMonth(month('2026-05-01'), 6, 90, NOW).state).toBe('DUE');
    expect(judgeMonth(month('2026-06-01'), 6, 90, NOW).state).toBe('KEPT');
  });

  test('is held back while its events are read, and says by what', () => {
    expect(judgeMonth(month('2026-05-01', 'run 2 can be rolled back'), 6, 90, NOW)).toEqual({
      state: 'HELD',
      neededFor: ['run 2 can be rolled back'],
    });
  });

  test('is held back while the legacy status looks back into it', () => {
    expect(judgeMonth(month('2026-11-01'), 1, 90, NOW)).toEqual({
      state: 'KEPT',
      neededFor: [],
    });
    expect(judgeMonth(month('2026-10-01'), 1, 90, NOW)).toEqual({
      state: 'HELD',
      neededFor: ['the legacy status looks back 90 days'],
    });
    expect(judgeMonth(month('2026-09-01'), 1, 90, NOW).state).toBe('DUE');
  });
});

describe('the journal of a run', () => {
  const ended: JournalFacts = {
    mode: 'EXECUTE',
    status: 'SUCCEEDED',
    createdAt: new Date('2025-01-01T00:00:00Z'),
    finishedAt: new Date('2025-01-02T00:00:00Z'),
    rollbackFinishedAt: null,
    resetAt: null,
    execution: null,
  };
  const dryRun: JournalFacts = { ...ended, mode: 'DRY_RUN' };
  const stateOf = (run: JournalFacts, flagsGone = false) => judgeJournal(run, 12, flagsGone, NOW).state;

  test('is kept without a setting, and while the run ended within it', () => {
    expect(judgeJournal(dryRun, null, true, NOW).state).toBe('KEPT');
    expect(stateOf({ ...dryRun, finishedAt: new Date('2025-11-01T00:00:00Z') })).toBe('KEPT');
    expect(stateOf({ ...ended, status: 'ROLLED_BACK', rollbackFinishedAt: NOW })).toBe('KEPT');
  });

  test.each(LIVE_STATUSES)('is held back while the run is %s, whatever its age', (status) => {
    expect(judgeJournal({ ...dryRun, status, finishedAt: null }, 12, true, NOW)).toEqual({
      state: 'HELD',
      neededFor: [`the run is ${status}`],
    });
  });

  test.each(['SUCCEEDED', 'COMPLETED_WITH_ERRORS', 'CANCELLED', 'FAILED'] as const)(
    'is held back while an execution that is %s is in effect and can be rolled back',
    (status) => {
      expect(stateOf({ ...ended, status })).toBe('HELD');
      expect(stateOf({ ...ended, status, resetAt: NOW })).toBe('DUE');
      expect(stateOf({ ...ended, status }, true)).toBe('DUE');
    },
  );

  test('is due once the run was rolled back', () => {
    expect(stateOf({ ...ended, status: 'ROLLED_BACK' })).toBe('DUE');
    expect(stateOf({ ...ended, status: 'ROLLED_BACK_WITH_CONFLICTS' })).toBe('DUE');
  });

  test.each(RUN_STATUSES)('of a dry run is due unless its execution (%s) goes on or can be resumed', (status) => {
    const goesOn = LIVE_STATUSES.includes(status) || status === 'FAILED';
    expect(stateOf({ ...dryRun, execution: { id: 2, status, resetAt: null } })).toBe(goesOn ? 'HELD' : 'DUE');
  });
});
