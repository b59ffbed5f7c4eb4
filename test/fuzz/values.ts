import fc from 'fast-check';
import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';

/** Texts that programs stumble over. */
const AWKWARD_TEXTS = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  '1e400',
  "'; DROP TABLE organizations; --",
  '${7*7}{{7*7}}',
  '../../etc/passwd',
  '\u0000',
  '\ud800',
  '\u202e\u2028\u001b[2J',
  '=1+1',
  'ﬀ\u0301\u{1f468}\u200d\u{1f469}',
  '__proto__',
  'constructor',
  '9007199254740993',
  '2026-02-30T25:61:00Z',
  '+275760-09-13T00:00:00.001Z',
  'x'.repeat(10_000),
] as const;
/** What the database of the test holds. */
const KNOWN_TEXTS = ['1', '2', '3', 'sales', 'leads', 'crm', '/sales/leads', 'ENFORCE', 'COMPLETED'] as const;
const AWKWARD_NUMBERS = [0, 1, -1, 25, 100, 101, 2_147_483_647, -2_147_483_648, 2_147_483_648, 1.5, 1e308] as const;

/** Any JSON value, for a place that wants something else. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...AWKWARD_TEXTS),
  fc.constantFrom(...AWKWARD_NUMBERS),
  fc.constantFrom(null, true, [], {}, [[]], { a: { b: {} } }),
  fc.jsonValue({ maxDepth: 3 }),
);

const texts = fc.oneof(
  fc.constantFrom(...KNOWN_TEXTS),
  fc.constantFrom(...AWKWARD_TEXTS),
  fc.string({ unit: 'binary' }),
);

const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  Int: fc.oneof(fc.constantFrom(...AWKWARD_NUMBERS), fc.integer()),
  Float: fc.double(),
  Boolean: fc.boolean(),
  String: texts,
  ID: fc.oneof(texts, fc.integer()),
  DateTime: fc.oneof(
    texts,
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  ),
};

/** One value in twelve is not what its place wants. */
const WRONG_ONE_IN = 12;
const DEEPEST = 5;

/** Values for an input of this type, most of them valid: as far as the type goes, the text may be any. */
export function valueOf(type: GraphQLInputType, depth = 0): fc.Arbitrary<unknown> {
  const right = rightValue(type, depth);
  return fc.oneof({ weight: WRONG_ONE_IN - 1, arbitrary: right }, { weight: 1, arbitrary: anything });
}

function rightValue(type: GraphQLInputType, depth: number): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return rightValue(type.ofType, depth);
  if (isListType(type)) return fc.array(valueOf(type.ofType, depth + 1), { maxLength: 4 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (!isInputObjectType(type)) return scalars[type.name] ?? anything;
  if (depth > DEEPEST) return fc.constant({});
  const fields = Object.values(type.getFields());
  const values = Object.fromEntries(fields.map((field) => [field.name, valueOf(field.type, depth + 1)]));
  // Exactly one of its fields, where the type wants that.
  if (type.isOneOf)
    return fc.oneof(...Object.entries(values).map(([name, value]) => value.map((given) => ({ [name]: given }))));
  return fc.record(values, { requiredKeys: fields.filter(isRequiredInputField).map(({ name }) => name) });
}
