import type { EntityManager } from 'typeorm';
import { EFFECTIVE_VIEW, ENTITLEMENT_TABLES, quoted, SCHEMA } from './names';
import { NOTIFY_FUNCTIONS, OF_ITS_OWN } from './notifications';
import { OWN_TABLES } from './own-tables';
import { SOURCE_FUNCTIONS } from './source';

/** What an uninstallation removed, as `table public.modules`. */
export type Removed = readonly string[];

/**
 * Takes back exactly what the installation made and added. Call it in a transaction. Nothing is dropped by CASCADE: an
 * object of the product that depends on one of Portcullis' is an error.
 */
export async function uninstall(manager: Pick<EntityManager, 'query'>): Promise<Removed> {
  const [installation]: readonly { madeSchema: boolean; viewSchema: string }[] = await manager.query(
    `SELECT made_schema AS "madeSchema", view_schema AS "viewSchema" FROM ${SCHEMA}.installation`,
  );
  if (!installation) throw new Error(`${SCHEMA}.installation has no row`);
  const tables: readonly { name: string; schema: string; origin: string; added: string[] }[] = await manager.query(
    `SELECT name, schema, origin, added FROM ${SCHEMA}.portcullis_tables`,
  );
  const removed: string[] = [];
  const drop = async (what: string, statement: string) => {
    await manager.query(statement);
    removed.push(what);
  };

  await drop(
    `view ${installation.viewSchema}.${EFFECTIVE_VIEW}`,
    `DROP VIEW ${quoted(installation.viewSchema, EFFECTIVE_VIEW)}`,
  );
  // On every table of the product: a trigger of ours is known by its function.
  const triggers: readonly { name: string; table: string }[] = await manager.query(
    `SELECT t.tgname::text AS name, t.tgrelid::regclass::text AS table
     FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_namespace f ON f.oid = p.pronamespace
     JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE f.nspname = $1 AND n.nspname <> $1 AND ${OF_ITS_OWN} ORDER BY 2, 1`,
    [SCHEMA],
  );
  for (const { name, table } of triggers)
    await drop(`trigger ${name} on ${table}`, `DROP TRIGGER ${quoted(name)} ON ${table}`);
  for (const { name, schema, added } of tables) {
    for (const column of added)
      await drop(
        `column ${column} of ${schema}.${name}`,
        `ALTER TABLE ${quoted(schema, name)} DROP COLUMN ${quoted(column)}`,
      );
  }
  for (const name of [...ENTITLEMENT_TABLES].reverse()) {
    const table = tables.find((one) => one.name === name);
    if (table?.origin === 'created')
      await drop(`table ${table.schema}.${name}`, `DROP TABLE ${quoted(table.schema, name)}`);
  }
  const organizations = tables.find(({ name, origin }) => name === 'organizations' && origin === 'created');
  await drop(`view ${SCHEMA}.organizations`, `DROP VIEW ${SCHEMA}.organizations`);
  if (organizations)
    await drop(
      `table ${organizations.schema}.organizations`,
      `DROP TABLE ${quoted(organizations.schema, 'organizations')}`,
    );
  await drop(
    `${OWN_TABLES.length} tables of the schema ${SCHEMA}`,
    `DROP TABLE ${OWN_TABLES.map((name) => `${SCHEMA}.${name}`).join(', ')}`,
  );
  for (const name of [...NOTIFY_FUNCTIONS, ...SOURCE_FUNCTIONS])
    await manager.query(`DROP FUNCTION IF EXISTS ${SCHEMA}.${name}()`);
  await manager.query(`DROP DOMAIN ${SCHEMA}.organization_id, ${SCHEMA}.organization_ids`);
  if (installation.madeSchema) await drop(`schema ${SCHEMA}`, `DROP SCHEMA ${SCHEMA}`);
  return removed;
}
