import {
  assertValidSchema,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import {
  checkDirectives,
  checkEntities,
  checkEntries,
  checkNullability,
  checkReferences,
  checkRejections,
  checkRootGuards,
} from './check-guards';
import { CompiledSchema } from './compiled-schema';
import { GuardFaults } from './guard-configuration-error';
import type { GuardedActor, GuardOptions, OrganizationHook } from './guard-options';
import { inputGuard, InputGuards } from './input-guards';
import { isGuarded } from './is-guarded';
import { checkLostUsages, checkMisspelt } from './lost-usages';
import { organizationHooks } from './organization-hooks';
import { possibleTypes } from './possible-types';
import { checkRepeatedDefinitions } from './repeated-definitions';
import {
  distinctRequirements,
  type FieldPlan,
  type Guard,
  type GuardedField,
  type OnDeny,
  type Requirement,
  type Usage,
} from './requirement';
import { SchemaUsages } from './schema-usages';

/**
 * Reads the directives of a schema and works out what guards each field.
 * @throws GuardConfigurationError with every fault of the configuration, each at its coordinate
 */
export function compileSchema<Context extends object, Actor extends GuardedActor>(
  schema: GraphQLSchema,
  options: GuardOptions<Context, Actor>,
): CompiledSchema<Context> {
  const { compiled, faults } = inspectSchema(schema, options);
  faults.throwIfAny();
  return compiled;
}

/** The options that say what the guards of a schema are; the others say how they are checked. */
type InspectOptions<Context extends object> = Pick<
  GuardOptions<Context>,
  'modules' | 'organizationOf' | 'requireGuardOn' | 'typeDefs'
>;

/**
 * Works out what guards each field as `compileSchema` does, also if the schema has faults: for tools that show both.
 * @throws Error if the schema is not valid GraphQL
 */
export function inspectSchema<Context extends object>(
  schema: GraphQLSchema,
  options: InspectOptions<Context>,
): { readonly compiled: CompiledSchema<Context>; readonly faults: GuardFaults } {
  assertValidSchema(schema);
  const faults = new GuardFaults();
  const usages = new SchemaUsages(schema, faults);
  checkReferences(usages, options.modules, faults);
  checkRepeatedDefinitions(options.typeDefs ?? [], faults);
  checkLostUsages(schema, usages, options.typeDefs ?? [], faults);
  checkMisspelt(schema, faults);
  const hooks = organizationHooks(schema, options.organizationOf ?? {}, faults);
  const inputs = new InputGuards(schema, usages);

  const types = objectTypes(schema);
  const drafts = types.flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({
      type,
      field,
      guarded: guardedField(schema, type, field, { usages, inputs, hooks, faults }),
    })),
  );
  const leading = leadingTypes(
    schema,
    types,
    new Set(drafts.filter(({ guarded }) => isGuarded(guarded)).map(({ type }) => type.name)),
  );
  const plans = drafts.flatMap(({ type, field, guarded }): FieldPlan<Context>[] => {
    const hook: OrganizationHook<Context> | null = hooks.get(type.name) ?? null;
    const carries = possibleTypes(schema, getNamedType(field.type)).some(({ name }) => leading.has(name));
    const itemHooks = new Map([...hooks].filter(([name]) => guarded.items.has(name)));
    return isGuarded(guarded) || (hook && carries) ? [{ ...guarded, hook, itemHooks, carries }] : [];
  });

  for (const plan of plans) {
    checkNullability(plan, faults);
    checkEntries(plan, inputs, faults);
  }
  const compiled = new CompiledSchema(schema, plans, inputs, usages, leading);
  checkRejections(compiled, types, new Set(hooks.keys()), faults);
  checkDirectives(compiled, faults);
  checkEntities(compiled, types, new Set(hooks.keys()), faults);
  if (options.requireGuardOn === 'root') checkRootGuards(compiled, faults);
  for (const { coordinate, guard } of plans) {
    if (guard && usages.isFree(coordinate))
      faults.add(coordinate, 'is guarded and marked @entitlementFree: remove one of them');
  }
  return { compiled, faults };
}

/** What is known of the schema before its fields are looked at. */
interface Known {
  readonly usages: SchemaUsages;
  readonly inputs: InputGuards;
  readonly hooks: ReadonlyMap<string, unknown>;
  readonly faults: GuardFaults;
}

function guardedField(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  { usages, inputs, hooks, faults }: Known,
): GuardedField {
  const coordinate = `${type.name}.${field.name}`;
  const unsaid: OnDeny = type === schema.getMutationType() ? 'REJECT' : 'ERROR';
  const returned = getNamedType(field.type);
  // An object whose organization its own hook tells can be judged only once it is there.
  const isKnownBefore = isObjectType(returned) && !hooks.has(returned.name);
  const entering = isKnownBefore ? usages.ofObject(returned) : [];
  const requirements = required([...usages.ofField(type, field.name), ...entering], unsaid);

  const items = new Map<string, Guard>();
  for (const possible of isKnownBefore ? [] : possibleTypes(schema, returned)) {
    const needed = usages.ofObject(possible);
    if (needed.some(({ onDeny }) => onDeny === 'REJECT')) {
      faults.add(
        coordinate,
        (possible === returned
          ? `returns ${possible.name}, whose organization its hook tells only after the resolver ran, `
          : `may return ${possible.name} as one of ${returned.name}, which is known only after the resolver ran, `) +
          `too late for REJECT: use ERROR or NULL on ${possible.name}`,
      );
    }
    // The type that a mutation returns is known after it ran, too: rejecting then would not prevent the mutation.
    if (needed.length > 0)
      items.set(possible.name, { kind: 'ITEM', coordinate, requirements: required(needed, 'ERROR') });
  }

  const guardedArguments = new Map<string, Guard>();
  for (const { name } of field.args) {
    const guard = inputGuard('ARGUMENT', `${coordinate}(${name}:)`, usages.ofArgument(type, field.name, name));
    if (guard) guardedArguments.set(name, guard);
  }
  return {
    coordinate,
    type: field.type,
    args: field.args,
    guard: requirements.length > 0 ? { kind: 'FIELD', coordinate, requirements } : null,
    items,
    guardedArguments,
    guardsInputs: guardedArguments.size > 0 || field.args.some((argument) => inputs.within(argument.type)),
    organizationArgs: distinctPaths(requirements.concat([...items.values()].flatMap((item) => item.requirements))),
  };
}

function required(usages: readonly Usage[], unsaid: OnDeny): readonly Requirement[] {
  return distinctRequirements(usages.map((usage) => ({ ...usage, onDeny: usage.onDeny ?? unsaid })));
}

function distinctPaths(requirements: readonly Requirement[]): readonly (readonly string[])[] {
  const paths = requirements.flatMap(({ organizationArg }) => (organizationArg ? [organizationArg] : []));
  return [...new Map(paths.map((path) => [path.join('.'), path])).values()];
}

function objectTypes(schema: GraphQLSchema): readonly GraphQLObjectType[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !isIntrospectionType(type))
    .filter((type) => isObjectType(type));
}

/** Types with guarded fields, and types whose fields lead to them. */
function leadingTypes(
  schema: GraphQLSchema,
  types: readonly GraphQLObjectType[],
  guarded: ReadonlySet<string>,
): ReadonlySet<string> {
  const reachedFrom = new Map<string, string[]>();
  for (const type of types) {
    for (const field of Object.values(type.getFields())) {
      for (const { name } of possibleTypes(schema, getNamedType(field.type))) {
        const from = reachedFrom.get(name);
        if (from) from.push(type.name);
        else reachedFrom.set(name, [type.name]);
      }
    }
  }
  const leading = new Set(guarded);
  for (const name of leading) for (const from of reachedFrom.get(name) ?? []) leading.add(from);
  return leading;
}
