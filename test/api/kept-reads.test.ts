import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { ask } from '../support/http';
import { patiently } from '../support/patience';
import { StatementRecorder } from '../support/record-statements';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer } from '../support/tokens';

/** What frontends ask, and how many statements it may take at most when nothing is kept yet. */
const QUERIES: Readonly<Record<string, readonly [most: number, query: string]>> = {
  viewer: [1, '{ viewer { id role organization { id gating } } }'],
  decision: [1, '{ viewer { organization { decision(moduleKey: "sales") { allowed reason } } } }'],
  checkEntitlements: [1, '{ checkEntitlements(checks: [{ moduleKey: "sales" }, { moduleKey: "hr" }]) { allowed } }'],
  entitlements: [
    1,
    `{ viewer { organization { entitlements { module { displayName } status decision { allowed }
        submodules { submodule { displayName menuPath } enabled } } } } }`,
  ],
  menu: [1, '{ viewer { organization { menu { label path icon access children { label path access } } } } }'],
  routeAccess: [
    1,
    '{ viewer { organization { routeAccess(paths: ["/sales/leads/7"]) { module { key } decision { allowed } } } } }',
  ],
};

let database: TestDatabase;
let server: TestServer;
let recorder: StatementRecorder;
let member: string;
let organization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  [organization = ''] = await database.addOrganizations([['CRM']]);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT $1, id, 'enabled', 'admin' FROM modules WHERE module_key = 'sales'`,
    [organization],
  );
  server = await startTestServer(database, { worker: false });
  recorder = new StatementRecorder(database.dataSource);
  member = await bearer({ sub: 'member', role: 'MEMBER', org_id: organization });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

async function answerTo(query: string): Promise<unknown> {
  const { data, errors, text } = await ask(server, query, { authorization: member });
  if (errors.length > 0) throw new Error(text);
  return data;
}

const sentFor = (query: string) => recorder.during(() => answerTo(query));
/** Everything is forgotten, as after a change that concerns all. */
const forgetAll = async () => {
  await database.sql(`SELECT pg_notify('portcullis_access', '*')`);
  await delay(200);
};

test.each(Object.entries(QUERIES))('a frontend that asks for %s again costs no SQL', async (_name, [most, query]) => {
  await forgetAll();
  const cold = await sentFor(query);
  expect(cold.length).toBeGreaterThan(0);
  expect(cold.length).toBeLessThanOrEqual(most);
  const before = await answerTo(query);
  // While its line of changes is down, as after a pause of two seconds, a server keeps nothing.
  await until('it is kept', async () => (await sentFor(query)).length === 0, 2);
  expect(await answerTo(query)).toEqual(before);
});

test('many frontends that ask at once for what is not kept share what is read', async () => {
  const [most, query] = QUERIES['menu'] ?? [0, ''];
  await forgetAll();
  const sent = await recorder.during(() => Promise.all(Array.from({ length: 30 }, () => answerTo(query))));
  expect(sent.length).toBeLessThanOrEqual(most);
});

const menu = z.object({
  viewer: z.object({ organization: z.object({ menu: z.array(z.object({ label: z.string() })) }) }),
});
const labels = async () =>
  menu
    .parse(await answerTo('{ viewer { organization { menu { label } } } }'))
    .viewer.organization.menu.map(({ label }) => label);

test('a menu shows a module that was renamed, hidden or added by hand, at once', async () => {
  await labels();
  await database.sql(`UPDATE modules SET display_name = 'Selling' WHERE module_key = 'sales'`);
  await until('the new name', async () => (await labels()).includes('Selling'));
  await database.sql(`UPDATE modules SET is_active = false WHERE module_key = 'sales'`);
  await until('it is gone', async () => !(await labels()).includes('Selling'));
  await database.sql(`UPDATE modules SET is_active = true WHERE module_key = 'sales'`);
  await database.sql(`INSERT INTO modules (module_key, display_name) VALUES ('brand_new', 'Brand new')`);
  await until('the new module', async () => (await labels()).includes('Brand new'));
});

test('checks and menus are answered whatever an adopted taxonomy holds in columns that decide nothing', async () => {
  const before = await labels();
  for (const column of ['updated_at', 'sort_order', 'display_name']) {
    await database.sql(`ALTER TABLE modules ALTER ${column} DROP NOT NULL`);
    await database.sql(`UPDATE modules SET ${column} = NULL WHERE module_key = 'hr'`);
    await forgetAll();
    expect(await answerTo('{ checkEntitlements(checks: [{ moduleKey: "sales" }]) { allowed } }')).toEqual({
      checkEntitlements: [{ allowed: true }],
    });
    if (column !== 'display_name') expect(new Set(await labels())).toEqual(new Set(before));
  }
  await database.sql(
    `UPDATE modules SET updated_at = now(), sort_order = 0, display_name = 'HR' WHERE module_key = 'hr'`,
  );
});

describe("an organization's name, which belongs to another application,", () => {
  const query = '{ viewer { organization { name } } }';

  test('is read only where it is asked for, and then kept for two seconds at most', async () => {
    await answerTo('{ viewer { organization { id } } }');
    expect(await sentFor('{ viewer { organization { id gating } } }')).toEqual([]);
    await delay(2_100);
    expect(await sentFor(query)).toHaveLength(1);
    expect(await sentFor(query)).toEqual([]);
    await database.sql(`UPDATE public.organizations SET name = 'Renamed' WHERE id = $1`, [organization]);
    const begun = performance.now();
    await until('the new name', async () => JSON.stringify(await answerTo(query)).includes('Renamed'));
    expect(performance.now() - begun).toBeLessThan(patiently(3_000));
  });
});
