import { groupBy } from '../group-by';
import { ENTITLEMENT_STATUSES, type EntitlementStatus } from '../status';
import type { Target, Taxonomy } from './taxonomy';

/** What an organization is to have of one module. */
export interface DesiredModule {
  readonly status: EntitlementStatus;
  /** Granted only for some of its submodules: every submodule that nothing switches on is switched off. */
  readonly partial: boolean;
  /** By key, submodules with an answer of their own; any other has the module's answer. */
  readonly submodules: ReadonlyMap<string, boolean>;
}

/** What one rule of a mapping, or one item of a package, says about a module or submodule. */
export interface Said extends Target {
  readonly status: EntitlementStatus;
  /** False if it switches the target off. */
  readonly on: boolean;
}

/**
 * Makes what is said about modules and submodules into one desired state. Rules of a mapping that legacy flags meet and
 * items of packages are united alike.
 * - Of a module: it gets the status. Said several times, the strongest status counts.
 * - Of a submodule, on: the submodule is on. If nothing gives the module (`disabled` gives nothing), the module is
 *   given partially, with the strongest status of its submodules, and its other active submodules are off.
 * - Of a submodule, off: the submodule is off if the module is given and nothing switches it on.
 * - A module that is only switched off makes nothing. What is said of inactive targets is ignored.
 */
export function unite(said: readonly Said[], taxonomy: Taxonomy): ReadonlyMap<string, DesiredModule> {
  const effective = said.filter(({ module, submodule }) => taxonomy.isActive(module, submodule));
  const modules = new Map<string, DesiredModule>();
  for (const [module, ofModule] of groupBy(effective, (one) => one.module)) {
    const desired = uniteModule(module, ofModule, taxonomy);
    if (desired) modules.set(module, desired);
  }
  return modules;
}

function uniteModule(module: string, said: readonly Said[], taxonomy: Taxonomy): DesiredModule | undefined {
  const on = said.filter((one) => one.on);
  const status = strongest(on.filter(({ submodule }) => submodule === null));
  const submodulesOn = on.flatMap(({ submodule }) => submodule ?? []);
  const submodulesOff = said.filter((one) => !one.on).flatMap(({ submodule }) => submodule ?? []);

  if (status === 'enabled' || status === 'trial')
    return { status, partial: false, submodules: answers(submodulesOff, submodulesOn) };
  const partialStatus = strongest(on.filter(({ submodule }) => submodule !== null));
  if (partialStatus) {
    const all = taxonomy.activeSubmodules(module).map(({ key }) => key);
    return { status: partialStatus, partial: true, submodules: answers(all, submodulesOn) };
  }
  return status && { status, partial: false, submodules: new Map() };
}

/** If a submodule is in both lists, it is on. */
function answers(off: readonly string[], on: readonly string[]): ReadonlyMap<string, boolean> {
  return new Map([...off.map((key) => [key, false] as const), ...on.map((key) => [key, true] as const)]);
}

function strongest(said: readonly Said[]): EntitlementStatus | undefined {
  return ENTITLEMENT_STATUSES.find((status) => said.some((one) => one.status === status));
}
