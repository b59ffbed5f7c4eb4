import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyRequest } from 'fastify';
import {
  type EntitlementGuard,
  entitlementPlugin,
  maintenancePlugin,
  type MaintenanceStatus,
} from 'portcullis/directive';
import type { Actor, Authenticate } from './authenticate';
import type { ErpContext } from './erp-context';
import { limits } from './limits';
import { createMaskError } from './mask-error';
import { subscriptionHandler } from './subscriptions';

export interface ErpServerOptions {
  readonly guard: EntitlementGuard<ErpContext>;
  readonly maintenance: () => Promise<MaintenanceStatus>;
  readonly authenticate: Authenticate;
  readonly contextOf: (actor: Actor | null) => ErpContext;
  /** Called with errors that are masked from clients. */
  readonly onError: (error: unknown, id: string) => void;
  readonly host?: string;
  readonly port?: number;
}

export interface RunningErp {
  /** The base URL, such as `http://127.0.0.1:4001`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a guarded schema: queries and mutations over HTTP, subscriptions over a WebSocket at the same address. */
export async function startErp({
  guard,
  maintenance,
  authenticate,
  contextOf,
  onError,
  host = '127.0.0.1',
  port = 0,
}: ErpServerOptions): Promise<RunningErp> {
  const app = Fastify();
  const maskError = createMaskError(onError);
  const apollo = new ApolloServer<ErpContext>({
    schema: guard.schema,
    introspection: true,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: limits.rules,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: maskError,
    plugins: [
      fastifyApolloDrainPlugin(app),
      entitlementPlugin(guard),
      // turned on by `portcullis maintenance on`
      maintenancePlugin<ErpContext>({
        status: maintenance,
        mayWrite: ({ actor }) => actor?.role === 'SUPER_ADMIN',
        onFailure: (error) => onError(error, 'maintenance'),
      }),
    ],
  });
  await apollo.start();

  await app.register(websocket);
  const handler = fastifyApolloHandler(apollo, {
    context: async ({ headers }: FastifyRequest) => contextOf(await authenticate(headers.authorization)),
  });
  app.route({
    url: '/graphql',
    method: 'GET',
    handler,
    wsHandler: subscriptionHandler({ guard, authenticate, contextOf, maskError }),
  });
  app.route({ url: '/graphql', method: 'POST', handler });

  const url = await app.listen({ host, port });
  return { url, close: () => apollo.stop() }; // its drain plugin closes Fastify, too
}
