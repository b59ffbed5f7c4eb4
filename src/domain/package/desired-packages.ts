import { groupBy } from '../group-by';
import type { WantedModule } from '../run/plan-changes';
import type { Target, Taxonomy } from '../taxonomy/taxonomy';
import { type Said, unite } from '../taxonomy/unite';
import { type Assignment, isInForce, type PackageItem, packageSource, trialEnd } from './package';

/** An item of a package that an organization has. */
interface Given extends OfPackage {
  readonly trialEnds: Date | null;
}

/** What a package says, and which. */
export interface OfPackage extends Said {
  readonly source: string;
}

/**
 * What packages say together: a submodule that one package switches off is not said to be off if another one gives the
 * whole module with it, so that two packages never give less than one of them.
 */
export function withoutOverruled<One extends OfPackage>(said: readonly One[]): readonly One[] {
  const sourcesOf = (chosen: readonly One[]) =>
    new Map([...groupBy(chosen, nameOf)].map(([name, of]) => [name, new Set(of.map(({ source }) => source))]));
  const giving = sourcesOf(said.filter(({ on, submodule }) => on && submodule === null));
  const off = sourcesOf(said.filter(({ on, submodule }) => !on && submodule !== null));
  return said.filter((one) => {
    if (one.on || one.submodule === null) return true;
    const whole = giving.get(nameOf({ module: one.module, submodule: null })) ?? [];
    return [...whole].every((source) => off.get(nameOf(one))?.has(source));
  });
}

function nameOf({ module, submodule }: Target): string {
  return `${module}/${submodule ?? ''}`;
}

/**
 * What an organization is to have by its packages at a time: the union of those in force, in which the strongest status
 * counts, made by the same rule as the desired state of legacy flags (`unite`).
 * - A trial that has ended gives nothing beside another package. Where nothing else gives the module, its row stays, so
 *   that a decision says why access ended.
 * - Of several trials of one module, the one that ends last counts.
 * - The source of a row is the package that gives it; of several, the first by key.
 */
export function desiredPackages(
  assignments: readonly Assignment[],
  taxonomy: Taxonomy,
  at: Date,
): { readonly modules: ReadonlyMap<string, WantedModule> } {
  const given = assignments
    .filter((assignment) => isInForce(assignment, at))
    .sort((a, b) => (packageSource(a.package) < packageSource(b.package) ? -1 : 1))
    .flatMap((assignment) => assignment.package.items.map((item) => giveItem(assignment, item)))
    .filter(({ module }) => taxonomy.module(module)?.policy === 'ENTITLEMENT');
  const lasting = withoutOverruled(given.filter(({ trialEnds }) => trialEnds === null || at < trialEnds));
  const modules = new Map(
    [...unite(lasting, taxonomy)].map(([key, module]) => [key, withRows(key, module, lasting)] as const),
  );
  const ended = given.filter(({ trialEnds, module }) => trialEnds !== null && trialEnds <= at && !modules.has(module));
  for (const [key, module] of unite(ended, taxonomy)) modules.set(key, withRows(key, module, ended));
  return { modules };
}

function giveItem(assignment: Assignment, item: PackageItem): Given {
  return {
    module: item.module,
    submodule: item.submodule,
    status: item.status,
    on: item.status !== 'disabled',
    source: packageSource(assignment.package),
    trialEnds: item.status === 'trial' ? trialEnd(assignment, item) : null,
  };
}

function withRows(key: string, module: Omit<WantedModule, 'rows'>, given: readonly Given[]): WantedModule {
  const giving = given.filter(
    (one) =>
      one.on && one.module === key && one.status === module.status && (one.submodule === null) !== module.partial,
  );
  const by = module.status === 'trial' ? lastToEnd(giving) : giving[0];
  if (!by) throw new Error(`nothing gives module ${key}`);
  return {
    ...module,
    rows: {
      source: by.source,
      trialExpiresAt: by.trialEnds?.toISOString() ?? null,
      sourceOf: (submodule) =>
        given.find(
          (one) => one.module === key && one.submodule === submodule && one.on === module.submodules.get(submodule),
        )?.source ?? by.source,
    },
  };
}

function lastToEnd(trials: readonly Given[]): Given | undefined {
  const end = ({ trialEnds }: Given) => trialEnds?.getTime() ?? Infinity;
  return trials.reduce<Given | undefined>((last, one) => (last && end(last) >= end(one) ? last : one), undefined);
}

/**
 * The next time after which the packages of an organization give something else: one begins or ends, or a trial ends
 * beside which another package may give the module.
 * @returns null if that never happens
 */
export function nextChange(assignments: readonly Assignment[], at: Date): Date | null {
  const times = assignments
    .flatMap((assignment) => [
      assignment.startsAt,
      assignment.endsAt,
      ...assignment.package.items.map((item) => (item.status === 'trial' ? trialEnd(assignment, item) : null)),
    ])
    .flatMap((time) => (time && time > at ? [time.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
