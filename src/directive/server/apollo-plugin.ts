import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Prepare } from '../operation/prepare';
import { withStatus } from './refusal-status';

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
}): ApolloServerPlugin<Context> {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ request, document, operationName, contextValue }) => {
        try {
          await prepare({
            document,
            operationName,
            contextValue,
            ...(request.variables && { variableValues: request.variables }),
          });
        } catch (error) {
          throw error instanceof GraphQLError ? withStatus(error, request.http?.headers.get('accept'), 403) : error;
        }
      },
    }),
  };
}
