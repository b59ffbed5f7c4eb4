import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import { nearest } from '../../domain/nearest';
import type { GuardFaults } from './guard-configuration-error';
import type { OrganizationHook } from './guard-options';
import { withInterfaces } from './schema-usages';

/** The hook of each object type: its own, or that of the first of its interfaces with one. */
export function organizationHooks<Context>(
  schema: GraphQLSchema,
  configured: Readonly<Record<string, OrganizationHook<Context>>>,
  faults: GuardFaults,
): ReadonlyMap<string, OrganizationHook<Context>> {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const names = types.map(({ name }) => name);
  const given = new Map(Object.entries(configured));
  for (const name of given.keys()) {
    if (!names.includes(name))
      faults.add(`organizationOf.${name}`, `no object type or interface has this name${nearest(name, names)}`);
  }
  const hooks = new Map<string, OrganizationHook<Context>>();
  for (const type of types) {
    if (!isObjectType(type)) continue;
    const hook = withInterfaces(type).flatMap(({ name }) => given.get(name) ?? [])[0];
    if (hook) hooks.set(type.name, hook);
  }
  return hooks;
}
