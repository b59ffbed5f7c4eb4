import {
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputField,
  isInputObjectType,
  isNonNullType,
  isScalarType,
  Kind,
} from 'graphql';
import { nearest } from '../../domain/nearest';
import { isRecord } from './is-record';

/** The result of checking an `organizationArg`. */
export type CheckedPath =
  | { readonly fault: string }
  /** `certain`: the client always supplies an organization by this path. */
  | { readonly fault: null; readonly certain: boolean };

/** Checks that a path leads from the arguments of a field to a scalar, which can hold an organization's id. */
export function checkArgumentPath(args: readonly GraphQLArgument[], path: readonly string[]): CheckedPath {
  const written = path.join('.');
  let known = new Map<string, GraphQLArgument | GraphQLInputField>(args.map((argument) => [argument.name, argument]));
  let certain = true;
  for (const [index, step] of path.entries()) {
    const input = known.get(step);
    if (!input)
      return {
        fault:
          `organizationArg '${written}' does not exist: ` +
          `there is no argument or input field '${step}'${nearest(step, [...known.keys()])}`,
      };
    certain &&= isNonNullType(input.type) || hasDefault(input);
    const type = getNullableType(input.type);
    if (index === path.length - 1) {
      return isScalarType(type)
        ? { fault: null, certain }
        : {
            fault:
              `organizationArg '${written}' has the type ${String(input.type)}: ` +
              'it must be a scalar that holds one organization id',
          };
    }
    if (!isInputObjectType(type))
      return {
        fault:
          `organizationArg '${written}' goes through '${step}', ` +
          `whose type ${String(input.type)} has no fields: use the path of a scalar`,
      };
    if (type.isOneOf)
      return {
        fault:
          `organizationArg '${written}' goes through '${step}', of whose branches (@oneOf) the client may give ` +
          'another: name an argument that does not depend on the branch',
      };
    known = new Map(Object.entries(type.getFields()));
  }
  return { fault: `organizationArg '${written}' does not exist` };
}

/** Whether an input has a default other than null, in version 16 as `defaultValue`, in version 17 as `default` too. */
function hasDefault(input: GraphQLArgument | GraphQLInputField): boolean {
  const { defaultValue } = input;
  if (defaultValue !== undefined) return defaultValue !== null;
  const given: unknown = 'default' in input ? input.default : undefined;
  if (!isRecord(given)) return false;
  const { value, literal } = given;
  return isRecord(literal) ? literal['kind'] !== Kind.NULL : value !== undefined && value !== null;
}

/** Reads the value at a path from the arguments of a field; undefined if the client omitted it. */
export function readArgumentPath(values: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = values;
  for (const step of path) {
    if (!isRecord(value)) return value; // null on the way means the same as null at the end: no organization
    value = value[step];
  }
  return value;
}
