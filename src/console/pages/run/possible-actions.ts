import type { ShownRun } from './shown-run';

export type RunAction = 'pause' | 'resume' | 'cancel' | 'execute' | 'roll back';

const STATUSES: Readonly<Record<Exclude<RunAction, 'execute'>, readonly ShownRun['status'][]>> = {
  pause: ['QUEUED', 'RUNNING'],
  resume: ['PAUSED', 'FAILED'],
  cancel: ['QUEUED', 'RUNNING', 'PAUSED', 'FAILED'],
  'roll back': ['SUCCEEDED', 'COMPLETED_WITH_ERRORS', 'CANCELLED', 'FAILED'],
};
const PLANNED: readonly ShownRun['status'][] = ['SUCCEEDED', 'COMPLETED_WITH_ERRORS'];

/** Whether to offer something to be done with a run as it stands: what the server's transitions allow, as a test holds it to. The server has the last word. */
export function mayOffer(
  action: RunAction,
  { mode, status, resetAt, execution }: Pick<ShownRun, 'mode' | 'status' | 'resetAt' | 'execution'>,
): boolean {
  if (action === 'execute') return mode === 'DRY_RUN' && PLANNED.includes(status) && execution === null; // a plan is executed once
  if (action === 'roll back' && mode === 'DRY_RUN') return false;
  if (resetAt !== null && action !== 'cancel' && action !== 'pause') return false;
  return STATUSES[action].includes(status);
}
