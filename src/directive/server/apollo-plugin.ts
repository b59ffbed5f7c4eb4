import type { EntitlementGuard } from '../guard-schema';
import type { PreparedInPlace } from '../operation/prepare';
import { checkOperation, type OperationPlugin, type ResolvedOperation } from './operation-plugin';

/**
 * A plugin for Apollo Server that prepares each operation before it runs. A refusal has the HTTP status 403, or 200
 * for clients that prefer `application/json`. What a guard has looked at leaves as `private, no-store`, and is kept by
 * no response cache that follows Apollo's cache policy. The server does not start with a schema that lacks a guard.
 * @example
 * new ApolloServer({ schema: guard.schema, plugins: [entitlementPlugin(guard)] });
 */
export function entitlementPlugin<Context extends object>({
  prepareInPlace,
  requireGuards,
}: Pick<EntitlementGuard<Context>, 'prepareInPlace' | 'requireGuards'>): OperationPlugin<Context> {
  const check = ({ request, document, operationName, contextValue }: ResolvedOperation<Context>) =>
    prepareInPlace({
      document,
      operationName,
      contextValue,
      ...(request.variables && { variableValues: request.variables }),
    });
  return {
    serverWillStart: async ({ schema }) => requireGuards(schema),
    requestDidStart: async () => {
      let prepared: PreparedInPlace | null = null;
      return {
        didResolveOperation: async (operation) => {
          prepared = await checkOperation(operation, check, 403);
          if (prepared.isGuarded) keepFromOthers(operation);
        },
        willSendResponse: async () => prepared?.end(),
      };
    },
  };
}

/** What one organization may see must not be given to another, nor after a revocation. */
function keepFromOthers<Context>({ overallCachePolicy, response }: ResolvedOperation<Context>): void {
  overallCachePolicy?.restrict({ maxAge: 0, scope: 'PRIVATE' });
  // Apollo's own plugin leaves a header alone that it does not know, and would write `no-store` alone.
  response?.http?.headers.set('cache-control', 'private, no-store');
}
