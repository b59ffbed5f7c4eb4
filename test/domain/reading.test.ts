import fc from 'fast-check';
import { decide } from '../../src/domain/decision/decide';
import { OrganizationAccess, readLegacy } from '../../src/domain/decision/organization-access';
import { Mapping } from '../../src/domain/legacy/mapping';
import {
  type CheckedReading,
  checkReading,
  modulesOfReading,
  type ProductAnswer,
  readAllowed,
  ReadingCoverage,
} from '../../src/domain/parity/reading';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { NOW, type Scenario, scenario } from './decision-facts';

const TAXONOMY = new Taxonomy([
  {
    id: 1,
    key: 'sales',
    policy: 'ENTITLEMENT',
    isActive: true,
    submodules: [
      { id: 1, key: 'leads', isActive: true },
      { id: 2, key: 'quotations', isActive: true },
    ],
  },
  { id: 2, key: 'hr', policy: 'ENTITLEMENT', isActive: true, submodules: [] },
  { id: 3, key: 'email', policy: 'ALWAYS_ON', isActive: true, submodules: [] },
]);
const MAPPING = new Mapping([
  {
    legacyFlag: 'enabled_modules.CRM',
    legacyRoutePattern: null,
    targetModule: 'sales',
    targetSubmodule: null,
    defaultStatus: 'enabled',
    notes: null,
  },
]);
const read = (text: string | null) => readLegacy(text, MAPPING, TAXONOMY);
const allows = (module: string, submodule: string | null = null): ProductAnswer => ({
  module,
  submodule,
  allowed: true,
});
const denies = (module: string, submodule: string | null = null): ProductAnswer => ({
  module,
  submodule,
  allowed: false,
});
const differing = {
  complete: true,
  submodules: [],
  differences: checkReading(TAXONOMY, MAPPING, read('{}'), [allows('hr')]).differences,
};
const clean: CheckedReading = { complete: true, submodules: [], differences: [] };
const partial: CheckedReading = { complete: false, submodules: [], differences: [] };

describe('a reading held to the product', () => {
  test('differs if the product takes NULL as everything', () => {
    const { complete, differences } = checkReading(TAXONOMY, MAPPING, read(null), [allows('sales'), allows('hr')]);
    expect(complete).toBe(true);
    expect(differences).toMatchObject([
      { kind: 'READING', cause: 'PRODUCT_ALLOWS', module: 'sales', legacy: { allowed: false, reason: 'LEGACY_OFF' } },
      { kind: 'READING', cause: 'PRODUCT_ALLOWS', module: 'hr' },
    ]);
  });

  test('counts submodules that differ as their module does with it, and lists the others', () => {
    const answers = [denies('sales'), denies('sales', 'leads'), allows('sales', 'quotations')];
    expect(checkReading(TAXONOMY, MAPPING, read('["CRM"]'), answers).differences).toMatchObject([
      { cause: 'PRODUCT_DENIES', module: 'sales', submodule: null, alikeSubmodules: 1 },
    ]);
    expect(checkReading(TAXONOMY, MAPPING, read('["CRM"]'), [denies('sales', 'leads')]).differences).toMatchObject([
      { cause: 'PRODUCT_DENIES', module: 'sales', submodule: 'leads', alikeSubmodules: 0 },
    ]);
  });

  test('is complete with an answer for every module that flags decide about', () => {
    expect(modulesOfReading(TAXONOMY)).toEqual(['sales', 'hr']);
    expect(checkReading(TAXONOMY, MAPPING, read('["CRM"]'), [allows('sales')]).complete).toBe(false);
    expect(checkReading(TAXONOMY, MAPPING, read('["CRM"]'), [allows('sales'), denies('hr')])).toEqual(clean);
  });

  test('is incomplete while a submodule that a rule can take from a granted module has no answer', () => {
    const rule = { legacyRoutePattern: null, targetModule: 'sales', defaultStatus: 'enabled', notes: null } as const;
    const tiers = new Mapping([
      { ...rule, legacyFlag: 'enabled_modules.crm', value: 'premium', targetSubmodule: null },
      { ...rule, legacyFlag: 'enabled_modules.crm', value: 'basic', targetSubmodule: 'leads' },
    ]);
    const check = (flags: string, ...answers: readonly ProductAnswer[]) =>
      checkReading(TAXONOMY, tiers, readLegacy(flags, tiers, TAXONOMY), [...answers, denies('hr')]);
    expect(check('{"crm":"premium"}', allows('sales'))).toMatchObject({
      complete: false,
      submodules: [{ module: 'sales', submodule: 'leads' }],
    });
    expect(check('{"crm":"premium"}', allows('sales'), denies('sales', 'leads')).complete).toBe(true);
    expect(check('{"crm":"premium"}', allows('sales'), allows('sales', 'leads'))).toMatchObject({
      complete: true,
      differences: [{ cause: 'PRODUCT_ALLOWS', module: 'sales', submodule: 'leads' }],
    });
    expect(check('{"crm":false}', denies('sales')).complete).toBe(true);
    // By a flag without a rule the product may give a submodule alone, without its module.
    expect(check('{"crm":false,"lead_view":true}', denies('sales'))).toMatchObject({
      complete: false,
      submodules: [{ module: 'sales', submodule: 'leads' }],
    });
  });

  test('differs where unreadable flags are denied, and where a policy allows what the product denies', () => {
    expect(checkReading(TAXONOMY, MAPPING, read('7'), [allows('sales'), denies('email')]).differences).toMatchObject([
      { cause: 'PRODUCT_ALLOWS', legacy: { reason: 'LEGACY_UNREADABLE' } },
      { cause: 'PRODUCT_DENIES', legacy: { reason: 'ALWAYS_ON' } },
    ]);
  });

  test('differs exactly where the answer of the decision under LEGACY differs', () => {
    const asked = scenario().chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 30 }).map((picks) => answersOf(one, picks)),
      ),
    );
    fc.assert(
      fc.property(asked, ([{ taxonomy, facts }, answers]) => {
        const organization = new OrganizationAccess({ ...facts, gating: { mode: 'LEGACY', by: 'GLOBAL' } });
        const wrong = answers.filter(
          ({ module, submodule, allowed }) =>
            taxonomy.isActive(module, submodule) &&
            decide({ taxonomy, organization, moduleKey: module, submoduleKey: submodule, at: NOW }).allowed !== allowed,
        );
        const { differences } = checkReading(taxonomy, Mapping.NONE, facts.legacy, answers);
        expect(differences.reduce((sum, { alikeSubmodules }) => sum + 1 + alikeSubmodules, 0)).toBe(wrong.length);
        for (const { module, submodule, cause, legacy } of differences) {
          expect(wrong).toContainEqual({ module, submodule, allowed: cause === 'PRODUCT_ALLOWS' });
          expect(legacy.allowed).toBe(cause === 'PRODUCT_DENIES');
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** At most one answer for each target of the taxonomy. */
function answersOf({ taxonomy }: Scenario, picks: readonly (readonly [number, boolean])[]): readonly ProductAnswer[] {
  const targets = taxonomy.modules.flatMap(({ key, submodules }) => [
    { module: key, submodule: null },
    ...submodules.map((submodule) => ({ module: key, submodule: submodule.key })),
  ]);
  const chosen = new Map(picks.map(([pick, allowed]) => [pick % Math.max(targets.length, 1), allowed]));
  return [...chosen].flatMap(([index, allowed]) => {
    const target = targets[index];
    return target ? [{ ...target, allowed }] : [];
  });
}

describe('the coverage of readings', () => {
  test('takes a value as checked by one complete answer without a difference', () => {
    const coverage = new ReadingCoverage();
    coverage.add('a', clean);
    coverage.add('b', partial);
    expect(coverage.checked()).toEqual(['a']);
  });

  test('takes a value as not checked if the product answers otherwise for any organization with it', () => {
    const coverage = new ReadingCoverage();
    coverage.add('a', clean);
    coverage.add('a', differing);
    coverage.add('b', { ...differing, complete: false });
    coverage.add('b', clean);
    coverage.add('c', { ...differing, complete: false });
    expect(coverage.checked()).toEqual([]);
    expect(coverage.differing().map(({ value }) => value)).toEqual(['a', 'b']);
  });

  test('does not depend on the order in which organizations are checked', () => {
    const found = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(clean, partial, differing)));
    fc.assert(
      fc.property(found, (all) => {
        const of = (some: typeof all) => {
          const coverage = new ReadingCoverage();
          for (const [value, check] of some) coverage.add(value, check);
          const values = coverage.differing().map(({ value }) => value);
          return { checked: [...coverage.checked()].sort(), differing: values.sort() };
        };
        expect(of([...all].reverse())).toEqual(of(all));
        const checksOf = (value: string) => all.filter(([one]) => one === value).map(([, check]) => check);
        expect(of(all).checked).toEqual(
          ['a', 'b', 'c'].filter((value) => checksOf(value).includes(clean) && !checksOf(value).includes(differing)),
        );
      }),
    );
  });
});

test.each([
  ['true', true],
  ['T', true],
  [' yes ', true],
  ['1', true],
  ['false', false],
  ['F', false],
  ['no', false],
  ['0', false],
  ['', undefined],
  ['maybe', undefined],
  ['constructor', undefined],
])('the word %j in a file says %j', (word, expected) => {
  expect(readAllowed(word)).toBe(expected);
});
