import type { GraphQLClient } from 'graphql-request';
import { z } from 'zod';
import { seedDemoOrganizations } from '../../src/features/demo/seed-demo-organizations';
import { OrganizationAccessDocument, RunOrganizationsDocument } from '../support/operations';
import { runToEnd } from '../support/run';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let admin: GraphQLClient;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedDemoOrganizations(database.dataSource, false);
  server = await startTestServer(database);
  admin = await server.as('SUPER_ADMIN');
});

afterAll(async () => {
  await server.close();
  await database.close();
});

test('a migration by the API executes exactly the plan of its dry run, and leaves nothing to do', async () => {
  const dryRun = await runToEnd(admin, { mode: 'DRY_RUN', source: { fresh: {} } });
  expect(dryRun).toMatchObject({ status: 'SUCCEEDED', progress: { total: 100, processed: 100, percent: 100 } });
  expect(dryRun.counts).toMatchObject({ changed: 100, failed: 0, moduleEntitlementsCreated: 400, eventsCreated: 100 });
  expect(await database.sql('SELECT 1 FROM org_entitlements')).toHaveLength(0);

  const executed = await runToEnd(admin, { mode: 'EXECUTE', source: { dryRunId: dryRun.id } });
  expect(executed).toMatchObject({ status: 'SUCCEEDED', counts: dryRun.counts, planHash: dryRun.planHash });
  expect(await database.sql('SELECT 1 FROM org_entitlements')).toHaveLength(400);
  expect(await database.sql(`SELECT 1 FROM entitlement_events WHERE event_type = 'legacy_migration'`)).toHaveLength(
    100,
  );

  const again = await runToEnd(admin, { mode: 'EXECUTE', source: { fresh: {} } });
  expect(again.counts).toMatchObject({ changed: 0, unchanged: 100, moduleEntitlementsCreated: 0, eventsCreated: 0 });
});

test('a plan shows its changes of each module, the flags without a rule, and the organizations affected', async () => {
  const MODULES = `{ migrationRun(id: 1) { modules { id moduleKey module { displayName } created updated revoked held
      keptManual submodules } unmappedFlags { name organizations }
      sales: organizations(moduleKey: "sales") { totalCount }
      revoked: organizations(moduleKey: "sales", action: REVOKE) { totalCount }
      none: organizations(moduleKey: "nonsense") { totalCount } } }`;
  const { migrationRun } = z
    .object({
      migrationRun: z.object({
        modules: z.array(z.looseObject({ moduleKey: z.string(), created: z.number() })),
        unmappedFlags: z.array(z.unknown()),
        sales: z.unknown(),
        revoked: z.unknown(),
        none: z.unknown(),
      }),
    })
    .parse(await admin.request(MODULES));
  const created = await database.sql<{ key: string; count: number }>(
    `SELECT module_key AS key, count(*)::int AS count FROM org_entitlements JOIN modules m ON m.id = module_id
     GROUP BY m.module_key, m.sort_order ORDER BY m.sort_order`,
  );
  expect(migrationRun.modules.map(({ moduleKey, created: count }) => ({ key: moduleKey, count }))).toEqual(created);
  expect(migrationRun.modules[0]).toMatchObject({
    id: '1:sales',
    module: { displayName: 'Sales' },
    updated: 0,
    revoked: 0,
    held: 0,
    keptManual: 0,
  });
  expect(migrationRun).toMatchObject({
    unmappedFlags: [],
    sales: { totalCount: created[0]?.count },
    revoked: { totalCount: 0 },
    none: { totalCount: 0 },
  });
});

test('a plan names the execution that applied it', async () => {
  expect(
    await admin.request(
      `{ plan: migrationRun(id: 1) { execution { id dryRun { id } } } execution: migrationRun(id: 2) {
        execution { id } } }`,
    ),
  ).toEqual({ plan: { execution: { id: '2', dryRun: { id: '1' } } }, execution: { execution: null } });
});

test('an organization shows what the migration gave it', async () => {
  const { organization } = await admin.request(OrganizationAccessDocument, { id: '1' });
  const given = organization.entitlements.filter(({ status }) => status !== null);
  expect(given.map(({ module, status, source }) => `${module.key} ${status} ${source}`)).toEqual([
    'sales enabled legacy_migration',
    'inventory enabled legacy_migration',
    'finance enabled legacy_migration',
    'hr enabled legacy_migration',
  ]);
  expect(organization.entitlements).toHaveLength(17);
});

test("a run's journal is listed page by page without losing or repeating an organization", async () => {
  const readPage = async (behind: string | null) =>
    (await admin.request(RunOrganizationsDocument, { id: '1', first: 33, after: behind })).migrationRun?.organizations;
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(after);
    expect(page?.totalCount).toBe(100);
    seen.push(...(page?.nodes ?? []).map(({ id }) => id));
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => `1:${index + 1}`));
});

test('unmapped flags are limited to the most frequent ones', async () => {
  await database.addOrganizations(Array.from({ length: 105 }, (_, n) => ['CRM', 'everywhere', `only_${n}`]));
  const { id } = await runToEnd(admin, { mode: 'DRY_RUN', source: { fresh: {} } });
  const FLAGS = `query ($id: ID!, $first: Int!) { migrationRun(id: $id) { all: unmappedFlags { name }
      some: unmappedFlags(first: $first) { name organizations } } }`;
  const { migrationRun } = z
    .object({ migrationRun: z.object({ all: z.array(z.unknown()), some: z.array(z.unknown()) }) })
    .parse(await admin.request(FLAGS, { id, first: 2 }));
  expect(migrationRun.all).toHaveLength(100);
  expect(migrationRun.some).toEqual([
    { name: 'everywhere', organizations: 105 },
    { name: 'only_0', organizations: 1 },
  ]);
  await expect(admin.request(FLAGS, { id, first: 101 })).rejects.toThrow('must be from 1 to 100');
});
