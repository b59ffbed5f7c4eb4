import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Turns an error into what the client may see of it. */
export type MaskError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * Passes on refusals and faults of the request. Any other error is internal: it is logged, and the client gets a
 * reference to the log.
 */
export function createMaskError(log: (error: unknown, id: string) => void): MaskError {
  return (formatted, error) => {
    const cause = unwrapResolverError(error);
    const original = cause instanceof GraphQLError ? (cause.originalError ?? cause) : cause;
    const code = formatted.extensions?.['code'];
    // A refusal has a code. Over the WebSocket, a fault of the request has neither a code nor a path.
    const isForClients = typeof code === 'string' ? code !== 'INTERNAL_SERVER_ERROR' : formatted.path === undefined;
    if (original instanceof GraphQLError && isForClients) return formatted;
    const id = randomUUID();
    log(original, id);
    const { path, locations } = formatted;
    return {
      message: `Internal server error (log reference ${id}).`,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR', id },
    };
  };
}
