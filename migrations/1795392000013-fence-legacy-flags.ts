import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds what the fence on `organizations.enabled_modules` needs, except its triggers, which an operator creates and
 * removes; whether the legacy flags are hidden; and runs that migrate only what changed since another one.
 */
export class FenceLegacyFlags1795392000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
    const [found]: readonly { schema: string }[] = await runner.manager.query(
      'SELECT quote_ident(current_schema()) AS schema',
    );
    if (!found) throw new Error('no schema to make functions in');
    for (const statement of [recordChanges(found.schema), REFUSE_CHANGE, NOTIFY_GONE]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    // A fence in effect is removed with its functions.
    await runner.query('DROP FUNCTION portcullis_fence_record, portcullis_fence_refuse, portcullis_fence_gone CASCADE');
    await runner.query('DROP TABLE legacy_changes, legacy_fence');
    await runner.query('ALTER TABLE migration_runs DROP COLUMN changed_since');
    await runner.query('ALTER TABLE rollout DROP COLUMN legacy_hidden_at');
  }
}

const TABLES = [
  'ALTER TABLE rollout ADD COLUMN legacy_hidden_at timestamptz',
  'ALTER TABLE migration_runs ADD COLUMN changed_since integer',
  // Who set the fence, and why. Whether it is in effect is known from its triggers only.
  `CREATE TABLE legacy_fence (
     id boolean PRIMARY KEY DEFAULT true CHECK (id),
     rejects boolean NOT NULL,
     reason text NOT NULL,
     actor_id text NOT NULL,
     raised_at timestamptz NOT NULL DEFAULT now())`,
  // The latest change of each organization, so that the table never has more rows than there are organizations.
  `CREATE TABLE legacy_changes (
     org_id integer PRIMARY KEY,
     old_flags text,
     new_flags text,
     changed_at timestamptz NOT NULL,
     application_name text NOT NULL,
     user_name text NOT NULL,
     count bigint NOT NULL)`,
];

/** With the rights of the owner: the application that owns the organizations has none on Portcullis' table. */
const AS_OWNER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';

/**
 * Records and notifies of what a statement changed. A fault in here, such as a missing column or table, must not break
 * the other application: nothing is recorded then, and every organization may be affected. If no flags changed, it
 * only reads: the subtransaction that catches errors is then assigned no number, and the table is not touched. Flags
 * are compared as stored, because json has no equality, and converting to text is slow. Nested loops are off, because
 * a session reuses a plan made for one row for statements of any size.
 */
function recordChanges(schema: string): string {
  const inserted = `
      SELECT n.id, NULL AS old_flags, n.enabled_modules::text AS new_flags FROM new_rows n
      WHERE regexp_replace(coalesce(n.enabled_modules::text, 'null'), '[[:space:]]', '', 'g')
        NOT IN ('null', '[]', '{}', '""')`;
  const updated = `
      SELECT id, o.enabled_modules::text AS old_flags, n.enabled_modules::text AS new_flags
      FROM new_rows n FULL JOIN old_rows o USING (id)
      WHERE record_image_ne(ROW(o.enabled_modules), ROW(n.enabled_modules))`;
  const record = (rows: string) => `
      IF NOT EXISTS (${rows}) THEN RETURN NULL; END IF;
      WITH changed AS (${rows}),
      recorded AS (
        INSERT INTO ${schema}.legacy_changes AS c
          (org_id, old_flags, new_flags, changed_at, application_name, user_name, count)
        SELECT id, old_flags, new_flags, clock_timestamp(), current_setting('application_name'), session_user, 1
        FROM changed
        ON CONFLICT (org_id) DO UPDATE
        SET old_flags = excluded.old_flags, new_flags = excluded.new_flags, changed_at = excluded.changed_at,
            application_name = excluded.application_name, user_name = excluded.user_name, count = c.count + 1
        RETURNING org_id)
      SELECT array_agg(org_id) INTO ids FROM (SELECT org_id FROM recorded LIMIT 101) AS r;`;
  return `
  CREATE FUNCTION portcullis_fence_record() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} SET enable_nestloop = off AS $$
  DECLARE
    ids integer[];
  BEGIN
    BEGIN
      IF TG_OP = 'INSERT' THEN${record(inserted)}
      ELSE${record(updated)}
      END IF;
    EXCEPTION WHEN OTHERS THEN
      RAISE LOG 'portcullis could not record a change of organizations.enabled_modules: %', SQLERRM;
    END;
    PERFORM pg_notify(
      'portcullis_access', CASE WHEN cardinality(ids) <= 100 THEN array_to_string(ids, ',') ELSE '*' END);
    RETURN NULL;
  END $$`;
}

const REFUSAL =
  'Portcullis refuses to change organizations.enabled_modules of organization %: ' +
  'the flags were migrated and must not be written any more';
const REFUSAL_HINT =
  'Change its access in Portcullis instead: portcullis override set, or the mutation overrideEntitlements. ' +
  'An operator lets such changes through with: portcullis legacy fence off.';

const REFUSE_CHANGE = `
  CREATE FUNCTION portcullis_fence_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '${REFUSAL}', NEW.id
      USING HINT = '${REFUSAL_HINT}';
  END $$`;

/** A deleted organization has no access, and processes that cache answers for long must be notified. */
const NOTIFY_GONE = `
  CREATE FUNCTION portcullis_fence_gone() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    ids text[];
  BEGIN
    IF TG_OP = 'DELETE' THEN
      ids := ARRAY(SELECT id::text FROM old_rows LIMIT 101);
      IF cardinality(ids) = 0 THEN RETURN NULL; END IF;
    END IF;
    PERFORM pg_notify(
      'portcullis_access', CASE WHEN cardinality(ids) <= 100 THEN array_to_string(ids, ',') ELSE '*' END);
    RETURN NULL;
  END $$`;
