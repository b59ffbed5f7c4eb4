import { defaultFieldResolver, getNamedType, type GraphQLSchema, isObjectType } from 'graphql';
import { compileSchema } from './boot/compile-schema';
import type { GuardedActor, GuardOptions } from './boot/guard-options';
import { guardedSchemas } from './boot/guarded-schemas';
import { possibleTypes } from './boot/possible-types';
import { guardField } from './field/guard-field';
import { guardSubscription } from './field/guard-subscription';
import { Executions } from './operation/execution';
import { createExplainOperation, type ExplainOperation } from './operation/explain-operation';
import { createPrepare, type Prepare } from './operation/prepare';

/** A schema whose guards are in place. */
export interface EntitlementGuard<Context extends object> {
  /** The schema that was passed in. The resolvers of its guarded fields were replaced. */
  readonly schema: GraphQLSchema;
  /**
   * Call it with the arguments of every `execute` and `subscribe`, and use what it returns. It loads the decisions
   * that the operation needs. Guarded fields refuse to run in an operation that was not prepared.
   * @throws GraphQLError if the operation is refused as a whole
   */
  readonly prepare: Prepare<Context>;
  /**
   * Lists what an operation requires, and how each requirement is answered for an organization. Nothing is executed.
   */
  readonly explainOperation: ExplainOperation<Context>;
}

/**
 * Guards the fields of a schema by the directives in it. The schema is changed in place, so that no unguarded copy
 * remains; fields without a requirement are not touched.
 * @throws GuardConfigurationError if the schema leaves a guard unclear, naming every fault; the schema is then
 *   unchanged
 * @throws Error if `guardSchema` was already called for the schema
 * @example
 * const guard = guardSchema(schema, { modules, loadDecisions, actorOf: ({ actor }) => actor });
 * new ApolloServer({ schema: guard.schema, plugins: [entitlementPlugin(guard)] });
 */
export function guardSchema<Context extends object, Actor extends GuardedActor = GuardedActor>(
  schema: GraphQLSchema,
  options: GuardOptions<Context, Actor>,
): EntitlementGuard<Context> {
  if (guardedSchemas.has(schema)) throw new Error('guardSchema() was already called for this schema');
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
