import { SCHEMA } from './names';
import type { Trigger } from './trigger';

/** The tables of events: each is a log, whose rows are chained. */
export const LOGS = ['entitlement_events', 'platform_events'] as const;

/** A table of events. */
export type Log = (typeof LOGS)[number];

/** Whether a table is one of events. */
export function isLog(name: string): name is Log {
  return LOGS.some((log) => log === name);
}

/** The columns of a log that are hashed, in this order. */
const HASHED: Readonly<Record<Log, readonly string[]>> = {
  entitlement_events: ['id', 'org_id', 'event_type', 'actor_user_id', 'reason', 'payload', 'created_at'],
  platform_events: ['id', 'event_type', 'actor_id', 'reason', 'payload', 'created_at'],
};

/**
 * SQL for the hash of an event: SHA-256 of the text of a JSON array of its log and its columns. Times must be printed
 * in UTC.
 * @param row the alias of the row
 */
export function eventHash(log: Log, row: string): string {
  const columns = HASHED[log].map((column) => `${row}.${column}`).join(', ');
  return `sha256(convert_to(json_build_array('${log}', ${columns})::text, 'UTF8'))`;
}

/**
 * SQL for the hash of a link: SHA-256 of the text of a JSON array of its position, its log, how many events it has,
 * their hash, and the hash of the link before it. The texts of hashes are hexadecimal.
 */
export function linkHash(position: string, link: string, before: string): string {
  const parts = [position, `${link}.log`, `${link}.rows`, `encode(${link}.content, 'hex')`, `encode(${before}, 'hex')`];
  return `sha256(convert_to(json_build_array(${parts.join(', ')})::text, 'UTF8'))`;
}

/** The bytes of each event's hash that a link keeps, to tell which of its events was altered. */
export const DIGEST_BYTES = 8;

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

/** How long the newest checkpoint is replaced by the next one, before it is kept for good. */
const CHECKPOINT_KEPT_AFTER = '1 hour';

/** What the chain is stored in, beside the events: an adopted table of events keeps its shape. */
export function auditTables(): readonly string[] {
  return [
    // The events of one statement, sorted by id. `digests`: the first bytes of the hash of each. `content`: the hash of
    // all their hashes. `since` and `until`: between which their times are. A link gets its position when it is sealed.
    `CREATE SEQUENCE ${SCHEMA}.audit_links_id_seq`,
    `CREATE TABLE ${SCHEMA}.audit_links (
       id bigint PRIMARY KEY,
       log text NOT NULL,
       ids bigint[] NOT NULL,
       digests bytea NOT NULL,
       rows integer NOT NULL,
       content bytea NOT NULL,
       since timestamptz NOT NULL,
       until timestamptz NOT NULL,
       position bigint UNIQUE,
       hash bytea,
       CHECK ((position IS NULL) = (hash IS NULL)))`,
    `ALTER SEQUENCE ${SCHEMA}.audit_links_id_seq OWNED BY ${SCHEMA}.audit_links.id`,
    `CREATE INDEX audit_links_unsealed ON ${SCHEMA}.audit_links (id) WHERE position IS NULL`,
    // The end of the chain at a time, each hour; the newest is the present end.
    `CREATE TABLE ${SCHEMA}.audit_checkpoints (
       position bigint PRIMARY KEY,
       hash bytea NOT NULL,
       made_at timestamptz NOT NULL,
       public_key bytea,
       signature bytea,
       CHECK ((public_key IS NULL) = (signature IS NULL)))`,
    // The events that were there before the chain began, of an adopted table: up to this id, so many.
    `CREATE TABLE ${SCHEMA}.audit_begins (
       log text PRIMARY KEY,
       id bigint NOT NULL,
       rows bigint NOT NULL,
       at timestamptz NOT NULL DEFAULT now())`,
  ];
}

/** Notes which events of a table were there before the chain. @param table with its schema, quoted */
export function beginChain(log: Log, table: string): string {
  return `INSERT INTO ${SCHEMA}.audit_begins (log, id, rows)
          SELECT '${log}', coalesce(max(id), 0), count(*) FROM ${table}`;
}

/** With the rights of the owner: nobody else may write to the chain. */
const AS_OWNER = `SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'`;

/** The functions of the chain, with the types of their arguments. */
export const AUDIT_FUNCTIONS: readonly (readonly [name: string, argumentTypes: string])[] = [
  ['chain_events', ''],
  ['keep_events', ''],
  ['seal_events', ''],
  ['sign_checkpoint', 'bigint, bytea, bytea'],
  ['record_by_sql', 'text, text, jsonb, jsonb'],
];

/** The statement after which only the owner, and whom the owner grants it, can call a function: others could forge. */
export function closeAuditFunction([name, argumentTypes]: readonly [name: string, argumentTypes: string]): string {
  return `REVOKE ALL ON FUNCTION ${SCHEMA}.${name}(${argumentTypes}) FROM PUBLIC`;
}

/** Statements that make them. */
export function auditFunctions(): readonly string[] {
  const link = (log: Log) => `INSERT INTO ${SCHEMA}.audit_links (id, log, ids, digests, rows, content, since, until)
    SELECT link, '${log}', array_agg(e.id ORDER BY e.id),
           string_agg(substr(e.hash, 1, ${DIGEST_BYTES}), ''::bytea ORDER BY e.id), count(*),
           sha256(string_agg(e.hash, ''::bytea ORDER BY e.id)), min(e.created_at), max(e.created_at)
    FROM (SELECT n.id, n.created_at::timestamptz AS created_at, ${eventHash(log, 'n')} AS hash FROM new_rows n) e
    HAVING count(*) > 0;`;
  return [
    // Links the events of a statement. Those of other applications are no events of Portcullis: they stay unlinked.
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.chain_events() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} AS $$
     DECLARE
       link bigint;
     BEGIN
       IF current_setting('${WRITER_SETTING}', true) IS DISTINCT FROM 'on' THEN
         RETURN NULL;
       END IF;
       -- A sequence can fall back: in a database that was copied from a template and crashed, or was restored in parts.
       -- No event may fail for that.
       LOOP
         link := nextval('${SCHEMA}.audit_links_id_seq');
         EXIT WHEN NOT EXISTS (SELECT 1 FROM ${SCHEMA}.audit_links l WHERE l.id = link);
       END LOOP;
       IF TG_ARGV[0] = 'platform_events' THEN
         ${link('platform_events')}
       ELSE
         ${link('entitlement_events')}
       END IF;
       RETURN NULL;
     END $$`,
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.keep_events() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       RAISE EXCEPTION 'Events are a record: they are never changed or deleted.'
         USING ERRCODE = 'insufficient_privilege', HINT = 'portcullis retention detaches those of past months.';
     END $$`,
    // Puts links at the end of the chain as soon as they are committed, so that no writer waits for another one. It
    // returns the newest checkpoint that is not signed, or nothing.
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.seal_events(OUT sealed bigint, OUT head bigint, OUT hash bytea,
         OUT made_at timestamptz, OUT signed boolean) LANGUAGE plpgsql ${AS_OWNER} AS $$
     DECLARE
       link record;
     BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('portcullis:audit'));
       SELECT l.position, l.hash INTO head, hash FROM ${SCHEMA}.audit_links l
       WHERE l.position IS NOT NULL ORDER BY l.position DESC LIMIT 1;
       sealed := 0;
       head := coalesce(head, 0);
       FOR link IN SELECT * FROM ${SCHEMA}.audit_links l WHERE l.position IS NULL ORDER BY l.id LIMIT 10000 LOOP
         head := head + 1;
         sealed := sealed + 1;
         hash := ${linkHash('head', 'link', 'hash')};
         UPDATE ${SCHEMA}.audit_links l SET position = head, hash = seal_events.hash WHERE l.id = link.id;
       END LOOP;
       IF sealed > 0 THEN
         -- Replaces the newest one, unless it is the first of its hour.
         DELETE FROM ${SCHEMA}.audit_checkpoints c
         WHERE c.position = (SELECT max(position) FROM ${SCHEMA}.audit_checkpoints)
           AND c.made_at < (SELECT max(b.made_at) + interval '${CHECKPOINT_KEPT_AFTER}'
                            FROM ${SCHEMA}.audit_checkpoints b WHERE b.position < c.position);
         INSERT INTO ${SCHEMA}.audit_checkpoints (position, hash, made_at)
         VALUES (head, hash, date_trunc('milliseconds', clock_timestamp()));
       END IF;
       SELECT c.made_at, c.signature IS NOT NULL INTO made_at, signed
       FROM ${SCHEMA}.audit_checkpoints c WHERE c.position = head;
     END $$`,
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.sign_checkpoint(head bigint, by_key bytea, signed bytea) RETURNS void
       LANGUAGE sql ${AS_OWNER} AS $$
       UPDATE ${SCHEMA}.audit_checkpoints SET public_key = by_key, signature = signed
       WHERE position = head AND signature IS NULL
     $$`,
    // Called by the triggers that notify, for what others than Portcullis change. Rows are as JSON.
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.record_by_sql(changed text, operation text, befores jsonb, afters jsonb)
       RETURNS void LANGUAGE plpgsql ${AS_OWNER} AS $$
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
     END $$`,
    ...AUDIT_FUNCTIONS.map(closeAuditFunction),
  ];
}

/**
 * The triggers of a log: those that link its events, and, on a table that Portcullis made, one that refuses to change
 * what was written.
 * @param table with its schema, quoted
 */
export function chainTriggers(log: Log, table: string, origin: 'created' | 'adopted'): readonly Trigger[] {
  return [
    {
      name: 'portcullis_chain',
      create: `CREATE TRIGGER portcullis_chain AFTER INSERT ON ${table} REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.chain_events('${log}')`,
    },
    ...(origin === 'adopted'
      ? []
      : [
          {
            name: 'portcullis_keep',
            create: `CREATE TRIGGER portcullis_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table}
              FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.keep_events()`,
          },
        ]),
  ];
}
