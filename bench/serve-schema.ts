import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify from 'fastify';
import type { GraphQLSchema } from 'graphql';

/** A schema served over HTTP, as in production. */
export interface ServedSchema {
  /** Sends a query and returns the response as text. */
  readonly ask: (query: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function serveSchema<Context extends object>(
  schema: GraphQLSchema,
  contextOf: () => Context,
  plugins: readonly ApolloServerPlugin<Context>[],
): Promise<ServedSchema> {
  const app = Fastify();
  const apollo = new ApolloServer<Context>({ schema, plugins: [...plugins], stopOnTerminationSignals: false });
  await apollo.start();
  app.route({
    url: '/graphql',
    method: 'POST',
    handler: fastifyApolloHandler(apollo, { context: async () => contextOf() }),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ask: async (query) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      return response.text();
    },
    close: async () => {
      await apollo.stop();
      await app.close();
    },
  };
}
