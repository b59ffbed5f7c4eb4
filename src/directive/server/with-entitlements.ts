import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import { isRecord } from '../boot/is-record';
import type { EntitlementGuard } from '../guard-schema';

/**
 * Makes an `execute` or `subscribe` that prepares each operation before: for graphql-ws, graphql-sse, and whatever else
 * takes such functions. A refusal is a result with the error alone.
 * @param run graphql's own function, or that of another executor
 * @example
 * useServer({ schema, execute: withEntitlements(guard, execute), subscribe: withEntitlements(guard, subscribe) }, ws);
 */
export function withEntitlements<Context extends object, Result>(
  { prepare }: Pick<EntitlementGuard<Context>, 'prepare'>,
  run: (args: ExecutionArgs) => Result | PromiseLike<Result>,
): (args: ExecutionArgs) => Promise<Result | ExecutionResult> {
  // Servers do not know the type of a context: as with resolvers, it is the one that the host declares.
  const isContext = (value: unknown): value is Context => isRecord(value);
  return async (args) => {
    const { contextValue } = args;
    if (!isContext(contextValue)) return run(args); // what is guarded denies
    try {
      args = await prepare({ ...args, contextValue });
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
    return run(args);
  };
}
