import type { Fault } from '../errors';
import { faultOfYear } from '../read-moment';
import { sayKey, sayTime, sayUnknownKey } from '../say';
import type { DecisionStatus } from '../status';
import type { Taxonomy } from './taxonomy';

/** What somebody asks for of one module or submodule of an organization, as an override or as a grant. */
export interface AskedChange {
  readonly moduleKey: string;
  readonly submoduleKey?: string | null | undefined;
  readonly status: DecisionStatus;
  readonly trialExpiresAt?: Date | null | undefined;
}

/** A change as a list of its parts: of equal changes, these are equal. */
export function partsOfChange({
  moduleKey,
  submoduleKey,
  status,
  trialExpiresAt,
}: AskedChange): readonly (string | Date | null)[] {
  return [moduleKey, submoduleKey ?? null, status, trialExpiresAt ?? null];
}

/**
 * What is wrong with changes that somebody asks for. Every target must be known, active, of the policy `ENTITLEMENT`,
 * and named once; only a module can have the status `TRIAL`; no end may have passed, nor a trial end after all of them.
 * @param expiresAt when all of them end by themselves; null for never
 * @returns every fault, by its field; none if the changes can be made
 */
export function faultsOfChanges(
  changes: readonly AskedChange[],
  taxonomy: Taxonomy,
  { expiresAt, at }: { readonly expiresAt: Date | null; readonly at: Date },
): readonly Fault[] {
  const faults: Fault[] = [];
  if (changes.length === 0) faults.push({ field: 'input.changes', message: 'must name at least one change' });
  const places = new Map<string, number>();
  changes.forEach((change, index) => {
    const fault = (field: keyof AskedChange, message: string) =>
      faults.push({ field: `input.changes.${index}.${field}`, message });
    const unusable = faultOfTarget(change, taxonomy);
    if (unusable) fault(unusable.field, unusable.message);
    const trialFault = faultOfTrial(change, expiresAt, at);
    if (trialFault) fault(trialFault.field, trialFault.message);
    const name = JSON.stringify([change.moduleKey, change.submoduleKey ?? null]);
    const earlier = places.get(name);
    if (earlier === undefined) places.set(name, index);
    else fault(change.submoduleKey ? 'submoduleKey' : 'moduleKey', `names the same target as change ${earlier + 1}`);
  });
  return faults;
}

interface ChangeFault {
  readonly field: keyof AskedChange;
  readonly message: string;
}

function faultOfTarget({ moduleKey, submoduleKey = null }: AskedChange, taxonomy: Taxonomy): ChangeFault | undefined {
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
        'and that would change nothing',
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
  { submoduleKey, status, trialExpiresAt }: AskedChange,
  expiresAt: Date | null,
  at: Date,
): ChangeFault | undefined {
  const end = trialExpiresAt ?? null;
  if (status === 'TRIAL' && (submoduleKey ?? null) !== null)
    return { field: 'status', message: 'must be ENABLED or DISABLED for a submodule: TRIAL is for whole modules' };
  if (end === null) return undefined;
  if (status !== 'TRIAL')
    return { field: 'trialExpiresAt', message: 'is for TRIAL only; an override as a whole ends at expiresAt' };
  const fault = faultOfEnd(end, at);
  if (fault) return { field: 'trialExpiresAt', message: fault };
  if (expiresAt && end > expiresAt)
    return {
      field: 'trialExpiresAt',
      message: `is ${sayTime(end)}, after the override's own end, ${sayTime(expiresAt)}`,
    };
  return undefined;
}

/** Why a time is no end for something that is made at another; null if it is one. */
export function faultOfEnd(end: Date, at: Date): string | null {
  if (Number.isNaN(end.getTime())) return 'is not a time';
  return end > at ? faultOfYear(end) : `is ${sayTime(end)}, which has passed`;
}
