import { setTimeout as delay } from 'node:timers/promises';
import { needsOrganization, type Role, ROLES } from '../../src/domain/actor';
import { codesOfErrors, follow, type Following } from '../support/follow';
import {
  EntitlementsChangedDocument,
  type EntitlementsChangedSubscription,
  MigrationRunProgressDocument,
  PauseRunDocument,
  ResumeRunDocument,
  StartRunDocument,
} from '../support/operations';
import { patiently } from '../support/patience';
import { rootFields } from '../support/root-fields';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let organization: string;
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  server = await startTestServer(database);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

beforeEach(async () => {
  [organization = '0'] = await database.addOrganizations([['CRM']]);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT $1, id, 'enabled', 'admin' FROM modules
     WHERE module_key = 'sales'`,
    [organization],
  );
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.stop();
});

function followAs<Result, Variables extends Record<string, unknown>>(
  authorization: string,
  ...rest: [...Parameters<typeof follow<Result, Variables>>] extends [unknown, unknown, ...infer Rest] ? Rest : never
): Following<Result> {
  const following = follow<Result, Variables>(server, { authorization }, ...rest);
  open.push(following);
  return following;
}

const tokenOf = (role: Role, organizationId: string | null = null) =>
  bearer({ sub: `test:${role}`, role, ...(organizationId !== null && { org_id: organizationId }) });

async function followOrganization(
  id: number | string = organization,
  token = tokenOf('MEMBER', organization),
): Promise<Following<EntitlementsChangedSubscription>> {
  return followAs(await token, EntitlementsChangedDocument, { organizationId: String(id) });
}

interface Guarded {
  readonly entitlementsChanged: {
    readonly id: string;
    readonly insights: { readonly adoption: { readonly modules: number } } | null;
  };
}

const maySell = ({ entitlementsChanged }: EntitlementsChangedSubscription) => entitlementsChanged.decision.allowed;
const setStatus = (status: string) =>
  database.sql('UPDATE org_entitlements SET status = $2 WHERE org_id = $1', [organization, status]);

describe('access to subscriptions', () => {
  const fields = rootFields()
    .filter(({ coordinate }) => coordinate.startsWith('Subscription.'))
    .flatMap((field) => ROLES.map((role) => ({ ...field, role, allowed: field.may.includes(role) })));

  test.each(fields.filter(({ allowed }) => !allowed))(
    '$coordinate is FORBIDDEN to $role',
    async ({ operation, role }) => {
      const following = followAs(await tokenOf(role, '1'), operation, {});
      await following.ended;
      expect({ events: following.events, codes: codesOfErrors(following) }).toEqual({
        events: [],
        codes: ['FORBIDDEN'],
      });
    },
  );

  test.each(ROLES)('a %s may subscribe to an organization that it may read', async (role) => {
    const following = await followOrganization(
      organization,
      tokenOf(role, needsOrganization(role) ? organization : null),
    );
    expect(await following.until('it may sell', maySell)).toMatchObject({
      entitlementsChanged: { id: organization, decision: { reason: 'ENTITLED' } },
    });
  });

  test('another organization, an unknown one and an invalid id all answer NOT_FOUND', async () => {
    const [other = ''] = await database.addOrganizations([['HR']]);
    const answers = await Promise.all(
      [other, 888_888, 'abc', '0', '-1', '1; DROP TABLE organizations', ''].map(async (id) => {
        const following = await followOrganization(id);
        await following.ended;
        expect({ id, events: following.events, codes: codesOfErrors(following) }).toEqual({
          id,
          events: [],
          codes: ['NOT_FOUND'],
        });
        return following.text().replaceAll(String(id), '#');
      }),
    );
    expect(new Set(answers.slice(0, 2)).size).toBe(1);
    expect(answers[0]).not.toContain('Organization ');
  });

  test('fields that are only for some roles are refused in every event', async () => {
    const following = followAs(
      await tokenOf('MEMBER', organization),
      'subscription ($id: ID!) { entitlementsChanged(organizationId: $id) { name events { nodes { id } } } }',
      { id: organization },
    );
    await until('an event came', () => following.errors.length > 0);
    await setStatus('disabled');
    await until('another one came', () => following.errors.length > 1);
    expect({ events: following.events, codes: new Set(codesOfErrors(following)) }).toEqual({
      events: [],
      codes: new Set(['FORBIDDEN']),
    });
  });
});

test('a guarded field appears with the first event after a grant and disappears after a revocation', async () => {
  const query =
    'subscription ($id: ID!) { entitlementsChanged(organizationId: $id) { id insights { adoption { modules } } } }';
  const following = followAs<Guarded, { id: string }>(await tokenOf('ORG_ADMIN', organization), query, {
    id: organization,
  });
  const setReports = (statement: string) => database.sql(statement, [organization]);
  await following.until('it is denied', ({ entitlementsChanged: { insights } }) => insights === null);
  expect(following.errors).toMatchObject([
    {
      path: ['entitlementsChanged', 'insights'],
      extensions: { code: 'ENTITLEMENT_REQUIRED', details: { module: 'reports', reason: 'NOT_ENTITLED' } },
    },
  ]);
  await setReports(
    `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT $1, id, 'enabled', 'admin' FROM modules
     WHERE module_key = 'reports'`,
  );
  const { entitlementsChanged: granted } = await following.until(
    'it is given',
    ({ entitlementsChanged: { insights } }) => insights !== null,
  );
  expect({ granted, errors: following.errors.length }).toEqual({
    granted: { id: organization, insights: { adoption: { modules: 2 } } },
    errors: 1,
  });
  following.events.length = 0;
  await setReports(`UPDATE org_entitlements SET status = 'disabled' WHERE org_id = $1`);
  await following.until('it is denied again', ({ entitlementsChanged: { insights } }) => insights === null);
  expect(following.errors).toMatchObject([{}, { extensions: { details: { reason: 'MODULE_DISABLED' } } }]);
});

describe('a subscriber to an organization', () => {
  test('receives the current state at once, and each change within a second, by SQL too', async () => {
    const following = await followOrganization();
    await following.until('it may sell', maySell);
    for (const status of ['disabled', 'enabled', 'disabled']) {
      following.events.length = 0;
      const begun = Date.now();
      await setStatus(status);
      const event = await following.until(`sales is ${status}`, (one) => maySell(one) === (status === 'enabled'));
      expect(Date.now() - begun).toBeLessThan(patiently(1_000));
      expect(event.entitlementsChanged.entitlements.find(({ module }) => module.key === 'sales')?.status).toBe(status);
      await delay(150);
    }
    following.events.length = 0;
    await database.sql('TRUNCATE org_entitlements, org_subentitlements');
    await following.until('it has nothing', ({ entitlementsChanged: { entitlements } }) =>
      entitlements.every(({ status }) => status === null),
    );
    expect(following.errors).toEqual([]);
  });

  test('receives nothing when other organizations change', async () => {
    const [other = ''] = await database.addOrganizations([['HR']]);
    const following = await followOrganization();
    await following.until('it may sell', maySell);
    await database.sql(
      `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT $1, id, 'enabled', 'admin' FROM modules`,
      [other],
    );
    await delay(300);
    expect(following.events).toHaveLength(1);
  });

  test('receives few events for a burst of changes, the last one with the final state', async () => {
    const following = await followOrganization();
    await following.until('it may sell', maySell);
    const begun = Date.now();
    for (let turn = 0; turn < 101; turn++) await setStatus(turn % 2 === 0 ? 'disabled' : 'enabled');
    const lasted = Date.now() - begun;
    await delay(500);
    expect(following.events.length).toBeLessThanOrEqual(Math.ceil(lasted / 100) + 2);
    expect(following.events.map(maySell).at(-1)).toBe(false);
  });

  test('receives an event when a trial ends', async () => {
    const ends = new Date(Date.now() + 1_200);
    await database.sql(`UPDATE org_entitlements SET status = 'trial', trial_expires_at = $2 WHERE org_id = $1`, [
      organization,
      ends,
    ]);
    const following = await followOrganization();
    await following.until('it may sell', maySell);
    expect(await following.until('it may not', (one) => !maySell(one))).toMatchObject({
      entitlementsChanged: { decision: { reason: 'TRIAL_EXPIRED' } },
    });
    expect(Date.now() - ends.getTime()).toBeLessThan(patiently(500));
    expect(Date.now()).toBeGreaterThanOrEqual(ends.getTime());
    await delay(300);
    expect(following.events).toHaveLength(2);
  });

  test('receives an event when an override ends, even one made after subscribing', async () => {
    const following = await followOrganization();
    await following.until('it may sell', maySell);
    await database.sql(
      `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id, expires_at)
       SELECT $1, id, 'disabled', 'a test', 'tester', clock_timestamp() + interval '1 second' FROM modules
       WHERE module_key = 'sales'`,
      [organization],
    );
    await following.until(
      'the override counts',
      (one) => one.entitlementsChanged.decision.reason === 'OVERRIDE_DISABLED',
    );
    following.events.length = 0;
    expect(await following.until('it has ended', maySell, 2)).toMatchObject({
      entitlementsChanged: { decision: { reason: 'ENTITLED' } },
    });
  });

  test('receives an event when the gating changes', async () => {
    const following = await followOrganization();
    const gatings = () =>
      following.events
        .map(({ entitlementsChanged: { gating } }) => gating)
        .filter((gating, index, all) => gating !== all[index - 1]);
    await following.until('it may sell', maySell);
    await database.sql(`UPDATE rollout SET mode = 'SHADOW'`);
    await following.until('it is under SHADOW', ({ entitlementsChanged }) => entitlementsChanged.gating === 'SHADOW');
    await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
    await following.until('it is under ENFORCE again', () => gatings().at(-1) === 'ENFORCE');
    expect(gatings()).toEqual(['ENFORCE', 'SHADOW', 'ENFORCE']);
  });

  test('is told NOT_FOUND when the organization is deleted', async () => {
    const following = await followOrganization();
    await following.until('it may sell', maySell);
    await database.sql('DELETE FROM org_entitlements WHERE org_id = $1', [organization]);
    await database.sql('DELETE FROM organizations WHERE id = $1', [organization]);
    await database.sql('UPDATE rollout SET mode = mode');
    await following.ended;
    // An event that is on its way when the organization goes has the same error in its fields.
    expect(new Set(codesOfErrors(following))).toEqual(new Set(['NOT_FOUND']));
  });

  test('receives a change made while the notification connection was interrupted', async () => {
    const following = await followOrganization();
    await following.until('it may sell', maySell);
    await database.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'portcullis-listener' AND datname = current_database()`,
    );
    await setStatus('disabled');
    expect(await following.until('it may not', (one) => !maySell(one))).toMatchObject({
      entitlementsChanged: { decision: { reason: 'MODULE_DISABLED' } },
    });
  });

  test('receives a change once it can be loaded, if that failed before', async () => {
    const following = await followOrganization();
    await following.until('it may sell', maySell);
    await database.sql('ALTER TABLE entitlement_overrides RENAME TO mislaid');
    try {
      await setStatus('disabled');
      await delay(400);
    } finally {
      await database.sql('ALTER TABLE mislaid RENAME TO entitlement_overrides');
    }
    await following.until('it may not', (one) => !maySell(one));
    expect(following.errors).toEqual([]);
  });
});

describe('a subscriber to a run', () => {
  const FRESH = { mode: 'EXECUTE', source: { fresh: {} }, reason: 'a test' } as const;

  async function startRun(): Promise<string> {
    const admin = await server.as('SUPER_ADMIN');
    return (await admin.request(StartRunDocument, { input: FRESH })).startMigrationRun.migrationRun.id;
  }

  const followRun = async (id: string) => followAs(await tokenOf('SUPER_ADMIN'), MigrationRunProgressDocument, { id });

  test('receives its progress without repetition until it has ended', async () => {
    await database.addOrganizations(Array.from({ length: 300 }, () => ['CRM', 'HR']));
    const admin = await server.as('SUPER_ADMIN');
    const id = (await admin.request(StartRunDocument, { input: { ...FRESH, throttle: { maxRate: 150 } } }))
      .startMigrationRun.migrationRun.id;
    const following = await followRun(id);
    await following.until('it runs', ({ migrationRunProgress: { status } }) => status === 'RUNNING');
    const input = { id, reason: 'a test' };
    await admin.request(PauseRunDocument, { input });
    await following.until('it is paused', ({ migrationRunProgress: { status } }) => status === 'PAUSED');
    await admin.request(ResumeRunDocument, { input });
    await following.ended;
    const runs = following.events.map(({ migrationRunProgress }) => migrationRunProgress);
    expect(following.errors).toEqual([]);
    expect(runs.map(({ progress }) => progress.processed)).toEqual(
      runs.map(({ progress }) => progress.processed).toSorted((one, other) => one - other),
    );
    expect(runs.at(-1)).toMatchObject({ status: 'SUCCEEDED', progress: { percent: 100 }, counts: { failed: 0 } });
    expect(runs.at(-1)?.counts.changed).toBeGreaterThanOrEqual(300);
    const states = runs.map((run) => JSON.stringify(run));
    expect(states.filter((run, index) => run === states[index - 1])).toEqual([]);
  });

  test('receives one event if it has ended already', async () => {
    const id = await startRun();
    await until(
      'it has ended',
      async () =>
        (await database.sql(`SELECT 1 FROM migration_runs WHERE id = $1 AND finished_at IS NOT NULL`, [id])).length > 0,
    );
    const following = await followRun(id);
    expect(await following.ended).toBeNull();
    expect(following.events).toMatchObject([{ migrationRunProgress: { id, status: 'SUCCEEDED' } }]);
  });

  test.each(['99999', 'abc', ''])('is told NOT_FOUND for an unknown run: %j', async (id) => {
    const following = await followRun(id);
    await following.ended;
    expect({ events: following.events, codes: codesOfErrors(following) }).toEqual({ events: [], codes: ['NOT_FOUND'] });
  });
});
