import { execute, type ExecutionArgs, type ExecutionResult, type GraphQLSchema, subscribe } from 'graphql';
import { GuardConfigurationError } from '../boot/guard-configuration-error';
import type { EntitlementGuard } from '../guard-schema';
import { entitlementPlugin } from './apollo-plugin';
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
  /** Of graphql-ws, with its default options. Give yours as `'graphql-ws': { onConnect, … }`, and leave the others. */
  readonly subscriptions: {
    readonly 'graphql-ws': true;
    readonly execute: (args: ExecutionArgs) => Promise<ExecutionResult>;
    readonly subscribe: (args: ExecutionArgs) => Promise<Events>;
  };
}

/**
 * Makes the options that put guards into a `GraphQLModule` of NestJS, schema first or code first: into what comes over
 * HTTP and over graphql-ws. Statuses and caching are as with `entitlementPlugin`. Make one for each module, because a
 * guard is that of one schema.
 * @param guardOf puts the guards into the schema that Nest has built, with `guardSchema`
 * @example
 * GraphQLModule.forRoot<ApolloDriverConfig>({
 *   driver: ApolloDriver,
 *   autoSchemaFile: true,
 *   ...nestEntitlements((schema) => guardSchema(schema, { modules, loadDecisions, actorOf })),
 * });
 */
export function nestEntitlements<Context extends object>(
  guardOf: (schema: GraphQLSchema) => EntitlementGuard<Context> | Promise<EntitlementGuard<Context>>,
): NestEntitlements<Context> {
  let guard: EntitlementGuard<Context> | null = null;
  const current = (): EntitlementGuard<Context> => {
    if (guard) return guard;
    throw new GuardConfigurationError([
      { coordinate: 'schema', message: 'no guard is in place: `transformSchema` of nestEntitlements() was not called' },
    ]);
  };
  return {
    transformSchema: async (schema) => {
      guard = await guardOf(schema);
      return guard.schema;
    },
    // Nest reads the list before it has built the schema.
    plugins: [
      {
        serverWillStart: async (server) => entitlementPlugin(current()).serverWillStart?.(server),
        requestDidStart: () => entitlementPlugin(current()).requestDidStart(),
      },
    ],
    subscriptions: {
      'graphql-ws': true,
      execute: (args) => withEntitlements(current(), execute)(args),
      subscribe: (args) => withEntitlements(current(), subscribe)(args),
    },
  };
}
