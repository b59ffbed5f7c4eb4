import { GO_BACK_AT, INVESTIGATE_AT } from '../../src/console/components/unexpected-share';
import type { MigrationState } from '../../src/console/pages/migration/phase';
import { nextOf, phasesOf } from '../../src/console/pages/migration/phases';
import { UNEXPECTED_CRITICAL, UNEXPECTED_WARNING } from '../../src/domain/rollout/watch-thresholds';
import { availableActions } from '../../src/domain/run/run-status';

type Board = MigrationState['board'];
type Run = Board['executions']['nodes'][number];
type Report = Board['parityReports']['nodes'][number];

const run = (id: number, status: Run['status'], more: Partial<Run> = {}): Run => ({
  id: String(id),
  status,
  availableActions: availableActions(
    { mode: 'EXECUTE', status, resetAt: null, journalDetachedAt: null, rollbackRequestedAt: null },
    false,
  ),
  createdAt: `2026-01-0${id}T00:00:00.000Z`,
  finishedAt: `2026-01-0${id}T01:00:00.000Z`,
  resetAt: null,
  execution: null,
  progress: { total: 100, percent: 100 },
  counts: { changed: 100, failed: 0, stale: 0, held: 0, unmappedFlags: 0 },
  error: null,
  rollback: null,
  ...more,
});
const nothing = { counts: { changed: 0, failed: 0, stale: 0, held: 0, unmappedFlags: 0 } };
const report = (id: number, more: Partial<Report> = {}): Report => {
  const createdAt = `2026-01-0${id}T02:00:00.000Z`;
  return {
    id: String(id),
    status: 'SUCCEEDED',
    createdAt,
    at: createdAt,
    organizationIds: null,
    organizations: 100,
    total: 100,
    clean: true,
    uncovered: 0,
    totals: [],
    ...more,
  };
};

function see(
  runs: { readonly dryRuns?: readonly Run[]; readonly executions?: readonly Run[] },
  reports: readonly Report[] = [],
  rollout: Partial<Board['rollout']> = {},
  more: Partial<MigrationState> = {},
) {
  const board: Board = {
    dryRuns: { nodes: [...(runs.dryRuns ?? [])] },
    executions: { nodes: [...(runs.executions ?? [])] },
    parityReports: { nodes: [...reports] },
    rollout: {
      mode: 'LEGACY',
      enforcePercentage: 0,
      forcedByEnvironment: null,
      updatedAt: '2026-01-01T00:00:00.000Z',
      maintenance: { enabled: false },
      ...rollout,
    },
  };
  const phases = phasesOf({ board, preflight: undefined, legacy: undefined, days: undefined, ...more });
  const states = Object.fromEntries(phases.map(({ title, state }) => [title, state]));
  const said = (title: string) => phases.find((phase) => phase.title === title)?.facts.join(' ');
  return { states, said, next: nextOf(phases)?.title };
}

test('an execution stays in effect after a later one was rolled back, reset, or cancelled before it wrote', () => {
  for (const later of [
    run(5, 'CANCELLED', nothing),
    run(5, 'ROLLED_BACK'),
    run(5, 'SUCCEEDED', { resetAt: '2026-01-06T00:00:00.000Z' }),
  ]) {
    const { states, next } = see({ executions: [later, run(2, 'SUCCEEDED')] }, [report(3)]);
    expect(states).toMatchObject({ Execute: 'done', Verify: 'done', 'Roll back': 'optional' });
    expect(next).toBe('Switch gating on');
  }
});

test('an execution that stopped before its end is the next step, and can be rolled back', () => {
  for (const status of ['CANCELLED', 'FAILED'] as const) {
    const { states, next } = see({ executions: [run(2, status)] });
    expect(states).toMatchObject({ Execute: 'stuck', Verify: 'later', 'Roll back': 'optional' });
    expect(next).toBe('Execute');
  }
});

test('a plan whose execution is no longer in effect is not offered again', () => {
  const planned = run(1, 'SUCCEEDED', { execution: { id: '2' } });
  for (const applied of [
    run(2, 'ROLLED_BACK'),
    run(2, 'CANCELLED', nothing),
    run(2, 'SUCCEEDED', { resetAt: '2026-01-03T00:00:00.000Z' }),
  ]) {
    const { states, said, next } = see({ dryRuns: [planned], executions: [applied] });
    expect(states).toMatchObject({ 'Dry run': 'next', Review: 'later', Execute: 'later' });
    expect(said('Dry run')).toContain('applied by run 2');
    expect(next).toBe('Dry run');
  }
  expect(see({ dryRuns: [planned], executions: [run(2, 'SUCCEEDED')] }).states).toMatchObject({
    'Dry run': 'done',
    Review: 'done',
    Execute: 'done',
  });
  expect(see({ dryRuns: [planned], executions: [run(3, 'SUCCEEDED'), run(2, 'ROLLED_BACK')] }).states).toMatchObject({
    'Dry run': 'done',
    Execute: 'done',
  });
});

test('only a report of all organizations, of its own time, since the execution completes Verify', () => {
  const executions = [run(2, 'SUCCEEDED')];
  expect(see({ executions }, [report(4, { organizationIds: ['7'] }), report(3)]).states.Verify).toBe('done');
  expect(see({ executions }, [report(3, { organizationIds: ['7'] })]).states.Verify).toBe('next');
  expect(see({ executions }, [report(3, { at: '2027-01-01T00:00:00.000Z' })]).states.Verify).toBe('next');
  expect(see({ executions }, [report(1)]).states.Verify).toBe('next');
  expect(see({ executions }, [report(3, { clean: false, uncovered: 2 })])).toMatchObject({
    next: 'Verify',
    states: { Verify: 'stuck', 'Switch gating on': 'later' },
  });
});

test('an environment that overrides the rollout blocks the phase "Switch gating on"', () => {
  const executions = [run(2, 'SUCCEEDED')];
  expect(
    see({ executions }, [report(3)], { mode: 'ENFORCE', forcedByEnvironment: 'LEGACY' }).states['Switch gating on'],
  ).toBe('stuck');
  expect(see({ executions }, [report(3)], { mode: 'LEGACY', forcedByEnvironment: 'ENFORCE' })).toMatchObject({
    states: { 'Switch gating on': 'stuck', Monitor: 'next' },
  });
  expect(
    see({ executions }, [report(3)], { mode: 'ENFORCE', forcedByEnvironment: 'ENFORCE' }).states['Switch gating on'],
  ).toBe('done');
});

test('unexpected denials above the threshold make Monitor the next phase', () => {
  const day = { day: '2026-01-04T00:00:00.000Z', checks: 1_000, shadowDifferences: 0 };
  const enforced = { mode: 'ENFORCE' as const };
  expect(
    see({ executions: [run(2, 'SUCCEEDED')] }, [report(3)], enforced, { days: [{ ...day, unexpected: 1 }] }).states
      .Monitor,
  ).toBe('next');
  expect(
    see({ executions: [run(2, 'SUCCEEDED')] }, [report(3)], enforced, { days: [{ ...day, unexpected: 2 }] }),
  ).toMatchObject({ next: 'Monitor', states: { Monitor: 'stuck' } });
});

test('the board and the watching page use the thresholds of the alerts for unexpected denials', () => {
  expect([INVESTIGATE_AT, GO_BACK_AT]).toEqual([UNEXPECTED_WARNING, UNEXPECTED_CRITICAL]);
});
