import type { EntityManager } from 'typeorm';
import { readKeysetPage } from '../../database/keyset-page';
import type { Connection, PageArguments } from '../../domain/page';
import type { ChangeAction } from '../../domain/run/plan-changes';
import type { Outcome, RollbackOutcome } from '../../domain/run/run-status';
import { type MigrationRun } from '../../entities/migration-run';
import { MigrationRunOrganization } from '../../entities/migration-run-organization';
import { Organization } from '../../entities/organization';
import { searchOrganizations } from '../../store/search-organizations';

export type JournalPage = Connection<MigrationRunOrganization>;

export interface JournalFilter extends PageArguments {
  readonly outcome?: Outcome | null | undefined;
  readonly search?: string | null | undefined;
  readonly action?: ChangeAction | null | undefined;
  readonly moduleKey?: string | null | undefined;
  readonly rollback?: RollbackOutcome | null | undefined;
}

/** Reads a page of a run's journal, ordered by organization id. Filters that are null or undefined do not apply. */
export async function readJournal(
  manager: EntityManager,
  run: Pick<MigrationRun, 'id'>,
  { outcome, action, moduleKey, rollback, search, ...page }: JournalFilter,
): Promise<JournalPage> {
  const query = manager.createQueryBuilder(MigrationRunOrganization, 'j').where('j.runId = :runId', { runId: run.id });
  if (outcome) query.andWhere('j.outcome = :outcome', { outcome });
  const change = { ...(action && { action }), ...(moduleKey && { module: moduleKey }) };
  if (Object.keys(change).length > 0)
    query.andWhere('j.changes @> :change::jsonb', { change: JSON.stringify([change]) });
  if (rollback) query.andWhere(`j.rollback ->> 'outcome' = :rollback`, { rollback });
  if (search) {
    query.innerJoin(Organization, 'o', 'o.id = j.organizationId');
    searchOrganizations(query, 'o', search);
  }
  return readKeysetPage(query, page, {
    list: `run-${run.id}-organization`,
    column: 'j.organizationId',
    order: 'ASC',
    ofOrganizations: true,
    keyOf: ({ organizationId }: MigrationRunOrganization) => organizationId,
  });
}
