import type { FastifyBaseLogger } from 'fastify';
import { getOperationAST, GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { CloseCode, makeServer, type Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Prepare } from '../directive/operation/prepare';
import { type Actor, requireActor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import { hasRight } from '../domain/rights';
import type { RequestContext } from '../features/request-context';
import { abortableDelay } from '../platform/abortable-delay';
import { atTime } from '../platform/at-time';
import type { Config } from '../platform/config';
import { RareLog } from '../platform/rare-log';
import { UNSIGNED_BODY_BYTES } from './anonymous-requests';
import type { Authenticate } from './authenticate';
import { keptDocuments } from './kept-documents';
import { limitRules } from './limit-rules';
import { MessagePace } from './message-pace';
import { actorFields } from './operation-log';
import { type ReadSubscription, readSubscription } from './read-subscription';
import { actorKey, type RequestLimits } from './request-limits';
import { authorizationIn, serveSocket, type SocketSession } from './serve-socket';
import { COSTS_OF_ACTOR, type Refusal, type SocketFigures, SocketPlaces } from './socket-places';
import { codeOfRefusal, noPlace, requireWithin, tooDear, tooMany } from './subscription-refusals';
import type { SignedIn } from './verified-tokens';

const GOING_AWAY = 1001;
const STOPPING = 'The server is stopping.';
/** A code after which graphql-ws' client tries again, after waits that double. */
const TRY_AGAIN_LATER = 1013;
const MESSAGE_TOO_BIG = 1009;
/**
 * Within so many milliseconds after it was opened, a socket has to send its token. After a restart, thousands of
 * clients open theirs at once, and some seconds may go by until each was listened to.
 */
const SIGN_IN_WITHIN_MS = 10_000;
/** When the server stops, clients that have not closed their sockets after this time are disconnected. */
const CLOSE_WITHIN_MS = 1_000;

export interface SubscriptionServerOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Config['limits'];
  readonly rates: RequestLimits;
  readonly authenticate: Authenticate;
  /** Creates the context of one subscription. */
  readonly contextOf: (actor: Actor) => RequestContext;
  /** Checks the operation, and loads what its guards need. */
  readonly prepare: Prepare<RequestContext>;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly logger: FastifyBaseLogger;
}

/** The request that opened a socket. */
export interface OpenedBy {
  readonly id: string;
  /** What it counts under by address: `addressKey`. */
  readonly address: string;
}

interface Session extends SocketSession {
  /** The id of the request that opened the socket. */
  readonly requestId: string;
  readonly address: string;
  actor: Actor | null;
  /** The running subscriptions by their requests, for the log: a client may give an id anew at once. */
  readonly running: Map<object, { readonly name: string | null; readonly begun: number; events: number }>;
}

/**
 * Serves subscriptions over WebSockets with the protocol `graphql-transport-ws`. Authentication, limits and the masking
 * of errors are the same as over HTTP.
 */
export class SubscriptionServer {
  private readonly server: Server<Session>;
  private readonly sessions = new Set<Session>();
  private readonly places: SocketPlaces<Session>;
  private readonly refusals = new RareLog<Refusal>();
  private readonly pace = new MessagePace();
  private closing = false;

  constructor(private readonly options: SubscriptionServerOptions) {
    const { schema, limits } = options;
    const reading = {
      documents: keptDocuments(),
      schema,
      rules: limitRules(limits),
      tokens: limits.tokens,
      cost: limits.cost,
    };
    this.places = new SocketPlaces(limits);
    this.server = makeServer<Record<string, unknown>, Session>({
      connectionInitWaitTimeout: SIGN_IN_WITHIN_MS,
      onConnect: ({ connectionParams, extra }) => this.signIn(extra, authorizationIn(connectionParams)),
      onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
        try {
          const actor = requireActor(extra.actor);
          requireWithin(this.options.rates.ofActor(actor));
          if (Object.keys(subscriptions).length > limits.subscriptions) throw tooMany(limits.subscriptions);
          if (!this.places.begin(extra, payload)) throw noPlace(limits.allSubscriptions);
          const { cost, ...subscription } = readSubscription(reading, payload);
          if (!hasRight(actor, 'USE_BACKEND_LIMITS') && !this.places.weigh(extra, payload, cost))
            throw tooDear(COSTS_OF_ACTOR * limits.cost);
          return await this.prepare(subscription, actor);
        } catch (error) {
          this.places.end(extra, payload);
          return this.refuse(extra, error);
        }
      },
      onOperation: ({ extra }, _id, payload, { document, operationName }) => {
        const name = getOperationAST(document, operationName)?.name?.value ?? null;
        extra.running.set(payload, { name, begun: performance.now(), events: 0 });
        this.log(extra, { operation: name }, 'subscription');
      },
      onNext: ({ extra }, _id, payload, _args, { errors, ...result }) => {
        const running = extra.running.get(payload);
        if (running) running.events++;
        this.places.sent();
        return { ...result, ...(errors && { errors: errors.map(this.mask) }) };
      },
      onError: (_context, _id, _payload, errors) => errors.map(this.mask),
      onComplete: ({ extra }, _id, payload) => {
        this.places.end(extra, payload);
        const running = extra.running.get(payload);
        if (!running) return;
        extra.running.delete(payload);
        this.log(
          extra,
          { operation: running.name, events: running.events, ms: Math.round(performance.now() - running.begun) },
          'subscription ended',
        );
      },
    });
  }

  /** Starts to serve a socket that a client opened. */
  open(socket: WebSocket, { id, address }: OpenedBy): void {
    if (this.closing) {
      socket.close(GOING_AWAY, STOPPING);
      return;
    }
    const closed = new AbortController();
    const session: Session = {
      socket,
      closed: closed.signal,
      onClosing: (code) => {
        if (code === CloseCode.ConnectionInitialisationTimeout) this.places.refuse(session, 'late');
        if (code === CloseCode.Unauthorized) this.places.refuse(session, 'unauthenticated');
      },
      takesMessage: (bytes) => this.takesMessage(session, bytes),
      requestId: id,
      address,
      actor: null,
      running: new Map(),
    };
    this.sessions.add(session);
    const oldest = this.places.arrive(session);
    if (oldest !== null) {
      this.turnAway(oldest, 'crowded', 'Too many WebSockets wait to be signed in: send the token at once, or later.');
      oldest.socket.terminate(); // at once: a flood does not answer, and would pile up
    }
    socket.once('close', () => {
      this.sessions.delete(session);
      this.places.leave(session);
      closed.abort();
    });
    serveSocket(this.server, session, this.options.logger);
  }

  /** What the sockets are doing. */
  get figures(): SocketFigures {
    return this.places.figures;
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
    const refusal = this.places.signIn(session, signedIn.actor.id);
    if (refusal !== null) {
      const { sockets, actorSockets } = this.options.limits;
      const reason =
        refusal === 'full'
          ? `All ${sockets} places for WebSockets are taken: try again later.`
          : `You have ${actorSockets} WebSockets, as many as one actor may: close one, or try again later.`;
      this.turnAway(session, refusal, reason);
      return false;
    }
    // The same code as for an invalid token, after which clients reconnect with a new token if they have one.
    const cancel = atTime(signedIn.until, () => session.socket.close(CloseCode.Forbidden, 'The token has expired.'));
    if (session.closed.aborted) cancel();
    else session.closed.addEventListener('abort', cancel, { once: true });
    return true;
  }

  /** @returns in how many ms a message may be read; null if not: the socket has been closed, with the reason */
  private takesMessage(session: Session, bytes: number): number | null {
    if (session.socket.readyState !== session.socket.OPEN) return null;
    if (session.actor === null && bytes > UNSIGNED_BODY_BYTES) {
      this.places.refuse(session, 'unauthenticated');
      session.socket.close(
        MESSAGE_TOO_BIG,
        `Before it has signed in, a message may have ${UNSIGNED_BODY_BYTES} bytes.`,
      );
      return null;
    }
    const { exceeded } = this.options.rates.message(session.requestId, session.actor);
    if (exceeded === null)
      return session.actor && hasRight(session.actor, 'USE_BACKEND_LIMITS')
        ? 0
        : this.pace.take(session.actor === null ? session.requestId : actorKey(session.actor), bytes);
    this.turnAway(session, 'flood', 'This WebSocket has sent too many messages: try again later.');
    // What it has sent besides is not read: that would cost as much as to answer it.
    session.socket.pause();
    return null;
  }

  /** Closes a socket for which there is no place. */
  private turnAway(session: Session, refusal: Refusal, reason: string): void {
    session.socket.close(TRY_AGAIN_LATER, reason);
    if (!this.places.refuse(session, refusal)) return;
    this.refusals.log(refusal, (unsaid) =>
      this.options.logger.warn(
        { refusal, before: unsaid, ...actorFields(session.actor) },
        `WebSockets are refused: ${reason}`,
      ),
    );
  }

  private async authenticate(session: Session, authorization: string | undefined): Promise<SignedIn | null> {
    const refuse = (code: CloseCode, reason: string, isChecked = true) => {
      if (isChecked && this.options.rates.unsigned(session.address).exceeded !== null) {
        this.turnAway(session, 'flood', 'Too many invalid tokens have come from your address: try again later.');
        return;
      }
      this.places.refuse(session, 'unauthenticated');
      session.socket.close(code, reason);
    };
    try {
      const signedIn = await this.options.authenticate(authorization);
      if (!signedIn) refuse(CloseCode.Unauthorized, 'Not signed in: send authorization in connectionParams.');
      return signedIn;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refuse(CloseCode.Forbidden, error.message, error.details['checked'] !== false);
      return null;
    }
  }

  private async prepare(subscription: Omit<ReadSubscription, 'cost'>, actor: Actor) {
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
