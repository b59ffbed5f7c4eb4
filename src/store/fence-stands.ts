/** The fence's triggers on `organizations`, as an operator raises them: all of them, and nothing else there is ours. */
export const FENCE_TRIGGERS = [
  'portcullis_fence_insert',
  'portcullis_fence_update',
  'portcullis_fence_delete',
  'portcullis_fence_truncate',
] as const;

/** SQL for whether the whole fence stands; looked up with each load, since a hand that takes a trigger away tells nobody. */
export const FENCE_STANDS = `(
  SELECT coalesce(array_agg(tgname::text), '{}') @> ARRAY[${FENCE_TRIGGERS.map((name) => `'${name}'`).join(', ')}]
  FROM pg_trigger WHERE tgrelid = to_regclass('organizations') AND tgname LIKE 'portcullis\\_fence\\_%' AND tgenabled IN ('O', 'A'))`;
