import { defaultFieldResolver, getNamedType, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { checkOptions } from './boot/check-options';
import { compileSchema } from './boot/compile-schema';
import { organizationKey } from './boot/decision';
import type { GuardedActor, GuardOptions } from './boot/guard-options';
import { guardedSchemas } from './boot/guarded-schemas';
import { possibleTypes } from './boot/possible-types';
import { checkServedSchema, type Resolving } from './boot/served-schema';
import { guardField, type Resolver } from './field/guard-field';
import { guardSubscription } from './field/guard-subscription';
import { Executions } from './operation/executions';
import { createExplainOperation, type ExplainOperation } from './operation/explain-operation';
import { createPrepare, type Preparing } from './operation/prepare';
import { withSafeHooks } from './operation/safe-hooks';

/** A schema whose guards are in place. */
export interface EntitlementGuard<Context extends object> extends Preparing<Context> {
  /** The schema that was passed in. The resolvers of its guarded fields were replaced. */
  readonly schema: GraphQLSchema;
  /**
   * Checks that a schema that a server executes has every guard. `prepare` does it for the schema in its arguments.
   * @throws GuardConfigurationError with every field whose guard would not be asked
   */
  readonly requireGuards: (schema: GraphQLSchema) => void;
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
  checkOptions(options);
  const safe = withSafeHooks(options);
  const compiled = compileSchema(schema, safe);
  const executions = new Executions<Context>(
    (context) => organizationKey(safe.actorOf(context)?.organizationId) ?? null,
  );
  const fallback = options.fieldResolver ?? defaultFieldResolver;
  const guarding = new WeakSet<Resolving>();
  const noted = (resolver: Resolver<Context>): Resolver<Context> => {
    guarding.add(resolver);
    return resolver;
  };

  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const fields: readonly GraphQLField<unknown, Context>[] = Object.values(type.getFields());
    for (const field of fields) {
      const plan = compiled.plan(type.name, field.name);
      if (type === schema.getSubscriptionType()) {
        const leads =
          plan !== undefined ||
          possibleTypes(schema, getNamedType(field.type)).some((possible) => compiled.leadsToGuards(possible));
        if (leads)
          guardProperty(field, 'subscribe', (subscribe) =>
            noted(guardSubscription(plan, `${type.name}.${field.name}`, subscribe ?? defaultFieldResolver, executions)),
          );
      }
      if (plan) guardProperty(field, 'resolve', (resolve) => noted(guardField(plan, resolve, fallback, executions)));
    }
  }
  guardedSchemas.set(schema, compiled);
  const checked = new WeakSet<GraphQLSchema>();
  const requireGuards = (served: GraphQLSchema): void => {
    if (checked.has(served)) return;
    checkServedSchema(served, compiled, compileSchema(served, safe), (one) => one !== undefined && guarding.has(one));
    checked.add(served);
  };
  return {
    schema,
    ...createPrepare(compiled, safe, executions, requireGuards),
    requireGuards,
    explainOperation: createExplainOperation(compiled, safe),
  };
}

/**
 * Guards what a field is resolved by, now and whatever takes its place later: tools that observe resolvers replace them
 * in a schema that exists.
 */
function guardProperty<Context>(
  field: GraphQLField<unknown, Context>,
  key: 'resolve' | 'subscribe',
  guard: (resolver: Resolver<Context> | undefined) => Resolver<Context>,
): void {
  let guarded = guard(field[key]);
  Object.defineProperty(field, key, {
    get: () => guarded,
    set: (resolver: Resolver<Context> | undefined) => (guarded = guard(resolver)),
    enumerable: true,
    configurable: true,
  });
}
