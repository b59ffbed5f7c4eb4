import type {
  BoardRunFragment,
  MigrationBoardQuery,
  MigrationDenialsQuery,
  MigrationLegacyStatusQuery,
  MigrationPreflightQuery,
} from './migration.generated';

/** Finished; to be done now; progresses by itself; blocked until an operator acts; not yet; only if needed. */
export type PhaseState = 'done' | 'next' | 'running' | 'stuck' | 'later' | 'optional';

/** A phase of the runbook in its current state. */
export interface Phase {
  readonly title: string;
  readonly state: PhaseState;
  /** What was found, or what blocks the phase. */
  readonly facts: readonly string[];
  /** Links to the page on which the phase is done. */
  readonly action?: { readonly label: string; readonly to: string };
  /** From 0 to 100, while the phase is running. */
  readonly percent?: number;
}

/** What the board shows; the slow parts are undefined until they are loaded, and where they are not needed. */
export interface MigrationState {
  readonly board: MigrationBoardQuery;
  readonly preflight: MigrationPreflightQuery['migrationPreflight'] | undefined;
  readonly legacy: MigrationLegacyStatusQuery['legacyStatus'] | undefined;
  /** The checks of the last days. */
  readonly days: MigrationDenialsQuery['accessByDay'] | undefined;
}

/** A phase whose run is live: its progress, or that it is paused. */
export function runningPhase(title: string, run: BoardRunFragment, action: Phase['action']): Phase {
  const state = run.status === 'PAUSED' ? 'stuck' : 'running';
  const percent = run.status === 'ROLLING_BACK' ? (run.rollback?.progress.percent ?? 0) : run.progress.percent;
  return { title, state, facts: [`Run ${run.id} is ${words(run.status)}.`], percent, ...(action && { action }) };
}

/** A constant of the API in words. */
export function words(constant: string): string {
  return constant.replaceAll('_', ' ').toLowerCase();
}

/** A number with its noun. */
export function many(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
}
