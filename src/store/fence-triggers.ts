import { SOURCE_OID } from './source';

/** The triggers of the fence on the product's table of organizations. */
export const FENCE_TRIGGERS = [
  'portcullis_fence_insert',
  'portcullis_fence_update',
  'portcullis_fence_delete',
  'portcullis_fence_truncate',
] as const;

/**
 * SQL for whether all triggers of the fence are there and enabled. Evaluated with each load, because dropping a trigger
 * sends no notification.
 */
export const FENCE_RAISED = `(
  SELECT coalesce(array_agg(tgname::text), '{}') @> ARRAY[${FENCE_TRIGGERS.map((name) => `'${name}'`).join(', ')}]
  FROM pg_trigger
  WHERE tgrelid = ${SOURCE_OID} AND tgname LIKE 'portcullis\\_fence\\_%' AND tgenabled IN ('O', 'A'))`;
