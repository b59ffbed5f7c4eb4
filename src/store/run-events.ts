import type { RunKind } from '../domain/run/run-status';
import type { EntitlementEventType } from './event-types';

/** The events of a run for each organization, by the kind of the run: when it is done, and when it is rolled back. */
export const RUN_EVENTS = {
  MIGRATION: { done: 'legacy_migration', undone: 'legacy_migration_rolled_back' },
  CHANGE: { done: 'changed_by_run', undone: 'changed_by_run_rolled_back' },
} as const satisfies Readonly<Record<RunKind, Readonly<Record<'done' | 'undone', EntitlementEventType>>>>;
