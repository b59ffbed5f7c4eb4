import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** What a client is told of an error. */
export type MaskError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** Lets refusals and faults of the request out; anything else is a bug or a broken machine, of which only an id leaves. */
export function createMaskError(log: (error: unknown, id: string) => void): MaskError {
  return (formatted, error) => {
    const cause = unwrapResolverError(error);
    const original = cause instanceof GraphQLError ? (cause.originalError ?? cause) : cause;
    const code = formatted.extensions?.['code'];
    // a refusal has a code; what the request itself is wrong in has none on the socket, and no path
    const isForClients = typeof code === 'string' ? code !== 'INTERNAL_SERVER_ERROR' : formatted.path === undefined;
    if (original instanceof GraphQLError && isForClients) return formatted;
    const id = randomUUID();
    log(original, id);
    const { path, locations } = formatted;
    return {
      message: `Something went wrong. The log has it under ${id}.`,
      ...(locations && { locations }),
      ...(path && { path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR', id },
    };
  };
}
