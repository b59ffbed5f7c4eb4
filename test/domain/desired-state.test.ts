import fc from 'fast-check';
import { type DesiredState, desiredState, desiredStateAllows } from '../../src/domain/legacy/desired-state';
import { type ReadableFlags, readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import { Mapping, type MappingRule, ruleFlagName } from '../../src/domain/legacy/mapping';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { mappingWithFlags, taxonomy } from '../support/arbitraries';
import { naiveReading } from '../support/naive-flags';

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

function readable(value: unknown, mapping: Mapping): ReadableFlags {
  const flags = readLegacyFlags(JSON.stringify(value), mapping);
  if (flags.readable) return flags;
  throw new Error(`unreadable: ${JSON.stringify(flags.problems)}`);
}

/**
 * A rule from `flag → module` or `flag → module/submodule`, followed by `: status` unless it is enabled. `flag=value`
 * has a value, `flag?` counts as on where it is absent.
 */
function rule(text: string): MappingRule {
  const [flag = '', target = '', status = 'enabled'] = text.split(/ → |: /);
  const [legacyFlag = '', value] = flag.replace('?', '').split('=');
  const [targetModule = '', targetSubmodule = null] = target.split('/');
  const defaultStatus = status === 'trial' || status === 'disabled' ? status : 'enabled';
  return {
    legacyFlag,
    legacyRoutePattern: null,
    targetModule,
    targetSubmodule,
    defaultStatus,
    notes: null,
    ...(value !== undefined && { value }),
    ...(flag.includes('?') && { whenAbsent: 'on' }),
  };
}

const desire = (flags: unknown, rules: readonly string[]): DesiredState => {
  const mapping = new Mapping(rules.map(rule));
  return desiredState(readable(flags, mapping), mapping, known);
};

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

describe('a rule with a value', () => {
  const FULL = [`${CRM}=full → sales`, `${CRM}=basic → sales: trial`, `${CRM}=full → sales/quotations`];

  test.each([
    ['full', ['sales enabled', 'sales/quotations on']],
    [' FULL ', ['sales enabled', 'sales/quotations on']],
    ['basic', ['sales trial', 'sales/quotations off']],
    ['none', []],
    [false, []],
    [true, []],
  ])('is met by just this value, in any case: %j', (value, expected) => {
    expect(lines(desire({ CRM: value }, FULL))).toEqual(expected);
  });

  test.each([
    [2, '2', ['sales enabled']],
    ['2', '2', ['sales enabled']],
    [-1, '-1', ['sales enabled']],
    [true, 'true', ['sales enabled']],
    [0, '0', ['sales enabled']],
    [null, 'null', []],
    [{ full: 1 }, 'full', []],
  ])('compares %j as text', (value, text, expected) => {
    expect(lines(desire({ CRM: value }, [`${CRM}=${text} → sales`]))).toEqual(expected);
  });

  test('names the values that no rule knows, but not off', () => {
    const unmapped = (value: unknown, rules = FULL) => desire({ CRM: value }, rules).unmapped;
    expect(unmapped('full')).toEqual([]);
    expect(unmapped('premium')).toEqual(['CRM=premium']);
    expect(unmapped(true)).toEqual(['CRM=true']);
    expect(unmapped(['full'])).toEqual(['CRM.full', 'CRM=["full"]']);
    expect(unmapped('off')).toEqual([]);
    expect(unmapped(null)).toEqual([]);
    expect(unmapped('premium', [...FULL, `${CRM} → -`])).toEqual([]);
    expect(unmapped('none', [...FULL, `${CRM}=none → -`])).toEqual([]);
    expect(unmapped('premium', [...FULL, `${CRM}=none → -`])).toEqual(['CRM=premium']);
  });

  test('takes its value away from rules that ask whether the flag is on', () => {
    const rules = [`${CRM} → sales`, `${CRM}=trial → sales: trial`, `${CRM}=1 → hr`];
    expect(lines(desire({ CRM: 'yes' }, rules))).toEqual(['sales enabled']);
    expect(lines(desire({ CRM: 'Trial' }, rules))).toEqual(['sales trial']);
    expect(lines(desire({ CRM: 1 }, rules))).toEqual(['hr enabled']);
    expect(lines(desire({ CRM: false }, rules))).toEqual([]);
  });

  test('is met if one of the values of a flag that occurs twice meets it', () => {
    expect(lines(desire({ CRM: 'full', crm: false }, FULL))).toEqual(['sales enabled', 'sales/quotations on']);
    expect(lines(desire({ CRM: 'basic', crm: 'full' }, FULL))).toEqual(['sales enabled', 'sales/quotations on']);
  });

  test('can name the value itself', () => {
    const rules = [
      'enabled_modules=pro → sales',
      'enabled_modules=pro → hr',
      'enabled_modules=free → -',
      `${ERP} → hr`,
    ];
    expect(lines(desire('Pro', rules))).toEqual(['hr enabled', 'sales enabled']);
    expect(lines(desire('free', rules))).toEqual([]);
    expect(desire('free', rules).unmapped).toEqual([]);
    expect(desire('enterprise', rules).unmapped).toEqual(['$=enterprise']);
    expect(lines(desire(['ERP'], rules))).toEqual(['hr enabled']);
  });
});

describe('a rule for an absent flag', () => {
  const OPT_OUT = [`${CRM}? → sales`, 'enabled_modules.HR? → hr'];

  test.each([
    [{ HR: false }, ['sales enabled']],
    [{ hr: 'no', CRM: 'on' }, ['sales enabled']],
    [{ CRM: null, HR: 0 }, []],
    [{}, ['hr enabled', 'sales enabled']],
    [null, ['hr enabled', 'sales enabled']],
    [['other'], ['hr enabled', 'sales enabled']],
  ])('gives %j what the value does not switch off', (flags, expected) => {
    expect(lines(desire(flags, OPT_OUT))).toEqual(expected);
  });

  test('is not met where the value has a list or object of that name', () => {
    const rules = [`${CRM}? → sales`, 'enabled_modules.CRM.leads? → hr'];
    expect(lines(desire({ CRM: { leads: false } }, rules))).toEqual([]);
    expect(lines(desire({ CRM: [] }, [`${CRM}=full? → sales`, 'enabled_modules.CRM.leads? → hr']))).toEqual([
      'hr enabled',
    ]);
  });

  test.each<[flags: unknown, rules: readonly string[], expected: readonly string[]]>([
    [{ CRM: false }, [], []],
    [{ CRM: null }, [], []],
    [{ CRM: 'off' }, [`${CRM} → -`], []],
    [{ CRM: 'no' }, [`${CRM} → hr`], []],
    [{ CRM: false, crm: true }, [], []],
    [{ CRM: 'full' }, [], []],
    [{ CRM: 'full' }, [`${CRM}=full → hr`], ['hr enabled']],
    [{ CRM: true }, [`${CRM} → -`], []],
    [['CRM'], [`${CRM} → hr`], ['hr enabled']],
    [{ CRM: {} }, [`${CRM} → -`], ['sales enabled']],
    [{ CRM: { limit: 5 } }, [`${CRM} → -`], ['sales enabled']],
    [{ CRM: { enabled: false }, crm: true }, [`${CRM} → -`], []],
    [{ CRM: false, crm: { limit: 5 } }, [`${CRM} → -`], []],
    [false, ['enabled_modules → -'], []],
    ['pro', ['enabled_modules=pro → hr'], ['hr enabled']],
    [{}, [], ['sales enabled']],
  ])('within another does not beat what %j has in its place, with the rules %j', (flags, rules, expected) => {
    expect(lines(desire(flags, [`${CRM}.enabled? → sales`, ...rules]))).toEqual(expected);
  });

  test('is off within a granted module where what would contain its flag is off', () => {
    const rules = ['* → sales', 'enabled_modules.leads.enabled? → sales/leads'];
    expect(lines(desire({ leads: false }, rules))).toEqual(['sales enabled', 'sales/leads off']);
    expect(desire({ leads: false }, rules).met).toContainEqual(
      expect.objectContaining({ flag: { name: 'leads', path: 'leads', on: false, value: null }, on: false }),
    );
  });

  test('can have a value, which an absent flag then counts as', () => {
    const rules = [`${CRM}=basic? → sales: trial`, `${CRM}=full → sales`];
    expect(lines(desire({}, rules))).toEqual(['sales trial']);
    expect(lines(desire({ CRM: 'full' }, rules))).toEqual(['sales enabled']);
    expect(lines(desire({ CRM: 'off' }, rules))).toEqual([]);
  });
});

describe('a rule for organizations without flags', () => {
  test.each([null, {}, [], '', 'null', '[]', ' {} '])('applies to %j', (flags) => {
    expect(lines(desire(flags, ['@empty → sales', '@empty → hr: trial']))).toEqual(['hr trial', 'sales enabled']);
  });

  test.each([[['']], [{ CRM: false }], [{ a: {} }], [{ route_access: {} }], [[null]], [{ unknown: 'x' }]])(
    'does not apply to %j',
    (flags) => {
      expect(lines(desire(flags, ['@empty → sales', 'route_access.x → hr']))).toEqual([]);
    },
  );

  test("is not matched by a flag named '@empty'", () => {
    expect(lines(desire(['@empty'], ['@empty → sales']))).toEqual([]);
    expect(desire(['@empty'], ['@empty → sales']).unmapped).toEqual(['@empty']);
  });
});

describe('a rule with the target -', () => {
  test('makes a flag known, whatever its value, and grants nothing', () => {
    const state = desire({ max_contacts: 10_000, fax: true, limits: { seats: '5', deep: { more: [] } }, other: 1 }, [
      'enabled_modules.max contacts → -',
      'enabled_modules.fax → -',
      'enabled_modules.limits → -',
    ]);
    expect(state.unmapped).toEqual(['other']);
    expect(state.modules.size).toBe(0);
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
  const scenario = taxonomy().chain((one) => mappingWithFlags(one).map((drawn) => ({ ...drawn, taxonomy: one })));

  test('the desired state is that of a second, simple implementation', () => {
    fc.assert(
      fc.property(scenario, ({ taxonomy: one, mapping, value, flags }) => {
        expect(lines(desiredState(flags, mapping, one))).toEqual(plainDesire(value, mapping.rules, one));
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

  test('exactly what a second, simple implementation does not know is reported as unmapped', () => {
    fc.assert(
      fc.property(scenario, ({ taxonomy: one, mapping, value, flags }) => {
        const { met, unmapped } = desiredState(flags, mapping, one);
        const plain = naiveReading(value, mapping.rules);
        expect(plain !== 'unreadable' && plain.unmapped.size).toBe(new Set(unmapped).size);
        const own = met.filter(({ rule: one, flag }) => flag && ruleFlagName(one.legacyFlag) === flag.name);
        expect(own.filter(({ flag }) => flag && unmapped.includes(flag.path))).toEqual([]);
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
function plainDesire(value: unknown, rules: readonly MappingRule[], one: Taxonomy): readonly string[] {
  const reading = naiveReading(value, rules);
  if (reading === 'unreadable') return ['unreadable'];
  const flagOf = reading.ask;
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
