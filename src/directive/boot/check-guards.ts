import {
  getNamedType,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isListType,
  isNonNullType,
} from 'graphql';
import { nearest } from '../../domain/nearest';
import { checkArgumentPath } from './argument-path';
import type { CompiledSchema } from './compiled-schema';
import { FREE } from './directive-sdl';
import type { GuardFaults } from './guard-configuration-error';
import type { KnownModule } from './guard-options';
import type { InputGuards } from './input-guards';
import { possibleTypes } from './possible-types';
import type { Guard, GuardedField, Requirement } from './requirement';
import type { SchemaUsages } from './schema-usages';

/**
 * Every directive must name a known module and submodule. An unknown one would deny every organization, or guard
 * something else.
 */
export function checkReferences(usages: SchemaUsages, modules: readonly KnownModule[], faults: GuardFaults): void {
  const submodulesOf = new Map(
    modules.map(({ key, submodules }) => [key, submodules.map((submodule) => submodule.key)]),
  );
  for (const { anyOf, writtenOn } of usages.all()) {
    for (const { module, submodule } of anyOf) {
      const submodules = submodulesOf.get(module);
      if (!submodules) faults.add(writtenOn, `unknown module '${module}'${nearest(module, [...submodulesOf.keys()])}`);
      else if (submodule !== null && !submodules.includes(submodule))
        faults.add(
          writtenOn,
          `unknown submodule '${submodule}' of module '${module}'${nearest(submodule, submodules)}`,
        );
    }
  }
}

/** A field that may be denied must be nullable, unless a denial refuses the whole operation. */
export function checkNullability(plan: GuardedField, faults: GuardFaults): void {
  const { coordinate, type, guard, items } = plan;
  const silent = guard?.requirements.find(({ onDeny }) => onDeny !== 'REJECT');
  if (silent && isNonNullType(type)) {
    faults.add(
      coordinate,
      `is guarded${by(silent, coordinate)}, but its type ${String(type)} cannot be null: ` +
        'make it nullable, or use onDeny: REJECT',
    );
  }
  if (items.size > 0 && isNonNullType(itemType(type))) {
    faults.add(
      coordinate,
      `may return ${[...items.keys()].join(', ')}, which is guarded, but ${String(type)} ` +
        'does not allow null in its place: make it nullable',
    );
  }
}

/** The type of a field's value, or of the items of the list that it returns. */
function itemType(type: GraphQLOutputType): GraphQLOutputType {
  const nullable = getNullableType(type);
  return isListType(nullable) ? itemType(nullable.ofType) : type;
}

/** An `organizationArg` must name an argument of every field at which its requirement applies. */
export function checkEntries(plan: GuardedField, inputs: InputGuards, faults: GuardFaults): void {
  for (const requirement of guardsAt(plan, inputs).flatMap(({ requirements }) => requirements)) {
    if (!requirement.organizationArg) continue;
    const { fault } = checkArgumentPath(plan.args, requirement.organizationArg);
    if (fault !== null)
      faults.add(
        plan.coordinate,
        `${fault}${requirement.writtenOn === plan.coordinate ? '' : ` (written on ${requirement.writtenOn})`}`,
      );
  }
}

function guardsAt(plan: GuardedField, inputs: InputGuards): readonly Guard[] {
  return [
    ...(plan.guard ? [plan.guard] : []),
    ...plan.items.values(),
    ...plan.guardedArguments.values(),
    ...inputs.guardsWithinAll(plan.args),
  ];
}

/**
 * A requirement that rejects is checked before anything runs, so that its organization must be known by then, from the
 * arguments or the actor. Below an object whose organization comes from a hook, it is not.
 */
export function checkRejections<Context>(
  compiled: CompiledSchema<Context>,
  types: readonly GraphQLObjectType[],
  hooked: ReadonlySet<string>,
  faults: GuardFaults,
): void {
  const below = belowHooks(compiled, types, hooked);
  for (const plan of compiled.plans) {
    const [type = ''] = plan.coordinate.split('.');
    if (!below.has(type) || isCertain(plan, null)) continue;
    for (const { coordinate, kind, requirements } of guardsAt(plan, compiled.inputs)) {
      for (const requirement of requirements) {
        if (requirement.onDeny !== 'REJECT' || isCertain(plan, requirement.organizationArg)) continue;
        const what = kind === 'FIELD' ? `rejects${by(requirement, coordinate)}` : `${coordinate} rejects`;
        faults.add(
          plan.coordinate,
          `${what}, but the organization of ${type} comes from a hook, ` +
            'which is called only while the operation runs: name a required argument with organizationArg',
        );
      }
    }
  }
}

/** Object types whose organization may come from a hook: their own, or that of an object further out. */
function belowHooks<Context>(
  compiled: CompiledSchema<Context>,
  types: readonly GraphQLObjectType[],
  hooked: ReadonlySet<string>,
): ReadonlySet<string> {
  const byName = new Map(types.map((type) => [type.name, type]));
  const below = new Set(hooked);
  for (const name of below) {
    for (const field of Object.values(byName.get(name)?.getFields() ?? {})) {
      const planned = compiled.plan(name, field.name);
      if (planned && isCertain(planned, null)) continue; // below this field, the argument names the organization
      for (const possible of possibleTypes(compiled.schema, getNamedType(field.type))) below.add(possible.name);
    }
  }
  return below;
}

/** True if the arguments of the field always name an organization, by this path or by one of the field's own. */
function isCertain({ args, organizationArgs }: GuardedField, path: readonly string[] | null): boolean {
  return (path ? [path, ...organizationArgs] : organizationArgs).some((one) => {
    const checked = checkArgumentPath(args, one);
    return checked.fault === null && checked.certain;
  });
}

/**
 * `requireGuardOn: 'root'`: a root field without a decision about its guard must not boot. Federation's two fields
 * cannot be marked.
 */
export function checkRootGuards<Context>(compiled: CompiledSchema<Context>, faults: GuardFaults): void {
  const { schema, usages } = compiled;
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const { name, type } of Object.values(root?.getFields() ?? {})) {
      if (!root || name === '_service' || name === '_entities') continue;
      const coordinate = `${root.name}.${name}`;
      const plan = compiled.plan(root.name, name);
      const possible = possibleTypes(schema, getNamedType(type));
      const allItems = possible.length > 0 && possible.every((one) => plan?.items.has(one.name));
      if (plan?.guard || allItems || usages.isFree(coordinate)) continue;
      faults.add(coordinate, `is a root field that is neither guarded nor marked @${FREE}(reason:)`);
    }
  }
}

/** What a client supplies to a directive of an operation is about the actor's organization: nothing names another. */
export function checkDirectives<Context>(
  { guardedDirectives, inputs }: CompiledSchema<Context>,
  faults: GuardFaults,
): void {
  for (const { name, args } of guardedDirectives.values()) {
    for (const { coordinate, requirements } of inputs.guardsWithinAll(args)) {
      if (requirements.some(({ organizationArg }) => organizationArg !== null))
        faults.add(
          coordinate,
          `names an organizationArg, but may be supplied to @${name}, where no argument names one`,
        );
    }
  }
}

/**
 * A federated gateway fetches entities by `_entities`, whose arguments name no organization. One that elsewhere belongs
 * to the organization that an argument names would be asked about for the actor's here.
 */
export function checkEntities<Context>(
  compiled: CompiledSchema<Context>,
  types: readonly GraphQLObjectType[],
  hooked: ReadonlySet<string>,
  faults: GuardFaults,
): void {
  const { schema, usages } = compiled;
  const entities = schema.getQueryType()?.getFields()['_entities'];
  if (!entities) return;
  const namedBy = namedByArguments(compiled, types, hooked);
  for (const entity of possibleTypes(schema, getNamedType(entities.type))) {
    const by = namedBy.get(entity.name);
    if (by === undefined || hooked.has(entity.name)) continue;
    if (usages.ofObject(entity).length > 0 || compiled.leadsToGuards(entity))
      faults.add(
        'Query._entities',
        `may return ${entity.name}, whose organization an argument of ${by} names, and here nothing does: ` +
          `say it by organizationOf.${entity.name}`,
      );
  }
}

/** Object types below a field whose argument names their organization, each with such a field. */
function namedByArguments<Context>(
  { schema, plans }: CompiledSchema<Context>,
  types: readonly GraphQLObjectType[],
  hooked: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const byName = new Map(types.map((type) => [type.name, type]));
  const below = new Map<string, string>();
  for (const { coordinate, type, organizationArgs } of plans) {
    if (organizationArgs.length === 0) continue;
    for (const { name } of possibleTypes(schema, getNamedType(type))) if (!below.has(name)) below.set(name, coordinate);
  }
  for (const [name, coordinate] of below) {
    if (hooked.has(name)) continue; // below this type, its hook names the organization
    for (const field of Object.values(byName.get(name)?.getFields() ?? {}))
      for (const one of possibleTypes(schema, getNamedType(field.type)))
        if (!below.has(one.name)) below.set(one.name, coordinate);
  }
  return below;
}

function by({ writtenOn }: Requirement, coordinate: string): string {
  return writtenOn === coordinate ? '' : ` by ${writtenOn}`;
}
