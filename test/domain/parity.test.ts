import fc from 'fast-check';
import { decide } from '../../src/domain/decision/decide';
import { OrganizationAccess, type OrganizationFacts, readLegacy } from '../../src/domain/decision/organization-access';
import type { Override } from '../../src/domain/decision/override';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import { ParityComparer, type ParityDifference, parityKind } from '../../src/domain/parity/parity';
import { type CoveringRun, isCovered, parityCause } from '../../src/domain/parity/parity-cause';
import { addTotals, countUnexplained, isClean, sayUnexplained } from '../../src/domain/parity/parity-totals';
import { RUN_SOURCE, type StoredAccess } from '../../src/domain/stored-access';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { anyMoment, FUTURE, NOW, PAST, type Scenario, scenario } from './decision-facts';

/** `sales LOST`, `sales/leads GAINED`: the differences by `decide`, for each active module and submodule. */
function decided({ taxonomy, facts }: Scenario, at: Date): readonly string[] {
  const organization = new OrganizationAccess(facts);
  return taxonomy.activeModules().flatMap(({ key: moduleKey }) =>
    [null, ...taxonomy.activeSubmodules(moduleKey).map(({ key }) => key)].flatMap((submoduleKey) => {
      const { legacy, entitlement } = decide({ taxonomy, organization, moduleKey, submoduleKey, at });
      const kind = parityKind(legacy, entitlement);
      return kind ? [`${moduleKey}${submoduleKey === null ? '' : `/${submoduleKey}`} ${kind}`] : [];
    }),
  );
}

/** The differences of a comparison: the listed ones, and the number including those counted with their module. */
function found(differences: readonly ParityDifference[]): { readonly named: readonly string[]; readonly all: number } {
  return {
    named: differences.map(
      ({ module, submodule, kind }) => `${module}${submodule === null ? '' : `/${submodule}`} ${kind}`,
    ),
    all: differences.reduce((sum, { alikeSubmodules }) => sum + 1 + alikeSubmodules, 0),
  };
}

test('a comparison finds exactly the differences of decisions, in any order of organizations', () => {
  let count = 0;
  fc.assert(
    fc.property(fc.array(scenario(), { minLength: 1, maxLength: 4 }), anyMoment, (scenarios, at) => {
      const [first] = scenarios;
      if (!first) return;
      // All use one comparer, which must not confuse the organizations whose results it remembers.
      const comparer = new ParityComparer(first.taxonomy, at);
      const others = scenarios.map(({ facts }) => ({ ...first, facts: { ...facts, legacy: first.facts.legacy } }));
      for (const one of [first, ...others, first]) {
        const expected = decided(one, at);
        const { named, all } = found(comparer.compare(one.facts));
        expect(named.filter((line) => !expected.includes(line))).toEqual([]);
        expect(all).toBe(expected.length);
        count += expected.length;
      }
    }),
    { numRuns: 400 },
  );
  expect(count).toBeGreaterThan(400);
});

test('submodules that are counted with their module differ in the same way', () => {
  fc.assert(
    fc.property(scenario(), anyMoment, (one, at) => {
      const differences = new ParityComparer(one.taxonomy, at).compare(one.facts);
      for (const module of differences.filter(({ alikeSubmodules }) => alikeSubmodules > 0)) {
        const named = new Set(
          differences.flatMap(({ module: key, submodule }) =>
            key === module.module && submodule !== null ? [submodule] : [],
          ),
        );
        const alike = decided(one, at).filter(
          (line) =>
            line.startsWith(`${module.module}/`) &&
            !named.has(line.slice(module.module.length + 1).split(' ')[0] ?? ''),
        );
        expect(alike.every((line) => line.endsWith(` ${module.kind}`))).toBe(true);
        expect(alike).toHaveLength(module.alikeSubmodules);
      }
    }),
    { numRuns: 300 },
  );
});

test('an organization without flags and rows has no difference, nor has a module with another policy', () => {
  fc.assert(
    fc.property(scenario(), anyMoment, ({ taxonomy, mapping }, at) => {
      const nothing = {
        legacy: readLegacy(null, new Mapping([]), taxonomy),
        stored: { entitlements: [], subentitlements: [] },
        overrides: [],
      };
      expect(new ParityComparer(taxonomy, at).compare(nothing)).toEqual([]);
      for (const { module } of new ParityComparer(taxonomy, at).compare({
        ...nothing,
        legacy: readLegacy('["crm"]', mapping, taxonomy),
      })) {
        expect(taxonomy.module(module)?.policy).toBe('ENTITLEMENT');
      }
    }),
    { numRuns: 100 },
  );
});

const taxonomy = new Taxonomy([
  {
    id: 1,
    key: 'sales',
    policy: 'ENTITLEMENT',
    isActive: true,
    submodules: ['leads', 'quotations'].map((key, index) => ({ id: index + 1, key, isActive: true })),
  },
  { id: 2, key: 'hr', policy: 'ENTITLEMENT', isActive: true, submodules: [] },
]);
const rule = (
  legacyFlag: string,
  targetModule: string,
  defaultStatus: MappingRule['defaultStatus'] = 'enabled',
  targetSubmodule: string | null = null,
): MappingRule => ({
  legacyFlag: `enabled_modules.${legacyFlag}`,
  legacyRoutePattern: null,
  targetModule,
  targetSubmodule,
  defaultStatus,
  notes: null,
});
const mapping = new Mapping([
  rule('CRM', 'sales'),
  rule('CRM trial', 'sales', 'trial'),
  rule('leads', 'sales', 'enabled', 'leads'),
  rule('HR', 'hr'),
]);
const NO_ROWS: StoredAccess = { entitlements: [], subentitlements: [] };
const rows = (
  status: string,
  rest: { readonly source?: string; readonly trialExpiresAt?: string | null } = {},
): StoredAccess => ({
  entitlements: [{ module: 'sales', status, trialExpiresAt: null, partial: false, source: RUN_SOURCE, ...rest }],
  subentitlements: [],
});
const override = (status: Override['status'], submodule: string | null = null): Override => ({
  id: '1',
  module: 'sales',
  submodule,
  status,
  trialExpiresAt: null,
  createdAt: PAST,
  expiresAt: null,
  endedAt: null,
});

function compare(
  flags: string | null,
  stored: StoredAccess,
  overrides: OrganizationFacts['overrides'] = [],
): readonly ParityDifference[] {
  return new ParityComparer(taxonomy, NOW).compare({
    legacy: readLegacy(flags, mapping, taxonomy),
    stored,
    overrides,
  });
}

const RUN: CoveringRun = { runId: 3, isSameTaxonomy: true, isSameMapping: true, mapping, flags: '["CRM"]', held: [] };

function causes(
  flags: string | null,
  stored: StoredAccess,
  coveredBy: CoveringRun | null,
  overrides: OrganizationFacts['overrides'] = [],
): readonly string[] {
  const legacy = readLegacy(flags, mapping, taxonomy);
  return compare(flags, stored, overrides).map((difference) => {
    const cause = parityCause(difference, { taxonomy, mapping, at: NOW, flags, legacy, coveredBy });
    const { kind, module, submodule } = difference;
    return `${kind} ${module}${submodule === null ? '' : `/${submodule}`} ${cause}`;
  });
}

test('every cause is recognized for its own case', () => {
  const submodule = (enabled: boolean, source = RUN_SOURCE) => ({
    ...rows('enabled'),
    subentitlements: [{ module: 'sales', submodule: 'leads', enabled, source }],
  });
  expect(causes('["CRM"]', rows('enabled'), RUN)).toEqual([]);
  expect(causes('["CRM"]', NO_ROWS, null)).toEqual(['LOST sales NEVER_RUN']);
  expect(causes('["CRM"]', NO_ROWS, RUN)).toEqual(['LOST sales OTHER']);
  expect(causes('[]', rows('enabled'), RUN)).toEqual(['GAINED sales LATE_WRITER']);
  expect(causes('["CRM", "HR"]', rows('enabled'), RUN)).toEqual(['LOST hr LATE_WRITER']);
  // Flags have changed, but not those of sales, so its missing row has another cause.
  expect(causes('["CRM", "HR"]', NO_ROWS, RUN)).toEqual(['LOST sales OTHER', 'LOST hr LATE_WRITER']);
  expect(causes('{"CRM": "perhaps"}', rows('enabled'), RUN)).toEqual(['GAINED sales UNREADABLE']);
  expect(causes('[]', rows('enabled'), { ...RUN, flags: '[]', held: ['sales'] })).toEqual(['GAINED sales HELD']);
  expect(causes('[]', rows('enabled'), { ...RUN, flags: '[]', held: ['hr'] })).toEqual(['GAINED sales OTHER']);
  expect(causes('["CRM"]', NO_ROWS, { ...RUN, isSameTaxonomy: false })).toEqual(['LOST sales TAXONOMY']);
  expect(causes('["CRM"]', NO_ROWS, { ...RUN, isSameMapping: false, mapping: new Mapping([]) })).toEqual([
    'LOST sales TAXONOMY',
  ]);
  // The other mapping gives the same answer, so the mapping is not the cause.
  expect(
    causes('["CRM"]', NO_ROWS, { ...RUN, isSameMapping: false, mapping: new Mapping([rule('CRM', 'sales')]) }),
  ).toEqual(['LOST sales OTHER']);
  expect(causes('["CRM"]', rows('trial'), RUN)).toEqual(['STATUS sales OTHER']);
  expect(causes('["CRM"]', rows('suspended'), RUN)).toEqual(['LOST sales OTHER']);
  expect(causes('["CRM"]', rows('disabled', { source: 'manual' }), RUN)).toEqual(['LOST sales MANUAL_ROW']);
  expect(causes('["CRM"]', rows('trial', { source: 'manual' }), RUN)).toEqual(['STATUS sales MANUAL_ROW']);
  expect(causes('["CRM"]', submodule(false, 'manual'), RUN)).toEqual(['LOST sales/leads MANUAL_ROW']);
  expect(causes('["CRM"]', submodule(false), RUN)).toEqual(['LOST sales/leads OTHER']);
  const ended = { trialExpiresAt: PAST.toISOString() };
  expect(causes('["CRM trial"]', rows('trial', ended), { ...RUN, flags: '["CRM trial"]' })).toEqual([
    'LOST sales TRIAL_ENDED',
  ]);
  expect(causes('["CRM trial"]', rows('trial', { trialExpiresAt: FUTURE.toISOString() }), RUN)).toEqual([]);
  // The flags give enabled, so the trial itself is unexplained, and not only its end.
  expect(causes('["CRM"]', rows('trial', ended), RUN)).toEqual(['LOST sales OTHER']);
  expect(causes('["CRM"]', rows('enabled'), RUN, [override('disabled')])).toEqual(['LOST sales OVERRIDE']);
  expect(causes('["CRM"]', rows('enabled'), RUN, [override('disabled', 'leads')])).toEqual([
    'LOST sales/leads OVERRIDE',
  ]);
  expect(causes('[]', NO_ROWS, null, [override('enabled')])).toEqual(['GAINED sales OVERRIDE']);
  // The override allows the module, and with it a submodule that has a row of its own.
  expect(
    causes('[]', { ...NO_ROWS, subentitlements: submodule(true).subentitlements }, null, [override('enabled')]),
  ).toEqual(['GAINED sales OVERRIDE']);
});

test('a module that is lost whole is listed once, and two denials are no difference', () => {
  expect(compare('["CRM"]', NO_ROWS)).toMatchObject([
    { module: 'sales', submodule: null, kind: 'LOST', alikeSubmodules: 2, source: null },
  ]);
  expect(compare('["leads"]', NO_ROWS)).toMatchObject([
    { module: 'sales', submodule: null, kind: 'LOST', alikeSubmodules: 1 },
  ]);
  expect(compare('[]', rows('disabled', { source: 'manual' }))).toEqual([]);
  expect(compare('["leads"]', rows('enabled'))).toMatchObject([
    { module: 'sales', submodule: 'quotations', kind: 'GAINED' },
  ]);
});

test('an organization is covered by a run or by flags that grant nothing, but not by unreadable flags', () => {
  const legacy = (flags: string) => readLegacy(flags, mapping, taxonomy);
  expect([
    isCovered(legacy('["CRM"]'), false),
    isCovered(legacy('["CRM"]'), true),
    isCovered(legacy('["Unmapped"]'), false),
    isCovered(legacy('7'), false),
  ]).toEqual([false, true, true, false]);
});

test('a report is clean without unexplained differences and uncovered organizations', () => {
  const totals = addTotals(
    addTotals(
      [],
      [
        { kind: 'LOST', cause: 'OVERRIDE' },
        { kind: 'LOST', cause: 'OTHER' },
      ],
    ),
    [
      { kind: 'LOST', cause: 'OTHER' },
      { kind: 'GAINED', cause: 'HELD' },
    ],
  );
  expect(totals).toEqual([
    { kind: 'LOST', cause: 'OVERRIDE', count: 1 },
    { kind: 'LOST', cause: 'OTHER', count: 2 },
    { kind: 'GAINED', cause: 'HELD', count: 1 },
  ]);
  expect([countUnexplained(totals), sayUnexplained(totals)]).toEqual([3, 'LOST 2 (OTHER 2), GAINED 1 (HELD 1)']);
  const explained = totals.slice(0, 1);
  const compared = 3;
  expect(isClean({ compared, totals, uncovered: 0 })).toBe(false);
  expect(isClean({ compared, totals: explained, uncovered: 0 })).toBe(true);
  expect(isClean({ compared, totals: explained, uncovered: 1 })).toBe(false);
  expect(isClean({ compared, totals: null, uncovered: null })).toBe(true);
  expect(isClean({ compared: 0, totals: [], uncovered: 0 })).toBe(false);
});
