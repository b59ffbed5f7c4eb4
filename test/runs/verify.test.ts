import type { RunVerification } from '../../src/features/verification/verification-service';
import { RunVerificationOfDocument } from '../support/operations';
import { OPERATOR, rule, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';

let database: TestDatabase;
let engine: RunEngine;
let ids: readonly string[];

const RULES = [
  rule('enabled_modules.CRM', 'sales'),
  rule('enabled_modules.HR', 'hr', 'trial'),
  rule('enabled_modules.Leads', 'sales/leads'),
];

beforeEach(async () => {
  database = await createTestDatabase();
  engine = new RunEngine(database, 7);
  await engine.useRules(RULES);
  ids = await database.addOrganizations(
    Array.from({ length: 30 }, (_, index) => [['CRM'], ['HR', 'CRM'], ['Leads'], ['Unmapped']][index % 4]),
  );
  await engine.run('EXECUTE', { trialDays: 30 });
});

afterEach(() => database.close());

async function verify(id: string | null = null): Promise<RunVerification> {
  const run = await engine.services.verification.findRun(OPERATOR, id);
  const verification = await engine.services.verification.verify(OPERATOR, run);
  if (!verification) throw new Error('nothing was verified');
  return verification;
}

/** The checks that did not pass, by name. */
const trouble = ({ checks }: RunVerification) =>
  Object.fromEntries(
    checks.filter(({ status }) => status !== 'PASS').map(({ name, status, detail }) => [name, `${status} ${detail}`]),
  );

async function checkOf(name: string) {
  const { checks } = await verify();
  return checks.find((check) => check.name === name);
}

test('an untouched run passes verification, with its numbers', async () => {
  const { status, checks } = await verify();
  expect({ status, checks: checks.map(({ name, expected, actual }) => [name, expected, actual]) }).toEqual({
    status: 'PASS',
    checks: [
      ['run', null, null],
      ['run totals', 30, 30],
      ['outcomes', 0, 0],
      ['counters', null, null],
      ['events legacy_migration', 23, 23],
      ['module hr', 8, 8],
      ['module sales', 23 + 7 * (await submodulesOfSales()), 23 + 7 * (await submodulesOfSales())],
      ['late writers', 0, 0],
      ['parity', 0, 0],
    ],
  });
});

async function submodulesOfSales(): Promise<number> {
  const [found] = await database.sql<{ n: number }>(
    `SELECT count(*)::int AS n FROM submodules s JOIN modules m ON m.id = s.module_id
     WHERE m.module_key = 'sales' AND s.is_active`,
  );
  return found?.n ?? 0;
}

describe('verification finds and names', () => {
  const [first, second, third] = [0, 1, 2];
  const cases: readonly (readonly [string, string, (ids: readonly string[]) => string | undefined, string, RegExp])[] =
    [
      [
        'an edited source',
        `UPDATE org_entitlements SET source = 'manual' WHERE org_id = $1`,
        (all) => all[first],
        'module sales',
        /^FAIL 1 of .*organization 1: sales has the source 'manual'/,
      ],
      [
        'a deleted row',
        `DELETE FROM org_entitlements WHERE org_id = $1`,
        (all) => all[first],
        'module sales',
        /^FAIL .*organization 1: sales is missing/,
      ],
      [
        'an edited status',
        `UPDATE org_entitlements SET status = 'disabled' WHERE org_id = $1 AND status = 'trial'`,
        (all) => all[second],
        'module hr',
        /^FAIL .*organization 2: hr has the status 'disabled' instead of 'trial'/,
      ],
      [
        'an edited trial end',
        `UPDATE org_entitlements SET trial_expires_at = trial_expires_at + interval '1 day'
         WHERE org_id = $1 AND status = 'trial'`,
        (all) => all[second],
        'module hr',
        /^FAIL .*another trial end/,
      ],
      [
        'a submodule that was switched on',
        `UPDATE org_subentitlements SET enabled = true
         WHERE id = (SELECT min(id) FROM org_subentitlements WHERE org_id = $1 AND NOT enabled)`,
        (all) => all[third],
        'module sales',
        /^FAIL .*organization 3: sales\/\w+ is on instead of off/,
      ],
      [
        'a deleted submodule',
        `DELETE FROM org_subentitlements WHERE id = (SELECT min(id) FROM org_subentitlements WHERE org_id = $1)`,
        (all) => all[third],
        'module sales',
        /^FAIL .*organization 3: sales\/\w+ is missing/,
      ],
      [
        'a deleted event',
        `DELETE FROM entitlement_events WHERE org_id = $1`,
        (all) => all[second],
        'events legacy_migration',
        /^FAIL 1 organization .*organization 2 has none/,
      ],
      [
        'a duplicate event',
        `INSERT INTO entitlement_events (org_id, event_type, payload)
         SELECT org_id, event_type, payload FROM entitlement_events WHERE org_id = $1`,
        (all) => all[second],
        'events legacy_migration',
        /organization 2 has 2/,
      ],
      [
        'an event of an unchanged organization',
        `INSERT INTO entitlement_events (org_id, event_type, payload)
         SELECT $1, event_type, payload FROM entitlement_events LIMIT 1`,
        (all) => all[3],
        'events legacy_migration',
        /organization 4 has 1, but was not changed/,
      ],
      [
        'a deleted journal entry',
        `DELETE FROM migration_run_organizations WHERE org_id = $1`,
        (all) => all[3],
        'run totals',
        /^FAIL .*1 are not in the journal/,
      ],
      [
        'an edited journal entry',
        `UPDATE migration_run_organizations SET changes = '[]' WHERE org_id = $1`,
        (all) => all[first],
        'counters',
        /^FAIL .*moduleEntitlementsCreated \d+, in the journal \d+/,
      ],
      [
        'flags that changed since the run',
        `UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = $1`,
        (all) => all[first],
        'late writers',
        /^WARN .*1 organization .*organization 1/,
      ],
    ];

  test.each(cases)('%s', async (_what, sql, pick, check, expected) => {
    await database.rewrite(sql, [pick(ids)]);
    const verification = await verify();
    expect(trouble(verification)[check]).toMatch(expected);
    expect(verification.status).toBe(check === 'late writers' ? 'WARN' : 'FAIL');
    const found = verification.checks.find(({ name }) => name === check);
    expect(found?.actual).not.toBe(found?.expected ?? undefined);
  });

  test('the first 5 of many edited rows, and counts the rest', async () => {
    await database.sql(
      `UPDATE org_entitlements SET source = 'manual'
       WHERE module_id = (SELECT id FROM modules WHERE module_key = 'sales')`,
    );
    expect((await checkOf('module sales'))?.detail).toMatch(
      /^23 of .*organization 1: .*organization 6: sales has the source 'manual'; and 18 more\.$/,
    );
  });
});

test('verification warns about differences with a known cause and fails for differences without one', async () => {
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM", "HR"]' WHERE id = $1`, [ids[0]]);
  expect(await checkOf('parity')).toMatchObject({
    status: 'WARN',
    actual: 1,
    detail: expect.stringContaining('organization 1: hr LOST by LATE_WRITER'),
  });
  await database.sql(`DELETE FROM org_entitlements WHERE org_id = $1`, [ids[4]]);
  expect(await checkOf('parity')).toMatchObject({
    status: 'FAIL',
    expected: 0,
    actual: 2,
    detail: expect.stringContaining('LOST 2 (LATE_WRITER 1, OTHER 1)'),
  });
});

test('verification ignores rows that a later run wrote, and all rows after a rollback or reset', async () => {
  await database.sql(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = $1`, [ids[0]]);
  await engine.run('EXECUTE', { allowRevocations: true, organizationIds: [ids[0] ?? 0] });
  const first = await verify('1');
  expect(trouble(first)).toEqual({ 'late writers': expect.stringContaining('WARN') });
  expect((await verify()).checks.find(({ name }) => name === 'module sales')).toMatchObject({
    status: 'PASS',
    expected: 1,
  });
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT $1, id, 'enabled', 'legacy_migration' FROM modules WHERE module_key = 'sales'`,
    [ids[0]],
  );
  expect(trouble(await verify('2'))['module sales']).toContain('was revoked and exists again');
  await database.sql(`UPDATE migration_runs SET status = 'ROLLED_BACK' WHERE id = 2`);
  expect(trouble(await verify('2'))['run']).toContain('WARN The run is ROLLED_BACK');
  await database.sql('UPDATE migration_runs SET reset_at = now() WHERE id = 1');
  await database.rewrite('TRUNCATE org_entitlements, org_subentitlements, entitlement_events');
  expect(Object.keys(trouble(await verify('1')))).toEqual(['run']);
});

test('verification only warns about organizations that failed, and refuses a dry run', async () => {
  await database.addOrganizations([{ CRM: 7 }]);
  await engine.run('EXECUTE', {}, { errorBudgetPercent: 100 });
  const { status, checks } = await verify();
  expect(status).toBe('WARN');
  expect(checks.find(({ name }) => name === 'outcomes')).toMatchObject({
    status: 'WARN',
    actual: 1,
    detail: expect.stringContaining('1 failed'),
  });
  await engine.run('DRY_RUN', {}, { errorBudgetPercent: 100 });
  await expect(verify('3')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(verify('99')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const server = await startTestServer(database, { worker: false });
  try {
    const admin = await server.as('SUPER_ADMIN');
    expect((await admin.request(RunVerificationOfDocument, { id: '2' })).migrationRun?.verification).toMatchObject({
      status: 'WARN',
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'run totals', status: 'PASS', expected: 31, actual: 31 }),
      ]),
    });
    expect((await admin.request(RunVerificationOfDocument, { id: '3' })).migrationRun?.verification).toBeNull();
  } finally {
    await server.close();
  }
});

test('verification passes although an organization was deleted since the run', async () => {
  await database.sql('DELETE FROM organizations WHERE id = $1', [ids[0]]);
  expect((await verify()).status).toBe('PASS');
});
