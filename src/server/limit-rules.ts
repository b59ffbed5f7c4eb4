import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import type { GraphQLError, ValidationContext, ValidationRule } from 'graphql';
import type { Config } from '../platform/config';

/** Validation rules, for HTTP and WebSockets, that refuse operations with too many levels or too many aliases. */
export function limitRules({ depth, aliases }: Config['limits']): readonly ValidationRule[] {
  const onReject = [(context: ValidationContext | null, error: GraphQLError) => context?.reportError(error)];
  return [
    maxDepthRule({ n: depth, propagateOnRejection: false, onReject }),
    maxAliasesRule({ n: aliases, propagateOnRejection: false, onReject }),
  ];
}
