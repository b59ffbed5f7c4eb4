import { randomUUID } from 'node:crypto';
import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError } from '../domain/errors';
import { messageWithoutValues } from '../platform/loggable-error';
import { isDatabaseTrouble } from '../store/say-database-trouble';
import { saySourceFault } from '../store/source';
import { faultOfSource } from '../store/sqlstates';

/** How graphql ends the faults that it tells of variables. */
const TOO_MANY_FAULTS = 'Too many errors processing variables';
/** How graphql begins the fault of a text that is no text: half of a surrogate pair, for instance. */
const BROKEN_TEXT = 'Syntax Error: Invalid Unicode escape sequence';

/**
 * Converts a refusal before the operation is known into an error with an HTTP status: 200 without a token, as for any
 * field that needs one, else 400.
 */
export function requestError(error: DomainError): GraphQLError {
  const status = error.code === 'UNAUTHENTICATED' ? 200 : 400;
  return new GraphQLError(error.message, { originalError: error, extensions: { http: { status } } });
}

/**
 * Creates the function that formats errors for clients. A `DomainError` keeps its code and details, a fault of the
 * request keeps GraphQL's message and code. A source of organizations that fails is `CONFLICT`, and logged. A database
 * that is away is `UNAVAILABLE`, and anything else is masked as `INTERNAL_SERVER_ERROR`, both with an id, under which
 * they are logged.
 * @param options.hideSuggestions whether to remove "Did you mean" from messages, which would reveal the schema
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
    const thrown = cause instanceof GraphQLError ? (cause.originalError ?? cause) : cause;
    const original = saySourceFault(thrown, messageWithoutValues);
    // Clients are told, and cannot mend it.
    if (faultOfSource(thrown) !== null) log(thrown, randomUUID());
    const { path, locations } = formatted;
    const place = { ...(locations && { locations }), ...(path && { path }) };
    if (original instanceof DomainError) {
      return { ...place, message: original.message, extensions: { code: original.code, details: original.details } };
    }
    const { details } = formatted.extensions ?? {};
    // Of a long list, each item may be at fault. Apollo knows the faults themselves, but not their end.
    const code = formatted.message.startsWith(TOO_MANY_FAULTS)
      ? ApolloServerErrorCode.BAD_USER_INPUT
      : formatted.message.startsWith(BROKEN_TEXT)
        ? 'INVALID_INPUT'
        : formatted.extensions?.['code'];
    if (original instanceof GraphQLError && typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
      return {
        ...place,
        message: hideSuggestions ? formatted.message.replace(/ Did you mean .*$/s, '') : formatted.message,
        extensions: { code, ...(details !== undefined && { details }) },
      };
    }
    const id = randomUUID();
    log(original, id);
    if (isDatabaseTrouble(original))
      return {
        ...place,
        message: `The database could not do it now (log reference ${id}). Try again in a moment.`,
        extensions: { code: 'UNAVAILABLE', id },
      };
    return {
      ...place,
      message: `Internal server error (log reference ${id}).`,
      extensions: { code: 'INTERNAL_SERVER_ERROR', id },
    };
  };
}
