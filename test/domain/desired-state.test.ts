import fc from 'fast-check';
import { type DesiredState, desiredState, desiredStateAllows } from '../../src/domain/legacy/desired-state';
import { type ReadableFlags, readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { mappingFor, readableFlagsValue, taxonomy } from '../support/arbitraries';

const known = new Taxonomy([
  {
    id: 1,
    key: 'sales',
    policy: 'ENTITLEMENT',
    isActive: true,
    submodules: [
      { id: 1, key: 'leads', isActive: true },
      { id: 2, key: 'quotations', isActive: true },
      { id: 3, key: 'retired', isActive: false },
    ],
  },
  { id: 2, key: 'hr', policy: 'ENTITLEMENT', isActive: true, submodules: [{ id: 4, key: 'payroll', isActive: true }] },
  { id: 3, key: 'old', policy: 'ENTITLEMENT', isActive: false, submodules: [{ id: 5, key: 'leads', isActive: true }] },
]);

function readable(value: unknown): ReadableFlags {
  const flags = readLegacyFlags(JSON.stringify(value));
  if (flags.readable) return flags;
  throw new Error(`unreadable: ${JSON.stringify(flags.problems)}`);
}

/** A rule from `flag → module` or `flag → module/submodule`, followed by `: status` unless it is enabled. */
function rule(text: string): MappingRule {
  const [legacyFlag = '', target = '', status = 'enabled'] = text.split(/ → |: /);
  const [targetModule = '', targetSubmodule = null] = target.split('/');
  const defaultStatus = status === 'trial' || status === 'disabled' ? status : 'enabled';
  return { legacyFlag, legacyRoutePattern: null, targetModule, targetSubmodule, defaultStatus, notes: null };
}

const desire = (flags: unknown, rules: readonly string[]): DesiredState =>
  desiredState(readable(flags), new Mapping(rules.map(rule)), known);

/** Modules as `sales enabled`, `sales trial partial`, and submodules as `sales/leads on`, in alphabetical order. */
const lines = ({ modules }: DesiredState): readonly string[] =>
  [...modules]
    .flatMap(([key, { status, partial, submodules }]) => [
      `${key} ${status}${partial ? ' partial' : ''}`,
      ...[...submodules].map(([submodule, on]) => `${key}/${submodule} ${on ? 'on' : 'off'}`),
    ])
    .sort();

const CRM = 'enabled_modules.CRM';
const ERP = 'enabled_modules.ERP';
const LEADS = 'route_access.leads';

describe('a module rule', () => {
  test.each(['enabled', 'trial', 'disabled'])('with a flag that is on gives the module the status %s', (status) => {
    expect(lines(desire({ CRM: true }, [`${CRM} → sales: ${status}`]))).toEqual([`sales ${status}`]);
  });

  test.each([
    ['off', { CRM: false }],
    ['absent', { HR: true }],
    ['absent from null', null],
    ['absent from a list', ['HR']],
  ])('with a flag that is %s makes no row', (_, flags) => {
    expect(lines(desire(flags, [`${CRM} → sales`]))).toEqual([]);
  });

  test.each([
    [['trial', 'enabled'], 'enabled'],
    [['enabled', 'disabled'], 'enabled'],
    [['disabled', 'trial'], 'trial'],
    [['disabled', 'disabled'], 'disabled'],
  ])('with the stronger of the statuses %j counts, in any order of rules', ([first, second], expected) => {
    expect(
      lines(desire(['CRM', 'ERP'], [`${CRM} → sales: ${first ?? ''}`, `${ERP} → sales: ${second ?? ''}`])),
    ).toEqual([`sales ${expected}`]);
    expect(
      lines(desire(['CRM', 'ERP'], [`${ERP} → sales: ${second ?? ''}`, `${CRM} → sales: ${first ?? ''}`])),
    ).toEqual([`sales ${expected}`]);
  });

  test('with a flag that is off does not count beside another one', () => {
    expect(lines(desire({ CRM: false, ERP: true }, [`${CRM} → sales`, `${ERP} → sales: trial`]))).toEqual([
      'sales trial',
    ]);
  });
});

describe('a submodule rule', () => {
  test('with a flag that is on switches the submodule of a granted module on, and no other one off', () => {
    expect(
      lines(desire({ CRM: true, route_access: { leads: true } }, [`${CRM} → sales`, `${LEADS} → sales/leads`])),
    ).toEqual(['sales enabled', 'sales/leads on']);
  });

  test('with a flag that is on grants the module partially, so no organization gains its other submodules', () => {
    expect(lines(desire({ route_access: { leads: true } }, [`${CRM} → sales`, `${LEADS} → sales/leads`]))).toEqual([
      'sales enabled partial',
      'sales/leads on',
      'sales/quotations off',
    ]);
  });

  test('with the strongest status decides the status of a partial grant', () => {
    expect(
      lines(
        desire({ route_access: { leads: true, q: true } }, [
          `${LEADS} → sales/leads: trial`,
          'route_access.q → sales/quotations: enabled',
        ]),
      ),
    ).toEqual(['sales enabled partial', 'sales/leads on', 'sales/quotations on']);
    expect(
      lines(
        desire({ route_access: { leads: true, q: false } }, [
          `${LEADS} → sales/leads: trial`,
          'route_access.q → sales/quotations: enabled',
        ]),
      ),
    ).toEqual(['sales trial partial', 'sales/leads on', 'sales/quotations off']);
  });

  test('does not raise the status of a module rule', () => {
    expect(
      lines(
        desire({ CRM: 1, route_access: { leads: 1 } }, [`${CRM} → sales: trial`, `${LEADS} → sales/leads: enabled`]),
      ),
    ).toEqual(['sales trial', 'sales/leads on']);
  });

  test('grants the module partially beside a module rule with the status disabled', () => {
    expect(
      lines(
        desire({ CRM: 1, route_access: { leads: 1 } }, [`${CRM} → sales: disabled`, `${LEADS} → sales/leads: trial`]),
      ),
    ).toEqual(['sales trial partial', 'sales/leads on', 'sales/quotations off']);
  });

  test('with a flag that is off switches the submodule of a granted module off, so no organization gains it', () => {
    expect(
      lines(desire({ CRM: true, route_access: { leads: false } }, [`${CRM} → sales`, `${LEADS} → sales/leads`])),
    ).toEqual(['sales enabled', 'sales/leads off']);
  });

  test('with an absent flag leaves the module’s answer', () => {
    expect(lines(desire({ CRM: true }, [`${CRM} → sales`, `${LEADS} → sales/leads`]))).toEqual(['sales enabled']);
  });

  test('with a flag that is off makes no row if the module is not granted', () => {
    expect(lines(desire({ route_access: { leads: false } }, [`${LEADS} → sales/leads`]))).toEqual([]);
    expect(
      lines(
        desire({ CRM: true, route_access: { leads: false } }, [`${CRM} → sales: disabled`, `${LEADS} → sales/leads`]),
      ),
    ).toEqual(['sales disabled']);
  });

  test('with a flag that is on beats one with a flag that is off, in any order', () => {
    const flags = { CRM: true, route_access: { leads: false, prospects: true } };
    const rules = [`${CRM} → sales`, `${LEADS} → sales/leads`, 'route_access.prospects → sales/leads'];
    expect(lines(desire(flags, rules))).toEqual(['sales enabled', 'sales/leads on']);
    expect(lines(desire(flags, [...rules].reverse()))).toEqual(['sales enabled', 'sales/leads on']);
    expect(lines(desire(flags, rules.slice(1)))).toEqual([
      'sales enabled partial',
      'sales/leads on',
      'sales/quotations off',
    ]);
  });

  test('can have the same flag as a module rule', () => {
    expect(lines(desire(['CRM'], [`${CRM} → sales`, `${CRM} → sales/leads`]))).toEqual([
      'sales enabled',
      'sales/leads on',
    ]);
  });
});

describe('a rule for every organization', () => {
  test.each([null, [], {}, { CRM: false }])('applies to the flags %j', (flags) => {
    expect(lines(desire(flags, ['* → hr: trial', '* → sales/leads']))).toEqual([
      'hr trial',
      'sales enabled partial',
      'sales/leads on',
      'sales/quotations off',
    ]);
  });

  test('beats a flag that is off for the same submodule', () => {
    expect(
      lines(
        desire({ CRM: 1, route_access: { leads: 0 } }, [`${CRM} → sales`, '* → sales/leads', `${LEADS} → sales/leads`]),
      ),
    ).toEqual(['sales enabled', 'sales/leads on']);
  });

  test("is not matched by a flag named '*', which is reported as unmapped", () => {
    const state = desire({ '*': false }, ['* → hr']);
    expect(state.unmapped).toEqual(['*']);
    expect(state.met).toHaveLength(1);
  });
});

describe('an inactive target', () => {
  test('is not granted, and grants no module', () => {
    expect(lines(desire(['CRM'], [`${CRM} → old`, `${CRM} → old/leads`, `${CRM} → sales/retired`]))).toEqual([]);
  });

  test('that is a submodule has no answer in a full or a partial grant', () => {
    expect(lines(desire(['CRM'], [`${CRM} → sales`, `${CRM} → sales/retired`]))).toEqual(['sales enabled']);
    expect(lines(desire(['CRM'], [`${CRM} → sales/leads`]))).toEqual([
      'sales enabled partial',
      'sales/leads on',
      'sales/quotations off',
    ]);
  });

  test('is known, so its flag is not reported as unmapped', () => {
    const state = desire(['CRM'], [`${CRM} → old`]);
    expect(state.unmapped).toEqual([]);
    expect(state.met).toMatchObject([{ on: true, flag: { path: 'CRM' }, rule: { targetModule: 'old' } }]);
  });
});

describe('the desired state lists', () => {
  test('flags without a rule as the column has them, on or off', () => {
    expect(
      desire({ CRM: true, 'Mystery Flag': true, other: 0, route_access: { CRM: true } }, [`${CRM} → sales`]).unmapped,
    ).toEqual(['Mystery Flag', 'other', 'route_access.CRM']);
  });

  test('every rule that applies, with the flag that it matched', () => {
    const { met } = desire({ CRM: true, route_access: { leads: false } }, [
      '* → hr',
      `${CRM} → sales`,
      `${LEADS} → sales/leads`,
      `${ERP} → sales`,
    ]);
    expect(met.map(({ rule: { legacyFlag }, flag, on }) => [legacyFlag, flag?.path ?? null, on])).toEqual([
      ['*', null, true],
      [CRM, 'CRM', true],
      [LEADS, 'route_access.leads', false],
    ]);
  });
});

describe('desiredStateAllows', () => {
  const state = desire({ CRM: 1, HR: 1, route_access: { quotations: 0 } }, [
    `${CRM} → sales`,
    'route_access.quotations → sales/quotations',
    'enabled_modules.HR → hr: disabled',
  ]);

  test.each([
    ['sales', null, true],
    ['sales', 'leads', true],
    ['sales', 'quotations', false],
    ['hr', null, false],
    ['hr', 'payroll', false],
    ['old', null, false],
    ['unknown', null, false],
  ])('answers for %s %s: %s', (module, submodule, expected) => {
    expect(desiredStateAllows(state, module, submodule)).toBe(expected);
  });

  test('denies an unknown submodule of a partial grant', () => {
    const partial = desire({ route_access: { leads: 1 } }, [`${LEADS} → sales/leads: trial`]);
    expect(
      [null, 'leads', 'quotations', 'invented tomorrow'].map((key) => desiredStateAllows(partial, 'sales', key)),
    ).toEqual([true, true, false, false]);
  });
});

describe('for any flags, rules and taxonomy', () => {
  const scenario = taxonomy().chain((one) =>
    fc.record({ taxonomy: fc.constant(one), mapping: mappingFor(one), flags: readableFlagsValue.map(readable) }),
  );

  test('the desired state is that of a second, simple implementation', () => {
    fc.assert(
      fc.property(scenario, ({ taxonomy: one, mapping, flags }) => {
        expect(lines(desiredState(flags, mapping, one))).toEqual(plainDesire(flags, mapping.rules, one));
      }),
      { numRuns: 1500 },
    );
  });

  test('the order of rules changes nothing', () => {
    fc.assert(
      fc.property(scenario, ({ taxonomy: one, mapping, flags }) => {
        expect(lines(desiredState(flags, new Mapping([...mapping.rules].reverse()), one))).toEqual(
          lines(desiredState(flags, mapping, one)),
        );
      }),
      { numRuns: 500 },
    );
  });

  test('every flag is either matched by a rule or reported as unmapped', () => {
    fc.assert(
      fc.property(scenario, ({ taxonomy: one, mapping, flags }) => {
        const { met, unmapped } = desiredState(flags, mapping, one);
        const reported = new Set([...met.flatMap(({ flag }) => (flag ? [flag.path] : [])), ...unmapped]);
        expect([...reported].sort()).toEqual([...flags.flags.values()].map(({ path }) => path).sort());
        expect(met.filter(({ flag }) => flag && unmapped.includes(flag.path))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('an organization has exactly the access that rules with a flag that is on grant', () => {
    fc.assert(
      fc.property(scenario, ({ taxonomy: one, mapping, flags }) => {
        const state = desiredState(flags, mapping, one);
        for (const { module, submodule } of activeTargets(one)) {
          const gives = ({ rule: { targetModule, targetSubmodule, defaultStatus } }: (typeof state.met)[number]) =>
            targetModule === module &&
            defaultStatus !== 'disabled' &&
            (submodule === null
              ? targetSubmodule === null || one.isActive(module, targetSubmodule)
              : targetSubmodule === submodule);
          const byModule = state.met.some(
            ({ on, rule: { targetModule, targetSubmodule, defaultStatus } }) =>
              on && targetModule === module && targetSubmodule === null && defaultStatus !== 'disabled',
          );
          const on = state.met.some((met) => met.on && gives(met));
          const off = state.met.some((met) => !met.on && gives(met));
          expect(desiredStateAllows(state, module, submodule)).toBe(on || (submodule !== null && byModule && !off));
        }
      }),
      { numRuns: 700 },
    );
  });
});

function activeTargets(one: Taxonomy): readonly { readonly module: string; readonly submodule: string | null }[] {
  return one.modules
    .filter(({ isActive }) => isActive)
    .flatMap(({ key, submodules }) => [
      { module: key, submodule: null },
      ...submodules.filter(({ isActive }) => isActive).map((submodule) => ({ module: key, submodule: submodule.key })),
    ]);
}

/** The rules implemented again, for each module and each of its submodules. */
function plainDesire(flags: ReadableFlags, rules: readonly MappingRule[], one: Taxonomy): readonly string[] {
  const flagOf = ({ legacyFlag }: MappingRule): 'on' | 'off' | 'absent' => {
    if (legacyFlag === '*') return 'on';
    const name = legacyFlag.replace('enabled_modules.', '').toLowerCase().replaceAll(' ', '_').replaceAll('-', '_');
    const flag = [...flags.flags.values()].find((candidate) => candidate.name === name);
    if (!flag) return 'absent';
    return flag.on ? 'on' : 'off';
  };
  const said: string[] = [];
  for (const module of one.modules) {
    if (!module.isActive) continue;
    const submodules = module.submodules.filter(({ isActive }) => isActive).map(({ key }) => key);
    const moduleStatuses = rules
      .filter((r) => r.targetModule === module.key && r.targetSubmodule === null && flagOf(r) === 'on')
      .map((r) => r.defaultStatus);
    const rulesOf = (submodule: string, flag: 'on' | 'off') =>
      rules.filter((r) => r.targetModule === module.key && r.targetSubmodule === submodule && flagOf(r) === flag);
    const submoduleStatuses = submodules.flatMap((submodule) => rulesOf(submodule, 'on').map((r) => r.defaultStatus));

    const isGranted = moduleStatuses.includes('enabled') || moduleStatuses.includes('trial');
    if (isGranted) {
      said.push(`${module.key} ${moduleStatuses.includes('enabled') ? 'enabled' : 'trial'}`);
      for (const submodule of submodules) {
        if (rulesOf(submodule, 'on').length > 0) said.push(`${module.key}/${submodule} on`);
        else if (rulesOf(submodule, 'off').length > 0) said.push(`${module.key}/${submodule} off`);
      }
    } else if (submoduleStatuses.length > 0) {
      said.push(`${module.key} ${submoduleStatuses.includes('enabled') ? 'enabled' : 'trial'} partial`);
      for (const submodule of submodules)
        said.push(`${module.key}/${submodule} ${rulesOf(submodule, 'on').length > 0 ? 'on' : 'off'}`);
    } else if (moduleStatuses.length > 0) said.push(`${module.key} disabled`);
  }
  return said.sort();
}
