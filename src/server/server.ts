import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import type { Database } from '../database/database';
import { type OrganizationIds, organizationIdsOf } from '../database/organization-ids';
import type { Actor } from '../domain/actor';
import { API_SOURCE } from '../domain/parity/access-count';
import { hasRight } from '../domain/rights';
import type { DecisionListener } from '../features/entitlements/decisions-service';
import { createLoaders } from '../features/loaders';
import type { RequestContext } from '../features/request-context';
import { createServices } from '../features/services';
import { createSharedReads } from '../features/shared-reads';
import { keepFigures } from '../features/watch/live-figures';
import { readLiveFigures, readSourceFigures } from '../features/watch/read-live-figures';
import type { Config } from '../platform/config';
import type { TrustedProxies } from '../platform/trust-proxy';
import { AccessCounts } from '../store/access-counts';
import type { AccessReader } from '../store/access-reader';
import { appendPlatformEvent } from '../store/append-events';
import { type OpenAccess, openAccess } from '../store/open-access';
import { RefusedAttempts } from '../store/refused-attempts';
import { UNSIGNED_BODY_BYTES } from './anonymous-requests';
import { type Authenticate, createAuthenticate } from './authenticate';
import { BoundedContext } from './bounded-context';
import { GRAPHQL_PATH, serveGraphql } from './graphql-api';
import type { GuardListener } from './guard';
import type { AnswerListener } from './kept-answers';
import { Metrics } from './metrics';
import { discoverProvider, type OidcProvider } from './oidc-provider';
import { OperationLog, withoutSecrets } from './operation-log';
import { refuseOtherPaths } from './plain-paths';
import { lostTriggerCount, readiness } from './readiness';
import { RequestLimits } from './request-limits';
import { securityHeaders } from './security-headers';
import { serveConsole } from './serve-console';
import { serveGraphiql } from './serve-graphiql';

/** How long the sums of today's checks are kept: they read all counts of the day. */
const SOURCES_KEPT_MS = 15_000;
/** How often requests that take too long to arrive are looked for. */
const SLOW_LOOKED_FOR_MS = 5_000;

export interface RunningServer {
  /** The address at which it listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Creates an address that signs in to the console once; null if sign-in by link is off. */
  consoleLink(): string | null;
  /** For changes that are made in this process beside requests: meanwhile nothing old answers. */
  readonly access: Pick<AccessReader, 'change'>;
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
  const access = await openAccess(database, config, {
    onLine: ({ trouble, message }) => (trouble === null ? logger.info(message) : logger.warn({ trouble }, message)),
    onClock: ({ isOff, message }) => (isOff ? logger.warn(message) : logger.info(message)),
    onStale: ({ since, message }) => (since === null ? logger.info(message) : logger.error({ since }, message)),
    onReplica: ({ trouble, message }) => (trouble === null ? logger.info(message) : logger.warn({ trouble }, message)),
  });
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
    return {
      ...server,
      access: access.reader,
      close: () => server.close().finally(closeSources),
    };
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
): Promise<Omit<RunningServer, 'access'>> {
  const limits = new RequestLimits(config.limits.rates);
  const lostTriggers = lostTriggerCount(database);
  const metrics = new Metrics({
    cache: () => ({ ...access.reader.statistics, organizations: access.reader.size }),
    isLineUp: () => access.line.isUp,
    clockOffsetMs: () => access.line.clockOffsetMs,
    lostTriggers,
    replicas: () => access.replicas,
    shortcuts: () => api.known.statistics,
    uncounted: () => counts.statistics.dropped,
    sockets: () => api.subscriptions.figures,
    rateLimited: () => limits.refusals,
    pool: () => database.pool(),
    live: keepFigures(() => readLiveFigures(database.dataSource.manager)),
    sources: keepFigures(() => readSourceFigures(database.dataSource.manager), SOURCES_KEPT_MS),
  });
  const listener: GuardListener & AnswerListener = {
    onDecision: (decision) => {
      metrics.decision(counts.count(decision), decision.staleSince !== null);
    },
    onLook: (decision) => counts.look(decision),
    onAgain: (kind, key) => {
      counts.again(kind, key);
      if (kind === 'CHECK') metrics.decision(key, false);
    },
    onFailure: (error) => logger.error({ err: error }, 'an entitlement lookup failed; its checks were denied'),
    onBypass: (bypass, actor) => {
      metrics.bypassed(bypass.coordinate);
      logger.warn({ ...bypass, actor: actor?.id ?? null }, 'denial bypassed by a super admin');
    },
  };
  const refusals = new RefusedAttempts(database.dataSource.manager, (error) =>
    logger.error({ err: error }, 'refused attempts could not be recorded; they are recorded as soon as they can be'),
  );
  const services = createServices(database, config, {
    access: access.reader,
    changes: access.changes,
    onTrouble: (error) =>
      logger.error({ err: error }, 'an event of a subscription could not be loaded; it will be retried'),
  });
  const shared = createSharedReads(database.dataSource, access.reader);
  const uncounted: DecisionListener = { ...listener, onDecision: () => undefined, onLook: () => undefined };
  const listenerOf = (actor: Actor | null) => (actor && !hasRight(actor, 'COUNT_CHECKS') ? uncounted : listener);
  const contextOf = (actor: Actor | null, told: DecisionListener = listenerOf(actor)): RequestContext => ({
    actor,
    services,
    loaders: createLoaders(database.dataSource, access.reader, shared, told.onRead),
    listener: told,
  });
  const boundedContextOf = (actor: Actor | null) =>
    new BoundedContext({
      actor,
      listener: listenerOf(actor),
      services,
      shared,
      database,
      config,
      reader: access.reader,
    });
  await services.rollout.requireAnswerer();
  const forced = await services.rollout.forcedPastGate();
  if (forced !== null) logger.error(forced);

  const app = Fastify({
    loggerInstance: logger,
    trustProxy: trusted(config.trustedProxies),
    bodyLimit: Math.min(UNSIGNED_BODY_BYTES, config.limits.bodyBytes), // only /graphql takes more, with a token
    requestTimeout: config.limits.requestMs,
    http: {
      headersTimeout: config.limits.requestMs,
      requestTimeout: config.limits.requestMs,
      connectionsCheckingInterval: Math.min(SLOW_LOOKED_FOR_MS, config.limits.requestMs),
    },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
  });
  const operations = new OperationLog(logger, metrics, (actor, field) => refusals.note(actor, field, 'FORBIDDEN'));
  const headers = securityHeaders();
  app.addHook('onRequest', (request, reply, next) => {
    reply.headers(headers);
    refuseOtherPaths(request, reply, next);
  });

  const api = await serveGraphql(app, {
    config,
    ids,
    authenticate,
    limits,
    listener,
    operations,
    logger,
    reader: access.reader,
    maintenance: services.maintenance,
    contextOf,
    boundedContextOf,
  });
  // A kept-alive connection would keep the process running: the last response asks the client to close it.
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', (request, reply, _payload, next) => {
    if (closing) reply.header('connection', 'close');
    reply.header('x-request-id', request.id);
    if (request.routeOptions.url === GRAPHQL_PATH) {
      reply.header('cache-control', 'private, no-store');
      operations.answered(request, reply);
    }
    next();
  });
  app.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await metrics.text();
    return reply.type(contentType).send(body);
  });
  await serveGraphiql(app, config);
  const console = await serveConsole(app, config, provider, {
    signedIn: (actor, ttl) =>
      appendPlatformEvent(database.dataSource.manager, {
        eventType: 'console_signed_in',
        actor,
        reason: null,
        payload: { ttl },
      }),
    refused: (actor, code) => refusals.note(actor, 'console sign-in', code),
  });
  app.get('/health/live', () => ({ status: 'ok' }));
  const readinessNow = readiness(database, access, lostTriggers);
  app.get('/health/ready', async (_request, reply) => {
    const { trouble, warnings } = await readinessNow();
    if (trouble !== null) return reply.code(503).send({ status: 'unavailable', reason: trouble });
    return { status: 'ok', ...(warnings.length > 0 && { warnings }) };
  });

  await app.listen({ host: config.host, port: config.port });
  const url = urlOf(config.host, app.server.address());
  const consoleLink = () => {
    const path = console.signInPath();
    return path === null ? null : `${url}${path}`;
  };
  const close = () => api.close().finally(() => refusals.close());
  return { url, consoleLink, offersDemo: () => services.demo.isOffered(), close };
}

/** Fastify trusts no proxy by a number alone, so it is asked about each: the nearest one is the first. */
function trusted(proxies: TrustedProxies | null): boolean | string[] | ((address: string, hop: number) => boolean) {
  if (proxies === null) return false;
  return typeof proxies === 'number' ? (_address, hop) => hop < proxies : [...proxies];
}

function urlOf(host: string, address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${reachable}:${address.port}`;
}
