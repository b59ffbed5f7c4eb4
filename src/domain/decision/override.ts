import { type Fault, invalidInput } from '../errors';
import { faultOfYear } from '../read-moment';
import { sayKey, sayTime, sayUnknownKey } from '../say';
import { type DecisionStatus, type EntitlementStatus, toStoredStatus } from '../status';
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

/** One change that an admin asks for. */
export interface OverrideChange {
  readonly moduleKey: string;
  readonly submoduleKey?: string | null | undefined;
  readonly status: DecisionStatus;
  readonly trialExpiresAt?: Date | null | undefined;
}

/** Several changes, made in one transaction. */
export interface OverrideRequest {
  /** When all of them end by themselves; omitted for never. */
  readonly expiresAt?: Date | null | undefined;
  readonly changes: readonly OverrideChange[];
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
  if (request.changes.length === 0) faults.push({ field: 'input.changes', message: 'must name at least one change' });

  const places = new Map<string, number>();
  request.changes.forEach((change, index) => {
    const fault = (field: keyof OverrideChange, message: string) =>
      faults.push({ field: `input.changes.${index}.${field}`, message });
    const unusable = targetFault(change, taxonomy);
    if (unusable) fault(unusable.field, unusable.message);
    const trialFault = faultOfTrial(change, expiresAt, at);
    if (trialFault) fault(trialFault.field, trialFault.message);
    const name = JSON.stringify([change.moduleKey, change.submoduleKey ?? null]);
    const earlier = places.get(name);
    if (earlier === undefined) places.set(name, index);
    else fault(change.submoduleKey ? 'submoduleKey' : 'moduleKey', `names the same target as change ${earlier + 1}`);
  });
  if (faults.length > 0) throw invalidInput(faults);

  return request.changes.map(({ moduleKey, submoduleKey, status, trialExpiresAt }) => ({
    module: moduleKey,
    submodule: submoduleKey ?? null,
    status: toStoredStatus(status),
    trialExpiresAt: trialExpiresAt ?? null,
    expiresAt,
  }));
}

interface ChangeFault {
  readonly field: keyof OverrideChange;
  readonly message: string;
}

function targetFault({ moduleKey, submoduleKey = null }: OverrideChange, taxonomy: Taxonomy): ChangeFault | undefined {
  const module = taxonomy.module(moduleKey);
  if (!module)
    return {
      field: 'moduleKey',
      message: `names an unknown module, ${sayUnknownKey(
        moduleKey,
        taxonomy.modules.map(({ key }) => key),
      )}`,
    };
  if (!module.isActive)
    return { field: 'moduleKey', message: `names module '${moduleKey}', which is inactive: no organization has it` };
  if (module.policy !== 'ENTITLEMENT') {
    return {
      field: 'moduleKey',
      message:
        `names module '${moduleKey}', whose policy is ${module.policy}: every organization has it, ` +
        'and an override would change nothing',
    };
  }
  if (submoduleKey === null) return undefined;
  const submodule = taxonomy.submodule(moduleKey, submoduleKey);
  if (!submodule) {
    const wanted = sayUnknownKey(
      submoduleKey,
      module.submodules.map(({ key }) => key),
    );
    return { field: 'submoduleKey', message: `names a submodule that module '${moduleKey}' does not have, ${wanted}` };
  }
  return submodule.isActive
    ? undefined
    : {
        field: 'submoduleKey',
        message: `names submodule ${sayKey(`${moduleKey}/${submoduleKey}`)}, which is inactive: no organization has it`,
      };
}

function faultOfTrial(
  { submoduleKey, status, trialExpiresAt }: OverrideChange,
  expiresAt: Date | null,
  at: Date,
): ChangeFault | undefined {
  const end = trialExpiresAt ?? null;
  if (status === 'TRIAL' && (submoduleKey ?? null) !== null)
    return { field: 'status', message: 'must be ENABLED or DISABLED for a submodule: TRIAL is for whole modules' };
  if (end === null) return undefined;
  if (status !== 'TRIAL')
    return { field: 'trialExpiresAt', message: 'is for TRIAL only; the override itself ends at expiresAt' };
  const fault = faultOfEnd(end, at);
  if (fault) return { field: 'trialExpiresAt', message: fault };
  if (expiresAt && end > expiresAt)
    return {
      field: 'trialExpiresAt',
      message: `is ${sayTime(end)}, after the override's own end, ${sayTime(expiresAt)}`,
    };
  return undefined;
}

function faultOfEnd(end: Date, at: Date): string | null {
  if (Number.isNaN(end.getTime())) return 'is not a time';
  return end > at ? faultOfYear(end) : `is ${sayTime(end)}, which has passed`;
}
