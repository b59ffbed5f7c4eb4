import { join } from 'node:path';
import { ParityDifferenceEntity } from '../../src/entities/parity-difference';
import { workOnNextReport } from '../../src/features/parity/work-on-report';
import { describeProblems, inspectSchema } from '../../src/store/inspect-schema';
import { findLostObjects } from '../../src/store/lost-objects';
import { migrateSchema } from '../../src/store/schema-version';
import { TestFolder } from '../support/command';
import { loadSmallTaxonomy } from '../support/migration-arbitraries';
import { dumpTables, OPERATOR, rule, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** Ids in the order of their type, and one that no organization has. */
const TYPES: readonly (readonly [type: string, ids: readonly string[], missing: string])[] = [
  ['int', ['-5', '0', '7', '10'], '11'],
  ['smallint', ['-5', '0', '7', '10'], '11'],
  ['bigint', ['-9007199254740995', '-5', '0', '9', '10', '3000000000', '9007199254740993'], '9007199254740992'],
  [
    'uuid',
    [
      '00000000-0000-0000-0000-000000000000',
      '0b9e5d9e-6a0c-4b69-8f0b-6f0f3a0f7f6a',
      'a0000000-0000-4000-8000-000000000001',
      'ffffffff-ffff-ffff-ffff-ffffffffffff',
    ],
    'a0000000-0000-4000-8000-000000000002',
  ],
  [
    'text COLLATE "C"',
    ['"quoted" and \\back\\', '#1', '-5', '0', '10', '=1', 'NULL', 'a b', 'a, b', "d'Or {x}", 'ckv1x2y3z', 'ünï'],
    'nobody',
  ],
  ['varchar(60)', ['007', '7', 'acme', 'tenant-1'], '8'],
];

let folder: TestFolder;
let database: TestDatabase;
let engine: RunEngine;

beforeAll(async () => {
  folder = await TestFolder.create();
});

afterAll(() => folder.remove());

beforeEach(async () => {
  database = await createTestDatabase('empty');
  engine = new RunEngine(database, 2);
});

afterEach(() => database.close());

async function install(type: string, ids: readonly string[]): Promise<void> {
  await database.sql(`CREATE TABLE organizations (id ${type} PRIMARY KEY, name text, enabled_modules jsonb)`);
  for (const id of [...ids].reverse()) await addOrganization(id);
  await migrateSchema(database.dataSource);
  await loadSmallTaxonomy(database);
  await engine.useRules([rule('enabled_modules.CRM', 'alpha'), rule('route_access.leads', 'alpha/two')]);
}

async function addOrganization(id: string, flags: unknown = { CRM: true, route_access: { leads: false } }) {
  await database.sql('INSERT INTO organizations (id, name, enabled_modules) VALUES ($1, $2, $3)', [
    id,
    `Organization ${id}`,
    JSON.stringify(flags),
  ]);
}

const uncounted = { onDecision: () => undefined, onLook: () => undefined, onFailure: () => undefined };

const check = async (id: string, actor = OPERATOR) => {
  const [decision] = await engine.services.decisions.check(
    actor,
    [{ organizationId: id, moduleKey: 'alpha' }],
    uncounted,
  );
  return { organizationId: decision?.organizationId, allowed: decision?.allowed, reason: decision?.reason };
};

test.each(TYPES)(
  'organizations with ids of type %s go the whole way, in their order',
  async (type, sorted, missing) => {
    await install(type, sorted);
    const { services } = engine;
    const ids = (await services.organizations.list(OPERATOR, { first: 100 })).nodes.map(({ id }) => id);
    expect(type.startsWith('text') ? [...ids].sort() : ids).toEqual(
      type.startsWith('text') ? [...sorted].sort() : sorted,
    );
    const [first = '', second = '', third = ''] = ids;

    // Pages of one, each cursor in its turn.
    const paged: string[] = [];
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo } = await services.organizations.list(OPERATOR, { first: 1, after });
      paged.push(...nodes.map(({ id }) => id));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(paged).toEqual(ids);

    // A dry run of two, whose plan is executed; then all.
    const dry = await engine.run('DRY_RUN', { organizationIds: [third, first] });
    expect(dry.journal.map(({ organizationId }) => organizationId)).toEqual([first, third]);
    const planned = await engine.run('EXECUTE', { dryRunId: dry.run.id });
    expect(planned.counts.changed).toBe(2);
    const rest = await engine.run('EXECUTE');
    expect(rest.counts).toMatchObject({ changed: ids.length - 2, unchanged: 2, failed: 0 });
    expect(rest.journal.map(({ organizationId }) => organizationId)).toEqual(ids);
    const verified = await services.verification.verify(OPERATOR, rest.run);
    expect(verified?.checks.filter(({ status }) => status !== 'PASS')).toEqual([]);

    // A difference in the middle, found by parity, and its organization named.
    await database.sql('DELETE FROM org_entitlements WHERE org_id::text = $1', [second]);
    const report = await services.parity.start(OPERATOR, { organizationIds: [second, first] });
    expect(report.organizationIds).toEqual([first, second]);
    while (await workOnNextReport(database.dataSource, { pageSize: 1 }));
    const differences = await database.dataSource.manager.findBy(ParityDifferenceEntity, { reportId: report.id });
    expect([...new Set(differences.map(({ organizationId }) => organizationId))]).toEqual([second]);

    // An override, its event, and a rollout of its own.
    const version = await services.overrides.version(first);
    await services.overrides.override(OPERATOR, {
      organizationId: first,
      expectedVersion: version,
      reason: 'a test',
      changes: [{ moduleKey: 'alpha', status: 'DISABLED' }],
      idempotencyKey: 'once',
    });
    expect(await services.overrides.version(first)).toBe(version + 1);
    expect((await services.events.list(OPERATOR, { first: 1, organizationId: first })).nodes[0]).toMatchObject({
      organizationId: first,
      eventType: 'override_set',
    });
    const rollout = { organizationId: first, mode: 'SHADOW' as const, reason: 'a test' };
    await services.rollout.setOrganization(OPERATOR, rollout);

    // Decisions, for the organization's own members too; nothing for an id that nobody has, or that cannot be one.
    for (const id of ids) expect(await check(id)).toEqual({ organizationId: id, allowed: true, reason: 'LEGACY_ON' });
    expect(await check(missing)).toMatchObject({ allowed: false, reason: 'ORGANIZATION_NOT_FOUND' });
    const member = { id: 'ann', role: 'MEMBER', organizationId: first } as const;
    expect(await check(first, member)).toMatchObject({ allowed: true });
    expect(await check(second, member)).toMatchObject({ allowed: false, reason: 'ORGANIZATION_NOT_FOUND' });
    for (const text of ['', 'no id', '1e3', '99999999999999999999', ' 7', "'", 'a\0b'])
      if (!ids.includes(text)) expect(await check(text)).toMatchObject({ reason: 'ORGANIZATION_NOT_FOUND' });

    // Readings held to the product's answers.
    await services.productAnswers.record(
      OPERATOR,
      ids.map((organizationId) => ({ organizationId, moduleKey: 'alpha', allowed: organizationId !== third })),
    );
    expect(await services.productAnswers.status(OPERATOR)).toMatchObject({ differing: [third], answers: ids.length });
    expect((await services.usage.usage(OPERATOR, { first: 2 })).nodes).toHaveLength(2);

    // A snapshot that comes back as it was.
    const file = join(folder.path, `${database.name}.gz`);
    const logs = ['platform_events', 'migration_runs'];
    const before = await dumpTables(database, logs);
    const { signal } = new AbortController();
    await services.reset.reset(OPERATOR, { confirm: database.name, reason: 'start over', file, signal });
    const checked = await services.snapshots.check(OPERATOR, file);
    const how = { overwrite: false, acknowledgeLostAccess: false, reason: 'a test' };
    await services.snapshots.import(OPERATOR, checked, how);
    expect(await dumpTables(database, logs)).toEqual(before);
  },
);

test('an id may be written in another way than PostgreSQL writes it', async () => {
  await install('int', ['7', '10']);
  expect((await engine.services.organizations.get(OPERATOR, '007')).id).toBe('7');
  const run = await engine.run('DRY_RUN', { organizationIds: ['010', '7', '+7', '-0'].slice(0, 2) });
  expect(run.journal.map(({ organizationId }) => organizationId)).toEqual(['7', '10']);
});

test('a uuid may have capital letters', async () => {
  const id = 'a0000000-0000-4000-8000-00000000000b';
  await install('uuid', [id]);
  expect((await engine.services.organizations.get(OPERATOR, id.toUpperCase())).id).toBe(id);
});

test('a source whose ids have another type is set before anything is stored, and refused afterwards', async () => {
  await install('int', ['7']);
  await database.sql('CREATE TABLE tenants (id uuid PRIMARY KEY, title text, features jsonb)');
  const id = 'a0000000-0000-4000-8000-00000000000b';
  await database.sql(`INSERT INTO tenants VALUES ('${id}', 'A tenant', '{"CRM": true}')`);
  const source = { table: 'tenants', id: 'id', name: 'title', flags: 'features', reason: 'a test' };
  await engine.services.source.set(OPERATOR, source);
  expect((await engine.services.organizations.list(OPERATOR, { first: 5 })).nodes).toEqual([{ id, name: 'A tenant' }]);
  const { counts } = await engine.run('EXECUTE');
  expect(counts.changed).toBe(1);
  expect(await check(id)).toMatchObject({ allowed: true });
  expect(await database.sql('SELECT org_id FROM v_effective_entitlements WHERE submodule_key IS NULL LIMIT 1')).toEqual(
    [{ org_id: id }],
  );

  const back = engine.services.source.set(OPERATOR, {
    table: 'organizations',
    id: 'id',
    name: 'name',
    flags: 'enabled_modules',
    reason: 'a test',
  });
  await expect(back).rejects.toThrow(
    /have type int4, and other ids are stored already, in .*org_entitlements \(1 row\)/,
  );
  expect(await check(id)).toMatchObject({ allowed: true });
});

test('ids that the product has made wider keep everything that is stored, and large ones are decided', async () => {
  await install('int', ['7', '10']);
  const { services } = engine;
  expect((await engine.run('EXECUTE')).counts.changed).toBe(2);
  await services.overrides.override(OPERATOR, {
    organizationId: '7',
    expectedVersion: await services.overrides.version('7'),
    reason: 'a test',
    changes: [{ moduleKey: 'alpha', status: 'DISABLED' }],
    idempotencyKey: 'once',
  });
  const report = await services.parity.start(OPERATOR, { organizationIds: ['7', '10'] });
  while (await workOnNextReport(database.dataSource, { pageSize: 1 }));
  await database.sql('GRANT SELECT ON portcullis.organizations, v_effective_entitlements TO pg_monitor');
  const rights = () =>
    database.sql("SELECT relname, relacl::text FROM pg_class WHERE relkind = 'v' AND relacl IS NOT NULL ORDER BY 1");
  const logs = ['platform_events', 'source', 'access_changes'];
  const [before, granted] = [await dumpTables(database, logs), await rights()];

  await database.sql('ALTER TABLE organizations ALTER id TYPE bigint');
  expect(describeProblems(await inspectSchema(database.dataSource.manager))).toEqual([
    expect.stringMatching(/^organizations: is read with ids of type int4, .*have become int8.*'portcullis source set/),
  ]);
  const { checks } = await services.preflight.check(OPERATOR);
  expect(checks).toEqual([expect.objectContaining({ name: 'schema', status: 'FAIL' })]);
  const source = { table: 'organizations', id: 'id', name: 'name', flags: 'enabled_modules', reason: 'a test' };
  await services.source.set(OPERATOR, source);

  expect(await dumpTables(database, logs)).toEqual(before);
  expect(await rights()).toEqual(granted);
  expect(await findLostObjects(database.dataSource.manager)).toEqual([]);
  expect(describeProblems(await inspectSchema(database.dataSource.manager))).toEqual([]);
  await addOrganization('3000000000');
  expect(await check('3000000000')).toEqual({ organizationId: '3000000000', allowed: true, reason: 'LEGACY_ON' });
  expect((await engine.run('EXECUTE')).counts).toMatchObject({ changed: 1, failed: 0 });
  const kept = await database.sql('SELECT organization_ids FROM portcullis.parity_reports WHERE id = $1', [report.id]);
  expect(kept).toEqual([{ organization_ids: ['7', '10'] }]);
});

test('ids of varchar that have become text are taken with what is stored', async () => {
  await install('varchar(60)', ['acme']);
  await engine.run('EXECUTE');
  await database.sql('ALTER TABLE organizations ALTER id TYPE text');
  const source = { table: 'organizations', id: 'id', name: 'name', flags: 'enabled_modules', reason: 'a test' };
  await engine.services.source.set(OPERATOR, source);
  const long = 'a'.repeat(100);
  await addOrganization(long);
  expect((await engine.run('EXECUTE')).counts).toMatchObject({ changed: 1, unchanged: 1, failed: 0 });
});

test('ids of the table that Portcullis made become wider with the references to it', async () => {
  await migrateSchema(database.dataSource);
  await loadSmallTaxonomy(database);
  await database.sql(`INSERT INTO organizations VALUES (7, 'Acme');
    INSERT INTO org_entitlements (org_id, module_id, status, source)
    SELECT 7, min(id), 'enabled', 'manual' FROM modules`);
  await database.sql('ALTER TABLE organizations ALTER id TYPE bigint');
  const source = { table: 'organizations', id: 'id', name: 'name', flags: 'enabled_modules', reason: 'a test' };
  await engine.services.source.set(OPERATOR, source);
  expect(await database.sql('SELECT org_id FROM org_entitlements')).toEqual([{ org_id: '7' }]);
  await database.sql('DELETE FROM organizations');
  expect(await database.sql('SELECT 1 FROM org_entitlements')).toEqual([]);
});
