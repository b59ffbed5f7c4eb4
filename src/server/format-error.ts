import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError } from '../domain/errors';

/** A refusal while the request is still being read, with the HTTP status that fits it. */
export function requestError(error: DomainError): GraphQLError {
  const status = error.code === 'UNAUTHENTICATED' ? 401 : 400;
  return new GraphQLError(error.message, { originalError: error, extensions: { http: { status } } });
}

/**
 * What clients are told of an error: refusals with their code and details, faults of the request as GraphQL has them; anything else
 * is a bug or a broken machine, and only an id of it leaves, under which the log has it.
 */
export function formatErrors({
  log,
  hideSuggestions,
}: {
  readonly log: (error: unknown, id: string) => void;
  readonly hideSuggestions: boolean;
}): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const cause = unwrapResolverError(error);
    const original = cause instanceof GraphQLError ? (cause.originalError ?? cause) : cause;
    const { path, locations } = formatted;
    const place = { ...(locations && { locations }), ...(path && { path }) };
    if (original instanceof DomainError) {
      return { ...place, message: original.message, extensions: { code: original.code, details: original.details } };
    }
    const { code, details } = formatted.extensions ?? {};
    if (original instanceof GraphQLError && typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
      return {
        ...place,
        message: hideSuggestions ? formatted.message.replace(/ Did you mean .*$/s, '') : formatted.message,
        extensions: { code, ...(details !== undefined && { details }) },
      };
    }
    const id = randomUUID();
    log(original, id);
    return {
      ...place,
      message: `Something went wrong on the server. The log has it under ${id}.`,
      extensions: { code: 'INTERNAL_SERVER_ERROR', id },
    };
  };
}
