import { databaseError } from './database-error';
import { codeOf, messageOf } from './error-shape';

/** Classes for invalid values, whose messages end with the value, and for what functions of the product raise. */
const WITH_VALUES = /^(22|P0)/;
/** A value as PostgreSQL quotes it, by the language of the server. */
const QUOTED = /["«»„“‚‘][^]*["«»“”‘’]/;

/** The fields of an error for the log, without the values sent with a statement, which may be secret. */
export function loggableError(error: unknown): Readonly<Record<string, unknown>> {
  if (typeof error !== 'object' || error === null)
    return { type: typeof error, message: 'a value that is not an error was thrown' };
  const said = messageOf(error);
  const { code = codeOf(error), table, constraint } = databaseError(error) ?? {};
  const message = messageWithoutValues(error);
  const stack =
    'stack' in error && typeof error.stack === 'string' ? error.stack.replace(said, () => message) : undefined;
  return {
    type: error.constructor.name,
    message,
    stack,
    code,
    table,
    constraint,
    ...('query' in error && typeof error.query === 'string' && { query: error.query }),
    ...('cause' in error && error.cause !== undefined && { cause: loggableError(error.cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.map(loggableError) }),
  };
}

/**
 * The message of whatever was thrown, without the value that PostgreSQL quotes in messages about invalid values.
 * @example messageWithoutValues(error) // 'invalid input syntax for type integer: "…"'
 */
export function messageWithoutValues(error: unknown): string {
  const said = messageOf(error);
  const code = databaseError(error)?.code ?? codeOf(error);
  return code !== undefined && WITH_VALUES.test(code) ? said.replace(QUOTED, '"…"') : said;
}
