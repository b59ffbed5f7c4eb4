import fc from 'fast-check';
import { desiredState } from '../../src/domain/legacy/desired-state';
import { readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import { narrowedValues, sayNarrowedValue } from '../../src/domain/legacy/narrowed-values';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';

const SUBMODULES = ['leads', 'customers', 'quotes'];
const submodules = SUBMODULES.map((key, index) => ({ id: index + 1, key, isActive: true }));
const TAXONOMY = new Taxonomy([
  {
    id: 1,
    key: 'sales',
    policy: 'ENTITLEMENT',
    isActive: true,
    submodules: [...submodules, { id: 9, key: 'fax', isActive: false }],
  },
  { id: 2, key: 'hr', policy: 'ENTITLEMENT', isActive: true, submodules },
]);

/** A rule as `value → target`; `on` for one without a value. */
function rule(text: string, legacyFlag = 'enabled_modules.crm'): MappingRule {
  const [value = '', target = ''] = text.split(' → ');
  const [targetModule = '', targetSubmodule = null] = target.split('/');
  return {
    legacyFlag,
    legacyRoutePattern: null,
    targetModule,
    targetSubmodule,
    defaultStatus: 'enabled',
    notes: null,
    ...(value !== 'on' && { value }),
  };
}
const said = (...rules: readonly MappingRule[]) => narrowedValues(new Mapping(rules), TAXONOMY).map(sayNarrowedValue);
const mapped = (...rules: readonly string[]) => said(...rules.map((text) => rule(text)));

describe('a value that has a module without what rules for another value name', () => {
  test('is named with what it lacks and what to write, so that no tier loses submodules unseen', () => {
    expect(mapped('premium → sales', 'basic → sales/leads', 'basic → sales/customers')).toEqual([
      'crm=premium has sales without leads, customers: rules for crm=basic name them. ' +
        'If it has them, add rules with the value premium.',
    ]);
    expect(mapped('basic → sales', 'pro → sales/leads', 'pro → sales')).toEqual([
      'crm=basic has sales without leads: rules for crm=pro name it. If it has it, add rules with the value basic.',
    ]);
  });

  test('is named too where one of the two rules asks only whether the flag is on', () => {
    expect(mapped('on → sales', 'basic → sales/leads')).toEqual([
      'crm (on) has sales without leads: rules for crm=basic name it. If it has it, add rules without a value.',
    ]);
    expect(mapped('pro → sales', 'on → sales/leads')).toEqual([
      'crm=pro has sales without leads: rules for crm (on) name it. If it has it, add rules with the value pro.',
    ]);
  });

  test("is none with rules of its own, for another flag or module, for what is inactive, and for everyone's", () => {
    expect(mapped('premium → sales', 'premium → sales/leads', 'basic → sales/leads')).toEqual([]);
    expect(mapped('premium → hr', 'basic → sales/leads', 'free → -')).toEqual([]);
    expect(mapped('premium → sales', 'basic → sales/fax')).toEqual([]);
    expect(said(rule('premium → sales'), rule('basic → sales/leads', 'enabled_modules.plan'))).toEqual([]);
    expect(said(rule('premium → sales'), rule('basic → sales/leads'), rule('on → sales/leads', '*'))).toEqual([]);
    expect(said({ ...rule('premium → sales'), defaultStatus: 'disabled' }, rule('basic → sales/leads'))).toEqual([]);
  });

  test('is exactly one for which the reading denies a submodule of a module that is granted as a whole', () => {
    const value = fc.constantFrom('on', 'basic', 'pro', 'premium');
    const target = fc.constantFrom('sales', 'hr', ...SUBMODULES.flatMap((key) => [`sales/${key}`, `hr/${key}`]));
    const rules = fc.uniqueArray(
      fc.tuple(value, target).map(([one, granted]) => `${one} → ${granted}`),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(rules, value, (texts, one) => {
        const mapping = new Mapping(texts.map((text) => rule(text)));
        const flags = readLegacyFlags(JSON.stringify({ crm: one }), mapping);
        if (!flags.readable) return;
        const { modules } = desiredState(flags, mapping, TAXONOMY);
        const denied = [...modules].flatMap(([module, { partial, submodules: answered }]) =>
          partial ? [] : [...answered].flatMap(([key, isOn]) => (isOn ? [] : [`${module}/${key}`])),
        );
        const narrowed = narrowedValues(mapping, TAXONOMY)
          .filter((found) => (found.value ?? 'on') === one)
          .flatMap(({ module, submodules: lacking }) => lacking.map((key) => `${module}/${key}`));
        expect([...narrowed].sort()).toEqual(denied.sort());
      }),
    );
  });
});
