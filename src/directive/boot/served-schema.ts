import type { GraphQLSchema } from 'graphql';
import type { CompiledSchema } from './compiled-schema';
import { GuardFaults } from './guard-configuration-error';
import { isGuarded } from './is-guarded';

/** What a field is resolved by: its resolver, or its event source. */
export type Resolving = (...given: never[]) => unknown;

/**
 * Checks that a schema that a server executes has the guards that were put in place: it may be a copy from before, one
 * that was made again from the same type definitions, or one to which fields or resolvers were added afterwards.
 * @param served as it is compiled by the directives that it carries
 * @param guarding whether a resolver is one that guards
 * @throws GuardConfigurationError with every field that its guard would not be asked for
 */
export function checkServedSchema(
  schema: GraphQLSchema,
  compiled: CompiledSchema<never>,
  served: CompiledSchema<never>,
  guarding: (resolving: Resolving | undefined) => boolean,
): void {
  const faults = new GuardFaults();
  // A copy may have lost the directives, or have more of them.
  for (const plan of [...compiled.plans, ...served.plans]) {
    const [typeName = '', fieldName = ''] = plan.coordinate.split('.');
    const type = schema.getType(typeName);
    const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
    if (!isGuarded(plan) || !field || !('resolve' in field)) continue;
    const isRoot = type === schema.getSubscriptionType();
    if (guarding(field.resolve) && (!isRoot || guarding(field.subscribe))) continue;
    faults.add(
      plan.coordinate,
      'is guarded, but not in the schema that is served: call guardSchema() last, when nothing is added any more, ' +
        'and serve the schema that it returns',
    );
  }
  faults.throwIfAny();
}
