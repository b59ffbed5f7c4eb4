import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { entitlementPlugin } from 'portcullis/directive';
import { announce, type Context, createGuard, HEADER, port, signIn } from './shop';

/** Apollo Server. */
async function main(): Promise<void> {
  const guard = createGuard();
  const server = new ApolloServer<Context>({ schema: guard.schema, plugins: [entitlementPlugin(guard)] });
  const { url } = await startStandaloneServer(server, {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }) => signIn(req.headers[HEADER]),
  });
  announce(url);
}

void main();
