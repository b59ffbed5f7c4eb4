import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  getNullableType,
  getVariableValues,
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { DomainError } from '../domain/errors';
import { MAX_PAGE_SIZE } from '../domain/page';
import type { RequestContext } from '../features/request-context';

/**
 * The assumed length of a list without a page size: about as many as modules in the taxonomy, or submodules in a
 * module.
 */
const LIST_SIZE = 17;
const BAD_REQUEST = { http: { status: 400 } };

/** The Apollo plugin that applies `refuseExcess` to operations sent over HTTP. */
export function requestGuards(schema: GraphQLSchema, maxCost: number): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ request, document, operation }) => {
        if (operation) refuseExcess(schema, maxCost, { document, operation, variables: request.variables ?? {} });
      },
    }),
  };
}

/** An operation that is about to run. */
export interface AskedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Refuses, before anything runs, an operation that costs too much because of nested lists, or contains text that the
 * database cannot store.
 * @param maxCost the highest number of fields that an operation may return
 * @throws GraphQLError INVALID_INPUT
 */
export function refuseExcess(
  schema: GraphQLSchema,
  maxCost: number,
  { document, operation, variables }: AskedOperation,
): void {
  refuseNul(document, variables);
  // Execution refuses invalid variables before anything runs; the cost cannot be computed with them.
  if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return;
  const cost = getComplexity({
    schema,
    query: document,
    variables: { ...variables },
    ...(operation.name && { operationName: operation.name.value }),
    estimators: [multiplyLists],
  });
  if (cost <= maxCost) return;
  throw new GraphQLError(
    `The operation could return up to ${cost} fields, and the limit is ${maxCost}: ` +
      'request smaller pages, or send several operations.',
    {
      extensions: { code: 'INVALID_INPUT', ...BAD_REQUEST },
    },
  );
}

/**
 * A field costs 1, plus the cost of its selections for each item that it may return. The `first` of a connection counts
 * once, for all of its lists.
 */
const multiplyLists: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  if (field.name.startsWith('__') || type.name.startsWith('__')) return 0; // introspection: the schema bounds it
  if (type.name.endsWith('Connection')) return 1 + childComplexity;
  const { first } = args;
  // The resolver refuses a page size above the limit, and its message names the limit.
  const size =
    typeof first === 'number' ? Math.min(Math.max(first, 1), MAX_PAGE_SIZE) : isList(field.type) ? LIST_SIZE : 1;
  return 1 + size * childComplexity;
};

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? getNullableType(type) : type);
}

/** PostgreSQL cannot store the NUL character in text. */
function refuseNul(document: DocumentNode, variables: unknown): void {
  let found = holdsNul(variables);
  visit(document, { StringValue: ({ value }) => void (found ||= value.includes('\0')) });
  if (!found) return;
  throw new GraphQLError('A string contains the NUL character (\\u0000), which cannot be stored.', {
    originalError: new DomainError(
      'INVALID_INPUT',
      'A string contains the NUL character (\\u0000), which cannot be stored.',
    ),
    extensions: BAD_REQUEST,
  });
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, entry]) => key.includes('\0') || holdsNul(entry));
}
