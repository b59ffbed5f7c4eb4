import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { Actor } from '../domain/actor';
import type { Loaders, RequestContext } from '../features/request-context';
import { loggableError } from '../platform/loggable-error';
import type { Metrics } from './metrics';

/** Operation names are cut to this length: a client may send a name of any length. */
const SHOWN_NAME = 100;
/** Error codes for which the server is at fault; for all others the client is. */
const FAILURES = ['INTERNAL_SERVER_ERROR', 'ENTITLEMENT_CHECK_FAILED'];

/** What is known of a request when it is answered. */
interface Facts {
  actor: Actor | null;
  name: string | null;
  type: string | null;
  errors: number;
  codes: readonly string[];
  /** The ids of masked errors, under which the errors are logged. */
  errorIds: readonly string[];
}

/**
 * Writes one log line and one metric observation for each request to the API: the operation, the actor and the result,
 * but no token, variable or document.
 */
export class OperationLog {
  private readonly byRequest = new WeakMap<FastifyRequest, Facts>();
  /** Keyed by the context's loaders, because Apollo passes on a copy of the context. */
  private readonly byLoaders = new WeakMap<Loaders, Facts>();

  constructor(
    private readonly logger: FastifyBaseLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Records the actor. Call it when the request's context has been created. */
  signedIn(request: FastifyRequest, context: RequestContext): void {
    const facts = this.factsOf(request);
    facts.actor = context.actor;
    this.byLoaders.set(context.loaders, facts);
  }

  /** Records that the request was refused before its operation was read. */
  refused(request: FastifyRequest, code: string): void {
    const facts = this.factsOf(request);
    facts.errors = 1;
    facts.codes = [code];
  }

  /** Writes the line. Call it before the response is sent, so that a client with a response can find the line. */
  answered(request: FastifyRequest, reply: FastifyReply): void {
    const { actor, name, type, errors, codes, errorIds } = this.factsOf(request);
    const { statusCode: status, elapsedTime } = reply;
    const isFailed = status >= 500 || codes.some((code) => FAILURES.includes(code));
    const result = isFailed ? 'failed' : errors > 0 || status >= 400 ? 'refused' : 'ok';
    this.metrics.operated({ type: type ?? 'none', name, result, isSignedIn: actor !== null }, elapsedTime / 1_000);
    this.logger.info(
      {
        requestId: request.id,
        operation: name?.slice(0, SHOWN_NAME) ?? null,
        type,
        ...actorFields(actor),
        ms: Math.round(elapsedTime),
        status,
        errors,
        codes,
        ...(errorIds.length > 0 && { errorIds }),
      },
      'operation',
    );
  }

  /** The Apollo plugin that records the operation and its errors. */
  plugin(): ApolloServerPlugin<RequestContext> {
    return {
      requestDidStart: async () => ({
        willSendResponse: async ({ operationName, operation, contextValue, response }) => {
          const facts = this.byLoaders.get(contextValue.loaders);
          if (!facts) return;
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          facts.name = operationName ?? null;
          facts.type = operation?.operation ?? null;
          facts.errors = errors.length;
          facts.codes = distinct(errors, 'code');
          facts.errorIds = distinct(errors, 'id');
        },
      }),
    };
  }

  private factsOf(request: FastifyRequest): Facts {
    const known = this.byRequest.get(request);
    if (known) return known;
    const facts: Facts = { actor: null, name: null, type: null, errors: 0, codes: [], errorIds: [] };
    this.byRequest.set(request, facts);
    return facts;
  }
}

/** A logger that writes no values sent by clients: errors without parameters, requests without address and headers. */
export function withoutSecrets(logger: FastifyBaseLogger): FastifyBaseLogger {
  return logger.child(
    {},
    { serializers: { err: loggableError, req: ({ id, method }: FastifyRequest) => ({ id, method }) } },
  );
}

/** The fields of a log line that identify the actor. */
export function actorFields(actor: Actor | null): Readonly<Record<string, unknown>> {
  return { actor: actor?.id ?? null, role: actor?.role ?? null, organization: actor?.organizationId ?? null };
}

function distinct(errors: readonly GraphQLFormattedError[], key: 'code' | 'id'): readonly string[] {
  return [
    ...new Set(errors.flatMap(({ extensions }) => (typeof extensions?.[key] === 'string' ? [extensions[key]] : []))),
  ];
}
