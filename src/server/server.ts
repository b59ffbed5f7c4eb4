import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import helmet from '@fastify/helmet';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyBaseLogger, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import type { Database } from '../database/database';
import { type OrganizationIds, organizationIdsOf } from '../database/organization-ids';
import { entitlementPlugin } from '../directive/server/apollo-plugin';
import { maintenancePlugin } from '../directive/server/maintenance';
import type { Actor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import { API_SOURCE } from '../domain/parity/access-count';
import { createLoaders } from '../features/loaders';
import type { RequestContext } from '../features/request-context';
import { createServices } from '../features/services';
import { createSharedReads } from '../features/shared-reads';
import { keepFigures } from '../features/watch/live-figures';
import { readLiveFigures, readSourceFigures } from '../features/watch/read-live-figures';
import type { Config } from '../platform/config';
import { AccessCounts } from '../store/access-counts';
import { findStrayTables } from '../store/installed-tables';
import { type OpenAccess, openAccess } from '../store/open-access';
import { hasPendingMigrations } from '../store/schema-version';
import { type Authenticate, createAuthenticate } from './authenticate';
import { formatErrors, requestError } from './format-error';
import { guardApi, type GuardListener } from './guard';
import { limitRules } from './limit-rules';
import { Metrics } from './metrics';
import { discoverProvider, type OidcProvider } from './oidc-provider';
import { OperationLog, withoutSecrets } from './operation-log';
import { requestGuards } from './request-guards';
import { createSchema, readTypeDefs } from './schema';
import { serveConsole } from './serve-console';
import { GRAPHIQL_PATH, opensInBrowser, serveGraphiql } from './serve-graphiql';
import { SubscriptionServer } from './subscription-server';

/** How long the sums of today's checks are kept: they read all counts of the day. */
const SOURCES_KEPT_MS = 15_000;

export interface RunningServer {
  /** The address at which it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Creates an address that signs in to the console once; null if sign-in by link is off. */
  consoleLink(): string | null;
  /** Whether the embedded database is empty, so that the console offers demo data. */
  offersDemo(): Promise<boolean>;
  /** Stops accepting requests, and waits for those that are running. */
  close(): Promise<void>;
}

/** What the API is built on. `access` and `counts` run in the background until they are closed. */
interface Sources {
  readonly ids: OrganizationIds;
  readonly authenticate: Authenticate;
  readonly provider: OidcProvider | null;
  readonly access: OpenAccess;
  readonly counts: AccessCounts;
}

/**
 * Starts the server: the GraphQL API at `/graphql`, with subscriptions over WebSockets; the console at `/console`;
 * GraphiQL at `/graphiql`, except in production; `/metrics`; `/health/live` (the process answers) and `/health/ready`
 * (the database answers too, and has the required schema). If the start fails, nothing is left running.
 * @throws DomainError INVALID_INPUT if the configuration has no key for tokens, or a provider that cannot be reached;
 *   CONFLICT if the legacy flags are to answer, but their column was dropped
 */
export async function startServer(config: Config, database: Database, log: FastifyBaseLogger): Promise<RunningServer> {
  const logger = withoutSecrets(log);
  const provider = config.auth.oidc === null ? null : await discoverProvider(config.auth.oidc);
  const ids = await organizationIdsOf(database.dataSource.manager);
  const authenticate = await createAuthenticate(config, ids, provider);
  const access = await openAccess(database, config);
  const counts = new AccessCounts(database.dataSource.manager, {
    source: API_SOURCE,
    onFailure: (error) =>
      logger.error(
        { err: error },
        'access counts could not be written; they are written as soon as the database takes them',
      ),
  }).start();
  const closeSources = async () => {
    await counts.close();
    await access.close();
  };
  try {
    const server = await serveApi(config, database, logger, { ids, authenticate, provider, access, counts });
    return { ...server, close: () => server.close().finally(closeSources) };
  } catch (error) {
    await closeSources();
    throw error;
  }
}

async function serveApi(
  config: Config,
  database: Database,
  logger: FastifyBaseLogger,
  { ids, authenticate, provider, access, counts }: Sources,
): Promise<RunningServer> {
  const production = config.environment === 'production';
  const metrics = new Metrics({
    cache: () => ({ ...access.reader.statistics, organizations: access.reader.size }),
    isLineUp: () => access.line.isUp,
    uncounted: () => counts.statistics.dropped,
    pool: () => database.pool(),
    live: keepFigures(() => readLiveFigures(database.dataSource.manager)),
    sources: keepFigures(() => readSourceFigures(database.dataSource.manager), SOURCES_KEPT_MS),
  });
  const listener: GuardListener = {
    onDecision: (decision) => {
      metrics.decision(counts.count(decision));
    },
    onLook: (decision) => counts.look(decision),
    onFailure: (error) => logger.error({ err: error }, 'an entitlement lookup failed; its checks were denied'),
    onBypass: (bypass, actor) => {
      metrics.bypassed(bypass.coordinate);
      logger.warn({ ...bypass, actor: actor?.id ?? null }, 'denial bypassed by a super admin');
    },
  };
  const services = createServices(database, config, {
    access: access.reader,
    changes: access.changes,
    listener,
    onTrouble: (error) =>
      logger.error({ err: error }, 'an event of a subscription could not be loaded; it will be retried'),
  });
  const shared = createSharedReads(database.dataSource, access.reader);
  const contextOf = (actor: Actor | null): RequestContext => ({
    actor,
    services,
    loaders: createLoaders(database.dataSource, access.reader, shared),
  });
  await services.rollout.requireAnswerer();
  const forced = await services.rollout.forcedPastGate();
  if (forced !== null) logger.error(forced);

  const app = Fastify({
    loggerInstance: logger,
    bodyLimit: config.limits.bodyBytes,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
  });
  const operations = new OperationLog(logger, metrics);
  await app.register(helmet);

  const guard = guardApi(createSchema(), readTypeDefs(), listener, ids);
  const { schema } = guard;
  const formatError = formatErrors({
    log: (error, id) => logger.error({ err: error, errorId: id }, 'masked error'),
    hideSuggestions: production,
  });
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false, // the caller stops the server, after what depends on it
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    cache: 'bounded',
    logger,
    parseOptions: { maxTokens: config.limits.tokens },
    validationRules: [...limitRules(config.limits)],
    formatError,
    plugins: [
      fastifyApolloDrainPlugin(app),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(), // no answer may be kept, and it would look at each field for that
      requestGuards(schema, config.limits.cost),
      entitlementPlugin(guard),
      maintenancePlugin<RequestContext>({
        status: () => services.maintenance.status(),
        // Without a token, the answer is UNAUTHENTICATED, as without maintenance.
        mayWrite: ({ actor }) => actor === null || actor.role === 'SUPER_ADMIN',
        onFailure: (error) =>
          logger.error({ err: error }, 'the maintenance mode could not be read; mutations are refused'),
      }),
      operations.plugin(),
    ],
  });
  await apollo.start();

  const subscriptions = new SubscriptionServer({
    schema,
    limits: config.limits,
    authenticate,
    contextOf,
    prepare: guard.prepare,
    formatError,
    logger,
  });
  await app.register(websocket, {
    options: { maxPayload: config.limits.bodyBytes, handleProtocols },
    // For instance a message that is too large; the socket closes by itself.
    errorHandler: (error) => logger.info({ err: error }, 'a WebSocket failed'),
    preClose: (done) => void subscriptions.close().then(() => done()),
  });
  const handler = fastifyApolloHandler(apollo, {
    context: async (request: FastifyRequest) => {
      try {
        const context = contextOf((await authenticate(request.headers.authorization))?.actor ?? null);
        operations.signedIn(request, context);
        return context;
      } catch (error) {
        operations.refused(request, error instanceof DomainError ? error.code : 'INTERNAL_SERVER_ERROR');
        throw error instanceof DomainError ? requestError(error) : error;
      }
    },
  });
  const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!production && opensInBrowser(request)) return reply.redirect(GRAPHIQL_PATH);
  };
  app.route({
    url: '/graphql',
    method: 'GET',
    onRequest,
    handler,
    wsHandler: (socket, { id }) => subscriptions.open(socket, id),
  });
  app.route({ url: '/graphql', method: ['POST', 'OPTIONS'], handler });
  // A kept-alive connection would keep the process running: the last response asks the client to close it.
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (request, reply) => {
    if (closing) reply.header('connection', 'close');
    reply.header('x-request-id', request.id);
    if (request.routeOptions.url !== '/graphql') return;
    reply.header('cache-control', 'private, no-store');
    operations.answered(request, reply);
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await metrics.text();
    return reply.type(contentType).send(body);
  });
  await serveGraphiql(app, config);
  const console = await serveConsole(app, config, provider);
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const trouble = await unreadiness(database);
    return trouble === null ? { status: 'ok' } : reply.code(503).send({ status: 'unavailable', reason: trouble });
  });

  const close = async () => {
    await subscriptions.close();
    await apollo.stop(); // also closes Fastify: see its drain plugin
  };
  await app.listen({ host: config.host, port: config.port });
  const url = urlOf(config.host, app.server.address());
  const consoleLink = () => {
    const path = console.signInPath();
    return path === null ? null : `${url}${path}`;
  };
  return { url, consoleLink, offersDemo: () => services.demo.isOffered(), close };
}

/** Why the server is not ready, for load balancers; without details, because the address is public. */
async function unreadiness(database: Database): Promise<string | null> {
  try {
    if (await hasPendingMigrations(database.dataSource)) return 'migrations are pending';
    return (await findStrayTables(database.dataSource.manager)) === null
      ? null
      : 'the entitlement tables are not found';
  } catch {
    return 'the database does not answer';
  }
}

function urlOf(host: string, address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${reachable}:${address.port}`;
}
