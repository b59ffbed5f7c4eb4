import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notifies of every change of an answer, whichever application made it: once for each statement, when it commits. */
export class NotifyAccessChanges1795392000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(NOTIFY_ALL);
    await runner.query(NOTIFY_ORGANIZATIONS);
    for (const table of FOR_ALL) {
      await runner.query(
        `CREATE TRIGGER portcullis_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table}
           FOR EACH STATEMENT EXECUTE FUNCTION portcullis_notify_all()`,
      );
    }
    for (const table of OF_ORGANIZATIONS) {
      for (const [event, rows] of Object.entries(ROWS)) {
        await runner.query(
          `CREATE TRIGGER portcullis_notify_${event.toLowerCase()} AFTER ${event} ON ${table}
             REFERENCING ${rows.join(' ')} FOR EACH STATEMENT EXECUTE FUNCTION portcullis_notify_organizations()`,
        );
      }
      await runner.query(
        `CREATE TRIGGER portcullis_notify_truncate AFTER TRUNCATE ON ${table}
           FOR EACH STATEMENT EXECUTE FUNCTION portcullis_notify_all()`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    // Only the triggers depend on the functions.
    await runner.query('DROP FUNCTION portcullis_notify_organizations, portcullis_notify_all CASCADE');
  }
}

/** Tables that affect the answers of every organization. */
const FOR_ALL = ['modules', 'submodules', 'mappings', 'rollout'];
const OF_ORGANIZATIONS = ['org_entitlements', 'org_subentitlements', 'entitlement_overrides', 'organization_rollouts'];

/** A trigger that reads the rows of a statement must be for one kind of statement. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  INSERT: ['NEW TABLE AS new_rows'],
  UPDATE: ['OLD TABLE AS old_rows', 'NEW TABLE AS new_rows'],
  DELETE: ['OLD TABLE AS old_rows'],
};

const NOTIFY_ALL = `
  CREATE FUNCTION portcullis_notify_all() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('portcullis_access', '*');
    RETURN NULL;
  END $$`;

/**
 * Sends the ids of the organizations whose rows a statement changed, separated by commas, or an asterisk if there are
 * many.
 */
const NOTIFY_ORGANIZATIONS = `
  CREATE FUNCTION portcullis_notify_organizations() RETURNS trigger LANGUAGE plpgsql AS $$
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
