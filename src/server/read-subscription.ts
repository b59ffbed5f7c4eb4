import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import { DomainError } from '../domain/errors';
import { refuseExcess } from './request-guards';

/** A subscription as a client asks for it. */
export interface AskedSubscription {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface ReadSubscription {
  readonly document: DocumentNode;
  readonly operationName?: string;
  readonly variableValues: Record<string, unknown>;
}

export interface SubscriptionLimits {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly tokens: number;
  readonly cost: number;
}

/**
 * Reads what comes over the socket as Apollo reads what comes by HTTP: with the same limits, and the same codes for what is wrong.
 * @throws AggregateError with the GraphQLErrors for what cannot run, or is no subscription
 */
export function readSubscription(
  { schema, rules, tokens, cost }: SubscriptionLimits,
  { query, operationName, variables }: AskedSubscription,
): ReadSubscription {
  const document = parseWithin(query, tokens);
  // What no client may ask here is refused whatever else is wrong with it: validation would tell of the schema.
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw refused(
      [new GraphQLError('Say by operationName which of the operations to run.')],
      ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
    );
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    const error = new DomainError(
      'INVALID_INPUT',
      'Only subscriptions come over the socket: send queries and mutations by POST.',
    );
    throw new AggregateError([new GraphQLError(error.message, { originalError: error })]);
  }
  const faults = validate(schema, document, [...specifiedRules, ...rules]);
  if (faults.length > 0) throw refused(faults, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED);
  const variableValues = { ...variables };
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues);
  if (errors) throw refused(errors, ApolloServerErrorCode.BAD_USER_INPUT);
  refuseExcess(schema, cost, { document, operation, variables: variableValues });
  return { document, variableValues, ...(typeof operationName === 'string' && { operationName }) };
}

function parseWithin(query: string, maxTokens: number): DocumentNode {
  try {
    return parse(query, { maxTokens });
  } catch (error) {
    throw error instanceof GraphQLError ? refused([error], ApolloServerErrorCode.GRAPHQL_PARSE_FAILED) : error;
  }
}

function refused(errors: readonly GraphQLError[], code: ApolloServerErrorCode): AggregateError {
  return new AggregateError(
    errors.map(
      (error) =>
        new GraphQLError(error.message, {
          nodes: error.nodes,
          source: error.source,
          positions: error.positions,
          extensions: { code },
        }),
    ),
  );
}
