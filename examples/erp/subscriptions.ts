import type { WebsocketHandler } from '@fastify/websocket';
import {
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { CloseCode } from 'graphql-ws';
import { makeHandler } from 'graphql-ws/use/@fastify/websocket';
import type { EntitlementGuard } from 'portcullis/directive';
import type { Actor, Authenticate } from './authenticate';
import type { ErpContext } from './erp-context';
import { limits } from './limits';
import type { MaskError } from './mask-error';

interface SubscriptionOptions {
  readonly guard: EntitlementGuard<ErpContext>;
  readonly authenticate: Authenticate;
  readonly contextOf: (actor: Actor | null) => ErpContext;
  readonly maskError: MaskError;
}

/** The state of one socket. */
interface Session extends Record<PropertyKey, unknown> {
  actor: Actor | null;
  /** Closes the socket when its token expires. */
  ending: NodeJS.Timeout;
}

/**
 * Serves subscriptions only, by the protocol `graphql-transport-ws`. The token is sent as `authorization` in
 * `connectionParams`.
 */
export function subscriptionHandler({
  guard,
  authenticate,
  contextOf,
  maskError,
}: SubscriptionOptions): WebsocketHandler {
  const mask = (error: GraphQLError): GraphQLFormattedError => maskError(error.toJSON(), error);

  return makeHandler<Record<string, unknown>, Session>({
    onConnect: async ({ connectionParams, extra }) => {
      const authorization = connectionParams?.['authorization'];
      if (authorization !== undefined && typeof authorization !== 'string') return false;
      try {
        extra.actor = await authenticate(authorization);
      } catch {
        return false;
      }
      if (extra.actor)
        extra.ending = setTimeout(
          () => extra.socket.close(CloseCode.Unauthorized, 'The token has expired.'),
          extra.actor.signedInUntil.getTime() - Date.now(),
        );
      return true;
    },
    onDisconnect: ({ extra }) => clearTimeout(extra.ending),
    onSubscribe: async ({ extra }, _id, { query, operationName, variables }) => {
      try {
        return await guard.prepare(
          subscriptionArgs(guard.schema, contextOf(extra.actor ?? null), { query, operationName, variables }),
        );
      } catch (error) {
        return [
          error instanceof GraphQLError
            ? error
            : new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) }),
        ];
      }
    },
    onError: (_context, _id, _payload, errors) => errors.map(mask),
    onNext: (_context, _id, _payload, _args, { errors, ...result }) => ({
      ...result,
      ...(errors && { errors: errors.map(mask) }),
    }),
  });
}

interface Asked {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** @throws GraphQLError if it is not a valid subscription of this schema */
function subscriptionArgs(schema: GraphQLSchema, contextValue: ErpContext, { query, operationName, variables }: Asked) {
  const document = parse(query, { maxTokens: limits.tokens });
  const [fault] = validate(schema, document, [...specifiedRules, ...limits.rules]);
  if (fault) throw fault;
  if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION)
    throw new GraphQLError('Only subscriptions are served here: send queries and mutations by POST.');
  return {
    schema,
    document,
    contextValue,
    ...(typeof operationName === 'string' && { operationName }),
    ...(variables && { variableValues: variables }),
  } satisfies ExecutionArgs;
}
