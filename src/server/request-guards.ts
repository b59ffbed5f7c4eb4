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
import { type ComplexityEstimator, type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity';
import { DomainError } from '../domain/errors';
import { MOST_ORGANIZATIONS } from '../domain/list-limit';
import { MAX_PAGE_SIZE } from '../domain/page';
import { textFault } from '../domain/storable-text';
import type { RequestContext } from '../features/request-context';

/**
 * The assumed length of a list that nothing tells of: about as many as modules in the taxonomy, or submodules in a
 * module.
 */
const LIST_SIZE = 17;
/** What each answer costs besides its fields, where one is asked for with each item of an argument. */
const ANSWER_COST = 10;
/**
 * What fields cost that read all organizations, or all entries of a log, or that lead round in circles: one operation
 * may ask for two of them, or for some that only count.
 */
const DEAR_FIELDS: Readonly<Record<string, number>> = {
  'MappingPreview.impact': 30_000,
  'RolloutPreview.impact': 30_000,
  'RolloutPreview.gatingChanges': 5_000,
  'RolloutPreview.gate': 5_000,
  'Query.legacyStatus': 5_000,
  'Query.moduleAdoption': 5_000,
  'Query.mappingPreview': 2_000,
  // Each version has them all again: nobody needs those of those.
  'Package.versions': 1_000,
};
/**
 * How many fields an object in variables may have: the inputs of the API have ten. graphql prints the whole object with
 * each field that it does not know, and looks for one that is spelt like it.
 */
const MOST_FIELDS = 500;
/** How deep values in variables may be nested: the inputs of the API have five levels. */
const MAX_NESTING = 20;
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
 * @returns its cost; null if its variables are invalid, which its execution says
 * @throws GraphQLError INVALID_INPUT
 */
export function refuseExcess(
  schema: GraphQLSchema,
  maxCost: number,
  { document, operation, variables }: AskedOperation,
): number | null {
  const known = know(document, operation);
  if (known.fault !== null) throw refused(`A string ${known.fault}.`);
  refuseValues(variables);
  const cost = costOf(known, schema, { document, operation, variables });
  if (cost === null || cost <= maxCost) return cost;
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
  /** Why one of its texts cannot be stored. */
  readonly fault: string | null;
  /** Its variables, and whether its cost can depend on their values: on page sizes, and on what skips a field. */
  readonly variables: ReadonlyMap<string, boolean>;
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
  const texts: string[] = [];
  visit(document, { StringValue: ({ value }) => void texts.push(value) });
  const known = {
    fault: faultOf(texts),
    variables: new Map(
      (operation.variableDefinitions ?? []).map(({ variable, type }) => [
        variable.name.value,
        COUNTING_TYPES.has(print(type)),
      ]),
    ),
    costs: new Map<string, number>(),
  };
  operations.set(operation, known);
  return known;
}

/** The cost of an operation; null if its variables are invalid: execution refuses them before anything runs. */
function costOf(
  { variables: known, costs }: KnownOperation,
  schema: GraphQLSchema,
  { document, operation, variables }: AskedOperation,
): number | null {
  const key = JSON.stringify([...known].map(([name, counts]) => countedOf(variables, name, counts)));
  const before = costs.get(key);
  if (before !== undefined) return before;
  // Execution says what is wrong; here one fault is enough, of which a long list may have one for each item.
  if (getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 }).errors) return null;
  const cost = computeCost(schema, { document, operation, variables });
  if (costs.size >= COSTS_KEPT) costs.clear();
  costs.set(key, cost);
  return cost;
}

/**
 * What of a variable a cost depends on: of a list its length, and of any whether it is null, which no argument with a
 * default may be. One that is left out has its default.
 */
function countedOf(variables: Readonly<Record<string, unknown>>, name: string, counts: boolean): unknown {
  if (!Object.hasOwn(variables, name)) return [];
  const value = variables[name];
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length;
  return counts && typeof value !== 'object' ? [value] : '';
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
 * A field costs 1, plus the cost of its selections for each item that it may return: as many as its page size, or as
 * the longest list in its arguments, where each answer costs 10 more (checks and paths). The `first` of a connection
 * counts once, for all of its lists. Fields that read everything have a price besides.
 */
const multiplyLists: ComplexityEstimator = (asked) =>
  (DEAR_FIELDS[`${asked.type.name}.${asked.field.name}`] ?? 0) + sizeOf(asked);

function sizeOf({ type, field, args, childComplexity }: ComplexityEstimatorArgs): number {
  if (field.name.startsWith('__') || type.name.startsWith('__')) return 0; // introspection: the schema bounds it
  if (type.name.endsWith('Connection')) return 1 + childComplexity;
  const { first } = args;
  // The resolver refuses a page size above the limit, and its message names the limit.
  if (typeof first === 'number') return 1 + Math.min(Math.max(first, 1), MAX_PAGE_SIZE) * childComplexity;
  if (!isList(field.type)) return 1 + childComplexity;
  const asked = longestIn(args);
  return 1 + (asked === null ? LIST_SIZE * childComplexity : asked * (ANSWER_COST + childComplexity));
}

/** The length of the longest list in arguments; null if there is none, or all are empty. */
function longestIn(args: Readonly<Record<string, unknown>>): number | null {
  const lengths = Object.values(args).map((value) => (Array.isArray(value) ? value.length : 0));
  const longest = Math.max(0, ...lengths);
  return longest === 0 ? null : longest;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? getNullableType(type) : type);
}

/** Why the first of these texts that cannot be stored cannot; null if all can. */
function faultOf(texts: Iterable<string>): string | null {
  for (const text of texts) {
    const fault = textFault(text);
    if (fault !== null) return fault;
  }
  return null;
}

/**
 * Refuses values that cannot be stored, lists that are longer than any may be, objects with more fields than any has,
 * and what is nested deeper than any input is. Without recursion, since a client may nest them as deep as a body is
 * long.
 * Call it before variables are coerced.
 * @throws GraphQLError INVALID_INPUT
 */
export function refuseValues(variables: Readonly<Record<string, unknown>>): void {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_NESTING) throw refused(`The variables are nested more than ${MAX_NESTING} levels deep.`);
    const below: unknown[] = [];
    for (const value of level) {
      const fault = typeof value === 'string' ? textFault(value) : null;
      if (fault !== null) throw refused(`A string ${fault}.`);
      if (typeof value !== 'object' || value === null) continue;
      // Before anything is done for each of them.
      if (Array.isArray(value) && value.length > MOST_ORGANIZATIONS)
        throw refused(`A list in the variables has more than ${MOST_ORGANIZATIONS} items.`);
      if (Array.isArray(value)) for (const item of value) below.push(item);
      else {
        const entries = Object.entries(value);
        if (entries.length > MOST_FIELDS)
          throw refused(`An object in the variables has more than ${MOST_FIELDS} fields.`);
        for (const [key, entry] of entries) below.push(key, entry);
      }
    }
    level = below;
  }
}

function refused(message: string): GraphQLError {
  return new GraphQLError(message, {
    originalError: new DomainError('INVALID_INPUT', message),
    extensions: BAD_REQUEST,
  });
}
