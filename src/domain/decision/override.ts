import { type Fault, invalidInput } from '../errors';
import { type EntitlementStatus, toStoredStatus } from '../status';
import { type AskedChange, faultOfEnd, faultsOfChanges } from '../taxonomy/asked-change';
import type { Target, Taxonomy } from '../taxonomy/taxonomy';

/** A super admin's decision about one module or submodule of an organization: the parts that rules need. */
export interface Override {
  /** Null for an override in a preview. */
  readonly id: string | null;
  readonly module: string;
  readonly submodule: string | null;
  readonly status: EntitlementStatus;
  /** Null for a trial without end, and for any other status. */
  readonly trialExpiresAt: Date | null;
  readonly createdAt: Date;
  /** When it ends by itself; null for never. */
  readonly expiresAt: Date | null;
  /** When a later override or an admin ended it; null if neither did. */
  readonly endedAt: Date | null;
}

function isOf(target: Target): (override: Target) => boolean {
  return ({ module, submodule }) => module === target.module && submodule === target.submodule;
}

/**
 * The override of one target that was not ended; undefined if all were. A new override ends the earlier one; if SQL
 * written by hand has left two, the newer one counts. The times of creation and ending are not compared with the clock:
 * the database's clock may be ahead of ours, and an override or a revocation must count at once.
 */
export function unendedOverride(ofTarget: readonly Override[]): Override | undefined {
  return ofTarget
    .filter(({ endedAt }) => endedAt === null)
    .reduce<Override | undefined>(
      (newest, one) => (newest && newest.createdAt > one.createdAt ? newest : one),
      undefined,
    );
}

/**
 * The override of a target that counts at a time: the one that was not ended, until the moment of its expiry.
 * @param overrides all overrides of an organization, including ended ones
 */
export function liveOverride(overrides: readonly Override[], target: Target, at: Date): Override | undefined {
  const unended = unendedOverride(overrides.filter(isOf(target)));
  return unended && isLive(unended, at) ? unended : undefined;
}

/** True if an override was not ended and has not expired. */
export function isLive({ expiresAt, endedAt }: Pick<Override, 'expiresAt' | 'endedAt'>, at: Date): boolean {
  return endedAt === null && (expiresAt === null || at < expiresAt);
}

/** The overrides that new ones of these targets will end, including expired ones that were not ended. */
export function replacedOverrides(overrides: readonly Override[], targets: readonly Target[]): readonly Override[] {
  return overrides.filter((override) => override.endedAt === null && targets.some(isOf(override)));
}

/** Several changes, made in one transaction. */
export interface OverrideRequest {
  /** When all of them end by themselves; omitted for never. */
  readonly expiresAt?: Date | null | undefined;
  readonly changes: readonly AskedChange[];
}

/** An override to be stored. */
export type NewOverride = Pick<Override, 'module' | 'submodule' | 'status' | 'trialExpiresAt' | 'expiresAt'>;

/**
 * Checks a request and returns the overrides to store. Every target must be known, active, and of the policy
 * `ENTITLEMENT`; only a module can have the status `TRIAL`; a trial must not end after its override; no end may have
 * passed. A submodule within a denied module is accepted; `previewOverrides` warns of it.
 * @returns the overrides, in the order of the changes
 * @throws DomainError INVALID_INPUT naming every fault by its field
 */
export function readOverrides(request: OverrideRequest, taxonomy: Taxonomy, at: Date): readonly NewOverride[] {
  const expiresAt = request.expiresAt ?? null;
  const faults: Fault[] = [];
  const expiryFault = expiresAt && faultOfEnd(expiresAt, at);
  if (expiryFault) faults.push({ field: 'input.expiresAt', message: expiryFault });
  faults.push(...faultsOfChanges(request.changes, taxonomy, { expiresAt, at }));
  if (faults.length > 0) throw invalidInput(faults);

  return request.changes.map(({ moduleKey, submoduleKey, status, trialExpiresAt }) => ({
    module: moduleKey,
    submodule: submoduleKey ?? null,
    status: toStoredStatus(status),
    trialExpiresAt: trialExpiresAt ?? null,
    expiresAt,
  }));
}
