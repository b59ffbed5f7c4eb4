import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Prepare } from '../operation/prepare';
import { withStatus } from './refusal-status';

/** Prepares each operation of an Apollo server, once it is known and before any of it runs. */
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
