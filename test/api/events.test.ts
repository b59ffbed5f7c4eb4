import { z } from 'zod';
import { ask } from '../support/http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([null, null]);
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, actor_user_id, reason, payload, created_at)
     SELECT CASE WHEN n % 2 = 0 THEN 2 ELSE 1 END, CASE WHEN n % 3 = 0 THEN 'override' ELSE 'legacy_migration' END,
     CASE WHEN n = 5 THEN NULL ELSE 'op' END, 'event ' || n,
            jsonb_build_object('n', n), timestamptz '2026-01-01 00:00:00Z' + n * interval '1 hour'
            FROM generate_series(1, 24) AS n ORDER BY n`,
  );
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, created_at) VALUES (99, 'orphan', '2025-12-31T00:00:00Z')`,
  );
  await database.rewrite('DELETE FROM platform_events');
  await database.sql(
    `INSERT INTO platform_events (event_type, actor_id, reason, payload)
     SELECT 'test', 'actor ' || n, NULL, jsonb_build_object('n', n) FROM generate_series(1, 12) AS n`,
  );
  server = await startTestServer(database, { worker: false });
  authorization = await bearer(GOOD_CLAIMS);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const connection = z.object({
  totalCount: z.number(),
  nodes: z.array(z.object({ id: z.string(), reason: z.string().nullable() })),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});

async function events(args: string) {
  const answer = await ask(
    server,
    `{ entitlementEvents(${args}) { totalCount nodes { id reason } pageInfo { hasNextPage endCursor } } }`,
    { authorization },
  );
  expect(answer.errors).toEqual([]);
  return z.object({ entitlementEvents: connection }).parse(answer.data).entitlementEvents;
}

const numbers = ({ nodes }: z.infer<typeof connection>) =>
  nodes.map(({ reason }) => Number(reason?.replace('event ', '')));

describe('entitlement events', () => {
  test('are listed newest first, each once, while new events arrive', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    let more = true;
    while (more) {
      const page: Awaited<ReturnType<typeof events>> = await events(
        `first: 7${after === null ? '' : `, after: "${after}"`}, until: "2026-02-01T00:00:00Z"`,
      );
      seen.push(...page.nodes.map(({ id }) => id));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
      await database.sql(
        `INSERT INTO entitlement_events (org_id, event_type, created_at) VALUES (1, 'later', '2026-01-31T00:00:00Z')`,
      );
    }
    const first25 = await database.sql<{ id: string }>(
      `SELECT id FROM entitlement_events WHERE event_type <> 'later' ORDER BY id DESC`,
    );
    expect(seen).toEqual(first25.map(({ id }) => id));
    await database.rewrite(`DELETE FROM entitlement_events WHERE event_type = 'later'`);
  });

  test('can be filtered by organization, type and time, with since included and until excluded', async () => {
    expect(numbers(await events('organizationId: "2", first: 3'))).toEqual([24, 22, 20]);
    expect(numbers(await events('eventType: "override"'))).toEqual([24, 21, 18, 15, 12, 9, 6, 3]);
    expect(numbers(await events('since: "2026-01-01T22:00:00Z"'))).toEqual([24, 23, 22]);
    expect(numbers(await events('since: "2026-01-01T02:00:00+00:00", until: "2026-01-01T05:00:00Z"'))).toEqual([
      4, 3, 2,
    ]);
    expect(numbers(await events('since: "2026-01-01T07:30:00+05:30", until: "2026-01-01T05:00:00Z"'))).toEqual([
      4, 3, 2,
    ]);
    expect(numbers(await events('organizationId: "1", eventType: "override", until: "2026-01-01T10:00:00Z"'))).toEqual([
      9, 3,
    ]);
    expect((await events('organizationId: "1", eventType: "override", first: 1')).totalCount).toBe(4);
    expect((await events('organizationId: "12345"')).totalCount).toBe(0);
  });

  test('show all their fields, even if the organization no longer exists', async () => {
    const answer = await ask(
      server,
      `{ five: entitlementEvents(since: "2026-01-01T05:00:00Z", until: "2026-01-01T05:00:01Z") {
        nodes { organizationId organization { id } eventType actorId reason payload createdAt } }
        gone: entitlementEvents(eventType: "orphan") { nodes { organizationId organization { id } payload } } }`,
      { authorization },
    );
    expect(answer).toMatchObject({
      errors: [],
      data: {
        five: {
          nodes: [
            {
              organizationId: '1',
              organization: { id: '1' },
              eventType: 'legacy_migration',
              actorId: null,
              reason: 'event 5',
              payload: { n: 5 },
              createdAt: '2026-01-01T05:00:00.000Z',
            },
          ],
        },
        gone: { nodes: [{ organizationId: '99', organization: null, payload: {} }] },
      },
    });
  });

  test('can be read from the organization', async () => {
    const answer = await ask(
      server,
      '{ organization(id: 2) { events(first: 2) { totalCount nodes { reason } pageInfo { endCursor } } } }',
      { authorization },
    );
    expect(answer).toMatchObject({
      errors: [],
      data: { organization: { events: { totalCount: 12, nodes: [{ reason: 'event 24' }, { reason: 'event 22' }] } } },
    });
  });

  test('of the platform are listed newest first, page by page', async () => {
    const read = async (page: string) => {
      const answer = await ask(
        server,
        `{ platformEvents(${page}) { totalCount nodes { actorId payload createdAt }
          pageInfo { endCursor hasNextPage } } }`,
        { authorization },
      );
      return z
        .object({
          platformEvents: z.object({
            totalCount: z.number(),
            nodes: z.array(z.object({ actorId: z.string(), payload: z.object({ n: z.number() }) })),
            pageInfo: z.object({ endCursor: z.string(), hasNextPage: z.boolean() }),
          }),
        })
        .parse(answer.data).platformEvents;
    };
    const first = await read('first: 5');
    const second = await read(`first: 100, after: "${first.pageInfo.endCursor}"`);
    expect(first.totalCount).toBe(12);
    expect([...first.nodes, ...second.nodes].map(({ payload }) => payload.n)).toEqual([
      12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1,
    ]);
    expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  });
});
