import { QueryFailedError } from 'typeorm';
import { z } from 'zod';

const driverError = z.object({ code: z.string(), constraint: z.string().optional(), table: z.string().optional() });

/** PostgreSQL's SQLSTATE, with the constraint and its table if any, where an error came from a statement; undefined for any other. */
export function databaseError(error: unknown): z.infer<typeof driverError> | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const parsed = driverError.safeParse(error.driverError);
  return parsed.success ? parsed.data : undefined;
}
