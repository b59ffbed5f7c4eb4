import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { Actor } from '../domain/actor';
import type { Loaders, RequestContext } from '../features/request-context';
import { loggableError } from '../platform/loggable-error';
import type { Metrics } from './metrics';

/** A name may be as long as a document; its beginning tells which it is. */
const SHOWN_NAME = 100;
/** Of such answers we are to blame; of other errors whoever asked. */
const FAILURES = ['INTERNAL_SERVER_ERROR', 'ENTITLEMENT_CHECK_FAILED'];

/** What is known of a request by the time that it is answered. */
interface Facts {
  actor: Actor | null;
  name: string | null;
  type: string | null;
  errors: number;
  codes: readonly string[];
  /** Of masked errors: the log has what they were under these. */
  errorIds: readonly string[];
}

/** One line for each request to the API, and one observation: what was asked, by whom, how it ended; never a token, a variable or a document. */
export class OperationLog {
  private readonly byRequest = new WeakMap<FastifyRequest, Facts>();
  /** By what a context alone has: Apollo works with a copy of it. */
  private readonly byLoaders = new WeakMap<Loaders, Facts>();

  constructor(
    private readonly logger: FastifyBaseLogger,
    private readonly metrics: Metrics,
  ) {}

  /** Notes who asks; to be called once the request's context is made. */
  signedIn(request: FastifyRequest, context: RequestContext): void {
    const facts = this.factsOf(request);
    facts.actor = context.actor;
    this.byLoaders.set(context.loaders, facts);
  }

  /** Notes a refusal before anything of the request was read. */
  refused(request: FastifyRequest, code: string): void {
    const facts = this.factsOf(request);
    facts.errors = 1;
    facts.codes = [code];
  }

  /** Writes the line before the answer leaves: whoever has the answer finds the line. */
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

  /** Hears from Apollo what the request turned out to be. */
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

/** A logger of which no line holds a value that somebody sent: errors without parameters, requests without address or headers. */
export function withoutSecrets(logger: FastifyBaseLogger): FastifyBaseLogger {
  return logger.child(
    {},
    { serializers: { err: loggableError, req: ({ id, method }: FastifyRequest) => ({ id, method }) } },
  );
}

/** Who asks, as each line has it. */
export function actorFields(actor: Actor | null): Readonly<Record<string, unknown>> {
  return { actor: actor?.id ?? null, role: actor?.role ?? null, organization: actor?.organizationId ?? null };
}

function distinct(errors: readonly GraphQLFormattedError[], key: 'code' | 'id'): readonly string[] {
  return [
    ...new Set(errors.flatMap(({ extensions }) => (typeof extensions?.[key] === 'string' ? [extensions[key]] : []))),
  ];
}
