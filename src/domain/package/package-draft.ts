import { isPrintable, sayKey, sayUnknownKey } from '../say';
import { KEY_PATTERN, type Taxonomy } from '../taxonomy/taxonomy';
import type { PackageItem, PackageVersion } from './package';

/** A package to be published; its version is the next one. */
export type PackageDraft = Omit<PackageVersion, 'version'>;

export interface PackageFault {
  /** The place of the item, from 0; null for the package itself. */
  readonly item: number | null;
  readonly field: 'key' | 'displayName' | 'items' | 'moduleKey' | 'submoduleKey' | 'status' | 'trialDays';
  readonly message: string;
}

const LONGEST_KEY = 60;
const LONGEST_NAME = 100;
const MOST_ITEMS = 1_000;
const MOST_TRIAL_DAYS = 3_650;

/**
 * What is wrong with a package to be published. Every target must be known, active, of the policy `ENTITLEMENT` and
 * named once; `trial` is for modules, and says for how many days; `disabled` switches a submodule off within a module
 * that the package gives.
 * @returns every fault; none if it can be published
 */
export function faultsOfPackage(
  { key, displayName, items }: PackageDraft,
  taxonomy: Taxonomy,
): readonly PackageFault[] {
  const faults: PackageFault[] = [];
  if (!KEY_PATTERN.test(key) || key.length > LONGEST_KEY)
    faults.push({
      item: null,
      field: 'key',
      message:
        `${sayKey(key)} must be snake_case, of ${LONGEST_KEY} characters at most: lower-case letters and digits, ` +
        'words joined by _',
    });
  if (displayName.trim() === '' || displayName.length > LONGEST_NAME || !isPrintable(displayName))
    faults.push({
      item: null,
      field: 'displayName',
      message: `must be a name of 1 to ${LONGEST_NAME} printable characters`,
    });
  if (items.length === 0) faults.push({ item: null, field: 'items', message: 'must name at least one module' });
  if (items.length > MOST_ITEMS)
    faults.push({ item: null, field: 'items', message: `must have ${MOST_ITEMS} items or fewer, not ${items.length}` });
  const places = new Map<string, number>();
  items.slice(0, MOST_ITEMS).forEach((item, place) => {
    const target = JSON.stringify([item.module, item.submodule]);
    const fault =
      faultOfTarget(item, taxonomy) ?? faultOfStatus(item, items) ?? faultOfRepeated(item, places.get(target));
    if (fault) faults.push({ item: place, ...fault });
    if (!places.has(target)) places.set(target, place);
  });
  return faults;
}

type ItemFault = Pick<PackageFault, 'field' | 'message'>;

function faultOfTarget({ module: key, submodule }: PackageItem, taxonomy: Taxonomy): ItemFault | null {
  const module = taxonomy.module(key);
  const fault = (message: string): ItemFault => ({ field: 'moduleKey', message });
  const keys = taxonomy.modules.map((one) => one.key);
  if (!module) return fault(`names an unknown module, ${sayUnknownKey(key, keys)}`);
  if (!module.isActive) return fault(`names module '${key}', which is inactive: no organization has it`);
  if (module.policy !== 'ENTITLEMENT')
    return fault(
      `names module '${key}', whose policy is ${module.policy}: every organization has it without a package`,
    );
  if (submodule === null) return null;
  const found = taxonomy.submodule(key, submodule);
  if (!found) {
    const known = module.submodules.map((one) => one.key);
    return {
      field: 'submoduleKey',
      message: `names a submodule that module '${key}' does not have, ${sayUnknownKey(submodule, known)}`,
    };
  }
  if (found.isActive) return null;
  return {
    field: 'submoduleKey',
    message: `names submodule ${sayKey(`${key}/${submodule}`)}, which is inactive: no organization has it`,
  };
}

function faultOfStatus(item: PackageItem, items: readonly PackageItem[]): ItemFault | null {
  const { module, submodule, status, trialDays } = item;
  if (status === 'trial' && submodule !== null)
    return { field: 'status', message: 'must be ENABLED or DISABLED for a submodule: TRIAL is for whole modules' };
  if (status === 'trial' && (trialDays === null || !isDays(trialDays)))
    return { field: 'trialDays', message: `must be 1 to ${MOST_TRIAL_DAYS} days for a TRIAL` };
  if (status !== 'trial' && trialDays !== null) return { field: 'trialDays', message: 'is for TRIAL only' };
  if (status !== 'disabled') return null;
  if (submodule === null)
    return { field: 'status', message: `must be ENABLED or TRIAL: leave module ${sayKey(module)} out to not give it` };
  const isGiven = items.some((one) => one.module === module && one.submodule === null && one.status !== 'disabled');
  return isGiven
    ? null
    : { field: 'status', message: `switches a submodule off, but the package does not give module ${sayKey(module)}` };
}

function isDays(days: number): boolean {
  return Number.isInteger(days) && days >= 1 && days <= MOST_TRIAL_DAYS;
}

function faultOfRepeated({ submodule }: PackageItem, earlier: number | undefined): ItemFault | null {
  if (earlier === undefined) return null;
  return {
    field: submodule === null ? 'moduleKey' : 'submoduleKey',
    message: `names the same target as item ${earlier + 1}`,
  };
}
