import { buildSchema, GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import {
  assertGuarded,
  entitlementDirectives,
  GuardConfigurationError,
  type GuardOptions,
  guardSchema,
} from '../../src/directive';
import { Host, MODULES, schemaOf, type ShopActor, type ShopContext } from './guarded-shop';

type Options = Partial<GuardOptions<ShopContext, ShopActor>>;

/** The faults of a schema, each as `coordinate: message`; empty if it boots. */
function faultsOf(typeDefs: string, options: Options = {}): readonly string[] {
  return faultsOfSchema(schemaOf(typeDefs), options);
}

function faultsOfSchema(schema: GraphQLSchema, options: Options = {}): readonly string[] {
  try {
    guardSchema(schema, { ...new Host().options, ...options });
    return [];
  } catch (error) {
    if (!(error instanceof GuardConfigurationError)) throw error;
    for (const { coordinate, message } of error.faults) expect(error.message).toContain(`  ${coordinate}: ${message}`);
    return error.faults.map(({ coordinate, message }) => `${coordinate}: ${message}`);
  }
}

describe('the faults of a schema', () => {
  test('an unknown module or submodule is a fault that suggests the nearest known one', () => {
    expect(
      faultsOf(`
        type Query {
          a: String @requiresEntitlement(module: "slaes")
          b: String @requiresEntitlement(module: "sales", submodule: "lead")
          c: String @requiresAnyEntitlement(of: [{ module: "sales" }, { module: "hr", submodule: "zzzzzzzz" }])
          d(x: Int @requiresEntitlement(module: "report")): String
          e(x: I, y: E): String
          f: T
        }
        input I { x: Int @requiresEntitlement(module: "HR") }
        enum E { X @requiresEntitlement(module: "x") }
        interface N @requiresEntitlement(module: "inventry") { id: ID }
        type T implements N { id: ID }
      `),
    ).toEqual([
      "Query.a: unknown module 'slaes' (did you mean 'sales'?)",
      "Query.b: unknown submodule 'lead' of module 'sales' (did you mean 'leads'?)",
      "Query.c: unknown submodule 'zzzzzzzz' of module 'hr'",
      "Query.d(x:): unknown module 'report' (did you mean 'reports'?)",
      "I.x: unknown module 'HR' (did you mean 'hr'?)",
      "E.X: unknown module 'x' (did you mean 'hr'?)",
      "N: unknown module 'inventry' (did you mean 'inventory'?)",
    ]);
  });

  test('invalid arguments of a directive are faults, although a server does not check them', () => {
    expect(
      faultsOfSchema(
        buildSchema(
          `
        ${entitlementDirectives}
        type Query {
          a: String @requiresEntitlement
          b: String @requiresEntitlement(module: 5)
          c: String @requiresEntitlement(module: "sales", onDeny: HIDE)
          d: String @requiresEntitlement(module: "sales", onDenied: NULL)
          e: String @requiresAnyEntitlement(of: [{ submodule: "leads" }])
          f: String @requiresAnyEntitlement(of: [])
        }
      `,
          { assumeValidSDL: true },
        ),
      ),
    ).toEqual([
      // In the words of the version of graphql.
      expect.stringMatching(/^Query\.a: @requiresEntitlement: Argument .*module.* of required type "String!" was not/),
      expect.stringMatching(/^Query\.b: @requiresEntitlement: Argument .*module.* has invalid value.* 5/),
      expect.stringMatching(/^Query\.c: @requiresEntitlement: Argument .*onDeny.* has invalid value.*HIDE/),
      "Query.d: @requiresEntitlement has no argument 'onDenied'; its arguments are module, submodule, " +
        'organizationArg, onDeny',
      expect.stringMatching(
        /^Query\.e: @requiresAnyEntitlement: Argument .*of.* has invalid value.*submodule: "leads"/,
      ),
      'Query.f: @requiresAnyEntitlement(of: []) would deny every organization: name at least one module or submodule',
    ]);
  });

  test('a guarded field that cannot be null and does not reject is a fault', () => {
    expect(
      faultsOf(`
        type Query {
          a: String! @requiresEntitlement(module: "sales")
          b: [String]! @requiresEntitlement(module: "sales", onDeny: NULL)
          c: String! @requiresEntitlement(module: "sales", onDeny: REJECT)
          d: Lead!
          e: [Lead!]!
          f: [Lead!]
          t: T
        }
        type Mutation { fine: String! @requiresEntitlement(module: "sales"), wrong: String!
          @requiresEntitlement(module: "sales", onDeny: ERROR) }
        type Lead @requiresEntitlement(module: "sales") { id: ID! }
        interface N { n: String @requiresEntitlement(module: "hr") }
        type T implements N { n: String! }
      `),
    ).toEqual([
      'Query.a: is guarded, but its type String! cannot be null: make it nullable, or use onDeny: REJECT',
      'Query.b: is guarded, but its type [String]! cannot be null: make it nullable, or use onDeny: REJECT',
      'Query.d: is guarded by Lead, but its type Lead! cannot be null: make it nullable, or use onDeny: REJECT',
      'Query.e: is guarded by Lead, but its type [Lead!]! cannot be null: make it nullable, or use onDeny: REJECT',
      'Mutation.wrong: is guarded, but its type String! cannot be null: make it nullable, or use onDeny: REJECT',
      'T.n: is guarded by N.n, but its type String! cannot be null: make it nullable, or use onDeny: REJECT',
    ]);
  });

  test('an interface or union with guarded objects is a fault if items cannot be null, or an object rejects', () => {
    const types = `
      union Found = Lead | Note
      type Lead @requiresEntitlement(module: "sales") { id: ID! }
      type Note { id: ID! }
      union Strict = Payslip | Note
      type Payslip @requiresEntitlement(module: "hr", onDeny: REJECT) { id: ID! }
    `;
    expect(
      faultsOf(`type Query { a: Found! b: [Found!] c: [[Found!]] d: [Found]! e: Found f: Payslip g: Strict } ${types}`),
    ).toEqual([
      'Query.g: may return Payslip as one of Strict, which is known only after the resolver ran, too late for ' +
        'REJECT: use ERROR or NULL on Payslip',
      'Query.a: may return Lead, which is guarded, but Found! does not allow null in its place: make it nullable',
      'Query.b: may return Lead, which is guarded, but [Found!] does not allow null in its place: make it nullable',
      'Query.c: may return Lead, which is guarded, but [[Found!]] does not allow null in its place: make it nullable',
    ]);
  });

  test('a configured name that does not exist is a fault', () => {
    expect(
      faultsOf(
        `
        type Query {
          a(organizationId: ID): String @requiresEntitlement(module: "sales", organizationArg: "organisationId")
          b(input: In): String @requiresEntitlement(module: "sales", organizationArg: "input.organization")
          c(ids: [ID!]): String @requiresEntitlement(module: "sales", organizationArg: "ids")
          d(id: ID): String @requiresEntitlement(module: "sales", organizationArg: "id.of")
          e(input: In): String @requiresEntitlement(module: "sales", organizationArg: "input")
          f: Lead
          g(x: Filter): String
          h: PDF
          ok(input: In): String @requiresEntitlement(module: "sales", organizationArg: "input.organizationId")
        }
        input In { organizationId: ID! }
        input Filter { score: Int @requiresEntitlement(module: "sales", organizationArg: "organizationId") }
        type Lead @requiresEntitlement(module: "sales", organizationArg: "organizationId") { id: ID }
        type PDF { id: ID }
      `,
        { organizationOf: { Leed: () => '1', In: () => '1', Pdf: () => '1' } },
      ),
    ).toEqual([
      "organizationOf.Leed: no object type or interface has this name (did you mean 'Lead'?)",
      'organizationOf.In: no object type or interface has this name',
      "organizationOf.Pdf: no object type or interface has this name (did you mean 'PDF'?)",
      "Query.a: organizationArg 'organisationId' does not exist: there is no argument or input field " +
        "'organisationId' (did you mean 'organizationId'?)",
      "Query.b: organizationArg 'input.organization' does not exist: there is no argument or input field " +
        "'organization' (did you mean 'organizationId'?)",
      "Query.c: organizationArg 'ids' has the type [ID!]: it must be a scalar that holds one organization id",
      "Query.d: organizationArg 'id.of' goes through 'id', whose type ID has no fields: use the path of a scalar",
      "Query.e: organizationArg 'input' has the type In: it must be a scalar that holds one organization id",
      "Query.f: organizationArg 'organizationId' does not exist: there is no argument or input field " +
        "'organizationId' (written on Lead)",
      "Query.g: organizationArg 'organizationId' does not exist: there is no argument or input field " +
        "'organizationId' (written on Filter.score)",
    ]);
  });

  test('a guard that would have no effect is a fault', () => {
    const schema = buildSchema(
      `
      directive @requiresEntitlement(module: String!) on OBJECT | UNION | SCALAR | ENUM | INPUT_OBJECT |
        FIELD_DEFINITION | SCHEMA | ARGUMENT_DEFINITION
      directive @requiresAnyEntitlement(of: String) on OBJECT | ARGUMENT_DEFINITION
      directive @mine(x: Int @requiresEntitlement(module: "sales")) on FIELD
      schema @requiresEntitlement(module: "sales") { query: Query }
      type Query @requiresEntitlement(module: "sales") { u: U s: S e: E f(i: I, x: Int @requiresAnyEntitlement(of:
        "x")): T }
      union U @requiresEntitlement(module: "sales") = T
      scalar S @requiresEntitlement(module: "sales")
      enum E @requiresEntitlement(module: "sales") { X }
      input I @requiresEntitlement(module: "sales") { x: Int }
      type T @requiresAnyEntitlement(of: "x") { x: Int }
    `,
    );
    const found = faultsOfSchema(schema).filter((fault) => fault.includes('has no effect here'));
    expect(found.map((fault) => fault.replace(/: @requires.*/, ''))).toEqual([
      'schema',
      '@mine(x:)',
      'Query',
      'Query.f(x:)',
      'U',
      'S',
      'E',
      'I',
      'T',
    ]);
  });

  test('onDeny on an argument, input field or enum value is a fault', () => {
    expect(
      faultsOf(`
        type Query { a(x: Int @requiresEntitlement(module: "sales", onDeny: NULL), i: I, e: E): String }
        input I { x: Int @requiresEntitlement(module: "sales", onDeny: ERROR) }
        enum E { X @requiresEntitlement(module: "sales", onDeny: REJECT) }
      `).map((fault) => fault.replace(/: .*/, '')),
    ).toEqual(['Query.a(x:)', 'I.x', 'E.X']);
  });

  test('a guarded argument, input field or enum value that is defined twice is a fault', () => {
    const typeDefs = [
      `type Query { a(x: Int @requiresEntitlement(module: "sales"), y: Int): String @deprecated(reason: "b") }
       input I { x: Int y: Int } enum E { X Y }`,
      [
        `extend type Query { a(x: Int, y: Int): String }`,
        `input I { x: Int @requiresEntitlement(module: "sales") y: Int } enum E { X @requiresEntitlement(module:
          "sales") Y }`,
      ],
    ] as const;
    const merged = schemaOf(
      `type Query { a(x: Int, y: Int): String b(i: I, e: E): String c: String @requiresEntitlement(module: "sales") }
       input I { x: Int y: Int } enum E { X Y }`,
    );
    expect(faultsOfSchema(merged, { typeDefs })).toEqual([
      'Query.a(x:): is defined 2 times and guarded in 1 of them, but merging keeps only one definition: define it once',
      'I.x: is defined 2 times and guarded in 1 of them, but merging keeps only one definition: define it once',
      'E.X: is defined 2 times and guarded in 1 of them, but merging keeps only one definition: define it once',
    ]);
  });

  test('a rejecting guard below an object whose organization comes from a hook is a fault', () => {
    const typeDefs = `
      type Query { organization(id: ID!): Organization own: String @requiresEntitlement(module: "sales", onDeny:
        REJECT) }
      type Organization {
        a: String @requiresEntitlement(module: "sales", onDeny: REJECT)
        b(of: ID!): String @requiresEntitlement(module: "sales", onDeny: REJECT, organizationArg: "of")
        c(of: ID): String @requiresEntitlement(module: "sales", onDeny: REJECT, organizationArg: "of")
        d(x: Int @requiresEntitlement(module: "sales")): String
        e: Insights
        f(of: ID!): Settled @requiresEntitlement(module: "sales", organizationArg: "of")
      }
      type Insights { a: String @requiresEntitlement(module: "sales", onDeny: REJECT) }
      type Settled { a: String @requiresEntitlement(module: "sales", onDeny: REJECT) }
    `;
    const why = 'which is called only while the operation runs: name a required argument with organizationArg';
    expect(faultsOf(typeDefs, { organizationOf: { Organization: () => '1' } })).toEqual([
      `Organization.a: rejects, but the organization of Organization comes from a hook, ${why}`,
      `Organization.c: rejects, but the organization of Organization comes from a hook, ${why}`,
      `Organization.d: Organization.d(x:) rejects, but the organization of Organization comes from a hook, ${why}`,
      `Insights.a: rejects, but the organization of Insights comes from a hook, ${why}`,
    ]);
    expect(faultsOf(typeDefs)).toEqual([]);
  });

  test('a schema with a fault is not changed', () => {
    const schema = schemaOf(
      'type Query { a: String @requiresEntitlement(module: "sales") b: String @requiresEntitlement(module: "x") }',
    );
    const before = schema.getQueryType()?.getFields()['a']?.resolve;
    expect(() => guardSchema(schema, new Host().options)).toThrow(GuardConfigurationError);
    expect(schema.getQueryType()?.getFields()['a']?.resolve).toBe(before);
  });

  test('a schema cannot be guarded twice', () => {
    const schema = schemaOf('type Query { a: String @requiresEntitlement(module: "sales") }');
    guardSchema(schema, new Host().options);
    expect(() => guardSchema(schema, new Host().options)).toThrow('guardSchema() was already called for this schema');
  });
});

describe("requireGuardOn: 'root'", () => {
  const types = `
    type Lead @requiresEntitlement(module: "sales") { id: ID }
    type Payslip @requiresEntitlement(module: "hr") { id: ID }
    type Note { id: ID }
    union Guarded = Lead | Payslip
    union Mixed = Lead | Note
  `;

  test('an unguarded root field without a mark is a fault', () => {
    const typeDefs = `
      type Query { a: String @requiresEntitlement(module: "sales") b: String @entitlementFree(reason:
        "every organization has it") c: String lead: Lead all: [Guarded] some: [Mixed] }
      type Mutation { d: String }
      type Subscription { e: String }
      ${types}
    `;
    const message = 'is a root field that is neither guarded nor marked @entitlementFree(reason:)';
    expect(faultsOf(typeDefs, { requireGuardOn: 'root' })).toEqual([
      `Query.c: ${message}`,
      `Query.some: ${message}`,
      `Mutation.d: ${message}`,
      `Subscription.e: ${message}`,
    ]);
    expect(faultsOf(typeDefs)).toEqual([]);
  });

  test('@entitlementFree without a reason, or on a guarded field, is a fault', () => {
    expect(
      faultsOf(
        `type Query { a: String @entitlementFree(reason: " ") b: String @entitlementFree(reason: "x")
          @requiresEntitlement(module: "sales") }`,
      ),
    ).toEqual([
      'Query.a: @entitlementFree needs a reason',
      'Query.b: is guarded and marked @entitlementFree: remove one of them',
    ]);
  });
});

describe('assertGuarded', () => {
  const schema = schemaOf(`
    type Query {
      leads: [Lead] @requiresEntitlement(module: "sales", submodule: "leads")
      any: String @requiresAnyEntitlement(of: [{ module: "sales" }, { module: "hr" }])
      node: Node
      open(x: Int @requiresEntitlement(module: "hr"), i: I, e: E): String
    }
    interface Node @requiresEntitlement(module: "inventory") { id: ID secret: String @requiresEntitlement(module:
      "reports") }
    type Lead implements Node @requiresEntitlement(module: "sales") { id: ID secret: String }
    type Other implements Node { id: ID secret: String }
    input I { x: Int @requiresEntitlement(module: "hr", submodule: "payroll") }
    enum E { X @requiresEntitlement(module: "reports") Y }
  `);
  guardSchema(schema, new Host().options);

  test.each([
    ['Query.leads', { module: 'sales', submodule: 'leads' }],
    ['Query.leads', { module: 'sales' }],
    ['Query.leads', { module: 'inventory' }],
    ['Query.any', [{ module: 'hr' }, { module: 'sales' }]],
    ['Query.node', { module: 'inventory' }],
    ['Lead', { module: 'sales' }],
    ['Node', { module: 'inventory' }],
    ['Node.secret', { module: 'reports' }],
    ['Other.secret', { module: 'reports' }],
    ['Query.open(x:)', { module: 'hr' }],
    ['I.x', { module: 'hr', submodule: 'payroll' }],
    ['E.X', { module: 'reports' }],
  ])('assertGuarded passes for %s with %j', (coordinate, requirement) => {
    expect(() => assertGuarded(schema, coordinate, requirement)).not.toThrow();
  });

  test.each([
    ['Query.open', { module: 'sales' }, 'Query.open should be guarded by sales, but is not guarded'],
    ['Query.any', { module: 'sales' }, 'Query.any should be guarded by sales, but is guarded by sales or hr'],
    ['Query.node', { module: 'sales' }, 'Query.node should be guarded by sales, but is guarded by inventory'],
    ['Node', { module: 'sales' }, 'Node should be guarded by sales, but is guarded by inventory'],
    ['E.Y', { module: 'reports' }, 'E.Y should be guarded by reports, but is not guarded'],
    ['Query.gone', { module: 'sales' }, 'Query.gone is not in the schema'],
    ['Gone', { module: 'sales' }, 'Gone is not in the schema'],
  ])('assertGuarded fails for %s with %j, which is not required there', (coordinate, requirement, message) => {
    expect(() => assertGuarded(schema, coordinate, requirement)).toThrow(message);
  });

  test('assertGuarded fails for a schema that was not passed to guardSchema, whatever its directives', () => {
    const unguarded = schemaOf('type Query { a: String @requiresEntitlement(module: "sales") }');
    expect(() => assertGuarded(unguarded, 'Query.a', { module: 'sales' })).toThrow(
      'guardSchema() was not called for this schema',
    );
  });
});

test('a schema built in code is guarded by the directives in its extensions', () => {
  const directives = { requiresEntitlement: { module: 'sales' } };
  const coded = (extensions: object) =>
    new GraphQLSchema({
      query: new GraphQLObjectType({
        name: 'Query',
        fields: { a: { type: GraphQLString, extensions: { ...extensions } } },
      }),
    });
  const schema = coded({ directives });
  guardSchema(schema, new Host().options);
  assertGuarded(schema, 'Query.a', { module: 'sales' });
  const listed = coded({ directives: [{ name: 'requiresEntitlement', args: { module: 'hr' } }] });
  guardSchema(listed, new Host().options);
  assertGuarded(listed, 'Query.a', { module: 'hr' });
  expect(faultsOfSchema(coded({ directives: { requiresEntitlement: [{ module: 'slaes' }, { module: 3 }] } }))).toEqual([
    expect.stringMatching(/^Query\.a: @requiresEntitlement\(module:\): .*3/),
    "Query.a: unknown module 'slaes' (did you mean 'sales'?)",
  ]);
  expect(MODULES.map(({ key }) => key)).toContain('sales');
});
