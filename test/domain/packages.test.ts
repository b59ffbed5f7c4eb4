import fc from 'fast-check';
import { decide } from '../../src/domain/decision/decide';
import { OrganizationAccess } from '../../src/domain/decision/organization-access';
import { changeAssignments } from '../../src/domain/package/change-assignments';
import { comparePackages } from '../../src/domain/package/compare-packages';
import { fitPackages } from '../../src/domain/package/fit-packages';
import {
  type Assignment,
  contentHash,
  isInForce,
  isOfPackage,
  type PackageItem,
  type PackageVersion,
  trialEnd,
} from '../../src/domain/package/package';
import { faultsOfPackage } from '../../src/domain/package/package-draft';
import { packageRows, readPackageRows } from '../../src/domain/package/package-file';
import { nextDue, planPackages } from '../../src/domain/package/plan-packages';
import { applyChanges } from '../../src/domain/run/apply-changes';
import { isMade } from '../../src/domain/run/plan-changes';
import { RUN_SOURCE, type StoredAccess } from '../../src/domain/stored-access';
import type { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { anyMoment, NOW, scenario, targets } from './decision-facts';
import { smallTaxonomy } from './small-taxonomy';

const NOTHING: StoredAccess = { entitlements: [], subentitlements: [] };
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

function version(key: string, items: readonly PackageItem[], number = 1): PackageVersion {
  return { key, version: number, displayName: key, items };
}

function assignment(of: PackageVersion, startsAt: Date = NOW, endsAt: Date | null = null): Assignment {
  return { package: of, startsAt, endsAt, assignedBy: 'ada', reason: 'ordered', assignedAt: NOW };
}

const whole = (module: string): PackageItem => ({ module, submodule: null, status: 'enabled', trialDays: null });
const trial = (module: string, trialDays: number): PackageItem => ({
  module,
  submodule: null,
  status: 'trial',
  trialDays,
});
const one = (module: string, submodule: string, status: 'enabled' | 'disabled' = 'enabled'): PackageItem => ({
  module,
  submodule,
  status,
  trialDays: null,
});

/** Packages that could be published for a taxonomy; none if it has nothing to give. */
function packagesFor(known: Taxonomy): fc.Arbitrary<readonly PackageVersion[]> {
  const modules = known.activeModules().filter(({ policy }) => policy === 'ENTITLEMENT');
  const itemsOf = (key: string): fc.Arbitrary<readonly PackageItem[]> => {
    const submodules = known.activeSubmodules(key).map((submodule) => submodule.key);
    const some = (status: 'enabled' | 'disabled') =>
      fc.subarray(submodules).map((chosen) => chosen.map((submodule) => one(key, submodule, status)));
    return fc.oneof(
      fc.constant([]),
      some('enabled'),
      fc
        .tuple(fc.constantFrom(whole(key), trial(key, 1), trial(key, 40)), some('disabled'))
        .map(([item, off]) => [item, ...off]),
    );
  };
  return fc
    .array(fc.tuple(...modules.map(({ key }) => itemsOf(key))), { maxLength: 3 })
    .map((all) => all.map((items, index) => version(`p${index}`, items.flat())));
}

const assigned = scenario().chain((given) =>
  packagesFor(given.taxonomy).chain((packages) =>
    fc
      .tuple(
        ...packages.map((each) =>
          fc
            .tuple(anyMoment, fc.option(anyMoment))
            .map(([startsAt, endsAt]) => assignment(each, startsAt, endsAt && endsAt > startsAt ? endsAt : null)),
        ),
      )
      .map((assignments) => ({ ...given, assignments })),
  ),
);

/** Whether one package alone gives a target at a time: the rule in its plainest form. */
function gives(each: Assignment, module: string, submodule: string | null, at: Date): boolean {
  if (!isInForce(each, at)) return false;
  const items = each.package.items.filter((item) => item.module === module);
  const all = items.find((item) => item.submodule === null);
  const ends = all && trialEnd(each, all);
  const givesAll = all !== undefined && (all.status !== 'trial' || ends === null || (ends !== undefined && at < ends));
  const on = items.some((item) => item.submodule !== null && item.status === 'enabled');
  if (submodule === null) return givesAll || on;
  const said = items.find((item) => item.submodule === submodule);
  return said?.status === 'enabled' || (givesAll && said === undefined);
}

function allowed(known: Taxonomy, stored: StoredAccess, module: string, submodule: string | null, at: Date): boolean {
  const organization = new OrganizationAccess({
    organizationId: '7',
    legacy: { readable: true, state: { modules: new Map(), met: [], unmapped: [] } },
    stored,
    overrides: [],
    gating: { mode: 'ENFORCE', by: 'GLOBAL' },
  });
  return decide({ taxonomy: known, organization, moduleKey: module, submoduleKey: submodule, at }).allowed;
}

const governed = (known: Taxonomy) =>
  targets(known).filter(
    ({ moduleKey, submoduleKey }) =>
      known.module(moduleKey)?.policy === 'ENTITLEMENT' && known.isActive(moduleKey, submoduleKey),
  );

test('an organization may use, at any time, exactly what at least one of its packages gives then', () => {
  fc.assert(
    fc.property(assigned, fc.array(anyMoment, { minLength: 1 }), ({ taxonomy, assignments }, moments) => {
      let stored = NOTHING;
      let due: Date | null = null;
      for (const [step, at] of [...moments].sort((a, b) => a.getTime() - b.getTime()).entries()) {
        // As a worker does: rows are written again only where that is due.
        if (step === 0 || (due !== null && due <= at)) {
          stored = applyChanges(stored, planPackages(assignments, stored, taxonomy, { at, handOver: false }));
          due = nextDue(assignments, stored, at);
        }
        for (const { moduleKey, submoduleKey } of governed(taxonomy))
          expect({ at, moduleKey, submoduleKey, is: allowed(taxonomy, stored, moduleKey, submoduleKey, at) }).toEqual({
            at,
            moduleKey,
            submoduleKey,
            is: assignments.some((each) => gives(each, moduleKey, submoduleKey, at)),
          });
      }
    }),
    { numRuns: 500 },
  );
});

test('what packages give is written once, and goes with them, while rows of others stay as they are', () => {
  fc.assert(
    fc.property(assigned, anyMoment, ({ taxonomy, facts, assignments }, at) => {
      const others = (stored: StoredAccess) => [
        ...stored.entitlements.filter((row) => !isOfPackage(row)),
        ...stored.subentitlements.filter((row) => !isOfPackage(row)),
      ];
      const plan = (stored: StoredAccess, all: readonly Assignment[]) =>
        planPackages(all, stored, taxonomy, { at, handOver: false });
      const stored = applyChanges(facts.stored, plan(facts.stored, assignments));
      expect(plan(stored, assignments).filter(isMade)).toEqual([]);
      const left = applyChanges(stored, plan(stored, []));
      expect(left.entitlements.filter(isOfPackage)).toEqual([]);
      expect(others(stored)).toEqual(others(facts.stored));
      expect(others(left)).toEqual(others(facts.stored));
    }),
    { numRuns: 500 },
  );
});

test('handing rows of migration runs over to packages takes nothing from anybody, and leaves no row of a run', () => {
  fc.assert(
    fc.property(assigned, anyMoment, ({ taxonomy, facts, assignments }, at) => {
      const plan = planPackages(assignments, facts.stored, taxonomy, { at, handOver: true });
      const stored = applyChanges(facts.stored, plan);
      for (const { moduleKey, submoduleKey } of governed(taxonomy))
        if (allowed(taxonomy, facts.stored, moduleKey, submoduleKey, at))
          expect({ moduleKey, submoduleKey, is: allowed(taxonomy, stored, moduleKey, submoduleKey, at) }).toEqual({
            moduleKey,
            submoduleKey,
            is: true,
          });
      const active = stored.entitlements.filter(({ module }) => taxonomy.isActive(module, null));
      expect(active.filter(({ source }) => source === RUN_SOURCE)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

describe('two packages', () => {
  const known = smallTaxonomy();
  const rowsOf = (...assignments: readonly Assignment[]) =>
    applyChanges(NOTHING, planPackages(assignments, NOTHING, known, { at: NOW, handOver: false }));

  test('never give less than one of them: what one switches off is on where the other gives the module', () => {
    const narrow = version('narrow', [whole('sales'), one('sales', 'leads', 'disabled')]);
    const wide = version('wide', [whole('sales')]);
    expect(allowed(known, rowsOf(assignment(narrow)), 'sales', 'leads', NOW)).toBe(false);
    expect(allowed(known, rowsOf(assignment(narrow), assignment(wide)), 'sales', 'leads', NOW)).toBe(true);
  });

  test('give the stronger status, and a row names the package that gives it', () => {
    const tried = version('tried', [trial('hr', 14)]);
    const sold = version('sold', [whole('hr')], 3);
    expect(rowsOf(assignment(tried), assignment(sold)).entitlements).toEqual([
      { module: 'hr', status: 'enabled', partial: false, trialExpiresAt: null, source: 'package:sold@3' },
    ]);
  });

  test('of which one ends leave what the other gives, until a trial of it ends', () => {
    const sold = assignment(version('sold', [whole('hr')]), NOW, inDays(10));
    const tried = assignment(version('tried', [trial('hr', 20)]));
    const first = rowsOf(sold, tried);
    expect(nextDue([sold, tried], first, NOW)).toEqual(inDays(10));
    const second = applyChanges(first, planPackages([sold, tried], first, known, { at: inDays(10), handOver: false }));
    expect(second.entitlements).toMatchObject([
      { status: 'trial', trialExpiresAt: inDays(20).toISOString(), source: 'package:tried@1' },
    ]);
  });
});

describe('a change of packages', () => {
  const known = { starter: version('starter', [whole('hr')], 2), sales: version('sales', [whole('sales')]) };
  const published = {
    newest: new Map(Object.entries(known)),
    versions: new Map([['starter@1', version('starter', [whole('hr')], 1)]]),
  };
  const change = { at: NOW, actorId: 'ada', reason: 'ordered' };
  const has = [assignment(version('starter', [whole('hr')], 1), inDays(-5))];
  const ask = (asked: Parameters<typeof changeAssignments>[1], current: readonly Assignment[] = has) =>
    changeAssignments(current, asked, published, change).map((each) => [
      `${each.package.key}@${each.package.version}`,
      each.startsAt,
      each.endsAt,
    ]);

  test('to a newer version keeps the start, from which trials are counted', () => {
    expect(ask({ packages: [{ key: 'starter' }], ends: [] })).toEqual([['starter@2', inDays(-5), null]]);
  });

  test('may replace one package by another at once', () => {
    expect(ask({ packages: [{ key: 'sales', endsAt: inDays(3) }], ends: ['starter'] })).toEqual([
      ['sales@1', NOW, inDays(3)],
    ]);
  });

  test.each([
    [{ packages: [], ends: [] }, /input\.packages must name at least one package/],
    [{ packages: [{ key: 'startr' }], ends: [] }, /input\.packages\.0\.key names an unknown package, 'startr'/],
    [{ packages: [{ key: 'starter', version: 7 }], ends: [] }, /input\.packages\.0\.version .* the newest is 2/],
    [{ packages: [{ key: 'sales' }, { key: 'sales' }], ends: [] }, /input\.packages\.1\.key names the same package/],
    [{ packages: [{ key: 'sales', endsAt: inDays(-1) }], ends: [] }, /input\.packages\.0\.endsAt .* has passed/],
    [
      { packages: [{ key: 'sales', startsAt: inDays(5), endsAt: inDays(4) }], ends: [] },
      /input\.packages\.0\.endsAt .* before it begins/,
    ],
    [{ packages: [{ key: 'sales', startsAt: new Date(NaN) }], ends: [] }, /startsAt is not a time/],
    [{ packages: [], ends: ['sales'] }, /input\.ends\.0 names a package that the organization does not have/],
    [{ packages: [{ key: 'starter' }], ends: ['starter'] }, /input\.ends\.0 names package 'starter', which the/],
  ])('that makes no sense is refused by its field: %j', (asked, message) => {
    expect(() => ask(asked)).toThrow(message);
  });
});

test('a package that gives exactly what an organization has is found, with nothing gained or left over', () => {
  fc.assert(
    fc.property(assigned, ({ taxonomy, assignments }) => {
      const always = assignments.map((each) => assignment(each.package, inDays(-0.5)));
      fc.pre(always.length > 0);
      const stored = applyChanges(NOTHING, planPackages(always, NOTHING, taxonomy, { at: NOW, handOver: false }));
      const together = version(
        'together',
        always.flatMap((each) => each.package.items),
      );
      fc.pre(faultsOfPackage(together, taxonomy).length === 0);
      const { gained, extra } = fitPackages(stored, [together], taxonomy, NOW);
      expect({ gained, extra }).toEqual({ gained: [], extra: [] });
    }),
    { numRuns: 300 },
  );
});

test('what a fit says is gained and left over is what decisions say', () => {
  fc.assert(
    fc.property(scenario(), fc.nat(), ({ taxonomy, facts }, seed) => {
      const [offered = []] = fc.sample(packagesFor(taxonomy), { seed, numRuns: 1 });
      const fit = fitPackages(facts.stored, offered, taxonomy, NOW);
      const rows = applyChanges(
        NOTHING,
        planPackages(
          fit.packages.map((each) => assignment(each)),
          NOTHING,
          taxonomy,
          { at: NOW, handOver: false },
        ),
      );
      const name = (target: { module: string; submodule: string | null }) =>
        `${target.module}/${target.submodule ?? ''}`;
      for (const { moduleKey, submoduleKey } of governed(taxonomy)) {
        // A module that is there for some submodules only counts by these.
        if (submoduleKey === null) continue;
        const had = allowed(taxonomy, facts.stored, moduleKey, submoduleKey, NOW);
        const has = allowed(taxonomy, rows, moduleKey, submoduleKey, NOW);
        const said = name({ module: moduleKey, submodule: submoduleKey });
        expect({ said, gained: fit.gained.map(name).includes(said) }).toEqual({ said, gained: has && !had });
        expect({ said, extra: fit.extra.map(name).includes(said) }).toEqual({ said, extra: had && !has });
      }
    }),
    { numRuns: 300 },
  );
});

test('the file of a package gives the same package again', () => {
  fc.assert(
    fc.property(
      scenario().chain(({ taxonomy }) => packagesFor(taxonomy).map((packages) => ({ taxonomy, packages }))),
      ({ taxonomy, packages }) => {
        const published = packages.filter((each) => faultsOfPackage(each, taxonomy).length === 0);
        fc.pre(published.length > 0);
        const rows = packageRows(published).map((values, index) => ({ line: index + 2, values }));
        const read = readPackageRows(rows, taxonomy);
        expect(read.faults).toEqual([]);
        expect(read.packages.map(contentHash)).toEqual(published.map(contentHash));
      },
    ),
    { numRuns: 200 },
  );
});

test('two versions differ in what one has and the other has not', () => {
  const before = [whole('hr'), trial('sales', 14)];
  const after = [trial('sales', 30), one('crm', 'leads')];
  expect(comparePackages(before, after)).toEqual({
    added: [one('crm', 'leads')],
    removed: [whole('hr')],
    changed: [{ before: trial('sales', 14), after: trial('sales', 30) }],
  });
});
