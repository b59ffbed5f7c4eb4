import {
  isInputObjectType,
  isNonNullType,
  isScalarType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputField,
} from 'graphql';
import { isRecord } from './is-record';
import { nearest } from '../../domain/nearest';

export type CheckedPath =
  | { readonly fault: string }
  /** `certain` where the client cannot leave the organization out. */
  | { readonly fault: null; readonly certain: boolean };

/** Whether the arguments of a field have the one that shall name the organization. */
export function checkArgumentPath(args: readonly GraphQLArgument[], path: readonly string[]): CheckedPath {
  const written = path.join('.');
  let known = new Map<string, GraphQLArgument | GraphQLInputField>(args.map((argument) => [argument.name, argument]));
  let certain = true;
  for (const [index, step] of path.entries()) {
    const input = known.get(step);
    if (!input)
      return {
        fault: `organizationArg: '${written}' names nothing: there is no '${step}'${nearest(step, [...known.keys()])}`,
      };
    certain &&= isNonNullType(input.type) || (input.defaultValue !== undefined && input.defaultValue !== null);
    const type = getNullableType(input.type);
    if (index === path.length - 1) {
      return isScalarType(type)
        ? { fault: null, certain }
        : {
            fault: `organizationArg: '${written}' is of type ${String(input.type)}: it must name one organization by a scalar`,
          };
    }
    if (!isInputObjectType(type))
      return {
        fault: `organizationArg: '${written}' goes through '${step}' of type ${String(input.type)}, which has no fields`,
      };
    known = new Map(Object.entries(type.getFields()));
  }
  return { fault: `organizationArg: '${written}' names nothing` };
}

/** What the arguments of a field hold under a path; undefined where the client left it out. */
export function readArgumentPath(values: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = values;
  for (const step of path) {
    if (!isRecord(value)) return value; // null on the way names no organization, as null at its end
    value = value[step];
  }
  return value;
}
