import { Transform } from 'node:stream';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { Actor } from '../domain/actor';
import { DomainError } from '../domain/errors';
import { RareLog } from '../platform/rare-log';
import { UNSIGNED_BODY_BYTES } from './anonymous-requests';
import type { Authenticate } from './authenticate';
import { addressKey } from './client-address';
import { LARGE_BYTES, type LargeBodies } from './large-bodies';
import type { OperationLog } from './operation-log';
import { type ExceededLimit, limitError, limitHeaders, type RequestLimits, type Verdict } from './request-limits';
import { Slices } from './slices';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json';
const STATUS: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, RATE_LIMITED: 429 };

export interface AdmissionOptions {
  readonly authenticate: Authenticate;
  readonly limits: RequestLimits;
  readonly large: LargeBodies;
  readonly operations: OperationLog;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  readonly logger: FastifyBaseLogger;
  /** Whether proxies say from which address a request comes. */
  readonly trustsProxies: boolean;
}

/**
 * Decides, before anything of a request is read but its head, whether it may go on: its token is verified, its rate is
 * limited, and without a token its body has to be small. What is refused here costs as little as a request can.
 */
export class Admission {
  private readonly actors = new WeakMap<FastifyRequest, Actor>();
  private readonly largeOnes = new WeakSet<FastifyRequest>();
  private readonly refusals = new RareLog<ExceededLimit>();
  /** Hundreds of clients may open their WebSockets at once, such as after a restart. */
  private readonly openings: Slices;

  constructor(private readonly options: AdmissionOptions) {
    this.openings = new Slices((error) => options.logger.error({ err: error }, 'a WebSocket could not be opened'));
  }

  /** Who sent a request that was admitted; null without a token. */
  actorOf(request: FastifyRequest): Actor | null {
    return this.actors.get(request) ?? null;
  }

  /** The Fastify hook that admits a request, or answers it. */
  readonly onRequest = (request: FastifyRequest, reply: FastifyReply, next: (error?: Error) => void): void => {
    const { authorization } = request.headers;
    const { authenticate, limits } = this.options;
    // A WebSocket sends its token later.
    if (request.ws) {
      if (this.mayGoOn(request, reply, limits.connection(addressKey(request.ip)))) this.openings.do(next);
      return;
    }
    const known = authorization === undefined ? null : authenticate.verified(authorization);
    if (known !== undefined) {
      if (this.admit(request, reply, known?.actor ?? null, addressKey(request.ip))) next();
      return;
    }
    // Later, the client may have left, and with it its address.
    const address = addressKey(request.ip);
    authenticate(authorization)
      .then(
        (signedIn) => {
          if (this.admit(request, reply, signedIn?.actor ?? null, address)) next();
        },
        (error: unknown) => {
          // A token that could not be checked may be valid.
          const isInvalid = error instanceof DomainError && error.details['checked'] !== false;
          if (isInvalid && !this.mayGoOn(request, reply, limits.request(address, null))) return;
          this.refuse(request, reply, error);
        },
      )
      .catch((error: unknown) => next(error instanceof Error ? error : new Error(String(error))));
  };

  /**
   * The Fastify hook that stops reading a body as soon as it is too long without a token, or comes in crumbs; and that
   * counts one as large as soon as it is, if its length was not told.
   */
  readonly preParsing: preParsingHookHandler = (request, reply, payload, next) => {
    const actor = this.actorOf(request);
    if (request.ws || !hasBody(request) || (actor && request.headers['transfer-encoding'] === undefined))
      next(null, payload);
    else
      next(
        null,
        payload.pipe(
          watchedBody((bytes, pieces) => {
            if (actor === null) return bytes > UNSIGNED_BODY_BYTES || pieces > MOST_PIECES ? tooLong() : null;
            if (pieces > MOST_PIECES && bytes < pieces * LEAST_PIECE_BYTES) return inCrumbs();
            return bytes > LARGE_BYTES && !this.largeOnes.has(request) ? this.beginLarge(request, reply, actor) : null;
          }),
        ),
      );
  };

  /** Answers a request that is refused as the API does. */
  readonly refuse = (request: FastifyRequest, reply: FastifyReply, error: unknown): void => {
    const code = error instanceof DomainError ? error.code : 'INTERNAL_SERVER_ERROR';
    this.options.operations.refused(request, code);
    const formatted = this.options.formatError({ message: 'refused' }, error);
    const status = STATUS[code] ?? (error instanceof DomainError ? 400 : 500);
    const type = request.headers.accept?.includes(GRAPHQL_TYPE) === true ? GRAPHQL_TYPE : JSON_TYPE;
    // A body that is not read would have to be, before the next request on this connection.
    if (hasBody(request)) reply.header('connection', 'close');
    void reply
      .code(status)
      .header('content-type', type)
      .send(`${JSON.stringify({ errors: [formatted] })}\n`);
  };

  private admit(request: FastifyRequest, reply: FastifyReply, actor: Actor | null, address: string): boolean {
    if (!this.mayGoOn(request, reply, this.options.limits.request(address, actor))) return false;
    if (actor) {
      const refusal = isToldLarge(request) ? this.beginLarge(request, reply, actor) : null;
      if (refusal !== null) {
        this.refuse(request, reply, refusal);
        return false;
      }
      this.actors.set(request, actor);
      return true;
    }
    if (Number(request.headers['content-length'] ?? 0) <= UNSIGNED_BODY_BYTES) return true;
    this.refuse(request, reply, tooLong());
    return false;
  }

  /** Counts a large request. @returns why it may not go on; null if it may */
  private beginLarge(request: FastifyRequest, reply: FastifyReply, actor: Actor): DomainError | null {
    this.largeOnes.add(request);
    const end = this.options.large.begin(actor);
    if (end === null) {
      this.options.limits.refuseLarge();
      reply.header('retry-after', '1');
      return new DomainError(
        'RATE_LIMITED',
        `Too many requests of more than ${LARGE_BYTES} bytes are under way. Try again in 1 s.`,
        { limit: 'large', retryAfterSeconds: 1 },
      );
    }
    reply.raw.once('close', end);
    return null;
  }

  /** @returns whether the limits allow it; otherwise the request was answered */
  private mayGoOn(request: FastifyRequest, reply: FastifyReply, verdict: Verdict): boolean {
    reply.headers(limitHeaders(verdict));
    const { exceeded, allowance } = verdict;
    if (exceeded === null) return true;
    this.refusals.log(exceeded, (before) => {
      const isUntold = !this.options.trustsProxies && request.headers['x-forwarded-for'] !== undefined;
      const hint = isUntold ? ' They come through a proxy: set TRUST_PROXY to tell its clients apart.' : '';
      this.options.logger.warn({ limit: exceeded, before }, `requests are refused: too many a minute.${hint}`);
    });
    this.refuse(request, reply, limitError(exceeded, allowance));
    return false;
  }
}

/** By the length that it tells of its body, if it does. */
function isToldLarge({ headers }: FastifyRequest): boolean {
  return Number(headers['content-length'] ?? 0) > LARGE_BYTES;
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function tooLong(): DomainError {
  return new DomainError(
    'UNAUTHENTICATED',
    'Sign in: send a bearer token in the Authorization header. ' +
      `Without one, a request may have ${UNSIGNED_BODY_BYTES} bytes.`,
    { mostBytes: UNSIGNED_BODY_BYTES },
  );
}

function inCrumbs(): DomainError {
  return new DomainError(
    'INVALID_INPUT',
    `The body comes in more than ${MOST_PIECES} pieces of less than ${LEAST_PIECE_BYTES} bytes.`,
  );
}

/** So many pieces may a body have, whatever is in them: clients send a few, and each costs as much as a short body. */
const MOST_PIECES = 200;
/** Above that, so many bytes must each have on average. */
const LEAST_PIECE_BYTES = 64;

/** Passes a body on. @param refuse asked after each piece, with the bytes and pieces so far, why it may not go on */
function watchedBody(refuse: (bytes: number, pieces: number) => DomainError | null): Transform {
  let bytes = 0;
  let pieces = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      const refusal = refuse(bytes, ++pieces);
      if (refusal === null) done(null, chunk);
      else done(refusal);
    },
  });
}
