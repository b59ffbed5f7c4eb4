import { databaseError } from './database-error';
import { codeOf, messageOf } from './error-shape';

/** PostgreSQL's class for invalid values, whose messages end with the value. */
const DATA_EXCEPTION = /^22/;

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

/** The message of whatever was thrown, without the value that PostgreSQL's messages about invalid values end with. */
export function messageWithoutValues(error: unknown): string {
  const said = messageOf(error);
  const code = databaseError(error)?.code ?? codeOf(error);
  return code !== undefined && DATA_EXCEPTION.test(code) ? said.replace(/"[^]*"/, '"…"') : said;
}
