import { desiredState } from '../../src/domain/legacy/desired-state';
import { readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import { decidesNothingOn, nothingOn, sayNothingOn } from '../../src/domain/legacy/nothing-on';
import { Proposals } from '../../src/domain/legacy/propose-target';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';

const known = new Taxonomy([
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
  { id: 3, key: 'ai_analytics', policy: 'ENTITLEMENT', isActive: true, submodules: [] },
]);

function rule(legacyFlag: string, target: string, more: Partial<MappingRule> = {}): MappingRule {
  const [targetModule = '', targetSubmodule = null] = target.split('/');
  return {
    legacyFlag,
    legacyRoutePattern: null,
    targetModule,
    targetSubmodule,
    defaultStatus: target === '-' ? 'disabled' : 'enabled',
    notes: null,
    ...more,
  };
}

const CRM = new Mapping([rule('enabled_modules.crm', 'sales')]);

function reading(value: unknown, mapping: Mapping): readonly string[] {
  const flags = readLegacyFlags(JSON.stringify(value), mapping);
  if (!flags.readable) return flags.problems.map(({ path }) => `unreadable ${path}`);
  const { modules, unmapped } = desiredState(flags, mapping, known);
  const empty = flags.empty === null ? [] : [`empty ${flags.empty}`];
  return [...modules.keys(), ...unmapped.map((path) => `unmapped ${path}`), ...empty];
}

describe('a value that a product keeps, under a mapping with one rule for crm,', () => {
  test.each<[value: unknown, expected: readonly string[]]>([
    [null, ['empty NULL']],
    [{}, ['empty EMPTY_OBJECT']],
    [[], ['empty EMPTY_LIST']],
    ['', ['empty NULL']],
    [{ crm: { enabled: true, limit: 5 } }, ['unreadable crm']],
    [{ crm: { view: true, edit: false } }, ['unreadable crm']],
    [{ crm: { expires: '2026-01-01' } }, ['unreadable crm']],
    [{ modules: { crm: true } }, ['unmapped modules.crm']],
    [{ version: 2, modules: { crm: true } }, ['unmapped version', 'unmapped modules.crm']],
    [{ crm: 'full' }, ['unreadable crm']],
    [{ crm: -1 }, ['unreadable crm']],
    [{ crm: 2 }, ['unreadable crm']],
    [{ crm: '2026-01-01' }, ['unreadable crm']],
    [{ crm: 'y' }, ['unreadable crm']],
    [{ crm: [] }, ['unreadable crm']],
    [{ crm: ['leads', 'quotations'] }, ['unreadable crm']],
    [[{ key: 'crm', name: 'CRM', limit: 60 }], ['unreadable crm']],
    [{ crm: true, max_contacts: 10_000 }, ['sales', 'unmapped max_contacts']],
    [{ crm: true, max_sub_organizations: 0 }, ['sales', 'unmapped max_sub_organizations']],
    [{ crm: '1', seats: '1' }, ['sales', 'unmapped seats']],
    ['pro', ['unreadable $']],
    ['crm,erp', ['unreadable $']],
    ["['crm', 'erp']", ['unreadable $']],
    [true, ['unreadable $']],
    ['"[\\"crm\\"]"', ['sales']],
    [
      ['crm', 7],
      ['sales', 'unmapped [1]'],
    ],
    [
      ['crm', null],
      ['sales', 'unmapped [1]'],
    ],
    [
      ['crm:read', 'hr:write'],
      ['unmapped crm:read', 'unmapped hr:write'],
    ],
    [['*'], ['unmapped *']],
    [
      ['-crm', 'erp'],
      ['unmapped -crm', 'unmapped erp'],
    ],
    [{ crm: 'True' }, ['sales']],
    [{ crm: 'ENABLED' }, ['sales']],
    [{ crm: 'true ' }, ['sales']],
    [['crm '], ['sales']],
    [{ CRM: true, crm: false }, ['sales']],
    [{ hr: false }, ['unmapped hr']],
    [{ disableCrm: true }, ['unmapped disableCrm']],
    [{ 'AI Analytics': true }, ['unmapped AI Analytics']],
    [{ has_crm: true }, ['unmapped has_crm']],
    [{ module_crm: 1 }, ['unmapped module_crm']],
    [{ crm: true, odd: { deep: [[1, { x: [] }]] } }, ['sales', 'unmapped odd.deep[0]']],
  ])('is understood, unmapped or unreadable, and never silently nothing: %j', (value, expected) => {
    expect(reading(value, CRM)).toEqual(expected);
  });
});

describe('a list or object of crm, once a rule names a flag in it,', () => {
  const ENABLED = rule('enabled_modules.crm.enabled', 'sales');
  const EXPIRES = rule('enabled_modules.crm.expires', '-');
  const CONFIG = { expires: '2027-01-01' };

  test.each<[rules: readonly MappingRule[], value: unknown, expected: readonly string[]]>([
    [[ENABLED], [], ['unmapped crm']],
    [[ENABLED], {}, ['unmapped crm']],
    [[ENABLED], CONFIG, ['unmapped crm.expires']],
    [[ENABLED], ['leads'], ['unmapped crm.leads']],
    [[ENABLED], { enabled: true, ...CONFIG }, ['sales', 'unmapped crm.expires']],
    [[ENABLED, EXPIRES], CONFIG, ['unmapped crm']],
    [[ENABLED, EXPIRES], { ...CONFIG, enabled: true }, ['sales']],
    [[ENABLED, EXPIRES], { ...CONFIG, enabled: false }, []],
    [[ENABLED, EXPIRES], { ...CONFIG, seats: 5 }, ['unmapped crm.seats']],
    [[ENABLED, EXPIRES, ...CRM.rules], [], ['unreadable crm']],
    [[ENABLED, EXPIRES, ...CRM.rules], {}, ['unreadable crm']],
    [[ENABLED, EXPIRES, ...CRM.rules], CONFIG, ['unreadable crm']],
    [[ENABLED, EXPIRES, ...CRM.rules], { enabled: true, ...CONFIG }, ['sales']],
    [[ENABLED, rule('enabled_modules.crm', 'sales', { value: '[]' })], [], ['sales']],
    [
      [ENABLED, rule('enabled_modules.crm', 'sales', { value: '[]' })],
      CONFIG,
      ['unmapped crm.expires', 'unmapped crm={"expires":"2027-01-01"}'],
    ],
    [[ENABLED, rule('enabled_modules.crm', '-', { value: '[]' }), ...CRM.rules], [], []],
    [[ENABLED, rule('enabled_modules.crm', '-')], CONFIG, []],
    [[EXPIRES], CONFIG, []],
  ])('is understood, unmapped or unreadable, and never silently nothing: %j %j', (rules, value, expected) => {
    expect(reading({ crm: value }, new Mapping(rules))).toEqual(expected);
  });
});

describe('what a flag may mean', () => {
  const proposals = new Proposals(CRM, known);

  test.each([
    ['modules.crm', 'enabled_modules.crm', 'sales'],
    ['crm:read', 'enabled_modules.crm', 'sales'],
    ['-crm', 'enabled_modules.crm', 'sales'],
    ['disableCrm', 'enabled_modules.crm', 'sales'],
    ['has_crm', 'enabled_modules.crm', 'sales'],
    ['module_crm', 'enabled_modules.crm', 'sales'],
    ['crm.features.leads.is_enabled', null, 'sales/leads'],
    ['Quotation', null, 'sales/quotations'],
    ['AI Analytics', null, 'ai_analytics'],
    ['ai_analitycs', null, 'ai_analytics'],
    ['hr', null, 'hr'],
  ])('is proposed by the nearest name: %s', (path, legacyFlag, target) => {
    const found = proposals.nearest(path);
    expect([found?.legacyFlag, [found?.module, found?.submodule].filter(Boolean).join('/')]).toEqual([
      legacyFlag,
      target,
    ]);
  });

  test.each(['*', 'max_contacts', 'version', '__proto__', 'constructor', '', '.', 'is', 'x'.repeat(10_000)])(
    'is not guessed where nothing is near: %s',
    (path) => {
      expect(proposals.nearest(path)).toBeNull();
    },
  );
});

describe('an organization without a flag that is on', () => {
  const shapeOf = (value: unknown, mapping = CRM) => {
    const flags = readLegacyFlags(JSON.stringify(value), mapping);
    return flags.readable ? nothingOn(flags, mapping) : 'unreadable';
  };

  test.each([
    [null, 'NULL'],
    ['', 'NULL'],
    [{}, 'EMPTY_OBJECT'],
    [[], 'EMPTY_LIST'],
    [{ crm: false }, 'ALL_OFF'],
    [{ crm: 'off', other: 0 }, 'ALL_OFF'],
    [{ unknown: 'full' }, 'ALL_OFF'],
    [[7], 'ALL_OFF'],
    [['Fax'], null],
    [{ crm: true }, null],
    [{ crm: false, other: 1 }, null],
  ])('is recognized by its shape: %j', (value, shape) => {
    expect(shapeOf(value)).toBe(shape);
  });

  test('is not one with a value, or an absent flag, that meets a rule', () => {
    expect(shapeOf({ crm: 'full' }, new Mapping([rule('enabled_modules.crm', 'sales', { value: 'full' })]))).toBeNull();
    expect(shapeOf({}, new Mapping([rule('enabled_modules.crm', 'sales', { whenAbsent: 'on' })]))).toBeNull();
    expect(shapeOf('pro', new Mapping([rule('enabled_modules', 'sales', { value: 'pro' })]))).toBeNull();
  });

  test('is one whatever every organization has, and whatever is known to grant nothing', () => {
    expect(shapeOf({ max: 5 }, new Mapping([rule('*', 'hr'), rule('enabled_modules.max', '-')]))).toBe('ALL_OFF');
    expect(shapeOf({ crm: 'no' }, new Mapping([rule('enabled_modules.crm', '-', { value: 'none' })]))).toBe('ALL_OFF');
    expect(shapeOf(null, new Mapping([rule('@empty', 'hr')]))).toBe('NULL');
  });

  test('is decided by a rule for empty values, also one that grants nothing', () => {
    expect(decidesNothingOn(CRM)).toBe(false);
    expect(decidesNothingOn(new Mapping([...CRM.rules, rule('@empty', '-')]))).toBe(true);
    expect(decidesNothingOn(new Mapping([...CRM.rules, rule('@empty', 'hr')]))).toBe(true);
  });

  test('is named by its shape, with what to do', () => {
    expect(
      sayNothingOn([
        { shape: 'ALL_OFF', organizations: 1, firstIds: ['7'] },
        { shape: 'NULL', organizations: 7, firstIds: ['1', '2', '3', '4', '5', '6'] },
      ]),
    ).toBe(
      '8 organizations have no legacy flag that is on (7 null: 1, 2, 3, 4, 5 …; 1 all off: 7), and the mapping does ' +
        'not say what that means: add a rule with the legacy_flag @empty, with the target - if they have nothing.',
    );
    expect(sayNothingOn([{ shape: 'EMPTY_LIST', organizations: 1, firstIds: ['9'] }])).toMatch(
      /^1 organization has no legacy flag that is on \(1 \[\]: 9\), and/,
    );
  });
});
