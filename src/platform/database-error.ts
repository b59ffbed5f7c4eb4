import { QueryFailedError } from 'typeorm';
import { z } from 'zod';

const driverError = z.object({
  code: z.string(),
  constraint: z.string().optional(),
  table: z.string().optional(),
  detail: z.string().optional(),
  routine: z.string().optional(),
  where: z.string().optional(),
});

/**
 * The SQLSTATE of a failed statement, with constraint, table, details, context and PostgreSQL's own routine if it gives
 * them; undefined for any other error.
 */
export function databaseError(error: unknown): z.infer<typeof driverError> | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const parsed = driverError.safeParse(error.driverError);
  return parsed.success ? parsed.data : undefined;
}
