import { readEnd, type StoredAccess } from '../stored-access';
import type { Target, Taxonomy } from '../taxonomy/taxonomy';
import { unite } from '../taxonomy/unite';
import type { PackageVersion } from './package';

/** The packages whose union is nearest to what an organization has, and how it differs. */
export interface Fit {
  /** By key; none if no package gives anything that the organization has. */
  readonly packages: readonly PackageVersion[];
  /** What the packages would give and the organization does not have. */
  readonly gained: readonly Target[];
  /** What the organization has and the packages do not give: it stays as grants where rows are handed over. */
  readonly extra: readonly Target[];
}

/** What is allowed, by `module` or `module/submodule`. */
type Allowed = ReadonlyMap<string, Target>;

/**
 * Proposes packages for what an organization has by its rows. What nobody has paid for weighs as much as what would be
 * left over: the fit with the fewest targets gained and left over wins; of equal ones that with fewer packages.
 * Packages are added one by one, each time the one that improves the fit most, and those that the others make
 * superfluous go.
 * @param stored the rows; a trial that has ended gives nothing
 * @param offered the packages to choose from, each at one version
 */
export function fitPackages(
  stored: StoredAccess,
  offered: readonly PackageVersion[],
  taxonomy: Taxonomy,
  at: Date,
): Fit {
  const has = allowedByRows(stored, taxonomy, at);
  const given = (chosen: readonly PackageVersion[]) => allowedByPackages(chosen, taxonomy);
  const cost = (chosen: readonly PackageVersion[]) => differences(has, given(chosen));
  let chosen: readonly PackageVersion[] = [];
  let best = cost(chosen);
  for (;;) {
    const tried = offered
      .filter((one) => !chosen.includes(one))
      .map((one) => ({ with: [...chosen, one], cost: cost([...chosen, one]) }));
    const next = tried.reduce<(typeof tried)[number] | null>((a, b) => (a && a.cost <= b.cost ? a : b), null);
    if (!next || next.cost >= best) break;
    chosen = next.with;
    best = next.cost;
  }
  for (const one of chosen) {
    const without = chosen.filter((other) => other !== one);
    if (cost(without) <= best) chosen = without;
  }
  const gives = given(chosen);
  return {
    packages: [...chosen].sort((a, b) => (a.key < b.key ? -1 : 1)),
    gained: missing(gives, has),
    extra: missing(has, gives),
  };
}

function allowedByRows(stored: StoredAccess, taxonomy: Taxonomy, at: Date): Allowed {
  const allowed = new Map<string, Target>();
  for (const { key, policy } of taxonomy.activeModules()) {
    const row = stored.entitlements.find(({ module }) => module === key);
    if (policy !== 'ENTITLEMENT' || !row) continue;
    const lasts = row.status === 'enabled' || (row.status === 'trial' && readEnd(row.trialExpiresAt) > at.getTime());
    if (!lasts) continue;
    const off = new Set(
      stored.subentitlements.filter(({ module, enabled }) => module === key && !enabled).map((one) => one.submodule),
    );
    add(allowed, key, row.partial, taxonomy, (submodule) => !off.has(submodule));
  }
  return allowed;
}

function allowedByPackages(packages: readonly PackageVersion[], taxonomy: Taxonomy): Allowed {
  const said = packages.flatMap(({ items }) => items.map((item) => ({ ...item, on: item.status !== 'disabled' })));
  const allowed = new Map<string, Target>();
  for (const [key, { status, partial, submodules }] of unite(said, taxonomy)) {
    if (status === 'disabled' || taxonomy.module(key)?.policy !== 'ENTITLEMENT') continue;
    add(allowed, key, partial, taxonomy, (submodule) => submodules.get(submodule) ?? !partial);
  }
  return allowed;
}

/** A module that is given for some submodules only counts by these: otherwise one submodule would look like half. */
function add(
  allowed: Map<string, Target>,
  module: string,
  partial: boolean,
  taxonomy: Taxonomy,
  isOn: (submodule: string) => boolean,
): void {
  if (!partial) allowed.set(module, { module, submodule: null });
  for (const { key } of taxonomy.activeSubmodules(module))
    if (isOn(key)) allowed.set(`${module}/${key}`, { module, submodule: key });
}

function differences(one: Allowed, other: Allowed): number {
  return missing(one, other).length + missing(other, one).length;
}

/** What is in the first and not in the second. */
function missing(first: Allowed, second: Allowed): readonly Target[] {
  return [...first].flatMap(([name, target]) => (second.has(name) ? [] : [target]));
}
