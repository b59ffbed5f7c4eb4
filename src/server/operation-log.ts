import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { type GraphQLFormattedError, Kind, type OperationDefinitionNode } from 'graphql';
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
    /** Called for each field that its actor may not ask for. */
    private readonly onForbidden: (actor: Actor, field: string) => void,
  ) {}

  /** Records the actor. Call it when the request's context has been created. */
  signedIn(request: FastifyRequest, context: RequestContext): void {
    const facts = this.factsOf(request);
    facts.actor = context.actor;
    this.byLoaders.set(context.loaders, facts);
  }

  /** Records an operation and its errors. */
  executed(
    { loaders }: Pick<RequestContext, 'loaders'>,
    operation: OperationDefinitionNode | undefined,
    errors: readonly GraphQLFormattedError[],
  ): void {
    const facts = this.byLoaders.get(loaders);
    if (!facts) return;
    facts.name = operation?.name?.value ?? null;
    facts.type = operation?.operation ?? null;
    facts.errors = errors.length;
    facts.codes = distinct(errors, 'code');
    facts.errorIds = distinct(errors, 'id');
    const { actor } = facts;
    if (actor === null) return;
    for (const { path, extensions } of errors)
      if (extensions?.['code'] === 'FORBIDDEN') this.onForbidden(actor, fieldOf(operation, path?.[0]));
  }

  /** Records a query that is answered with what was answered before. @param name the name of the operation */
  answeredAgain(request: FastifyRequest, actor: Actor, name: string | null): void {
    const facts = this.factsOf(request);
    facts.actor = actor;
    facts.name = name;
    facts.type = 'query';
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
    // A flood must not flood the log too: what refuses it logs now and then how many there were.
    if (codes.includes('RATE_LIMITED')) return;
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
        willSendResponse: async ({ operation, contextValue, response }) => {
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          this.executed(contextValue, operation, errors);
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

/** The name of the root field of an error, not its alias, which a client chooses. */
function fieldOf(operation: OperationDefinitionNode | undefined, key: string | number | undefined): string {
  const asked = operation?.selectionSet.selections.find(
    (one) => one.kind === Kind.FIELD && (one.alias ?? one.name).value === key,
  );
  return asked?.kind === Kind.FIELD ? asked.name.value : (operation?.operation ?? 'operation');
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
