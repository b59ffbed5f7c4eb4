import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { composeServices } from '@theguild/federation-composition';
import { type GraphQLSchema, parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { z } from 'zod';
import { entitlementPlugin, entitlementSubgraphDirectives, guardSchema } from '../../../src/directive';
import { Host, type ShopContext } from '../guarded-shop';
import { SECRET } from '../maze';
import { ask, contextOf, listenOnPort, ORGANIZATION } from './served';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@inaccessible"])`;
/** What a library for subgraphs adds. */
const FEDERATION = `
  scalar _Any
  type _Service { sdl: String! }
  directive @key(fields: String!) repeatable on OBJECT
  directive @inaccessible on ENUM | INPUT_OBJECT
  directive @link(url: String!, import: [String!]) repeatable on SCHEMA
  extend type Query { _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }`;

type FieldResolvers = Readonly<Record<string, (source: { readonly id: string }) => unknown>>;

const SALES = `
  type Query { leads: [Lead!] }
  type Mutation { pay: String @requiresEntitlement(module: "hr") }
  type Lead @key(fields: "id") { id: ID! contact: String @requiresEntitlement(module: "sales") }`;
const HR = `
  type Query { payslips: [Payslip!] @requiresEntitlement(module: "hr") staff: Int }
  type Payslip @key(fields: "id") @requiresEntitlement(module: "hr") { id: ID! net: String }
  type Lead @key(fields: "id") { id: ID! owner: String @requiresAnyEntitlement(of: [{ module: "hr" }]) }`;

const gatewayContext = z.object({ [ORGANIZATION]: z.string() });
const representation = z.object({ __typename: z.string(), id: z.string() });

function subgraphOf(
  typeDefs: string,
  resolvers: Readonly<Record<string, FieldResolvers | Readonly<Record<string, () => unknown>>>>,
): GraphQLSchema {
  const entities = [...typeDefs.matchAll(/type (\w+) @key/g)].map(([, name]) => name).join(' | ');
  return makeExecutableSchema({
    typeDefs: [`${LINK} ${entitlementSubgraphDirectives}`, typeDefs, FEDERATION, `union _Entity = ${entities}`],
    resolvers: {
      ...resolvers,
      Query: {
        ...resolvers['Query'],
        _service: () => ({ sdl: LINK + entitlementSubgraphDirectives + typeDefs }),
        _entities: (_root: unknown, { representations }: { representations: readonly unknown[] }) =>
          representations.map((one) => representation.parse(one)),
      },
      _Entity: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    },
  });
}

describe('subgraphs behind a gateway of federation', () => {
  const host = new Host();
  const closing: (() => Promise<unknown>)[] = [];
  afterAll(() => Promise.all(closing.map((close) => close())));
  beforeEach(() => host.reset());
  let gateway = '';
  let hr = '';

  async function serveSubgraph(schema: GraphQLSchema): Promise<string> {
    const guard = guardSchema(schema, host.options);
    const server = new ApolloServer<ShopContext>({
      schema,
      plugins: [entitlementPlugin(guard), ApolloServerPluginInlineTraceDisabled()],
    });
    const { url } = await startStandaloneServer(server, {
      listen: { port: 0, host: '127.0.0.1' },
      context: async ({ req }) => contextOf(req.headers[ORGANIZATION]),
    });
    closing.push(() => server.stop());
    return url;
  }
  /** Asks a subgraph for its SDL, as a gateway or its registry does. */
  const sdlOf = async (url: string) => {
    const { data } = await ask(url, '{ _service { sdl } }');
    return z.object({ _service: z.object({ sdl: z.string() }) }).parse(data)._service.sdl;
  };

  beforeAll(async () => {
    const lead = { id: '7' };
    const sales = await serveSubgraph(
      subgraphOf(SALES, {
        Query: { leads: () => [lead] },
        Mutation: { pay: () => SECRET },
        Lead: { contact: () => `${SECRET} contact` },
      }),
    );
    hr = await serveSubgraph(
      subgraphOf(HR, {
        Query: { payslips: () => [{ id: '1', net: SECRET }], staff: () => 3 },
        Payslip: { net: () => SECRET },
        Lead: { owner: ({ id }) => `${SECRET} owner of ${id}` },
      }),
    );
    const composed = composeServices([
      { name: 'sales', url: sales, typeDefs: parse(await sdlOf(sales)) },
      { name: 'hr', url: hr, typeDefs: parse(await sdlOf(hr)) },
    ]);
    if (composed.supergraphSdl === undefined) throw new Error(JSON.stringify(composed.errors));
    const schema = getStitchedSchemaFromSupergraphSdl({
      supergraphSdl: composed.supergraphSdl,
      httpExecutorOpts: {
        headers: (request) => ({ [ORGANIZATION]: gatewayContext.parse(request?.context)[ORGANIZATION] }),
      },
    });
    const yoga = createYoga({
      schema,
      context: ({ request }) => ({ [ORGANIZATION]: request.headers.get(ORGANIZATION) }),
      maskedErrors: false,
      logging: false,
    });
    const { address, close } = await listenOnPort((request, response) => void yoga(request, response));
    closing.push(close);
    gateway = `http://${address}/graphql`;
  });

  const QUERY = '{ staff leads { id contact owner } payslips { net } }';

  test('give a gateway what each organization may use, and nothing else', async () => {
    host.entitle('1', 'sales').entitle('2', 'hr');
    const [sales, staff, nobody] = await Promise.all(['1', '2', '3'].map((as) => ask(gateway, QUERY, as)));
    const lead = (contact: string | null, owner: string | null) => [{ id: '7', contact, owner }];
    const [contact, owner] = [`${SECRET} contact`, `${SECRET} owner of 7`];
    expect(sales?.data).toEqual({ staff: 3, leads: lead(contact, null), payslips: null });
    expect(staff?.data).toEqual({ staff: 3, leads: lead(null, owner), payslips: [{ net: SECRET }] });
    expect(nobody?.data).toEqual({ staff: 3, leads: lead(null, null), payslips: null });
    expect(nobody?.errors?.map(({ extensions }) => extensions?.code)).toEqual(
      Array.from({ length: 3 }, () => 'ENTITLEMENT_REQUIRED'),
    );
  });

  test('give an entity, asked for by its key as a gateway does, to nobody who may not have it', async () => {
    const query = `{ _entities(representations: [{ __typename: "Payslip", id: "1" }, { __typename: "Lead", id: "7" }]) {
      ... on Payslip { net } ... on Lead { owner } } }`;
    expect((await ask(hr, query)).data).toEqual({ _entities: [null, { owner: null }] });
    host.entitle('1', 'hr');
    expect((await ask(hr, query)).data).toEqual({ _entities: [{ net: SECRET }, { owner: `${SECRET} owner of 7` }] });
  });

  test('refuse a mutation through the gateway before any of it runs', async () => {
    expect(await ask(gateway, 'mutation { pay }')).toMatchObject({
      errors: [{ extensions: { code: 'ENTITLEMENT_REQUIRED' } }],
    });
    host.entitle('1', 'hr');
    expect((await ask(gateway, 'mutation { pay }')).data).toEqual({ pay: SECRET });
  });

  test('keep the types of the directives out of what the gateway shows', async () => {
    const { data } = await ask(gateway, '{ __schema { types { name } directives { name } } }');
    const shown = JSON.stringify(data);
    expect(shown).toContain('"Payslip"');
    expect(shown).not.toMatch(/OnDeny|EntitlementRef|requiresEntitlement|entitlementFree/);
  });
});
