import { z } from 'zod';
import { type Role, ROLES } from '../../src/domain/actor';
import { rightsOf } from '../../src/domain/rights';
import { type Answer, ask, codesOf, send } from '../support/http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer } from '../support/tokens';

const withVersion = z.object({ organization: z.object({ version: z.number() }) });
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let database: TestDatabase;
let server: TestServer;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase('seeded', {
    PORTCULLIS_SUPPORT_DAYS: '10',
    PORTCULLIS_GUARD_BYPASS: 'false',
    PORTCULLIS_CACHE_SIZE: '0',
  });
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  server = await startTestServer(database, { worker: false });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

beforeEach(async () => {
  [acme = '0'] = await database.addOrganizations([['CRM']]);
});

const as = async (role: Role, query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
  ask(server, query, { authorization: await bearer({ sub: `a-${role}`, role, org_id: acme }), variables });

async function changed(role: Role, mutation: string, type: string, input: object): Promise<Answer> {
  const { data } = await as('SUPER_ADMIN', `{ organization(id: "${acme}") { version } }`);
  const { version } = withVersion.parse(data).organization;
  return as(
    role,
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { organization { id } changes { moduleKey } } }`,
    {
      input: { organizationId: acme, expectedVersion: version, reason: 'ticket 4711', ...input },
    },
  );
}
const override = (role: Role, expiresAt: string | null, more: object = {}) =>
  changed(role, 'overrideEntitlements', 'OverrideEntitlementsInput', {
    expiresAt,
    changes: [{ moduleKey: 'hr', status: 'ENABLED' }],
    ...more,
  });
const revoke = async (role: Role) => {
  const [live] = await overrides();
  return changed(role, 'revokeOverrides', 'RevokeOverridesInput', { overrideIds: [live?.id] });
};
const grant = (role: Role, change: object, more: object = {}) =>
  changed(role, 'grantEntitlements', 'GrantEntitlementsInput', { changes: [{ moduleKey: 'hr', ...change }], ...more });
const end = (role: Role) =>
  changed(role, 'endEntitlements', 'EndEntitlementsInput', { targets: [{ moduleKey: 'hr' }] });

const overrides = () =>
  database.sql<{ id: string; actor: string }>(
    `SELECT id, actor_id AS actor FROM entitlement_overrides WHERE org_id = $1 AND ended_at IS NULL`,
    [acme],
  );
const entitlements = () =>
  database.sql<{ status: string }>('SELECT status, source FROM org_entitlements WHERE org_id = $1', [acme]);
const events = () => database.sql('SELECT 1 FROM entitlement_events WHERE org_id = $1', [acme]);

const MESSAGE = 'Only SUPER_ADMIN may change what lasts longer than 10 days (CHANGE_ACCESS_WITHOUT_END): ';

describe('support', () => {
  test('overrides until the end of its days, and no longer', async () => {
    for (const expiresAt of [null, inDays(11)]) {
      const refused = await override('SUPPORT', expiresAt);
      expect(codesOf(refused)).toEqual(['FORBIDDEN']);
      expect(refused.errors[0]?.message).toContain(`${MESSAGE}input.expiresAt `);
      expect(codesOf(await override('SUPPORT', expiresAt, { dryRun: true }))).toEqual(['FORBIDDEN']);
    }
    expect([await overrides(), await events()]).toEqual([[], []]);
    expect((await override('SUPPORT', inDays(9.9))).errors).toEqual([]);
    expect(await overrides()).toMatchObject([{ actor: 'a-SUPPORT' }]);
  });

  test('leaves alone an override that lasts longer, and does not make a short one last longer', async () => {
    await override('SUPER_ADMIN', null, { changes: [{ moduleKey: 'hr', status: 'DISABLED' }] });
    expect(codesOf(await override('SUPPORT', inDays(1)))).toEqual(['FORBIDDEN']);
    expect(codesOf(await revoke('SUPPORT'))).toEqual(['FORBIDDEN']);
    expect(await overrides()).toMatchObject([{ actor: 'a-SUPER_ADMIN' }]);
    await override('SUPER_ADMIN', inDays(5));
    expect(codesOf(await override('SUPPORT', inDays(6)))).toEqual(['FORBIDDEN']);
    expect(codesOf(await override('SUPPORT', inDays(4), { acknowledgeShorterAccess: true }))).toEqual([]);
    expect(codesOf(await revoke('SUPPORT'))).toEqual([]);
    expect(await overrides()).toEqual([]);
  });

  test('grants trials until the end of its days, ends them, and grants nothing without an end', async () => {
    for (const change of [
      { status: 'ENABLED' },
      { status: 'DISABLED' },
      { status: 'TRIAL' },
      { status: 'TRIAL', trialExpiresAt: inDays(11) },
      { moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' },
    ])
      expect(codesOf(await grant('SUPPORT', change))).toEqual(['FORBIDDEN']);
    expect([await entitlements(), await events()]).toEqual([[], []]);
    expect(codesOf(await grant('SUPPORT', { status: 'TRIAL', trialExpiresAt: inDays(9) }))).toEqual([]);
    expect(await entitlements()).toMatchObject([{ status: 'trial' }]);
    expect(codesOf(await end('SUPPORT'))).toEqual([]);
    expect(await entitlements()).toEqual([]);
  });

  test('neither ends a grant that lasts, nor puts a trial in its place, even if it acknowledges the loss', async () => {
    await grant('SUPER_ADMIN', { status: 'ENABLED' });
    const trial = { status: 'TRIAL', trialExpiresAt: inDays(9) };
    expect(codesOf(await grant('SUPPORT', trial, { acknowledgeShorterAccess: true }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await end('SUPPORT'))).toEqual(['FORBIDDEN']);
    expect(await entitlements()).toMatchObject([{ status: 'enabled' }]);
  });

  test('cannot acknowledge that a trial ends what the organization has by its flags', async () => {
    const input = `{ organizationId: "${acme}", mode: LEGACY, reason: "a test" }`;
    await as('OPERATOR', `mutation { setOrganizationRollout(input: ${input}) { organization { id } } }`);
    const trial = { moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: inDays(9) };
    const asked = { changes: [trial], acknowledgeShorterAccess: true };
    expect(codesOf(await changed('SUPPORT', 'grantEntitlements', 'GrantEntitlementsInput', asked))).toEqual([
      'INVALID_INPUT',
    ]);
    expect(codesOf(await changed('SUPER_ADMIN', 'grantEntitlements', 'GrantEntitlementsInput', asked))).toEqual([]);
  });
});

describe('a deployment without the bypass of guards', () => {
  test('denies a super admin, an auditor, support and operators what the organization does not have', async () => {
    for (const role of ['SUPER_ADMIN', 'AUDITOR', 'SUPPORT', 'OPERATOR'] as const)
      expect(codesOf(await as(role, `{ organization(id: "${acme}") { insights { adoption { modules } } } }`))).toEqual([
        'ENTITLEMENT_REQUIRED',
      ]);
  });

  test('tells each role its rights, and nobody that it has the bypass', async () => {
    for (const role of ROLES) {
      const { data } = await as(role, '{ viewer { role rights } }');
      const rights = rightsOf(role).filter((right) => right !== 'BYPASS_GUARDS');
      expect(data).toEqual({ viewer: { role, rights } });
    }
  });
});

test('what an auditor checks is in no figure, and what others check is', async () => {
  const checks = `{ checkEntitlements(checks: [{ organizationId: "${acme}", moduleKey: "hr" }]) { allowed }
    organization(id: "${acme}") { decision(moduleKey: "hr") { allowed } insights { adoption { modules } } } }`;
  const counted = async () => {
    const { text } = await send(`${server.url}/metrics`);
    return [...text.matchAll(/^portcullis_decisions_total\{[^}]*\} (\d+)$/gm)].reduce(
      (sum, one) => sum + Number(one[1]),
      0,
    );
  };
  const before = await counted();
  for (let again = 0; again < 3; again++) await as('AUDITOR', checks);
  expect(await counted()).toBe(before);
  await as('SUPPORT', checks);
  expect(await counted()).toBe(before + 3);
});

test('during maintenance only a super admin changes anything, and all may read', async () => {
  const maintain = (enabled: boolean) =>
    as('SUPER_ADMIN', `mutation { setMaintenance(input: { enabled: ${enabled}, reason: "a test" }) { changed } }`);
  await maintain(true);
  try {
    expect(codesOf(await override('SUPPORT', inDays(1)))).toEqual(['MAINTENANCE']);
    for (const role of ['OPERATOR', 'AUDITOR', 'SUPPORT'] as const)
      expect(codesOf(await as(role, '{ rollout { mode } }'))).toEqual([]);
    expect(codesOf(await override('SUPER_ADMIN', inDays(1)))).toEqual([]);
  } finally {
    await maintain(false);
  }
});
