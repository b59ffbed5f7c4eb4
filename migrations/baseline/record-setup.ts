import { SCHEMA } from './names';
import { WRITER_SETTING } from './record-by-sql';

/** The tables that decisions of every organization depend on, and the part of the set-up that each belongs to. */
const PARTS = { modules: 'taxonomy', submodules: 'taxonomy', mappings: 'mapping', rollout: 'rollout' } as const;

/** A table of each part, for a first recording. */
const ONE_OF_EACH = ['modules', 'mappings', 'rollout'] as const;

/**
 * What taxonomy, mapping and rollout were, and from when on: a row for each transaction that changed one of them. A
 * past decision is made by the ones of then.
 */
export function setupHistoryTable(): readonly string[] {
  return [
    `CREATE TABLE ${SCHEMA}.setup_history (
       id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
       part text NOT NULL CHECK (part IN ('taxonomy', 'mapping', 'rollout')),
       at timestamptz NOT NULL DEFAULT now(),
       value jsonb NOT NULL,
       UNIQUE (part, at))`,
  ];
}

/** SQL for the statement of a trigger's function that records a changed set-up, whoever changed it. */
export function recordSetup(): string {
  const tables = Object.keys(PARTS)
    .map((name) => `'${name}'`)
    .join(', ');
  // What Portcullis itself writes is recorded or not written. Others are not kept from writing.
  return `IF TG_TABLE_NAME IN (${tables}) THEN
         BEGIN
           PERFORM ${SCHEMA}.record_setup(TG_TABLE_NAME::text);
         EXCEPTION WHEN others THEN
           IF current_setting('${WRITER_SETTING}', true) IS NOT DISTINCT FROM 'on' THEN
             RAISE;
           END IF;
           RAISE WARNING 'Portcullis could not record a change by SQL: %', SQLERRM;
         END;
       END IF;`;
}

/** The statements that record the set-up as it is: with the installation, and where changes may have been missed. */
export const RECORD_SETUP_NOW: readonly string[] = ONE_OF_EACH.map(
  (name) => `SELECT ${SCHEMA}.record_setup('${name}')`,
);

/**
 * SQL for the function that records a part of the set-up unless it is as recorded. The rules of a mapping are copied,
 * because SQL written by hand may change them where they are.
 * @param asOwner the clauses that give it the owner's rights
 */
export function recordSetupFunction(asOwner: string): string {
  const listed = (columns: string, table: string) =>
    `(SELECT coalesce(jsonb_agg(jsonb_build_array(${columns}) ORDER BY sort_order, id), ''[]'') FROM ${table})`;
  const parts = Object.entries(PARTS)
    .map(([table, part]) => `WHEN '${table}' THEN '${part}'`)
    .join(' ');
  return `CREATE OR REPLACE FUNCTION ${SCHEMA}.record_setup(changed text) RETURNS void LANGUAGE plpgsql ${asOwner} AS $$
 DECLARE
   of_part text := CASE changed ${parts} END;
   place text;
   now_is jsonb;
 BEGIN
   IF of_part = 'taxonomy' THEN
     SELECT t.schema INTO STRICT place FROM ${SCHEMA}.portcullis_tables t WHERE t.name = 'modules';
     EXECUTE format('SELECT jsonb_build_object(
       ''modules'', ${listed('id, module_key, policy, is_active', '%1$I.modules')},
       ''submodules'', ${listed('id, module_id, submodule_key, is_active', '%1$I.submodules')})', place)
     INTO now_is;
   ELSIF of_part = 'mapping' THEN
     now_is := coalesce((SELECT m.rules FROM ${SCHEMA}.mappings m WHERE m.is_active), 'null');
   ELSE
     now_is := coalesce((SELECT jsonb_build_array(r.mode, r.enforce_percentage) FROM ${SCHEMA}.rollout r), 'null');
   END IF;
   IF now_is IS DISTINCT FROM (SELECT h.value FROM ${SCHEMA}.setup_history h WHERE h.part = of_part
                               ORDER BY h.id DESC LIMIT 1) THEN
     INSERT INTO ${SCHEMA}.setup_history (part, value) VALUES (of_part, now_is)
     ON CONFLICT (part, at) DO UPDATE SET value = excluded.value;
   END IF;
 END $$`;
}
