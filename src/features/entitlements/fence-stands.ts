/** The fence's triggers on `organizations`, as an operator raises them: all of them, and nothing else there is ours. */
export const FENCE_TRIGGERS = ['portcullis_fence_insert', 'portcullis_fence_update', 'portcullis_fence_delete', 'portcullis_fence_truncate'] as const;

/** SQL for whether the whole fence stands; looked up with each load, since a hand that takes a trigger away tells nobody. */
export const FENCE_STANDS = `(
  SELECT count(*) = ${FENCE_TRIGGERS.length} FROM pg_trigger
  WHERE tgrelid = to_regclass('organizations') AND tgname IN (${FENCE_TRIGGERS.map((name) => `'${name}'`).join(', ')}) AND tgenabled IN ('O', 'A'))`;
