import { z } from 'zod';
import type { Role } from '../../src/domain/actor';
import { documentOf, portcullis } from '../support/command';
import { type Answer, ask, codesOf } from '../support/http';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer } from '../support/tokens';

let database: TestDatabase;
/** Both work on what is scheduled. */
let servers: readonly TestServer[];
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase('seeded', { PORTCULLIS_CACHE_SIZE: '0' });
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  servers = [await startTestServer(database), await startTestServer(database)];
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await database.close();
});

beforeEach(async () => {
  [acme = '0'] = await database.addOrganizations([['CRM']]);
});

const soon = (ms = 1_500) => new Date(Date.now() + ms).toISOString();

async function as(role: Role, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  const [server] = servers;
  if (!server) throw new Error('no server');
  return ask(server, query, { authorization: await bearer({ sub: `a-${role}`, role }), variables });
}

async function version(): Promise<number> {
  const { data } = await as('SUPER_ADMIN', `{ organization(id: "${acme}") { version } }`);
  return z.object({ organization: z.object({ version: z.number() }) }).parse(data).organization.version;
}

const GRANT = `mutation ($input: GrantEntitlementsInput!) { grantEntitlements(input: $input) {
  changes { after { allowed } } scheduled { id status actorId } } }`;

async function grant(moduleKey: string, more: object = {}, role: Role = 'SUPER_ADMIN'): Promise<Answer> {
  const expectedVersion = await version();
  return as(role, GRANT, {
    input: {
      organizationId: acme,
      expectedVersion,
      reason: 'ordered, order 4711',
      changes: [{ moduleKey, status: 'ENABLED' }],
      ...more,
    },
  });
}

const granted = z.object({
  grantEntitlements: z.object({
    changes: z.tuple([z.object({ after: z.object({ allowed: z.boolean() }) })]),
    scheduled: z.object({ id: z.string(), status: z.string(), actorId: z.string() }),
  }),
});

const listed = z.object({
  scheduledChanges: z.object({
    nodes: z.array(z.object({ id: z.string(), status: z.string(), outcome: z.string().nullable() })),
  }),
});

async function stateOf(id: string) {
  const { data } = await as('AUDITOR', '{ scheduledChanges(first: 100) { nodes { id status outcome } } }');
  return listed.parse(data).scheduledChanges.nodes.find((one) => one.id === id);
}

async function ended(id: string) {
  await until('the scheduled change has ended', async () => (await stateOf(id))?.status !== 'SCHEDULED');
  return stateOf(id);
}

const rows = () => database.sql(`SELECT status FROM org_entitlements WHERE org_id = $1 AND source = 'grant'`, [acme]);
const events = () =>
  database.sql<{ type: string; actor: string; reason: string }>(
    `SELECT event_type AS type, payload->>'actor' AS actor, reason FROM entitlement_events
     WHERE org_id = $1 ORDER BY id`,
    [acme],
  );
const withdraw = (id: string, role: Role) =>
  as(role, `mutation { withdrawScheduledChange(input: { id: "${id}", reason: "a mistake" }) { status } }`);

test('a grant with a time is shown at once, and made then, once, as who asked and with the reason', async () => {
  const { changes, scheduled } = granted.parse((await grant('hr', { startAt: soon() })).data).grantEntitlements;
  expect(changes[0].after.allowed).toBe(true);
  expect(scheduled).toMatchObject({ status: 'SCHEDULED', actorId: 'a-SUPER_ADMIN' });
  expect(await rows()).toEqual([]);
  expect(await ended(scheduled.id)).toMatchObject({ status: 'DONE', outcome: null });
  expect(await rows()).toEqual([{ status: 'enabled' }]);
  const told = { actor: 'a-SUPER_ADMIN', reason: 'ordered, order 4711' };
  expect(await events()).toEqual([
    { type: 'change_scheduled', ...told },
    { type: 'entitlements_granted', ...told },
  ]);
});

test('of many grants that are due at one time, two workers make each once', async () => {
  const startAt = soon(3_000);
  const organizations = await database.addOrganizations(Array.from({ length: 12 }, () => ['CRM']));
  const ids: string[] = [];
  for (const one of organizations) {
    acme = one;
    ids.push(granted.parse((await grant('hr', { startAt })).data).grantEntitlements.scheduled.id);
  }
  for (const id of ids) expect(await ended(id)).toMatchObject({ status: 'DONE' });
  const [made] = await database.sql<{ events: number; organizations: number }>(
    `SELECT count(*)::int AS events, count(DISTINCT org_id)::int AS organizations FROM entitlement_events
     WHERE event_type = 'entitlements_granted' AND org_id::text = ANY($1)`,
    [organizations],
  );
  expect(made).toEqual({ events: 12, organizations: 12 });
});

test('what an organization has was changed meanwhile: the grant is not made, and says so', async () => {
  const { scheduled } = granted.parse((await grant('hr', { startAt: soon() })).data).grantEntitlements;
  expect(codesOf(await grant('finance'))).toEqual([]);
  const end = await ended(scheduled.id);
  expect(end).toMatchObject({ status: 'STALE' });
  expect(end?.outcome).toMatch(/^What the organization has was changed: its version is \d+, not \d+\.$/);
  expect(await rows()).toHaveLength(1);
  expect((await events()).map(({ type }) => type)).toEqual([
    'change_scheduled',
    'entitlements_granted',
    'scheduled_change_stale',
  ]);
});

test('a grant that is refused at its time changes nothing, and says why', async () => {
  const { scheduled } = granted.parse((await grant('hr', { startAt: soon() })).data).grantEntitlements;
  // As if the role had lost the right since.
  await database.sql(`UPDATE scheduled_changes SET actor_role = 'AUDITOR' WHERE id = $1`, [scheduled.id]);
  const end = await ended(scheduled.id);
  expect(end).toMatchObject({ status: 'FAILED' });
  expect(end?.outcome).toContain('CHANGE_ACCESS');
  expect(await rows()).toEqual([]);
});

test('a withdrawn grant is not made, and who may not grant cannot withdraw it', async () => {
  const { scheduled } = granted.parse((await grant('hr', { startAt: soon(60_000) })).data).grantEntitlements;
  expect(codesOf(await withdraw(scheduled.id, 'AUDITOR'))).toEqual(['FORBIDDEN']);
  expect(codesOf(await withdraw(scheduled.id, 'SUPER_ADMIN'))).toEqual([]);
  expect(await stateOf(scheduled.id)).toMatchObject({ status: 'WITHDRAWN', outcome: 'a mistake' });
  expect(codesOf(await withdraw(scheduled.id, 'SUPER_ADMIN'))).toEqual(['INVALID_TRANSITION']);
  expect(codesOf(await withdraw('9999999', 'SUPER_ADMIN'))).toEqual(['NOT_FOUND']);
});

test('who may only give for a time cannot schedule what lasts longer, and no time may have passed', async () => {
  expect(codesOf(await grant('hr', { startAt: soon() }, 'SUPPORT'))).toEqual(['FORBIDDEN']);
  expect(codesOf(await grant('hr', { startAt: soon(-1_000) }))).toEqual(['INVALID_INPUT']);
  expect(await events()).toEqual([]);
});

test('the same request sent again is the same schedule', async () => {
  const more = { startAt: soon(60_000), idempotencyKey: `once-${acme}` };
  const [first, second] = [await grant('hr', more), await grant('hr', more)].map(
    ({ data }) => granted.parse(data).grantEntitlements.scheduled.id,
  );
  expect(second).toBe(first);
});

test('the command schedules a grant', async () => {
  const run = await portcullis(
    ['grant', acme, 'hr=ENABLED', '--start-at', '2099-02-01', '--reason', 'ordered', '--json'],
    { env: { DATABASE_URL: database.url } },
  );
  expect(documentOf(run)).toMatchObject({ scheduled: { startAt: '2099-02-01T00:00:00.000Z' } });
  expect(await rows()).toEqual([]);
});
