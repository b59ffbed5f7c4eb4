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
  print,
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
  const known = know(document, operation);
  refuseNul(known, variables);
  const cost = costOf(known, schema, { document, operation, variables });
  if (cost === null || cost <= maxCost) return;
  throw new GraphQLError(
    `The operation could return up to ${cost} fields, and the limit is ${maxCost}: ` +
      'request smaller pages, or send several operations.',
    {
      extensions: { code: 'INVALID_INPUT', ...BAD_REQUEST },
    },
  );
}

/** What is known of an operation that was seen before: servers keep the documents that they have parsed. */
interface KnownOperation {
  readonly holdsNul: boolean;
  /** The variables on which its cost can depend: page sizes, and what includes or skips a field. */
  readonly counting: readonly string[];
  /** Its cost by the values of these. */
  readonly costs: Map<string, number>;
}

/** So many costs are kept of one operation: clients page in few sizes. */
const COSTS_KEPT = 20;
const COUNTING_TYPES: ReadonlySet<string> = new Set(['Int', 'Int!', 'Boolean', 'Boolean!']);
const operations = new WeakMap<OperationDefinitionNode, KnownOperation>();

function know(document: DocumentNode, operation: OperationDefinitionNode): KnownOperation {
  const before = operations.get(operation);
  if (before) return before;
  let found = false;
  visit(document, { StringValue: ({ value }) => void (found ||= value.includes('\0')) });
  const counting = (operation.variableDefinitions ?? []).flatMap(({ variable, type }) =>
    COUNTING_TYPES.has(print(type)) ? [variable.name.value] : [],
  );
  const known = { holdsNul: found, counting, costs: new Map<string, number>() };
  operations.set(operation, known);
  return known;
}

/** The cost of an operation; null if its variables are invalid: execution refuses them before anything runs. */
function costOf(
  { counting, costs }: KnownOperation,
  schema: GraphQLSchema,
  { document, operation, variables }: AskedOperation,
): number | null {
  // One that is left out has its default, unlike null.
  const key = JSON.stringify(counting.map((name) => (Object.hasOwn(variables, name) ? [variables[name]] : [])));
  const known = costs.get(key);
  if (known !== undefined) return known;
  if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors) return null;
  const cost = computeCost(schema, { document, operation, variables });
  if (costs.size >= COSTS_KEPT) costs.clear();
  costs.set(key, cost);
  return cost;
}

/** @throws GraphQLError INVALID_INPUT for arguments that are invalid, such as null where none may be */
function computeCost(schema: GraphQLSchema, { document, operation, variables }: AskedOperation): number {
  try {
    return getComplexity({
      schema,
      query: document,
      variables: { ...variables },
      ...(operation.name && { operationName: operation.name.value }),
      estimators: [multiplyLists],
    });
  } catch (error) {
    // Not left to the execution, which would refuse this field alone, and run all others whatever they cost.
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, {
      nodes: error.nodes,
      originalError: new DomainError('INVALID_INPUT', error.message),
      extensions: BAD_REQUEST,
    });
  }
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
function refuseNul(known: Pick<KnownOperation, 'holdsNul'>, variables: unknown): void {
  if (!known.holdsNul && !holdsNul(variables)) return;
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
