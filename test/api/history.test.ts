import { gql, type GraphQLClient } from 'graphql-request';
import { Client } from 'pg';
import { z } from 'zod';
import { documentOf, portcullis } from '../support/command';
import { StatementRecorder } from '../support/record-statements';
import { refusalOf } from '../support/refusal';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
let acme: string;
let other: string;

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  server = await startTestServer(database, { worker: false });
  operator = await server.as('SUPER_ADMIN');
});

afterAll(async () => {
  await server.close();
  await database.close();
});

beforeEach(async () => {
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE', enforce_percentage = 0`);
  [acme = '0', other = '0'] = await database.addOrganizations([['CRM'], null]);
});

const GRANT = gql`
  mutation ($input: GrantEntitlementsInput!) {
    grantEntitlements(input: $input) {
      dryRun
    }
  }
`;
const END = gql`
  mutation ($input: EndEntitlementsInput!) {
    endEntitlements(input: $input) {
      dryRun
    }
  }
`;
const HISTORY = gql`
  query ($id: ID!, $module: String!, $first: Int! = 20, $after: String) {
    organization(id: $id) {
      history(moduleKey: $module, first: $first, after: $after) {
        nodes {
          from
          until
          gating
          decision {
            allowed
            reason
            message
            provenance {
              source
            }
          }
          entitlement {
            allowed
            reason
          }
          begunBy {
            kind
            eventType
            actorId
            reason
          }
        }
        totalCount
        pageInfo {
          endCursor
          hasNextPage
        }
        knownFrom
        knownBecause
      }
    }
  }
`;
const DECISION = gql`
  query ($id: ID!, $module: String!, $at: DateTime) {
    organization(id: $id) {
      decision(moduleKey: $module, at: $at) {
        allowed
        reason
        steps {
          rule
          detail
        }
      }
    }
  }
`;

const period = z.object({
  from: z.string(),
  until: z.string().nullable(),
  gating: z.string().nullable(),
  decision: z.object({ allowed: z.boolean(), reason: z.string(), message: z.string() }).nullable(),
  entitlement: z.object({ allowed: z.boolean(), reason: z.string() }),
  begunBy: z.object({
    kind: z.string(),
    eventType: z.string().nullable(),
    actorId: z.string().nullable(),
    reason: z.string().nullable(),
  }),
});
const history = z.object({
  organization: z.object({
    history: z.object({
      nodes: z.array(period),
      totalCount: z.number(),
      pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
      knownFrom: z.string(),
      knownBecause: z.string(),
    }),
  }),
});
const decision = z.object({
  organization: z.object({ decision: z.object({ allowed: z.boolean(), reason: z.string() }) }),
});

async function historyOf(module: string, page: { readonly first?: number; readonly after?: string | null } = {}) {
  const answer = await operator.request(HISTORY, { id: acme, module, ...page });
  return history.parse(answer).organization.history;
}

async function decisionAt(module: string, at: string | null, client = operator) {
  return decision.parse(await client.request(DECISION, { id: acme, module, at })).organization.decision;
}

async function grantAndEnd(): Promise<void> {
  const input = { organizationId: acme, expectedVersion: 0, reason: 'ordered, order 4711' };
  await operator.request(GRANT, { input: { ...input, changes: [{ moduleKey: 'hr', status: 'ENABLED' }] } });
  const [found] = await database.sql<{ version: number }>(
    `SELECT count(*)::int AS version FROM entitlement_events WHERE org_id = $1`,
    [acme],
  );
  await operator.request(END, {
    input: { ...input, expectedVersion: found?.version ?? 0, reason: 'cancelled', targets: [{ moduleKey: 'hr' }] },
  });
}

/** The code and the message with which a request is refused. */
async function saidOf(request: Promise<unknown>): Promise<string> {
  const { code, message } = await refusalOf(request);
  return `${String(code)}: ${message}`;
}

async function byHand(statement: string): Promise<void> {
  const client = new Client({ connectionString: database.url, application_name: 'psql' });
  await client.connect();
  try {
    await client.query(`SET search_path TO public, portcullis; ${statement}`);
  } finally {
    await client.end();
  }
}

test('what a customer had, from when to when, by whom and why, is told, and so is each decision', async () => {
  await grantAndEnd();
  await byHand(`INSERT INTO org_entitlements (org_id, module_id, status, source)
                SELECT ${acme}, id, 'enabled', 'billing' FROM modules WHERE module_key = 'hr'`);
  const { nodes, totalCount, knownBecause } = await historyOf('hr');
  const told = nodes.slice(0, 4).map(({ decision: had, begunBy }) => [had?.reason, begunBy.eventType, begunBy.reason]);
  expect(told).toEqual([
    ['ENTITLED', 'changed_by_sql', 'Changed by SQL'],
    ['NOT_ENTITLED', 'entitlements_ended', 'cancelled'],
    ['ENTITLED', 'entitlements_granted', 'ordered, order 4711'],
    ['NOT_ENTITLED', null, null],
  ]);
  expect(nodes.slice(0, 3).map(({ begunBy }) => begunBy.actorId)).toEqual([
    expect.stringMatching(/^sql:/),
    'test:super_admin',
    'test:super_admin',
  ]);
  expect(nodes.slice(1).map(({ until }) => until)).toEqual(nodes.slice(0, -1).map(({ from }) => from));
  expect(knownBecause).toBe('Portcullis was installed then');
  for (const { from, decision: had } of nodes.filter((one) => one.decision !== null))
    expect(await decisionAt('hr', from)).toMatchObject({ allowed: had?.allowed, reason: had?.reason });

  const first = await historyOf('hr', { first: 1 });
  expect(first.pageInfo.hasNextPage).toBe(true);
  const second = await historyOf('hr', { first: 100, after: first.pageInfo.endCursor });
  expect([...first.nodes, ...second.nodes]).toEqual(nodes);
  expect(totalCount).toBe(nodes.length);
});

test('what retention took away is not guessed, and what it left is told', async () => {
  await grantAndEnd();
  await database.rewrite(
    `UPDATE entitlement_events SET created_at = created_at - interval '3 years' WHERE org_id = ${acme};
     UPDATE installation SET installed_at = installed_at - interval '4 years';
     UPDATE setup_history SET at = at - interval '4 years' WHERE part <> 'rollout' OR value ->> 0 = 'LEGACY'`,
  );
  expect((await historyOf('hr')).nodes.map(({ begunBy }) => begunBy.eventType)).toContain('entitlements_granted');
  const env = { DATABASE_URL: database.url, PORTCULLIS_RETENTION_EVENTS_MONTHS: '12' };
  expect(await portcullis(['db', 'migrate'], { env })).toMatchObject({ code: 0 });
  const applied = await portcullis(['retention', 'apply', '--yes', '--reason', 'we keep one year'], { env });
  expect([applied.code, applied.stdout]).toEqual([
    0,
    expect.stringContaining('Detached portcullis.entitlement_events'),
  ]);
  const { knownFrom, knownBecause } = await historyOf('hr');
  expect(knownBecause).toMatch(/^retention removed the events of \d{4}-\d\d$/);
  const before = new Date(Date.parse(knownFrom) - 1).toISOString();
  expect(await saidOf(decisionAt('hr', before))).toContain('retention removed the events of');
  await database.sql(`UPDATE installation SET installed_at = now() - interval '1 hour'`);
});

test('while the legacy flags answered, the past is told only where it is proven what they were', async () => {
  await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
  const at = new Date().toISOString();
  expect(await decisionAt('sales', null)).toMatchObject({ allowed: true, reason: 'LEGACY_ON' });
  expect(await saidOf(decisionAt('sales', at))).toContain(
    'the legacy flags answered then (LEGACY), and those of then are not recorded',
  );
  const [lasting] = (await historyOf('sales')).nodes;
  expect(lasting).toMatchObject({ gating: 'LEGACY', decision: null, entitlement: { allowed: false } });
});

test("a past decision and a history are for those who may read the organization's history", async () => {
  await grantAndEnd();
  const at = '2020-01-01T00:00:00Z';
  for (const role of ['MEMBER', 'SERVICE'] as const) {
    const client = await server.as(role, role === 'MEMBER' ? acme : null);
    expect(await saidOf(decisionAt('hr', at, client))).toContain('FORBIDDEN');
    expect(await saidOf(client.request(HISTORY, { id: acme, module: 'hr' }))).toContain('FORBIDDEN');
    // A clock that is behind is no question about the past.
    const behind = new Date(Date.now() - 5_000).toISOString();
    expect(await decisionAt('hr', behind, client)).toMatchObject({ reason: 'NOT_ENTITLED' });
  }
  const stranger = await server.as('ORG_ADMIN', other);
  expect(await saidOf(decisionAt('hr', at, stranger))).toContain('NOT_FOUND');
  const own = await server.as('ORG_ADMIN', acme);
  const seen = history.parse(await own.request(HISTORY, { id: acme, module: 'hr' })).organization.history;
  expect(seen.nodes.length).toBeGreaterThan(2);
});

test('a past decision costs a few statements, however many changes there were', async () => {
  await grantAndEnd();
  const at = (await historyOf('hr')).nodes.at(0)?.from ?? '';
  const recorder = new StatementRecorder(database.dataSource);
  await byHand(
    Array.from({ length: 40 }, (_, n) => `UPDATE organization_rollouts SET reason = '${n}'`).join(';') +
      `; ${Array.from(
        { length: 20 },
        () => `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id)
      VALUES (${acme}, 'ENFORCE', 'x', 'y'); DELETE FROM organization_rollouts WHERE org_id = ${acme}`,
      ).join(';')}`,
  );
  const many = await recorder.during(() => decisionAt('hr', at));
  // Six within a transaction, the organization, and the heartbeat that may come between.
  expect(many.length).toBeLessThanOrEqual(12);
});

test('the command draws what an organization had, and prints the same as JSON', async () => {
  await grantAndEnd();
  const env = { DATABASE_URL: database.url };
  const shown = await portcullis(['history', acme, 'hr'], { env });
  expect({ code: shown.code, stderr: shown.stderr }).toEqual({ code: 0, stderr: '' });
  for (const text of ['█ allowed  ░ denied  ? not recorded', 'entitlements_granted', 'cancelled', 'Known from'])
    expect(shown.stdout).toContain(text);
  const { nodes } = await historyOf('hr');
  expect(documentOf(await portcullis(['history', acme, 'hr', '--json'], { env }))).toMatchObject({
    moduleKey: 'hr',
    submoduleKey: null,
    periods: nodes.map(({ from, until, begunBy }) => ({ from, until, begunBy })),
  });
  const [, , granted] = [null, ...nodes];
  const explained = await portcullis(['explain', '--org', acme, '--module', 'hr', '--at', granted?.from ?? ''], {
    env,
  });
  expect(explained.stdout).toContain("Its entitlement is 'enabled' (source 'grant').");
  const wrong = await portcullis(['history', acme, 'a/b/c'], { env });
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('MODULE or MODULE/SUBMODULE')]);
});

test('a time that cannot be told is refused with the time from which on it can, and is never guessed', async () => {
  await grantAndEnd();
  const [, ended] = (await historyOf('hr')).nodes;
  const before = ended?.from ?? '';
  await byHand('TRUNCATE org_subentitlements');
  const { knownFrom, knownBecause } = await historyOf('hr');
  expect(knownBecause).toContain('SQL changed so many rows');
  const refused = await saidOf(decisionAt('hr', before));
  expect(refused).toContain('INVALID_INPUT');
  expect(refused).toContain(`is known from ${knownFrom} on: SQL changed so many rows`);
  expect(await decisionAt('hr', knownFrom)).toMatchObject({ reason: 'NOT_ENTITLED' });
});
