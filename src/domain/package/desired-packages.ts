import type { WantedModule } from '../run/plan-changes';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { type Said, unite } from '../taxonomy/unite';
import { type Assignment, isInForce, type PackageItem, packageSource, trialEnd } from './package';

/** An item of a package that an organization has. */
interface Given extends Said {
  readonly source: string;
  readonly trialEnds: Date | null;
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
  const lasting = given.filter(({ trialEnds }) => trialEnds === null || at < trialEnds);
  const modules = new Map(
    [...unite(lasting, taxonomy)].map(([key, module]) => [key, withRows(key, module, lasting)] as const),
  );
  const ended = given.filter((one) => !lasting.includes(one) && !modules.has(one.module));
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
