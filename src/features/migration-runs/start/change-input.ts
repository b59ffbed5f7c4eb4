import type { AskedRunChange } from '../../../domain/change/read-change';
import type { SelectionFilter } from '../../../domain/change/run-change';
import { invalidInput } from '../../../domain/errors';
import { lengthFaults, MOST_ORGANIZATIONS } from '../../../domain/list-limit';
import type { CommonRequest } from './create-run';
import { commonFields, type CommonInput, commonRequest, faultsOf, planFaults, requireRunId } from './start-input';
import { throttleParts } from './throttle-input';

/** The most modules, submodules or packages in one change. */
const MOST_TARGETS = 500;

/** `StartChangeRunInput` of the API. The command builds the same input. */
export interface StartChangeInput extends CommonInput {
  /** Exactly one: the reviewed plan of a dry run, one change of many organizations, or a change of each. */
  readonly source: {
    readonly dryRunId?: string | null | undefined;
    readonly fresh?: FreshChangeInput | null | undefined;
    readonly rows?: ChangeRowsInput | null | undefined;
  };
}

export interface FreshChangeInput {
  /** Exactly one of the two. */
  readonly selection: {
    readonly organizationIds?: readonly string[] | null | undefined;
    readonly filter?: SelectionFilter | null | undefined;
  };
  readonly change: AskedRunChange;
  readonly allowRevocations?: boolean | null | undefined;
}

export interface ChangeRowsInput {
  /** Of the file, for faults. @default the file of changes */
  readonly name?: string | null | undefined;
  readonly csv: string;
  readonly handOver?: boolean | null | undefined;
  readonly allowRevocations?: boolean | null | undefined;
}

export interface StartChangeRequest extends CommonRequest {
  readonly source:
    { readonly dryRunId: number } | { readonly fresh: FreshChangeInput } | { readonly rows: ChangeRowsInput };
}

/**
 * Parses the input for starting a change run, as far as nothing stored is needed for it.
 * @throws DomainError INVALID_INPUT with every fault and its field; NOT_FOUND if a dry run's id cannot be one
 */
export function readChangeInput(input: StartChangeInput): StartChangeRequest {
  const checked = commonFields.safeParse(input);
  const faults = faultsOf(checked);
  const { dryRunId = null, fresh, rows } = input.source;
  faults.push(...planFaults(input.mode, dryRunId));
  const { organizationIds } = fresh?.selection ?? {};
  const field = 'input.source.fresh';
  if (organizationIds?.length === 0)
    faults.push({ field: `${field}.selection.organizationIds`, message: 'must name an organization' });
  const { change } = fresh ?? {};
  faults.push(
    ...lengthFaults(`${field}.selection.organizationIds`, organizationIds, MOST_ORGANIZATIONS),
    ...lengthFaults(`${field}.change.grant.changes`, change?.grant?.changes, MOST_TARGETS),
    ...lengthFaults(`${field}.change.override.changes`, change?.override?.changes, MOST_TARGETS),
    ...lengthFaults(`${field}.change.revoke.targets`, change?.revoke?.targets, MOST_TARGETS),
    ...lengthFaults(`${field}.change.extendTrial.moduleKeys`, change?.extendTrial?.moduleKeys, MOST_TARGETS),
    ...lengthFaults(`${field}.change.package.packages`, change?.package?.packages, MOST_TARGETS),
    ...lengthFaults(`${field}.change.package.ends`, change?.package?.ends, MOST_TARGETS),
  );
  if (faults.length > 0 || !checked.success) throw invalidInput(faults);
  return {
    ...commonRequest(input.mode, checked.data),
    source: sourceOf(dryRunId, fresh, rows),
  };
}

function sourceOf(
  dryRunId: string | null,
  fresh: FreshChangeInput | null | undefined,
  rows: ChangeRowsInput | null | undefined,
): StartChangeRequest['source'] {
  if (dryRunId !== null) return { dryRunId: requireRunId(dryRunId, 'dry run') };
  if (fresh) return { fresh };
  if (rows) return { rows };
  throw invalidInput([{ field: 'input.source', message: 'must have dryRunId, fresh or rows' }]);
}

/** The parts of a request that an idempotency key covers: two requests are the same if these are equal. */
export function startChangeParts({
  mode,
  source,
  reason,
  errorBudgetPercent,
  throttle,
}: StartChangeRequest): readonly unknown[] {
  return ['startChangeRun', mode, source, reason, errorBudgetPercent, throttleParts(throttle)];
}
