import { type ExecutionArgs, GraphQLError, type GraphQLSchema } from 'graphql';
import { isRecord } from '../boot/is-record';
import type { EntitlementGuard } from '../guard-schema';
import type { PreparableArgs } from '../operation/prepare';

/** What Envelop executes an operation with. */
export type EnvelopArgs<Context> = Omit<ExecutionArgs, 'contextValue'> & { readonly contextValue?: Context };

/** What executes or subscribes: the server's own function, or that of a plugin before. */
type Run<Context> = (args: EnvelopArgs<Context>) => unknown;

/**
 * A plugin for Envelop 5 and GraphQL Yoga 5. It is described by its shape, so that the library needs neither of them.
 */
export interface EnvelopPlugin<Context> {
  onYogaInit(): void;
  onSchemaChange(change: { readonly schema: GraphQLSchema }): void;
  onExecute(execution: { readonly executeFn: Run<Context>; readonly setExecuteFn: (run: Run<Context>) => void }): void;
  onSubscribe(subscription: {
    readonly subscribeFn: Run<Context>;
    readonly setSubscribeFn: (run: Run<Context>) => void;
  }): void;
  onResponse(answer: {
    readonly request: object;
    readonly response: { readonly headers: { set(name: string, value: string): void } };
  }): void;
}

/**
 * A plugin for GraphQL Yoga and Envelop that prepares each operation when it is executed or subscribed to. In Yoga, a
 * refusal has the HTTP status 403, or 200 for clients that prefer `application/json`, and what a guard has looked at
 * leaves as `private, no-store`. A schema that lacks a guard is refused when the server gets it.
 *
 * Plugins that execute by themselves, such as graphql-jit, come before it: what runs without it is denied.
 * @example
 * createYoga({ schema: guard.schema, plugins: [useEntitlements(guard)] });
 */
export function useEntitlements<Context extends object>({
  prepare,
  requireGuards,
  isGuarded,
}: Pick<EntitlementGuard<Context>, 'prepare' | 'requireGuards' | 'isGuarded'>): EnvelopPlugin<Context> {
  const guarded = new WeakSet<object>();
  let isYoga = false;

  const prepareOrRefuse = async (args: PreparableArgs<Context> & ExecutionArgs) => {
    try {
      return await prepare(args);
    } catch (error) {
      if (error instanceof GraphQLError) return isYoga ? withYogaStatus(error) : error;
      throw error;
    }
  };

  // Prepared is what really runs: other plugins may replace the document between their hooks and the execution.
  const prepared =
    (run: Run<Context>): Run<Context> =>
    async (args) => {
      const { contextValue } = args;
      if (contextValue === undefined) return run(args); // what is guarded denies
      const ready = await prepareOrRefuse({ ...args, contextValue });
      if (isGuarded(contextValue) && 'request' in contextValue && isRecord(contextValue.request))
        guarded.add(contextValue.request);
      return ready instanceof GraphQLError ? { errors: [ready] } : run(ready);
    };

  return {
    onYogaInit: () => void (isYoga = true),
    onSchemaChange: ({ schema }) => requireGuards(schema),
    onExecute: ({ executeFn, setExecuteFn }) => setExecuteFn(prepared(executeFn)),
    onSubscribe: ({ subscribeFn, setSubscribeFn }) => setSubscribeFn(prepared(subscribeFn)),
    // By the request, because the operations of a batch leave in one response.
    onResponse: ({ request, response }) => {
      if (guarded.has(request)) response.headers.set('cache-control', 'private, no-store');
    },
  };
}

/** Yoga takes the status from here, and leaves it out of the answer; `spec` keeps 200 for `application/json`. */
function withYogaStatus({ message, nodes, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, extensions: { ...extensions, http: { status: 403, spec: true } } });
}
