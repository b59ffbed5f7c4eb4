import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import type { GraphQLError, ValidationContext } from 'graphql';

/** The limits of one operation, over HTTP and over the WebSocket. */
export const limits = {
  tokens: 2_000,
  rules: [
    maxDepthRule({
      n: 12,
      propagateOnRejection: false,
      onReject: [(context: ValidationContext | null, error: GraphQLError) => context?.reportError(error)],
    }),
  ],
};
