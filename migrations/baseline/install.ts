import type { EntityManager } from 'typeorm';
import { auditFunctions, beginChain, chainTriggers, LOGS } from './audit';
import { effectiveView } from './effective-entitlements';
import { ENTITLEMENT_TABLES, idDomains, quoted, SCHEMA } from './names';
import { goneTriggers, notifyFunctions, NOTIFYING_TABLES, notifyTriggers } from './notifications';
import { ownTables } from './own-tables';
import { firstPartitions, partitionFunction } from './partitions';
import type { InstallationPlan } from './plan';
import { ADDED_COLUMNS, entitlementTables, organizationsTable } from './published-tables';
import { RECORD_SETUP_NOW } from './record-setup';
import { putSource, relationQuery, type SourceRelation, sourceView, unsetSourceFunction } from './source';

type Queryable = Pick<EntityManager, 'query'>;

/**
 * Makes and adds what a plan says. Call it in a transaction. The product's tables are locked last, because its writes
 * wait from then on.
 */
export async function install(manager: Queryable, plan: InstallationPlan): Promise<void> {
  const { idType, entitlements, organizations } = plan;
  const product = quoted(plan.productSchema);
  const statements = [
    ...(plan.makesSchema ? [`CREATE SCHEMA ${SCHEMA}`] : []),
    ...idDomains(idType),
    ...ownTables(idType),
    ...notifyFunctions(idType),
    ...partitionFunction(),
    ...auditFunctions(),
  ];
  for (const statement of statements) await manager.query(statement);
  await manager.query(
    `INSERT INTO ${SCHEMA}.installation (made_schema, product_schema, view_schema) VALUES ($1, $2, $3)`,
    [plan.makesSchema, plan.productSchema, plan.viewSchema],
  );
  await makeSource(manager, plan);
  const tables = quoted(entitlements.schema);
  if (entitlements.origin === 'created') {
    const own = organizations.kind === 'created' ? `${product}.organizations` : null;
    const making = entitlementTables(tables, idType, own);
    for (const name of ENTITLEMENT_TABLES) {
      for (const statement of making[name]) await manager.query(statement);
      await record(manager, name, entitlements.schema, 'created', [], entitlements.reason);
    }
  }
  for (const statement of firstPartitions()) await manager.query(statement);
  for (const name of NOTIFYING_TABLES) {
    const published = ENTITLEMENT_TABLES.some((table) => table === name);
    if (published && entitlements.origin === 'adopted') continue;
    for (const { create } of notifyTriggers(name, `${published ? tables : SCHEMA}.${name}`))
      await manager.query(create);
  }
  if (entitlements.origin === 'adopted') await adopt(manager, plan);
  for (const statement of RECORD_SETUP_NOW) await manager.query(statement);
  await chain(manager, entitlements);
  await manager.query(effectiveView(quoted(plan.viewSchema), tables, entitlements.zoneless));
  if (organizations.triggers.length > 0)
    for (const { create } of goneTriggers(`${product}.organizations`)) await manager.query(create);
}

async function makeSource(manager: Queryable, { productSchema, organizations, idType }: InstallationPlan) {
  if (organizations.kind === 'created') await manager.query(organizationsTable(quoted(productSchema)));
  if (organizations.kind === 'unset') {
    await manager.query(unsetSourceFunction(idType));
    await manager.query(sourceView(idType));
    return;
  }
  const relation: SourceRelation = {
    schema: productSchema,
    name: 'organizations',
    id: 'id',
    title: 'name',
    flags: 'enabled_modules',
    condition: null,
  };
  const query = relationQuery(relation, idType);
  await putSource(manager, {
    madeBy: 'auto',
    idType,
    query,
    definition: query,
    versioned: true,
    relation,
    relations: [quoted(relation.schema, relation.name)],
  });
  await manager.query(sourceView(idType));
  await record(
    manager,
    'organizations',
    productSchema,
    organizations.kind === 'created' ? 'created' : 'adopted',
    [],
    null,
  );
}

/** Chains the events that are written from now on. */
async function chain(manager: Queryable, { origin, schema }: InstallationPlan['entitlements']): Promise<void> {
  for (const log of LOGS) {
    const table = log === 'platform_events' ? `${SCHEMA}.${log}` : `${quoted(schema)}.${log}`;
    await manager.query(beginChain(log, table));
    for (const { create } of chainTriggers(log, table, log === 'platform_events' ? 'created' : origin))
      await manager.query(create);
  }
}

async function adopt(manager: Queryable, { entitlements: { schema, added } }: InstallationPlan): Promise<void> {
  for (const name of ENTITLEMENT_TABLES) {
    const table = `${quoted(schema)}.${name}`;
    const columns = added[name].filter(({ kind }) => kind === 'column').map((one) => one.name);
    for (const column of columns)
      await manager.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${ADDED_COLUMNS[name]?.[column] ?? ''}`);
    if (NOTIFYING_TABLES.includes(name))
      for (const { create } of notifyTriggers(name, table)) await manager.query(create);
    await record(manager, name, schema, 'adopted', columns, null);
  }
}

async function record(
  manager: Queryable,
  name: string,
  schema: string,
  origin: 'created' | 'adopted',
  added: readonly string[],
  reason: string | null,
): Promise<void> {
  await manager.query(
    `INSERT INTO ${SCHEMA}.portcullis_tables (name, schema, origin, added, reason) VALUES ($1, $2, $3, $4, $5)`,
    [name, schema, origin, added, reason],
  );
}
