import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { entitlementDirectives, entitlementPlugin, guardSchema } from '../../src/directive';

/*
 * A server of its own, whose schema the library guards and which has no limits besides: what an attack costs here is
 * what it costs any host.
 */
interface Context {
  readonly actor: { readonly organizationId: string } | null;
}

const typeDefs = `
  enum Kind { A B }
  input Inner { count: Int!, within: Inner }
  input Middle { within: Inner! }
  input Item { within: Middle!, secret: Int @requiresEntitlement(module: "hr") }
  type Lead { id: ID!, salary: Int @requiresEntitlement(module: "hr") }
  type Query {
    leads: [Lead!] @requiresEntitlement(module: "sales")
    take(numbers: [Int!], texts: [String!], ids: [ID!], kinds: [Kind!], items: [Item!]): Int
      @requiresEntitlement(module: "sales")
  }
`;

async function main(): Promise<void> {
  const schema = makeExecutableSchema({
    typeDefs: [entitlementDirectives, typeDefs],
    resolvers: { Query: { leads: () => [{ id: '1', salary: 1 }], take: () => 1 } },
  });
  const guard = guardSchema<Context>(schema, {
    modules: ['sales', 'hr'].map((key) => ({ key, submodules: [] })),
    loadDecisions: (requests) =>
      Promise.resolve(
        requests.map((request) => ({ ...request, allowed: true, status: 'ENABLED', reason: 'ENTITLED' })),
      ),
    actorOf: ({ actor }) => actor,
    typeDefs,
  });
  const server = new ApolloServer<Context>({ schema: guard.schema, plugins: [entitlementPlugin(guard)] });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' },
    context: ({ req }) =>
      Promise.resolve({ actor: req.headers.authorization === undefined ? null : { organizationId: '1' } }),
  });
  process.stdout.write(`${JSON.stringify({ url: url.replace(/\/$/, '') })}\n`);
}

void main();
