import {
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { CompiledSchema } from './compiled-schema';
import { refKey } from './decision';
import { guardedSchemas } from './guarded-schemas';
import { possibleTypes } from './possible-types';
import { describeRefs, type Usage } from './requirement';

/** A requirement that a test expects: a module, or a submodule of it. */
export interface ExpectedRequirement {
  readonly module: string;
  readonly submodule?: string | null;
}

/**
 * Asserts, in a test, that a coordinate of a guarded schema has a requirement: the module or submodule itself, or,
 * given a list, exactly this choice of several (`@requiresAnyEntitlement`). It may have further requirements. On an
 * interface or union, each of its object types must have it.
 * @param coordinate a schema coordinate: `Query.leads`, `Lead`, `Query.leads(export:)`, `LeadFilter.score`,
 *   `LeadOrder.SCORE`
 * @throws Error if the requirement is missing, the coordinate does not exist, or `guardSchema` was not called for the
 *   schema
 * @example
 * assertGuarded(schema, 'Query.leads', { module: 'sales', submodule: 'leads' });
 */
export function assertGuarded(
  schema: GraphQLSchema,
  coordinate: string,
  expected: ExpectedRequirement | readonly ExpectedRequirement[],
): void {
  const compiled = guardedSchemas.get(schema);
  if (!compiled) throw new Error(`${coordinate} is not guarded: guardSchema() was not called for this schema`);
  const wanted = (isList(expected) ? expected : [expected]).map(({ module, submodule }) => ({
    module,
    submodule: submodule ?? null,
  }));
  const key = wanted.map(refKey).sort().join(' ');
  for (const usages of requirementsAt(compiled, schema, coordinate)) {
    if (usages.some(({ anyOf }) => anyOf.map(refKey).sort().join(' ') === key)) continue;
    const found =
      usages.length === 0
        ? 'is not guarded'
        : `is guarded by ${usages.map(({ anyOf }) => describeRefs(anyOf)).join(', ')}`;
    throw new Error(`${coordinate} should be guarded by ${describeRefs(wanted)}, but ${found}`);
  }
}

/** The requirements at a coordinate: one list, or one for each object type of an interface or union. */
function requirementsAt(
  compiled: CompiledSchema<never>,
  schema: GraphQLSchema,
  coordinate: string,
): readonly (readonly Usage[])[] {
  const [, typeName = '', member, argument] = /^(\w+)(?:\.(\w+)(?:\((\w+):\))?)?$/.exec(coordinate) ?? [];
  const type = schema.getType(typeName);
  if (type && (isObjectType(type) || isInterfaceType(type) || isUnionType(type))) {
    const possible = possibleTypes(schema, type);
    if (member === undefined) return possible.map((one) => compiled.usages.ofObject(one));
    if (!isUnionType(type) && type.getFields()[member]) {
      if (argument === undefined) return possible.map((one) => requirementsOfField(compiled, schema, one, member));
      return possible.map((one) => compiled.plan(one.name, member)?.guardedArguments.get(argument)?.requirements ?? []);
    }
  }
  if (
    member !== undefined &&
    argument === undefined &&
    (isInputObjectType(type) ? type.getFields()[member] : isEnumType(type) && type.getValue(member))
  ) {
    return [compiled.inputs.on(typeName, member)?.requirements ?? []];
  }
  throw new Error(`${coordinate} is not in the schema`);
}

/** The requirements checked before a field is resolved, and those that every object it may return has. */
function requirementsOfField(
  compiled: CompiledSchema<never>,
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  name: string,
): readonly Usage[] {
  const plan = compiled.plan(type.name, name);
  const field = type.getFields()[name];
  if (!plan || !field) return [];
  const [first, ...others] = possibleTypes(schema, getNamedType(field.type)).map(
    (one) => plan.items.get(one.name)?.requirements ?? [],
  );
  const ofAllItems = (first ?? []).filter(({ anyOf }) =>
    others.every((items) => items.some((item) => describeRefs(item.anyOf) === describeRefs(anyOf))),
  );
  return [...(plan.guard?.requirements ?? []), ...ofAllItems];
}

function isList(
  expected: ExpectedRequirement | readonly ExpectedRequirement[],
): expected is readonly ExpectedRequirement[] {
  return Array.isArray(expected);
}
