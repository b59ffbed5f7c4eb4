import { gql } from 'graphql-request';
import { leafCommands } from '../../docs/generate/cli';
import type { EntitlementEventType, PlatformEventType } from '../../src/store/event-types';
import { documentOf, portcullis } from '../support/command';
import { send } from '../support/http';
import { schemaRootFields } from '../support/root-fields';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

type EventType = EntitlementEventType | PlatformEventType;

/** What each mutation records. */
const OF_MUTATIONS: Readonly<Record<string, readonly EventType[]>> = {
  seedDemo: ['taxonomy_seeded', 'mapping_loaded'],
  loadMapping: ['mapping_loaded'],
  startMigrationRun: ['migration_run_started'],
  pauseMigrationRun: ['migration_run_paused'],
  resumeMigrationRun: ['migration_run_resumed'],
  throttleMigrationRun: ['migration_run_throttled'],
  cancelMigrationRun: ['migration_run_cancelled'],
  rollbackMigrationRun: ['migration_run_rollback_started'],
  grantEntitlements: ['entitlements_granted'],
  endEntitlements: ['entitlements_ended'],
  withdrawScheduledChange: ['scheduled_change_withdrawn'],
  overrideEntitlements: ['override_set'],
  revokeOverrides: ['override_revoked'],
  recordProductAnswers: ['product_answers_recorded'],
  startParityReport: ['parity_report_started'],
  setRollout: ['rollout_set'],
  setMaintenance: ['maintenance_set'],
  setOrganizationRollout: ['organization_rollout_set'],
  clearOrganizationRollout: ['organization_rollout_cleared'],
};

/** What each command records; none for those that change nothing, or nothing that the database has. */
const OF_COMMANDS: Readonly<Record<string, readonly EventType[]>> = {
  'db migrate': ['schema_migrated'],
  'db status': [],
  'db grants': ['rights_granted'],
  'db uninstall': [], // takes the record along, which it says
  'source detect': [],
  'source show': [],
  'source set': ['source_set'],
  seed: ['taxonomy_seeded', 'mapping_loaded'],
  'mapping show': [],
  'mapping draft': [],
  'mapping load': ['mapping_loaded'],
  'answers template': [],
  'answers status': [],
  'answers import': ['product_answers_recorded'],
  preflight: [],
  migrate: ['migration_run_started'],
  'runs list': [],
  'runs show': [],
  'runs pause': ['migration_run_paused'],
  'runs resume': ['migration_run_resumed'],
  'runs cancel': ['migration_run_cancelled'],
  'runs throttle': ['migration_run_throttled'],
  rollback: ['migration_run_rollback_started'],
  'snapshot export': ['snapshot_exported'],
  'snapshot import': ['snapshot_imported'],
  'snapshot note-backup': ['backup_noted'],
  reset: ['snapshot_exported', 'entitlements_reset'],
  verify: [],
  parity: ['parity_report_started'],
  'rollout show': [],
  'rollout preview': [],
  'rollout set': ['rollout_set'],
  'rollout org': ['organization_rollout_set'],
  'maintenance on': ['maintenance_set'],
  'maintenance off': ['maintenance_set'],
  'maintenance status': [],
  watch: [],
  'legacy status': [],
  'legacy fence': ['legacy_fence_raised'],
  'legacy hide': ['legacy_hidden'],
  'legacy unhide': ['legacy_unhidden'],
  'legacy drop-column': ['legacy_column_dropped'],
  'legacy purge': ['legacy_flags_purged'],
  'audit verify': ['audit_verified'],
  'audit export': ['audit_exported'],
  'audit key': [],
  'retention show': [],
  'retention apply': ['partitions_detached'],
  'schema check': [],
  explain: [],
  history: [],
  grant: ['entitlements_granted'],
  'end-grants': ['entitlements_ended'],
  'override set': ['override_set'],
  'override revoke': ['override_revoked'],
  'override list': [],
  'cache drop': [],
  serve: [],
  worker: [],
  token: ['token_minted'],
  demo: ['taxonomy_seeded', 'mapping_loaded'],
};

let database: TestDatabase;
let server: TestServer;
const run = (...args: readonly string[]) =>
  portcullis(args, { env: { DATABASE_URL: database.url, AUTH_JWT_SECRET: 'a secret for tests of 32 bytes or more' } });

beforeAll(async () => {
  database = await createTestDatabase('seeded', { PORTCULLIS_CONSOLE_LINK: 'true' });
  await database.addOrganizations([['CRM'], { HR: true }]);
  server = await startTestServer(database, { worker: false });
});
afterAll(async () => {
  await server.close();
  await database.close();
});

interface Recorded {
  readonly type: string;
  readonly by: unknown;
}

/** The events of both logs since the last time. */
async function recorded(work: () => Promise<unknown>): Promise<readonly Recorded[]> {
  const newest = async (table: string) =>
    (await database.sql<{ id: string }>(`SELECT coalesce(max(id), 0)::text AS id FROM ${table}`))[0]?.id;
  const [events, ofPlatform] = [await newest('entitlement_events'), await newest('platform_events')];
  await work();
  return database.sql<Recorded>(
    `SELECT event_type AS type, payload->'by' AS by FROM entitlement_events WHERE id > $1
     UNION ALL SELECT event_type, payload->'by' FROM platform_events WHERE id > $2`,
    [events, ofPlatform],
  );
}

test('no mutation and no command is without its events, or the reason why it has none', async () => {
  const mutations = schemaRootFields().flatMap((one) => /^Mutation\.(\w+)$/.exec(one)?.[1] ?? []);
  expect(Object.keys(OF_MUTATIONS).sort()).toEqual([...mutations].sort());
  expect(Object.keys(OF_COMMANDS).sort()).toEqual((await leafCommands()).map(({ name }) => name).sort());
});

const CSV = JSON.stringify(
  'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n' +
    'enabled_modules.CRM,,sales,,enabled,\nenabled_modules.HR,,hr,,trial,\n',
);
const WHY = 'reason: "a test"';
const start = (source: string) =>
  `startMigrationRun(input: { mode: EXECUTE, source: ${source}, ${WHY} }) { migrationRun { id } }`;

/** In this order each finds what it needs. */
const STEPS: readonly { mutation: string; field: string }[] = [
  {
    mutation: 'loadMapping',
    field: `loadMapping(input: { name: "a.csv", csv: ${CSV}, expectedActiveId: "ACTIVE", ${WHY} }) { __typename }`,
  },
  { mutation: 'startMigrationRun', field: start('{ fresh: { trialDays: 7 } }') },
  { mutation: 'pauseMigrationRun', field: `pauseMigrationRun(input: { id: "1", ${WHY} }) { __typename }` },
  {
    mutation: 'throttleMigrationRun',
    field: `throttleMigrationRun(input: { id: "1", ${WHY}, throttle: { maxRate: 100 } }) { __typename }`,
  },
  { mutation: 'resumeMigrationRun', field: `resumeMigrationRun(input: { id: "1", ${WHY} }) { __typename }` },
  { mutation: 'cancelMigrationRun', field: `cancelMigrationRun(input: { id: "1", ${WHY} }) { __typename }` },
  { mutation: 'rollbackMigrationRun', field: `rollbackMigrationRun(input: { id: "1", ${WHY} }) { __typename }` },
  {
    mutation: 'overrideEntitlements',
    field: `overrideEntitlements(input: { organizationId: "1", expectedVersion: 0, ${WHY},
      changes: [{ moduleKey: "hr", status: ENABLED }] }) { __typename }`,
  },
  {
    mutation: 'revokeOverrides',
    field: `revokeOverrides(input: { organizationId: "1", expectedVersion: 1, ${WHY}, overrideIds: ["1"] }) {
      __typename }`,
  },
  {
    mutation: 'grantEntitlements',
    field: `grantEntitlements(input: { organizationId: "1", expectedVersion: 2, ${WHY},
      changes: [{ moduleKey: "hr", status: ENABLED }] }) { __typename }`,
  },
  {
    mutation: 'endEntitlements',
    field: `endEntitlements(input: { organizationId: "1", expectedVersion: 3, ${WHY},
      targets: [{ moduleKey: "hr" }] }) { __typename }`,
  },
  {
    mutation: 'recordProductAnswers',
    field: `recordProductAnswers(input: { answers: [
      { organizationId: "1", moduleKey: "sales", allowed: true, source: "test" }] }) { __typename }`,
  },
  { mutation: 'startParityReport', field: 'startParityReport(input: {}) { __typename }' },
  {
    mutation: 'setRollout',
    field: `setRollout(input: { mode: SHADOW, expectedVersion: 1, ${WHY} }) { __typename }`,
  },
  {
    mutation: 'setOrganizationRollout',
    field: `setOrganizationRollout(input: { organizationId: "1", mode: LEGACY, ${WHY} }) { __typename }`,
  },
  {
    mutation: 'clearOrganizationRollout',
    field: `clearOrganizationRollout(input: { organizationId: "1", ${WHY} }) { __typename }`,
  },
  { mutation: 'setMaintenance', field: `setMaintenance(input: { enabled: true, ${WHY} }) { __typename }` },
];

test('every mutation records what it did, in which role, and by which request from which address', async () => {
  const admin = await server.as('SUPER_ADMIN');
  const missing: string[] = [];
  const [mapping] = await database.sql<{ hash: string }>('SELECT hash FROM mappings WHERE is_active');
  for (const { mutation, field } of STEPS) {
    const asked = gql`mutation { ${field.replace('ACTIVE', mapping?.hash ?? '')} }`;
    const events = await recorded(() => admin.request(asked));
    for (const type of OF_MUTATIONS[mutation] ?? []) {
      const event = events.find((one) => one.type === type);
      if (!event) missing.push(`${mutation}: ${type}`);
      else
        expect(event.by).toEqual({
          role: 'SUPER_ADMIN',
          via: 'API',
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          address: '127.0.0.1',
        });
    }
  }
  expect(missing).toEqual([]);
  // The embedded database alone has it.
  expect(Object.keys(OF_MUTATIONS).filter((name) => !STEPS.some(({ mutation }) => mutation === name))).toEqual([
    'seedDemo',
  ]);
});

test('a command that changes something says in the record who ran it', async () => {
  const events = await recorded(() => run('maintenance', 'off', '--reason', 'the move is done'));
  expect(events).toEqual([
    { type: 'maintenance_set', by: { role: 'SUPER_ADMIN', via: 'CLI', requestId: null, address: null } },
  ]);
  expect(documentOf(await run('audit', 'verify', '--json'))).toMatchObject({ clean: true, findings: [] });
});

test('whoever is refused what only operators may do is in the record, once for many equal attempts', async () => {
  const member = await server.as('MEMBER', '1');
  const attempt = () =>
    member
      .request(gql`
        mutation {
          x: setMaintenance(input: { enabled: false, reason: "let me in" }) {
            __typename
          }
        }
      `)
      .catch(() => undefined);
  const other = await startTestServer(database, { worker: false });
  for (let n = 0; n < 5; n++) await attempt();
  const events = await recorded(() => server.close());
  expect(events).toContainEqual({
    type: 'access_refused',
    by: expect.objectContaining({ role: 'MEMBER', via: 'API' }),
  });
  expect(
    await database.sql(
      `SELECT actor_id, payload->>'what' AS what, payload->'count' AS count FROM platform_events
       WHERE event_type = 'access_refused'`,
    ),
  ).toEqual([{ actor_id: 'test:member', what: 'setMaintenance', count: 5 }]);
  server = other;
});

test('a token is issued only with its event: by the command, and by a link of the console', async () => {
  const minted = await recorded(() => run('token', '--role', 'SUPER_ADMIN', '--subject', 'somebody'));
  expect(minted).toEqual([
    { type: 'token_minted', by: { role: 'SUPER_ADMIN', via: 'CLI', requestId: null, address: null } },
  ]);
  const code = /#code=(\S+)/.exec(server.consoleLink() ?? '')?.[1] ?? '';
  const signIn = (body: unknown) =>
    send(`${server.url}/console/session`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const signedIn = await recorded(() => signIn({ code }));
  expect(signedIn).toEqual([
    { type: 'console_signed_in', by: expect.objectContaining({ via: 'API', address: '127.0.0.1' }) },
  ]);
  expect((await signIn({ code })).status).toBe(403);
  const last = server;
  server = await startTestServer(database, { worker: false });
  await last.close();
  await until(
    'the refusal is recorded',
    async () =>
      (
        await database.sql(
          `SELECT 1 FROM platform_events WHERE event_type = 'access_refused' AND payload->>'what' = 'console sign-in'`,
        )
      ).length === 1,
  );
});
