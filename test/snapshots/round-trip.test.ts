import { join } from 'node:path';
import fc from 'fast-check';
import { openDatabase } from '../../src/database/database';
import { createServices, type Services } from '../../src/features/services';
import { migrateSchema } from '../../src/store/schema-version';
import { TestFolder } from '../support/command';
import { loadSmallTaxonomy, putTenants, rulesArbitrary, tenantArbitrary } from '../support/migration-arbitraries';
import { dumpTables, OPERATOR, RunEngine } from '../support/run-engine';
import { readSnapshotLines, readSnapshotRows } from '../support/snapshot-file';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

jest.setTimeout(600_000);

const signal = new AbortController().signal;
const OPTIONS = { force: true, signal };
const IMPORT = { overwrite: false, acknowledgeLostAccess: false, reason: 'a test' };
/** Every export, reset and import adds rows to these tables, and no import restores them. */
const LOGS = ['platform_events', 'access_changes'];
const isRestored = ({ name }: { readonly name: string }) => !LOGS.includes(name);

let folder: TestFolder;
let database: TestDatabase;
let engine: RunEngine;

beforeAll(async () => {
  folder = await TestFolder.create();
});

afterAll(() => folder.remove());

beforeEach(async () => {
  database = await createTestDatabase('schema');
  engine = new RunEngine(database);
  await loadSmallTaxonomy(database);
});

afterEach(() => database.close());

async function importFile(file: string, options: Partial<typeof IMPORT> = {}) {
  const { snapshots } = engine.services;
  return snapshots.import(OPERATOR, await snapshots.check(OPERATOR, file), { ...IMPORT, ...options });
}

const reset = (file: string) =>
  engine.services.reset.reset(OPERATOR, { confirm: database.name, reason: 'start over', file, signal });

/** Rows as admins and other applications write them, with any time and text, and for deleted modules and submodules. */
const handwritten = fc.record({
  overrides: fc.array(
    fc.record({
      org: fc.integer({ min: 1, max: 9 }),
      target: fc.constantFrom('alpha', 'alpha/one', 'beta', 'old', '#77', 'beta/#88'),
      status: fc.constantFrom('enabled', 'disabled'),
      expires: fc.constantFrom(
        null,
        '2031-01-01 00:00:00.000001+00',
        'infinity',
        '1999-12-31 23:59:59+00',
        '-infinity',
      ),
      reason: fc.string({ unit: 'grapheme', maxLength: 20 }),
    }),
    { maxLength: 12 },
  ),
  rollouts: fc.uniqueArray(
    fc.record({ org: fc.integer({ min: 1, max: 12 }), mode: fc.constantFrom('LEGACY', 'SHADOW') }),
    { selector: ({ org }) => org, maxLength: 6 },
  ),
  events: fc.array(
    fc.record({
      org: fc.integer({ min: 1, max: 12 }),
      reason: fc.option(fc.string({ unit: 'grapheme', maxLength: 30 })),
      payload: fc.jsonValue(),
    }),
    { maxLength: 12 },
  ),
});

const storable = (text: string) => text.replaceAll('\0', '');

async function putHandwritten({
  overrides,
  rollouts,
  events,
}: typeof handwritten extends fc.Arbitrary<infer Value> ? Value : never): Promise<void> {
  await database.sql('TRUNCATE entitlement_overrides, organization_rollouts RESTART IDENTITY');
  for (const { org, target, status, expires, reason } of overrides) {
    const [module = '', submodule = null] = target.split('/');
    // The table has no foreign keys, so it can hold ids of deleted modules. Only the last override of a target is live.
    const moduleId = 'coalesce((SELECT id FROM modules WHERE module_key = $2), 77)';
    const submoduleId = `(SELECT coalesce((SELECT s.id FROM submodules s JOIN modules m ON m.id = s.module_id
                                           WHERE m.module_key = $2 AND s.submodule_key = $3), 88)
                          WHERE $3::text IS NOT NULL)`;
    await database.sql(
      `WITH target AS (SELECT ${moduleId} AS module_id, ${submoduleId} AS submodule_id)
       UPDATE entitlement_overrides v SET ended_at = clock_timestamp(), ended_by = 'x' FROM target t
       WHERE v.org_id = $1 AND v.module_id = t.module_id AND v.submodule_id IS NOT DISTINCT FROM t.submodule_id
         AND v.ended_at IS NULL`,
      [org, module, submodule],
    );
    await database.sql(
      `INSERT INTO entitlement_overrides
         (org_id, module_id, submodule_id, status, reason, actor_id, expires_at, created_at)
       SELECT $1, ${moduleId}, ${submoduleId}, $4, $5, 'test', $6::timestamptz, clock_timestamp()`,
      [org, module, submodule, status, storable(reason), expires],
    );
  }
  for (const { org, mode } of rollouts)
    await database.sql(
      `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES ($1, $2, 'why', 'test')`,
      [org, mode],
    );
  for (const { org, reason, payload } of events) {
    await database.sql(
      `INSERT INTO entitlement_events (org_id, event_type, actor_user_id, reason, payload)
       VALUES ($1, 'by_hand', 'test', $2, $3::text::jsonb)`,
      [org, reason === null ? null : storable(reason), storable(JSON.stringify(payload).replaceAll('\\u0000', ''))],
    );
  }
}

test('an export, a reset and an import restore every row, and every run to its state', async () => {
  let round = 0;
  const property = fc.asyncProperty(
    fc.array(tenantArbitrary, { minLength: 1, maxLength: 8 }),
    rulesArbitrary,
    handwritten,
    async (tenants, rules, byHand) => {
      await engine.useRules(rules);
      await putTenants(database, tenants);
      await engine.run('EXECUTE', { allowRevocations: true, trialDays: 7 }, { errorBudgetPercent: 100 });
      await putHandwritten(byHand);
      await database.sql(
        `UPDATE org_entitlements
         SET trial_expires_at = 'infinity', updated_at = '0044-03-15 12:00:00.123456+00 BC' WHERE id % 5 = 0`,
      );
      const before = await dumpTables(database, LOGS);
      const file = join(folder.path, `round-${(round += 1)}.gz`);
      const exported = await engine.services.snapshots.export(OPERATOR, file, OPTIONS);

      const { snapshot } = await reset(`${file}.reset`);
      expect(snapshot.tables.filter(isRestored)).toEqual(exported.tables.filter(isRestored));
      for (const table of ['org_entitlements', 'org_subentitlements', 'entitlement_overrides'])
        expect(await database.sql(`SELECT * FROM ${table}`)).toEqual([]);
      // What was done is a record.
      const events = snapshot.tables.find(({ name }) => name === 'entitlement_events')?.rows;
      expect(await database.sql('SELECT count(*)::int AS n FROM entitlement_events')).toEqual([{ n: events }]);

      await importFile(file);
      expect(await dumpTables(database, LOGS)).toEqual(before);
      // Two exports of the same rows differ only in their first and last lines.
      const again = await engine.services.snapshots.export(OPERATOR, `${file}.again`, OPTIONS);
      expect(again.tables.filter(isRestored)).toEqual(exported.tables.filter(isRestored));
      // The events of the platform come last: those of the file, and what was done since.
      const lines = (await readSnapshotLines(file)).slice(1, -1);
      expect((await readSnapshotLines(`${file}.again`)).slice(1, lines.length + 1)).toEqual(lines);
    },
  );
  await fc.assert(property, { numRuns: 25 });
});

test('new rows after an import get ids that were never used before', async () => {
  await putTenants(database, [{ flags: { CRM: true }, rows: { modules: [], submodules: [] } }]);
  await database.sql(
    `INSERT INTO org_entitlements (id, org_id, module_id, status, source) VALUES (500, 1, 1, 'enabled', 'manual')`,
  );
  await database.sql(
    `INSERT INTO entitlement_overrides (id, org_id, module_id, status, reason, actor_id) OVERRIDING SYSTEM VALUE
     VALUES (900, 1, 1, 'enabled', 'x', 'x')`,
  );
  await database.sql(`SELECT setval('entitlement_events_id_seq', 7000)`);
  const file = join(folder.path, 'sequences.gz');
  await reset(file);
  await importFile(file);
  const ids = await database.sql<{ id: string }>(
    `WITH a AS (INSERT INTO org_entitlements (org_id, module_id, status, source)
                VALUES (1, 2, 'enabled', 'manual') RETURNING id),
          b AS (INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id)
                VALUES (1, 2, 'enabled', 'x', 'x') RETURNING id),
          c AS (INSERT INTO entitlement_events (org_id, event_type) VALUES (1, 'x') RETURNING id)
     SELECT id FROM a UNION ALL SELECT id FROM b UNION ALL SELECT id FROM c`,
  );
  expect(ids.map(({ id }) => Number(id))).toEqual([501, 901, 7001]);
});

test('an import into a database with other module ids gives organizations the same modules', async () => {
  await putTenants(database, [
    {
      flags: {},
      rows: {
        modules: [
          { module: 'beta', status: 'trial', partial: true, end: '2031-03-31T00:30:00.000Z', source: 'manual' },
        ],
        submodules: [{ module: 'beta', submodule: 'three', enabled: false, source: 'manual' }],
      },
    },
  ]);
  const file = join(folder.path, 'elsewhere.gz');
  await engine.services.snapshots.export(OPERATOR, file, OPTIONS);
  const other = await createTestDatabase('schema');
  try {
    await other.sql(`SELECT setval('modules_id_seq', 40), setval('submodules_id_seq', 70)`);
    await loadSmallTaxonomy(other);
    await other.addOrganizations([{}]);
    const { snapshots } = new RunEngine(other).services;
    const checked = await snapshots.check(OPERATOR, file);
    expect(checked.notices).toEqual([expect.stringContaining('The taxonomy differs from that of the snapshot')]);
    await expect(snapshots.import(OPERATOR, checked, IMPORT)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/^No export of this installation has written .* pass --foreign/),
    });
    await snapshots.import(OPERATOR, checked, { ...IMPORT, foreign: true });
    expect(
      await other.sql(`SELECT payload->'foreign' AS said FROM platform_events WHERE event_type = 'snapshot_imported'`),
    ).toEqual([{ said: true }]);
    expect(
      await other.sql(
        `SELECT m.module_key, m.id > 40 AS moved, e.status, s.submodule_key, b.enabled
         FROM org_entitlements e JOIN modules m ON m.id = e.module_id
         JOIN org_subentitlements b USING (org_id, module_id) JOIN submodules s ON s.id = b.submodule_id`,
      ),
    ).toEqual([{ module_key: 'beta', moved: true, status: 'trial', submodule_key: 'three', enabled: false }]);
  } finally {
    await other.close();
  }
});

describe('while other sessions write', () => {
  /** Writes grants and their events, each pair in one transaction, until `stop` is true. */
  async function writePairs(stop: () => boolean): Promise<number> {
    let written = 0;
    for (; !stop(); written++) {
      await database.dataSource.transaction(async (manager) => {
        await manager.query(
          `INSERT INTO org_entitlements (org_id, module_id, status, source) VALUES ($1, 1, 'enabled', 'pair')`,
          [written + 1],
        );
        await manager.query(`INSERT INTO entitlement_events (org_id, event_type) VALUES ($1, 'pair')`, [written + 1]);
      });
    }
    return written;
  }

  beforeEach(async () => {
    await database.sql(`INSERT INTO organizations (name) SELECT 'o' FROM generate_series(1, 30000)`);
    await database.sql(
      `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
       SELECT id, 1, 1, true, 'manual' FROM organizations`,
    );
  });

  test('a snapshot contains each grant together with its event, and does not block the writes', async () => {
    const file = join(folder.path, 'moment.gz');
    let over = false;
    const writing = writePairs(() => over);
    await engine.services.snapshots.export(OPERATOR, file, OPTIONS);
    over = true;
    const written = await writing;
    const grants = (await readSnapshotRows(file, 'org_entitlements')).map((row) => row['org_id']);
    const events = (await readSnapshotRows(file, 'entitlement_events')).map((row) => row['org_id']);
    expect(grants).toEqual(events);
    expect(grants.length).toBeLessThan(written); // writing went on meanwhile
  });

  test('a reset loses no row: each is in its file, or was written after it and is still stored', async () => {
    const file = join(folder.path, 'last-moment.gz');
    let over = false;
    const writing = writePairs(() => over);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await reset(file);
    await new Promise((resolve) => setTimeout(resolve, 200));
    over = true;
    const written = await writing;
    const kept = await readSnapshotRows(file, 'org_entitlements');
    const after = await database.sql('SELECT 1 FROM org_entitlements');
    expect(kept.length).toBeGreaterThan(0);
    expect(after.length).toBeGreaterThan(0);
    expect(kept.length + after.length).toBe(written);
    expect((await readSnapshotRows(file, 'entitlement_events')).length).toBe(kept.length);
  });
});

test("a reset and an import restore another application's columns, JSON and times under any date style", async () => {
  const foreign = await createTestDatabase('empty');
  /** Works on a new connection under a date style in which 01.02. and 02.01. can be mistaken for each other. */
  const under = async (dateStyle: string, work: (services: Services) => Promise<unknown>): Promise<void> => {
    await foreign.sql(`ALTER DATABASE "${foreign.name}" SET DateStyle = '${dateStyle}'`);
    await foreign.sql(`ALTER DATABASE "${foreign.name}" SET IntervalStyle = 'iso_8601'`);
    const opened = await openDatabase(foreign.config);
    await work(createServices(opened, foreign.config)).finally(() => opened.close());
  };
  // As text, because json can hold values that jsonb cannot.
  const dump = () =>
    Promise.all(
      ['org_entitlements', 'entitlement_events'].map((table) =>
        foreign.sql(`SELECT row_to_json(t)::text AS row, t::text AS text FROM ${table} t ORDER BY id`),
      ),
    );
  try {
    await foreign.sql(FOREIGN);
    await migrateSchema(foreign.dataSource);
    const before = await dump();
    const file = join(folder.path, 'foreign.gz');
    await under('SQL, DMY', ({ reset: resets }) =>
      resets.reset(OPERATOR, { confirm: foreign.name, reason: 'start over', file, signal }),
    );
    await under('German', async ({ snapshots }) =>
      snapshots.import(OPERATOR, await snapshots.check(OPERATOR, file), IMPORT),
    );
    expect(await dump()).toEqual(before);
  } finally {
    await foreign.close();
  }
});

const FOREIGN = `
  CREATE TYPE tier AS ENUM ('gold', 'tin');
  CREATE TABLE users (id serial PRIMARY KEY);
  INSERT INTO users DEFAULT VALUES;
  CREATE TABLE organizations (id serial PRIMARY KEY, name text NOT NULL, enabled_modules json);
  INSERT INTO organizations (name, enabled_modules) VALUES ('Acme', '["CRM"]');
  CREATE TABLE modules (
    id serial PRIMARY KEY, module_key varchar(100) NOT NULL UNIQUE, display_name varchar(200) NOT NULL,
    description text, icon varchar(50), sort_order integer NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true, created_at timestamp DEFAULT now(), updated_at timestamp);
  INSERT INTO modules (module_key, display_name) VALUES ('sales', 'Sales'), ('hr', 'HR');
  CREATE TABLE org_entitlements (
    id serial PRIMARY KEY, org_id integer NOT NULL REFERENCES organizations (id),
    module_id integer NOT NULL REFERENCES modules (id), status varchar(20) NOT NULL, trial_expires_at timestamp,
    source varchar(50) NOT NULL, created_at timestamp DEFAULT now(), updated_at timestamp,
    created_by integer REFERENCES users (id), price numeric(12, 4), "Plan Tier" tier, tags text[], raw bytea,
    grace interval, code char(6), ratio double precision, label text GENERATED ALWAYS AS (status || '!') STORED,
    UNIQUE (org_id, module_id));
  INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source, created_by, price, "Plan Tier",
                                tags, raw, grace, code, ratio) VALUES
    (1, 1, 'trial', '2030-02-01 12:00:00.000001', 'admin', 1, 1.1000, 'gold',
     ARRAY['a,b', NULL, '"', '#x'], '\\x00ff', '1 mon 2 days 03:04:05.000006', 'ab', 0.1),
    (1, 2, 'enabled', NULL, 'admin', NULL, 12345678.0001, NULL, '{}', '', '-1 year', '', 'NaN');
  CREATE TABLE entitlement_events (
    id serial PRIMARY KEY, org_id integer NOT NULL REFERENCES organizations (id), event_type varchar(50) NOT NULL,
    actor_user_id integer REFERENCES users (id), reason text, payload json, created_at timestamp DEFAULT now(),
    updated_at timestamp);
  INSERT INTO entitlement_events (org_id, event_type, actor_user_id, reason, payload) VALUES
    (1, 'granted', 1, 'line ' || chr(8232) || ' and' || chr(10) || 'break',
     E'{ "b": 1.10,\\n  "a": 1e400, "a": "\\\\u0000" }'),
    (1, 'none', NULL, NULL, NULL);`;
