import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import type { GraphQLError, ValidationContext } from 'graphql';

/** What one operation may ask, over HTTP and over the socket. */
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
