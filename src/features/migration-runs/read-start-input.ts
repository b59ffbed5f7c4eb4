import { DomainError, invalidInput } from '../../domain/errors';
import { readId } from '../../domain/page';
import type { StartMigrationRunInput } from '../../generated/resolvers-types';
import type { StartRunInput } from './start-run';

/** Ids are text in GraphQL, numbers in the database; one that cannot be a number is told apart by field. */
export function readStartInput({ mode, source, reason, errorBudgetPercent, idempotencyKey }: StartMigrationRunInput): StartRunInput {
  return { mode, source: readSource(source), reason, errorBudgetPercent, idempotencyKey };
}

function readSource({ dryRunId, fresh }: StartMigrationRunInput['source']): StartRunInput['source'] {
  if (dryRunId) {
    const id = readId(dryRunId);
    if (id === undefined) throw new DomainError('NOT_FOUND', `There is no dry run ${dryRunId}.`, { runId: dryRunId });
    return { dryRunId: id };
  }
  const organizationIds = fresh?.organizationIds?.map((text) => {
    const id = readId(text);
    if (id === undefined) throw invalidInput('The input is not right:', [{ field: 'input.source.fresh.organizationIds', message: `there is no organization ${text}` }]);
    return id;
  });
  return { fresh: { ...fresh, organizationIds } };
}
