import type { ApolloServerPlugin } from '@apollo/server';
import {
  getVariableValues,
  GraphQLError,
  isListType,
  getNullableType,
  isNonNullType,
  visit,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { getComplexity, type ComplexityEstimator } from 'graphql-query-complexity';
import { DomainError } from '../domain/errors';
import { MAX_PAGE_SIZE } from '../domain/page';
import type { RequestContext } from '../features/request-context';

/** What a list that has no page size is taken to hold: as many as the taxonomy has modules, or a module has submodules. */
const LIST_SIZE = 17;
const BAD_REQUEST = { http: { status: 400 } };

/** `refuseExcess`, for what comes by HTTP. */
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
 * Refuses, before anything runs, what no limit of one level catches: lists within lists, and text that the database cannot hold.
 * @throws GraphQLError
 */
export function refuseExcess(
  schema: GraphQLSchema,
  maxCost: number,
  { document, operation, variables }: AskedOperation,
): void {
  refuseNul(document, variables);
  // Variables that do not fit are refused by the execution, before anything runs; they cannot be counted with.
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
    `The operation would ask for up to ${cost} fields, more than the ${maxCost} that one operation may: ask for smaller pages, or in several operations.`,
    {
      extensions: { code: 'INVALID_INPUT', ...BAD_REQUEST },
    },
  );
}

/** A field costs 1, and what is below it once for each item that it may return. A connection's `first` counts for all its lists. */
const multiplyLists: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  if (field.name.startsWith('__') || type.name.startsWith('__')) return 0; // introspection, which is bounded by the schema
  if (type.name.endsWith('Connection')) return 1 + childComplexity;
  const { first } = args;
  // A page beyond the limit is refused by its resolver, which says what would be right.
  const size =
    typeof first === 'number' ? Math.min(Math.max(first, 1), MAX_PAGE_SIZE) : isList(field.type) ? LIST_SIZE : 1;
  return 1 + size * childComplexity;
};

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? getNullableType(type) : type);
}

/** PostgreSQL's text has no NUL character; nobody means one. */
function refuseNul(document: DocumentNode, variables: unknown): void {
  let found = holdsNul(variables);
  visit(document, { StringValue: ({ value }) => void (found ||= value.includes('\0')) });
  if (!found) return;
  throw new GraphQLError('A text holds the NUL character (\\u0000), which cannot be stored.', {
    originalError: new DomainError(
      'INVALID_INPUT',
      'A text holds the NUL character (\\u0000), which cannot be stored.',
    ),
    extensions: BAD_REQUEST,
  });
}

function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, entry]) => key.includes('\0') || holdsNul(entry));
}
