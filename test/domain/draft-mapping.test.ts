import fc from 'fast-check';
import { draftMapping, type DraftRow, type MappingDraft } from '../../src/domain/legacy/draft-mapping';
import { normaliseFlagPath } from '../../src/domain/legacy/flag-name';
import { flagsOf } from '../../src/domain/legacy/legacy-flags';
import { type FlagValue, parseLegacyValue } from '../../src/domain/legacy/legacy-value';
import { Mapping, MAPPING_COLUMNS, OPTIONAL_MAPPING_COLUMNS, ruleFlagName } from '../../src/domain/legacy/mapping';
import { Proposals } from '../../src/domain/legacy/propose-target';
import { mayTakeAway } from '../../src/domain/legacy/takes-away';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { FlagCounts } from '../../src/features/census/flag-counts';
import { toCsv } from '../../src/platform/write-csv';
import { parseMapping } from '../../src/store/active-mapping';
import { legacyFlagsValue, mappingFor } from '../support/arbitraries';

const known = new Taxonomy([
  {
    id: 1,
    key: 'sales',
    policy: 'ENTITLEMENT',
    isActive: true,
    submodules: [
      { id: 1, key: 'leads', isActive: true },
      { id: 2, key: 'contacts', isActive: true },
    ],
  },
  { id: 2, key: 'crm', policy: 'ENTITLEMENT', isActive: true, submodules: [] },
  { id: 3, key: 'stock', policy: 'ENTITLEMENT', isActive: true, submodules: [] },
]);

/** Drafts as the command does, from the values of some organizations. */
function draftOf(values: readonly unknown[], mapping = Mapping.NONE): MappingDraft {
  const counts = new FlagCounts();
  for (const value of values) counts.add(JSON.stringify(value), mapping, 1);
  const proposals = new Proposals(mapping, known);
  const flags = counts.counted().map((count) => {
    const unmapped = !mapping.knows(count.name);
    return { ...count, unmapped, nearest: unmapped ? proposals.nearest(count.path) : null };
  });
  return draftMapping(mapping, flags, counts.leftOut, []);
}

/** Rows as `flag = value → target`, with `?` for a target to be named. */
const lines = ({ rows }: MappingDraft): readonly string[] =>
  rows.map(({ legacy_flag: flag, value, target_module: module, target_submodule: submodule }) => {
    const target = submodule === '' ? module || '?' : `${module}/${submodule}`;
    return `${flag.replace('enabled_modules.', '')}${value && ` = ${value}`} → ${target}`;
  });

/** The draft as a file, with a target where the operator has to name one. */
function load({ rows }: MappingDraft, target: (row: DraftRow, index: number) => string): Mapping {
  const decided = rows.map((row, index) =>
    row.target_module === '' ? { ...row, target_module: target(row, index) } : row,
  );
  if (rows.length === 0) return Mapping.NONE;
  const csv = toCsv([...MAPPING_COLUMNS, ...OPTIONAL_MAPPING_COLUMNS], decided, ['value', 'notes']);
  return parseMapping('draft.csv', csv, known).mapping;
}

describe('a drafted mapping', () => {
  test.each<[what: string, values: readonly unknown[], expected: readonly string[]]>([
    [
      'content of the column that is no list or object',
      ['pro', "['crm']", 'crm,erp', true, 3, false],
      [
        "enabled_modules = ['crm'] → ?",
        'enabled_modules = 3 → ?',
        'enabled_modules = crm,erp → ?',
        'enabled_modules = false → ?',
        'enabled_modules = pro → ?',
        'enabled_modules = true → ?',
      ],
    ],
    [
      'a flag that is on, and an empty list elsewhere',
      [{ version_control: true }, { version_control: [] }, { version_control: {} }],
      ['version_control → ?', 'version_control = [] → ?', 'version_control = {} → ?'],
    ],
    [
      'a flag that is on and is called like a limit',
      [{ unit_tests: true, quota_planner: 'yes', max_seats: 1 }],
      ['max_seats → ?', 'quota_planner → ?', 'unit_tests → ?'],
    ],
    ['a number beside a flag that is off', [{ storage: false }, { storage: 50 }], ['storage = 50 → ?']],
    [
      'a number beside a word',
      [{ storage: 50 }, { storage: 'unlimited' }],
      ['storage = 50 → ?', 'storage = unlimited → ?'],
    ],
    [
      'a number or time of which a module has the name',
      [{ crm: 2 }, { crm: '2027-01-01' }, { crm: -1 }],
      ['crm = -1 → ?', 'crm = 2 → ?', 'crm = 2027-01-01 → ?'],
    ],
    ['the end of a module', [{ crm: { expires: '2027-01-01' } }], ['crm.expires = 2027-01-01 → ?']],
    ['an object in a list that has no name', [[{ module: 'crm' }]], ['[0] → ?']],
    [
      'what is in a list and no name, such as ids',
      [['crm', true, 7, null]],
      ['[1] → ?', '[2] → ?', '[3] → ?', 'crm → crm'],
    ],
    [
      'a number or time of a name that says nothing',
      [{ erp: 2, until: '2027-01-01' }],
      ['erp = 2 → ?', 'until = 2027-01-01 → ?'],
    ],
    [
      'a number that is called like a limit, within the settings of a module',
      [{ erp: { limit: 5 } }],
      ['erp.limit = 5 → ?'],
    ],
    ['a word that may mean off', [{ crm: 'never' }, { crm: 'n' }], ['crm = n → ?', 'crm = never → ?']],
    [
      'a flag that may take access away',
      [{ disableCrm: true }, { disableCrm: 'partly' }],
      ['disableCrm → ?', 'disableCrm = partly → ?'],
    ],
  ])('leaves to the operator, and never takes for nothing, %s', (_, values, expected) => {
    expect([...lines(draftOf(values))].sort()).toEqual([...expected].sort());
  });

  test('takes for nothing only flags of which every value is a number or a time, with the name of a limit', () => {
    const values = [{ seats: 25, max_users: 1000, version: '2' }, { seats: 2.5 }];
    expect(lines(draftOf(values))).toEqual(['seats → -', 'max_users → -', 'version → -']);
    expect(lines(draftOf([...values, { seats: 'unlimited', max_users: 0, version: true }]))).toEqual([
      'version → ?',
      'version = 2 → ?',
      'seats = 2.5 → ?',
      'seats = 25 → ?',
      'seats = unlimited → ?',
      'max_users = 1000 → ?',
    ]);
  });

  test.each(['sales_seats', 'crm_version', 'sales_limit', 'max_contacts', 'max-crms', 'lead_quota', 'min_stock'])(
    'leaves it to the operator whether the number %s is the licence of what it names',
    (flag) => {
      expect(lines(draftOf([{ [flag]: 25 }, { [flag]: 10 }]))).toEqual([`${flag} = 10 → ?`, `${flag} = 25 → ?`]);
    },
  );

  test('takes for nothing a limit of a name with several words only if no submodule has them', () => {
    const orders = new Taxonomy([
      {
        id: 1,
        key: 'sales',
        policy: 'ENTITLEMENT',
        isActive: true,
        submodules: [{ id: 1, key: 'purchase_orders', isActive: true }],
      },
    ]);
    const nearest = (path: string) => new Proposals(Mapping.NONE, orders).nearest(path);
    expect(nearest('max_purchase_orders')).toMatchObject({ module: 'sales', submodule: 'purchase_orders' });
    expect(nearest('max_users')).toBeNull();
  });

  test.each([
    ...['cancelled', 'past_due', 'suspended', 'blocked', 'unpaid', 'nil', 'null', '0.0', 'locked', 'whatever', 'never'],
    ...['none', '-1', '2027-01-01', 'proo', 'not active', 'nö'],
  ])('grants nothing for the value %j, which may mean off', (value) => {
    expect(lines(draftOf([{ crm: value }]))).toEqual([`crm = ${value} → ?`]);
    expect(lines(draftOf([{ stock: { state: value } }]))).toEqual([`stock.state = ${value} → ?`]);
    const mapping = load(draftOf([{ crm: true }]), () => 'crm');
    expect(lines(draftOf([{ crm: value }], mapping)).slice(1)).toEqual([`crm = ${value} → ?`]);
  });

  test.each(['full', 'Pro', 'premium', 'trial', 'active', 'admin'])('proposes a target for the value %j', (value) => {
    expect(lines(draftOf([{ crm: value }]))).toEqual([`crm = ${value.toLowerCase()} → crm`]);
  });

  test.each([
    ...['crm_locked', 'is_crm_blocked', 'deny_sales', 'exclude_crm', 'lock_sales', 'block_sales', 'stock_off'],
    ...[
      'sales-hidden',
      'min_crm',
      'noSales',
      'nosales',
      'salesoff',
      'crm.isDisabled',
      'sales expired',
      'stockSuspended',
    ],
    ...["'-crm", '(-crm)', '"!crm"', 'modules."-crm"', 'modules/-crm', '\u2212crm', '\u00accrm'],
    ...['!crm', 'modules.-crm', 'remove.crm', 'crm_denied', 'end_of_sales', 'without:crm', 'CRM_NOT_ALLOWED'],
  ])('grants nothing for the flag %s, which may take access away', (flag) => {
    const values = flag.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), 'full');
    expect(draftOf([values]).rows.map(({ target_module: module }) => module)).toEqual(['']);
    const on: unknown = JSON.parse(JSON.stringify(values).replace('"full"', 'true'));
    const off: unknown = JSON.parse(JSON.stringify(values).replace('"full"', '0'));
    expect(draftOf([on, off]).rows.map(({ target_module: module }) => module)).toEqual(['']);
  });

  test.each<[what: string, values: readonly unknown[], flags: readonly string[]]>([
    ['a plan', [{ crm: { enabled: false, plan: 'premium' } }], ['crm.plan = premium']],
    ['a feature below', [{ crm: { enabled: false, features: { leads: true } } }], ['crm.features.leads']],
    ['all flags', [{ isActive: false, crm: true }, { crm: true }], ['crm']],
    ['a plan by a word', [{ crm: { status: 'cancelled', plan: 'pro' } }], ['crm.plan = pro']],
    ['what is locked', [{ crm: { isLocked: true, leads: true } }, { crm: { leads: true } }], ['crm.leads']],
    ['what is over', [{ crm: { suspended_at: '2026-01-01', leads: true } }], ['crm.leads']],
    ['one switch by another', [{ crm: { enabled: false, active: true } }], ['crm.active']],
  ])('grants nothing for what the product has switched off beside or above it: %s', (_, values, flags) => {
    const { rows, leftOut } = draftOf(values);
    const drafted = rows.filter((row) => flags.includes(lines({ rows: [row], leftOut })[0]?.split(' → ')[0] ?? ''));
    expect(drafted.map(({ target_module: target }) => target)).toEqual(flags.map(() => ''));
    for (const { notes } of drafted) expect(notes).toMatch(/\b(is off|is on), or may be, in 1\b/);
  });

  test('proposes a target beside a switch that is on in each organization, and for the switch itself', () => {
    const on = [
      { crm: { enabled: true, locked: false, status: 'active', leads: true } },
      { sales: { enabled: true } },
      { sales: { enabled: false } },
    ];
    expect(lines(draftOf(on))).toEqual(
      expect.arrayContaining(['crm.enabled → crm', 'crm.leads → sales/leads', 'sales.enabled → sales']),
    );
  });

  test('grants nothing by a rule for a value of a flag that is off by another', () => {
    const mapping = load(draftOf([{ crm: { plan: 'basic' } }]), () => 'crm');
    expect(lines(draftOf([{ crm: { plan: 'pro', enabled: false } }], mapping))).toContain('crm.plan = pro → ?');
  });

  test.each([
    ...['crm_pending', 'sales_requested', 'wants_crm', 'crm_waitlist', 'crmUpsell', 'interested_in_sales'],
    ...['crm_on_hold', 'crm_churned', 'crm_sunset', 'kill_crm', 'crm_killswitch', 'crm_ad', 'preview_of_sales'],
    ...['former_crm', 'crm_wish', 'sales_offer'],
  ])('grants nothing for the flag %s, which asks for access, offers it, or had it', (flag) => {
    expect(lines(draftOf([{ [flag]: true }]))).toEqual([`${flag} → ?`]);
  });

  test('grants nothing for seats of which there are none', () => {
    expect(lines(draftOf([{ crm_seats: 0 }, { crm_seats: '0' }]))).toEqual(['crm_seats → ?']);
  });

  test('proposes a target for a flag whose name has a dash between words', () => {
    expect(['crm', 'crm - all', 'crm-all', 'crm \u2013 all'].map((path) => mayTakeAway(path, null))).toEqual(
      Array.from({ length: 4 }, () => false),
    );
  });

  test('proposes a target whose own name has such a word', () => {
    const timeOff = { module: 'hr', submodule: 'time_off' };
    expect(['time_off', 'hr.time-off'].map((path) => mayTakeAway(path, timeOff))).toEqual([false, false]);
    expect(mayTakeAway('time_off_locked', timeOff)).toBe(true);
  });

  test('can be decided the other way in each row, by naming a module in place of -', () => {
    const mapping = load(draftOf([{ fax: true }]), () => '-');
    const { rows } = draftOf([{ fax: true }, { seats: 25 }], mapping);
    expect(rows.map(({ target_module: target }) => target)).toEqual(['-', '-']);
    const turned = rows.map((row) => ({ ...row, target_module: 'crm' }));
    const { rules } = load({ rows: turned, leftOut: [] }, () => '-');
    expect(rules.map(({ targetModule, defaultStatus }) => `${targetModule} ${defaultStatus}`)).toEqual([
      'crm enabled',
      'crm enabled',
    ]);
  });

  test('has one row, and no target, for numbers or times of more kinds than can be read', () => {
    expect(lines(draftOf(Array.from({ length: 21 }, (_, day) => ({ size: day + 2 }))))).toEqual(['size → ?']);
    expect(lines(draftOf(Array.from({ length: 21 }, (_, day) => day + 2)))).toHaveLength(20);
  });

  test('takes for nothing no number within which other organizations have flags', () => {
    expect(lines(draftOf([{ limits: 3 }, { limits: { fax: true } }]))).toEqual(['limits.fax → ?', 'limits = 3 → ?']);
  });

  test('has no rule for null, which is off', () => {
    const drafted = draftOf([{ crm: null }, { crm: 'full' }, { zz: null }]);
    expect(lines(drafted)).toEqual(['crm = full → crm', 'zz → ?']);
    expect(
      lines(
        draftOf(
          [{ crm: null }, { crm: true }],
          load(drafted, () => '-'),
        ),
      ),
    ).toContain('crm = true → crm');
  });

  test('says how many values have no row, and lists them once the first ones have rules', () => {
    const values = Array.from({ length: 45 }, (_, index) => ({ plan: `plan ${index}` }));
    let mapping = Mapping.NONE;
    const notes = [25, 5, 0].map((more) => {
      const drafted = draftOf(values, mapping);
      mapping = load(drafted, () => 'crm');
      return drafted.rows.at(-1)?.notes.includes(`; ${more} more values without a row: `);
    });
    expect(notes).toEqual([true, true, false]);
    expect(mapping.rules).toHaveLength(45);
    expect(draftOf(Array.from({ length: 300 }, (_, plan) => ({ plan: `p${plan}` }))).rows.at(-1)?.notes).toContain(
      'more than 180 more values without a row',
    );
  });

  test('says how many flags were too many, and lists them once the first ones have rules', () => {
    const values = Array.from({ length: 51 }, (_, page) =>
      Object.fromEntries(Array.from({ length: 100 }, (__, flag) => [`${page}x${flag}`, true])),
    );
    const limits = { limits: Object.fromEntries(Array.from({ length: 5_100 }, (_, limit) => [`l${limit}`, 5])) };
    const first = draftOf(values);
    expect(first.rows).toHaveLength(5_000);
    expect(first.leftOut).toEqual([
      'Flags without a rule beyond the first 5000 were met 100 times: load this mapping, and draft again.',
    ]);
    const decided = load(first, () => '-');
    const [limitsRule] = load(draftOf([{ limits: true }]), () => '-').rules;
    const mapping = new Mapping([...decided.rules, ...(limitsRule ? [limitsRule] : [])]);
    const second = draftOf([limits, ...values], mapping);
    expect(lines(second).slice(5_001)).toEqual(Array.from({ length: 100 }, (_, flag) => `50x${flag} → ?`).sort());
    expect(second.leftOut).toEqual([]);
  });

  test('has no rule for a value that is too long for one, and says so', () => {
    const drafted = draftOf([{ plan: 'x'.repeat(121) }, { plan: 'x'.repeat(120) }, { plan: 'pro' }]);
    expect(lines(drafted)).toEqual(['plan = pro → ?', `plan = ${'x'.repeat(120)} → ?`]);
    expect(drafted.rows.at(-1)?.notes).toContain('no row for a value in 1 organization that no rule can name');
  });

  test('says what has no row at all', () => {
    const mapping = load(draftOf([{ crm: true }]), () => '-');
    expect(draftOf([{ crm: { 'A\0': true } }, { crm: { limit: 5 } }], mapping).leftOut).toEqual([
      'Of the flag "crm.A\\u0000": no rule can name it (on in 1, off in 0).',
      expect.stringMatching(/^Of the flag crm: no row for a value in 1 organization that no rule can name/),
    ]);
  });

  test('calls nothing left out of a settings object in which each flag has a row of its own', () => {
    const mapping = load(draftOf([{ hr: true }]), () => 'crm');
    const settings = { hr: { enabled: true, seats: 5 } };
    const drafted = draftOf([settings, settings], mapping);
    expect(lines(drafted)).toEqual(['hr → crm', 'hr.enabled → crm', 'hr.seats = 5 → ?']);
    expect(drafted.leftOut).toEqual([]);
    // Once those rows grant nothing, the object is unreadable, and no row can say what it means.
    const decided = load(draftOf([settings], mapping), () => '-');
    const others = [{ hr: { seats: 5 } }, { hr: {} }];
    expect(draftOf(others, decided).leftOut).toEqual([]);
    expect(draftOf(others, decided).rows.at(-1)?.notes).toContain('no row for a value in 1 organization');
  });

  test('names a flag with an empty name', () => {
    const drafted = draftOf([{ '': true }]);
    expect(lines(drafted)).toEqual(['"" → ?']);
    expect(
      lines(
        draftOf(
          [['']],
          load(drafted, () => 'crm'),
        ),
      ),
    ).toEqual(['"" → crm']);
  });
});

/** Whether a value says neither that a flag is on nor anything else that may mean it. */
function isPlainlyNothing({ json, on }: FlagValue): boolean {
  if (on !== null) return false;
  const text = typeof json === 'number' || typeof json === 'string' ? String(json).trim() : '';
  return text !== '' && (/^\d{4}-\d\d-\d\d/.test(text) || ![NaN, 0, 1].includes(Number(text)));
}

describe('a mapping drafted from any values', () => {
  const oddities = fc.constantFrom<unknown>(
    ...[[], {}, 'never', '2027-01-01', '2027-01-01 pro', '1.0', '=1+1', "'=1+1", '＝x', '-5', '\0', '\ud800', true, 7],
    ...['x'.repeat(130), null, 'plan\nb', ' "q" ', 'İ'],
  );
  const odd = fc.dictionary(
    fc.constantFrom('crm', 'seats', 'limits', 'max contacts', '', 'disable-crm', 'A\0', '*', 'İ'),
    fc.oneof(
      oddities,
      fc.dictionary(fc.constantFrom('limit', 'enabled', ' ', 'expires'), oddities, { maxKeys: 2 }),
      fc.array(oddities, { maxLength: 2 }),
    ),
    { maxKeys: 3 },
  );
  const scenario = fc.record({
    values: fc.array(fc.oneof(legacyFlagsValue, odd, oddities), { maxLength: 8 }),
    mapping: fc.oneof(fc.constant(Mapping.NONE), mappingFor(known)),
    choices: fc.array(fc.constantFrom('-', 'crm', 'stock'), { minLength: 1, maxLength: 5 }),
  });

  test('never takes for nothing a value that may mean on', () => {
    fc.assert(
      fc.property(scenario, ({ values, mapping }) => {
        const added = draftOf(values, mapping).rows.slice(mapping.rules.length);
        const nothing = added.filter(({ target_module: target }) => target === '-');
        expect(nothing.filter(({ value }) => value !== '')).toEqual([]);
        const names = nothing.map(({ legacy_flag: flag }) => ruleFlagName(flag) ?? '');
        for (const value of values) {
          const covered = [...flagsOf(JSON.stringify(value), mapping).values()].filter(({ name }) =>
            names.some((one) => name === one || name.startsWith(`${one}.`) || name.startsWith(`${one}[`)),
          );
          expect(covered.flatMap((flag) => flag.values.filter((one) => !isPlainlyNothing(one)))).toEqual([]);
        }
      }),
      { numRuns: 600 },
    );
  });

  test('loads whichever way it is decided, and then each value is understood, or said to be left out', () => {
    fc.assert(
      fc.property(scenario, ({ values, mapping, choices }) => {
        const drafted = draftOf(values, mapping);
        const loaded = load(drafted, (_, index) => choices[index % choices.length] ?? '-');
        const said = (path: string, name: string) =>
          drafted.leftOut.some(
            (sentence) =>
              sentence.startsWith(`Of the flag ${path}: `) ||
              normaliseFlagPath(sentence).startsWith(normaliseFlagPath(`Of the flag ${name}: `)),
          ) ||
          drafted.rows.some(
            ({ legacy_flag: flag, notes }) => ruleFlagName(flag) === name && / no row for | without a row/.test(notes),
          );
        for (const value of values) {
          const text = JSON.stringify(value);
          const { nested } = parseLegacyValue(text);
          for (const flag of flagsOf(text, loaded).values()) {
            // What is in a list or object has rows of its own.
            if (nested.get(flag.name)?.isEmpty === false) continue;
            const rules = loaded.rulesFor(flag.name);
            const isKnown = loaded.knows(flag.name) && flag.values.every((one) => isUnderstood(one, rules));
            expect({ flag, isKnown: isKnown || said(flag.path, flag.name) }).toEqual({ flag, isKnown: true });
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  test('has only rules for values that were met', () => {
    fc.assert(
      fc.property(scenario, ({ values, mapping }) => {
        const loaded = load(draftOf(values, mapping), () => 'crm');
        const met = values.flatMap((value) =>
          [...flagsOf(JSON.stringify(value), loaded).values()].flatMap(({ name, values: all }) =>
            all.map(({ text }) => `${name}=${text ?? ''}`),
          ),
        );
        const added = loaded.rules.slice(mapping.rules.length).filter(({ value }) => value !== undefined);
        for (const { legacyFlag, value } of added) expect(met).toContain(`${ruleFlagName(legacyFlag) ?? ''}=${value}`);
      }),
      { numRuns: 600 },
    );
  });
});

/** Whether the rules for a flag say what a value of it means. */
function isUnderstood({ on, text }: FlagValue, rules: Mapping['rules']): boolean {
  if (rules.some(({ value, targetModule }) => value === undefined && targetModule === '-')) return true;
  if (text !== null && rules.some(({ value }) => value === text)) return true;
  return on === false || (on === true && rules.some(({ value }) => value === undefined)) || rules.length === 0;
}
