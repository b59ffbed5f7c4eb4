import { SCHEMA } from './names';
import { recordAuditFunction } from './record-audit';
import { recordBySqlFunction, WRITER_SETTING } from './record-by-sql';
import { recordSetupFunction } from './record-setup';
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
 * SQL for what stands before the first link: the hash of whether the table of organizations' events was adopted, and
 * what it had then. Otherwise whoever alters that says that an event is older than the chain, or another application's.
 */
export const CHAIN_BEGINNING = `(
  SELECT sha256(convert_to(json_build_array('portcullis', t.origin, b.id::text, b.rows::text)::text, 'UTF8'))
  FROM ${SCHEMA}.portcullis_tables t LEFT JOIN ${SCHEMA}.audit_begins b ON b.log = t.name
  WHERE t.name = 'entitlement_events')`;

/**
 * SQL for the hash of a link: SHA-256 of the text of a JSON array of its position, its log, how many events it has,
 * their hash, its id, the times of its first and last event, and the hash of the link before it. The texts of hashes
 * are hexadecimal. Times must be printed in UTC.
 */
export function linkHash(position: string, link: string, before: string): string {
  const hex = (hash: string) => `encode(${hash}, 'hex')`;
  const ofLink = ['log', 'rows', 'id::text', 'since', 'until'].map((column) => `${link}.${column}`);
  const [log, rows, id, since, until] = ofLink;
  const parts = [position, log, rows, hex(`${link}.content`), id, since, until, hex(before)];
  return `sha256(convert_to(json_build_array(${parts.join(', ')})::text, 'UTF8'))`;
}

/**
 * Events of more rows are hashed when their link is sealed, beside the work of whoever wrote them: hashing them at once
 * would make a run a quarter slower. Their ids are linked at once.
 */
const HASHED_AT_ONCE = 200;
/** Events that one call of `seal_events` hashes, so that it takes no longer than a moment. */
const HASHED_BY_CALL = 5_000;

/** The bytes of each event's hash that a link keeps, to tell which of its events was altered. */
export const DIGEST_BYTES = 8;

/** How long the newest checkpoint is replaced by the next one, before it is kept for good. */
const CHECKPOINT_KEPT_AFTER = '1 hour';

/** What the chain is stored in, beside the events: an adopted table of events keeps its shape. */
export function auditTables(): readonly string[] {
  return [
    // The events of one statement, sorted by id. `digests`: the first bytes of the hash of each. `content`: the hash of
    // all their hashes. `since` and `until`: between which their times are. A link gets its position when it is sealed,
    // and then at the latest the hashes of its events.
    `CREATE SEQUENCE ${SCHEMA}.audit_links_id_seq`,
    `CREATE TABLE ${SCHEMA}.audit_links (
       id bigint PRIMARY KEY,
       log text NOT NULL,
       ids bigint[] NOT NULL,
       digests bytea,
       rows integer NOT NULL,
       content bytea,
       since timestamptz NOT NULL,
       until timestamptz NOT NULL,
       position bigint UNIQUE,
       hash bytea,
       CHECK ((position IS NULL) = (hash IS NULL)),
       CHECK ((content IS NULL) = (digests IS NULL) AND (position IS NULL OR content IS NOT NULL)))`,
    `ALTER SEQUENCE ${SCHEMA}.audit_links_id_seq OWNED BY ${SCHEMA}.audit_links.id`,
    // Whoever writes would wait for their compression, which gains little.
    `ALTER TABLE ${SCHEMA}.audit_links ALTER ids SET STORAGE EXTERNAL, ALTER digests SET STORAGE EXTERNAL`,
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
  ['record_audit', 'text, text, jsonb'],
  ['record_setup', 'text'],
];

/** The statement after which only the owner, and whom the owner grants it, can call a function: others could forge. */
export function closeAuditFunction([name, argumentTypes]: readonly [name: string, argumentTypes: string]): string {
  return `REVOKE ALL ON FUNCTION ${SCHEMA}.${name}(${argumentTypes}) FROM PUBLIC`;
}

/** Statements that make them. */
export function auditFunctions(): readonly string[] {
  const link = (log: Log) => `IF many THEN
      INSERT INTO ${SCHEMA}.audit_links (id, log, ids, rows, since, until)
      SELECT link, '${log}', array_agg(n.id ORDER BY n.id), count(*), min(n.created_at), max(n.created_at)
      FROM new_rows n;
    ELSE
      INSERT INTO ${SCHEMA}.audit_links (id, log, ids, digests, rows, content, since, until)
      SELECT link, '${log}', array_agg(e.id ORDER BY e.id),
             string_agg(substr(e.hash, 1, ${DIGEST_BYTES}), ''::bytea ORDER BY e.id), count(*),
             sha256(string_agg(e.hash, ''::bytea ORDER BY e.id)), min(e.created_at), max(e.created_at)
      FROM (SELECT n.id, n.created_at::timestamptz AS created_at, ${eventHash(log, 'n')} AS hash FROM new_rows n) e
      HAVING count(*) > 0;
    END IF;`;
  // The key of a table of ours has the time too, by which PostgreSQL finds the partition. An event that is not there is
  // none of the hash: a verification misses it.
  const hash = (log: Log, created: string) => `
    'SELECT string_agg(coalesce(substr(f.hash, 1, ${DIGEST_BYTES}), decode(repeat(''00'', ${DIGEST_BYTES}), ''hex'')),
                       ''''::bytea ORDER BY w.n),
            sha256(string_agg(coalesce(f.hash, ''''::bytea), ''''::bytea ORDER BY w.n))
     FROM unnest($1) WITH ORDINALITY AS w (id, n)
     LEFT JOIN LATERAL (
       SELECT ${eventHash(log, 'e').replaceAll("'", "''")} AS hash FROM %s AS e
       WHERE e.id = w.id AND ${created} BETWEEN $2 AND $3) AS f ON true'`;
  return [
    // Links the events of a statement. Those of other applications are no events of Portcullis: they stay unlinked.
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.chain_events() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} AS $$
     DECLARE
       link bigint;
       many boolean;
     BEGIN
       IF current_setting('${WRITER_SETTING}', true) IS DISTINCT FROM 'on' THEN
         RETURN NULL;
       END IF;
       many := count(*) > ${HASHED_AT_ONCE} FROM (SELECT 1 FROM new_rows LIMIT ${HASHED_AT_ONCE + 1}) AS n;
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
    // returns where the chain ends, whether that is signed, and whether there is more to do.
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.seal_events(OUT sealed bigint, OUT head bigint, OUT hash bytea,
         OUT made_at timestamptz, OUT signed boolean, OUT more boolean) LANGUAGE plpgsql ${AS_OWNER} AS $$
     DECLARE
       link record;
       events record;
       statement text;
       known_content bytea;
       known_digests bytea;
       left_to_hash integer := ${HASHED_BY_CALL};
     BEGIN
       PERFORM pg_advisory_xact_lock(hashtext('portcullis:audit'));
       SELECT l.position, l.hash INTO head, hash FROM ${SCHEMA}.audit_links l
       WHERE l.position IS NOT NULL ORDER BY l.position DESC LIMIT 1;
       sealed := 0;
       head := coalesce(head, 0);
       hash := coalesce(hash, ${CHAIN_BEGINNING});
       SELECT format('%I.entitlement_events', t.schema) AS name, t.origin = 'adopted' AS adopted INTO events
       FROM ${SCHEMA}.portcullis_tables t WHERE t.name = 'entitlement_events';
       FOR link IN SELECT * FROM ${SCHEMA}.audit_links l WHERE l.position IS NULL ORDER BY l.id LIMIT 10000 LOOP
         EXIT WHEN left_to_hash <= 0;
         IF link.content IS NULL THEN
           left_to_hash := left_to_hash - link.rows;
           statement := CASE
             WHEN link.log = 'platform_events'
               THEN format(${hash('platform_events', 'e.created_at')}, '${SCHEMA}.platform_events')
             WHEN events.adopted
               THEN format(${hash('entitlement_events', 'e.created_at::timestamptz')}, events.name)
             ELSE format(${hash('entitlement_events', 'e.created_at')}, events.name) END;
           EXECUTE statement INTO known_digests, known_content USING link.ids, link.since, link.until;
           UPDATE ${SCHEMA}.audit_links l SET digests = known_digests, content = known_content WHERE l.id = link.id;
           link.content := known_content;
         END IF;
         head := head + 1;
         sealed := sealed + 1;
         hash := ${linkHash('head', 'link', 'hash')};
         UPDATE ${SCHEMA}.audit_links l SET position = head, hash = seal_events.hash WHERE l.id = link.id;
       END LOOP;
       more := EXISTS (SELECT 1 FROM ${SCHEMA}.audit_links l WHERE l.position IS NULL);
       IF sealed > 0 THEN
         -- Replaces the newest one, unless it is the first of its hour, or signed: then a newer signature does.
         DELETE FROM ${SCHEMA}.audit_checkpoints c
         WHERE c.position = (SELECT max(position) FROM ${SCHEMA}.audit_checkpoints) AND c.signature IS NULL
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
       WHERE position = head AND signature IS NULL;
       -- Of one hour the first is kept, and the newest that is signed.
       DELETE FROM ${SCHEMA}.audit_checkpoints c
       WHERE c.position = (SELECT max(position) FROM ${SCHEMA}.audit_checkpoints WHERE position < head)
         AND EXISTS (SELECT 1 FROM ${SCHEMA}.audit_checkpoints h WHERE h.position = head AND h.signature IS NOT NULL)
         AND c.made_at < (SELECT max(b.made_at) + interval '${CHECKPOINT_KEPT_AFTER}'
                          FROM ${SCHEMA}.audit_checkpoints b WHERE b.position < c.position)
     $$`,
    recordBySqlFunction(AS_OWNER),
    recordAuditFunction(AS_OWNER),
    recordSetupFunction(AS_OWNER),
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
