import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  type DocumentNode,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type ValidationRule,
} from 'graphql';
import type { LRUCache } from 'lru-cache';
import { DomainError } from '../domain/errors';
import { refuseBrokenText } from './asked-document';
import { refuseExcess, refuseValues } from './request-guards';

/** As many faults of variables as graphql tells of a query. */
const MAX_ERRORS = 50;

/** A subscription as the client sent it. */
export interface AskedSubscription {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface ReadSubscription {
  readonly document: DocumentNode;
  readonly operationName?: string;
  readonly variableValues: Record<string, unknown>;
  /** What each of its events may cost. */
  readonly cost: number;
}

export interface SubscriptionLimits {
  /** Those that were valid before, by their text: thousands of subscriptions then hold one document, not one each. */
  readonly documents: LRUCache<string, DocumentNode>;
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly tokens: number;
  readonly cost: number;
}

/**
 * Parses and validates an operation sent over a WebSocket, with the limits and error codes that Apollo applies over
 * HTTP.
 * @throws DomainError INVALID_INPUT for text that cannot be stored
 * @throws AggregateError with GraphQLErrors if the operation is invalid or not a subscription
 */
export function readSubscription(
  { documents, schema, rules, tokens, cost }: SubscriptionLimits,
  { query, operationName, variables }: AskedSubscription,
): ReadSubscription {
  refuseBrokenText({ query, operationName });
  const known = documents.get(query);
  const document = known ?? parseWithin(query, tokens);
  // Before validation, whose messages would reveal the schema to a client that sends queries here.
  const operation = getOperationAST(document, operationName);
  if (!operation)
    throw refused(
      [new GraphQLError('operationName must name one of the operations in the document.')],
      ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
    );
  if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
    const error = new DomainError(
      'INVALID_INPUT',
      'The WebSocket accepts subscriptions only: send queries and mutations with POST.',
    );
    throw new AggregateError([new GraphQLError(error.message, { originalError: error })]);
  }
  if (!known) {
    const faults = faultsOf(schema, document, [...specifiedRules, ...rules]);
    if (faults.length > 0) throw refused(faults, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED);
    documents.set(query, document);
  }
  const variableValues = { ...variables };
  refuseValues(variableValues);
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues, {
    maxErrors: MAX_ERRORS,
  });
  if (errors) throw refused(errors, ApolloServerErrorCode.BAD_USER_INPUT);
  const own = refuseExcess(schema, cost, { document, operation, variables: variableValues }) ?? 0;
  return { document, variableValues, cost: own, ...(typeof operationName === 'string' && { operationName }) };
}

/** What is wrong with a document. Of some arguments, graphql's rule for subscriptions throws it. */
function faultsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[],
): readonly GraphQLError[] {
  try {
    return validate(schema, document, rules);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
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
