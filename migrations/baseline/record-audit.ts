import { SCHEMA } from './names';
import { WRITER_SETTING } from './record-by-sql';

/**
 * SQL for the function that records that events were verified or exported, so that an auditor needs no right to add any
 * event: with that, he could forge others.
 * @param asOwner the clauses that give it the owner's rights
 */
export function recordAuditFunction(asOwner: string): string {
  return `CREATE OR REPLACE FUNCTION ${SCHEMA}.record_audit(kind text, actor text, details jsonb)
   RETURNS void LANGUAGE plpgsql ${asOwner} AS $$
 DECLARE
   was text := coalesce(current_setting('${WRITER_SETTING}', true), '');
 BEGIN
   IF kind NOT IN ('audit_verified', 'audit_exported') THEN
     RAISE EXCEPTION 'an audit is no %', kind;
   END IF;
   PERFORM set_config('${WRITER_SETTING}', 'on', true);
   INSERT INTO ${SCHEMA}.platform_events (event_type, actor_id, payload) VALUES (kind, actor, details);
   PERFORM set_config('${WRITER_SETTING}', was, true);
 END $$`;
}
