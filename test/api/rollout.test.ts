import { setTimeout as delay } from 'node:timers/promises';
import type { GraphQLClient } from 'graphql-request';
import { rolloutPlace } from '../../src/domain/rollout/gating';
import {
  ClearOrganizationRolloutDocument,
  EmergencyExitDocument,
  OrganizationGatingOfDocument,
  RolloutDocument,
  SetOrganizationRolloutDocument,
  SetRolloutDocument,
  type SetRolloutInput,
} from '../support/operations';
import { refusalOf, settled } from '../support/refusal';
import { untilBlocked } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

const ORGANIZATIONS = 40;

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
let ids: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase();
  ids = await database.addOrganizations(Array.from({ length: ORGANIZATIONS }, () => ['CRM']));
  server = await startTestServer(database, { worker: false });
  operator = await server.as('SUPER_ADMIN');
});

afterAll(async () => {
  await server.close();
  await database.close();
});

beforeEach(async () => {
  await database.sql('DELETE FROM organization_rollouts');
  await database.sql(`UPDATE rollout SET mode = 'LEGACY', enforce_percentage = 0`);
  await database.rewrite('TRUNCATE platform_events, entitlement_events');
});

const GATE_SHUT =
  'No parity report says that the entitlements give every organization what its legacy flags give: ' +
  'some may lose access.';

async function version(): Promise<number> {
  return (await operator.request(RolloutDocument, {})).rollout.version;
}

/** Sets the rollout at its current version. */
async function set(input: Omit<SetRolloutInput, 'expectedVersion' | 'reason'>) {
  return (
    await operator.request(SetRolloutDocument, {
      input: { reason: 'a test of rollouts', expectedVersion: await version(), ...input },
    })
  ).setRollout;
}

const setOne = (id: string, mode: 'LEGACY' | 'SHADOW' | 'ENFORCE', acknowledgeLostAccess = false) =>
  operator.request(SetOrganizationRolloutDocument, {
    input: { organizationId: id, mode, reason: 'a pilot customer', acknowledgeLostAccess },
  });
const clearOne = (id: string, acknowledgeLostAccess = false) =>
  operator.request(ClearOrganizationRolloutDocument, {
    input: { organizationId: id, reason: 'the pilot is over', acknowledgeLostAccess },
  });

async function gatingOf(id: string, client = operator): Promise<string> {
  const { gating, gatingSource } = (await client.request(OrganizationGatingOfDocument, { id: id })).organization;
  return `${gating} by ${gatingSource}`;
}

const stored = () =>
  database.sql(
    `SELECT r.mode, enforce_percentage, version, (SELECT count(*)::int FROM organization_rollouts) AS own
     FROM rollout r`,
  );
const events = (table: 'platform_events' | 'entitlement_events') =>
  database.sql<{ event_type: string; reason: string; payload: unknown }>(`SELECT * FROM ${table} ORDER BY id`);

describe('the gate towards ENFORCE', () => {
  const ways: readonly (readonly [
    string,
    () => Promise<void>,
    (acknowledgeLostAccess: boolean) => Promise<unknown>,
  ])[] = [
    ['by the mode', async () => undefined, (acknowledgeLostAccess) => set({ mode: 'ENFORCE', acknowledgeLostAccess })],
    [
      'by a first percentage',
      async () => undefined,
      (acknowledgeLostAccess) => set({ mode: 'LEGACY', enforcePercentage: 1, acknowledgeLostAccess }),
    ],
    [
      'by a higher percentage',
      async () => {
        await database.sql(`UPDATE rollout SET mode = 'SHADOW', enforce_percentage = 10`);
      },
      (acknowledgeLostAccess) => set({ mode: 'SHADOW', enforcePercentage: 11, acknowledgeLostAccess }),
    ],
    [
      'by its own rollout',
      async () => undefined,
      (acknowledgeLostAccess) => setOne(ids[0] ?? '', 'ENFORCE', acknowledgeLostAccess),
    ],
    [
      'by clearing what kept it out',
      async () => {
        await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
        await database.sql(
          `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES ($1, 'LEGACY', 'a test', 'test')`,
          [ids[0]],
        );
      },
      (acknowledgeLostAccess) => clearOne(ids[0] ?? '', acknowledgeLostAccess),
    ],
  ];

  test.each(ways)('refuses to put an organization under ENFORCE %s', async (_name, arrange, go) => {
    await arrange();
    const before = await stored();
    const refusal = await refusalOf(go(false));
    expect(refusal).toMatchObject({ code: 'CONFLICT', details: { reasons: [GATE_SHUT] }, status: 200 });
    expect(refusal.message).toContain('acknowledgeLostAccess');
    expect(await stored()).toEqual(before);
    expect([...(await events('platform_events')), ...(await events('entitlement_events'))]).toEqual([]);
  });

  test.each(ways)(
    'allows ENFORCE %s if the lost access is acknowledged, which the event records',
    async (_name, arrange, go) => {
      await arrange();
      await go(true);
      const written = [...(await events('platform_events')), ...(await events('entitlement_events'))];
      expect(written).toHaveLength(1);
      expect(written[0]).toMatchObject({
        reason: expect.stringMatching(/^(a test of rollouts|a pilot customer|the pilot is over)$/),
        payload: { acknowledgedLostAccess: true, acknowledged: [GATE_SHUT] },
      });
    },
  );

  test('does not apply to changes that put no further organization under ENFORCE', async () => {
    await set({ mode: 'SHADOW' });
    await set({ mode: 'ENFORCE', acknowledgeLostAccess: true });
    expect((await setOne(ids[0] ?? '', 'ENFORCE')).setOrganizationRollout.organization).toMatchObject({
      gating: 'ENFORCE',
      gatingSource: 'ORGANIZATION',
    });
    await clearOne(ids[0] ?? '');
    await set({ mode: 'SHADOW' });
    await set({ mode: 'SHADOW', enforcePercentage: 50, acknowledgeLostAccess: true });
    expect((await set({ mode: 'SHADOW', enforcePercentage: 20 })).rollout).toMatchObject({
      mode: 'SHADOW',
      enforcePercentage: 20,
    });
    expect((await set({ mode: 'LEGACY' })).rollout).toMatchObject({ mode: 'LEGACY', enforcePercentage: 0 });
  });
});

describe('while the gate is being checked for many organizations', () => {
  /** Requests ENFORCE, and does something else while the gate is being checked. */
  async function duringGate(meanwhile: () => Promise<unknown>) {
    const [{ version: expectedVersion } = { version: 0 }] = await database.sql<{ version: number }>(
      'SELECT version FROM rollout',
    );
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    try {
      await holder.query('LOCK TABLE parity_reports IN ACCESS EXCLUSIVE MODE');
      const step = settled(
        operator.request(SetRolloutDocument, {
          input: { mode: 'ENFORCE', expectedVersion, reason: 'a step that takes long', acknowledgeLostAccess: true },
        }),
      );
      await untilBlocked(database);
      await meanwhile();
      await holder.commitTransaction();
      return await step;
    } finally {
      await holder.release();
    }
  }

  test('the emergency exit does not wait', async () => {
    await set({ mode: 'SHADOW' });
    const [{ version: expectedVersion } = { version: 0 }] = await database.sql<{ version: number }>(
      'SELECT version FROM rollout',
    );
    const step = await duringGate(async () => {
      await operator.request(EmergencyExitDocument, {
        input: { mode: 'LEGACY', expectedVersion, reason: 'the emergency exit' },
      });
    });
    expect(step).toMatchObject({
      refusal: { code: 'CONFLICT', details: { version: expectedVersion + 1, expectedVersion } },
    });
    expect(await stored()).toMatchObject([{ mode: 'LEGACY', enforce_percentage: 0 }]);
  });

  test('an organization whose own row is deleted meanwhile does not come under ENFORCE unchecked', async () => {
    const [first = ''] = ids;
    await setOne(first, 'SHADOW');
    const step = await duringGate(() => database.sql('DELETE FROM organization_rollouts'));
    expect(step).toMatchObject({ refusal: { code: 'CONFLICT', details: { organizationIds: [first] } } });
    expect(await stored()).toMatchObject([{ mode: 'LEGACY' }]);
  });
});

describe('the emergency exit to LEGACY', () => {
  beforeEach(async () => {
    await database.sql(`UPDATE rollout SET mode = 'SHADOW', enforce_percentage = 60`);
    await database.sql(
      `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id)
       VALUES ($1, 'ENFORCE', 'pilot', 'test'), ($2, 'ENFORCE', 'pilot', 'test'), ($3, 'SHADOW', 'pilot', 'test'),
       (999999, 'ENFORCE', 'of a deleted organization', 'test')`,
      [ids[0], ids[1], ids[2]],
    );
  });

  test('puts all organizations under LEGACY in one step, with an event for each individual one', async () => {
    const { rollout, clearedOrganizations } = await set({ mode: 'LEGACY' });
    expect({ rollout, clearedOrganizations }).toMatchObject({
      rollout: { mode: 'LEGACY', enforcePercentage: 0 },
      clearedOrganizations: 3,
    });
    const gatings = await Promise.all(ids.map((id) => gatingOf(id)));
    expect(
      gatings.map((gating, index) => [index, gating]).filter(([, gating]) => gating !== 'LEGACY by GLOBAL'),
    ).toEqual([[2, 'SHADOW by ORGANIZATION']]);
    expect(await events('platform_events')).toMatchObject([
      {
        event_type: 'rollout_set',
        actor_id: 'test:super_admin',
        payload: {
          before: { mode: 'SHADOW', enforcePercentage: 60 },
          after: { mode: 'LEGACY', enforcePercentage: 0 },
          clearedOrganizations: 3,
          acknowledgedLostAccess: false,
        },
      },
    ]);
    expect(await events('entitlement_events')).toMatchObject(
      [ids[0], ids[1]].map((id) => ({
        org_id: Number(id),
        event_type: 'organization_rollout_cleared',
        actor_user_id: 'test:super_admin',
        payload: { actor: 'test:super_admin', before: 'ENFORCE', after: null },
      })),
    );
  });

  test('also clears individual ENFORCE rows if the mode is already LEGACY', async () => {
    await database.sql(`UPDATE rollout SET mode = 'LEGACY', enforce_percentage = 0`);
    expect((await set({ mode: 'LEGACY' })).clearedOrganizations).toBe(3);
    const before = await stored();
    expect((await set({ mode: 'LEGACY' })).clearedOrganizations).toBe(0);
    expect(await stored()).toEqual(before);
    expect(await events('platform_events')).toHaveLength(1);
  });

  test('keeps the organizations individually under ENFORCE if asked to', async () => {
    expect((await set({ mode: 'LEGACY', keepOrganizations: true })).clearedOrganizations).toBe(0);
    expect(await Promise.all(ids.slice(0, 2).map((id) => gatingOf(id)))).toEqual([
      'ENFORCE by ORGANIZATION',
      'ENFORCE by ORGANIZATION',
    ]);
    expect((await operator.request(RolloutDocument, {})).rollout).toMatchObject({
      mode: 'LEGACY',
      enforcePercentage: 0,
    });
  });
});

test('raising the percentage only adds organizations, lowering it removes the last ones', async () => {
  const enforced = async () =>
    (await Promise.all(ids.map(async (id) => ({ id, gating: await gatingOf(id) }))))
      .filter(({ gating }) => gating === 'ENFORCE by PERCENTAGE')
      .map(({ id }) => id);
  let before: readonly string[] = [];
  for (const enforcePercentage of [10, 25, 60, 100]) {
    await set({ mode: 'LEGACY', enforcePercentage, acknowledgeLostAccess: true });
    const now = await enforced();
    expect(before.filter((id) => !now.includes(id))).toEqual([]);
    expect(now).toEqual(ids.filter((id) => rolloutPlace(id) < enforcePercentage));
    before = now;
  }
  expect(before).toHaveLength(ORGANIZATIONS);
  await set({ mode: 'LEGACY', enforcePercentage: 25 });
  expect(await enforced()).toEqual(ids.filter((id) => rolloutPlace(id) < 25));
});

test('of concurrent admins one changes the rollout, and the others are told the current version', async () => {
  for (let round = 0; round < 5; round++) {
    const expectedVersion = await version();
    const asked = Array.from({ length: 8 }, (_, index): SetRolloutInput => ({
      mode: 'SHADOW',
      enforcePercentage: 1 + round * 10 + index,
      expectedVersion,
      reason: `admin ${index}`,
      acknowledgeLostAccess: true,
    }));
    const results = await Promise.all(asked.map((input) => settled(operator.request(SetRolloutDocument, { input }))));
    const done = results.flatMap(({ answer }) => answer?.setRollout.rollout ?? []);
    expect(done).toHaveLength(1);
    expect(done[0]?.version).toBe(expectedVersion + 1);
    for (const { refusal } of results)
      if (refusal)
        expect(refusal).toMatchObject({ code: 'CONFLICT', details: { version: expectedVersion + 1, expectedVersion } });
    expect((await operator.request(RolloutDocument, {})).rollout).toMatchObject({
      enforcePercentage: done[0]?.enforcePercentage,
      version: expectedVersion + 1,
    });
    expect(await events('platform_events')).toHaveLength(round + 1);
  }
});

describe('a change of the rollout is refused', () => {
  test.each([
    [{ mode: 'ENFORCE', enforcePercentage: 50, acknowledgeLostAccess: true }, 'input.enforcePercentage'],
    [{ mode: 'SHADOW', enforcePercentage: 101, acknowledgeLostAccess: true }, 'input.enforcePercentage'],
    [{ mode: 'SHADOW', enforcePercentage: -1 }, 'input.enforcePercentage'],
    [{ mode: 'SHADOW', reason: ' x ' }, 'input.reason'],
    [{ mode: 'SHADOW', reason: 'x'.repeat(501) }, 'input.reason'],
  ] as const)('if it is %j', async (input, field) => {
    const refusal = await refusalOf(
      operator.request(SetRolloutDocument, { input: { reason: 'a test', expectedVersion: await version(), ...input } }),
    );
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', details: { faults: [{ field }] } });
    expect(await events('platform_events')).toEqual([]);
  });

  test('if it has a percentage together with LEGACY', async () => {
    await set({ mode: 'SHADOW' });
    expect(await refusalOf(set({ mode: 'LEGACY', enforcePercentage: 5, acknowledgeLostAccess: true }))).toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  test('if the organization does not exist', async () => {
    for (const id of ['888888', 'abc', '0']) {
      const input = { organizationId: id, reason: 'a test', mode: 'SHADOW' as const };
      expect(await refusalOf(operator.request(SetOrganizationRolloutDocument, { input }))).toMatchObject({
        code: 'NOT_FOUND',
        details: { organizationId: id },
      });
      expect(
        await refusalOf(
          operator.request(ClearOrganizationRolloutDocument, { input: { organizationId: id, reason: 'a test' } }),
        ),
      ).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await stored()).toMatchObject([{ own: 0 }]);
  });
});

describe("an organization's own rollout", () => {
  test('takes precedence over the global rollout until it is cleared', async () => {
    const [first = '', second = ''] = ids;
    expect((await setOne(first, 'SHADOW')).setOrganizationRollout.organization).toEqual({
      id: first,
      gating: 'SHADOW',
      gatingSource: 'ORGANIZATION',
    });
    expect((await setOne(first, 'ENFORCE', true)).setOrganizationRollout.organization).toMatchObject({
      gating: 'ENFORCE',
    });
    await setOne(second, 'SHADOW');
    expect(await gatingOf(ids[2] ?? '')).toBe('LEGACY by GLOBAL');
    const { rollout } = await operator.request(RolloutDocument, { first: 1 });
    expect(rollout.organizations).toMatchObject({
      totalCount: 2,
      pageInfo: { hasNextPage: true },
      nodes: [
        {
          organizationId: first,
          organization: { name: 'Organization 1' },
          mode: 'ENFORCE',
          reason: 'a pilot customer',
          actorId: 'test:super_admin',
        },
      ],
    });
    const next = await operator.request(RolloutDocument, { first: 1, after: rollout.organizations.pageInfo.endCursor });
    expect(next.rollout.organizations).toMatchObject({
      pageInfo: { hasNextPage: false },
      nodes: [{ organizationId: second }],
    });

    expect((await clearOne(first)).clearOrganizationRollout.organization).toMatchObject({
      gating: 'LEGACY',
      gatingSource: 'GLOBAL',
    });
    expect(await events('entitlement_events')).toMatchObject([
      {
        org_id: Number(first),
        event_type: 'organization_rollout_set',
        payload: {
          before: null,
          after: 'SHADOW',
          gatingBefore: 'LEGACY',
          gating: 'SHADOW',
          acknowledgedLostAccess: false,
        },
      },
      {
        org_id: Number(first),
        event_type: 'organization_rollout_set',
        payload: { before: 'SHADOW', after: 'ENFORCE', acknowledgedLostAccess: true },
      },
      { org_id: Number(second), event_type: 'organization_rollout_set' },
      {
        org_id: Number(first),
        event_type: 'organization_rollout_cleared',
        reason: 'the pilot is over',
        payload: { before: 'ENFORCE', after: null, gating: 'LEGACY' },
      },
    ]);
  });

  test('writes nothing if it is set to the same mode, or cleared without being set', async () => {
    await setOne(ids[0] ?? '', 'SHADOW');
    await setOne(ids[0] ?? '', 'SHADOW');
    await clearOne(ids[1] ?? '');
    expect(await events('entitlement_events')).toHaveLength(1);
  });

  test('answers each of two changes in one request with its own result', async () => {
    const id = String(ids[0]);
    const fields = `organization { gating gatingSource ownRollout { mode } }`;
    const both = await operator.request(`mutation {
      a: setOrganizationRollout(input: { organizationId: "${id}", mode: SHADOW, reason: "a test" }) { ${fields} }
      b: clearOrganizationRollout(input: { organizationId: "${id}", reason: "a test" }) { ${fields} } }`);
    expect(both).toEqual({
      a: { organization: { gating: 'SHADOW', gatingSource: 'ORGANIZATION', ownRollout: { mode: 'SHADOW' } } },
      b: { organization: { gating: 'LEGACY', gatingSource: 'GLOBAL', ownRollout: null } },
    });
  });

  test("is shown to the organization's admin; members see the gating but not its author", async () => {
    const [own = '', other = ''] = ids;
    await setOne(own, 'SHADOW');
    const admin = await server.as('ORG_ADMIN', own);
    const member = await server.as('MEMBER', own);
    expect((await admin.request(OrganizationGatingOfDocument, { id: own })).organization).toMatchObject({
      gating: 'SHADOW',
      ownRollout: { mode: 'SHADOW', reason: 'a pilot customer', actorId: 'test:super_admin' },
    });
    expect(await member.request(`{ organization(id: "${own}") { gating gatingSource } }`)).toEqual({
      organization: { gating: 'SHADOW', gatingSource: 'ORGANIZATION' },
    });
    for (const client of [member, await server.as('SERVICE')]) {
      expect(await refusalOf(client.request(OrganizationGatingOfDocument, { id: own }))).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    for (const client of [member, admin])
      expect(await refusalOf(client.request(OrganizationGatingOfDocument, { id: other }))).toMatchObject({
        code: 'NOT_FOUND',
      });
    for (const client of [member, admin, await server.as('SERVICE')]) {
      for (const id of [own, other, 888_888]) {
        const input = { organizationId: String(id), reason: 'a test', mode: 'LEGACY' as const };
        expect(await refusalOf(client.request(SetOrganizationRolloutDocument, { input }))).toMatchObject({
          code: 'FORBIDDEN',
          message: 'Only OPERATOR and SUPER_ADMIN may do this (MANAGE_ROLLOUT).',
        });
      }
    }
  });
});

test('a change of the rollout counts for the next request of its own server even without a notification', async () => {
  for (const table of ['rollout', 'organization_rollouts'])
    await database.sql(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  const id = String(ids[0]);
  const check = async () =>
    operator.request<{ organization: { decision: { gating: string; reason: string } } }>(
      `{ organization(id: "${id}") { decision(moduleKey: "sales") { gating reason } } }`,
    );
  for (let round = 0; round < 5; round++) {
    await set({ mode: 'ENFORCE', acknowledgeLostAccess: true });
    expect((await check()).organization.decision).toEqual({ gating: 'ENFORCE', reason: 'NOT_ENTITLED' });
    await set({ mode: 'LEGACY' });
    expect((await check()).organization.decision).toEqual({ gating: 'LEGACY', reason: 'LEGACY_ON' });
    await setOne(ids[0] ?? '', 'ENFORCE', true);
    expect((await check()).organization.decision).toEqual({ gating: 'ENFORCE', reason: 'NOT_ENTITLED' });
    await clearOne(ids[0] ?? '');
    expect((await check()).organization.decision).toEqual({ gating: 'LEGACY', reason: 'LEGACY_ON' });
  }
  for (const table of ['rollout', 'organization_rollouts'])
    await database.sql(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
});

test('the kill switch overrides all that is stored, and forcing ENFORCE past the gate fails preflight', async () => {
  await set({ mode: 'ENFORCE', acknowledgeLostAccess: true });
  await setOne(ids[0] ?? '', 'ENFORCE');
  for (const [gating, mode, status] of [
    ['false', 'LEGACY', 'PASS'],
    ['true', 'ENFORCE', 'FAIL'],
  ] as const) {
    await database.sql(`UPDATE rollout SET mode = $1`, [mode === 'LEGACY' ? 'ENFORCE' : 'LEGACY']);
    const forced = await startTestServer(
      { ...database, config: { ...database.config, gating: gating === 'true' } },
      { worker: false },
    );
    try {
      const client = await forced.as('SUPER_ADMIN');
      for (const id of ids.slice(0, 2)) expect(await gatingOf(id, client)).toBe(`${mode} by ENVIRONMENT`);
      expect((await client.request(RolloutDocument, {})).rollout).toMatchObject({
        forcedByEnvironment: mode,
        gate: { open: false, reasons: [GATE_SHUT] },
      });
      const { migrationPreflight } = await client.request<{
        migrationPreflight: { checks: readonly { name: string; status: string; detail: string }[] };
      }>('{ migrationPreflight { checks { name status detail } } }');
      expect(migrationPreflight.checks.find(({ name }) => name === 'gating')).toMatchObject({
        status,
        detail: expect.stringContaining('ENABLE_ENTITLEMENTS_GATING'),
      });
    } finally {
      await forced.close();
    }
  }
});

test('a change of the rollout counts on other servers within a second', async () => {
  const other = await startTestServer(database, { worker: false });
  try {
    const client = await other.as('SUPER_ADMIN');
    const [first = '', second = ''] = ids;
    /** The gatings of both on the other server: the wanted ones, or those after a second. */
    const gatings = async (...wanted: readonly string[]) => {
      const deadline = Date.now() + 1_000;
      for (;;) {
        const found = await Promise.all([first, second].map((id) => gatingOf(id, client)));
        if (found.join() === wanted.join() || Date.now() > deadline) return found;
        await delay(10);
      }
    };
    const legacy = 'LEGACY by GLOBAL';
    const enforce = 'ENFORCE by GLOBAL';
    const shadow = 'SHADOW by ORGANIZATION';
    expect(await gatings(legacy, legacy)).toEqual([legacy, legacy]);
    await set({ mode: 'ENFORCE', acknowledgeLostAccess: true });
    expect(await gatings(enforce, enforce)).toEqual([enforce, enforce]);
    await setOne(first, 'SHADOW');
    expect(await gatings(shadow, enforce)).toEqual([shadow, enforce]);
    await set({ mode: 'LEGACY' });
    expect(await gatings(shadow, legacy)).toEqual([shadow, legacy]);
  } finally {
    await other.close();
  }
});
