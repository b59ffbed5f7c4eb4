import type { GraphQLClient } from 'graphql-request';
import type { LegacyFenceService } from '../../src/features/legacy/legacy-fence-service';
import type { LegacyStatusService } from '../../src/features/legacy/legacy-status-service';
import { createServices } from '../../src/features/services';
import { LegacyFlagsDocument, LegacyStatusDocument } from '../support/operations';
import { refusalOf } from '../support/refusal';
import { runToEnd } from '../support/run';
import { OPERATOR, until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

const WHY = 'the flags go away';

let database: TestDatabase;
let server: TestServer;
let admin: GraphQLClient;
/** The services as another process has them. */
let elsewhere: { readonly legacyFence: LegacyFenceService; readonly legacyStatus: LegacyStatusService };
let ids: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase('seeded', { PORTCULLIS_LEGACY_CACHE_MS: '200' });
  ids = await database.addOrganizations([['CRM'], ['ERP'], null, { CRM: true, HR: false }]);
  server = await startTestServer(database);
  admin = await server.as('SUPER_ADMIN');
  elsewhere = createServices(database, database.config);
  await runToEnd(admin, { mode: 'EXECUTE', source: { fresh: {} } });
  await admin.request(
    `mutation { setRollout(input: { mode: ENFORCE, expectedVersion: 1, reason: "all of them",
      acknowledgeLostAccess: true }) { rollout { mode } } }`,
  );
  await admin.request('mutation { startParityReport(input: {}) { parityReport { id } } }');
  await until(
    'the report is made',
    async () => (await database.sql(`SELECT 1 FROM parity_reports WHERE status = 'SUCCEEDED'`)).length > 0,
  );
  await database.sql(
    `INSERT INTO platform_events (event_type, actor_id, payload) VALUES ('backup_noted', 'ann', '{"ref": "dump"}')`,
  );
  // Everything but the report and the backup is dated back a hundred days.
  await database.rewrite(
    `UPDATE platform_events SET created_at = created_at - interval '100 days' WHERE event_type = 'rollout_set';
     UPDATE migration_runs SET created_at = created_at - interval '100 days'`,
  );
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const status = async () => (await admin.request(LegacyStatusDocument)).legacyStatus;
const inTheWay = async () =>
  (await status()).checks.flatMap((check) =>
    check.status === 'PASS' ? [] : [[check.name, check.status, check.number]],
  );
const id = (place: number): string => ids[place] ?? '';

test('it is safe to drop the column once every condition is met', async () => {
  const { checks, ...found } = await status();
  expect({ checks: checks.filter((check) => check.status !== 'PASS'), ...found }).toEqual({
    checks: [],
    hideDays: 30,
    dropDays: 90,
    safeToHide: true,
    safeToDrop: true,
    hiddenSince: null,
    droppedAt: null,
    purgedAt: null,
    fence: {
      standing: false,
      rejects: false,
      since: null,
      reason: null,
      actorId: null,
      changes: { totalCount: 0, nodes: [] },
    },
  });
});

/** How each condition is broken by itself, the checks that then fail, and how it is repaired. */
const SPOILT: readonly (readonly [what: string, spoil: string, found: readonly unknown[], mend: string])[] = [
  [
    'an organization of its own under SHADOW',
    `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES (2, 'SHADOW', 'a test', 'ann')`,
    [
      ['gating', 'FAIL', 1],
      ['days under ENFORCE', 'FAIL', 0],
    ],
    'DELETE FROM organization_rollouts',
  ],
  [
    'an organization that came under ENFORCE 40 days ago',
    `INSERT INTO entitlement_events (org_id, event_type, payload, created_at)
     VALUES (2, 'organization_rollout_cleared', '{"gatingBefore": "LEGACY", "gating": "ENFORCE"}', now() -
     interval '40 days')`,
    [['days under ENFORCE', 'WARN', 40]],
    `DELETE FROM entitlement_events WHERE event_type = 'organization_rollout_cleared'`,
  ],
  [
    'the rollout to ENFORCE 20 days ago',
    `UPDATE platform_events SET created_at = now() - interval '20 days' WHERE event_type = 'rollout_set'`,
    [['days under ENFORCE', 'FAIL', 20]],
    `UPDATE platform_events SET created_at = now() - interval '100 days' WHERE event_type = 'rollout_set'`,
  ],
  [
    'a rollout that a hand wrote',
    `UPDATE rollout SET mode = 'SHADOW', enforce_percentage = 100`,
    [
      ['gating', 'WARN', 0],
      ['days under ENFORCE', 'FAIL', null],
    ],
    `UPDATE rollout SET mode = 'ENFORCE', enforce_percentage = 0`,
  ],
  [
    'a report of part of them alone',
    'UPDATE parity_reports SET organization_ids = ARRAY[1]',
    [['parity', 'FAIL', null]],
    'UPDATE parity_reports SET organization_ids = NULL',
  ],
  [
    'a report that found differences',
    `UPDATE parity_reports
     SET totals
     = '[{"kind": "LOST", "cause": "HELD", "count": 2}, {"kind": "LOST", "cause": "OVERRIDE", "count": 9}]'`,
    [['parity', 'FAIL', 2]],
    `UPDATE parity_reports SET totals = '[]'`,
  ],
  [
    'a report of the day before yesterday',
    `UPDATE parity_reports SET finished_at = finished_at - interval '25 hours'`,
    [['parity', 'FAIL', 0]],
    `UPDATE parity_reports SET finished_at = finished_at + interval '25 hours'`,
  ],
  [
    'answers by legacy flags 60 days ago',
    `INSERT INTO access_counts (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count)
     VALUES (current_date - 60, 1, 'sales', 'SHADOW', true, 'LEGACY_ON', false, false, 3),
     (current_date - 1, 1, 'sales', 'ENFORCE', true, 'ENTITLED', false, false, 9)`,
    [['legacy answers', 'WARN', 3]],
    'DELETE FROM access_counts',
  ],
  [
    'flags that were changed since',
    `UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = 2`,
    [['late writers', 'FAIL', 1]],
    `UPDATE organizations SET enabled_modules = '["ERP"]' WHERE id = 2`,
  ],
  [
    'a new organization with flags',
    `INSERT INTO organizations (id, name, enabled_modules) VALUES (900, 'New', '["CRM"]')`,
    [['late writers', 'FAIL', 1]],
    'DELETE FROM organizations WHERE id = 900',
  ],
  [
    'a change that a fence saw 40 days ago',
    `INSERT INTO legacy_changes VALUES (2, NULL, '["ERP"]', now() - interval '40 days', 'billing', 'app', 1)`,
    [['late writers', 'WARN', 1]],
    'DELETE FROM legacy_changes',
  ],
  [
    'a backup of the day before yesterday',
    `UPDATE platform_events SET created_at = now() - interval '25 hours' WHERE event_type = 'backup_noted'`,
    [['snapshot', 'FAIL', 25]],
    `UPDATE platform_events SET created_at = now() WHERE event_type = 'backup_noted'`,
  ],
];

test.each(SPOILT)('%s is the only obstacle', async (_what, spoil, found, mend) => {
  await database.rewrite(spoil);
  expect(await inTheWay()).toEqual(found);
  await database.rewrite(mend);
  expect(await inTheWay()).toEqual([]);
});

test('flags changed recently count as late writers even after they were migrated', async () => {
  await database.sql(`UPDATE organizations SET enabled_modules = '["ERP", "HR"]' WHERE id = $1`, [id(1)]);
  const [first] = await database.sql<{ id: number }>('SELECT id FROM migration_runs');
  const again = await runToEnd(admin, { mode: 'EXECUTE', source: { fresh: { changedSince: String(first?.id) } } });
  expect({ total: again.progress.total, changed: again.counts.changed }).toEqual({ total: 1, changed: 1 });
  expect(await inTheWay()).toEqual([['late writers', 'FAIL', 1]]);
  expect(
    await admin.request('query ($id: ID!) { migrationRun(id: $id) { changedSince { id } } }', { id: again.id }),
  ).toEqual({ migrationRun: { changedSince: { id: String(first?.id) } } });
  await database.sql(`UPDATE migration_runs SET created_at = now() - interval '100 days'`);
  expect(await inTheWay()).toEqual([]);
  for (const changedSince of ['none', '0', '999999']) {
    expect(await refusalOf(runToEnd(admin, { mode: 'EXECUTE', source: { fresh: { changedSince } } }))).toMatchObject({
      code: 'NOT_FOUND',
    });
  }
});

test('an organization that signed up without flags, and that no execution has read, is counted', async () => {
  const late = async () => (await status()).checks.find(({ name }) => name === 'late writers')?.detail;
  expect(await late()).not.toContain('without flags');
  await database.sql(`INSERT INTO organizations (id, name, enabled_modules) VALUES (900001, 'New', '{}')`);
  try {
    expect(await late()).toContain('1 organization without flags was in no execution');
  } finally {
    await database.sql('DELETE FROM organizations WHERE id = 900001');
  }
});

test('a write behind the fence is reported with its author and both values', async () => {
  await elsewhere.legacyFence.raise(OPERATOR, { rejects: false, reason: WHY });
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM", "HR"]' WHERE id = $1`, [id(0)]);
  const { fence, checks } = await status();
  expect(fence).toMatchObject({
    standing: true,
    rejects: false,
    reason: WHY,
    actorId: OPERATOR.id,
    changes: {
      totalCount: 1,
      nodes: [
        {
          id: id(0),
          organization: { name: 'Organization 1' },
          oldFlags: '["CRM"]',
          newFlags: '["CRM", "HR"]',
          applicationName: 'test',
          count: 1,
        },
      ],
    },
  });
  expect(checks.find(({ name }) => name === 'late writers')).toMatchObject({
    status: 'FAIL',
    number: 1,
    detail: expect.stringContaining('1 organization has flags that no execution has migrated yet'),
  });
  await elsewhere.legacyFence.lower(OPERATOR, { reason: WHY });
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM"]' WHERE id = $1`, [id(0)]);
  await database.sql('DELETE FROM legacy_changes');
});

test('roles other than super admin may not read the legacy status', async () => {
  for (const role of ['MEMBER', 'ORG_ADMIN', 'SERVICE'] as const)
    expect(await refusalOf((await server.as(role, id(0))).request(LegacyStatusDocument))).toMatchObject({
      code: 'FORBIDDEN',
    });
});

describe('hiding the legacy column', () => {
  const seen = async () => (await admin.request(LegacyFlagsDocument, { id: id(0) })).organization;
  const SHOWN = {
    enabledModules: ['CRM'],
    legacyFlags: { flags: [{ name: 'CRM', on: true }], unmapped: [], note: null },
  };

  test('is refused with every reason while it is not safe, and the event of --force records the reasons', async () => {
    await database.rewrite(
      `UPDATE platform_events SET created_at = now() - interval '25 hours' WHERE event_type = 'backup_noted'`,
    );
    await expect(elsewhere.legacyStatus.hide(OPERATOR, { reason: WHY, force: false })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { reasons: [expect.stringContaining('snapshot: The last backup')] },
    });
    expect(await seen()).toEqual(SHOWN);
    expect(await elsewhere.legacyStatus.hide(OPERATOR, { reason: WHY, force: true })).toMatchObject({ changed: true });
    expect(
      await database.sql(
        `SELECT event_type, reason, actor_id, payload FROM platform_events WHERE event_type LIKE 'legacy_%hidden'`,
      ),
    ).toEqual([
      {
        event_type: 'legacy_hidden',
        reason: WHY,
        actor_id: OPERATOR.id,
        payload: { forcedPast: [expect.stringContaining('snapshot')] },
      },
    ]);
    await elsewhere.legacyStatus.unhide(OPERATOR, { reason: WHY });
    await database.rewrite(`UPDATE platform_events SET created_at = now() WHERE event_type = 'backup_noted'`);
  });

  test("hides the values from other servers' clients, and unhiding shows them again", async () => {
    expect(await seen()).toEqual(SHOWN);
    expect(await elsewhere.legacyStatus.hide(OPERATOR, { reason: WHY, force: false })).toMatchObject({
      changed: true,
      forcedPast: [],
    });
    await until('the server is notified', async () => (await seen()).enabledModules === null);
    expect(await seen()).toEqual({
      enabledModules: null,
      legacyFlags: { flags: [], unmapped: [], note: expect.stringContaining('hidden') },
    });
    expect(await (await server.as('MEMBER', id(0))).request(LegacyFlagsDocument, { id: id(0) })).toMatchObject({
      organization: { enabledModules: null },
    });
    expect((await status()).hiddenSince).not.toBeNull();
    expect(await elsewhere.legacyStatus.hide(OPERATOR, { reason: WHY, force: false })).toMatchObject({
      changed: false,
    });
    await elsewhere.legacyStatus.unhide(OPERATOR, { reason: WHY });
    await until('the server is notified', async () => (await seen()).enabledModules !== null);
    expect(await seen()).toEqual(SHOWN);
  });
});

describe('legacy answers behind a fence', () => {
  const sales = async () =>
    (
      await admin.request<{ organization: { decision: { allowed: boolean } } }>(
        'query ($id: ID!) { organization(id: $id) { decision(moduleKey: "sales") { allowed } } }',
        { id: id(0) },
      )
    ).organization.decision.allowed;

  test('are cached for long, and a change by another application counts within a notification', async () => {
    await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
    await elsewhere.legacyFence.raise(OPERATOR, { rejects: false, reason: WHY });
    await until('the legacy flags answer', sales);
    await new Promise((resolve) => setTimeout(resolve, 100)); // Lets pending notifications arrive.
    await sales();
    // Changes the flags without a notification. Sessions without triggers fire the fence too, so it is disabled for a
    // moment.
    await database.sql(
      `BEGIN; ALTER TABLE organizations DISABLE TRIGGER portcullis_fence_update;
       UPDATE organizations SET enabled_modules = '[]' WHERE id = ${id(0)};
       ALTER TABLE organizations ENABLE ALWAYS TRIGGER portcullis_fence_update; COMMIT`,
    );
    // Three times as long as an answer is cached without a fence.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await sales()).toBe(true);
    await database.sql(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = $1`, [id(0)]);
    await until('the change is seen', async () => !(await sales()), 2);
    await database.sql(
      `SET session_replication_role = replica;
       UPDATE organizations SET enabled_modules = '["CRM"]' WHERE id = ${id(0)};
       SET session_replication_role = origin`,
    );
    await until('a change by a session without triggers is seen', sales, 2);
    await elsewhere.legacyFence.lower(OPERATOR, { reason: WHY });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await sales()).toBe(true);
    await database.sql(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = $1`, [id(0)]);
    await until('without a fence it is kept for its short time again', async () => !(await sales()), 2);
  });
});
