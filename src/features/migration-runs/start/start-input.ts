import { z } from 'zod';
import { DomainError, type Fault, invalidInput } from '../../../domain/errors';
import { lengthFaults, MOST_ORGANIZATIONS } from '../../../domain/list-limit';
import { sayIds } from '../../../domain/organization-id';
import { readId } from '../../../domain/page';
import { isReason, REASON_RULE } from '../../../domain/reason';
import type { RunMode } from '../../../domain/run/run-status';
import type { CommonRequest } from './create-run';
import { type ThrottleChange, throttleInput } from './throttle-input';

const MAX_TRIAL_DAYS = 3_650;
const DEFAULT_ERROR_BUDGET_PERCENT = 10;

/** What the API and the command ask of every run, whatever its kind. */
export interface CommonInput {
  readonly mode: RunMode;
  readonly reason: string;
  readonly errorBudgetPercent?: number | null | undefined;
  /** Limits on the load of the database. Default: none. */
  readonly throttle?: ThrottleChange | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** `StartMigrationRunInput` of the API. The command builds the same input. */
export interface StartRunInput extends CommonInput {
  /** Exactly one of the two: the reviewed plan of a dry run, or a new plan. */
  readonly source: {
    readonly dryRunId?: string | null | undefined;
    readonly fresh?: FreshSourceInput | null | undefined;
  };
}

interface FreshSourceInput {
  readonly organizationIds?: readonly string[] | null | undefined;
  /** Only organizations whose legacy flags have changed since this execution, or that it did not migrate. */
  readonly changedSince?: string | null | undefined;
  readonly trialDays?: number | null | undefined;
  readonly allowRevocations?: boolean | null | undefined;
}

/** The parsed input: ids of runs as numbers, the reason trimmed, defaults filled in. */
export interface StartRunRequest extends CommonRequest {
  readonly source: { readonly dryRunId: number } | { readonly fresh: FreshSource };
}

export interface FreshSource {
  /** As the client wrote them, without duplicates, in a fixed order; null for all. */
  readonly organizationIds: readonly string[] | null;
  readonly changedSince: number | null;
  readonly trialDays: number | null;
  readonly allowRevocations: boolean;
}

/** What every run is asked for, whatever its kind. */
export const commonFields = z.object({
  reason: z.string().trim().refine(isReason, REASON_RULE),
  errorBudgetPercent: z.number().min(0, 'must be from 0 to 100').max(100, 'must be from 0 to 100').nullish(),
  throttle: throttleInput.nullish(),
});

const fields = commonFields.extend({
  source: z.object({
    fresh: z
      .object({
        trialDays: z
          .number()
          .int()
          .min(1, 'must be 1 or more')
          .max(MAX_TRIAL_DAYS, `must be ${MAX_TRIAL_DAYS} or less`)
          .nullish(),
        organizationIds: z.array(z.string()).min(1, 'must name an organization; omit it for all').nullish(),
      })
      .nullish(),
  }),
});

/**
 * Parses the input for starting a run.
 * @throws DomainError INVALID_INPUT with every fault and its field; NOT_FOUND if a run's id cannot be one
 */
export function readStartInput(input: StartRunInput): StartRunRequest {
  const checked = fields.safeParse(input);
  const faults = faultsOf(checked);
  const { dryRunId = null, fresh } = input.source;
  faults.push(...lengthFaults('input.source.fresh.organizationIds', fresh?.organizationIds, MOST_ORGANIZATIONS));
  faults.push(...planFaults(input.mode, dryRunId));
  if (faults.length > 0 || !checked.success) throw invalidInput(faults);

  return {
    ...commonRequest(input.mode, checked.data),
    source:
      dryRunId === null
        ? {
            fresh: {
              organizationIds: fresh?.organizationIds ? [...new Set(fresh.organizationIds)].sort() : null,
              changedSince: readRunId(fresh?.changedSince, 'execution'),
              trialDays: fresh?.trialDays ?? null,
              allowRevocations: fresh?.allowRevocations ?? false,
            },
          }
        : { dryRunId: requireRunId(dryRunId, 'dry run') },
  };
}

/** What is asked of every run, with its defaults. */
export function commonRequest(
  mode: RunMode,
  { reason, errorBudgetPercent, throttle }: z.infer<typeof commonFields>,
): CommonRequest {
  return {
    mode,
    reason,
    errorBudgetPercent: errorBudgetPercent ?? DEFAULT_ERROR_BUDGET_PERCENT,
    throttle: throttle ?? {},
  };
}

/** The fault of a dry run that is to apply another one's plan. */
export function planFaults(mode: RunMode, dryRunId: string | null): readonly Fault[] {
  return mode === 'DRY_RUN' && dryRunId !== null
    ? [{ field: 'input.source.dryRunId', message: 'is only for EXECUTE: a dry run makes its own plan' }]
    : [];
}

/** The faults of an input that was checked, by field. */
export function faultsOf(checked: { readonly error?: z.ZodError | undefined }): Fault[] {
  return (checked.error?.issues ?? []).map(({ path, message }) => ({ field: ['input', ...path].join('.'), message }));
}

/** The fault for ids of organizations that do not exist; the message lists up to 20. */
export function unknownOrganizations(ids: readonly string[], field = 'input.source.fresh.organizationIds'): Fault {
  return {
    field,
    message: `names organizations that do not exist: ${sayIds(ids.slice(0, 20))}`,
  };
}

function readRunId(id: string | null | undefined, what: string): number | null {
  return id === null || id === undefined ? null : requireRunId(id, what);
}

/** @throws DomainError NOT_FOUND if a text cannot be the id of a run */
export function requireRunId(id: string, what: string): number {
  const number = readId(id);
  if (number === undefined) throw new DomainError('NOT_FOUND', `There is no ${what} ${id}.`, { runId: id });
  return number;
}
