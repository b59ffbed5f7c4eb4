import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { useGraphQlJit } from '@envelop/graphql-jit';
import Fastify from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import mercurius from 'mercurius';
import { addEntitlementHooks, type EntitlementGuard, entitlementPlugin, useEntitlements } from '../src/directive';

/** A schema served over HTTP, as in production. */
interface ServedSchema {
  /** Sends a query and returns the response as text. */
  readonly ask: (query: string) => Promise<string>;
  readonly close: () => Promise<unknown>;
}

/** Serves a schema; with a guard, by the adapter for this server. */
type Serve = <Context extends object>(
  schema: GraphQLSchema,
  contextOf: () => Context,
  guard: EntitlementGuard<Context> | null,
) => Promise<ServedSchema>;

/** The servers that there is an adapter for. */
export const SERVERS: Readonly<Record<string, Serve>> = {
  'Apollo Server': serveApollo,
  Yoga: (...given) => serveYoga(false, ...given),
  'Yoga with graphql-jit': (...given) => serveYoga(true, ...given),
  Mercurius: (...given) => serveMercurius(0, ...given),
  'Mercurius with jit': (...given) => serveMercurius(1, ...given),
};

async function serveApollo<Context extends object>(
  schema: GraphQLSchema,
  contextOf: () => Context,
  guard: EntitlementGuard<Context> | null,
): Promise<ServedSchema> {
  const app = Fastify();
  const apollo = new ApolloServer<Context>({
    schema,
    // It asks for each field unless the operation is private, as guarded ones are: the others would be slowed down.
    plugins: [ApolloServerPluginCacheControlDisabled(), ...(guard ? [entitlementPlugin(guard)] : [])],
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  app.route({
    url: '/graphql',
    method: 'POST',
    handler: fastifyApolloHandler(apollo, { context: async () => contextOf() }),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ask: (query) => ask(url, query),
    close: async () => {
      await apollo.stop();
      await app.close();
    },
  };
}

async function serveYoga<Context extends object>(
  jit: boolean,
  schema: GraphQLSchema,
  contextOf: () => Context,
  guard: EntitlementGuard<Context> | null,
): Promise<ServedSchema> {
  const yoga = createYoga<object, Context>({
    schema,
    context: contextOf,
    plugins: [...(jit ? [useGraphQlJit()] : []), ...(guard ? [useEntitlements(guard)] : [])],
    logging: false,
  });
  const server = createServer((request, response) => void yoga(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return {
    ask: (query) => ask(`http://127.0.0.1:${address.port}`, query),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serveMercurius<Context extends object>(
  jit: number,
  schema: GraphQLSchema,
  contextOf: () => Context,
  guard: EntitlementGuard<Context> | null,
): Promise<ServedSchema> {
  const app = Fastify();
  await app.register(mercurius, { schema, jit, context: () => ({ ...contextOf() }) });
  await app.ready();
  if (guard) addEntitlementHooks(app.graphql, guard);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { ask: (query) => ask(url, query), close: () => app.close() };
}

async function ask(url: string, query: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.text();
}
