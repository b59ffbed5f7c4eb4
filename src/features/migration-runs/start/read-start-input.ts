import { DomainError, invalidInput } from '../../../domain/errors';
import { readId } from '../../../domain/page';
import type { FreshSource, StartRunInput } from './start-run';

/** `StartMigrationRunInput` of the API: ids are text there, numbers in the database. */
export interface StartRunRequest extends Omit<StartRunInput, 'source'> {
  readonly source: {
    readonly dryRunId?: string | null | undefined;
    readonly fresh?:
      | (Omit<FreshSource, 'organizationIds' | 'changedSince'> & {
          readonly organizationIds?: readonly string[] | null | undefined;
          readonly changedSince?: string | null | undefined;
        })
      | null
      | undefined;
  };
}

/** @throws DomainError for an id that cannot be a number, and so is nobody's */
export function readStartInput({ source, ...rest }: StartRunRequest): StartRunInput {
  return { ...rest, source: readSource(source) };
}

function readSource({ dryRunId, fresh }: StartRunRequest['source']): StartRunInput['source'] {
  if (dryRunId !== null && dryRunId !== undefined) {
    const id = readId(dryRunId);
    if (id === undefined) throw new DomainError('NOT_FOUND', `There is no dry run ${dryRunId}.`, { runId: dryRunId });
    return { dryRunId: id };
  }
  const organizationIds = fresh?.organizationIds?.map((text) => {
    const id = readId(text);
    if (id === undefined)
      throw invalidInput('The input is not right:', [
        { field: 'input.source.fresh.organizationIds', message: `there is no organization ${text}` },
      ]);
    return id;
  });
  const changedSince = fresh?.changedSince ?? null;
  const changedSinceId = changedSince === null ? null : readId(changedSince);
  if (changedSinceId === undefined)
    throw new DomainError('NOT_FOUND', `There is no execution ${changedSince ?? ''}.`, { runId: changedSince });
  return { fresh: { ...fresh, organizationIds, changedSince: changedSinceId } };
}
