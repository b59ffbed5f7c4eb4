import { SCHEMA } from './names';

/** The session setting by which the chain knows what Portcullis itself writes. */
export const WRITER_SETTING = 'portcullis.writer';

/** Rows of one statement by SQL, before and after, that are recorded one by one. */
const MOST_ROWS = 2_000;

/**
 * SQL for a trigger's function: records what a statement of others than Portcullis changed. It must keep nobody from
 * writing: what cannot be recorded is a warning.
 * @param before SQL for an array of the rows before; null for none
 * @param after SQL for an array of the rows after; null for none
 */
export function recordBySql(before: string | null, after: string | null): string {
  return `IF current_setting('${WRITER_SETTING}', true) IS DISTINCT FROM 'on' THEN
         BEGIN
           PERFORM ${SCHEMA}.record_by_sql(TG_TABLE_NAME::text, TG_OP::text, ${before ?? 'NULL'}, ${after ?? 'NULL'});
         EXCEPTION WHEN others THEN
           RAISE WARNING 'Portcullis could not record a change by SQL: %', SQLERRM;
         END;
       END IF;`;
}

/** SQL for rows of a transition table as a JSON array: one more than are recorded one by one. */
export function rowsAsJson(table: string): string {
  return `(SELECT coalesce(jsonb_agg(to_jsonb(r)), '[]') FROM (SELECT * FROM ${table} LIMIT ${MOST_ROWS + 1}) r)`;
}

/**
 * SQL for the function that the triggers call which notify, for what others than Portcullis change. Rows are as JSON.
 * @param asOwner the clauses that give it the owner's rights
 */
export function recordBySqlFunction(asOwner: string): string {
  return `CREATE OR REPLACE FUNCTION ${SCHEMA}.record_by_sql(changed text, operation text, befores jsonb, afters jsonb)
   RETURNS void LANGUAGE plpgsql ${asOwner} AS $$
 DECLARE
   who text := 'sql:' || session_user;
   how jsonb := jsonb_build_object('table', changed, 'operation', operation, 'application',
                                   current_setting('application_name'));
   place record;
   was text := coalesce(current_setting('${WRITER_SETTING}', true), '');
 BEGIN
   -- Not as a setting of the function: an owner who is no superuser may not give it one.
   PERFORM set_config('${WRITER_SETTING}', 'on', true);
   IF coalesce(befores, afters) IS NULL
     OR coalesce(jsonb_array_length(befores), 0) + coalesce(jsonb_array_length(afters), 0) > ${MOST_ROWS} THEN
     INSERT INTO ${SCHEMA}.platform_events (event_type, actor_id, payload)
     VALUES ('changed_by_sql', who, how || jsonb_build_object('organizations', (
       SELECT count(DISTINCT r ->> 'org_id') FROM jsonb_array_elements(coalesce(afters, befores)) r)));
     PERFORM set_config('${WRITER_SETTING}', was, true);
     RETURN;
   END IF;
   SELECT t.schema, t.origin = 'created' AS takes_actor INTO STRICT place
   FROM ${SCHEMA}.portcullis_tables t WHERE t.name = 'entitlement_events';
   EXECUTE format(
     'INSERT INTO %I.entitlement_events (org_id, event_type, reason, payload%s)
      SELECT o.id, ''changed_by_sql'', ''Changed by SQL'',
             $1 || jsonb_build_object(''actor'', $2, ''before'', o.before, ''after'', o.after)%s
      FROM (SELECT (r.row ->> ''org_id'')::${SCHEMA}.organization_id AS id,
                   coalesce(jsonb_agg(r.row) FILTER (WHERE NOT r.is_new), ''[]'') AS before,
                   coalesce(jsonb_agg(r.row) FILTER (WHERE r.is_new), ''[]'') AS after
            FROM (SELECT false AS is_new, b AS row FROM jsonb_array_elements($3) b
                  UNION ALL SELECT true, a FROM jsonb_array_elements($4) a) r
            GROUP BY 1) o ORDER BY o.id',
     place.schema, CASE WHEN place.takes_actor THEN ', actor_user_id' ELSE '' END,
     CASE WHEN place.takes_actor THEN ', $2' ELSE '' END)
   USING how, who, coalesce(befores, '[]'), coalesce(afters, '[]');
   PERFORM set_config('${WRITER_SETTING}', was, true);
 END $$`;
}
