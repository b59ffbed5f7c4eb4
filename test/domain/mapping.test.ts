import fc from 'fast-check';
import type { FileRow } from '../../src/domain/file-row';
import { desiredState } from '../../src/domain/legacy/desired-state';
import { readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import {
  checkMappingRows,
  Mapping,
  type MappingColumn as Column,
  type MappingRule,
  ruleFlagName,
} from '../../src/domain/legacy/mapping';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { mappingFor, taxonomy } from '../support/arbitraries';
import { codePoint } from '../support/code-points';

const known = new Taxonomy([
  {
    id: 1,
    key: 'sales',
    policy: 'ENTITLEMENT',
    isActive: true,
    submodules: [
      { id: 1, key: 'leads', isActive: true },
      { id: 2, key: 'quotations', isActive: false },
    ],
  },
  {
    id: 2,
    key: 'inventory',
    policy: 'ENTITLEMENT',
    isActive: false,
    submodules: [{ id: 3, key: 'stock', isActive: true }],
  },
  { id: 3, key: 'email', policy: 'ALWAYS_ON', isActive: true, submodules: [] },
]);

function row(
  line: number,
  legacyFlag: string,
  module: string,
  submodule = '',
  status = 'enabled',
  rest: Partial<Record<Column, string>> = {},
): FileRow<Column> {
  return {
    line,
    values: {
      legacy_flag: legacyFlag,
      legacy_route_pattern: '',
      target_module: module,
      target_submodule: submodule,
      default_status: status,
      notes: '',
      value: '',
      when_absent: '',
      ...rest,
    },
  };
}

/** Faults as `line field: message`. */
function faultsOf(...rows: readonly FileRow<Column>[]): readonly string[] {
  return checkMappingRows(rows, known).faults.map(({ line, field, message }) =>
    [line, field, message].filter((part) => part !== undefined).join(' '),
  );
}

const rule = (
  legacyFlag: string,
  target: string,
  defaultStatus: MappingRule['defaultStatus'] = 'enabled',
): MappingRule => {
  const [targetModule = '', targetSubmodule = null] = target.split('/');
  return { legacyFlag, legacyRoutePattern: null, targetModule, targetSubmodule, defaultStatus, notes: null };
};

describe('a valid mapping file', () => {
  test('can have every form of rule, with route pattern and notes', () => {
    const { rules, faults } = checkMappingRows(
      [
        row(2, 'enabled_modules.CRM', 'sales', '', 'enabled', { legacy_route_pattern: '/crm/*', notes: 'all of it' }),
        row(3, 'route_access.Price Lists', 'sales', 'leads', 'trial'),
        row(4, '*', 'email', '', 'disabled'),
      ],
      known,
    );
    expect(faults).toEqual([]);
    expect(rules).toEqual([
      {
        legacyFlag: 'enabled_modules.CRM',
        legacyRoutePattern: '/crm/*',
        targetModule: 'sales',
        targetSubmodule: null,
        defaultStatus: 'enabled',
        notes: 'all of it',
      },
      rule('route_access.Price Lists', 'sales/leads', 'trial'),
      rule('*', 'email', 'disabled'),
    ]);
  });

  test('can have several targets for one flag, and several flags for one target', () => {
    expect(
      faultsOf(
        row(2, 'enabled_modules.CRM', 'sales'),
        row(3, 'enabled_modules.CRM', 'sales', 'leads'),
        row(4, 'enabled_modules.ERP', 'sales'),
      ),
    ).toEqual([]);
  });

  test('can name a value, an absent flag, organizations without flags, and flags that grant nothing', () => {
    const { rules, faults } = checkMappingRows(
      [
        row(2, 'enabled_modules.CRM', 'sales', '', 'enabled', { value: ' Full ' }),
        row(3, 'enabled_modules.CRM', 'sales', '', 'trial', { value: 'basic', when_absent: 'ON' }),
        row(4, 'enabled_modules.CRM', '-', '', '', { value: 'none' }),
        row(5, 'enabled_modules.max_contacts', '-', '', 'enabled'),
        row(6, '@empty', '-', '', ''),
        row(7, 'enabled_modules', 'email', '', 'enabled', { value: 'pro' }),
      ],
      known,
    );
    expect(faults).toEqual([]);
    expect(rules).toEqual([
      { ...rule('enabled_modules.CRM', 'sales'), value: 'full' },
      { ...rule('enabled_modules.CRM', 'sales', 'trial'), value: 'basic', whenAbsent: 'on' },
      { ...rule('enabled_modules.CRM', '-', 'disabled'), value: 'none' },
      rule('enabled_modules.max_contacts', '-', 'disabled'),
      rule('@empty', '-', 'disabled'),
      { ...rule('enabled_modules', 'email'), value: 'pro' },
    ]);
  });

  test('can have inactive targets', () => {
    expect(
      faultsOf(row(2, '*', 'inventory'), row(3, '*', 'inventory', 'stock'), row(4, '*', 'sales', 'quotations')),
    ).toEqual([]);
  });
});

describe('an invalid mapping file', () => {
  test.each<readonly [what: string, wrong: FileRow<Column>, fault: string]>([
    [
      'an unknown module, with the nearest key',
      row(2, '*', 'sale'),
      "2 target_module unknown module 'sale' (did you mean 'sales'?)",
    ],
    [
      'an unknown module in capitals',
      row(2, '*', 'Sales'),
      "2 target_module unknown module 'Sales' (did you mean 'sales'?)",
    ],
    [
      'an unknown module with none near',
      row(2, '*', 'manufacturing'),
      "2 target_module unknown module 'manufacturing'",
    ],
    [
      'an unknown submodule, with the nearest key',
      row(7, '*', 'sales', 'lead'),
      "7 target_submodule module 'sales' has no submodule 'lead' (did you mean 'leads'?)",
    ],
    [
      "another module's submodule",
      row(7, '*', 'sales', 'stock'),
      "7 target_submodule module 'sales' has no submodule 'stock'",
    ],
    [
      'a submodule of a module without submodules',
      row(7, '*', 'email', 'leads'),
      "7 target_submodule module 'email' has no submodule 'leads'",
    ],
    [
      'an unknown status',
      row(9, '*', 'sales', '', 'on'),
      "9 default_status 'on' must be one of enabled, trial, disabled",
    ],
    ['an empty status', row(9, '*', 'sales', '', ''), "9 default_status '' must be one of enabled, trial, disabled"],
    [
      'a status in capitals',
      row(9, '*', 'sales', '', 'ENABLED'),
      "9 default_status 'ENABLED' must be one of enabled, trial, disabled",
    ],
    [
      'a submodule with the status disabled',
      row(4, '*', 'sales', 'leads', 'disabled'),
      '4 default_status a rule for a submodule cannot be disabled: leave the rule out instead',
    ],
    [
      'no module at all',
      row(3, 'enabled_modules.CRM', ''),
      '3 target_module is missing: name a module, or - if the flag grants nothing',
    ],
    [
      'another word for an absent flag',
      row(3, 'enabled_modules.CRM', 'sales', '', 'enabled', { when_absent: 'yes' }),
      "3 when_absent 'yes' must be on, or empty",
    ],
    [
      'an absent flag for every organization',
      row(3, '*', 'sales', '', 'enabled', { when_absent: 'on' }),
      '3 when_absent a rule for * has none',
    ],
    [
      'an absent flag for organizations without flags',
      row(3, '@empty', 'sales', '', 'enabled', { when_absent: 'on' }),
      '3 when_absent a rule for @empty has none',
    ],
    [
      'an absent flag that grants nothing',
      row(3, 'enabled_modules.CRM', '-', '', '', { when_absent: 'on' }),
      '3 when_absent a rule with the target - has none',
    ],
    [
      'a value for organizations without flags',
      row(3, '@empty', 'sales', '', 'enabled', { value: 'x' }),
      '3 value a rule for @empty has no value: leave it empty',
    ],
    ...['null', '{}', '[]', ' [ ] '].map(
      (value) =>
        [
          `${value} as the value itself, which a rule by value never meets`,
          row(3, 'enabled_modules', '-', '', '', { value }),
          `3 value the value itself is never ${value.trim()}: @empty is the legacy_flag for null, {} and [] alike`,
        ] as const,
    ),
    ...['["crm"]', '{"crm": true}'].map(
      (value) =>
        [
          `${value} as the value itself, whose flags rules name`,
          row(3, 'enabled_modules', 'sales', '', 'enabled', { value }),
          '3 value the value itself is never a list or an object: ' +
            'a rule names a flag within it, as enabled_modules.<name>',
        ] as const,
    ),
    [
      'a value itself in the quotes of JSON',
      row(3, 'enabled_modules', 'sales', '', 'enabled', { value: '"Pro"' }),
      '3 value the value itself is read without quotes: write pro',
    ],
    [
      'a value for every organization',
      row(3, '*', 'sales', '', 'enabled', { value: 'x' }),
      '3 value a rule for * has no value: leave it empty',
    ],
    [
      'nothing for every organization',
      row(3, '*', '-', '', ''),
      '3 target_module - has no meaning for *: leave the rule out instead',
    ],
    [
      'nothing with a submodule',
      row(3, 'enabled_modules.CRM', '-', 'leads', ''),
      '3 target_submodule the target - grants nothing: leave this empty',
    ],
    [
      'nothing with an unknown status',
      row(3, 'enabled_modules.CRM', '-', '', 'on'),
      "3 default_status 'on' must be one of enabled, trial, disabled, or empty, since the target - has none",
    ],
  ])('is refused with the line of %s', (_, wrong, fault) => {
    expect(faultsOf(wrong)).toEqual([fault]);
  });

  test.each([
    '',
    'CRM',
    '**',
    ' *',
    '@Empty',
    '@',
    'enabled_modules.',
    'route_access.',
    'Enabled_Modules.CRM',
    'enabled-modules.CRM',
    'other.CRM',
    'xenabled_modules.CRM',
  ])("is refused with the line of the legacy flag '%s', which no flag could match", (legacyFlag) => {
    expect(faultsOf(row(5, legacyFlag, 'sales'))).toEqual([
      `5 legacy_flag '${legacyFlag}' must be enabled_modules.<name>, route_access.<name>, enabled_modules, @empty or *`,
    ]);
  });

  test.each([
    ['exactly', 'enabled_modules.Order Book', 'enabled_modules.Order Book'],
    ['in another case', 'enabled_modules.Order Book', 'enabled_modules.order book'],
    ['with a dash', 'enabled_modules.Order Book', 'enabled_modules.order-book'],
    ['for every organization', '*', '*'],
    ['by the longer path', 'route_access.leads', 'enabled_modules.route_access.Leads'],
  ])('is refused with the line of a rule repeated %s, even with another status', (_, first, second) => {
    expect(faultsOf(row(2, first, 'sales'), row(6, second, 'sales', '', 'trial'))).toEqual([
      '6 legacy_flag repeats the rule of line 2',
    ]);
    expect(faultsOf(row(2, first, 'sales', 'leads'), row(6, second, 'sales', 'leads', 'trial'))).toEqual([
      '6 legacy_flag repeats the rule of line 2',
    ]);
  });

  test('is refused where one line grants something for a flag that another line says grants nothing', () => {
    const full = { value: 'full' };
    const contradiction = (line: number) => [`6 target_module contradicts line ${line}: '-' grants nothing`];
    const crm = 'enabled_modules.CRM';
    expect(faultsOf(row(2, crm, 'sales'), row(6, crm, '-', '', ''))).toEqual(contradiction(2));
    expect(faultsOf(row(3, '@empty', '-', '', ''), row(6, '@empty', 'sales'))).toEqual(contradiction(3));
    expect(faultsOf(row(2, crm, 'sales', '', 'enabled', full), row(6, crm, '-', '', '', full))).toEqual(
      contradiction(2),
    );
    expect(faultsOf(row(2, crm, 'sales', '', 'enabled', full), row(6, crm, '-', '', ''))).toEqual([]);
  });

  test('is refused where a value is named twice in different spellings', () => {
    const named = (line: number, value: string) => row(line, 'enabled_modules.CRM', 'sales', '', 'enabled', { value });
    expect(faultsOf(named(2, 'Full'), named(6, 'full '), named(7, 'basic'))).toEqual([
      '6 legacy_flag repeats the rule of line 2',
    ]);
  });

  test('is not one with the same flag name on different levels', () => {
    expect(faultsOf(row(2, 'enabled_modules.leads', 'sales'), row(3, 'route_access.leads', 'sales'))).toEqual([]);
  });

  test('is one without rules, which would grant nothing to any organization', () => {
    expect(checkMappingRows([], known)).toEqual({ rules: [], faults: [{ message: 'the file holds no rule' }] });
  });

  test('is refused with all faults of all lines at once, in the file’s order', () => {
    expect(
      faultsOf(
        row(2, 'CRM', 'sale', 'x', 'on'),
        row(3, '*', 'sales'),
        row(4, '*', 'sales', 'lead', 'disabled'),
        row(9, '*', 'sales'),
        row(10, 'enabled_modules.CRM', 'sales', 'leads', 'disabled'),
      ),
    ).toEqual([
      "2 legacy_flag 'CRM' must be enabled_modules.<name>, route_access.<name>, enabled_modules, @empty or *",
      "2 target_module unknown module 'sale' (did you mean 'sales'?)",
      "2 default_status 'on' must be one of enabled, trial, disabled",
      "4 target_submodule module 'sales' has no submodule 'lead' (did you mean 'leads'?)",
      '4 default_status a rule for a submodule cannot be disabled: leave the rule out instead',
      '9 legacy_flag repeats the rule of line 3',
      '10 default_status a rule for a submodule cannot be disabled: leave the rule out instead',
    ]);
  });

  test('of arbitrary text has either a rule or a fault for every line', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '*',
        'sales',
        'leads',
        'enabled',
        'trial',
        'disabled',
        '-',
        'on',
        '@empty',
        'enabled_modules.CRM',
        '__proto__',
        'constructor',
      ),
      fc.string({ unit: codePoint }),
    );
    const rows = fc
      .array(
        fc.record({
          legacy_flag: cell,
          legacy_route_pattern: cell,
          target_module: cell,
          target_submodule: cell,
          default_status: cell,
          notes: cell,
          value: cell,
          when_absent: cell,
        }),
        { minLength: 1, maxLength: 6 },
      )
      .map((values) => values.map((one, index) => ({ line: index + 2, values: one })));
    fc.assert(
      fc.property(rows, (file) => {
        const { rules, faults } = checkMappingRows(file, known);
        expect(rules.length + new Set(faults.map(({ line }) => line)).size).toBe(file.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the flag of a rule', () => {
  test.each([
    ['enabled_modules.CRM', 'crm'],
    ['enabled_modules.Order Book', 'order_book'],
    ['enabled_modules.a.b', 'a.b'],
    ['enabled_modules.route_access.Price-Lists', 'route_access.price_lists'],
    ['route_access.Price Lists', 'route_access.price_lists'],
    ['*', '*'],
    ['@empty', '@empty'],
    ['enabled_modules', 'the value itself'],
    ['enabled_modules. CRM . Is Enabled ', 'crm.is_enabled'],
    ['', undefined],
    ['CRM', undefined],
    ['enabled_modules.', undefined],
    ['route_access.', undefined],
  ])('%j has the name %j', (legacyFlag, name) => {
    expect(ruleFlagName(legacyFlag)).toBe(name);
  });

  test('is found in every spelling, on its own level only', () => {
    const mapping = new Mapping([
      rule('enabled_modules.Order Book', 'sales'),
      rule('route_access.Price Lists', 'sales/leads'),
    ]);
    expect(mapping.rulesFor('order_book').map(({ targetModule }) => targetModule)).toEqual(['sales']);
    expect(mapping.rulesFor('route_access.price_lists').map(({ targetSubmodule }) => targetSubmodule)).toEqual([
      'leads',
    ]);
    expect(mapping.rulesFor('leads')).toEqual([]);
    expect(mapping.rulesForEveryOrganization()).toEqual([]);
  });

  test('leads to its rules in the order of the file', () => {
    const rules = [
      rule('enabled_modules.CRM', 'sales', 'trial'),
      rule('*', 'email'),
      rule('enabled_modules.crm', 'inventory'),
      rule('enabled_modules.CRM', 'sales/leads'),
    ];
    expect(new Mapping(rules).rulesFor('crm')).toEqual([rules[0], rules[2], rules[3]]);
    expect(new Mapping(rules).rulesForEveryOrganization()).toEqual([rules[1]]);
  });

  test("can be named '*', without granting the module to every organization", () => {
    const { rules } = checkMappingRows([row(2, 'enabled_modules.*', 'sales')], known);
    const mapping = new Mapping(rules);
    const flags = readLegacyFlags('{}', mapping);
    expect(flags.readable && [...desiredState(flags, mapping, known).modules.keys()]).toEqual([]);
  });
});

describe('the hash of a mapping', () => {
  const mapping = taxonomy().chain(mappingFor);

  test('is equal for rules in another order', () => {
    fc.assert(
      fc.property(
        mapping.chain((one) =>
          fc.tuple(fc.constant(one), fc.shuffledSubarray([...one.rules], { minLength: one.rules.length })),
        ),
        ([one, shuffled]) => {
          expect(new Mapping(shuffled).hash()).toBe(one.hash());
        },
      ),
    );
  });

  test('is that of earlier versions for a mapping without values and absent flags', () => {
    const old = new Mapping([
      rule('enabled_modules.CRM', 'sales'),
      rule('*', 'email'),
      rule('route_access.leads', 'sales/leads'),
    ]);
    expect(old.hash()).toBe('069237fe90c2c92b39715d9f4be82ae8ee6cbd3cbdae57d1ee961cfba371bf12');
  });

  test('is equal for another spelling of a flag', () => {
    expect(new Mapping([rule('enabled_modules.Order Book', 'sales')]).hash()).toBe(
      new Mapping([rule('enabled_modules.order-book', 'sales')]).hash(),
    );
  });

  test.each<[string, Partial<MappingRule>]>([
    ['flag', { legacyFlag: 'enabled_modules.other' }],
    ['level of the flag', { legacyFlag: 'route_access.crm' }],
    ['module', { targetModule: 'other' }],
    ['submodule', { targetSubmodule: 'other' }],
    ['lack of a submodule', { targetSubmodule: null }],
    ['status', { defaultStatus: 'trial' }],
    ['route pattern', { legacyRoutePattern: '/other' }],
    ['note', { notes: 'other' }],
    ['value', { value: 'full' }],
    ['answer for an absent flag', { whenAbsent: 'on' }],
  ])('is different for another %s', (_, change) => {
    const one: MappingRule = {
      ...rule('enabled_modules.CRM', 'sales/leads'),
      legacyRoutePattern: '/crm',
      notes: 'a note',
    };
    const other = rule('*', 'email');
    expect(new Mapping([other, { ...one, ...change }]).hash()).not.toBe(new Mapping([other, one]).hash());
  });

  test('is different for one rule less, and for two rules with exchanged targets', () => {
    fc.assert(
      fc.property(
        mapping.filter(({ rules }) => rules.length > 0),
        ({ rules }) => {
          expect(new Mapping(rules.slice(1)).hash()).not.toBe(new Mapping(rules).hash());
        },
      ),
    );
    const swapped = new Mapping([rule('enabled_modules.a', 'y'), rule('enabled_modules.b', 'x')]);
    expect(swapped.hash()).not.toBe(
      new Mapping([rule('enabled_modules.a', 'x'), rule('enabled_modules.b', 'y')]).hash(),
    );
  });
});
