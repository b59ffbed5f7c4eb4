import { gql, type GraphQLClient } from 'graphql-request';
import { z } from 'zod';
import { refusalOf } from '../support/refusal';
import { hasStopped, waitForRun } from '../support/run';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
let admin: GraphQLClient;
let ids: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  server = await startTestServer(database);
  operator = await server.as('OPERATOR');
  admin = await server.as('SUPER_ADMIN');
  for (const [key, modules] of [
    ['small', ['hr']],
    ['large', ['hr', 'finance']],
    ['large', ['hr', 'sales']],
  ] as const)
    await operator.request(
      gql`
        mutation ($input: PublishPackageInput!) {
          publishPackage(input: $input) {
            __typename
          }
        }
      `,
      { input: { key, displayName: key, reason: 'a test', items: modules.map((moduleKey) => ({ moduleKey })) } },
    );
});

afterAll(async () => {
  await server.close();
  await database.close();
});

beforeEach(async () => {
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE', enforce_percentage = 0`);
  ids = await database.addOrganizations([['CRM'], ['CRM'], ['CRM']]);
});

const START = gql`
  mutation ($input: StartChangeRunInput!) {
    startChangeRun(input: $input) {
      migrationRun {
        id
        kind
      }
    }
  }
`;
const started = z.object({
  startChangeRun: z.object({ migrationRun: z.object({ id: z.string(), kind: z.string() }) }),
});

/** Starts a change run, and waits until it has stopped. */
async function run(source: object, mode = 'EXECUTE', client = admin) {
  const { startChangeRun } = started.parse(
    await client.request(START, { input: { mode, source, reason: 'sold with order 4711' } }),
  );
  expect(startChangeRun.migrationRun.kind).toBe('CHANGE');
  return waitForRun(admin, startChangeRun.migrationRun.id, hasStopped);
}

const of = (change: object, rest: object = {}) => ({
  fresh: { selection: { organizationIds: ids }, change, ...rest },
});
const granted = (moduleKey: string, status = 'ENABLED') => ({ grant: { changes: [{ moduleKey, status }] } });

/** What the organizations may use, `hr` for one that all of them may. */
async function usable(): Promise<readonly string[]> {
  const { checkEntitlements } = z
    .object({ checkEntitlements: z.array(z.object({ allowed: z.boolean(), moduleKey: z.string() })) })
    .parse(
      await admin.request(
        gql`
          query ($checks: [EntitlementCheckInput!]!) {
            checkEntitlements(checks: $checks) {
              allowed
              moduleKey
            }
          }
        `,
        {
          checks: ids.flatMap((organizationId) =>
            ['hr', 'finance', 'sales'].map((moduleKey) => ({ organizationId, moduleKey })),
          ),
        },
      ),
    );
  return ['hr', 'finance', 'sales'].filter((key) =>
    checkEntitlements.every((one) => one.moduleKey !== key || one.allowed),
  );
}

async function rollBack(id: string, client = operator) {
  await client.request(
    gql`
      mutation ($input: RollbackMigrationRunInput!) {
        rollbackMigrationRun(input: $input) {
          __typename
        }
      }
    `,
    { input: { id, reason: 'a mistake', acknowledgeLostAccess: true } },
  );
  return waitForRun(admin, id, ({ status }) => status.startsWith('ROLLED_BACK'));
}

test('an operator grants a module to many organizations, reviews it first, and takes it back', async () => {
  const plan = await run(of(granted('hr')), 'DRY_RUN', operator);
  expect(plan).toMatchObject({ status: 'SUCCEEDED', counts: { changed: 3, moduleEntitlementsCreated: 3 } });
  expect(await usable()).toEqual([]);
  const done = await run({ dryRunId: plan.id }, 'EXECUTE', operator);
  expect(done).toMatchObject({ status: 'SUCCEEDED', planHash: plan.planHash, counts: plan.counts });
  expect(await usable()).toEqual(['hr']);
  const events = await database.sql(
    `SELECT event_type AS type FROM entitlement_events WHERE payload ->> 'runId' = $1`,
    [done.id],
  );
  expect(events).toEqual([{ type: 'changed_by_run' }, { type: 'changed_by_run' }, { type: 'changed_by_run' }]);
  expect(await rollBack(done.id)).toMatchObject({ status: 'ROLLED_BACK' });
  expect(await usable()).toEqual([]);
});

test('what has changed since the review is left as it is, and named', async () => {
  const plan = await run(of(granted('hr')), 'DRY_RUN');
  await run({ fresh: { selection: { organizationIds: [ids[1]] }, change: granted('finance') } });
  expect(await run({ dryRunId: plan.id })).toMatchObject({
    status: 'COMPLETED_WITH_ERRORS',
    counts: { changed: 2, stale: 1 },
  });
});

test('organizations are moved to a version of a package, with what it gives and what it takes away', async () => {
  const at = (version: number) => ({ package: { packages: [{ key: 'large', version }] } });
  expect(await run(of(at(1)), 'EXECUTE', operator)).toMatchObject({
    counts: { changed: 3, packagesChanged: 3, moduleEntitlementsCreated: 6 },
  });
  expect(await usable()).toEqual(['hr', 'finance']);
  const moved = { selection: { filter: { packageKey: 'large', packageVersion: 1 } }, change: at(2) };
  const held = await run({ fresh: moved });
  expect(held).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', counts: { changed: 0, unchanged: 3 } });
  expect(held.counts.held).toBeGreaterThanOrEqual(6);
  expect(await usable()).toEqual(['hr', 'finance']);
  const done = await run({ fresh: { ...moved, allowRevocations: true } });
  expect(done).toMatchObject({ status: 'SUCCEEDED', counts: { changed: 3, packagesChanged: 3 } });
  expect(await usable()).toEqual(['hr', 'sales']);
  expect(await rollBack(done.id)).toMatchObject({ status: 'ROLLED_BACK' });
  expect(await usable()).toEqual(['hr', 'finance']);
  const packages = await database.sql(`SELECT DISTINCT package_key AS key, version FROM organization_packages`);
  expect(packages).toEqual([{ key: 'large', version: 1 }]);
});

test('overrides are set and ended in many organizations, and what a decision loses is held', async () => {
  const set = await run(of({ override: { changes: [{ moduleKey: 'hr', status: 'ENABLED' }] } }));
  expect(set).toMatchObject({ counts: { changed: 3, overridesChanged: 3 } });
  expect(await usable()).toEqual(['hr']);
  const revoke = { revoke: { targets: [{ moduleKey: 'hr' }] } };
  expect(await run(of(revoke))).toMatchObject({ counts: { changed: 0, held: 3 } });
  const revoked = await run(of(revoke, { allowRevocations: true }));
  expect(revoked).toMatchObject({ counts: { changed: 3, overridesChanged: 3 } });
  expect(await usable()).toEqual([]);
  expect(await refusalOf(rollBack(revoked.id))).toMatchObject({ code: 'FORBIDDEN' });
  await rollBack(revoked.id, admin);
  expect(await usable()).toEqual(['hr']);
});

test('trials are extended and never shortened', async () => {
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const trial = { grant: { changes: [{ moduleKey: 'hr', status: 'TRIAL', trialExpiresAt: inDays(10) }] } };
  await run(of(trial));
  expect(await run(of({ extendTrial: { to: inDays(5) } }))).toMatchObject({ counts: { changed: 0, unchanged: 3 } });
  expect(await run(of({ extendTrial: { days: 14, moduleKeys: ['hr'] } }))).toMatchObject({ counts: { changed: 3 } });
  const [row] = await database.sql<{ days: number }>(
    `SELECT round(extract(epoch FROM trial_expires_at - now()) / 86400)::int AS days FROM org_entitlements
     WHERE org_id = $1`,
    [ids[0]],
  );
  expect(row?.days).toBe(24);
});

test('a file changes each organization by its rows', async () => {
  const csv =
    `organization,module,submodule,status,trial_ends\n${ids[0]},hr,,,\n` +
    `${ids[1]},hr,,TRIAL,14d\n${ids[1]},finance,,,\n`;
  expect(await run({ rows: { csv } }, 'EXECUTE', operator)).toMatchObject({
    progress: { total: 2 },
    counts: { changed: 2, moduleEntitlementsCreated: 3 },
  });
  const packages = `organization,package,version,start,end\n${ids.map((id) => `${id},small,,,never`).join('\n')}\n`;
  expect(await run({ rows: { csv: packages } })).toMatchObject({ counts: { changed: 3, packagesChanged: 3 } });
});

test('a file with faults starts nothing, and every fault is named by its line', async () => {
  const csv =
    `organization,module,submodule,status,trial_ends\n${ids[0]},hr,,,\n999999,hr,,,\n${ids[1]},hhr,,,\n` +
    `${ids[1]},hr,,MAYBE,\n${ids[2]},hr,,TRIAL,\n${ids[0]},hr,,,\n`;
  const refusal = await refusalOf(
    operator.request(START, { input: { mode: 'EXECUTE', source: { rows: { csv } }, reason: 'a test' } }),
  );
  const { code, message } = refusal;
  expect(code).toBe('INVALID_INPUT');
  for (const line of [
    /line 3: organization: names organization '999999', which does not exist/,
    /line 5: status: 'MAYBE' must be one of/,
    /line 6: trial_ends: must say when the trial ends/,
    /line 7: module: names the same target as line 2/,
  ])
    expect(message).toMatch(line);
  expect(
    await database.sql(`SELECT 1 FROM migration_runs WHERE change ->> 'of' = 'ROWS' AND status = 'QUEUED'`),
  ).toEqual([]);
});

test('only who may override may start, execute or roll back a run of overrides; operators, one of grants', async () => {
  const override = of({ override: { changes: [{ moduleKey: 'hr', status: 'ENABLED' }] } });
  const input = (source: object) => ({ input: { mode: 'DRY_RUN', source, reason: 'a test' } });
  expect(await refusalOf(operator.request(START, input(override)))).toMatchObject({ code: 'FORBIDDEN' });
  const plan = await run(override, 'DRY_RUN');
  const execute = { input: { mode: 'EXECUTE', source: { dryRunId: plan.id }, reason: 'a test' } };
  expect(await refusalOf(operator.request(START, execute))).toMatchObject({ code: 'FORBIDDEN' });
  const { id } = await run({ dryRunId: plan.id });
  expect(await refusalOf(rollBack(id))).toMatchObject({ code: 'FORBIDDEN' });
  expect(await usable()).toEqual(['hr']);
  const support = await server.as('SUPPORT');
  expect(await refusalOf(support.request(START, input(of(granted('hr')))))).toMatchObject({ code: 'FORBIDDEN' });
});

test('a change that cannot be made is refused with its field', async () => {
  const input = (source: object) => ({ input: { mode: 'DRY_RUN', source, reason: 'a test' } });
  const refused = async (source: object) => refusalOf(admin.request(START, input(source)));
  expect((await refused(of(granted('nothing')))).message).toContain(
    'input.source.fresh.change.grant.changes.0.moduleKey names an unknown module',
  );
  expect((await refused(of({ package: { packages: [{ key: 'smal' }] } }))).message).toContain(
    'input.source.fresh.change.package.packages.0.key names an unknown package',
  );
  const unknown = { fresh: { selection: { organizationIds: ['999999'] }, change: granted('hr') } };
  expect((await refused(unknown)).message).toContain('organizations that do not exist');
});

test('a change run is verified like a migration', async () => {
  const { id } = await run(of({ package: { packages: [{ key: 'small' }] } }));
  const verify = async () =>
    z
      .object({
        migrationRun: z.object({
          verification: z.object({
            status: z.string(),
            checks: z.array(z.object({ name: z.string(), status: z.string() })),
          }),
        }),
      })
      .parse(await admin.request(gql`{ migrationRun(id: "${id}") { verification { status checks { name status } } } }`))
      .migrationRun.verification;
  expect(await verify()).toMatchObject({ status: 'PASS' });
  await database.sql('DELETE FROM organization_packages WHERE org_id = $1', [ids[0]]);
  expect((await verify()).checks).toContainEqual({ name: 'packages', status: 'FAIL' });
});
