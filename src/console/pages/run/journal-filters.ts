import type { ListState } from '../../components/use-list-state';
import type {
  MigrationRunAction,
  MigrationRunOutcome,
  MigrationRunRollbackOutcome,
} from '../../generated/schema-types';

export const OUTCOMES: readonly MigrationRunOutcome[] = ['CHANGED', 'UNCHANGED', 'FAILED', 'STALE', 'SKIPPED'];
export const ACTIONS: readonly MigrationRunAction[] = ['CREATE', 'UPDATE', 'REVOKE', 'HELD', 'KEEP_MANUAL'];
export const ROLLBACKS: readonly MigrationRunRollbackOutcome[] = ['ROLLED_BACK', 'KEPT', 'FAILED', 'SKIPPED'];

export interface JournalFilters {
  readonly outcome: MigrationRunOutcome | null;
  readonly action: MigrationRunAction | null;
  readonly rollback: MigrationRunRollbackOutcome | null;
  readonly moduleKey: string | null;
  readonly search: string | null;
}

/** The filters of the list, from the address. */
export function filtersOf(list: ListState): JournalFilters {
  return {
    outcome: OUTCOMES.find((one) => one === list.get('outcome')) ?? null,
    action: ACTIONS.find((one) => one === list.get('action')) ?? null,
    rollback: ROLLBACKS.find((one) => one === list.get('rolledBack')) ?? null,
    moduleKey: list.get('module'),
    search: list.get('search'),
  };
}
