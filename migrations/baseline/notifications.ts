import { type OrganizationIdType, SCHEMA } from './names';
import { recordBySql, rowsAsJson } from './record-by-sql';
import { recordSetup } from './record-setup';
import type { Trigger } from './trigger';

/** Tables that affect the answers of every organization. */
const FOR_ALL = ['modules', 'submodules', 'mappings', 'rollout'];
/** Tables with the column `org_id`. */
const OF_ORGANIZATIONS = [
  'org_entitlements',
  'org_subentitlements',
  'entitlement_overrides',
  'organization_rollouts',
  'organization_packages',
];

/** The tables that notify of changes. Of these, the published ones may be adopted. */
export const NOTIFYING_TABLES = [...FOR_ALL, ...OF_ORGANIZATIONS];

/** A trigger that reads the rows of a statement must be for one kind of statement. */
const ROWS: Readonly<Record<string, string>> = {
  INSERT: 'NEW TABLE AS new_rows',
  UPDATE: 'OLD TABLE AS old_rows NEW TABLE AS new_rows',
  DELETE: 'OLD TABLE AS old_rows',
};

/**
 * The triggers that notify of every change of an answer, whichever application made it: once for each statement, when
 * it commits.
 * @param name of a table in `NOTIFYING_TABLES`
 * @param table with its schema, quoted
 */
export function notifyTriggers(name: string, table: string): readonly Trigger[] {
  if (FOR_ALL.includes(name)) {
    return [
      {
        name: 'portcullis_notify',
        create: `CREATE TRIGGER portcullis_notify AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.notify_all()`,
      },
    ];
  }
  return [
    ...Object.entries(ROWS).map(([event, rows]) => ({
      name: `portcullis_notify_${event.toLowerCase()}`,
      create: `CREATE TRIGGER portcullis_notify_${event.toLowerCase()} AFTER ${event} ON ${table}
        REFERENCING ${rows} FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.notify_organizations()`,
    })),
    {
      name: 'portcullis_notify_truncate',
      create: `CREATE TRIGGER portcullis_notify_truncate AFTER TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.notify_all()`,
    },
  ];
}

/**
 * The triggers on the product's organizations: an organization that was deleted has no access. They name no column, so
 * that they prevent no change of the table.
 * @param table with its schema, quoted
 */
export function goneTriggers(table: string): readonly Trigger[] {
  return [
    {
      name: 'portcullis_gone_delete',
      create: `CREATE TRIGGER portcullis_gone_delete AFTER DELETE ON ${table} REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.organization_gone()`,
    },
    {
      name: 'portcullis_gone_truncate',
      create: `CREATE TRIGGER portcullis_gone_truncate AFTER TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION ${SCHEMA}.organization_gone()`,
    },
  ];
}

/**
 * SQL for whether the trigger `t` of `pg_trigger` was created by somebody, and is not the copy that a partition has of
 * its table's. A copy depends on its original; PostgreSQL 12 has no `tgparentid`, and 15 calls copies not internal.
 */
export const OF_ITS_OWN = `NOT t.tgisinternal AND NOT EXISTS (
  SELECT 1 FROM pg_depend d
  WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.refclassid = 'pg_trigger'::regclass)`;

/** The functions of the triggers, by name. */
export const NOTIFY_FUNCTIONS = ['notify_all', 'notify_organizations'];

/** A trigger that calls each of them, in the same order. */
const CALLED_BY = ['portcullis_notify', 'portcullis_notify_insert'];

/**
 * The statements that make each missing function, by name: one that somebody renamed gets its name back, because the
 * triggers go on calling it.
 */
export function notifyFunctionsAgain(id: OrganizationIdType): readonly (readonly [string, readonly string[]])[] {
  return notifyFunctions(id).map((create, place) => {
    const [name = '', trigger = ''] = [NOTIFY_FUNCTIONS[place], CALLED_BY[place]];
    const renameBack = `DO $do$ BEGIN EXECUTE coalesce((
      SELECT format('ALTER FUNCTION ${SCHEMA}.%I() RENAME TO ${name}', p.proname)
      FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
      WHERE p.pronamespace = '${SCHEMA}'::regnamespace AND t.tgname = '${trigger}' LIMIT 1), 'SELECT'); END $do$`;
    return [name, [renameBack, create]];
  });
}

/**
 * The rollout decides which side answers, not what it answers, and packages answer by the rows that they give: parity
 * does not depend on them.
 */
const NO_ANSWER = `TG_TABLE_NAME IN ('rollout', 'organization_rollouts', 'organization_packages')`;

/** SQL for the payload of a notification about some organizations. @param ids SQL for their array; null for all */
export function accessPayload(ids: string): string {
  return `CASE WHEN cardinality(${ids}) <= 100 AND octet_length(to_json(${ids}::text[])::text) < ${MAX_PAYLOAD}
            THEN to_json(${ids}::text[])::text ELSE '*' END`;
}

/** PostgreSQL refuses a payload of 8,000 bytes and more. */
const MAX_PAYLOAD = 7_900;

/** With the rights of the owner: another application that writes entitlements has none on the marks. */
const AS_OWNER = 'SECURITY DEFINER SET search_path = pg_catalog, pg_temp';

/**
 * The functions of triggers that run with the rights of the owner. PostgreSQL asks for EXECUTE when a trigger is
 * created, and not when it fires: a role that may execute one can let it read rows of a table of its own, and so
 * forge what it writes.
 */
export const OWNERS_TRIGGER_FUNCTIONS = ['notify_all', 'notify_organizations', 'fence_record'] as const;

/** The statement after which only the owner, and whom the owner grants it, can create triggers with a function. */
export function closeFunction(name: (typeof OWNERS_TRIGGER_FUNCTIONS)[number]): string {
  return `REVOKE ALL ON FUNCTION ${SCHEMA}.${name}() FROM PUBLIC`;
}

/**
 * Sends the ids of the organizations whose rows a statement changed, as a JSON array of texts, or an asterisk if there
 * are many, or more than a notification takes; and leaves the mark by which a parity report is known to be out of date.
 */
export function notifyFunctions(id: OrganizationIdType): readonly string[] {
  return [
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.notify_all() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} AS $$
     BEGIN
       PERFORM pg_notify('portcullis_access', '*');
       IF NOT ${NO_ANSWER} THEN
         INSERT INTO ${SCHEMA}.access_changes DEFAULT VALUES;
       END IF;
       ${recordSetup()}
       ${recordBySql(null, null)}
       RETURN NULL;
     END $$; ${closeFunction('notify_all')}`,
    `CREATE OR REPLACE FUNCTION ${SCHEMA}.notify_organizations() RETURNS trigger LANGUAGE plpgsql ${AS_OWNER} AS $$
     DECLARE
       ids ${id}[];
     BEGIN
       IF TG_OP = 'INSERT' THEN
         ids := ARRAY(SELECT DISTINCT org_id FROM new_rows LIMIT 101);
         ${recordBySql(null, rowsAsJson('new_rows'))}
       ELSIF TG_OP = 'DELETE' THEN
         ids := ARRAY(SELECT DISTINCT org_id FROM old_rows LIMIT 101);
         ${recordBySql(rowsAsJson('old_rows'), null)}
       ELSE
         ids := ARRAY(SELECT org_id FROM new_rows UNION SELECT org_id FROM old_rows LIMIT 101);
         ${recordBySql(rowsAsJson('old_rows'), rowsAsJson('new_rows'))}
       END IF;
       IF cardinality(ids) > 0 THEN
         PERFORM pg_notify('portcullis_access', ${accessPayload('ids')});
       END IF;
       IF cardinality(ids) > 0 AND NOT ${NO_ANSWER} THEN
         INSERT INTO ${SCHEMA}.access_changes (org_ids) VALUES (CASE WHEN cardinality(ids) <= 100 THEN ids END);
       END IF;
       RETURN NULL;
     END $$; ${closeFunction('notify_organizations')}`,
  ];
}
