import { setTimeout as delay } from 'node:timers/promises';
import type { GraphQLClient } from 'graphql-request';
import { pruneAnswers } from '../../src/store/idempotent-requests';
import {
  DecisionWithOverrideDocument,
  type OverrideChangeInput,
  OverrideDocument,
  type OverrideEntitlementsInput,
  OverridesDocument,
  RevokeOverridesDocument,
} from '../support/operations';
import { refusalOf, settled } from '../support/refusal';
import { runToEnd } from '../support/run';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database);
  operator = await server.as('SUPER_ADMIN');
});

afterAll(async () => {
  await server.close();
  await database.close();
});

beforeEach(async () => {
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE', enforce_percentage = 0`);
  // Stored: sales enabled but without leads, hr a trial that has ended, finance disabled.
  [acme = '0'] = await database.addOrganizations([['CRM']]);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source)
     SELECT $1, id, status, ends, 'legacy_migration' FROM modules
     JOIN (VALUES ('sales', 'enabled', NULL), ('hr', 'trial', '2020-01-01'::timestamptz),
     ('finance', 'disabled', NULL)) AS v (key, status, ends) ON key = module_key`,
    [acme],
  );
  await database.sql(
    `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
     SELECT $1, module_id, s.id, false, 'legacy_migration' FROM submodules s JOIN modules m ON m.id = module_id
     WHERE module_key = 'sales' AND submodule_key = 'leads'`,
    [acme],
  );
});

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();

const list = async (
  filter: { includeEnded?: boolean; moduleKey?: string; first?: number; after?: string | null } = {},
  id = acme,
) => (await operator.request(OverridesDocument, { id: id, ...filter })).organization;
const version = async () => (await list()).version;

const input = (
  changes: OverrideChangeInput[],
  more: Partial<OverrideEntitlementsInput> = {},
): OverrideEntitlementsInput => ({
  organizationId: acme,
  expectedVersion: 0,
  reason: 'agreed with the customer',
  changes,
  ...more,
});

/** Overrides at the current version. */
async function override(changes: OverrideChangeInput[], more: Partial<OverrideEntitlementsInput> = {}) {
  return (
    await operator.request(OverrideDocument, { input: input(changes, { expectedVersion: await version(), ...more }) })
  ).overrideEntitlements;
}

async function revoke(...overrideIds: string[]) {
  return (
    await operator.request(RevokeOverridesDocument, {
      input: {
        organizationId: acme,
        expectedVersion: await version(),
        overrideIds,
        reason: 'no longer agreed',
      },
    })
  ).revokeOverrides;
}

async function decide(moduleKey: string, submoduleKey: string | null = null, client = operator) {
  return (await client.request(DecisionWithOverrideDocument, { id: acme, moduleKey, submoduleKey })).organization
    .decision;
}

const events = () =>
  database.sql<{ event_type: string; payload: unknown }>(
    'SELECT * FROM entitlement_events WHERE org_id = $1 ORDER BY id',
    [acme],
  );
const rows = () => database.sql('SELECT * FROM entitlement_overrides WHERE org_id = $1 ORDER BY id', [acme]);

describe('overriding what an organization may use', () => {
  test('changes several targets at once, answers before and after, and writes one event', async () => {
    expect(await decide('inventory')).toMatchObject({ allowed: false, reason: 'NOT_ENTITLED' });
    const trialEnd = inHours(24);
    const { organization, dryRun, changes } = await override([
      { moduleKey: 'inventory', status: 'ENABLED' },
      { moduleKey: 'hr', status: 'TRIAL', trialExpiresAt: trialEnd },
      { moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' },
      { moduleKey: 'sales', submoduleKey: 'quotations', status: 'DISABLED' },
    ]);
    expect({ organization, dryRun }).toEqual({ organization: { id: acme, version: 4 }, dryRun: false });
    expect(changes).toMatchObject([
      {
        moduleKey: 'inventory',
        submoduleKey: null,
        warning: null,
        before: { allowed: false, reason: 'NOT_ENTITLED' },
        after: { allowed: true, reason: 'OVERRIDE_ENABLED' },
      },
      {
        moduleKey: 'hr',
        before: { allowed: false, reason: 'TRIAL_EXPIRED' },
        after: { allowed: true, status: 'TRIAL', reason: 'OVERRIDE_TRIAL', changesAt: trialEnd },
      },
      {
        submoduleKey: 'leads',
        before: { allowed: false, reason: 'SUBMODULE_DISABLED' },
        after: { allowed: true, reason: 'OVERRIDE_ENABLED' },
      },
      {
        submoduleKey: 'quotations',
        before: { allowed: true, reason: 'ENTITLED' },
        after: { allowed: false, reason: 'OVERRIDE_DISABLED' },
      },
    ]);
    expect(changes[0]?.override).toMatchObject({
      module: { key: 'inventory' },
      submodule: null,
      status: 'ENABLED',
      reason: 'agreed with the customer',
      actorId: 'test:super_admin',
      live: true,
      endedAt: null,
    });
    expect(await decide('inventory')).toMatchObject({
      allowed: true,
      provenance: {
        kind: 'OVERRIDE',
        override: { id: changes[0]?.override?.id, reason: 'agreed with the customer', actorId: 'test:super_admin' },
      },
    });
    expect(await decide('sales', 'quotations')).toMatchObject({ allowed: false, reason: 'OVERRIDE_DISABLED' });
    expect(await events()).toMatchObject([
      {
        event_type: 'override_set',
        actor_user_id: 'test:super_admin',
        reason: 'agreed with the customer',
        payload: {
          actor: 'test:super_admin',
          gating: 'ENFORCE',
          changes: [
            {
              module: 'inventory',
              submodule: null,
              status: 'enabled',
              overrideId: changes[0]?.override?.id,
              before: { allowed: false, reason: 'NOT_ENTITLED' },
              after: { allowed: true, reason: 'OVERRIDE_ENABLED' },
              replaces: null,
            },
            { module: 'hr', status: 'trial', trialExpiresAt: trialEnd },
            { module: 'sales', submodule: 'leads' },
            { module: 'sales', submodule: 'quotations' },
          ],
        },
      },
    ]);
  });

  test('counts for the next request of its own server even without a notification', async () => {
    await database.sql('ALTER TABLE entitlement_overrides DISABLE TRIGGER USER');
    expect(await decide('hr')).toMatchObject({ reason: 'TRIAL_EXPIRED' });
    const id = (await override([{ moduleKey: 'hr', status: 'ENABLED' }])).changes[0]?.override?.id ?? '';
    expect(await decide('hr')).toMatchObject({ reason: 'OVERRIDE_ENABLED' });
    await revoke(id);
    expect(await decide('hr')).toMatchObject({ reason: 'TRIAL_EXPIRED' });
    await database.sql('ALTER TABLE entitlement_overrides ENABLE TRIGGER USER');
  });

  test('replaces an earlier override of the same target, which stays in the list', async () => {
    const first = (await override([{ moduleKey: 'hr', status: 'ENABLED' }])).changes[0]?.override;
    const second = (await override([{ moduleKey: 'hr', status: 'DISABLED' }])).changes[0]?.override;
    expect(await decide('hr')).toMatchObject({
      reason: 'OVERRIDE_DISABLED',
      provenance: { override: { id: second?.id } },
    });
    expect((await list()).overrides).toMatchObject({ totalCount: 1, nodes: [{ id: second?.id }] });
    expect(await list({ includeEnded: true })).toMatchObject({
      version: 3,
      overrides: {
        totalCount: 2,
        nodes: [
          { id: second?.id, live: true },
          { id: first?.id, live: false, endedBy: 'test:super_admin', endedAt: expect.any(String) },
        ],
      },
    });
    expect((await events())[1]).toMatchObject({ payload: { changes: [{ replaces: first?.id }] } });
  });

  test('can be revoked, after which the entitlements below count again', async () => {
    const ids = (
      await override([
        { moduleKey: 'hr', status: 'ENABLED' },
        { moduleKey: 'sales', status: 'DISABLED' },
      ])
    ).changes.map((change) => change.override?.id ?? '');
    const { changes, organization } = await revoke(...ids);
    expect(organization.version).toBe(4);
    expect(changes).toMatchObject([
      {
        moduleKey: 'hr',
        override: { id: ids[0], live: false, endedBy: 'test:super_admin' },
        before: { allowed: true, reason: 'OVERRIDE_ENABLED' },
        after: { allowed: false, reason: 'TRIAL_EXPIRED' },
      },
      { moduleKey: 'sales', before: { allowed: false }, after: { allowed: true, reason: 'ENTITLED' } },
    ]);
    expect(await decide('sales')).toMatchObject({ allowed: true, reason: 'ENTITLED', provenance: { override: null } });
    expect((await events()).map(({ event_type }) => event_type)).toEqual(['override_set', 'override_revoked']);
    expect((await events())[1]).toMatchObject({
      reason: 'no longer agreed',
      payload: {
        actor: 'test:super_admin',
        changes: [
          { overrideId: ids[0], module: 'hr', before: { allowed: true }, after: { allowed: false } },
          { overrideId: ids[1] },
        ],
      },
    });
    expect(await refusalOf(revoke(...ids))).toMatchObject({
      code: 'INVALID_INPUT',
      details: { faults: [{ field: 'input.overrideIds.0' }, { field: 'input.overrideIds.1' }] },
    });
  });

  test('warns of a submodule within a denied module, unless the same request allows the module', async () => {
    const [submodule] = await database.sql<{ key: string }>(
      `SELECT submodule_key AS key FROM submodules s JOIN modules m ON m.id = module_id WHERE module_key = 'finance'
       ORDER BY s.id LIMIT 1`,
    );
    const submoduleKey = submodule?.key ?? '';
    expect((await override([{ moduleKey: 'finance', submoduleKey, status: 'ENABLED' }])).changes).toMatchObject([
      { warning: 'NO_EFFECT', after: { allowed: false, reason: 'MODULE_DISABLED' } },
    ]);
    expect(
      (
        await override([
          { moduleKey: 'finance', submoduleKey, status: 'ENABLED' },
          { moduleKey: 'finance', status: 'ENABLED' },
        ])
      ).changes,
    ).toMatchObject([
      { warning: null, after: { allowed: true } },
      { warning: null, after: { allowed: true } },
    ]);
    expect(await decide('finance', submoduleKey)).toMatchObject({ allowed: true });
  });

  test('before ENFORCE is stored, and the answer says that it does not count yet', async () => {
    await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
    const { changes } = await override([{ moduleKey: 'sales', status: 'DISABLED' }]);
    expect(changes).toMatchObject([
      {
        before: { gating: 'LEGACY', allowed: true, reason: 'LEGACY_ON' },
        after: { allowed: true, reason: 'LEGACY_ON', entitlement: { allowed: false, reason: 'OVERRIDE_DISABLED' } },
      },
    ]);
    expect(await events()).toMatchObject([
      {
        payload: {
          gating: 'LEGACY',
          changes: [{ after: { allowed: true, entitlement: { allowed: false, reason: 'OVERRIDE_DISABLED' } } }],
        },
      },
    ]);
  });
});

describe('an override request', () => {
  test.each<readonly [string, OverrideChangeInput, Partial<OverrideEntitlementsInput>, string]>([
    ['an unknown module', { moduleKey: 'slaes', status: 'ENABLED' }, {}, 'input.changes.1.moduleKey'],
    [
      'an unknown submodule',
      { moduleKey: 'sales', submoduleKey: 'nope', status: 'ENABLED' },
      {},
      'input.changes.1.submoduleKey',
    ],
    ['a module that is always on', { moduleKey: 'email', status: 'DISABLED' }, {}, 'input.changes.1.moduleKey'],
    [
      'a trial of a submodule',
      { moduleKey: 'sales', submoduleKey: 'leads', status: 'TRIAL' },
      {},
      'input.changes.1.status',
    ],
    ['a target twice', { moduleKey: 'inventory', status: 'DISABLED' }, {}, 'input.changes.1.moduleKey'],
    [
      'a trial that has ended',
      { moduleKey: 'hr', status: 'TRIAL', trialExpiresAt: '2020-01-01T00:00:00Z' },
      {},
      'input.changes.1.trialExpiresAt',
    ],
    [
      'a trial longer than its override',
      { moduleKey: 'hr', status: 'TRIAL', trialExpiresAt: inHours(9) },
      { expiresAt: inHours(8) },
      'input.changes.1.trialExpiresAt',
    ],
    [
      'an end that has passed',
      { moduleKey: 'hr', status: 'ENABLED' },
      { expiresAt: '2020-01-01T00:00:00Z' },
      'input.expiresAt',
    ],
    ['no reason', { moduleKey: 'hr', status: 'ENABLED' }, { reason: ' - ' }, 'input.reason'],
    [
      'an empty idempotency key',
      { moduleKey: 'hr', status: 'ENABLED' },
      { idempotencyKey: '' },
      'input.idempotencyKey',
    ],
  ])('with %s is refused whole, naming the field', async (_name, bad, more, field) => {
    const refusal = await refusalOf(override([{ moduleKey: 'inventory', status: 'ENABLED' }, bad], more));
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', details: { faults: [{ field }] } });
    expect([await rows(), await events(), await version()]).toEqual([[], [], 0]);
    expect(await decide('inventory')).toMatchObject({ allowed: false });
  });

  test('without changes or with more than 500 is refused', async () => {
    expect(await refusalOf(override([]))).toMatchObject({
      code: 'INVALID_INPUT',
      details: { faults: [{ field: 'input.changes' }] },
    });
    const many = Array.from({ length: 501 }, (_, index): OverrideChangeInput => ({
      moduleKey: `none_${index}`,
      status: 'ENABLED',
    }));
    expect(await refusalOf(override(many))).toMatchObject({
      code: 'INVALID_INPUT',
      details: { faults: [{ field: 'input.changes', message: 'must have 500 changes or fewer, not 501' }] },
    });
  });

  test('is undone if its event cannot be written', async () => {
    await database.sql(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no events today'; END $$;
       CREATE TRIGGER refuse BEFORE INSERT ON entitlement_events EXECUTE FUNCTION refuse()`,
    );
    try {
      expect(
        await refusalOf(override([{ moduleKey: 'hr', status: 'ENABLED' }], { idempotencyKey: `failed ${acme}` })),
      ).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
      expect(await rows()).toEqual([]);
    } finally {
      await database.sql('DROP FUNCTION refuse CASCADE');
    }
    // The failed request did not use up the key.
    expect(
      (await override([{ moduleKey: 'hr', status: 'ENABLED' }], { idempotencyKey: `failed ${acme}` })).organization
        .version,
    ).toBe(1);
  });

  test('to revoke is refused whole if one override cannot be revoked', async () => {
    const id = (await override([{ moduleKey: 'hr', status: 'ENABLED' }])).changes[0]?.override?.id ?? '';
    for (const other of ['99999999', 'abc', ''])
      expect(await refusalOf(revoke(id, other))).toMatchObject({
        code: 'INVALID_INPUT',
        details: { faults: [{ field: 'input.overrideIds.1' }] },
      });
    expect(await refusalOf(revoke())).toMatchObject({
      code: 'INVALID_INPUT',
      details: { faults: [{ field: 'input.overrideIds' }] },
    });
    expect((await list()).overrides.nodes).toMatchObject([{ id, live: true }]);
  });

  test("cannot revoke another organization's override", async () => {
    const mine = acme;
    const id = (await override([{ moduleKey: 'hr', status: 'ENABLED' }])).changes[0]?.override?.id ?? '';
    [acme = '0'] = await database.addOrganizations([null]);
    const refusal = await refusalOf(revoke(id));
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT' });
    expect((await list({}, mine)).overrides.nodes).toMatchObject([{ id, live: true }]);
  });
});

test('as a dry run answers the same and writes nothing', async () => {
  const counts = () =>
    database.sql(
      `SELECT (SELECT count(*) FROM entitlement_overrides) AS overrides, (SELECT count(*) FROM entitlement_events)
       AS events, (SELECT count(*) FROM idempotent_requests) AS requests`,
    );
  await override([{ moduleKey: 'hr', status: 'DISABLED' }]);
  const before = await counts();
  const asked: OverrideChangeInput[] = [
    { moduleKey: 'hr', status: 'ENABLED' },
    { moduleKey: 'inventory', status: 'TRIAL' },
    { moduleKey: 'finance', status: 'ENABLED' },
  ];
  const key = { idempotencyKey: `dry ${acme}` };
  const shown = await override(asked, { ...key, dryRun: true });
  expect(shown).toMatchObject({ dryRun: true, organization: { version: 1 } });
  expect(shown.changes.map((change) => change.override)).toEqual([null, null, null]);
  expect(await counts()).toEqual(before);
  expect(await decide('inventory')).toMatchObject({ allowed: false });
  // Nor does a dry run use up the key.
  const done = await override(asked, key);
  const answers = ({ changes }: typeof shown) =>
    changes.map((change) => [
      change.before.allowed,
      change.before.reason,
      change.after.allowed,
      change.after.reason,
      change.warning,
    ]);
  expect(answers(done)).toEqual(answers(shown));
});

describe('a repeated override request', () => {
  test('is remembered for a week, after which its answer is deleted', async () => {
    for (const key of ['old', 'young'])
      await override([{ moduleKey: 'hr', status: 'ENABLED' }], { idempotencyKey: `${key} ${acme}` });
    await database.sql(
      `UPDATE idempotent_requests SET created_at = now() - interval '7 days 1 minute' WHERE key = $1`,
      [`old ${acme}`],
    );
    await database.sql(
      `UPDATE idempotent_requests SET created_at = now() - interval '6 days 23 hours' WHERE key = $1`,
      [`young ${acme}`],
    );
    await pruneAnswers(database.dataSource.manager);
    expect(await database.sql(`SELECT key FROM idempotent_requests WHERE key LIKE $1`, [`% ${acme}`])).toEqual([
      { key: `young ${acme}` },
    ]);
  });

  test('gets the first answer again, whatever changed meanwhile, and does nothing', async () => {
    const asked = input(
      [
        { moduleKey: 'hr', status: 'TRIAL', trialExpiresAt: inHours(3) },
        { moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' },
      ],
      { expiresAt: inHours(5), idempotencyKey: `again ${acme}` },
    );
    const first = (await operator.request(OverrideDocument, { input: asked })).overrideEntitlements;
    const replay = async () => (await operator.request(OverrideDocument, { input: asked })).overrideEntitlements;
    expect(await replay()).toEqual(first);
    await database.sql(`UPDATE rollout SET mode = 'SHADOW'`);
    await database.sql('DELETE FROM org_entitlements WHERE org_id = $1', [acme]);
    await revoke(first.changes[0]?.override?.id ?? '');
    const again = await replay();
    const plain = (payload: typeof first) =>
      payload.changes.map(({ before, after, warning, moduleKey }) => ({ before, after, warning, moduleKey }));
    expect(plain(again)).toEqual(plain(first));
    expect(again.changes.map((change) => change.override?.id)).toEqual(
      first.changes.map((change) => change.override?.id),
    );
    expect(again.organization.version).toBe(3); // The organization's own fields are current.
    expect((await events()).map(({ event_type }) => event_type)).toEqual(['override_set', 'override_revoked']);
  });

  test('gets the first answer even if the legacy flags are unreadable or hold a NUL character', async () => {
    await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
    await database.sql(`ALTER TABLE organizations ALTER enabled_modules TYPE json USING enabled_modules::json`);
    for (const [index, flags] of [
      `{"CRM": "perhaps", "HR": 7}`,
      `{"odd\\u0000name": true, "CRM": true, "route_access": {"leads": false}}`,
    ].entries()) {
      await database.sql('UPDATE organizations SET enabled_modules = $2::json WHERE id = $1', [acme, flags]);
      const asked = input([{ moduleKey: index === 0 ? 'hr' : 'sales', status: 'DISABLED' }], {
        expectedVersion: index,
        idempotencyKey: `flags ${acme} ${index}`,
      });
      const first = (await operator.request(OverrideDocument, { input: asked })).overrideEntitlements;
      expect((await operator.request(OverrideDocument, { input: asked })).overrideEntitlements).toEqual(first);
    }
    expect(await version()).toBe(2);
  });

  test('with the same key but other input is refused; keys are separate for each actor', async () => {
    const asked = input([{ moduleKey: 'hr', status: 'ENABLED' }], { idempotencyKey: `key ${acme}` });
    await operator.request(OverrideDocument, { input: asked });
    const others: readonly Partial<OverrideEntitlementsInput>[] = [
      { expectedVersion: 1 },
      { reason: 'another reason' },
      { expiresAt: inHours(1) },
      { changes: [{ moduleKey: 'hr', status: 'DISABLED' }] },
      { organizationId: '1' },
    ];
    for (const other of others) {
      expect(await refusalOf(operator.request(OverrideDocument, { input: { ...asked, ...other } }))).toMatchObject({
        code: 'CONFLICT',
        details: { idempotencyKey: asked.idempotencyKey },
      });
    }
    await database.sql(`UPDATE idempotent_requests SET actor_id = 'another actor'`);
    expect(await refusalOf(operator.request(OverrideDocument, { input: asked }))).toMatchObject({
      code: 'CONFLICT',
      details: { version: 1, expectedVersion: 0 },
    });
  });

  test('sent 20 times at once is done once', async () => {
    const asked = input(
      [
        { moduleKey: 'hr', status: 'ENABLED' },
        { moduleKey: 'inventory', status: 'DISABLED' },
      ],
      { idempotencyKey: `at once ${acme}` },
    );
    const answers = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await operator.request(OverrideDocument, { input: asked })).overrideEntitlements.changes,
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await rows()).toHaveLength(2);
    expect(await events()).toHaveLength(1);
  });
});

describe('concurrent admins', () => {
  test('change everything or nothing: one succeeds, the others are told the current version', async () => {
    const modules = ['hr', 'inventory', 'finance', 'sales'];
    for (let round = 0; round < 25; round++) {
      const expectedVersion = await version();
      const admins = Array.from({ length: 6 }, (_, index) => ({
        index,
        status: index % 2 === 0 ? ('ENABLED' as const) : ('DISABLED' as const),
      }));
      const results = await Promise.all(
        admins.map(({ index, status }) =>
          // The targets in another order, which would deadlock with locks on rows.
          settled(
            operator.request(OverrideDocument, {
              input: input(
                (index % 3 === 0 ? [...modules].reverse() : modules).map((moduleKey) => ({ moduleKey, status })),
                { expectedVersion, reason: `admin ${index} of round ${round}` },
              ),
            }),
          ),
        ),
      );
      expect(results.filter(({ answer }) => answer)).toHaveLength(1);
      const now = await list();
      for (const { refusal } of results)
        if (refusal)
          expect(refusal).toMatchObject({
            code: 'CONFLICT',
            details: { organizationId: acme, version: now.version, expectedVersion },
          });
      const reasons = new Set(now.overrides.nodes.map(({ reason }) => reason));
      expect({
        live: now.overrides.totalCount,
        reasons: reasons.size,
        version: now.version - expectedVersion,
      }).toEqual({ live: 4, reasons: 1, version: round === 0 ? 4 : 8 });
      expect(new Set(now.overrides.nodes.map(({ status }) => status)).size).toBe(1);
      expect(await events()).toHaveLength(round + 1);
    }
  });

  test('cannot both override and revoke', async () => {
    for (let round = 0; round < 15; round++) {
      const [id = ''] = (await override([{ moduleKey: 'hr', status: 'ENABLED' }])).changes.map(
        (change) => change.override?.id ?? '',
      );
      const expectedVersion = await version();
      const results = await Promise.all([
        settled(
          operator.request(OverrideDocument, {
            input: input([{ moduleKey: 'hr', status: 'DISABLED' }], { expectedVersion }),
          }),
        ),
        settled(
          operator.request(RevokeOverridesDocument, {
            input: { organizationId: acme, expectedVersion, overrideIds: [id], reason: 'a race' },
          }),
        ),
      ]);
      expect(results.map(({ refusal }) => refusal?.code ?? 'done').sort()).toEqual(['CONFLICT', 'done']);
      expect((await decide('hr')).reason).toBe(results[0].answer ? 'OVERRIDE_DISABLED' : 'TRIAL_EXPIRED');
    }
  });

  test('wait only for changes of the same organization, and not for locks on its row', async () => {
    const [other = ''] = await database.addOrganizations([null]);
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(`SELECT pg_advisory_xact_lock(hashtext('portcullis:overrides'), hashtext($1))`, [acme]);
      const waiting = override([{ moduleKey: 'hr', status: 'ENABLED' }]);
      expect(
        (
          await operator.request(OverrideDocument, {
            input: input([{ moduleKey: 'hr', status: 'ENABLED' }], { organizationId: other }),
          })
        ).overrideEntitlements.organization.version,
      ).toBe(1);
      expect(await Promise.race([waiting.then(() => 'done'), delay(200, 'waits')])).toBe('waits');
      await runner.commitTransaction();
      expect((await waiting).organization.version).toBe(1);
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
    // Another application holds a lock on the organization's row.
    await database.dataSource.transaction(async (manager) => {
      await manager.query(`UPDATE public.organizations SET name = 'in work' WHERE id = $1`, [acme]);
      expect((await override([{ moduleKey: 'inventory', status: 'ENABLED' }])).organization.version).toBe(2);
    });
  });
});

describe('an override that expires', () => {
  test('ends to the millisecond despite the cache, and the entitlement below counts again', async () => {
    const expiresAt = new Date(Date.now() + 1_200);
    const id = (
      await override(
        [
          { moduleKey: 'hr', status: 'ENABLED' },
          { moduleKey: 'sales', status: 'DISABLED' },
        ],
        { expiresAt: expiresAt.toISOString() },
      )
    ).changes[0]?.override?.id;
    const seen: {
      readonly before: number;
      readonly after: number;
      readonly allowed: boolean;
      readonly reason: string;
    }[] = [];
    while (Date.now() < expiresAt.getTime() + 200) {
      const before = Date.now();
      const { allowed, reason } = await decide('hr');
      seen.push({ before, after: Date.now(), allowed, reason });
    }
    expect(seen.filter(({ allowed, before }) => allowed && before >= expiresAt.getTime())).toEqual([]);
    expect(seen.filter(({ allowed, after }) => !allowed && after < expiresAt.getTime())).toEqual([]);
    expect([seen[0]?.reason, seen.at(-1)?.reason]).toEqual(['OVERRIDE_ENABLED', 'TRIAL_EXPIRED']);
    expect(await decide('sales')).toMatchObject({ allowed: true, reason: 'ENTITLED' });
    // Lists show it as ended, by no actor, and the version is unchanged: only requests change it.
    expect((await list()).overrides.nodes).toEqual([]);
    expect(await list({ includeEnded: true, moduleKey: 'hr' })).toMatchObject({
      version: 2,
      overrides: { nodes: [{ id, live: false, endedAt: null, endedBy: null }] },
    });
    // The target can be overridden again.
    expect((await override([{ moduleKey: 'hr', status: 'ENABLED' }])).changes[0]).toMatchObject({
      before: { reason: 'TRIAL_EXPIRED' },
      after: { reason: 'OVERRIDE_ENABLED' },
    });
  });

  test('does not replace one without an end, unless that is acknowledged: nothing would be left', async () => {
    await override([{ moduleKey: 'inventory', status: 'ENABLED' }]);
    const ending = { expiresAt: inHours(24) };
    const again = [{ moduleKey: 'inventory', status: 'ENABLED' as const }];
    expect(await refusalOf(override(again, ending))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining("would end what the organization has of 'inventory' without an end"),
    });
    await override(again, { ...ending, acknowledgeShorterAccess: true });
    // Where its entitlement gives it afterwards, nothing ends.
    expect((await override([{ moduleKey: 'sales', status: 'ENABLED' }], ending)).changes[0]?.warning).toBeNull();
  });

  test('may set a trial, whose end denies although the override is still live', async () => {
    const end = Date.now() + 3_000;
    const trialExpiresAt = new Date(end).toISOString();
    const trial = [{ moduleKey: 'sales', status: 'TRIAL' as const, trialExpiresAt }];
    expect(await refusalOf(override(trial))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining("would end what the organization has of 'sales' without an end"),
    });
    expect((await override(trial, { dryRun: true })).changes[0]?.warning).toBe('SHORTER_ACCESS');
    await override(trial, { acknowledgeShorterAccess: true });
    expect(await decide('sales')).toMatchObject({ allowed: true, reason: 'OVERRIDE_TRIAL', changesAt: trialExpiresAt });
    await delay(end - Date.now() + 20);
    expect(await decide('sales')).toMatchObject({
      allowed: false,
      status: 'TRIAL',
      reason: 'TRIAL_EXPIRED',
      provenance: { kind: 'OVERRIDE' },
    });
    expect((await list()).overrides.totalCount).toBe(1);
  });
});

test('an override is kept by migration runs and counts after them', async () => {
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM", "HR"]' WHERE id = $1`, [acme]);
  const ids = (
    await override([
      { moduleKey: 'sales', status: 'DISABLED' },
      { moduleKey: 'inventory', status: 'ENABLED' },
    ])
  ).changes.map((change) => change.override?.id);
  const stored = await rows();
  for (const allowRevocations of [false, true]) {
    const run = await runToEnd(operator, {
      mode: 'EXECUTE',
      source: { fresh: { organizationIds: [acme], allowRevocations } },
    });
    expect({ status: run.status, failed: run.counts.failed }).toMatchObject({ failed: 0 });
    expect(await rows()).toEqual(stored);
    expect(await decide('sales')).toMatchObject({ allowed: false, provenance: { override: { id: ids[0] } } });
    expect(await decide('inventory')).toMatchObject({ allowed: true, provenance: { override: { id: ids[1] } } });
  }
  // Two overrides, and the event of the run that changed the rows.
  expect(await version()).toBe(3);
});

describe('access to overrides', () => {
  test('is not for members, admins and services, who cannot even learn whether an organization exists', async () => {
    for (const client of [
      await server.as('MEMBER', acme),
      await server.as('ORG_ADMIN', acme),
      await server.as('SERVICE'),
    ]) {
      for (const organizationId of [acme, '1', '888888', 'abc']) {
        for (const changes of [
          [{ moduleKey: 'hr', status: 'ENABLED' as const }],
          [{ moduleKey: 'nonsense', status: 'TRIAL' as const }],
        ]) {
          expect(
            await refusalOf(
              client.request(OverrideDocument, { input: input(changes, { organizationId, reason: '' }) }),
            ),
          ).toMatchObject({ code: 'FORBIDDEN', message: 'Only SUPPORT and SUPER_ADMIN may do this (CHANGE_ACCESS).' });
        }
        expect(
          await refusalOf(
            client.request(RevokeOverridesDocument, {
              input: { organizationId, expectedVersion: 0, overrideIds: ['1'], reason: 'a test' },
            }),
          ),
        ).toMatchObject({ code: 'FORBIDDEN' });
      }
    }
    expect(
      await refusalOf(
        server.anonymous().request(OverrideDocument, { input: input([{ moduleKey: 'hr', status: 'ENABLED' }]) }),
      ),
    ).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await rows()).toEqual([]);
    for (const organizationId of ['888888', 'abc', '0']) {
      expect(
        await refusalOf(
          operator.request(OverrideDocument, {
            input: input([{ moduleKey: 'hr', status: 'ENABLED' }], { organizationId }),
          }),
        ),
      ).toMatchObject({ code: 'NOT_FOUND', details: { organizationId } });
      expect(
        await refusalOf(
          operator.request(RevokeOverridesDocument, {
            input: { organizationId, expectedVersion: 0, overrideIds: ['1'], reason: 'a test' },
          }),
        ),
      ).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test("lets the organization's admin read them; members and services see no override", async () => {
    await override([
      { moduleKey: 'inventory', status: 'ENABLED' },
      { moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' },
    ]);
    const id = acme;
    const [other = ''] = await database.addOrganizations([null]);
    const admin = await server.as('ORG_ADMIN', acme);
    expect((await admin.request(OverridesDocument, { id })).organization).toMatchObject({
      version: 2,
      overrides: {
        nodes: [
          { submodule: { key: 'leads' } },
          { module: { key: 'inventory' }, reason: 'agreed with the customer', actorId: 'test:super_admin' },
        ],
      },
    });
    expect(await decide('inventory', null, admin)).toMatchObject({
      provenance: { kind: 'OVERRIDE', override: { reason: 'agreed with the customer' } },
    });
    const shown = `{ organization(id: "${id}") { entitlements { module { key } override { reason }
      submodules { submodule { key } override { reason } } } } }`;
    interface Shown {
      readonly organization: {
        readonly entitlements: readonly {
          readonly module: { readonly key: string };
          readonly override: unknown;
          readonly submodules: readonly { readonly submodule: { readonly key: string }; readonly override: unknown }[];
        }[];
      };
    }
    const overridden = ({ organization: { entitlements } }: Shown) =>
      entitlements
        .flatMap(({ module, override: own, submodules }) => [
          ...(own ? [module.key] : []),
          ...submodules.filter((one) => one.override).map(({ submodule }) => `${module.key}/${submodule.key}`),
        ])
        .sort();
    expect(overridden(await admin.request<Shown>(shown))).toEqual(['inventory', 'sales/leads']);
    for (const client of [await server.as('MEMBER', acme), await server.as('SERVICE')]) {
      expect(await refusalOf(client.request(OverridesDocument, { id }))).toMatchObject({ code: 'FORBIDDEN' });
      expect(await decide('inventory', null, client)).toMatchObject({
        allowed: true,
        reason: 'OVERRIDE_ENABLED',
        provenance: { kind: 'OVERRIDE', override: null },
      });
      expect(overridden(await client.request<Shown>(shown))).toEqual([]);
    }
    for (const client of [admin, await server.as('MEMBER', acme)]) {
      const refused = await refusalOf(client.request(OverridesDocument, { id: other }));
      const none = await refusalOf(client.request(OverridesDocument, { id: '888888' }));
      expect(refused.code).toBe('NOT_FOUND');
      expect(refused.message.replace(other, '#')).toBe(none.message.replace('888888', '#'));
    }
  });
});

test('overrides are listed page by page, newest first', async () => {
  for (let index = 0; index < 7; index++)
    await override([{ moduleKey: 'hr', status: index % 2 === 0 ? 'ENABLED' : 'DISABLED' }]);
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list({ includeEnded: true, first: 3, after });
    expect(page.overrides.totalCount).toBe(7);
    seen.push(...page.overrides.nodes.map(({ id }) => id));
    after = page.overrides.pageInfo.hasNextPage ? page.overrides.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toHaveLength(7);
  expect(seen).toEqual([...seen].sort((a, b) => Number(b) - Number(a)));
});

test("the payload names the actor if an adopted events table cannot store the actor's id", async () => {
  await database.sql(
    `ALTER TABLE entitlement_events ALTER actor_user_id TYPE integer USING NULL, ALTER payload DROP DEFAULT,
     ALTER payload TYPE json USING payload::json`,
  );
  await override([{ moduleKey: 'hr', status: 'ENABLED' }]);
  expect(await events()).toMatchObject([
    {
      event_type: 'override_set',
      actor_user_id: null,
      payload: { actor: 'test:super_admin', changes: [{ module: 'hr' }] },
    },
  ]);
  expect(
    await operator.request(`{ organization(id: "${acme}") { events { nodes { actorId payload } } } }`),
  ).toMatchObject({ organization: { events: { nodes: [{ actorId: null, payload: { actor: 'test:super_admin' } }] } } });
});
