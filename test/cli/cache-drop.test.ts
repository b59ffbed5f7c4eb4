import { z } from 'zod';
import { documentOf, portcullis } from '../support/command';
import { ask, send } from '../support/http';
import { until } from '../support/run-engine';
import { scrape, valueOf } from '../support/scrape';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

jest.setTimeout(60_000);

let database: TestDatabase;
let server: TestServer;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([null]);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT 1, id, 'enabled', 'admin' FROM modules WHERE module_key = 'sales'`,
  );
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  server = await startTestServer(database, { worker: false });
  authorization = await bearer(GOOD_CLAIMS);
});
afterAll(async () => {
  await server.close();
  await database.close();
});

const answered = z.object({ checkEntitlements: z.tuple([z.object({ allowed: z.boolean() })]) });
const allowed = async () => {
  const query = '{ checkEntitlements(checks: [{ organizationId: "1", moduleKey: "sales" }]) { allowed } }';
  const [{ allowed: isAllowed }] = answered.parse((await ask(server, query, { authorization })).data).checkEntitlements;
  return isAllowed;
};

/** As a restore, or logical replication, does it: no trigger fires. */
const unheard = (statement: string) =>
  database.sql(`BEGIN; SET LOCAL session_replication_role = replica; ${statement}; COMMIT`);

test('a change without a notification is seen at once after cache drop, which says how many listened', async () => {
  expect(await allowed()).toBe(true);
  await unheard(`UPDATE modules SET is_active = false WHERE module_key = 'sales'`);
  expect(await allowed()).toBe(true);
  const dropped = await portcullis(['cache', 'drop', '--json'], { env: { DATABASE_URL: database.url } });
  expect([dropped.code, documentOf(dropped)]).toEqual([0, { listening: 1, unseen: 0 }]);
  await until('the change is seen', async () => !(await allowed()));
  await unheard(`UPDATE modules SET is_active = true WHERE module_key = 'sales'`);
  const { stdout } = await portcullis(['cache', 'drop'], { env: { DATABASE_URL: database.url } });
  expect(stdout).toContain('Processes that listen for changes, and drop what they keep: 1');
  await until('the change is seen', allowed);
});

test('triggers that are switched off are told by readiness and metrics until db migrate makes them again', async () => {
  await database.sql('ALTER TABLE modules DISABLE TRIGGER ALL');
  const told = async () => (await send(`${server.url}/health/ready`)).text;
  await until('readiness tells it', async () => (await told()).includes('missing or switched off (1)'), 30);
  expect(valueOf(await scrape(server), 'portcullis_lost_triggers')).toBe(1);
  expect((await portcullis(['db', 'migrate'], { env: { DATABASE_URL: database.url } })).code).toBe(0);
  await until('readiness is content', async () => (await told()) === '{"status":"ok"}', 30);
});
