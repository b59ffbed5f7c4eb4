import { GO_BACK_AT, LOOK_AT } from '../../components/unexpected-share';
import type {
  MigrationDenialsQuery,
  MigrationLegacyStatusQuery,
  MigrationPreflightQuery,
  MigrationBoardQuery,
  BoardRunFragment,
} from './migration.generated';

/** done; what to do now; goes on by itself; something stands in the way; not yet; only if needed. */
export type PhaseState = 'done' | 'next' | 'running' | 'stuck' | 'later' | 'optional';

/** A phase of the runbook, as things stand. */
export interface Phase {
  readonly title: string;
  readonly state: PhaseState;
  /** What was found, or what stands in the way. */
  readonly facts: readonly string[];
  /** Leads to where the phase is done. */
  readonly action?: { readonly label: string; readonly to: string };
  /** From 0 to 100, while it goes on. */
  readonly percent?: number;
}

/** What the board is made of; what takes long comes later, or not at all where it is not needed. */
export interface MigrationState {
  readonly board: MigrationBoardQuery;
  readonly preflight: MigrationPreflightQuery['migrationPreflight'] | undefined;
  readonly legacy: MigrationLegacyStatusQuery['legacyStatus'] | undefined;
  /** The checks of the last days. */
  readonly days: MigrationDenialsQuery['accessByDay'] | undefined;
}

const LIVE = ['QUEUED', 'RUNNING', 'PAUSED', 'ROLLING_BACK'];
const ENDED = ['SUCCEEDED', 'COMPLETED_WITH_ERRORS'];
const HALF_WAY = ['CANCELLED', 'FAILED'];
const UNDONE = ['ROLLED_BACK', 'ROLLED_BACK_WITH_CONFLICTS'];

/** The run that workers are on, or that waits for somebody; null where none is. */
export function liveRun({ dryRuns, executions }: MigrationBoardQuery): BoardRunFragment | null {
  return [...executions.nodes, ...dryRuns.nodes].find(({ status }) => LIVE.includes(status)) ?? null;
}

/** The newest execution of which something stands: not undone, not reset, and not cancelled before it wrote. */
export function standingExecution({ executions: { nodes } }: MigrationBoardQuery): BoardRunFragment | undefined {
  return nodes.find(
    ({ status, resetAt, counts }) =>
      !UNDONE.includes(status) && resetAt === null && (status !== 'CANCELLED' || counts.changed > 0),
  );
}

/** A plan is executed once: true where that was done, and what it did does not stand. */
function isUsedUp(dryRun: BoardRunFragment | undefined, execution: BoardRunFragment | undefined): boolean {
  return (
    dryRun !== undefined &&
    dryRun.execution !== null &&
    (execution === undefined || Number(execution.id) < Number(dryRun.execution.id))
  );
}

/** The phases of the runbook in their order, each with its state. */
export function phasesOf({ board, preflight, legacy, days }: MigrationState): readonly Phase[] {
  const [newest] = board.executions.nodes;
  const execution = standingExecution(board);
  const [planned] = board.dryRuns.nodes;
  const usedUp = isUsedUp(planned, execution);
  const dryRun = usedUp ? undefined : planned;
  const executed = execution !== undefined && ENDED.includes(execution.status);
  const clean = executed && parityOf(board, execution)?.clean === true;
  return [
    preflightPhase(preflight, executed),
    dryRunPhase(dryRun, executed, preflight?.status === 'FAIL', usedUp ? (planned?.execution?.id ?? null) : null),
    reviewPhase(dryRun, execution),
    executePhase(execution, dryRun),
    verifyPhase(board, execution, executed, legacy),
    switchPhase(board.rollout, clean),
    monitorPhase(board.rollout, days?.at(-1)),
    rollBackPhase(execution ?? newest),
    cleanUpPhase(board.rollout, legacy),
  ];
}

/** The first phase that somebody has to do something about. */
export function nextOf(phases: readonly Phase[]): Phase | undefined {
  return (
    phases.find(({ state }) => state === 'stuck' || state === 'running') ?? phases.find(({ state }) => state === 'next')
  );
}

function preflightPhase(preflight: MigrationState['preflight'], executed: boolean): Phase {
  const title = 'Preflight';
  if (!preflight)
    return executed
      ? { title, state: 'done', facts: ['Done before the execution.'] }
      : { title, state: 'later', facts: ['Not checked yet.'] };
  const named = (status: string) => preflight.checks.filter((check) => check.status === status);
  const facts = [...named('FAIL'), ...named('WARN')].map(({ status, name, detail }) => `${status} ${name}: ${detail}`);
  return {
    title,
    state: preflight.status === 'FAIL' ? 'stuck' : 'done',
    facts: facts.length > 0 ? facts : [`All ${preflight.checks.length} checks pass.`],
    action: { label: 'All checks', to: '/runs?check=yes' },
  };
}

/** @param appliedBy the execution that the newest plan was used up by, and that does not stand; null where there is none */
function dryRunPhase(
  run: BoardRunFragment | undefined,
  executed: boolean,
  blocked: boolean,
  appliedBy: string | null,
): Phase {
  const title = 'Dry run';
  const start = { label: 'Start a dry run', to: '/runs' };
  if (!run)
    return executed
      ? { title, state: 'done', facts: ['The execution planned afresh.'] }
      : {
          title,
          state: blocked ? 'later' : 'next',
          facts: [
            ...(appliedBy === null
              ? []
              : [`The last plan was applied by run ${appliedBy}, which does not stand: make another.`]),
            'Plans everything, stores the plan, and changes nothing else.',
          ],
          action: start,
        };
  const look = { label: `Look at run ${run.id}`, to: `/runs/${run.id}` };
  if (LIVE.includes(run.status)) return underWay(title, run, look);
  if (!ENDED.includes(run.status))
    return {
      title,
      state: executed ? 'done' : 'stuck',
      facts: [run.error?.message ?? `Run ${run.id} was ${words(run.status)}.`],
      action: executed ? look : start,
    };
  return {
    title,
    state: 'done',
    facts: [
      `Run ${run.id}: ${many(run.counts.changed, 'organization')} of ${run.progress.total.toLocaleString()} would change.`,
    ],
    action: look,
  };
}

function reviewPhase(dryRun: BoardRunFragment | undefined, execution: BoardRunFragment | undefined): Phase {
  const title = 'Review';
  if (!dryRun || !ENDED.includes(dryRun.status))
    return { title, state: execution ? 'done' : 'later', facts: ['A second person reads what would change.'] };
  const { failed, held, unmappedFlags } = dryRun.counts;
  const facts = [
    ...(failed > 0 ? [`${many(failed, 'organization')} cannot be taken over as they are.`] : []),
    ...(unmappedFlags > 0 ? [`${many(unmappedFlags, 'legacy flag')} that no rule knows.`] : []),
    ...(held > 0 ? [`${many(held, 'change')} held, since it would take access away.`] : []),
  ];
  const reviewed = execution !== undefined && Number(execution.id) > Number(dryRun.id);
  return {
    title,
    state: reviewed ? 'done' : 'next',
    facts: facts.length > 0 ? facts : ['Nothing failed, nothing is held, every flag is known.'],
    action: { label: 'Read the plan', to: `/runs/${dryRun.id}` },
  };
}

function executePhase(run: BoardRunFragment | undefined, dryRun: BoardRunFragment | undefined): Phase {
  const title = 'Execute';
  const planned = dryRun !== undefined && ENDED.includes(dryRun.status);
  if (!run)
    return {
      title,
      state: 'later',
      facts: [planned ? 'Applies exactly the plan that was read.' : 'Once there is a plan.'],
      ...(planned && { action: { label: `Execute run ${dryRun.id}`, to: `/runs/${dryRun.id}` } }),
    };
  const look = { label: `Look at run ${run.id}`, to: `/runs/${run.id}` };
  if (LIVE.includes(run.status)) return underWay(title, run, look);
  if (!ENDED.includes(run.status))
    return {
      title,
      state: 'stuck',
      facts: [
        run.error?.message ??
          `Run ${run.id} was ${words(run.status)} half way: it changed ${many(run.counts.changed, 'organization')}. Roll it back, or execute again.`,
      ],
      action: look,
    };
  const { changed, failed, stale } = run.counts;
  const left = failed + stale;
  return {
    title,
    state: 'done',
    facts: [
      `Run ${run.id} changed ${many(changed, 'organization')}.`,
      ...(left > 0 ? [`${many(left, 'organization')} failed, or had changed since the plan.`] : []),
    ],
    action: look,
  };
}

/** The newest report of all organizations since an execution, as of when it was asked for: what the gate looks at, too. */
function parityOf(
  { parityReports }: MigrationBoardQuery,
  { finishedAt }: BoardRunFragment,
): MigrationBoardQuery['parityReports']['nodes'][number] | undefined {
  return parityReports.nodes.find(
    (report) =>
      report.organizationIds === null &&
      report.at === report.createdAt &&
      finishedAt !== null &&
      report.createdAt >= finishedAt,
  );
}

function verifyPhase(
  board: MigrationBoardQuery,
  execution: BoardRunFragment | undefined,
  executed: boolean,
  legacy: MigrationState['legacy'],
): Phase {
  const title = 'Verify';
  if (legacy?.droppedAt) return { title, state: 'done', facts: ['There are no legacy flags left to compare with.'] };
  if (!execution || !executed)
    return { title, state: 'later', facts: ['Everybody has by entitlements what the flags give.'] };
  const report = parityOf(board, execution);
  const make = { label: 'Make a parity report', to: '/parity' };
  if (!report) return { title, state: 'next', facts: [`No parity report since run ${execution.id}.`], action: make };
  const look = { label: 'Look at the differences', to: '/parity' };
  if (report.status === 'FAILED')
    return { title, state: 'stuck', facts: [`Parity report ${report.id} failed.`], action: make };
  if (report.status !== 'SUCCEEDED')
    return {
      title,
      state: 'running',
      facts: [`Parity report ${report.id} is being made.`],
      action: look,
      ...(report.total !== null && { percent: percentOf(report.organizations, report.total) }),
    };
  const unexplained = report.totals.filter(({ explained }) => !explained).reduce((sum, { count }) => sum + count, 0);
  if (report.clean === true)
    return {
      title,
      state: 'done',
      facts: [`Parity is clean for ${many(report.organizations, 'organization')}.`],
      action: look,
    };
  return {
    title,
    state: 'stuck',
    facts: [
      `${many(unexplained, 'difference')} unexplained.`,
      `${many(report.uncovered, 'organization')} not covered by an execution.`,
    ],
    action: look,
  };
}

function switchPhase(
  { mode, enforcePercentage, forcedByEnvironment }: MigrationBoardQuery['rollout'],
  clean: boolean,
): Phase {
  const title = 'Switch gating on';
  const action = { label: 'Go to the rollout', to: '/rollout' };
  if (forcedByEnvironment !== null && (forcedByEnvironment !== mode || enforcePercentage > 0)) {
    return {
      title,
      state: 'stuck',
      facts: [
        `The environment forces ${forcedByEnvironment} on everybody; the rollout says ${mode}, and does not count until ENABLE_ENTITLEMENTS_GATING is taken away.`,
      ],
      action,
    };
  }
  if (mode === 'ENFORCE')
    return {
      title,
      state: 'done',
      facts: ['Entitlements answer for everybody without a rollout of their own.'],
      action,
    };
  if (enforcePercentage > 0)
    return { title, state: 'next', facts: [`Entitlements answer for ${enforcePercentage} of a hundred.`], action };
  const facts = [mode === 'SHADOW' ? 'The flags answer, and entitlements are compared.' : 'The flags answer.'];
  return { title, state: clean || mode === 'SHADOW' ? 'next' : 'later', facts, action };
}

/** Entitlements answer somebody, or are compared with the flags. */
export function isWatched({ mode, enforcePercentage, forcedByEnvironment }: MigrationBoardQuery['rollout']): boolean {
  return (
    mode !== 'LEGACY' || enforcePercentage > 0 || (forcedByEnvironment !== null && forcedByEnvironment !== 'LEGACY')
  );
}

/** @param today the checks of today, in UTC */
function monitorPhase(
  rollout: MigrationBoardQuery['rollout'],
  today: MigrationDenialsQuery['accessByDay'][number] | undefined,
): Phase {
  const title = 'Monitor';
  if (!isWatched(rollout)) return { title, state: 'later', facts: ['Once entitlements answer, or are compared.'] };
  const action = { label: 'Watch', to: '/watching' };
  if (!today) return { title, state: 'next', facts: ['Being counted.'], action };
  const share = today.unexpected / Math.max(today.checks, 1);
  const facts = [
    `Today ${many(today.checks, 'check')}: ${today.unexpected.toLocaleString()} denied unexpectedly (${(100 * share).toFixed(2)} %).`,
    ...(today.shadowDifferences > 0
      ? [`${many(today.shadowDifferences, 'check')} would be answered otherwise by entitlements.`]
      : []),
    ...(share > GO_BACK_AT ? [`Above ${100 * GO_BACK_AT} %: go back to legacy.`] : []),
  ];
  return { title, state: share > LOOK_AT ? 'stuck' : 'next', facts, action };
}

function rollBackPhase(run: BoardRunFragment | undefined): Phase {
  const title = 'Roll back';
  if (!run) return { title, state: 'later', facts: ['Nothing was executed.'] };
  const look = { label: `Look at run ${run.id}`, to: `/runs/${run.id}` };
  if (run.status === 'ROLLING_BACK') return underWay(title, run, look);
  if (UNDONE.includes(run.status))
    return { title, state: 'done', facts: [`Run ${run.id} was ${words(run.status)}.`], action: look };
  if (run.resetAt !== null)
    return { title, state: 'done', facts: [`What run ${run.id} had written was reset.`], action: look };
  if (!ENDED.includes(run.status) && !HALF_WAY.includes(run.status))
    return { title, state: 'later', facts: ['Nothing that ended can be rolled back.'] };
  return {
    title,
    state: 'optional',
    facts: ['First the rollout back to legacy, which is at once; then the run, row by row.'],
    action: look,
  };
}

function cleanUpPhase({ mode }: MigrationBoardQuery['rollout'], legacy: MigrationState['legacy']): Phase {
  const title = 'Clean up';
  if (legacy?.droppedAt)
    return {
      title,
      state: 'done',
      facts: [
        legacy.purgedAt === null
          ? 'The legacy column is gone; its values are kept until they are purged.'
          : 'The legacy column and its values are gone.',
      ],
    };
  if (mode !== 'ENFORCE')
    return { title, state: 'later', facts: ['Once everybody has been under enforce for long enough.'] };
  if (!legacy) return { title, state: 'later', facts: ['Being checked.'] };
  const open = legacy.checks.filter(({ status }) => status !== 'PASS').map(({ name }) => name);
  const waits = open.length === 0 ? [] : [`Not yet as it has to be: ${open.join(', ')}.`];
  if (legacy.safeToDrop)
    return { title, state: 'next', facts: ['Safe to drop the column: portcullis legacy drop-column'] };
  if (legacy.hiddenSince !== null)
    return {
      title,
      state: 'later',
      facts: [`The flags are hidden. They may be dropped after ${legacy.dropDays} days.`, ...waits],
    };
  if (legacy.safeToHide)
    return { title, state: 'next', facts: ['Safe to hide the flags: portcullis legacy hide', ...waits] };
  return {
    title,
    state: 'later',
    facts: [`The flags may be hidden after ${legacy.hideDays} days, and dropped after ${legacy.dropDays}.`, ...waits],
  };
}

function underWay(title: string, run: BoardRunFragment, action: Phase['action']): Phase {
  const state = run.status === 'PAUSED' ? 'stuck' : 'running';
  const percent = run.status === 'ROLLING_BACK' ? (run.rollback?.progress.percent ?? 0) : run.progress.percent;
  return { title, state, facts: [`Run ${run.id} is ${words(run.status)}.`], percent, ...(action && { action }) };
}

function percentOf(part: number, whole: number): number {
  return whole === 0 ? 100 : (100 * part) / whole;
}

function words(status: string): string {
  return status.replaceAll('_', ' ').toLowerCase();
}

function many(count: number, what: string): string {
  return `${count.toLocaleString()} ${what}${count === 1 ? '' : 's'}`;
}
