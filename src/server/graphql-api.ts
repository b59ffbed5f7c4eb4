import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import websocket from '@fastify/websocket';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import type { OrganizationIds } from '../database/organization-ids';
import { entitlementPlugin } from '../directive/server/apollo-plugin';
import { maintenancePlugin } from '../directive/server/maintenance';
import type { Actor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import { hasRight } from '../domain/rights';
import type { DecisionListener } from '../features/entitlements/decisions-service';
import type { MaintenanceService } from '../features/maintenance/maintenance-service';
import type { RequestContext } from '../features/request-context';
import type { Config } from '../platform/config';
import type { AccessReader } from '../store/access-reader';
import { Admission } from './admission';
import { askedBy, refuseBrokenText, refuseSubscription, refuseUnsigned } from './asked-document';
import { type Authenticate, withOrigin } from './authenticate';
import { addressKey } from './client-address';
import { formatErrors, requestError } from './format-error';
import { guardApi, type GuardListener } from './guard';
import type { AnswerListener } from './kept-answers';
import { ApolloDocuments } from './kept-documents';
import { KnownOperations, type KnownRequest } from './known-operations';
import { LARGE_BYTES, LargeBodies } from './large-bodies';
import { limitRules } from './limit-rules';
import type { OperationLog } from './operation-log';
import { requestGuards } from './request-guards';
import { actorKey, type RequestLimits } from './request-limits';
import { createSchema, readTypeDefs } from './schema';
import { GRAPHIQL_PATH, opensInBrowser } from './serve-graphiql';
import { SubscriptionServer } from './subscription-server';
import { Turns } from './turns';

export const GRAPHQL_PATH = '/graphql';
const SOCKET_CLOSES_WITHIN_MS = 5_000;

export interface GraphqlApiOptions {
  readonly config: Config;
  readonly ids: OrganizationIds;
  readonly authenticate: Authenticate;
  readonly limits: RequestLimits;
  readonly listener: GuardListener & AnswerListener;
  readonly operations: OperationLog;
  readonly logger: FastifyBaseLogger;
  readonly reader: AccessReader;
  readonly maintenance: MaintenanceService;
  /** @param listener told of each decision of the request; by default the API's */
  readonly contextOf: (actor: Actor | null, listener?: DecisionListener) => RequestContext;
  /** The context of an operation whose statements end in time. */
  readonly boundedContextOf: (actor: Actor | null) => RequestContext;
}

export interface GraphqlApi {
  readonly known: KnownOperations;
  readonly subscriptions: SubscriptionServer;
  /** Stops accepting requests, waits for those that are running, and closes Fastify. */
  readonly close: () => Promise<void>;
}

/** Adds the API to a server: queries and mutations by HTTP, subscriptions by WebSocket. */
export async function serveGraphql(app: FastifyInstance, options: GraphqlApiOptions): Promise<GraphqlApi> {
  const { config, ids, authenticate, limits, listener, operations, logger, reader, maintenance } = options;
  const { contextOf, boundedContextOf } = options;
  const production = config.environment === 'production';
  const guard = guardApi(createSchema(), readTypeDefs(), listener, ids, config.guardBypass);
  const { schema } = guard;
  const formatError = formatErrors({
    log: (error, id) => logger.error({ err: error, errorId: id }, 'masked error'),
    hideSuggestions: production,
  });
  const known = new KnownOperations({
    guard,
    maxCost: config.limits.cost,
    reader,
    listener,
    operations,
    contextOf,
    formatError,
  });
  const documents = new ApolloDocuments();
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false, // the caller stops the server, after what depends on it
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    cache: 'bounded',
    documentStore: documents.store,
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
        status: () => maintenance.status(),
        // Without a token, the answer is UNAUTHENTICATED, as without maintenance.
        mayWrite: ({ actor }) => actor === null || hasRight(actor, 'MANAGE_MAINTENANCE'),
        onFailure: (error) =>
          logger.error({ err: error }, 'the maintenance mode could not be read; mutations are refused'),
      }),
      operations.plugin(),
      known.plugin(),
    ],
  });
  await apollo.start();

  const subscriptions = new SubscriptionServer({
    schema,
    limits: config.limits,
    rates: limits,
    authenticate,
    contextOf,
    prepare: guard.prepare,
    formatError,
    logger,
  });
  // The types do not know of closeTimeout, which is 30 seconds unless it is set: for as long, a client that does not
  // answer would keep a socket that was refused.
  const socketOptions = { maxPayload: config.limits.bodyBytes, handleProtocols, closeTimeout: SOCKET_CLOSES_WITHIN_MS };
  await app.register(websocket, {
    options: socketOptions,
    // For instance a message that is too large; the socket closes by itself.
    errorHandler: (error) => logger.info({ err: error }, 'a WebSocket failed'),
    preClose: (done) => void subscriptions.close().then(() => done()),
  });
  const admission = new Admission({
    authenticate,
    limits,
    large: new LargeBodies(),
    operations,
    formatError,
    logger,
    trustsProxies: config.trustedProxies !== null,
  });
  const byApollo = fastifyApolloHandler(apollo, {
    context: async (request: FastifyRequest) => {
      const actor = admission.actorOf(request);
      const asked = askedBy(request);
      try {
        refuseUnsigned(asked, actor);
        refuseBrokenText(asked);
        refuseSubscription(schema, asked, config.limits.tokens);
      } catch (error) {
        operations.refused(request, error instanceof DomainError ? error.code : 'INTERNAL_SERVER_ERROR');
        throw error instanceof DomainError ? requestError(error) : error;
      }
      const context = boundedContextOf(actor && withOrigin(actor, request, config.audit.addresses));
      operations.signedIn(request, context);
      return context;
    },
  });
  const wholeWay: Handler = (request, reply) => byApollo.call(app, request, reply);
  await app.register(async (scope) => {
    scope.addHook('onRequest', (request, reply, next) => {
      if (!production && opensInBrowser(request)) void reply.redirect(GRAPHIQL_PATH);
      else admission.onRequest(request, reply, next);
    });
    scope.addHook('preParsing', admission.preParsing);
    scope.setErrorHandler((error, request, reply) => {
      if (!(error instanceof DomainError)) throw error;
      admission.refuse(request, reply, error);
    });
    scope.route({
      url: GRAPHQL_PATH,
      method: 'GET',
      handler: wholeWay,
      wsHandler: (socket, { id, ip }) => subscriptions.open(socket, { id, address: addressKey(ip) }),
    });
    scope.route({ url: GRAPHQL_PATH, method: 'OPTIONS', handler: wholeWay });
    addPost(scope, {
      known,
      bodyLimit: config.limits.bodyBytes,
      actorOf: (request) => admission.actorOf(request),
      isKnown: (request) => documents.knows(askedBy(request).query),
      wholeWay,
    });
  });
  return {
    known,
    subscriptions,
    close: async () => {
      await subscriptions.close();
      await apollo.stop(); // also closes Fastify: see its drain plugin
    },
  };
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** A body that was sent as `application/json`, which a page of another site cannot do. */
class JsonText {
  constructor(readonly text: string) {}
}

interface PostOptions {
  readonly known: KnownOperations;
  /** In bytes, for those that are signed in. */
  readonly bodyLimit: number;
  readonly actorOf: (request: FastifyRequest) => Actor | null;
  /** Whether its document was read before. */
  readonly isKnown: (request: FastifyRequest) => boolean;
  readonly wholeWay: Handler;
}

/** Adds POST: a body is only read as JSON if its very text was not answered before. */
function addPost(scope: FastifyInstance, { known, bodyLimit, actorOf, isKnown, wholeWay }: PostOptions): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  const read = (request: FastifyRequest, text: string) =>
    new Promise<unknown>((resolve, reject) => {
      void parseJson(request, text, (error, body) => (error ? reject(error) : resolve(body)));
    });
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text: string, done) =>
    done(null, new JsonText(text)),
  );

  const turns = new Turns();
  /** @param turnOf who takes turns for what is new; null for one whose turn it is already, or without a token */
  const goOn = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { text, begun, turnOf }: { text: string; begun: KnownRequest | null; turnOf: Actor | null },
  ) => {
    request.body = await read(request, text);
    const answer = begun && (await known.answer(request, begun));
    if (answer !== null) return reply.header('content-type', begun?.contentType).send(answer);
    const answerWhole = async () => wholeWay(request, reply);
    const answered =
      turnOf === null || isKnown(request) ? await answerWhole() : await turns.take(actorKey(turnOf), answerWhole);
    known.learn(request, reply);
    return answered;
  };
  const handler: Handler = (request, reply) => {
    if (!(request.body instanceof JsonText)) return wholeWay(request, reply);
    const { text } = request.body;
    const actor = actorOf(request);
    const begun = known.begin(request, actor, text);
    const again = begun && known.again(request, begun);
    if (again === null && actor !== null && text.length > LARGE_BYTES)
      return turns.take(actorKey(actor), () => goOn(request, reply, { text, begun, turnOf: null }));
    return again === null
      ? goOn(request, reply, { text, begun, turnOf: actor })
      : reply.header('content-type', begun?.contentType).send(again);
  };
  scope.route({ url: GRAPHQL_PATH, method: 'POST', bodyLimit, handler });
}
