import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  versionInfo,
} from 'graphql';
import { isRecord } from '../boot/is-record';

/**
 * The variables of an operation as graphql's own functions take them: by name in version 16, in version 17 an object of
 * these and their sources.
 */
export type Variables = Readonly<Record<string, unknown>>;

const HAS_SOURCES = versionInfo.major >= 17;

/** For an operation of which no variables are known. */
export const NO_VARIABLES: Variables = HAS_SOURCES ? { sources: {}, coerced: {} } : {};

/**
 * Coerces the variables of an operation as its execution will. Stops at the first fault: of a long list, there may be
 * one for each item.
 * @returns what is wrong with them, if they are invalid and nothing will run
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  raw: Readonly<Record<string, unknown>>,
): Variables | readonly GraphQLError[] {
  const result = getVariableValues(schema, operation.variableDefinitions ?? [], raw, { maxErrors: 1 });
  if (result.errors) return result.errors;
  const variables: unknown = new Map<string, unknown>(Object.entries(result)).get(
    HAS_SOURCES ? 'variableValues' : 'coerced',
  );
  if (!isRecord(variables)) throw new Error('graphql coerced no variables');
  return variables;
}

/** Whether the variables of an operation could be coerced. */
export function areVariables(coerced: Variables | readonly GraphQLError[]): coerced is Variables {
  return !Array.isArray(coerced);
}

/** The value of a variable; undefined if it has none. */
export function valueOf(variables: Variables, name: string): unknown {
  const byName = HAS_SOURCES ? variables['coerced'] : variables;
  return isRecord(byName) ? byName[name] : undefined;
}
