import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds the differences of parity reports, what a worker needs to continue the report of a lost one, and a mark for
 * every statement that changes an answer, which shows whether anything changed since a report. Only reports write
 * differences, and hundreds of thousands at once if nothing was migrated yet: they have no foreign keys to check.
 */
export class StoreParity1795392000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
    const [found]: readonly { schema: string }[] = await runner.manager.query(
      'SELECT quote_ident(current_schema()) AS schema',
    );
    if (!found) throw new Error('no schema to make functions in');
    await runner.query(markAll(found.schema));
    await runner.query(markOrganizations(found.schema));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(NOTIFY_ALL);
    await runner.query(NOTIFY_ORGANIZATIONS);
    await runner.query('DROP TABLE access_changes, parity_uncovered, parity_differences');
    await runner.query(
      `ALTER TABLE parity_reports
         DROP COLUMN total, DROP COLUMN compared, DROP COLUMN after_id, DROP COLUMN snapshot, DROP COLUMN taxonomy_hash,
         DROP COLUMN mapping_hash, DROP COLUMN started_at, DROP COLUMN attempt, DROP COLUMN leased_until,
         DROP COLUMN error, DROP COLUMN details_kept`,
    );
  }
}

const TABLES = [
  `ALTER TABLE parity_reports
     ADD COLUMN total integer,
     ADD COLUMN compared integer NOT NULL DEFAULT 0,
     ADD COLUMN after_id integer,
     ADD COLUMN snapshot text,
     ADD COLUMN taxonomy_hash text,
     ADD COLUMN mapping_hash text,
     ADD COLUMN started_at timestamptz,
     ADD COLUMN attempt integer NOT NULL DEFAULT 0,
     ADD COLUMN leased_until timestamptz,
     ADD COLUMN error text,
     ADD COLUMN details_kept boolean NOT NULL DEFAULT true`,
  `CREATE INDEX parity_reports_work ON parity_reports (id) WHERE status IN ('QUEUED', 'RUNNING')`,
  `CREATE TABLE parity_differences (
     report_id integer NOT NULL,
     id bigint GENERATED ALWAYS AS IDENTITY,
     org_id integer NOT NULL,
     module_key text NOT NULL,
     submodule_key text,
     kind text NOT NULL,
     cause text NOT NULL,
     alike_submodules integer NOT NULL,
     legacy_status text,
     legacy_reason text NOT NULL,
     entitlement_status text,
     entitlement_reason text NOT NULL,
     source text,
     run_id integer,
     PRIMARY KEY (report_id, id))`,
  `CREATE INDEX parity_differences_org ON parity_differences (report_id, org_id)`,
  `CREATE INDEX parity_differences_cause ON parity_differences (report_id, cause, id)`,
  `CREATE TABLE parity_uncovered (
     report_id integer NOT NULL,
     org_id integer NOT NULL,
     PRIMARY KEY (report_id, org_id))`,
  // A transaction that is not visible in a report's snapshot changed something since. Null: it affects every
  // organization.
  `CREATE TABLE access_changes (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     txid bigint NOT NULL DEFAULT txid_current(),
     org_ids integer[],
     at timestamptz NOT NULL DEFAULT now())`,
  `CREATE INDEX access_changes_at ON access_changes (at)`,
];

/** The rollout decides which side answers, not what it answers: parity does not depend on it. */
const NO_ANSWER = `TG_TABLE_NAME IN ('rollout', 'organization_rollouts')`;

/** With the rights of the owner: another application that writes entitlements has none on the marks. */
const AS_OWNER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';

function markAll(schema: string): string {
  return `
  CREATE OR REPLACE FUNCTION portcullis_notify_all() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} AS $$
  BEGIN
    PERFORM pg_notify('portcullis_access', '*');
    IF NOT ${NO_ANSWER} THEN
      INSERT INTO ${schema}.access_changes DEFAULT VALUES;
    END IF;
    RETURN NULL;
  END $$`;
}

function markOrganizations(schema: string): string {
  return `
  CREATE OR REPLACE FUNCTION portcullis_notify_organizations() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} AS $$
  DECLARE
    ids integer[];
  BEGIN
    IF TG_OP = 'INSERT' THEN
      ids := ARRAY(SELECT DISTINCT org_id FROM new_rows LIMIT 101);
    ELSIF TG_OP = 'DELETE' THEN
      ids := ARRAY(SELECT DISTINCT org_id FROM old_rows LIMIT 101);
    ELSE
      ids := ARRAY(SELECT org_id FROM new_rows UNION SELECT org_id FROM old_rows LIMIT 101);
    END IF;
    IF cardinality(ids) > 100 THEN
      PERFORM pg_notify('portcullis_access', '*');
    ELSIF cardinality(ids) > 0 THEN
      PERFORM pg_notify('portcullis_access', array_to_string(ids, ','));
    END IF;
    IF cardinality(ids) > 0 AND NOT ${NO_ANSWER} THEN
      INSERT INTO ${schema}.access_changes (org_ids) VALUES (CASE WHEN cardinality(ids) <= 100 THEN ids END);
    END IF;
    RETURN NULL;
  END $$`;
}

/** The functions as they were before. */
const NOTIFY_ALL = `
  CREATE OR REPLACE FUNCTION portcullis_notify_all() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('portcullis_access', '*');
    RETURN NULL;
  END $$`;

const NOTIFY_ORGANIZATIONS = `
  CREATE OR REPLACE FUNCTION portcullis_notify_organizations() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    ids integer[];
  BEGIN
    IF TG_OP = 'INSERT' THEN
      ids := ARRAY(SELECT DISTINCT org_id FROM new_rows LIMIT 101);
    ELSIF TG_OP = 'DELETE' THEN
      ids := ARRAY(SELECT DISTINCT org_id FROM old_rows LIMIT 101);
    ELSE
      ids := ARRAY(SELECT org_id FROM new_rows UNION SELECT org_id FROM old_rows LIMIT 101);
    END IF;
    IF cardinality(ids) > 100 THEN
      PERFORM pg_notify('portcullis_access', '*');
    ELSIF cardinality(ids) > 0 THEN
      PERFORM pg_notify('portcullis_access', array_to_string(ids, ','));
    END IF;
    RETURN NULL;
  END $$`;
