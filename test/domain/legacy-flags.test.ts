import fc from 'fast-check';
import { normaliseFlagName } from '../../src/domain/legacy/flag-name';
import {
  type LegacyFlags,
  type ReadableFlags,
  readLegacyFlags,
  type UnreadableFlags,
} from '../../src/domain/legacy/legacy-flags';
import { parseLegacyValue } from '../../src/domain/legacy/legacy-value';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import { isTooDeep, readPlainJson } from '../../src/domain/legacy/parse-json';
import { legacyFlagsValue, OFF_VALUES, ON_VALUES } from '../support/arbitraries';
import { codePoint } from '../support/code-points';
import { naiveReading } from '../support/naive-flags';

/** A mapping with a rule for each of these flags. */
const asking = (...names: readonly string[]): Mapping =>
  new Mapping(
    names.map((name): MappingRule => ({
      legacyFlag: name === '$' ? 'enabled_modules' : `enabled_modules.${name}`,
      legacyRoutePattern: null,
      targetModule: 'sales',
      targetSubmodule: null,
      defaultStatus: 'enabled',
      notes: null,
    })),
  );
const ASKING = asking('CRM', 'HR', 'route_access.vendors', 'route_access.a');

const read = (value: unknown, mapping = ASKING): LegacyFlags => readLegacyFlags(JSON.stringify(value), mapping);
const readText = (text: string | null): LegacyFlags => readLegacyFlags(text, ASKING);

function readable(flags: LegacyFlags): ReadableFlags {
  if (flags.readable) return flags;
  throw new Error(`unreadable: ${JSON.stringify(flags.problems)}`);
}

function unreadable(flags: LegacyFlags): UnreadableFlags {
  if (!flags.readable) return flags;
  throw new Error(`readable: ${JSON.stringify([...flags.flags.values()])}`);
}

/** Flags as `name on`, `name off` or `name odd`. */
const lines = (flags: LegacyFlags): readonly string[] =>
  [...readable(flags).flags.values()].map(({ name, on }) => `${name} ${on === null ? 'odd' : on ? 'on' : 'off'}`);
/** Problems as `path value`. */
const problems = (flags: LegacyFlags): readonly string[] =>
  unreadable(flags).problems.map(({ path, value }) => `${path} ${value}`);

describe('the shape of a value', () => {
  test.each([
    ['SQL NULL', null, 'NULL', []],
    ['JSON null', 'null', 'NULL', []],
    ['an empty list', '[]', 'ARRAY', []],
    ['a list of names', '["CRM","HR"]', 'ARRAY', ['crm on', 'hr on']],
    ['an empty object', '{}', 'OBJECT', []],
    ['an object', '{"CRM":true,"HR":false}', 'OBJECT', ['crm on', 'hr off']],
    [
      'one nested level',
      '{"CRM":true,"route_access":{"vendors":true,"Price Lists":0}}',
      'NESTED_OBJECT',
      ['crm on', 'route_access.vendors on', 'route_access.price_lists off'],
    ],
    ['nothing in the nested level', '{"route_access":{}}', 'NESTED_OBJECT', ['route_access odd']],
    ['empty text', '""', 'NULL', []],
    ['levels of any depth', '{"a":{"b":{"c":{"d":1}}}}', 'NESTED_OBJECT', ['a.b.c.d on']],
    [
      'a list within an object',
      '{"crm":["leads","Price Lists"]}',
      'NESTED_OBJECT',
      ['crm.leads on', 'crm.price_lists on'],
    ],
    [
      'a list of objects with keys',
      '[{"key":"crm","name":"CRM","enabled":true},{"name":"HR","enabled":0},"stock"]',
      'NESTED_OBJECT',
      ['crm.name odd', 'crm.enabled on', 'hr.enabled off', 'stock on'],
    ],
    ['white space around it', ' \n{"CRM":true}\t', 'OBJECT', ['crm on']],
  ] as const)('is understood: %s', (_, text, shape, expected) => {
    const flags = readLegacyFlags(
      text,
      asking('CRM', 'route_access.vendors', 'crm.leads', 'crm.enabled', 'hr.enabled'),
    );
    expect(flags).toMatchObject({ readable: true, shape, encoded: text === '""', duplicates: [] });
    expect(lines(flags)).toEqual(expected);
  });

  test.each([
    [null, 'NULL'],
    ['null', 'NULL'],
    ['""', 'NULL'],
    ['" "', 'NULL'],
    ['"null"', 'NULL'],
    ['{}', 'EMPTY_OBJECT'],
    ['"{}"', 'EMPTY_OBJECT'],
    ['[]', 'EMPTY_LIST'],
    ['"[]"', 'EMPTY_LIST'],
    ['[""]', null],
    ['[null]', null],
    ['{"CRM":false}', null],
    ['{"route_access":{}}', null],
    ['{"other":{}}', null],
    ['[{"key":"x"}]', null],
  ])('of %s is empty as %s', (text, empty) => {
    expect(readable(readText(text)).empty).toBe(empty);
  });

  test.each([
    ['null', 'NULL', []],
    ['["CRM","HR"]', 'ARRAY', ['crm on', 'hr on']],
    ['{"CRM":"yes"}', 'OBJECT', ['crm on']],
    ['{"route_access":{"vendors":1}}', 'NESTED_OBJECT', ['route_access.vendors on']],
  ] as const)('is understood in a JSON string too: %s', (inner, shape, expected) => {
    const flags = read(inner);
    expect(flags).toMatchObject({ readable: true, shape, encoded: true });
    expect(lines(flags)).toEqual(expected);
    expect(read(JSON.stringify(inner))).toEqual(flags);
  });

  test('does not depend on whether a JSON string contains it', () => {
    fc.assert(
      fc.property(
        legacyFlagsValue.filter((value) => typeof value !== 'string'),
        (value) => {
          expect(read(JSON.stringify(value))).toEqual({ ...read(value), encoded: true });
        },
      ),
      { numRuns: 300 },
    );
  });
});

const cased = (values: readonly unknown[]): readonly unknown[] =>
  values.flatMap((value) =>
    typeof value === 'string'
      ? [value, value.toUpperCase(), ` ${value}`, `${value}\t`, `\n${value.toUpperCase()} `]
      : [value],
  );

describe('the value of a flag', () => {
  test.each(cased(ON_VALUES))('%j is on', (value) => {
    expect(lines(read({ CRM: value, route_access: { vendors: value } }))).toEqual([
      'crm on',
      'route_access.vendors on',
    ]);
  });

  test.each(cased(OFF_VALUES))('%j is off', (value) => {
    expect(lines(read({ CRM: value, route_access: { vendors: value } }))).toEqual([
      'crm off',
      'route_access.vendors off',
    ]);
  });

  test.each([
    2,
    -1,
    0.5,
    1e300,
    'maybe',
    'null',
    'undefined',
    'y',
    't',
    '2',
    [],
    [true],
    ['on'],
    'full',
    { limit: 5 },
    { deep: { deeper: true } },
    {},
  ])('%j is unreadable where a rule asks for it, and in nobody’s way where none does', (value) => {
    const shown = JSON.stringify(value);
    expect([...problems(read({ CRM: value, route_access: { vendors: value } }))].sort()).toEqual([
      `CRM ${shown}`,
      `route_access.vendors ${shown}`,
    ]);
    const unasked = readable(read({ HR: true, odd: value, route_access: { odd: value } }));
    expect(unasked.flags.get('hr')?.on).toBe(true);
    expect([...unasked.flags.keys()].filter((name) => name !== 'hr').length).toBeGreaterThan(0);
  });

  test('that is a list or object is read by the rules for what is in it', () => {
    const known: MappingRule = {
      legacyFlag: 'enabled_modules.crm.limit',
      legacyRoutePattern: null,
      targetModule: '-',
      targetSubmodule: null,
      defaultStatus: 'disabled',
      notes: null,
    };
    const mapping = new Mapping([...asking('CRM', 'crm.enabled', 'crm.leads').rules, known]);
    expect(lines(read({ CRM: { Enabled: 'True', limit: 5 } }, mapping))).toEqual(['crm.enabled on', 'crm.limit odd']);
    expect(lines(read({ CRM: ['Leads'] }, mapping))).toEqual(['crm.leads on']);
    expect(problems(read({ CRM: [] }, mapping))).toEqual(['CRM []']);
    expect(problems(read({ CRM: { limit: 5 } }, mapping))).toEqual(['CRM {"limit":5}']);
    expect(problems(read([{ key: 'crm', limit: 5 }], mapping))).toEqual(['crm {"key":"crm","limit":5}']);
  });

  test('that is an empty list or object is not passed over in silence, whatever rules ask for in it', () => {
    expect(lines(read({ config: {}, more: [], route_access: {} }))).toEqual([
      'config odd',
      'more odd',
      'route_access odd',
    ]);
  });

  test.each([[[]], [{}]])('that is %j is met by a rule that names it', (value) => {
    const mapping = new Mapping(asking('CRM').rules.map((rule) => ({ ...rule, value: JSON.stringify(value) })));
    const { values } = readable(read({ CRM: value }, mapping)).flags.get('crm') ?? { values: [] };
    expect(values.map(({ text }) => text)).toEqual([JSON.stringify(value)]);
    expect(lines(read({ CRM: [{}] }, mapping))).toEqual(['crm[0] odd', 'crm odd']);
  });

  test('that a rule names is not unreadable for the rules that ask whether the flag is on', () => {
    const mapping = new Mapping([
      ...asking('CRM').rules,
      ...asking('CRM').rules.map((rule) => ({ ...rule, value: 'full' })),
    ]);
    expect(lines(read({ CRM: ' FULL ' }, mapping))).toEqual(['crm odd']);
    expect(problems(read({ CRM: 'premium' }, mapping))).toEqual(['CRM "premium"']);
  });

  test('1 and 0 can be written in other notations', () => {
    expect(lines(readText('{"a":1.0,"b":1e0,"c":-0,"d":0.0}'))).toEqual(['a on', 'b on', 'c off', 'd off']);
  });

  test('is on for every name in a list, even for the name no', () => {
    expect(lines(read(['no', 'false', '']))).toEqual(['no on', 'false on', '"" on']);
  });

  test('that is odd in a list is in nobody’s way, and never on', () => {
    expect(lines(read(['CRM', 7, null, true, ['HR'], { limit: 5 }, { CRM: [1, 'leads'] }]))).toEqual([
      'crm on',
      '[1] odd',
      '[2] odd',
      '[3] odd',
      '[4] odd',
      '[5] odd',
      '[6] odd',
    ]);
    expect(lines(read({ route_access: { list: ['a', 1] } }))).toEqual([
      'route_access.list.a on',
      'route_access.list[1] odd',
    ]);
  });
});

describe('an unreadable value', () => {
  test.each([
    ['{"CRM":', ['$ "{\\"CRM\\":"']],
    ['true', ['$ true']],
    ['1', ['$ 1']],
    ['"CRM"', ['$ "CRM"']],
    ['"pro"', ['$ "pro"']],
    ['"crm,erp"', ['$ "crm,erp"']],
    [`"['crm', 'erp']"`, [`$ "['crm', 'erp']"`]],
    ['"7"', ['$ 7']],
    ['"false"', ['$ false']],
    ['{"CRM":2,"HR":true,"route_access":{"a":[],"b":true,"c":{"d":true}},"Sales":[]}', ['CRM 2', 'route_access.a []']],
  ])('is reported with all of its problems: %s', (text, expected) => {
    expect(problems(readText(text))).toEqual(expected);
  });

  test('has no flags at all, even if only one of its flags cannot be read', () => {
    expect(read({ CRM: true, HR: 'perhaps' })).not.toHaveProperty('flags');
  });

  test('has a message that names path and value', () => {
    expect(unreadable(read({ route_access: { vendors: 'maybe' } })).problems[0].message).toBe(
      '"maybe" at route_access.vendors is neither on nor off',
    );
  });

  test('is shortened for the journal', () => {
    const [{ path, value, message }] = unreadable(
      read({ ['n'.repeat(10_000)]: 'v'.repeat(10_000) }, asking('n'.repeat(10_000))),
    ).problems;
    expect(Math.max(path.length, value.length)).toBeLessThanOrEqual(200);
    expect(message.length).toBeLessThanOrEqual(400);
  });
});

describe('the value itself', () => {
  test.each([
    ['pro', 'the value itself odd', ['pro']],
    [2, 'the value itself odd', ['2']],
    [true, 'the value itself on', ['true']],
    ['off', 'the value itself off', ['off']],
  ])('%j is a flag where a rule asks for it', (value, line, texts) => {
    const mapping = new Mapping(texts.flatMap((text) => asking('$').rules.map((rule) => ({ ...rule, value: text }))));
    expect(lines(read(value, mapping))).toEqual([line]);
    expect(read(value, mapping)).toMatchObject({ shape: 'VALUE', empty: null });
  });

  test('is unreadable where a rule asks whether it is on and it is neither', () => {
    expect(problems(read('pro', asking('$')))).toEqual(['$ "pro"']);
    expect(lines(read('Yes', asking('$')))).toEqual(['the value itself on']);
  });

  test('is not what a flag of a similar name asks for', () => {
    for (const name of ['the value itself', 'the_value_itself', 'enabled_modules', '.'])
      expect(problems(read('on', asking(name)))).toEqual(['$ "on"']);
  });
});

describe('a value with very many levels', () => {
  test.each(['[', '{"a":', '{"CRM":', '{"', '"['])(
    'is unreadable and not followed: %j a hundred thousand times',
    (level) => {
      for (const text of [level.repeat(100_000), `{"CRM": true, "x": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`]) {
        const { problems: found } = unreadable(readText(text));
        expect(found[0].path).toBe('$');
        expect(found[0].message.length).toBeLessThan(400);
        expect(readPlainJson(text)).toBe(text);
      }
      expect(unreadable(readText(JSON.stringify('['.repeat(100_000)))).problems[0].message).toContain('1000 levels');
    },
  );

  test('is told from one with many brackets beside each other, or in names', () => {
    const many = { CRM: true, ['[{'.repeat(5_000)]: Array.from({ length: 5_000 }, () => []), '\\"': '{'.repeat(2_000) };
    expect(isTooDeep(JSON.stringify(many))).toBe(false);
    expect(readText(JSON.stringify(many))).toMatchObject({ readable: true });
    expect(isTooDeep('['.repeat(1_001) + ']'.repeat(1_001))).toBe(true);
    expect(readText('['.repeat(1_000) + ']'.repeat(1_000))).toMatchObject({ readable: true });
  });
});

describe('the name of a flag', () => {
  test.each([
    [' CRM ', 'crm'],
    ['AI Analytics\t', 'ai_analytics'],
    ['CRM', 'crm'],
    ['Order Book', 'order_book'],
    ['order-book', 'order_book'],
    ['ORDER_BOOK', 'order_book'],
    ['a - b', 'a___b'],
    ['ÄRGER', 'ärger'],
    ['销售', '销售'],
  ])('%j is compared as %j', (name, expected) => {
    expect(normaliseFlagName(name)).toBe(expected);
    expect(lines(read([name], Mapping.NONE))).toEqual([`${expected} on`]);
    expect(lines(read({ [name]: { [name]: true } }, Mapping.NONE))).toEqual([`${expected}.${expected} on`]);
  });

  test('is reported as the column has it', () => {
    expect([...readable(read({ 'Route Access': { 'Price-Lists': true } })).flags.values()]).toMatchObject([
      { name: 'route_access.price_lists', path: 'Route Access.Price-Lists', on: true },
    ]);
  });

  test('can be a property name of JavaScript objects', () => {
    const text = '{"__proto__":true,"constructor":true,"route_access":{"__proto__":true,"toString":false}}';
    expect(lines(readText(text))).toEqual([
      '__proto__ on',
      'constructor on',
      'route_access.__proto__ on',
      'route_access.tostring off',
    ]);
    expect(lines(readText('{"__proto__":{"CRM":true}}'))).toEqual(['__proto__.crm on']);
  });

  test.each([
    ['in different spellings, on first', '{"Order Book":true,"order-book":false}', 'order_book'],
    ['in different spellings, on last', '{"order-book":false,"Order Book":true}', 'order_book'],
    ['in a list', '["CRM","crm"]', 'crm'],
    ['in the nested level', '{"route_access":{"Vendors":0,"vendors":1}}', 'route_access.vendors'],
    [
      'in two nested levels with one name',
      '{"route_access":{"vendors":1},"Route-Access":{"vendors":0}}',
      'route_access.vendors',
    ],
  ])('that occurs twice %s is reported, and on if either is on', (_, text, name) => {
    const flags = readable(readText(text));
    expect(flags.duplicates).toEqual([name]);
    expect([...flags.flags.values()]).toMatchObject([{ name, on: true }]);
  });

  test.each([
    ['in a column of type json', '{"CRM":true,"CRM":false}', 'crm'],
    ['within an encoded string', JSON.stringify('{"CRM":true,"CRM":false}'), 'crm'],
    ['in the nested level', '{"route_access":{"vendors":true,"vendors":false}}', 'route_access.vendors'],
  ])('that is a repeated JSON key %s is reported, and on if either is on', (_, text, name) => {
    const flags = readable(readText(text));
    expect([...flags.flags.values()]).toMatchObject([{ name, on: true }]);
    expect(flags.duplicates).toEqual([name]);
  });

  test('that occurs several times and is always off is off, and reported once', () => {
    const flags = readable(read({ crm: false, CRM: 0, Crm: 'no' }));
    expect(lines(flags)).toEqual(['crm off']);
    expect(flags.duplicates).toEqual(['crm']);
  });

  test.each([[''], [' \t']])('is shown as "" where it is %j, and a rule can name it so', (name) => {
    expect([...readable(read([name])).flags.values()]).toMatchObject([{ name: '""', path: '""', on: true }]);
    expect([...readable(read({ other: { [name]: true } })).flags.values()]).toMatchObject([{ path: 'other.""' }]);
    expect(problems(read({ [name]: 'maybe' }, asking('""')))).toEqual(['"" "maybe"']);
  });

  test('includes the level, so equal names of different levels are different flags', () => {
    expect(lines(read({ vendors: false, route_access: { vendors: true }, other: { vendors: false } }))).toEqual([
      'vendors off',
      'route_access.vendors on',
      'other.vendors off',
    ]);
    expect(readable(read({ vendors: false, route_access: { vendors: true } })).duplicates).toEqual([]);
  });

  test.each(['a\0b', '\0', '\ud800', 'x\udc00'])(
    '%j is reported escaped, because PostgreSQL cannot store it',
    (name) => {
      const escaped = JSON.stringify(name);
      expect(lines(read(['CRM', name]))).toEqual(['crm on', `${escaped} on`]);
      expect([...readable(read({ [name]: 'odd', CRM: true })).flags.values()].map(({ path }) => path)).toEqual([
        escaped,
        'CRM',
      ]);
    },
  );
});

describe('reading arbitrary text', () => {
  const codeUnits = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    maxLength: 130,
  });
  const anyText = fc.oneof(
    legacyFlagsValue.map((value) => JSON.stringify(value)),
    fc.json({ maxDepth: 3 }),
    fc.string({ unit: codePoint }),
    codeUnits,
    codeUnits.map((text) => JSON.stringify(text)),
    fc
      .dictionary(codeUnits, fc.oneof(codeUnits, fc.boolean(), fc.dictionary(codeUnits, codeUnits)))
      .map((value) => JSON.stringify(value)),
  );

  test('never throws, and returns either flags or problems', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const flags = readText(text);
        if (flags.readable) expect([...flags.flags].every(([name, flag]) => flag.name === name)).toBe(true);
        else expect(flags.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('returns only text that PostgreSQL can store, without NUL and lone surrogates', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const flags = readText(text);
        expect(() => parseLegacyValue(text)).not.toThrow();
        const said = flags.readable
          ? [...flags.duplicates, ...[...flags.flags.values()].flatMap(({ name, path }) => [name, path])]
          : flags.problems.flatMap(({ path, value, message }) => [path, value, message]);
        expect(said.filter((one) => one.includes('\0') || !one.isWellFormed())).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('does not shorten text within a character', () => {
    for (let length = 110; length < 125; length += 1) {
      const text = `${'x'.repeat(length)}🙂`;
      const asked = asking(text);
      for (const flags of [read({ CRM: text }), read({ [text]: 2 }, asked)]) {
        expect(
          unreadable(flags)
            .problems.flatMap(({ path, value, message }) => [path, value, message])
            .filter((one) => !one.isWellFormed()),
        ).toEqual([]);
      }
    }
  });

  test('returns the flags of a second, simple implementation', () => {
    fc.assert(
      fc.property(legacyFlagsValue, (value) => {
        const flags = read(value);
        const plain = naiveReading(value, ASKING.rules);
        if (typeof plain === 'string') expect(flags.readable).toBe(false);
        else {
          expect([...readable(flags).flags.values()].map(({ name, on }) => [name, on]).sort()).toEqual(
            [...plain.flags].sort(),
          );
          expect([...readable(flags).duplicates].sort()).toEqual([...plain.twice].sort());
        }
      }),
      { numRuns: 1500 },
    );
  });

  test('names every unreadable value, and no other', () => {
    const entry = fc.record({
      odd: fc.constantFrom<unknown>(2, 'maybe', [], [1]),
      isOdd: fc.boolean(),
      nested: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 12 }), (entries) => {
        const numbered = entries.map(({ odd, isOdd, nested }, index) => ({
          name: `flag${index}`,
          value: isOdd ? odd : true,
          isOdd,
          nested,
        }));
        const inner = Object.fromEntries(
          numbered.filter(({ nested }) => nested).map(({ name, value }) => [name, value]),
        );
        const outer = Object.fromEntries(
          numbered.filter(({ nested }) => !nested).map(({ name, value }) => [name, value]),
        );
        const asked = numbered.map(({ name, nested }) => `${nested ? 'route_access.' : ''}${name}`);
        const flags = read({ ...outer, route_access: inner }, asking(...asked));
        const expected = numbered
          .filter(({ isOdd }) => isOdd)
          .map(({ name, value, nested }) => `${nested ? 'route_access.' : ''}${name} ${JSON.stringify(value)}`);
        expect([...(flags.readable ? [] : problems(flags))].sort()).toEqual(expected.sort());
      }),
    );
  });
});
