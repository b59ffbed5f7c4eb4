import { defaultFieldResolver, getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import { compileSchema } from './boot/compile-schema';
import { Executions } from './operation/execution';
import { createExplainOperation, type ExplainOperation } from './operation/explain-operation';
import { guardField } from './field/guard-field';
import type { GuardedActor, GuardOptions } from './boot/guard-options';
import { guardSubscription } from './field/guard-subscription';
import { guardedSchemas } from './boot/guarded-schemas';
import { possibleTypes } from './boot/possible-types';
import { createPrepare, type Prepare } from './operation/prepare';

/** A schema whose guards are in place. */
export interface EntitlementGuard<Context extends object> {
  /** The schema that was given: its guarded fields have other resolvers now. */
  readonly schema: GraphQLSchema;
  /**
   * To be called with the arguments of each `execute` and `subscribe`, which it gives back: loads the decisions that the operation needs, and
   * throws a GraphQLError where the operation is refused whole. What is guarded does not run without.
   */
  readonly prepare: Prepare<Context>;
  /** What an operation needs, and how that is answered for an organization; nothing is executed. */
  readonly explainOperation: ExplainOperation<Context>;
}

/**
 * Puts guards before the resolvers of a schema, by the directives in it. It changes the schema in place, so that there is no unguarded
 * one beside it; fields that need nothing stay as they are.
 * @throws GuardConfigurationError where the schema leaves a guard unclear, naming every fault; then nothing was changed
 */
export function guardSchema<Context extends object, Actor extends GuardedActor = GuardedActor>(
  schema: GraphQLSchema,
  options: GuardOptions<Context, Actor>,
): EntitlementGuard<Context> {
  if (guardedSchemas.has(schema)) throw new Error('the schema is guarded already');
  const compiled = compileSchema(schema, options);
  const executions = new Executions<Context>();
  const fallback = options.fieldResolver ?? defaultFieldResolver;

  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const plan = compiled.plan(type.name, field.name);
      if (type === schema.getSubscriptionType()) {
        const leads =
          plan !== undefined ||
          possibleTypes(schema, getNamedType(field.type)).some((possible) => compiled.leadsToGuards(possible));
        if (leads)
          field.subscribe = guardSubscription(
            plan,
            `${type.name}.${field.name}`,
            field.subscribe ?? defaultFieldResolver,
            executions,
          );
      }
      if (plan) field.resolve = guardField(plan, field.resolve, fallback, executions);
    }
  }
  guardedSchemas.set(schema, compiled);
  return {
    schema,
    prepare: createPrepare(compiled, options, executions),
    explainOperation: createExplainOperation(compiled, options),
  };
}
