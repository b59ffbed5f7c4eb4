import { cleanUpPhase, monitorPhase, switchPhase } from './gating-phases';
import type { MigrationState, Phase } from './phase';
import { dryRunPhase, executePhase, preflightPhase, reviewPhase, rollBackPhase } from './run-phases';
import { executionInEffect, isComplete, isUsedUp } from './runs-of-board';
import { isCleanSince, verifyPhase } from './verify-phase';

/** The phases of the runbook in order, each with its state. */
export function phasesOf({ board, preflight, legacy, days }: MigrationState): readonly Phase[] {
  const [newest] = board.executions.nodes;
  const execution = executionInEffect(board);
  const [planned] = board.dryRuns.nodes;
  const usedUp = isUsedUp(planned, execution);
  const dryRun = usedUp ? undefined : planned;
  const executed = execution !== undefined && isComplete(execution);
  return [
    preflightPhase(preflight, executed),
    dryRunPhase(dryRun, executed, preflight?.status === 'FAIL', usedUp ? (planned?.execution?.id ?? null) : null),
    reviewPhase(dryRun, execution),
    executePhase(execution, dryRun),
    verifyPhase(board, execution, legacy),
    switchPhase(board.rollout, executed && isCleanSince(board, execution)),
    monitorPhase(board.rollout, days?.at(-1)),
    rollBackPhase(execution ?? newest),
    cleanUpPhase(board.rollout, legacy),
  ];
}

/** The first phase that needs an operator. */
export function nextOf(phases: readonly Phase[]): Phase | undefined {
  return (
    phases.find(({ state }) => state === 'stuck' || state === 'running') ?? phases.find(({ state }) => state === 'next')
  );
}
