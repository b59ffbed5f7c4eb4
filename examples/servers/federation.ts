import { createServer } from 'node:http';
import { getStitchedSchemaFromSupergraphSdl } from '@graphql-tools/federation';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { composeServices } from '@theguild/federation-composition';
import { type GraphQLSchema, parse } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { entitlementSubgraphDirectives, guardSchema, useEntitlements } from 'portcullis/directive';
import { z } from 'zod';
import { announce, type Context, guardOptions, HEADER, port, signIn, urlOf } from './shop';

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@inaccessible"])
${entitlementSubgraphDirectives}`;

/** A subgraph whose one entity is Lead. Libraries for subgraphs, such as `@apollo/subgraph`, add the same. */
function createSubgraph(
  typeDefs: string,
  { Query, Lead }: { readonly Query: object; readonly Lead: object },
): GraphQLSchema {
  return makeExecutableSchema({
    typeDefs: [
      LINK,
      typeDefs,
      `scalar _Any type _Service { sdl: String! } union _Entity = Lead
       directive @key(fields: String!) repeatable on OBJECT
       directive @inaccessible on ENUM | INPUT_OBJECT
       directive @link(url: String!, import: [String!]) repeatable on SCHEMA
       extend type Query { _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }`,
    ],
    resolvers: {
      Lead,
      Query: {
        ...Query,
        _service: () => ({ sdl: LINK + typeDefs }),
        _entities: (_root: unknown, { representations }: { representations: readonly object[] }) => representations,
      },
      _Entity: { __resolveType: () => 'Lead' },
    },
  });
}

/** Guards a subgraph, and serves it at a port of its own. */
async function serveSubgraph(typeDefs: string, schema: GraphQLSchema): Promise<string> {
  const guard = guardSchema(schema, { ...guardOptions, typeDefs });
  const yoga = createYoga<object, Context>({
    schema,
    context: ({ request }) => signIn(request.headers.get(HEADER)),
    plugins: [useEntitlements(guard)],
  });
  const server = createServer((request, response) => void yoga(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `${urlOf(server)}/graphql`;
}

const SALES = `
  type Query { leads: [Lead!] @requiresEntitlement(module: "sales") }
  type Lead @key(fields: "id") { id: ID! contact: String }`;
const HR = `
  type Query { staff: Int }
  type Lead @key(fields: "id") { id: ID! salary: Int @requiresEntitlement(module: "hr") }`;

/** Two guarded subgraphs behind a gateway, which passes the organization on and knows nothing of guards. */
async function main(): Promise<void> {
  const lead = { id: '1', contact: 'Ada' };
  const sales = createSubgraph(SALES, { Query: { leads: () => [lead] }, Lead: {} });
  const hr = createSubgraph(HR, { Query: { staff: () => 3 }, Lead: { salary: () => 42 } });
  const { supergraphSdl } = composeServices([
    { name: 'sales', url: await serveSubgraph(SALES, sales), typeDefs: parse(LINK + SALES) },
    { name: 'hr', url: await serveSubgraph(HR, hr), typeDefs: parse(LINK + HR) },
  ]);
  if (supergraphSdl === undefined) throw new Error('the subgraphs do not fit together');
  const passedOn = z.object({ organization: z.string() });
  const gateway = createYoga({
    schema: getStitchedSchemaFromSupergraphSdl({
      supergraphSdl,
      httpExecutorOpts: { headers: (request) => ({ [HEADER]: passedOn.parse(request?.context).organization }) },
    }),
    context: ({ request }) => ({ organization: request.headers.get(HEADER) ?? '' }),
    maskedErrors: false, // the subgraphs mask theirs
  });
  const server = createServer((request, response) => void gateway(request, response));
  server.listen(port, '127.0.0.1', () => announce(`${urlOf(server)}/graphql`));
}

void main();
