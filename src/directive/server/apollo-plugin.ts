import type { Prepare } from '../operation/prepare';
import { checkOperations, type OperationPlugin } from './operation-plugin';

/**
 * A plugin for Apollo Server that prepares each operation before it runs. A refusal has the HTTP status 403, or 200
 * for clients that prefer `application/json`.
 * @example
 * new ApolloServer({ schema: guard.schema, plugins: [entitlementPlugin(guard)] });
 */
export function entitlementPlugin<Context extends object>({
  prepare,
}: {
  readonly prepare: Prepare<Context>;
}): OperationPlugin<Context> {
  return checkOperations(
    ({ request, document, operationName, contextValue }) =>
      prepare({
        document,
        operationName,
        contextValue,
        ...(request.variables && { variableValues: request.variables }),
      }),
    403,
  );
}
