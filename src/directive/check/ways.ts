import { getNamedType, type GraphQLNamedType, isCompositeType, isInputObjectType, isObjectType } from 'graphql';
import type { CompiledSchema } from '../boot/compiled-schema';
import { possibleTypes } from '../boot/possible-types';
import { describeRefs, type Requirement } from '../boot/requirement';
import { anyImplies } from './implies';
import type { Unguarded } from './losses';
import { argumentRequirements, inputRequirements, memberNames } from './places';
import { objectTypes, protectionOfTypes, requirementsFor } from './protection';

type Compiled = CompiledSchema<object>;

/** A type that takes the place of another: at this coordinate, the one was before, and the other is now. */
interface Replaced {
  readonly was: string;
  readonly is: string;
  readonly at: string;
}

/**
 * New fields that lead to objects which only guarded fields led to before, and fields that were moved from a guarded
 * type, or a guarded field, to a place that requires less.
 */
export function newWays(
  before: Compiled,
  after: Compiled,
  known: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> },
): readonly Unguarded[] {
  const protectedBefore = protectionOfTypes(before);
  const protectedAfter = protectionOfTypes(after);
  const left = fieldsOf(before).filter(
    ({ type, coordinate }) => after.schema.getType(type) && !known.after.has(coordinate),
  );
  return fieldsOf(after)
    .filter(({ coordinate }) => !known.before.has(coordinate))
    .flatMap(({ type, name, coordinate, returned }) => {
      const around = protectedAfter.get(type);
      if (!around) return []; // no root field leads to it
      const ways = possible(after, returned).flatMap((one) =>
        missing(protectedBefore.get(one) ?? [], [...around, ...requirementsFor(after, type, name, one)]).map(
          (requirement) => opened('NEW_WAY', coordinate, `returns ${one}, so far only after ${said(requirement)}`),
        ),
      );
      if (ways.length > 0) return ways;
      return left
        .filter((field) => field.name === name && field.returned.name === returned.name)
        .flatMap((field) => {
          const needed = [
            ...(protectedBefore.get(field.type) ?? []),
            ...requirementsFor(before, field.type, name, null),
          ];
          return missing(needed, [...around, ...requirementsFor(after, type, name, null)]).map((requirement) =>
            opened('MOVED', coordinate, `was ${field.coordinate}, which required ${said(requirement)}`),
          );
        });
    });
}

/**
 * Members of types that take the place of others, if they require less than the members of the same name did: a field
 * returns another type, or an argument takes another input.
 */
export function replacedTypes(before: Compiled, after: Compiled): readonly Unguarded[] {
  const seen = new Map<string, Replaced>();
  const add = (all: readonly Replaced[]) => {
    for (const one of all) if (!seen.has(`${one.was} ${one.is}`)) seen.set(`${one.was} ${one.is}`, one);
  };
  for (const type of objectTypes(after.schema)) add(replacedWithin(before, after, type.name, type.name));
  for (const { name } of Object.values(after.schema.getTypeMap())) add(replacedMembers(before, after, name, name));
  const protectedAfter = protectionOfTypes(after);
  const found: Unguarded[] = [];
  for (const { was, is, at } of seen.values()) {
    add([...replacedWithin(before, after, was, is), ...replacedMembers(before, after, was, is)]);
    for (const { name, args } of commonFields(before, after, was, is)) {
      const coordinate = `${is}.${name}`;
      const now = [...(protectedAfter.get(is) ?? []), ...requirementsFor(after, is, name, null)];
      for (const requirement of missing(requirementsFor(before, was, name, null), now))
        found.push(inPlaceOf(coordinate, `${was}.${name}`, requirement, at));
      for (const argument of args) {
        const needed = argumentRequirements(before, was, name, argument);
        for (const requirement of missing(needed, argumentRequirements(after, is, name, argument)))
          found.push(inPlaceOf(`${coordinate}(${argument}:)`, `${was}.${name}(${argument}:)`, requirement, at));
      }
    }
    for (const member of commonMembers(before, after, was, is)) {
      const now = inputRequirements(after, is, member);
      for (const requirement of missing(inputRequirements(before, was, member), now))
        found.push(inPlaceOf(`${is}.${member}`, `${was}.${member}`, requirement, at));
    }
  }
  return found;
}

/** Types that take the place of others at the fields that two object types have in common, and at their arguments. */
function replacedWithin(before: Compiled, after: Compiled, was: string, is: string): readonly Replaced[] {
  return commonFields(before, after, was, is).flatMap(({ name }) => {
    const earlier = fieldOf(before, was, name);
    const now = fieldOf(after, is, name);
    if (!earlier || !now) return [];
    const returnedBefore = possible(before, getNamedType(earlier.type));
    const returnedNow = possible(after, getNamedType(now.type));
    const gone = returnedBefore.filter((one) => !returnedNow.includes(one));
    const come = returnedNow.filter((one) => !returnedBefore.includes(one));
    const ofArguments = now.args.flatMap((argument) => {
      const taken = earlier.args.find((one) => one.name === argument.name);
      return taken
        ? differing(getNamedType(taken.type), getNamedType(argument.type), `${is}.${name}(${argument.name}:)`)
        : [];
    });
    return [
      ...gone.flatMap((one) => come.map((other) => ({ was: one, is: other, at: `${is}.${name}` }))),
      ...ofArguments,
    ];
  });
}

function replacedMembers(before: Compiled, after: Compiled, was: string, is: string): readonly Replaced[] {
  return commonMembers(before, after, was, is).flatMap((member) => {
    const earlier = inputType(before, was, member);
    const now = inputType(after, is, member);
    return earlier && now ? differing(earlier, now, `${is}.${member}`) : [];
  });
}

function differing(was: GraphQLNamedType, is: GraphQLNamedType, at: string): readonly Replaced[] {
  return was.name === is.name ? [] : [{ was: was.name, is: is.name, at }];
}

function inputType({ schema }: Compiled, type: string, member: string): GraphQLNamedType | undefined {
  const input = schema.getType(type);
  const field = isInputObjectType(input) ? input.getFields()[member] : undefined;
  return field && getNamedType(field.type);
}

function fieldOf({ schema }: Compiled, type: string, name: string) {
  const object = schema.getType(type);
  return isObjectType(object) ? object.getFields()[name] : undefined;
}

function commonFields(before: Compiled, after: Compiled, was: string, is: string) {
  const object = after.schema.getType(is);
  return Object.values(isObjectType(object) ? object.getFields() : {}).flatMap(({ name, args }) => {
    const earlier = fieldOf(before, was, name);
    if (!earlier) return [];
    const taken = new Set(earlier.args.map((argument) => argument.name));
    return [{ name, args: args.map((argument) => argument.name).filter((argument) => taken.has(argument)) }];
  });
}

function commonMembers(before: Compiled, after: Compiled, was: string, is: string): readonly string[] {
  const earlier = new Set(memberNames(before, was));
  return memberNames(after, is).filter((member) => earlier.has(member));
}

function fieldsOf({ schema }: Compiled) {
  return objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({
      type: type.name,
      name: field.name,
      coordinate: `${type.name}.${field.name}`,
      returned: getNamedType(field.type),
    })),
  );
}

function possible({ schema }: Compiled, type: GraphQLNamedType): readonly string[] {
  return isCompositeType(type) ? possibleTypes(schema, type).map(({ name }) => name) : [];
}

function missing(needed: readonly Requirement[], required: readonly Requirement[]): readonly Requirement[] {
  return needed.filter((requirement) => !anyImplies(required, requirement));
}

function opened(kind: Unguarded['kind'], coordinate: string, message: string): Unguarded {
  return { kind, coordinate, message, places: [coordinate] };
}

function inPlaceOf(coordinate: string, was: string, requirement: Requirement, at: string): Unguarded {
  return opened('MOVED', coordinate, `is at ${at} in place of ${was}, which required ${said(requirement)}`);
}

function said({ anyOf }: Requirement): string {
  return describeRefs(anyOf);
}
