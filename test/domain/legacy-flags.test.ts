import fc from 'fast-check';
import {
  type LegacyFlags,
  normaliseFlagName,
  type ReadableFlags,
  readLegacyFlags,
  type UnreadableFlags,
} from '../../src/domain/legacy/legacy-flags';
import { legacyFlagsValue, OFF_VALUES, ON_VALUES } from '../support/arbitraries';
import { codePoint } from '../support/code-points';

const read = (value: unknown): LegacyFlags => readLegacyFlags(JSON.stringify(value));

function readable(flags: LegacyFlags): ReadableFlags {
  if (flags.readable) return flags;
  throw new Error(`unreadable: ${JSON.stringify(flags.problems)}`);
}

function unreadable(flags: LegacyFlags): UnreadableFlags {
  if (!flags.readable) return flags;
  throw new Error(`readable: ${JSON.stringify([...flags.flags.values()])}`);
}

/** Flags as `name on` or `name off`. */
const lines = (flags: LegacyFlags): readonly string[] =>
  [...readable(flags).flags.values()].map(({ name, on }) => `${name} ${on ? 'on' : 'off'}`);
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
    ['nothing in the nested level', '{"route_access":{}}', 'NESTED_OBJECT', []],
    ['white space around it', ' \n{"CRM":true}\t', 'OBJECT', ['crm on']],
  ] as const)('is understood: %s', (_, text, shape, expected) => {
    expect(readLegacyFlags(text)).toMatchObject({ readable: true, shape, encoded: false, duplicates: [] });
    expect(lines(readLegacyFlags(text))).toEqual(expected);
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

describe('the value of a flag', () => {
  test.each(ON_VALUES)('%j is on', (value) => {
    expect(lines(read({ CRM: value, route_access: { vendors: value } }))).toEqual([
      'crm on',
      'route_access.vendors on',
    ]);
  });

  test.each(OFF_VALUES)('%j is off', (value) => {
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
    'TRUE',
    'True',
    'Yes',
    'ON',
    ' on',
    'on ',
    'null',
    'undefined',
    'y',
    't',
    '2',
    [],
    [true],
    ['on'],
  ])('%j is unreadable', (value) => {
    const shown = JSON.stringify(value);
    expect(problems(read({ CRM: value, route_access: { vendors: value } }))).toEqual([
      `CRM ${shown}`,
      `route_access.vendors ${shown}`,
    ]);
  });

  test('1 and 0 can be written in other notations', () => {
    expect(lines(readLegacyFlags('{"a":1.0,"b":1e0,"c":-0,"d":0.0}'))).toEqual(['a on', 'b on', 'c off', 'd off']);
  });

  test('is on for every name in a list, even for the name no', () => {
    expect(lines(read(['no', 'false', '']))).toEqual(['no on', 'false on', ' on']);
  });
});

describe('an unreadable value', () => {
  test.each([
    ['{"CRM":', ['$ "{\\"CRM\\":"']],
    ['', ['$ ""']],
    ['true', ['$ true']],
    ['1', ['$ 1']],
    ['"CRM"', ['$ "CRM"']],
    ['""', ['$ ""']],
    ['"7"', ['$ 7']],
    ['"false"', ['$ false']],
    ['[1,"CRM",null,["HR"],{"CRM":true}]', ['[0] 1', '[2] null', '[3] ["HR"]', '[4] {"CRM":true}']],
    [
      '{"CRM":2,"HR":true,"route_access":{"a":[],"b":true,"c":{"d":true}},"Sales":[]}',
      ['CRM 2', 'route_access.a []', 'route_access.c {"d":true}', 'Sales []'],
    ],
  ])('is reported with all of its problems: %s', (text, expected) => {
    expect(problems(readLegacyFlags(text))).toEqual(expected);
  });

  test('is one that is encoded in two JSON strings', () => {
    expect(unreadable(read(JSON.stringify(JSON.stringify({ CRM: true }))))).toMatchObject({
      encoded: true,
      shape: 'UNREADABLE',
    });
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
    const [{ path, value, message }] = unreadable(read({ ['n'.repeat(10_000)]: 'v'.repeat(10_000) })).problems;
    expect(Math.max(path.length, value.length)).toBeLessThanOrEqual(200);
    expect(message.length).toBeLessThanOrEqual(400);
  });
});

describe('the name of a flag', () => {
  test.each([
    ['CRM', 'crm'],
    ['Order Book', 'order_book'],
    ['order-book', 'order_book'],
    ['ORDER_BOOK', 'order_book'],
    ['a - b', 'a___b'],
    ['ÄRGER', 'ärger'],
    ['销售', '销售'],
  ])('%j is compared as %j', (name, expected) => {
    expect(normaliseFlagName(name)).toBe(expected);
    expect(lines(read([name]))).toEqual([`${expected} on`]);
    expect(lines(read({ [name]: { [name]: true } }))).toEqual([`${expected}.${expected} on`]);
  });

  test('is reported as the column has it', () => {
    expect([...readable(read({ 'Route Access': { 'Price-Lists': true } })).flags.values()]).toEqual([
      { name: 'route_access.price_lists', path: 'Route Access.Price-Lists', on: true },
    ]);
  });

  test('can be a property name of JavaScript objects', () => {
    const text = '{"__proto__":true,"constructor":true,"route_access":{"__proto__":true,"toString":false}}';
    expect(lines(readLegacyFlags(text))).toEqual([
      '__proto__ on',
      'constructor on',
      'route_access.__proto__ on',
      'route_access.tostring off',
    ]);
    expect(lines(readLegacyFlags('{"__proto__":{"CRM":true}}'))).toEqual(['__proto__.crm on']);
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
    const flags = readable(readLegacyFlags(text));
    expect(flags.duplicates).toEqual([name]);
    expect([...flags.flags.values()]).toMatchObject([{ name, on: true }]);
  });

  test.each([
    ['in a column of type json', '{"CRM":true,"CRM":false}', 'crm'],
    ['within an encoded string', JSON.stringify('{"CRM":true,"CRM":false}'), 'crm'],
    ['in the nested level', '{"route_access":{"vendors":true,"vendors":false}}', 'route_access.vendors'],
  ])('that is a repeated JSON key %s is reported, and on if either is on', (_, text, name) => {
    const flags = readable(readLegacyFlags(text));
    expect([...flags.flags.values()]).toMatchObject([{ name, on: true }]);
    expect(flags.duplicates).toEqual([name]);
  });

  test('that occurs several times and is always off is off, and reported once', () => {
    const flags = readable(read({ crm: false, CRM: 0, Crm: 'no' }));
    expect(lines(flags)).toEqual(['crm off']);
    expect(flags.duplicates).toEqual(['crm']);
  });

  test('includes the level, so equal names of different levels are different flags', () => {
    expect(lines(read({ vendors: false, route_access: { vendors: true }, other: { vendors: false } }))).toEqual([
      'vendors off',
      'route_access.vendors on',
      'other.vendors off',
    ]);
    expect(readable(read({ vendors: false, route_access: { vendors: true } })).duplicates).toEqual([]);
  });

  test.each(['a\0b', '\0', '\ud800', 'x\udc00'])('%j is unreadable, because PostgreSQL cannot store it', (name) => {
    expect(problems(read([name]))).toHaveLength(1);
    expect(problems(read({ [name]: true }))).toHaveLength(1);
    expect(problems(read({ route_access: { [name]: false }, [name]: true }))).toHaveLength(2);
  });
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
        const flags = readLegacyFlags(text);
        if (flags.readable) expect([...flags.flags].every(([name, flag]) => flag.name === name)).toBe(true);
        else expect(flags.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('returns only text that PostgreSQL can store, without NUL and lone surrogates', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const flags = readLegacyFlags(text);
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
      for (const flags of [read({ CRM: text }), read({ [text]: 2 }), read({ [`${text}\0`]: true })]) {
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
        const plain = plainReading(value);
        if (typeof plain === 'string') expect(flags.readable).toBe(false);
        else {
          expect(Object.fromEntries([...readable(flags).flags.values()].map(({ name, on }) => [name, on]))).toEqual(
            Object.fromEntries(plain.on),
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
        const flags = read({ ...outer, route_access: inner });
        const expected = numbered
          .filter(({ isOdd }) => isOdd)
          .map(({ name, value, nested }) => `${nested ? 'route_access.' : ''}${name} ${JSON.stringify(value)}`);
        expect([...(flags.readable ? [] : problems(flags))].sort()).toEqual(expected.sort());
      }),
    );
  });
});

/** The rules implemented again, without a list of problems. */
function plainReading(
  stored: unknown,
): 'unreadable' | { readonly on: ReadonlyMap<string, boolean>; readonly twice: ReadonlySet<string> } {
  let value = stored;
  if (typeof value === 'string') {
    try {
      value = JSON.parse(value);
    } catch {
      return 'unreadable';
    }
  }
  const pairs: [path: readonly string[], value: unknown][] = [];
  if (Array.isArray(value))
    for (const name of value) pairs.push([[String(name)], typeof name === 'string' ? true : 'not a name']);
  else if (typeof value === 'object' && value !== null) {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
    for (const [name, one] of entries) {
      if (typeof one === 'object' && one !== null && !Array.isArray(one))
        for (const [inner, two] of Object.entries(one)) pairs.push([[name, inner], two]);
      else pairs.push([[name], one]);
    }
  } else if (value !== null) return 'unreadable';

  const on = new Map<string, boolean>();
  const twice = new Set<string>();
  for (const [path, one] of pairs) {
    const text = JSON.stringify(one);
    const isOn = ['true', '1', '"true"', '"1"', '"yes"', '"on"', '"enabled"'].includes(text);
    const isOff = ['false', '0', 'null', '""', '"false"', '"0"', '"no"', '"off"', '"disabled"'].includes(text);
    if (!isOn && !isOff) return 'unreadable';
    const name = path.map((segment) => segment.toLowerCase().replaceAll('-', '_').replaceAll(' ', '_')).join('.');
    if (/\0|\p{Surrogate}/u.test(path.join('.'))) return 'unreadable';
    if (on.has(name)) twice.add(name);
    on.set(name, isOn || on.get(name) === true);
  }
  return { on, twice };
}
