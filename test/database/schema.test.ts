import { ownTables } from '../../migrations/baseline/own-tables';
import { type MadeTable, tablesIn } from '../../migrations/baseline/tables-in';
import { uninstall } from '../../migrations/baseline/uninstall';
import { LIVE_STATUSES } from '../../src/domain/run/run-status';
import { changeSchema, migrateSchema } from '../../src/store/schema-version';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.close());

interface Column {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly filled: boolean;
}

const columns = () =>
  database.sql<Column>(
    `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
            NOT a.attnotnull AS nullable, a.atthasdef OR a.attidentity <> '' AS filled
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relnamespace IN ('public'::regnamespace, 'portcullis'::regnamespace)
       AND a.attnum > 0 AND NOT a.attisdropped`,
  );

const TYPES: Readonly<Record<string, string>> = { timestamptz: 'timestamp with time zone' };

describe('entities match the tables of the schema migrations', () => {
  test('every column of an entity exists, with the same type and nullability', async () => {
    const found = await columns();
    const wrong: string[] = [];
    for (const entity of database.dataSource.entityMetadatas) {
      for (const column of entity.columns) {
        const name = `${entity.tableName}.${column.databaseName}`;
        const actual = found.find((one) => one.table === entity.tableName && one.name === column.databaseName);
        if (!actual) {
          wrong.push(`${name} is missing`);
          continue;
        }
        // Ids of organizations have the type that the product gave them, and entities have them as texts.
        const plain = column.transformer ? 'integer' : database.dataSource.driver.normalizeType(column);
        const type = `${TYPES[plain] ?? plain}${column.isArray ? '[]' : ''}`;
        // Only the table has a precision (`timestamp(3)`).
        if (actual.type.replace(/\(\d+\)/, '') !== type) wrong.push(`${name} is ${actual.type}, not ${type}`);
        if (actual.nullable !== column.isNullable)
          wrong.push(`${name} is ${actual.nullable ? '' : 'not '}nullable, unlike its entity`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('every NOT NULL column without a default is a column of its entity', async () => {
    const found = await columns();
    const unfilled = database.dataSource.entityMetadatas.flatMap((entity) =>
      found
        .filter(
          ({ table, name, nullable, filled }) =>
            table === entity.tableName &&
            !nullable &&
            !filled &&
            !entity.columns.some((column) => column.databaseName === name),
        )
        .map(({ table, name }) => `${table}.${name}`),
    );
    expect(unfilled).toEqual([]);
  });

  test("the unique index on live executions lists the domain's live statuses", async () => {
    const [index] = await database.sql<{ definition: string }>(
      `SELECT pg_get_indexdef('migration_runs_one_live'::regclass) AS definition`,
    );
    const listed = [...(index?.definition.matchAll(/'([A-Z_]+)'::text/g) ?? [])]
      .map(([, status]) => status)
      .filter((status) => status !== 'EXECUTE');
    expect(listed.sort()).toEqual([...LIVE_STATUSES].sort());
  });
});

test('the columns and keys by which a lost one is noticed are those that were made', async () => {
  const made: readonly MadeTable[] = await database.sql(
    `SELECT c.relname AS name, ARRAY(
       SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 ORDER BY attnum
     ) AS columns,
       (SELECT coalesce(json_agg(json_build_object(
          'kind', CASE contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END, 'columns', ARRAY(
            SELECT a.attname::text FROM unnest(conkey) WITH ORDINALITY AS k (attnum, place)
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum ORDER BY place))
          ORDER BY conkey[1]), '[]')
        FROM pg_constraint WHERE conrelid = c.oid AND contype IN ('p', 'u')) AS keys
     FROM pg_class c WHERE relnamespace = 'portcullis'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
     ORDER BY 1`,
  );
  const parsed = [...tablesIn(ownTables('int4'))].sort((a, b) => (a.name < b.name ? -1 : 1));
  expect(parsed).toEqual(made);
});

describe('the tables that other applications query', () => {
  const PUBLISHED: Readonly<Record<string, string>> = {
    organizations: 'id name enabled_modules created_at updated_at',
    modules: 'id module_key display_name description icon sort_order is_active policy created_at updated_at',
    submodules:
      'id module_id submodule_key display_name description menu_path permission_key sort_order is_active ' +
      'created_at updated_at',
    org_entitlements: 'id org_id module_id status trial_expires_at source partial created_at updated_at',
    org_subentitlements: 'id org_id module_id submodule_id enabled source created_at updated_at',
    entitlement_events: 'id org_id event_type actor_user_id reason payload created_at updated_at',
  };
  test.each(Object.entries(PUBLISHED))('%s has exactly the published columns', async (table, published) => {
    const found = (await columns()).filter((column) => column.table === table).map(({ name }) => name);
    expect(found.sort()).toEqual(published.split(' ').sort());
  });

  const OWN =
    'mappings entitlement_overrides migration_runs migration_run_batches migration_run_organizations parity_reports ' +
    'rollout organization_rollouts platform_events access_counts';
  test.each(OWN.split(' '))('%s exists', async (table) => {
    expect((await columns()).some((column) => column.table === table)).toBe(true);
  });

  test('have the documented types, and one row for each organization and target', async () => {
    const typeOf = (await columns()).reduce(
      (types, { table, name, type }) => types.set(`${table}.${name}`, type),
      new Map<string, string>(),
    );
    expect(typeOf.get('organizations.enabled_modules')).toBe('jsonb');
    expect(typeOf.get('entitlement_events.actor_user_id')).toBe('text');
    expect(typeOf.get('entitlement_events.payload')).toBe('jsonb');
    expect(typeOf.get('organizations.id')).toBe('integer');
    const [id] = await database.addOrganizations([null]);
    const entitle = () =>
      database.sql(`INSERT INTO org_entitlements (org_id, module_id, status, source) VALUES ($1, 1, 'enabled', 'x')`, [
        id,
      ]);
    await entitle();
    await expect(entitle()).rejects.toThrow('unique');
    const sub = () =>
      database.sql(
        `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
         SELECT $1, module_id, id, true, 'x' FROM submodules WHERE id = 1`,
        [id],
      );
    await sub();
    await expect(sub()).rejects.toThrow('unique');
    await database.sql('DELETE FROM organizations');
  });

  test("are not referenced by a foreign key of Portcullis' own tables", async () => {
    const keys = await database.sql<{ from: string; into: string }>(
      `SELECT conrelid::regclass::text AS "from", confrelid::regclass::text AS into FROM pg_constraint
       WHERE contype = 'f' AND connamespace = 'portcullis'::regnamespace`,
    );
    expect(keys.filter(({ from, into }) => OWN.split(' ').includes(from) && into in PUBLISHED)).toEqual([]);
  });
});

describe('v_effective_entitlements', () => {
  let org: string;

  beforeEach(async () => {
    [org = '0'] = await database.addOrganizations([['CRM']]);
  });

  afterEach(async () => {
    await database.sql('DELETE FROM entitlement_overrides');
    await database.sql('DELETE FROM organizations');
    await database.sql('UPDATE modules SET is_active = true');
    await database.sql('UPDATE submodules SET is_active = true');
  });

  const entitle = (status: string, end: string | null = null, partial = false, module = 'sales') =>
    database.sql(
      `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, partial, source)
       SELECT $1, id, $2, now() + $3::interval, $4, 'manual' FROM modules WHERE module_key = $5`,
      [org, status, end, partial, module],
    );
  const switchTo = (enabled: boolean, submodule = 'leads') =>
    database.sql(
      `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
       SELECT $1, module_id, id, $2, 'legacy_migration' FROM submodules
       WHERE submodule_key = $3 AND module_id = (SELECT id FROM modules WHERE module_key = 'sales')`,
      [org, enabled, submodule],
    );
  const override = (
    status: string,
    submodule: string | null = null,
    more: { readonly expires?: string; readonly trial?: string; readonly ended?: boolean } = {},
  ) =>
    database.sql(
      `INSERT INTO entitlement_overrides
         (org_id, module_id, submodule_id, status, reason, actor_id, expires_at, trial_expires_at, ended_at)
       SELECT $1, m.id, s.id, $2, 'a test', 'op', now() + $3::interval, now() + $4::interval,
              CASE WHEN $5 THEN now() END
       FROM modules m LEFT JOIN submodules s ON s.module_id = m.id AND s.submodule_key = $6
       WHERE m.module_key = 'sales'`,
      [org, status, more.expires ?? null, more.trial ?? null, more.ended ?? false, submodule],
    );
  const answer = async (module = 'sales', submodule: string | null = null) => {
    const rows = await database.sql<{ status: string | null; source: string | null; allowed: boolean }>(
      `SELECT status, source, allowed FROM v_effective_entitlements
       WHERE org_id = $1 AND module_key = $2 AND submodule_key IS NOT DISTINCT FROM $3`,
      [org, module, submodule],
    );
    expect(rows.length).toBeLessThanOrEqual(1);
    return rows[0];
  };

  test('has a row for every active module and submodule, and allows none without an entitlement', async () => {
    expect(
      await database.sql('SELECT count(*)::int AS n FROM v_effective_entitlements WHERE org_id = $1', [org]),
    ).toEqual([{ n: 17 + 285 }]);
    expect(await answer()).toEqual({ status: null, source: null, allowed: false });
    expect((await answer('sales', 'leads'))?.allowed).toBe(false);
  });

  test.each<readonly [string, () => Promise<unknown>, boolean]>([
    ['allows an enabled entitlement', () => entitle('enabled'), true],
    ['denies a disabled entitlement', () => entitle('disabled'), false],
    ['allows a trial without end', () => entitle('trial'), true],
    ['allows a trial before its end', () => entitle('trial', '1 hour'), true],
    ['denies a trial after its end', () => entitle('trial', '-1 second'), false],
    ['denies an unknown status', () => entitle('ENABLED'), false],
    ['ignores the end of an entitlement that is no trial', () => entitle('enabled', '-1 day'), true],
  ])('%s', async (_name, make, allowed) => {
    await make();
    expect((await answer())?.allowed).toBe(allowed);
    expect((await answer('sales', 'leads'))?.allowed).toBe(allowed);
  });

  test("takes a submodule's own answer within an allowed module only", async () => {
    await entitle('enabled', null, true);
    await switchTo(false);
    await switchTo(true, 'quotations');
    expect(await answer('sales', 'leads')).toMatchObject({ allowed: false, source: 'legacy_migration' });
    expect(await answer('sales', 'quotations')).toMatchObject({ allowed: true });
    expect(await answer('sales', 'order_book')).toMatchObject({ allowed: true, source: 'manual' });
    await database.sql(`UPDATE org_entitlements SET status = 'disabled'`);
    expect((await answer('sales', 'quotations'))?.allowed).toBe(false);
  });

  test('prefers a live override to the entitlement, and ignores one that has ended', async () => {
    await entitle('enabled');
    await override('disabled', null, { expires: '1 hour' });
    expect(await answer()).toEqual({ status: 'disabled', source: 'override', allowed: false });
    expect((await answer('sales', 'leads'))?.allowed).toBe(false);
    await database.sql(`UPDATE entitlement_overrides SET expires_at = now() - interval '1 second'`);
    expect(await answer()).toEqual({ status: 'enabled', source: 'manual', allowed: true });
    await database.sql(`UPDATE entitlement_overrides SET expires_at = NULL, ended_at = now()`);
    expect((await answer())?.allowed).toBe(true);
  });

  test("ends an override's trial by the override's end, not by the entitlement's", async () => {
    await entitle('trial', '-1 day');
    await override('trial', null, { trial: '1 hour' });
    expect((await answer())?.allowed).toBe(true);
    await database.sql(`UPDATE entitlement_overrides SET trial_expires_at = now() - interval '1 second'`);
    expect((await answer())?.allowed).toBe(false);
    await database.sql('DELETE FROM entitlement_overrides');
    await database.sql(`UPDATE org_entitlements SET trial_expires_at = now() + interval '1 day'`);
    await override('trial');
    expect((await answer())?.allowed).toBe(true);
  });

  test("prefers a submodule's override to its row, but not to a denied module", async () => {
    await override('enabled', 'leads');
    expect((await answer('sales', 'leads'))?.allowed).toBe(false);
    await entitle('enabled');
    await switchTo(false);
    expect(await answer('sales', 'leads')).toMatchObject({ allowed: true, source: 'override' });
    expect((await answer('sales', 'quotations'))?.allowed).toBe(true);
    await database.sql('DELETE FROM entitlement_overrides');
    await override('disabled', 'quotations');
    expect((await answer('sales', 'quotations'))?.allowed).toBe(false);
    expect((await answer('sales', 'leads'))?.allowed).toBe(false);
    expect((await answer())?.allowed).toBe(true);
  });

  test('allows modules that every organization has, whatever their rows say', async () => {
    await entitle('disabled', null, false, 'email');
    await entitle('disabled', null, false, 'settings');
    for (const module of ['email', 'settings', 'administration'])
      expect(await answer(module)).toEqual({ status: 'enabled', source: 'policy', allowed: true });
    const [submodule] = await database.sql<{ key: string }>(
      `SELECT submodule_key AS key FROM submodules
       WHERE module_id = (SELECT id FROM modules WHERE module_key = 'settings') LIMIT 1`,
    );
    expect(await answer('settings', submodule?.key ?? '')).toMatchObject({ source: 'policy', allowed: true });
  });

  test('has no rows for inactive modules and submodules', async () => {
    await entitle('enabled');
    await database.sql(`UPDATE submodules SET is_active = false WHERE submodule_key = 'leads'`);
    expect(await answer('sales', 'leads')).toBeUndefined();
    await database.sql(`UPDATE modules SET is_active = false WHERE module_key = 'sales'`);
    expect(await answer()).toBeUndefined();
    expect(await answer('sales', 'quotations')).toBeUndefined();
  });
});

describe('the schema migrations', () => {
  const namesOf = ({ dataSource }: TestDatabase) =>
    dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name);

  test('leave no object behind when uninstalled, and create all of them again', async () => {
    const own = await createTestDatabase('empty');
    try {
      const objects = () =>
        own.sql<{ name: string }>(
          `SELECT n.nspname || '.' || relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
           WHERE nspname IN ('public', 'portcullis')
           UNION ALL SELECT proname FROM pg_proc WHERE pronamespace::regnamespace::text IN ('public', 'portcullis')
           UNION ALL SELECT typname FROM pg_type
                     WHERE typnamespace::regnamespace::text IN ('public', 'portcullis') AND typrelid = 0 AND typelem = 0
           UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
           UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'portcullis' ORDER BY 1`,
        );
      expect(await migrateSchema(own.dataSource)).toEqual(namesOf(own));
      const before = await objects();
      await changeSchema(own.dataSource, ({ manager }) => uninstall(manager));
      expect(await objects()).toEqual([]);
      expect(await migrateSchema(own.dataSource)).toEqual(namesOf(own));
      expect(await objects()).toEqual(before);
      expect(await migrateSchema(own.dataSource)).toEqual([]);
    } finally {
      await own.close();
    }
  });

  test('run once when several processes migrate at the same time', async () => {
    const own = await createTestDatabase('empty');
    try {
      const ran = await Promise.all([
        migrateSchema(own.dataSource),
        migrateSchema(own.dataSource),
        migrateSchema(own.dataSource),
      ]);
      expect(ran.flat()).toEqual(namesOf(own));
    } finally {
      await own.close();
    }
  });
});
