import { QueryFailedError } from 'typeorm';
import { z } from 'zod';
import { codeOf, messageOf } from './error-shape';

const driverError = z.object({ code: z.string(), constraint: z.string().optional(), table: z.string().optional() });

/** PostgreSQL's SQLSTATE, with the constraint and its table if any, where an error came from a statement; undefined for any other. */
export function databaseError(error: unknown): z.infer<typeof driverError> | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const parsed = driverError.safeParse(error.driverError);
  return parsed.success ? parsed.data : undefined;
}

/** True where a unique index, by its name, refused a row. */
export function isUniqueViolation(error: unknown, index: string): boolean {
  const found = databaseError(error);
  return found?.code === '23505' && found.constraint === index;
}

const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
/** Said by `pg` without a code, and by TypeORM of a transaction whose connection broke. */
const TERMINATED =
  /Connection terminated|connection timeout|Client has encountered a connection error|not queryable|Driver not Connected|query runner.* already released/i;

/** True where the database has no room, memory or connection left: for an operator to mend, and then worth another try. */
export function isOutOfResources(error: unknown): boolean {
  return /^(53|58)/.test(databaseError(error)?.code ?? '');
}

/** True where the database went away, has ended our session (25P03: for idleness), or does not let us in: nothing is wrong with what was asked. */
export function isConnectionTrouble(error: unknown): boolean {
  const code = databaseError(error)?.code ?? codeOf(error) ?? '';
  return /^(08|57P0|25P03)/.test(code) || NETWORK.test(code) || TERMINATED.test(messageOf(error));
}
