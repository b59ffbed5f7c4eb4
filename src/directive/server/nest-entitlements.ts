import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLSchema, subscribe } from 'graphql';
import { GuardConfigurationError } from '../boot/guard-configuration-error';
import type { EntitlementGuard } from '../guard-schema';
import { entitlementPlugin } from './apollo-plugin';
import { checkNestDecorators } from './nest-decorators';
import type { OperationPlugin } from './operation-plugin';
import { withEntitlements } from './with-entitlements';

type Events = Awaited<ReturnType<typeof subscribe>>;

/**
 * Options of the `GraphQLModule` of NestJS 12 with its Apollo driver, described by their shape, so that the library
 * does not need it.
 */
export interface NestEntitlements<Context> {
  /** Puts in the guards once Nest has built the schema. */
  transformSchema(schema: GraphQLSchema): Promise<GraphQLSchema>;
  /** The plugin of Apollo Server. Add yours to the list. */
  readonly plugins: OperationPlugin<Context>[];
}

/** The same with the subscriptions of an application that has them. */
export interface NestSubscriptions<Context, Options> extends NestEntitlements<Context> {
  readonly subscriptions: {
    readonly 'graphql-ws': Options;
    readonly execute: (args: ExecutionArgs) => Promise<ExecutionResult>;
    readonly subscribe: (args: ExecutionArgs) => Promise<Events>;
  };
}

/**
 * Makes the options that put guards into a `GraphQLModule` of NestJS, schema first or code first. Statuses and caching
 * are as with `entitlementPlugin`. Make one for each module. A `@Directive` that Nest would drop is refused.
 * @param guardOf puts the guards into the schema that Nest has built, with `guardSchema`
 * @param subscriptions for an application that serves graphql-ws: Nest's options for it, or true. Over it, queries and
 *   mutations come past Express' middleware and Apollo's plugins: sign in and limit there, too
 * @example
 * GraphQLModule.forRoot<ApolloDriverConfig>({
 *   driver: ApolloDriver,
 *   autoSchemaFile: true,
 *   ...nestEntitlements((schema) => guardSchema(schema, { modules, loadDecisions, actorOf })),
 * });
 */
export function nestEntitlements<Context extends object>(
  guardOf: (schema: GraphQLSchema) => EntitlementGuard<Context> | Promise<EntitlementGuard<Context>>,
): NestEntitlements<Context>;
export function nestEntitlements<Context extends object, Options extends object | true>(
  guardOf: (schema: GraphQLSchema) => EntitlementGuard<Context> | Promise<EntitlementGuard<Context>>,
  subscriptions: { readonly 'graphql-ws': Options },
): NestSubscriptions<Context, Options>;
export function nestEntitlements<Context extends object, Options extends object | true>(
  guardOf: (schema: GraphQLSchema) => EntitlementGuard<Context> | Promise<EntitlementGuard<Context>>,
  subscriptions?: { readonly 'graphql-ws': Options },
): NestEntitlements<Context> | NestSubscriptions<Context, Options> {
  let latest: EntitlementGuard<Context> | null = null;
  const served = new WeakMap<GraphQLSchema, EntitlementGuard<Context>>();
  // The same module may be started several times in a process. Nest may sort the guarded schema, which copies it.
  const guardFor = (schema: GraphQLSchema): EntitlementGuard<Context> => {
    const known = served.get(schema) ?? latest;
    if (!known)
      throw new GuardConfigurationError([
        {
          coordinate: 'schema',
          message: 'no guard is in place: `transformSchema` of nestEntitlements() was not called',
        },
      ]);
    known.requireGuards(schema);
    served.set(schema, known);
    return known;
  };
  const options: NestEntitlements<Context> = {
    transformSchema: async (schema) => {
      // For `transformAutoSchemaFile`, Nest asks a second time, with a schema of the types that are guarded already.
      if (latest && latest.schema.getQueryType() === schema.getQueryType()) {
        served.set(schema, latest);
        return schema;
      }
      checkNestDecorators(schema);
      latest = await guardOf(schema);
      served.set(latest.schema, latest);
      return latest.schema;
    },
    // Nest reads the list before it has built the schema.
    plugins: [
      {
        serverWillStart: async ({ schema }) => void guardFor(schema),
        requestDidStart: (request) => entitlementPlugin(guardFor(request.schema)).requestDidStart(request),
      },
    ],
  };
  if (!subscriptions) return options;
  return {
    ...options,
    subscriptions: {
      ...subscriptions,
      execute: (args) => withEntitlements(guardFor(args.schema), execute)(args),
      subscribe: (args) => withEntitlements(guardFor(args.schema), subscribe)(args),
    },
  };
}
