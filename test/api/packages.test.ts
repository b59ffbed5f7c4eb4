import { join } from 'node:path';
import { gql, type GraphQLClient } from 'graphql-request';
import { z } from 'zod';
import { PackageWorker } from '../../src/features/packages/carry-out-packages';
import { documentOf, portcullis, TestFolder } from '../support/command';
import { StatementRecorder } from '../support/record-statements';
import { refusalOf } from '../support/refusal';
import { runToEnd, waitForRun } from '../support/run';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  server = await startTestServer(database);
  operator = await server.as('OPERATOR');
  await publish('basic', [{ moduleKey: 'sales' }, { moduleKey: 'hr', status: 'TRIAL', trialDays: 30 }]);
  await publish('plus', [{ moduleKey: 'sales' }, { moduleKey: 'hr' }, { moduleKey: 'finance' }]);
  await publish('leads', [{ moduleKey: 'sales', submoduleKey: 'leads' }]);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

beforeEach(async () => {
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE', enforce_percentage = 0`);
  [acme = '0'] = await database.addOrganizations([['CRM']]);
});

const WHY = 'ordered, order 4711';
const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

interface Item {
  readonly moduleKey: string;
  readonly submoduleKey?: string;
  readonly status?: string;
  readonly trialDays?: number;
}

const published = z.object({
  done: z.object({ changed: z.boolean(), package: z.object({ id: z.string(), version: z.number() }) }),
});

async function publish(key: string, items: readonly Item[], more: Readonly<Record<string, unknown>> = {}) {
  const asked = await operator.request(
    gql`
      mutation ($input: PublishPackageInput!) {
        done: publishPackage(input: $input) {
          changed
          package {
            id
            version
          }
        }
      }
    `,
    { input: { key, displayName: key, items, reason: 'price list 2026', ...more } },
  );
  return published.parse(asked).done;
}

const answer = z.object({ allowed: z.boolean(), reason: z.string() });
const payload = z.object({
  dryRun: z.boolean(),
  organization: z.object({ version: z.number() }),
  packages: z.array(z.object({ id: z.string(), version: z.number(), endsAt: z.string().nullable() })),
  changes: z.array(
    z.object({
      moduleKey: z.string(),
      submoduleKey: z.string().nullable(),
      warning: z.string().nullable(),
      before: answer,
      after: answer,
    }),
  ),
  kept: z.array(z.object({ moduleKey: z.string(), submoduleKey: z.string().nullable(), source: z.string() })),
});
const FIELDS = `{ dryRun organization { version } packages { id version endsAt }
  changes { moduleKey submoduleKey warning before { allowed reason } after { allowed reason } }
  kept { moduleKey submoduleKey source } }`;
const ASSIGN = `mutation ($input: AssignPackagesInput!) { done: assignPackages(input: $input) ${FIELDS} }`;
const END = `mutation ($input: EndPackagesInput!) { done: endPackages(input: $input) ${FIELDS} }`;

interface Asked {
  readonly key: string;
  readonly version?: number;
  readonly startsAt?: string;
  readonly endsAt?: string | null;
}

async function assign(packages: readonly Asked[], more: Readonly<Record<string, unknown>> = {}, client = operator) {
  const input = { organizationId: acme, reason: WHY, packages, ...more };
  return z.object({ done: payload }).parse(await client.request(ASSIGN, { input })).done;
}

async function end(keys: readonly string[], more: Readonly<Record<string, unknown>> = {}) {
  const input = { organizationId: acme, reason: WHY, keys, ...more };
  return z.object({ done: payload }).parse(await operator.request(END, { input })).done;
}

const run = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: database.url } });

/** What a worker of a server does, once. */
async function carryOut(): Promise<void> {
  const errors: unknown[] = [];
  const worker = new PackageWorker(database.dataSource, { environment: null, onError: (error) => errors.push(error) });
  while (await worker.work()) continue;
  expect(errors).toEqual([]);
}

const rows = () =>
  database.sql<{ module: string; status: string; source: string }>(
    `SELECT module_key AS module, status, source FROM org_entitlements e
     JOIN modules m ON m.id = e.module_id WHERE org_id = $1 ORDER BY module_key`,
    [acme],
  );
const events = () =>
  database.sql<{ event_type: string; reason: string; payload: Record<string, unknown> }>(
    `SELECT event_type, reason, payload FROM entitlement_events WHERE org_id = $1 ORDER BY id`,
    [acme],
  );
async function allowed(moduleKey: string, submoduleKey: string | null = null): Promise<boolean> {
  const asked = await operator.request(
    `query ($id: ID!, $module: String!, $submodule: String) {
       organization(id: $id) { decision(moduleKey: $module, submoduleKey: $submodule) { allowed } } }`,
    { id: acme, module: moduleKey, submodule: submoduleKey },
  );
  return z.object({ organization: z.object({ decision: z.object({ allowed: z.boolean() }) }) }).parse(asked)
    .organization.decision.allowed;
}

/** Moves what an organization has by so many days into the past, as time would. */
async function daysGoBy(days: number): Promise<void> {
  await database.sql(
    `UPDATE organization_packages SET starts_at = starts_at - $2 * interval '1 day',
       ends_at = ends_at - $2 * interval '1 day', due_at = due_at - $2 * interval '1 day' WHERE org_id = $1`,
    [acme, days],
  );
}

describe('packages of an organization', () => {
  test('give the union of what they have, with one event that has all rows, and say from which package', async () => {
    const { changes, packages, organization } = await assign([{ key: 'basic' }, { key: 'leads' }]);
    expect(packages.map(({ id }) => id)).toEqual([`${acme}:basic`, `${acme}:leads`]);
    expect(changes.find(({ moduleKey, submoduleKey }) => moduleKey === 'hr' && submoduleKey === null)).toMatchObject({
      before: { reason: 'NOT_ENTITLED' },
      after: { allowed: true, reason: 'TRIAL' },
    });
    expect(organization.version).toBe(1);
    expect(await rows()).toEqual([
      { module: 'hr', status: 'trial', source: 'package:basic@1' },
      { module: 'sales', status: 'enabled', source: 'package:basic@1' },
    ]);
    const [event] = await events();
    expect(event).toMatchObject({ event_type: 'packages_changed', reason: WHY });
    expect(event?.payload).toMatchObject({
      by: { role: 'OPERATOR', via: 'API' },
      packages: {
        before: [],
        after: [
          { key: 'basic', version: 1 },
          { key: 'leads', version: 1 },
        ],
      },
    });
  });

  test('end at once, and take only what they alone gave', async () => {
    await assign([{ key: 'plus' }, { key: 'basic' }]);
    const { changes } = await end(['plus']);
    expect(changes.filter(({ submoduleKey }) => submoduleKey === null).map(({ moduleKey }) => moduleKey)).toEqual(
      expect.arrayContaining(['finance']),
    );
    expect(await rows()).toEqual([
      { module: 'hr', status: 'trial', source: 'package:basic@1' },
      { module: 'sales', status: 'enabled', source: 'package:basic@1' },
    ]);
  });

  test('are previewed without a trace', async () => {
    const previewed = await assign([{ key: 'plus' }], { dryRun: true });
    expect({ dryRun: previewed.dryRun, rows: await rows(), events: await events() }).toEqual({
      dryRun: true,
      rows: [],
      events: [],
    });
    const { changes } = await assign([{ key: 'plus' }]);
    expect(changes).toEqual(previewed.changes);
  });

  test('leave what was granted by hand as it is, name it, and give it again once the grant has ended', async () => {
    const admin = await server.as('SUPER_ADMIN');
    await admin.request(
      `mutation ($id: ID!) { grantEntitlements(input: { organizationId: $id, expectedVersion: 0, reason: "by hand",
         changes: [{ moduleKey: "finance", status: ENABLED }] }) { dryRun } }`,
      { id: acme },
    );
    expect((await assign([{ key: 'plus' }])).kept).toEqual([
      { moduleKey: 'finance', submoduleKey: null, source: 'grant' },
    ]);
    await end(['plus']);
    expect(await rows()).toEqual([{ module: 'finance', status: 'enabled', source: 'grant' }]);
    await assign([{ key: 'plus' }]);
    const ended = z.object({ endEntitlements: z.object({ changes: z.array(z.object({ after: answer })) }) }).parse(
      await admin.request(
        `mutation ($id: ID!) { endEntitlements(input: { organizationId: $id, expectedVersion: 4, reason: "by hand",
             targets: [{ moduleKey: "finance" }] }) { changes { after { allowed reason } } } }`,
        { id: acme },
      ),
    );
    expect(ended.endEntitlements.changes).toEqual([{ after: { allowed: true, reason: 'ENTITLED' } }]);
    expect(await rows()).toContainEqual({ module: 'finance', status: 'enabled', source: 'package:plus@1' });
  });

  test('take rows of a migration run over where asked, and what they do not give stays as a grant', async () => {
    [acme = '0'] = await database.addOrganizations([['CRM', 'Finance']]);
    const admin = await server.as('SUPER_ADMIN');
    await runToEnd(admin, { mode: 'EXECUTE', source: { fresh: { organizationIds: [acme] } } });
    const migrated = await rows();
    expect(migrated.map(({ source }) => source)).toEqual(migrated.map(() => 'legacy_migration'));
    const without = await assign([{ key: 'leads' }]);
    expect(await rows()).toEqual(migrated);
    expect(without.changes).toEqual([]);
    const { changes } = await assign([{ key: 'basic' }], { handOver: true, ends: ['leads'] });
    expect(changes.filter(({ before, after }) => before.allowed && !after.allowed)).toEqual([]);
    const after = await rows();
    expect(after.map(({ module }) => module)).toEqual(expect.arrayContaining(migrated.map(({ module }) => module)));
    expect(new Set(after.map(({ source }) => source))).toEqual(
      new Set([
        'package:basic@1',
        ...(migrated.some(({ module }) => !['sales', 'hr'].includes(module)) ? ['grant'] : []),
      ]),
    );
  });

  test('begin and end by date, each with an event, also while nobody looks', async () => {
    await assign([{ key: 'plus', startsAt: inDays(2), endsAt: inDays(5) }]);
    expect(await allowed('finance')).toBe(false);
    await carryOut();
    expect(await rows()).toEqual([]);
    await daysGoBy(3);
    await carryOut();
    expect(await allowed('finance')).toBe(true);
    await daysGoBy(3);
    await carryOut();
    expect(await allowed('finance')).toBe(false);
    expect((await events()).map(({ event_type }) => event_type)).toEqual([
      'packages_changed',
      'packages_carried_out',
      'packages_carried_out',
    ]);
    expect(await database.sql('SELECT 1 FROM organization_packages WHERE org_id = $1', [acme])).toEqual([]);
  });

  test('are carried out once, however many workers look at the same time', async () => {
    await assign([{ key: 'plus', startsAt: inDays(2) }]);
    await daysGoBy(3);
    await Promise.all(Array.from({ length: 5 }, () => carryOut()));
    expect((await events()).map(({ event_type }) => event_type)).toEqual(['packages_changed', 'packages_carried_out']);
  });

  test('give again what a migration run stood in the way of, once it is rolled back', async () => {
    const admin = await server.as('SUPER_ADMIN');
    const { id } = await runToEnd(admin, { mode: 'EXECUTE', source: { fresh: { organizationIds: [acme] } } });
    expect((await assign([{ key: 'basic' }])).kept).toEqual([
      { moduleKey: 'sales', submoduleKey: null, source: 'legacy_migration' },
    ]);
    const source = async () => (await rows()).find(({ module }) => module === 'sales')?.source;
    expect(await source()).toBe('legacy_migration');
    await admin.request(
      `mutation ($id: ID!) { rollbackMigrationRun(input: { id: $id, reason: "a mistake",
      acknowledgeLostAccess: true }) { migrationRun { id } } }`,
      { id },
    );
    await waitForRun(admin, id, ({ status }) => status === 'ROLLED_BACK');
    await carryOut();
    expect(await source()).toBe('package:basic@1');
  });

  test('are refused where a trial would end what the organization has today, unless that is said', async () => {
    await assign([{ key: 'plus' }]);
    const move = () => assign([{ key: 'basic' }], { ends: ['plus'] });
    expect(await refusalOf(move())).toMatchObject({ code: 'INVALID_INPUT' });
    const { changes } = await assign([{ key: 'basic' }], { ends: ['plus'], acknowledgeShorterAccess: true });
    expect(changes.find(({ moduleKey, submoduleKey }) => moduleKey === 'hr' && submoduleKey === null)?.warning).toBe(
      'SHORTER_ACCESS',
    );
  });

  test('are given once for an idempotency key, also when the first response was lost', async () => {
    const first = await assign([{ key: 'basic' }], { idempotencyKey: `sign-up-${acme}` });
    const second = await assign([{ key: 'basic' }], { idempotencyKey: `sign-up-${acme}` });
    expect(second.changes).toEqual(first.changes);
    expect(await events()).toHaveLength(1);
    const other = assign([{ key: 'plus' }], { idempotencyKey: `sign-up-${acme}` });
    expect(await refusalOf(other)).toMatchObject({ code: 'CONFLICT' });
  });

  test('are refused for a version that somebody else has changed meanwhile', async () => {
    await assign([{ key: 'basic' }], { expectedVersion: 0 });
    expect(await refusalOf(assign([{ key: 'plus' }], { expectedVersion: 0 }))).toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('of others do not exist for a member, and its own have no reason and no name of who gave them', async () => {
    await assign([{ key: 'basic' }]);
    const query = `query ($id: ID!) { organization(id: $id) { packages { key version displayName inForce
      reason assignedBy package { key } } } }`;
    const member = await server.as('MEMBER', acme);
    expect(await member.request(query, { id: acme })).toMatchObject({
      organization: {
        packages: [
          { key: 'basic', displayName: 'basic', inForce: true, reason: null, assignedBy: null, package: null },
        ],
      },
    });
    const admin = await server.as('ORG_ADMIN', acme);
    expect(await admin.request(query, { id: acme })).toMatchObject({
      organization: { packages: [{ reason: WHY, assignedBy: 'test:operator', package: null }] },
    });
    const [other] = await database.addOrganizations([[]]);
    const stranger = await server.as('MEMBER', other);
    expect(await refusalOf(stranger.request(query, { id: acme }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('that a run gives at the same moment are not overwritten', async () => {
    const { manager } = database.dataSource;
    const assigning = await manager.transaction(async (other) => {
      await other.query(
        `INSERT INTO organization_packages (org_id, package_key, version, starts_at, assigned_by, reason)
         VALUES ($1, 'basic', 1, now(), 'a run', 'a test')`,
        [acme],
      );
      const asked = refusalOf(assign([{ key: 'basic', endsAt: inDays(3) }]));
      await until(
        'it waits',
        async () =>
          (
            await database.sql(`SELECT 1 FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event = 'transactionid'`)
          ).length > 0,
      );
      return { asked };
    });
    expect(await assigning.asked).toMatchObject({ code: 'CONFLICT' });
    expect(
      await database.sql('SELECT assigned_by AS by, ends_at AS ends FROM organization_packages WHERE org_id = $1', [
        acme,
      ]),
    ).toEqual([{ by: 'a run', ends: null }]);
  });

  test('can be given by a product at its sign-up', async () => {
    const product = await server.as('PROVISIONER');
    expect((await assign([{ key: 'basic' }], {}, product)).packages).toHaveLength(1);
  });

  test('are given all or none: one fault, and nothing is written', async () => {
    const refused = await refusalOf(assign([{ key: 'basic' }, { key: 'pluss' }]));
    expect(refused).toMatchObject({ code: 'INVALID_INPUT' });
    expect(refused.message).toMatch(/input\.packages\.1\.key names an unknown package, 'pluss'.*plus/);
    expect({ rows: await rows(), events: await events() }).toEqual({ rows: [], events: [] });
  });

  test('that organizations have are found by package and version', async () => {
    await assign([{ key: 'leads' }]);
    const found = await operator.request(
      `{ organizations(packageKey: "leads", packageVersion: 1, first: 100) { nodes { id } }
         package(key: "leads") { organizations(first: 100) { nodes { id } } } }`,
    );
    const page = z.object({ nodes: z.array(z.object({ id: z.string() })) });
    const read = z.object({ organizations: page, package: z.object({ organizations: page }) }).parse(found);
    expect(read.organizations.nodes).toContainEqual({ id: acme });
    expect(read.package.organizations.nodes).toEqual(read.organizations.nodes);
  });
});

describe('a version of a package', () => {
  test('changes nobody who has an earlier one, until the organization is moved', async () => {
    await publish('growing', [{ moduleKey: 'sales' }]);
    await assign([{ key: 'growing' }]);
    const two = await publish('growing', [{ moduleKey: 'sales' }, { moduleKey: 'hr' }]);
    expect(two).toEqual({ changed: true, package: { id: 'growing@2', version: 2 } });
    await carryOut();
    expect(await allowed('hr')).toBe(false);
    await assign([{ key: 'growing' }]);
    expect(await allowed('hr')).toBe(true);
  });

  test('is listed with all others by one statement for all packages, and not in circles', async () => {
    const statements = new StatementRecorder(database.dataSource);
    const sent = await statements.during(async () => {
      const found = await operator.request('{ packages { key versions { id } } }');
      const { packages } = z
        .object({ packages: z.array(z.object({ key: z.string(), versions: z.array(z.object({ id: z.string() })) })) })
        .parse(found);
      expect(packages.length).toBeGreaterThan(3);
      for (const { key, versions } of packages) expect(versions.at(-1)).toEqual({ id: `${key}@1` });
    });
    expect(sent.filter((statement) => statement.includes('package_versions'))).toHaveLength(2);
    const circle = operator.request('{ packages { versions { versions { id } } } }');
    expect((await refusalOf(circle)).message).toMatch(/could return up to \d+ fields, and the limit is/);
  });

  test('that says the same as the newest is not published again', async () => {
    await publish('same', [{ moduleKey: 'sales' }, { moduleKey: 'hr' }]);
    const again = await publish('same', [{ moduleKey: 'hr' }, { moduleKey: 'sales' }]);
    expect(again).toEqual({ changed: false, package: { id: 'same@1', version: 1 } });
  });

  test('is refused where somebody else has published another one meanwhile', async () => {
    await publish('raced', [{ moduleKey: 'sales' }], { expectedVersion: 0 });
    const second = publish('raced', [{ moduleKey: 'hr' }], { expectedVersion: 0 });
    expect(await refusalOf(second)).toMatchObject({ code: 'CONFLICT', details: { version: 1 } });
  });

  test('that was changed by SQL gives nothing to anybody, and the refusal says what to do', async () => {
    await publish('tampered', [{ moduleKey: 'sales' }]);
    await database.sql(`UPDATE package_versions SET items = items || '[{"module":"finance","submodule":null,
      "status":"enabled","trialDays":null}]' WHERE package_key = 'tampered'`);
    const refused = await refusalOf(assign([{ key: 'tampered' }]));
    expect(refused).toMatchObject({ code: 'CONFLICT' });
    expect(refused.message).toMatch(/tampered@1 is not what was published/);
    expect(await rows()).toEqual([]);
  });

  test.each([
    [{ key: 'Bad Key', items: [{ moduleKey: 'sales' }] }, /input\.key 'Bad Key' must be snake_case/],
    [{ key: 'none', items: [] }, /input\.items must name at least one module/],
    [{ key: 'typo', items: [{ moduleKey: 'salse' }] }, /input\.items\.0\.moduleKey names an unknown module, 'salse'/],
    [
      { key: 'always', items: [{ moduleKey: 'home' }] },
      /input\.items\.0\.moduleKey names (an unknown module|module 'home', whose policy)/,
    ],
    [
      { key: 'endless', items: [{ moduleKey: 'hr', status: 'TRIAL' }] },
      /input\.items\.0\.trialDays must be 1 to 3650 days/,
    ],
    [
      { key: 'off', items: [{ moduleKey: 'sales', submoduleKey: 'leads', status: 'DISABLED' }] },
      /input\.items\.0\.status switches a submodule off, but the package does not give module 'sales'/,
    ],
    [
      { key: 'twice', items: [{ moduleKey: 'sales' }, { moduleKey: 'sales' }] },
      /input\.items\.1\.moduleKey names the same target as item 1/,
    ],
  ])('with a fault is refused by its field: %j', async ({ key, items }, message) => {
    const refused = await refusalOf(publish(key, items));
    expect(refused.code).toBe('INVALID_INPUT');
    expect(refused.message).toMatch(message);
    expect(await database.sql('SELECT 1 FROM package_versions WHERE package_key = $1', [key])).toEqual([]);
  });
});

describe('default packages', () => {
  const setDefaults = (keys: readonly string[]) =>
    operator.request(
      `mutation ($keys: [String!]!) { setDefaultPackages(input: { keys: $keys, reason: "who signs up" }) {
         packages { id } } }`,
      { keys },
    );

  test('are given to organizations that appear afterwards, once, and to none that was there before', async () => {
    const before = acme;
    expect(await setDefaults(['basic'])).toEqual({ setDefaultPackages: { packages: [{ id: 'basic@1' }] } });
    [acme = '0'] = await database.addOrganizations([[]]);
    await carryOut();
    await carryOut();
    expect((await events()).map(({ event_type }) => event_type)).toEqual(['organization_seen']);
    expect(await allowed('sales')).toBe(true);
    await end(['basic']);
    await carryOut();
    expect(await allowed('sales')).toBe(false);
    acme = before;
    expect(await rows()).toEqual([]);
    await setDefaults([]);
    [acme = '0'] = await database.addOrganizations([[]]);
    await carryOut();
    expect(await events()).toEqual([]);
  });

  test('do not come on top of what the sign-up has given already', async () => {
    await setDefaults(['basic']);
    [acme = '0'] = await database.addOrganizations([[]]);
    await assign([{ key: 'plus' }]);
    await carryOut();
    expect((await rows()).map(({ source }) => source)).toEqual(Array<string>(3).fill('package:plus@1'));
    await setDefaults([]);
  });

  test('that do not exist are refused by their place', async () => {
    expect((await refusalOf(setDefaults(['basic', 'bsic']))).message).toMatch(
      /input\.keys\.1 names an unknown package, 'bsic'/,
    );
  });
});

test('who had what by a package on any day can be told afterwards', async () => {
  await assign([{ key: 'plus' }]);
  await new Promise((resolve) => setTimeout(resolve, 30));
  const between = new Date().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 30));
  await end(['plus']);
  const asked = await operator.request(
    `query ($id: ID!, $at: DateTime) { organization(id: $id) {
       then: decision(moduleKey: "finance", at: $at) { allowed } now: decision(moduleKey: "finance") { allowed }
       history(moduleKey: "finance") { nodes { begunBy { reason } } } } }`,
    { id: acme, at: between },
  );
  expect(asked).toMatchObject({ organization: { then: { allowed: true }, now: { allowed: false } } });
  expect(JSON.stringify(asked)).toContain(WHY);
});

test('packages of an organization are in snapshots, and an import gives them back exactly', async () => {
  const folder = await TestFolder.create();
  try {
    const fresh = await createTestDatabase('seeded');
    try {
      const [org = '0'] = await fresh.addOrganizations([[]]);
      await fresh.sql(
        `INSERT INTO package_versions SELECT * FROM json_populate_recordset(NULL::package_versions, $1)`,
        [JSON.stringify(await database.sql(`SELECT * FROM package_versions WHERE package_key = 'plus'`))],
      );
      const command = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: fresh.url } });
      expect(await command('packages', 'assign', org, 'plus', '--reason', WHY)).toMatchObject({ code: 0 });
      const dump = () => fresh.sql('SELECT * FROM organization_packages ORDER BY org_id, package_key');
      const before = await dump();
      const file = join(folder.path, 'all.ndjson.gz');
      const [{ name } = { name: '' }] = await fresh.sql<{ name: string }>('SELECT current_database() AS name');
      expect(await command('reset', '--confirm', name, '--reason', WHY, '--export', file)).toMatchObject({
        code: 0,
      });
      expect(await dump()).toEqual([]);
      expect(await fresh.sql('SELECT 1 FROM org_entitlements')).toEqual([]);
      expect(await command('snapshot', 'import', file, '--reason', WHY)).toMatchObject({ code: 0 });
      expect(await dump()).toEqual(before);
    } finally {
      await fresh.close();
    }
  } finally {
    await folder.remove();
  }
});

test('an organization that was deleted keeps no worker from the others', async () => {
  await assign([{ key: 'plus', startsAt: inDays(2) }]);
  await daysGoBy(3);
  await database.sql('DELETE FROM organizations WHERE id = $1', [acme]);
  await carryOut();
  expect(await database.sql('SELECT 1 FROM organization_packages WHERE org_id = $1', [acme])).toEqual([]);
});

test('what fits an organization is proposed, with what it would gain and what would be left over', async () => {
  const admin = await server.as('SUPER_ADMIN');
  await admin.request(
    `mutation ($id: ID!) { grantEntitlements(input: { organizationId: $id, expectedVersion: 0, reason: "by hand",
       changes: [{ moduleKey: "sales", status: ENABLED }, { moduleKey: "hr", status: ENABLED },
                 { moduleKey: "projects", status: ENABLED }] }) { dryRun } }`,
    { id: acme },
  );
  const done = await run('packages', 'fit', '--package', 'leads', 'plus', '--json');
  expect(done).toMatchObject({ code: 3, stderr: '' });
  const proposal = z.object({
    organizationId: z.string(),
    packages: z.array(z.string()),
    gained: z.array(z.string()),
    extra: z.array(z.string()),
  });
  const { proposals } = z.object({ proposals: z.array(proposal) }).parse(documentOf(done));
  const found = proposals.find(({ organizationId }) => organizationId === acme);
  expect(found?.packages).toEqual(['plus@1']);
  expect(found?.gained).toContain('finance');
  expect(found?.gained).not.toContain('hr');
  expect(found?.extra).toContain('projects');
});
