import { getNamedType, type GraphQLSchema, isIntrospectionType, isObjectType } from 'graphql';
import { groupBy } from '../../domain/group-by';
import type { CompiledSchema } from '../boot/compiled-schema';
import { possibleTypes } from '../boot/possible-types';
import type { Requirement } from '../boot/requirement';
import { choiceKey, commonChoices, distinctChoices } from './implies';

type Compiled = CompiledSchema<object>;

/** A field of an object type that returns objects of a type, and what it requires of those. */
interface Way {
  readonly from: string;
  readonly to: string;
  readonly requirements: readonly Requirement[];
}

/**
 * What every way from a root field to an object of a type requires, by name of type; `[]` for root types. A type that
 * no root field leads to is left out.
 */
export function protectionOfTypes(compiled: Compiled): ReadonlyMap<string, readonly Requirement[]> {
  const { schema } = compiled;
  const waysFrom = groupBy(waysOf(compiled), ({ from }) => from);
  const found = new Map<string, readonly Requirement[]>();
  const changed: string[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (!root) continue;
    found.set(root.name, []);
    changed.push(root.name);
  }
  for (let from = changed.pop(); from !== undefined; from = changed.pop()) {
    for (const { to, requirements } of waysFrom.get(from) ?? []) {
      const byThisWay = distinctChoices([...(found.get(from) ?? []), ...requirements]);
      const before = found.get(to);
      const now = before ? commonChoices(before, byThisWay) : byThisWay;
      if (before && keyOf(before) === keyOf(now)) continue;
      found.set(to, now);
      changed.push(to);
    }
  }
  return found;
}

function waysOf(compiled: Compiled): readonly Way[] {
  const { schema } = compiled;
  return objectTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      possibleTypes(schema, getNamedType(field.type)).map(({ name }) => ({
        from: type.name,
        to: name,
        requirements: requirementsFor(compiled, type.name, field.name, name),
      })),
    ),
  );
}

/** The object types of a schema, without those of introspection. */
export function objectTypes(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !isIntrospectionType(type));
}

/** What a field requires; given an object type that it may return, with what it requires for such an object. */
export function requirementsFor(
  compiled: Compiled,
  type: string,
  field: string,
  returned: string | null,
): readonly Requirement[] {
  const plan = compiled.plan(type, field);
  return [
    ...(plan?.guard?.requirements ?? []),
    ...((returned !== null && plan?.items.get(returned)?.requirements) || []),
  ];
}

function keyOf(requirements: readonly Requirement[]): string {
  return requirements.map(choiceKey).sort().join(', ');
}
