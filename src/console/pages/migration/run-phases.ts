import type { BoardRunFragment } from './migration.generated';
import { many, type MigrationState, type Phase, runningPhase, words } from './phase';
import { isComplete, isLive, isRolledBack } from './runs-of-board';

export function preflightPhase(preflight: MigrationState['preflight'], executed: boolean): Phase {
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

/** @param appliedBy the execution that applied the newest plan and is no longer in effect; null if there is none */
export function dryRunPhase(
  run: BoardRunFragment | undefined,
  executed: boolean,
  blocked: boolean,
  appliedBy: string | null,
): Phase {
  const title = 'Dry run';
  const start = { label: 'Start a dry run', to: '/runs' };
  if (!run && executed) return { title, state: 'done', facts: ['The execution made its own plan.'] };
  if (!run)
    return {
      title,
      state: blocked ? 'later' : 'next',
      facts: [
        ...(appliedBy === null
          ? []
          : [`The last plan was applied by run ${appliedBy}, which is no longer in effect: make a new plan.`]),
        'Plans every change, stores the plan, and changes nothing else.',
      ],
      action: start,
    };
  const view = viewRun(run);
  if (isLive(run)) return runningPhase(title, run, view);
  if (!isComplete(run))
    return {
      title,
      state: executed ? 'done' : 'stuck',
      facts: [run.error?.message ?? `Run ${run.id} was ${words(run.status)}.`],
      action: executed ? view : start,
    };
  const changed = many(run.counts.changed, 'organization');
  return {
    title,
    state: 'done',
    facts: [`Run ${run.id}: ${changed} of ${run.progress.total.toLocaleString()} would change.`],
    action: view,
  };
}

export function reviewPhase(dryRun: BoardRunFragment | undefined, execution: BoardRunFragment | undefined): Phase {
  const title = 'Review';
  if (!dryRun || !isComplete(dryRun))
    return { title, state: execution ? 'done' : 'later', facts: ['A second person reads what would change.'] };
  const { failed, held, unmappedFlags } = dryRun.counts;
  const facts = [
    ...(failed > 0 ? [`${many(failed, 'organization')} cannot be migrated with the flags they have.`] : []),
    ...(unmappedFlags > 0 ? [`${many(unmappedFlags, 'legacy flag')} without a rule.`] : []),
    ...(held > 0 ? [`${many(held, 'change')} held because access would be taken away.`] : []),
  ];
  const reviewed = execution !== undefined && Number(execution.id) > Number(dryRun.id);
  return {
    title,
    state: reviewed ? 'done' : 'next',
    facts: facts.length > 0 ? facts : ['No failures, no held changes, and a rule for every flag.'],
    action: { label: 'Read the plan', to: `/runs/${dryRun.id}` },
  };
}

export function executePhase(run: BoardRunFragment | undefined, dryRun: BoardRunFragment | undefined): Phase {
  const title = 'Execute';
  const planned = dryRun !== undefined && isComplete(dryRun);
  if (!run)
    return {
      title,
      state: 'later',
      facts: [planned ? 'Applies exactly the plan that was reviewed.' : 'Needs a plan.'],
      ...(planned && { action: { label: `Execute run ${dryRun.id}`, to: `/runs/${dryRun.id}` } }),
    };
  const view = viewRun(run);
  if (isLive(run)) return runningPhase(title, run, view);
  const { changed, failed, stale } = run.counts;
  if (!isComplete(run)) {
    const stopped = `Run ${run.id} was ${words(run.status)} after changing ${many(changed, 'organization')}.`;
    return {
      title,
      state: 'stuck',
      facts: [run.error?.message ?? `${stopped} Roll it back, or execute again.`],
      action: view,
    };
  }
  const left = failed + stale;
  return {
    title,
    state: 'done',
    facts: [
      `Run ${run.id} changed ${many(changed, 'organization')}.`,
      ...(left > 0 ? [`${many(left, 'organization')} failed, or had changed since the plan.`] : []),
    ],
    action: view,
  };
}

export function rollBackPhase(run: BoardRunFragment | undefined): Phase {
  const title = 'Roll back';
  if (!run) return { title, state: 'later', facts: ['Nothing was executed.'] };
  const view = viewRun(run);
  if (run.status === 'ROLLING_BACK') return runningPhase(title, run, view);
  if (isRolledBack(run))
    return { title, state: 'done', facts: [`Run ${run.id} was ${words(run.status)}.`], action: view };
  if (run.resetAt !== null)
    return { title, state: 'done', facts: [`The entitlements that run ${run.id} wrote were reset.`], action: view };
  if (!run.availableActions.includes('ROLL_BACK'))
    return { title, state: 'later', facts: ['An execution can be rolled back once it has ended.'] };
  return {
    title,
    state: 'optional',
    facts: ['First set the rollout to LEGACY, which takes effect at once; then roll back the run, row by row.'],
    action: view,
  };
}

function viewRun({ id }: BoardRunFragment): NonNullable<Phase['action']> {
  return { label: `View run ${id}`, to: `/runs/${id}` };
}
