import type { FastifyBaseLogger } from 'fastify';
import { getOperationAST, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { CloseCode, makeServer, type Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Prepare } from '../directive/operation/prepare';
import { type Actor, requireActor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import type { RequestContext } from '../features/request-context';
import { abortableDelay } from '../platform/abortable-delay';
import { atTime } from '../platform/at-time';
import type { Config } from '../platform/config';
import type { Authenticate } from './authenticate';
import { limitRules } from './limit-rules';
import { actorFields } from './operation-log';
import { type ReadSubscription, readSubscription } from './read-subscription';
import { serveSocket, type SocketSession } from './serve-socket';
import type { SignedIn } from './verified-tokens';

const GOING_AWAY = 1001;
const STOPPING = 'The server is stopping.';
/** When the server stops, clients that have not closed their sockets after this time are disconnected. */
const CLOSE_WITHIN_MS = 1_000;

export interface SubscriptionServerOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Config['limits'];
  readonly authenticate: Authenticate;
  /** Creates the context of one subscription. */
  readonly contextOf: (actor: Actor) => RequestContext;
  /** Checks the operation, and loads what its guards need. */
  readonly prepare: Prepare<RequestContext>;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly logger: FastifyBaseLogger;
}

interface Session extends SocketSession {
  /** The id of the request that opened the socket. */
  readonly requestId: string;
  actor: Actor | null;
  /** The running subscriptions by the ids that the client gave them, for the log. */
  readonly running: Map<string, { readonly name: string | null; readonly begun: number; events: number }>;
}

/**
 * Serves subscriptions over WebSockets with the protocol `graphql-transport-ws`. Authentication, limits and the masking
 * of errors are the same as over HTTP.
 */
export class SubscriptionServer {
  private readonly server: Server<Session>;
  private readonly sessions = new Set<Session>();
  private closing = false;

  constructor(private readonly options: SubscriptionServerOptions) {
    const { schema, limits } = options;
    const reading = { schema, rules: limitRules(limits), tokens: limits.tokens, cost: limits.cost };
    this.server = makeServer<Record<string, unknown>, Session>({
      onConnect: ({ connectionParams, extra }) => this.signIn(extra, authorizationIn(connectionParams)),
      onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
        try {
          if (Object.keys(subscriptions).length > limits.subscriptions) throw tooMany(limits.subscriptions);
          return await this.prepare(readSubscription(reading, payload), requireActor(extra.actor));
        } catch (error) {
          return this.refuse(extra, error);
        }
      },
      onOperation: ({ extra }, id, _payload, { document, operationName }) => {
        const name = getOperationAST(document, operationName)?.name?.value ?? null;
        extra.running.set(id, { name, begun: performance.now(), events: 0 });
        this.log(extra, { operation: name }, 'subscription');
      },
      onNext: ({ extra }, id, _payload, _args, { errors, ...result }) => {
        const running = extra.running.get(id);
        if (running) running.events++;
        return { ...result, ...(errors && { errors: errors.map(this.mask) }) };
      },
      onError: (_context, _id, _payload, errors) => errors.map(this.mask),
      onComplete: ({ extra }, id) => {
        const running = extra.running.get(id);
        if (!running) return;
        extra.running.delete(id);
        this.log(
          extra,
          { operation: running.name, events: running.events, ms: Math.round(performance.now() - running.begun) },
          'subscription ended',
        );
      },
    });
  }

  /** Starts to serve a socket that a client opened with the request of this id. */
  open(socket: WebSocket, requestId: string): void {
    if (this.closing) {
      socket.close(GOING_AWAY, STOPPING);
      return;
    }
    const closed = new AbortController();
    const session: Session = { socket, closed: closed.signal, requestId, actor: null, running: new Map() };
    this.sessions.add(session);
    socket.once('close', () => {
      this.sessions.delete(session);
      closed.abort();
    });
    serveSocket(this.server, session, this.options.logger);
  }

  /** Closes all sockets, so that clients reconnect to another server, and accepts no more. */
  async close(): Promise<void> {
    this.closing = true;
    const open = [...this.sessions];
    const allClosed = new AbortController();
    const closings = open.map(
      ({ socket }) => new Promise<void>((resolve) => void socket.once('close', () => resolve())),
    );
    for (const { socket } of open) socket.close(GOING_AWAY, STOPPING);
    void Promise.all(closings).then(() => allClosed.abort());
    await abortableDelay(open.length > 0 ? CLOSE_WITHIN_MS : 0, allClosed.signal);
    for (const { socket } of this.sessions) socket.terminate();
    await Promise.all(closings);
  }

  /** @returns whether the client is signed in; otherwise the socket has been closed, with the reason */
  private async signIn(session: Session, authorization: string | undefined): Promise<boolean> {
    const signedIn = await this.authenticate(session, authorization);
    if (!signedIn) return false;
    session.actor = signedIn.actor;
    // The same code as for an invalid token, after which clients reconnect with a new token if they have one.
    const cancel = atTime(signedIn.until, () => session.socket.close(CloseCode.Forbidden, 'The token has expired.'));
    if (session.closed.aborted) cancel();
    else session.closed.addEventListener('abort', cancel, { once: true });
    return true;
  }

  private async authenticate({ socket }: Session, authorization: string | undefined): Promise<SignedIn | null> {
    try {
      const signedIn = await this.options.authenticate(authorization);
      if (!signedIn) socket.close(CloseCode.Unauthorized, 'Not signed in: send authorization in connectionParams.');
      return signedIn;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      socket.close(CloseCode.Forbidden, error.message);
      return null;
    }
  }

  private async prepare(subscription: ReadSubscription, actor: Actor) {
    const { schema, prepare, contextOf } = this.options;
    return prepare({ schema, ...subscription, contextValue: contextOf(actor) });
  }

  private refuse(session: Session, error: unknown): readonly GraphQLError[] {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    const refusals = errors.map((one) =>
      one instanceof GraphQLError
        ? one
        : new GraphQLError('refused', { originalError: one instanceof Error ? one : new Error(String(one)) }),
    );
    this.log(
      session,
      { errors: errors.length, codes: [...new Set(refusals.map(codeOfRefusal))] },
      'subscription refused',
    );
    return refusals;
  }

  private readonly mask = (error: GraphQLError): GraphQLFormattedError =>
    this.options.formatError(error.toJSON(), error);

  private log({ requestId, actor }: Session, particulars: Readonly<Record<string, unknown>>, message: string): void {
    this.options.logger.info({ requestId, ...particulars, ...actorFields(actor) }, message);
  }
}

/** The value named like the HTTP header, ignoring case. */
function authorizationIn(connectionParams: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const [, value] =
    Object.entries(connectionParams ?? {}).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  // A value that is not a string becomes an empty one, which is refused as an invalid token.
  return value === undefined || value === null ? undefined : typeof value === 'string' ? value : '';
}

function codeOfRefusal({ originalError, extensions: { code } }: GraphQLError): string {
  if (originalError instanceof DomainError) return originalError.code;
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
}

function tooMany(most: number): DomainError {
  return new DomainError(
    'CONFLICT',
    `A WebSocket can have at most ${most} subscriptions: complete one, or open another WebSocket.`,
    { most },
  );
}
