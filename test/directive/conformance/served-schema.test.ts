import { ApolloServer, HeaderMap } from '@apollo/server';
import { makeExecutableSchema, mergeSchemas } from '@graphql-tools/schema';
import { buildSchema, extendSchema, type GraphQLSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';
import {
  entitlementDirectives,
  type EntitlementGuard,
  entitlementPlugin,
  GuardConfigurationError,
  guardSchema,
} from '../../../src/directive';
import { Host, type ShopContext } from '../guarded-shop';

const SECRET = 'secret';
const typeDefs = `
  type Query { a: String @requiresEntitlement(module: "sales") b: T }
  type T { s: String @requiresEntitlement(module: "sales") }
  type Subscription { x: String @requiresEntitlement(module: "sales") }`;
const resolvers = { Query: { a: () => SECRET, b: () => ({ s: SECRET }) } };
const made = () => makeExecutableSchema({ typeDefs: [entitlementDirectives, typeDefs], resolvers });
/** Extending a schema copies all of its types. */
const copyOf = (schema: GraphQLSchema) => extendSchema(schema, parse('scalar Unused'));
const guarded = (schema: GraphQLSchema) => guardSchema(schema, new Host().options);

/** Starts a server as a team would, and asks it as an organization that has nothing. */
async function answerOf(schema: GraphQLSchema, guard: EntitlementGuard<ShopContext>, query: string): Promise<unknown> {
  const server = new ApolloServer<ShopContext>({
    schema,
    plugins: [entitlementPlugin(guard)],
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  await server.start();
  try {
    const { body } = await server.executeOperation({ query }, { contextValue: { actor: { organizationId: '2' } } });
    return body.kind === 'single' ? body.singleResult.data : null;
  } finally {
    await server.stop();
  }
}

const late = 'extend type Query { late: String @requiresEntitlement(module: "sales") }';
const OTHERS: Readonly<Record<string, (guard: (schema: GraphQLSchema) => void) => GraphQLSchema>> = {
  'a copy from before': (guard) => {
    const schema = made();
    const copy = copyOf(schema);
    guard(schema);
    return copy;
  },
  'a sorted copy from before': (guard) => {
    const schema = made();
    const copy = lexicographicSortSchema(schema);
    guard(schema);
    return copy;
  },
  'one made again from the type definitions': (guard) => {
    guard(made());
    return made();
  },
  'one printed and built again': (guard) => {
    const schema = made();
    guard(schema);
    return buildSchema(printSchema(schema));
  },
  'one to which a guarded field was added': (guard) => {
    const schema = made();
    guard(schema);
    return extendSchema(schema, parse(late));
  },
  'one merged with more type definitions and resolvers': (guard) => {
    const schema = made();
    guard(schema);
    return mergeSchemas({ schemas: [schema], typeDefs: late, resolvers: { Query: { late: () => SECRET } } });
  },
  'one in which a resolver was replaced': (guard) => {
    const schema = made();
    guard(schema);
    return mergeSchemas({ schemas: [schema], resolvers: { Query: { a: () => SECRET } } });
  },
};

test.each(Object.entries(OTHERS))(
  'a server does not start with %s in place of the guarded schema',
  async (_which, make) => {
    const guards: EntitlementGuard<ShopContext>[] = [];
    const schema = make((one) => void guards.push(guarded(one)));
    const [guard] = guards;
    if (!guard) throw new Error('nothing was guarded');
    await expect(answerOf(schema, guard, '{ a }')).rejects.toThrow(
      /is guarded, but not in the schema that is served|nothing in it carries/,
    );
  },
);

test('prepare refuses such a schema too, on any server', async () => {
  const guard = guarded(made());
  const args = { document: parse('{ a }'), contextValue: { actor: { organizationId: '2' } } };
  await expect(guard.prepare({ ...args, schema: made() })).rejects.toThrow(GuardConfigurationError);
  await expect(guard.prepare({ ...args, schema: guard.schema })).resolves.toMatchObject(args);
});

test.each([
  ['itself', (schema: GraphQLSchema) => schema],
  ['a copy from afterwards', (schema: GraphQLSchema) => copyOf(schema)],
  ['a sorted copy from afterwards', (schema: GraphQLSchema) => lexicographicSortSchema(schema)],
  [
    'a part of a bigger schema',
    (schema: GraphQLSchema) => mergeSchemas({ schemas: [schema], typeDefs: 'extend type Query { more: Int }' }),
  ],
  [
    'itself, with resolvers that were replaced by tools that observe them',
    (schema: GraphQLSchema) => {
      const field = schema.getQueryType()?.getFields()['a'];
      if (field) field.resolve = () => SECRET;
      return schema;
    },
  ],
] as const)('a schema that was guarded is served with its guards: %s', async (_which, served) => {
  const guard = guarded(made());
  expect(await answerOf(served(guard.schema), guard, '{ a b { s } }')).toEqual({ a: null, b: { s: null } });
});

test('a schema that has lost its guards does not boot, nor one whose guards are misspelt or of an odd form', () => {
  const faults = (schema: GraphQLSchema, more = {}) => {
    try {
      guardSchema(schema, { ...new Host().options, ...more });
    } catch (error) {
      if (error instanceof GuardConfigurationError) return error.faults.map(({ coordinate }) => coordinate);
      throw error;
    }
    return [];
  };
  const lost = buildSchema(printSchema(made()));
  expect(faults(lost)).toEqual(['schema']);
  expect(faults(lost, { typeDefs })).toEqual(['schema', 'Query.a', 'T.s', 'Subscription.x']);
  const part = buildSchema(`${entitlementDirectives} type Query { a: String @requiresEntitlement(module: "sales") }`);
  expect(faults(part, { typeDefs })).toEqual([]);
  const misspelt = buildSchema(
    `${entitlementDirectives} ${typeDefs} extend type Query { c: Int @requireEntitlement(module: "sales") }`,
    { assumeValidSDL: true },
  );
  expect(faults(misspelt)).toEqual(['Query.c']);
  for (const form of [{ requiresEntitlement: 'sales' }, { requiresEntitlement: true }, new Map(), 'sales']) {
    const schema = made();
    const field = schema.getType('T');
    if (field && 'getFields' in field)
      Object.assign(field.getFields()['s'] ?? {}, { extensions: { directives: form } });
    expect(faults(schema)).toEqual(['T.s']);
  }
});

test('an entity whose organization an argument names elsewhere does not boot without a hook', () => {
  const schema = (more = '') =>
    makeExecutableSchema({
      typeDefs: [
        entitlementDirectives,
        `union _Entity = Lead scalar _Any type Lead { contact: String @requiresEntitlement(module: "sales") ${more} }
         type Query { _entities(representations: [_Any!]!): [_Entity]!
           leads(org: ID): [Lead] @requiresEntitlement(module: "sales", organizationArg: "org") }`,
      ],
    });
  const { options } = new Host();
  expect(() => guardSchema(schema(), options)).toThrow(/Query\._entities: may return Lead, .*Query\.leads/);
  expect(() => guardSchema(schema(), { ...options, organizationOf: { Lead: () => '1' } })).not.toThrow();
});

test('an organization in one branch of an input of which another may be given does not boot', () => {
  const schema = makeExecutableSchema({
    typeDefs: [
      entitlementDirectives,
      `directive @oneOf on INPUT_OBJECT
       input By @oneOf { organizationId: ID slug: String }
       type Query { leads(by: By!): String
         @requiresEntitlement(module: "sales", organizationArg: "by.organizationId") }`,
    ],
  });
  expect(() => guardSchema(schema, new Host().options)).toThrow(/of whose branches \(@oneOf\)/);
});

test('what a guard has looked at leaves as private and is cacheable for nobody', async () => {
  const schema = makeExecutableSchema({
    typeDefs: [
      entitlementDirectives,
      `enum CacheControlScope { PUBLIC PRIVATE }
       directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION
       type Query { open: String @cacheControl(maxAge: 60)
         forecast: String @requiresEntitlement(module: "sales") @cacheControl(maxAge: 60) }`,
    ],
    resolvers: { Query: { open: () => 'open', forecast: () => SECRET } },
  });
  const cacheable: boolean[] = [];
  const server = new ApolloServer<ShopContext>({
    schema,
    plugins: [
      entitlementPlugin(guardSchema(schema, new Host().entitle('1', 'sales').options)),
      {
        requestDidStart: async () => ({
          willSendResponse: async ({ overallCachePolicy }) =>
            void cacheable.push(overallCachePolicy.policyIfCacheable() !== null),
        }),
      },
    ],
  });
  await server.start();
  const ask = async (query: string) => {
    const { headers } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap([['content-type', 'application/json']]),
        search: '',
        body: { query },
      },
      context: async () => ({ actor: { organizationId: '1' } }),
    });
    return headers.get('cache-control');
  };
  expect(await ask('{ open }')).toBe('max-age=60, public');
  expect(await ask('{ open forecast }')).toBe('private, no-store');
  expect(cacheable).toEqual([true, false]);
  await server.stop();
});
