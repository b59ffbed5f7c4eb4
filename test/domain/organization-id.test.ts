import fc from 'fast-check';
import { canonicalOrganizationId, inOrder, organizationIdClaim, sayIds } from '../../src/domain/organization-id';
import { sayKey } from '../../src/domain/say';

const UNFIT = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;
const INTS = [
  ['int4', 2n ** 31n],
  ['int8', 2n ** 63n],
] as const;

describe('reading an id', () => {
  test.each(INTS)('finds the organization of every %s, however many zeros precede it, and no other', (type, end) => {
    fc.assert(
      fc.property(fc.bigInt({ min: -2n * end, max: 2n * end }), fc.nat(3), (value, zeros) => {
        const digits = String(value < 0n ? -value : value);
        const text = `${value < 0n ? '-' : ''}${'0'.repeat(zeros)}${digits}`;
        expect(canonicalOrganizationId(type, text)).toBe(value >= -end && value < end ? String(value) : null);
      }),
    );
  });

  test.each(INTS)('finds nothing for text that is no %s', (type) => {
    for (const text of ['', ' ', '1 ', '1.0', '1e3', '0x1', '+1', '--1', '1_000', '٣', 'NaN', '1'.repeat(2_000)])
      expect(canonicalOrganizationId(type, text)).toBeNull();
  });

  test('0 has one name, although -0 is a number too', () => {
    expect(canonicalOrganizationId('int4', '-0')).toBe('0');
  });

  test('finds a uuid with capital letters, and nothing for what only looks like one', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(canonicalOrganizationId('uuid', id.toUpperCase())).toBe(id);
        expect(canonicalOrganizationId('uuid', id.slice(1))).toBeNull();
        expect(canonicalOrganizationId('uuid', `{${id}}`)).toBeNull();
        expect(canonicalOrganizationId('uuid', `${id}\n`)).toBeNull();
      }),
    );
  });

  test.each(['text', 'varchar'] as const)('takes a %s as it is: 007 is not 7', (type) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
        expect(canonicalOrganizationId(type, text)).toBe(text === '' || UNFIT.test(text) ? null : text);
      }),
    );
    expect(canonicalOrganizationId(type, '007')).toBe('007');
  });

  test('takes no text that could forge a line of output, is no text, or could not be indexed', () => {
    for (const text of ['', 'a\nb', 'a\0b', '\x1b[31m', '\x85', 'a\u2028b', '\u202eb', '\u2069', '\ud800'])
      expect(canonicalOrganizationId('text', text)).toBeNull();
    expect(canonicalOrganizationId('text', 'a'.repeat(1_000))).toBe('a'.repeat(1_000));
    for (const text of ['a'.repeat(1_001), '🦊'.repeat(251), 'ü'.repeat(1_000_000)])
      expect(canonicalOrganizationId('text', text)).toBeNull();
  });

  test('reads what it has read as the same id', () => {
    const type = fc.constantFrom('int4', 'int8', 'uuid', 'text', 'varchar');
    const text = fc.oneof(fc.bigInt().map(String), fc.uuid(), fc.string());
    fc.assert(
      fc.property(type, text, (of, given) => {
        const id = canonicalOrganizationId(of, given);
        if (id !== null) expect(canonicalOrganizationId(of, id)).toBe(id);
      }),
    );
  });
});

test('the claim of a token is a text or a whole number that was read exactly', () => {
  expect(['7', 'acme', 7, -5, 0, 2 ** 53 - 1].map(organizationIdClaim)).toEqual([
    '7',
    'acme',
    '7',
    '-5',
    '0',
    '9007199254740991',
  ]);
  expect([2 ** 53, 1.5, NaN, null, undefined, true, ['7'], { id: 7 }].map(organizationIdClaim)).toEqual(
    Array.from({ length: 8 }, () => null),
  );
});

test('what belongs to organizations is ordered as their ids are, not as texts or numbers', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1 }), fc.array(fc.nat()), (ids, picks) => {
      const items = picks.map((pick, place) => ({ organizationId: ids[pick % ids.length] ?? '', place }));
      expect(inOrder(ids, items)).toEqual(
        ids.flatMap((id) => items.filter(({ organizationId }) => organizationId === id)),
      );
    }),
  );
});

test('ids that are listed in a message are told apart, whatever blanks, commas and quotes they have', () => {
  expect(sayIds(['7', 'a b', 'a, b', ' lead', 'trail ', ',', '', '"q"'])).toBe(
    '7, a b, "a, b", " lead", "trail ", ",", "", """q"""',
  );
  const id = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"') });
  fc.assert(
    fc.property(fc.array(id), fc.array(id), (some, others) => {
      if (JSON.stringify(some) !== JSON.stringify(others)) expect(sayIds(some)).not.toBe(sayIds(others));
    }),
  );
});

test('an id and a key are said in one line, whatever a client sent as such', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      for (const said of [sayIds([text]), sayKey(text)]) expect(said).not.toMatch(UNFIT);
    }),
  );
  expect([sayIds(['acme\n✓ PASS', '7\u001b[2J']), sayKey('\u202esales\ud800')]).toEqual([
    'acme?✓ PASS, 7?[2J',
    "'?sales?'",
  ]);
});
