import fc from 'fast-check';
import { checkSchema } from '../../src/directive/check/check-schema';
import { compareGuards, type GuardChanges } from '../../src/directive/check/compare-guards';
import { MODULES, schemaOf } from './guarded-shop';

function changes(before: string, after: string): GuardChanges {
  const compiled = (sdl: string) => checkSchema(schemaOf(sdl), sdl, MODULES).compiled;
  return compareGuards(compiled(before), compiled(after));
}

/** What a change opens, each as `KIND coordinate: message`, with the places if they are others. */
function opened(before: string, after: string): readonly string[] {
  return changes(before, after).unguarded.map(({ kind, coordinate, message, places }) =>
    [`${kind} ${coordinate}: ${message}`, ...places.filter((place) => place !== coordinate)].join(' | '),
  );
}

const SALES = '@requiresEntitlement(module: "sales")';
const LEADS = '@requiresEntitlement(module: "sales", submodule: "leads")';
const HR = '@requiresEntitlement(module: "hr")';

describe('what a change opens is reported', () => {
  test.each([
    [
      'a field that lost its guard',
      `type Query { a: Int ${SALES} }`,
      `type Query { a: Int }`,
      ['LOST Query.a: required sales, and requires nothing now'],
    ],
    [
      'a submodule that became its module',
      `type Query { a: Int ${LEADS} }`,
      `type Query { a: Int ${SALES} }`,
      ['LESS Query.a: required sales/leads, and requires sales now'],
    ],
    [
      'a choice that got wider',
      `type Query { a: Int ${SALES} }`,
      `type Query { a: Int @requiresAnyEntitlement(of: [{ module: "sales" }, { module: "hr" }]) }`,
      ['LESS Query.a: required sales, and requires sales or hr now'],
    ],
    [
      'a guard that is now free',
      `type Query { a: Int ${SALES} }`,
      `type Query { a: Int @entitlementFree(reason: "x") }`,
      ['LOST Query.a: required sales, and requires nothing now', 'FREE Query.a: is marked @entitlementFree now'],
    ],
    [
      'a denial that says nothing any more',
      `type Query { a: Int ${SALES} }`,
      `type Query { a: Int @requiresEntitlement(module: "sales", onDeny: NULL) }`,
      ['DENIAL Query.a: a denial of sales was ERROR, and is NULL now'],
    ],
    [
      'a mutation that is not rejected any more',
      `type Query { x: Int } type Mutation { a: Int ${SALES} }`,
      `type Query { x: Int } type Mutation { a: Int @requiresEntitlement(module: "sales", onDeny: ERROR) }`,
      ['DENIAL Mutation.a: a denial of sales was REJECT, and is ERROR now'],
    ],
    [
      'an organization that is not asked about any more',
      `type Query { a(org: ID!): Int @requiresEntitlement(module: "sales", organizationArg: "org") }`,
      `type Query { a(org: ID!): Int ${SALES} }`,
      [
        "ORGANIZATION Query.a: asked for sales about the organization in 'org', " +
          "and now about the outer object's or the actor's own",
      ],
    ],
    [
      'a type, once for all fields that return it',
      `type Query { a: T b: [T] } type T ${SALES} { x: Int }`,
      `type Query { a: T b: [T] } type T { x: Int }`,
      ['LOST T: required sales, and requires nothing now | Query.a | Query.b'],
    ],
    [
      'an interface that guarded its types',
      `type Query { a: T } interface I ${SALES} { x: Int } type T implements I { x: Int }`,
      `type Query { a: T } interface I { x: Int } type T implements I { x: Int }`,
      ['LOST I: required sales, and requires nothing now | Query.a'],
    ],
    [
      'a type that does not implement a guarded interface any more',
      `type Query { a: T } interface I ${SALES} { x: Int } type T implements I { x: Int }`,
      `type Query { a: T } interface I ${SALES} { x: Int } type T { x: Int }`,
      ['LOST Query.a: required sales, and requires nothing now'],
    ],
    [
      'arguments, input fields and enum values',
      `type Query { a(x: Int ${SALES}, i: I, e: E): Int } input I { y: Int ${SALES} } enum E { A B ${SALES} }`,
      `type Query { a(x: Int, i: I, e: E): Int } input I { y: Int } enum E { A B }`,
      [
        'LOST Query.a(x:): required sales, and requires nothing now',
        'LOST I.y: required sales, and requires nothing now',
        'LOST E.B: required sales, and requires nothing now',
      ],
    ],
    [
      'a field that returns a free type in place of a guarded one',
      `type Query { a: T b: T } type T ${SALES} { x: Int y: Int ${HR} }`,
      `type Query { a: U b: T } type T ${SALES} { x: Int y: Int ${HR} } type U { x: Int y: Int }`,
      [
        'LOST Query.a: required sales, and requires nothing now',
        'MOVED U.y: is at Query.a in place of T.y, which required hr',
      ],
    ],
    [
      'an argument that takes another input, without the guard',
      `type Query { a(i: I): Int b(i: I): Int } input I { y: Int ${SALES} }`,
      `type Query { a(i: J): Int b(i: I): Int } input I { y: Int ${SALES} } input J { y: Int }`,
      ['MOVED J.y: is at Query.a(i:) in place of I.y, which required sales'],
    ],
    [
      'a field that may also return a free type',
      `type Query { a: S } union S = T type T ${SALES} { x: Int }`,
      `type Query { a: S } union S = T | U type T ${SALES} { x: Int } type U { x: Int }`,
      ['LOST Query.a: required sales, and requires nothing now'],
    ],
    [
      'a field that was moved to a free type',
      `type Query { t: T u: U } type T ${SALES} { x: Int y: String } type U { z: Int }`,
      `type Query { t: T u: U } type T ${SALES} { x: Int } type U { z: Int y: String }`,
      ['MOVED U.y: was T.y, which required sales'],
    ],
    [
      'a new field that leads to what only guarded fields led to',
      `type Query { a: T ${SALES} u: U } type T { c: C } type C { x: Int } type U { z: Int }`,
      `type Query { a: T ${SALES} u: U } type T { c: C } type C { x: Int } type U { z: Int c: C }`,
      ['NEW_WAY U.c: returns C, so far only after sales'],
    ],
    [
      'the guard of a type that no field returns yet',
      `type Query { a: Int } type T ${SALES} { x: Int }`,
      `type Query { a: Int } type T { x: Int }`,
      ['LOST T: required sales, and requires nothing now'],
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(opened(before, after)).toEqual(expected);
  });
});

describe('what opens nothing is not reported', () => {
  test.each([
    ['a module that became its submodule', `type Query { a: Int ${SALES} }`, `type Query { a: Int ${LEADS} }`],
    ['one guard more', `type Query { a: Int ${SALES} }`, `type Query { a: Int ${SALES} ${HR} }`],
    [
      'a guard that was moved from a type to all fields that return it',
      `type Query { a: T b: [T] } type T ${SALES} { x: Int }`,
      `type Query { a: T ${SALES} b: [T] ${SALES} } type T { x: Int }`,
    ],
    [
      'a guarded field that was removed, and a type that was renamed with its guard',
      `type Query { a: T b: Int ${SALES} } type T ${SALES} { x: Int ${HR} }`,
      `type Query { a: U } type U ${SALES} { x: Int ${HR} }`,
    ],
    [
      'an argument for the organization that was renamed',
      `type Query { a(org: ID!): Int @requiresEntitlement(module: "sales", organizationArg: "org") }`,
      `type Query { a(id: ID!): Int @requiresEntitlement(module: "sales", organizationArg: "id") }`,
    ],
    [
      'a field that was moved to a type that only guarded fields lead to',
      `type Query { t: T v: V ${SALES} } type T ${SALES} { x: Int y: String } type V { z: Int }`,
      `type Query { t: T v: V ${SALES} } type T ${SALES} { x: Int } type V { z: Int y: String }`,
    ],
  ])('%s', (_what, before, after) => {
    expect(opened(before, after)).toEqual([]);
  });
});

test('a new requirement is listed with what its places required before', () => {
  expect(
    changes(
      `type Query { a: T b: T ${HR} c: Int } type T { x: Int } type U { y: Int }`,
      `type Query { a: T b: T ${HR} c: Int d: Int ${SALES} } type T ${LEADS} { x: Int } type U { y: Int }`,
    ).added,
  ).toEqual([
    { coordinate: 'T', anyOf: [{ module: 'sales', submodule: 'leads' }], before: [], places: ['Query.a'] },
    {
      coordinate: 'T',
      anyOf: [{ module: 'sales', submodule: 'leads' }],
      before: [[{ module: 'hr', submodule: null }]],
      places: ['Query.b'],
    },
  ]);
});

/** A schema with every kind of place; each may have directives, of which each names a module of its own. */
const PLACES = [
  'I', 'I.x', 'I.x(a:)', 'T', 'T.x', 'T.x(a:)', 'T.more', 'U', 'U.y', 'Unused', 'Unused.z', 'In.p', 'In.next', 'En.A',
  'Query.t', 'Query.i', 'Query.either', 'Query.u', 'Query.u(in:)', 'Mutation.t', 'Mutation.t(en:)', 'Subscription.t',
]; // prettier-ignore

function sdl(at: (coordinate: string) => string): string {
  return `
    interface I ${at('I')} { x(a: Int ${at('I.x(a:)')}): Int ${at('I.x')} }
    type T implements I ${at('T')} { x(a: Int ${at('T.x(a:)')}): Int ${at('T.x')} more: [U] ${at('T.more')} }
    type U ${at('U')} { y: Int ${at('U.y')} }
    type Unused ${at('Unused')} { z: Int ${at('Unused.z')} }
    union Either = T | U
    input In { p: Int ${at('In.p')} next: In ${at('In.next')} }
    enum En { A ${at('En.A')} B }
    type Query {
      t: T ${at('Query.t')} i: [I] ${at('Query.i')} either: Either ${at('Query.either')}
      u(in: In ${at('Query.u(in:)')}): U ${at('Query.u')}
    }
    type Mutation { t(en: En ${at('Mutation.t(en:)')}): T ${at('Mutation.t')} }
    type Subscription { t: T ${at('Subscription.t')} }
  `;
}

interface Written {
  readonly place: string;
  readonly submodule: boolean;
  readonly silent: boolean;
}

const usage: fc.Arbitrary<Written> = fc.record({
  place: fc.constantFrom(...PLACES),
  submodule: fc.boolean(),
  silent: fc.boolean(),
});

function write(usages: readonly Written[], without: number | null): string {
  return sdl((coordinate) =>
    usages
      .map(({ place, submodule, silent }, index) =>
        place !== coordinate || index === without
          ? ''
          : directive(`module: "m${index}"`, submodule && 'submodule: "s"', silent && 'onDeny: NULL'),
      )
      .join(' '),
  );
}

const directive = (...args: readonly (string | false)[]) => `@requiresEntitlement(${args.filter(Boolean).join(', ')})`;

test('a schema compared with itself is clean, and removing any one directive is reported where it was', () => {
  fc.assert(
    fc.property(fc.array(usage, { minLength: 1, maxLength: 12 }), fc.nat(), (usages, any) => {
      const whole = write(usages, null);
      expect(changes(whole, whole)).toEqual({ unguarded: [], added: [] });
      const index = any % usages.length;
      const { unguarded } = changes(whole, write(usages, index));
      const removed = `m${index}${usages[index]?.submodule ? '/s' : ''}`;
      expect(unguarded.map(({ coordinate, message }) => [coordinate, message.split(' ')[1]?.replace(',', '')])).toEqual(
        expect.arrayContaining([[usages[index]?.place, removed]]),
      );
      // Nothing else is said to be open, and the way back opens nothing.
      expect(new Set(unguarded.map(({ coordinate }) => coordinate))).toEqual(new Set([usages[index]?.place]));
      expect(changes(write(usages, index), whole).unguarded).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
