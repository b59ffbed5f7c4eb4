import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gql, type GraphQLClient } from 'graphql-request';
import { z } from 'zod';
import { packageRoot } from '../../src/platform/package-root';
import { documentOf, portcullis, TestFolder } from '../support/command';
import { refusalOf, settled } from '../support/refusal';
import { runToEnd, waitForRun } from '../support/run';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  server = await startTestServer(database);
  operator = await server.as('SUPER_ADMIN');
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

const answer = z.object({
  allowed: z.boolean(),
  reason: z.string(),
  entitlement: z.object({ allowed: z.boolean(), reason: z.string() }),
});
const payload = z.object({
  dryRun: z.boolean(),
  organization: z.object({ version: z.number() }),
  changes: z.array(
    z.object({
      moduleKey: z.string(),
      submoduleKey: z.string().nullable(),
      warning: z.string().nullable(),
      before: answer,
      after: answer,
    }),
  ),
});
const FIELDS = `{ dryRun organization { version } changes { moduleKey submoduleKey warning
  before { allowed reason entitlement { allowed reason } } after { allowed reason entitlement { allowed reason } } } }`;
const GRANT = gql`mutation ($input: GrantEntitlementsInput!) { done: grantEntitlements(input: $input) ${FIELDS} }`;
const END = gql`mutation ($input: EndEntitlementsInput!) { done: endEntitlements(input: $input) ${FIELDS} }`;

interface Asked {
  readonly moduleKey: string;
  readonly submoduleKey?: string;
  readonly status?: string;
  readonly trialExpiresAt?: string;
}

async function version(): Promise<number> {
  const asked = await operator.request(
    gql`
      query ($id: ID!) {
        organization(id: $id) {
          version
        }
      }
    `,
    { id: acme },
  );
  return z.object({ organization: z.object({ version: z.number() }) }).parse(asked).organization.version;
}

async function grant(changes: readonly Asked[], more: Readonly<Record<string, unknown>> = {}, client = operator) {
  const input = { organizationId: acme, expectedVersion: await version(), reason: WHY, changes, ...more };
  return z.object({ done: payload }).parse(await client.request(GRANT, { input })).done;
}

async function end(targets: readonly Asked[], more: Readonly<Record<string, unknown>> = {}, client = operator) {
  const input = { organizationId: acme, expectedVersion: await version(), reason: WHY, targets, ...more };
  return z.object({ done: payload }).parse(await client.request(END, { input })).done;
}

const run = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: database.url } });

const rows = () =>
  database.sql(
    `SELECT module_key AS module, status, partial, source, trial_expires_at AS ends FROM org_entitlements e
     JOIN modules m ON m.id = e.module_id WHERE org_id = $1 ORDER BY module_key`,
    [acme],
  );
const events = () =>
  database.sql<{ event_type: string; reason: string; payload: unknown }>(
    `SELECT event_type, reason, payload FROM entitlement_events WHERE org_id = $1 ORDER BY id`,
    [acme],
  );

test('a grant gives modules, submodules and trials at once, with one event that has all rows', async () => {
  const ends = inDays(14);
  const { changes, organization } = await grant([
    { moduleKey: 'hr', status: 'ENABLED' },
    { moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' },
    { moduleKey: 'finance', status: 'TRIAL', trialExpiresAt: ends },
  ]);
  expect(changes.map(({ before, after, warning }) => [before.reason, after.reason, warning])).toEqual([
    ['NOT_ENTITLED', 'ENTITLED', null],
    ['NOT_ENTITLED', 'SUBMODULE_ENABLED', null],
    ['NOT_ENTITLED', 'TRIAL', null],
  ]);
  expect(organization.version).toBe(1);
  expect(await rows()).toEqual([
    { module: 'finance', status: 'trial', partial: false, source: 'grant', ends: new Date(ends) },
    { module: 'hr', status: 'enabled', partial: false, source: 'grant', ends: null },
    { module: 'sales', status: 'enabled', partial: true, source: 'grant', ends: null },
  ]);
  const [event, ...others] = await events();
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    event_type: 'entitlements_granted',
    reason: WHY,
    payload: {
      gating: 'ENFORCE',
      changes: [{ module: 'hr', status: 'enabled' }, { submodule: 'leads' }, { trialExpiresAt: ends }],
      rows: expect.arrayContaining([
        expect.objectContaining({ action: 'CREATE', module: 'hr', before: null, after: expect.anything() }),
      ]),
      by: { via: 'API', role: 'SUPER_ADMIN' },
    },
  });
});

test('a dry run shows what would change, under the gating in force and under ENFORCE, and writes nothing', async () => {
  await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
  const { dryRun, changes } = await grant([{ moduleKey: 'hr', status: 'ENABLED' }], { dryRun: true });
  expect(dryRun).toBe(true);
  expect(changes[0]).toMatchObject({
    before: { allowed: false, reason: 'LEGACY_OFF', entitlement: { allowed: false } },
    after: { allowed: false, reason: 'LEGACY_OFF', entitlement: { allowed: true, reason: 'ENTITLED' } },
  });
  expect([await rows(), await events(), await version()]).toEqual([[], [], 0]);
});

test('a trial does not replace what the organization has without an end, unless that is acknowledged', async () => {
  await grant([{ moduleKey: 'hr', status: 'ENABLED' }]);
  const trial = [{ moduleKey: 'hr', status: 'TRIAL', trialExpiresAt: inDays(14) }];
  expect((await grant(trial, { dryRun: true })).changes[0]?.warning).toBe('SHORTER_ACCESS');
  expect(await refusalOf(grant(trial))).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining("would end what the organization has of 'hr' without an end"),
  });
  expect(await rows()).toMatchObject([{ module: 'hr', status: 'enabled' }]);
  await grant(trial, { acknowledgeShorterAccess: true });
  expect(await rows()).toMatchObject([{ module: 'hr', status: 'trial' }]);
  // A longer trial shortens nothing, and one without an end is told of.
  const longer = await grant([{ moduleKey: 'hr', status: 'TRIAL', trialExpiresAt: inDays(30) }]);
  expect(longer.changes[0]?.warning).toBeNull();
  expect((await grant([{ moduleKey: 'hr', status: 'TRIAL' }])).changes[0]?.warning).toBe('ENDLESS_TRIAL');
});

test('a trial of what the legacy flags give today is refused as well: it would end under ENFORCE', async () => {
  await database.sql(`UPDATE rollout SET mode = 'SHADOW'`);
  const trial = [{ moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: inDays(14) }];
  expect(await refusalOf(grant(trial))).toMatchObject({ code: 'INVALID_INPUT' });
});

test('ended grants are over at once, and what a migration has written cannot be ended', async () => {
  await runToEnd(operator, { mode: 'EXECUTE', source: { fresh: { organizationIds: [acme] } } });
  await grant([{ moduleKey: 'hr', status: 'ENABLED' }]);
  expect(await refusalOf(end([{ moduleKey: 'sales' }]))).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining("input.targets.0 names 'sales', which the organization has by 'legacy_migration'"),
  });
  const ended = await end([{ moduleKey: 'hr' }]);
  expect(ended.changes).toMatchObject([{ before: { reason: 'ENTITLED' }, after: { reason: 'NOT_ENTITLED' } }]);
  expect(await rows()).toMatchObject([{ module: 'sales', source: 'legacy_migration' }]);
  expect((await events()).at(-1)).toMatchObject({ event_type: 'entitlements_ended', reason: WHY });
});

test('a submodule that the taxonomy gains is off where another was granted alone, and on with the whole', async () => {
  await grant([{ moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' }]);
  const folder = await TestFolder.create();
  const file = `${folder.path}/taxonomy.csv`;
  const shipped = await readFile(join(packageRoot, 'seeds/taxonomy.csv'), 'utf8');
  await writeFile(file, `${shipped.trimEnd()}\nsales,new_${acme},New,,,,,,99\n`);
  expect(await run('seed', '--taxonomy', file)).toMatchObject({ code: 0 });
  await folder.remove();
  const answers = () =>
    grant([{ moduleKey: 'sales', submoduleKey: `new_${acme}`, status: 'ENABLED' }], { dryRun: true });
  expect((await answers()).changes[0]?.before).toMatchObject({ allowed: false, reason: 'SUBMODULE_DISABLED' });
  await grant([{ moduleKey: 'sales', status: 'ENABLED' }]);
  expect((await answers()).changes[0]?.before).toMatchObject({ allowed: true });
  await end([{ moduleKey: 'sales' }]);
  expect(await database.sql('SELECT 1 FROM org_subentitlements WHERE org_id = $1', [acme])).toEqual([]);
});

test('what was granted is kept by migration runs, and their rollback does not take it', async () => {
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM", "HR"]' WHERE id = $1`, [acme]);
  const first = await runToEnd(operator, { mode: 'EXECUTE', source: { fresh: { organizationIds: [acme] } } });
  await grant([{ moduleKey: 'sales', status: 'DISABLED' }]);
  const granted = await rows();
  await runToEnd(operator, { mode: 'EXECUTE', source: { fresh: { organizationIds: [acme], allowRevocations: true } } });
  expect(await rows()).toEqual(granted);
  await operator.request(
    gql`
      mutation ($id: ID!) {
        rollbackMigrationRun(input: { id: $id, reason: "wrong", acknowledgeLostAccess: true }) {
          __typename
        }
      }
    `,
    { id: first.id },
  );
  await waitForRun(operator, first.id, ({ status }) => status.startsWith('ROLLED_BACK'));
  expect(await rows()).toMatchObject([{ module: 'sales', status: 'disabled', source: 'grant' }]);
});

test('of requests that saw the same version one is done, and the others are told of the present one', async () => {
  const expectedVersion = await version();
  const modules = ['hr', 'finance', 'inventory', 'projects', 'reports'];
  const results = await Promise.all(
    modules.map((moduleKey) => settled(grant([{ moduleKey, status: 'ENABLED' }], { expectedVersion }))),
  );
  expect(results.filter(({ answer: done }) => done)).toHaveLength(1);
  for (const { refusal } of results.filter(({ answer: done }) => !done))
    expect(refusal).toMatchObject({ code: 'CONFLICT', details: expect.objectContaining({ version: 1 }) });
  expect(await rows()).toHaveLength(1);
});

test('a change by a migration run in between is not overlooked', async () => {
  const expectedVersion = await version();
  await runToEnd(operator, { mode: 'EXECUTE', source: { fresh: { organizationIds: [acme] } } });
  expect(await refusalOf(grant([{ moduleKey: 'hr', status: 'ENABLED' }], { expectedVersion }))).toMatchObject({
    code: 'CONFLICT',
  });
});

test('a request that is repeated with its key is answered as before, and grants nothing twice', async () => {
  const idempotencyKey = `order-${acme}`;
  const expectedVersion = await version();
  const asked = [{ moduleKey: 'hr', status: 'TRIAL', trialExpiresAt: inDays(14) }];
  const first = await grant(asked, { idempotencyKey, expectedVersion });
  expect((await grant(asked, { idempotencyKey, expectedVersion })).changes).toEqual(first.changes);
  expect(await events()).toHaveLength(1);
  expect(
    await refusalOf(grant([{ moduleKey: 'hr', status: 'ENABLED' }], { idempotencyKey, expectedVersion })),
  ).toMatchObject({ code: 'CONFLICT' });
});

test.each(['MEMBER', 'ORG_ADMIN', 'SERVICE'] as const)('a %s grants and ends nothing', async (role) => {
  const client = await server.as(role, role === 'SERVICE' ? null : acme);
  expect(await refusalOf(grant([{ moduleKey: 'hr', status: 'ENABLED' }], {}, client))).toMatchObject({
    code: 'FORBIDDEN',
  });
  expect(await refusalOf(end([{ moduleKey: 'hr' }], {}, client))).toMatchObject({ code: 'FORBIDDEN' });
});

describe('portcullis grant', () => {
  test('grants, says until when in which zone, and ends what it granted', async () => {
    const granted = await run(
      ...['grant', acme, 'hr=ENABLED', 'finance=TRIAL:14d', '--time-zone', 'Europe/Berlin', '--reason', WHY],
    );
    expect(granted).toMatchObject({ code: 0, stderr: '' });
    expect(granted.stdout).toMatch(
      /✓ Granted to organization \d+ \(.*\)\n {2}hr: denied \(NOT_ENTITLED\) -> allowed \(ENTITLED\)\n/,
    );
    expect(granted.stdout).toMatch(/finance: trial until .* UTC \(the end of \d{4}-\d\d-\d\d, Europe\/Berlin\)\n/);
    const ended = await run('end-grants', acme, 'hr', 'finance', '--reason', 'cancelled', '--json');
    expect(documentOf(ended)).toMatchObject({
      dryRun: false,
      version: 2,
      changes: [
        { moduleKey: 'hr', after: { allowed: false } },
        { moduleKey: 'finance', after: { allowed: false } },
      ],
    });
  });

  test.each([
    { change: 'hr=TRIAL', says: 'A trial says when it ends: hr=TRIAL:14d' },
    { change: 'hr=TRIAL:soon', says: 'or a length from today: 14d, 2w, 1m, end-of-month' },
    { change: 'hr=ENABLED:14d', says: "Only a TRIAL ends by itself: leave out ':14d'." },
    { change: 'hr', says: 'It must be MODULE[/SUBMODULE]=STATUS' },
    { change: 'nope=ENABLED', says: "<change> names an unknown module, 'nope'" },
  ])('refuses $change with what would be right', async ({ change, says }) => {
    const { code, stderr } = await run('grant', acme, change, '--reason', WHY);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  test('a trial that ends what the organization has for longer is made only with a word', async () => {
    await grant([{ moduleKey: 'hr', status: 'ENABLED' }]);
    const trial = ['grant', acme, 'hr=TRIAL:1m', '--reason', WHY];
    expect(await run(...trial)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--acknowledge-shorter-access'),
    });
    expect(await run(...trial, '--acknowledge-shorter-access')).toMatchObject({ code: 0 });
  });
});
