import fc from 'fast-check';
import {
  checkTaxonomyRows,
  displayNameOf,
  TAXONOMY_OPTIONAL_COLUMNS,
  TAXONOMY_REQUIRED_COLUMNS,
} from '../../src/domain/taxonomy/taxonomy-file';
import { codePoint } from '../support/code-points';

type Column = (typeof TAXONOMY_REQUIRED_COLUMNS)[number] | (typeof TAXONOMY_OPTIONAL_COLUMNS)[number];
type Values = Partial<Record<Column, string>>;

const EMPTY: Record<Column, string> = {
  module: '',
  submodule: '',
  menu_path: '',
  permission: '',
  display_name: '',
  description: '',
  icon: '',
  policy: '',
  sort_order: '',
};
const SHORT: readonly string[] = TAXONOMY_REQUIRED_COLUMNS;
const LONG: readonly string[] = [...TAXONOMY_REQUIRED_COLUMNS, ...TAXONOMY_OPTIONAL_COLUMNS];

/** Checks a file with the given columns, whose rows start on line 2. */
const check = (columns: readonly string[], ...rows: readonly Values[]) =>
  checkTaxonomyRows(
    rows.map((values, index) => ({ line: index + 2, values: { ...EMPTY, ...values } })),
    new Set(columns),
  );

const faultsOf = (columns: readonly string[], ...rows: readonly Values[]): readonly string[] =>
  check(columns, ...rows).faults.map(({ line, field, message }) =>
    [line, field, message].filter((part) => part !== undefined).join(' '),
  );

describe('the short form of a taxonomy file', () => {
  test('makes modules of its keys in the file’s order, and keeps stored values without a column', () => {
    const { modules, faults } = check(
      SHORT,
      { module: 'sales', submodule: 'leads', menu_path: '/sales/leads', permission: 'sales.leads' },
      { module: 'hr', submodule: 'payroll' },
      { module: 'sales', submodule: 'quotations' },
      { module: 'email' },
    );
    expect(faults).toEqual([]);
    const kept = { displayName: undefined, description: undefined };
    expect(modules).toEqual([
      {
        key: 'sales',
        ...kept,
        icon: undefined,
        policy: undefined,
        sortOrder: 1,
        submodules: [
          { key: 'leads', ...kept, menuPath: '/sales/leads', permissionKey: 'sales.leads', sortOrder: 1 },
          { key: 'quotations', ...kept, menuPath: null, permissionKey: null, sortOrder: 2 },
        ],
      },
      {
        key: 'hr',
        ...kept,
        icon: undefined,
        policy: undefined,
        sortOrder: 2,
        submodules: [{ key: 'payroll', ...kept, menuPath: null, permissionKey: null, sortOrder: 1 }],
      },
      { key: 'email', ...kept, icon: undefined, policy: undefined, sortOrder: 3, submodules: [] },
    ]);
  });

  test('can have one submodule key in two modules', () => {
    expect(faultsOf(SHORT, { module: 'sales', submodule: 'reports' }, { module: 'hr', submodule: 'reports' })).toEqual(
      [],
    );
  });
});

describe('the long form of a taxonomy file', () => {
  test('sets every value, and an empty cell clears the value', () => {
    const { modules, faults } = check(
      LONG,
      {
        module: 'email',
        submodule: 'inbox',
        display_name: 'Inbox',
        description: 'Mail',
        menu_path: '/email',
        permission: 'email.read',
        sort_order: '7',
      },
      {
        module: 'email',
        display_name: 'E-mail',
        description: 'All mail',
        icon: 'mail',
        policy: 'ALWAYS_ON',
        sort_order: '30',
      },
      { module: 'sales', display_name: 'Sales' },
    );
    expect(faults).toEqual([]);
    expect(modules).toEqual([
      {
        key: 'email',
        displayName: 'E-mail',
        description: 'All mail',
        icon: 'mail',
        policy: 'ALWAYS_ON',
        sortOrder: 30,
        submodules: [
          {
            key: 'inbox',
            displayName: 'Inbox',
            description: 'Mail',
            menuPath: '/email',
            permissionKey: 'email.read',
            sortOrder: 7,
          },
        ],
      },
      {
        key: 'sales',
        displayName: 'Sales',
        description: null,
        icon: null,
        policy: 'ENTITLEMENT',
        sortOrder: 2,
        submodules: [],
      },
    ]);
  });

  test('is refused for a misspelt module key, which has no row of its own', () => {
    expect(
      faultsOf(
        LONG,
        { module: 'sales', display_name: 'Sales' },
        { module: 'slaes', submodule: 'leads', display_name: 'Leads' },
      ),
    ).toEqual(["3 module module 'slaes' has no row of its own (one without a submodule)"]);
  });

  test('is refused for a module with two descriptions', () => {
    expect(
      faultsOf(LONG, { module: 'sales', display_name: 'Sales' }, { module: 'sales', display_name: 'Selling' }),
    ).toEqual(["3 module module 'sales' is described on line 2 already"]);
  });
});

describe('an invalid taxonomy file', () => {
  test.each<[Values, string]>([
    [{ module: '' }, "2 module '' must be snake_case: lower-case letters and digits, words joined by _"],
    [{ module: 'Sales' }, "2 module 'Sales' must be snake_case: lower-case letters and digits, words joined by _"],
    [
      { module: 'sales-orders' },
      "2 module 'sales-orders' must be snake_case: lower-case letters and digits, words joined by _",
    ],
    [{ module: '1sales' }, "2 module '1sales' must be snake_case: lower-case letters and digits, words joined by _"],
    [{ module: 'sales_' }, "2 module 'sales_' must be snake_case: lower-case letters and digits, words joined by _"],
    [
      { module: 'sales__orders' },
      "2 module 'sales__orders' must be snake_case: lower-case letters and digits, words joined by _",
    ],
    [{ module: 'sales\n' }, "2 module 'sales\n' must be snake_case: lower-case letters and digits, words joined by _"],
    [
      { module: 'sales', submodule: 'price lists' },
      "2 submodule 'price lists' must be snake_case: lower-case letters and digits, words joined by _",
    ],
    [
      { module: 'sales', submodule: 'leads', menu_path: 'sales' },
      "2 menu_path 'sales' must begin with / and contain no space",
    ],
    [
      { module: 'sales', submodule: 'leads', menu_path: '/price lists' },
      "2 menu_path '/price lists' must begin with / and contain no space",
    ],
    [{ module: 'sales', policy: 'FREE' }, "2 policy 'FREE' must be one of ENTITLEMENT, ALWAYS_ON, RBAC_ONLY"],
    [
      { module: 'sales', submodule: 'leads', policy: 'ALWAYS_ON' },
      '2 policy belongs to the module: leave it empty on a submodule',
    ],
    [{ module: 'sales', sort_order: '-1' }, "2 sort_order '-1' must be a whole number from 0"],
    [{ module: 'sales', sort_order: '1.5' }, "2 sort_order '1.5' must be a whole number from 0"],
    [{ module: 'sales', sort_order: '99999999999' }, "2 sort_order '99999999999' must be a whole number from 0"],
  ])('is refused with the line of %j', (values, fault) => {
    expect(faultsOf([...SHORT, 'policy', 'sort_order'], values)).toEqual([fault]);
  });

  test('is refused with the line of a row with an empty display name', () => {
    expect(faultsOf(LONG, { module: 'sales' }, { module: 'sales', submodule: 'leads' })).toEqual([
      '2 display_name is empty',
      '3 display_name is empty',
    ]);
  });

  test('is refused with the line of a repeated submodule', () => {
    expect(
      faultsOf(
        SHORT,
        { module: 'sales', submodule: 'leads' },
        { module: 'hr' },
        { module: 'sales', submodule: 'leads' },
      ),
    ).toEqual(["4 submodule 'sales/leads' is on line 2 already"]);
  });

  test('is one without modules, which would deactivate all of them', () => {
    expect(check(SHORT)).toEqual({ modules: [], faults: [{ message: 'the file holds no module' }] });
  });

  test('is refused with all faults at once, in the order of their lines', () => {
    expect(
      faultsOf(
        LONG,
        { module: 'lost', submodule: 'leads', display_name: 'Leads' },
        { module: 'Sales', display_name: '', policy: 'x', sort_order: 'y' },
        { module: 'hr', submodule: 'Pay', display_name: 'Pay', menu_path: 'pay', policy: 'RBAC_ONLY' },
        { module: 'hr', display_name: 'HR' },
      ),
    ).toEqual([
      "2 module module 'lost' has no row of its own (one without a submodule)",
      "3 module 'Sales' must be snake_case: lower-case letters and digits, words joined by _",
      '3 display_name is empty',
      "3 policy 'x' must be one of ENTITLEMENT, ALWAYS_ON, RBAC_ONLY",
      "3 sort_order 'y' must be a whole number from 0",
      "4 submodule 'Pay' must be snake_case: lower-case letters and digits, words joined by _",
      "4 menu_path 'pay' must begin with / and contain no space",
      '4 policy belongs to the module: leave it empty on a submodule',
    ]);
  });

  test('of arbitrary text is read without losing or inventing a key', () => {
    const cell = fc.oneof(
      fc.constantFrom('', 'sales', 'hr', 'leads', '/x', '1', 'ALWAYS_ON', '__proto__', 'constructor'),
      fc.string({ unit: codePoint, maxLength: 5 }),
    );
    const values = fc.record({
      module: cell,
      submodule: cell,
      menu_path: cell,
      permission: cell,
      display_name: cell,
      description: cell,
      icon: cell,
      policy: cell,
      sort_order: cell,
    });
    fc.assert(
      fc.property(fc.array(values, { maxLength: 6 }), fc.constantFrom(SHORT, LONG), (rows, columns) => {
        const keys = (pairs: readonly (readonly [string, string])[]) =>
          [...new Set(pairs.map((pair) => JSON.stringify(pair)))].sort();
        const met = rows.flatMap(({ module, submodule }) => [[module, ''] as const, [module, submodule] as const]);
        const made = check(columns, ...rows).modules.flatMap(({ key, submodules }) => [
          [key, ''] as const,
          ...submodules.map((submodule) => [key, submodule.key] as const),
        ]);
        expect(keys(made)).toEqual(keys(met));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the display name of a key', () => {
  test.each([
    ['sales', 'Sales'],
    ['order_book', 'Order Book'],
    ['ai_analytics', 'AI Analytics'],
    ['crm', 'CRM'],
    ['gst_and_tds', 'GST And TDS'],
    ['email_2', 'Email 2'],
    ['airport', 'Airport'],
  ])('%s is %s', (key, name) => {
    expect(displayNameOf(key)).toBe(name);
  });
});
