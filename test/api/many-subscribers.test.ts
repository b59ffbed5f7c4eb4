import { RawSocket } from '../support/raw-socket';
import { StatementRecorder } from '../support/record-statements';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

/** More than one read of many organizations takes, and than a notification names. */
const ORGANIZATIONS = 1_100;
const PER_SOCKET = 50;
const HEARTBEAT = /pg_notify/;

let database: TestDatabase;
let server: TestServer;
let statements: StatementRecorder;
let ids: readonly string[];
let sockets: RawSocket[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  ids = await database.addOrganizations(Array.from({ length: ORGANIZATIONS }, () => ['CRM']));
  server = await startTestServer(database, { worker: false });
  statements = new StatementRecorder(database.dataSource);
});

afterAll(async () => {
  for (const { socket } of sockets) socket.terminate();
  await server.close();
  await database.close();
});

/** The statements sent by the server until so many events that match have come since the work began. */
async function sentUntil(what: string, count: number, pattern: RegExp, work: () => Promise<unknown>): Promise<number> {
  const before = sockets.map(({ received }) => received.length);
  const heard = () =>
    sockets.reduce(
      (sum, { received }, index) =>
        sum + received.slice(before[index]).filter((line) => line.includes('"next"') && pattern.test(line)).length,
      0,
    );
  const sent = await statements.during(async () => {
    await work();
    await until(what, () => heard() >= count, 50);
  });
  // A server that the machine gives no time for two seconds tells everybody once more.
  expect(heard()).toBeGreaterThanOrEqual(count);
  return sent.filter((statement) => !HEARTBEAT.test(statement)).length;
}

test('a thousand subscribers begin and hear of a change by a few statements, not by thousands', async () => {
  const authorization = await bearer(GOOD_CLAIMS);
  const count = Math.ceil(ORGANIZATIONS / PER_SOCKET);
  sockets = await Promise.all(Array.from({ length: count }, () => RawSocket.signedIn(server, authorization)));
  const begun = await sentUntil('all have begun', ORGANIZATIONS, /"gating":"ENFORCE"/, async () => {
    for (const [index, id] of ids.entries())
      sockets[Math.floor(index / PER_SOCKET)]?.subscribe(
        id,
        `subscription Changed { entitlementsChanged(organizationId: "${id}") {
           gating decision(moduleKey: "sales") { allowed } } }`,
      );
  });
  expect(begun).toBeLessThan(ORGANIZATIONS / 5);

  const changed = await sentUntil('all have heard', ORGANIZATIONS, /"gating":"SHADOW"/, () =>
    database.sql(`UPDATE rollout SET mode = 'SHADOW'`),
  );
  expect(changed).toBeLessThan(ORGANIZATIONS / 20);
});

test('a subscriber hears of its own organization while a thousand others hear of theirs, and of no other', async () => {
  const [own = ''] = ids;
  await sentUntil(
    'its change has come among the others',
    1,
    new RegExp(`"id":"${own}".*"gating":"ENFORCE"`),
    async () => {
      await database.sql(`UPDATE rollout SET mode = mode`);
      await database.sql(
        `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES ($1, 'ENFORCE', 'a test', 'ann')`,
        [own],
      );
    },
  );
  const others = sockets.flatMap(({ received }) => received.filter((line) => !line.startsWith(`{"id":"${own}"`)));
  expect(others.at(-1)).toContain('SHADOW');
});
