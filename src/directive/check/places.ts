import {
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  isEnumType,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { checkArgumentPath } from '../boot/argument-path';
import type { CompiledSchema } from '../boot/compiled-schema';
import { possibleTypes } from '../boot/possible-types';
import type { Requirement } from '../boot/requirement';
import { commonChoices } from './implies';
import type { Required } from './losses';
import { objectTypes, requirementsFor } from './protection';

type Compiled = CompiledSchema<object>;
type Field = GraphQLField<unknown, unknown>;

/** A coordinate of both schemas, with what is required there. A field has a place for each type that it may return. */
export interface Place {
  readonly coordinate: string;
  readonly before: Required;
  readonly after: Required;
  /** Whether the place still has the argument of an `organizationArg`. */
  readonly exists: (path: readonly string[]) => boolean;
}

/** All places at which two versions of a schema can be compared: fields, arguments, input fields and enum values. */
export function placesOf(before: Compiled, after: Compiled): readonly Place[] {
  return [...outputPlaces(before, after), ...inputPlaces(before, after)];
}

function outputPlaces(before: Compiled, after: Compiled): readonly Place[] {
  return objectTypes(after.schema).flatMap((type) => {
    const was = before.schema.getType(type.name);
    if (!isObjectType(was)) return [];
    return Object.values(type.getFields()).flatMap((field) => {
      const earlier = was.getFields()[field.name];
      return earlier
        ? [
            ...placesOfField(before, after, type, earlier, field),
            ...argumentPlaces(before, after, type, earlier, field),
          ]
        : [];
    });
  });
}

function placesOfField(
  before: Compiled,
  after: Compiled,
  { name: type }: GraphQLObjectType,
  was: Field,
  { name, type: returned, args }: Field,
): readonly Place[] {
  const possibleBefore = possibleTypes(before.schema, getNamedType(was.type)).map((one) => one.name);
  const common = possibleBefore
    .map((one) => requirementsFor(before, type, name, one))
    .reduce<readonly Requirement[] | null>((some, others) => (some ? commonChoices(some, others) : others), null);
  const possible = possibleTypes(after.schema, getNamedType(returned)).map((one) => one.name);
  return (possible.length === 0 ? [null] : possible).map((one) => ({
    coordinate: `${type}.${name}`,
    before: required(
      before,
      type,
      name,
      one === null || !possibleBefore.includes(one)
        ? (common ?? requirementsFor(before, type, name, null))
        : requirementsFor(before, type, name, one),
    ),
    after: required(after, type, name, requirementsFor(after, type, name, one)),
    exists: (path) => checkArgumentPath(args, path).fault === null,
  }));
}

function argumentPlaces(
  before: Compiled,
  after: Compiled,
  { name: type }: GraphQLObjectType,
  was: Field,
  { name, args }: Field,
): readonly Place[] {
  return args
    .filter((argument) => was.args.some((earlier) => earlier.name === argument.name))
    .map((argument) => ({
      coordinate: `${type}.${name}(${argument.name}:)`,
      before: required(before, type, name, argumentRequirements(before, type, name, argument.name)),
      after: required(after, type, name, argumentRequirements(after, type, name, argument.name)),
      exists: (path) => checkArgumentPath(args, path).fault === null,
    }));
}

/** What an argument of a field requires if a client supplies it. */
export function argumentRequirements(
  compiled: Compiled,
  type: string,
  field: string,
  argument: string,
): readonly Requirement[] {
  return compiled.plan(type, field)?.guardedArguments.get(argument)?.requirements ?? [];
}

function inputPlaces(before: Compiled, after: Compiled): readonly Place[] {
  return Object.values(after.schema.getTypeMap()).flatMap((type) => {
    const was = new Set(memberNames(before, type.name));
    return memberNames(after, type.name)
      .filter((member) => was.has(member))
      .map((member) => ({
        coordinate: `${type.name}.${member}`,
        before: { requirements: inputRequirements(before, type.name, member), organizationArg: null },
        after: { requirements: inputRequirements(after, type.name, member), organizationArg: null },
        exists: () => true,
      }));
  });
}

/** The input fields or enum values of a type; none for other types, and for one that there is not. */
export function memberNames({ schema }: Compiled, name: string): readonly string[] {
  const type = schema.getType(name);
  if (isInputObjectType(type)) return Object.keys(type.getFields());
  return isEnumType(type) ? type.getValues().map((value) => value.name) : [];
}

/** What an input field or enum value requires if a client supplies it. */
export function inputRequirements(compiled: Compiled, type: string, member: string): readonly Requirement[] {
  return compiled.inputs.on(type, member)?.requirements ?? [];
}

function required(compiled: Compiled, type: string, field: string, requirements: readonly Requirement[]): Required {
  return { requirements, organizationArg: compiled.plan(type, field)?.organizationArgs[0] ?? null };
}
