import { documentOf, portcullis, type Ran } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let acme: string;

beforeAll(async () => {
  database = await createTestDatabase();
  [acme = '0'] = await database.addOrganizations([{ CRM: true, route_access: { leads: 'off' } }]);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source)
     SELECT $1, id, 'trial', '2999-01-01', 'admin' FROM modules WHERE module_key = 'hr'`,
    [acme],
  );
});

afterAll(() => database.close());

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  portcullis(['explain', ...args], { env: { DATABASE_URL: database.url, ...env } });
const about = (...args: readonly string[]) => ['--org', acme, ...args];

test('explain names the flag and the rule that denied access, step by step', async () => {
  const { code, stdout, stderr } = await run(about('--module', 'sales', '--submodule', 'leads'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    new RegExp(
      "LEGACY_RULES +denied +Rules met: 'CRM' is on → sales enabled \\(/crm/\\*\\); " +
        "'route_access.leads' is off → sales/leads",
    ),
  );
  expect(stdout).toContain('GATING');
  expect(stdout).toContain("✗ Organization 1 may not use Leads in Sales: its legacy flag 'route_access.leads' is off.");
});

test('explain --json prints the same as one document, and the kill switch precedes the rollout', async () => {
  expect(
    documentOf(await run(about('--module', 'hr', '--json'), { ENABLE_ENTITLEMENTS_GATING: 'true' })),
  ).toMatchObject({
    allowed: true,
    reason: 'TRIAL',
    gating: 'ENFORCE',
    changesAt: '2999-01-01T00:00:00.000Z',
    legacy: { allowed: false, reason: 'LEGACY_OFF' },
    entitlement: { allowed: true, reason: 'TRIAL' },
    steps: expect.arrayContaining([expect.objectContaining({ rule: 'RESULT', outcome: 'ALLOWED' })]),
  });
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  expect(
    documentOf(await run(about('--module', 'hr', '--json'), { ENABLE_ENTITLEMENTS_GATING: 'false' })),
  ).toMatchObject({ allowed: false, reason: 'LEGACY_OFF', gating: 'LEGACY' });
  expect(documentOf(await run(about('--module', 'hr', '--at', '2999-01-01T00:00:00Z', '--json')))).toMatchObject({
    allowed: false,
    reason: 'TRIAL_EXPIRED',
    gating: 'ENFORCE',
  });
});

test('explain suggests the module that a misspelt key may mean, and names the option of an invalid value', async () => {
  expect((await run(about('--module', 'slaes'))).stdout).toContain(
    "'slaes' (did you mean 'sales'?): there is no such module",
  );
  const unknown = await run(['--org', '999999', '--module', 'sales']);
  expect({ code: unknown.code, stderr: unknown.stderr }).toEqual({
    code: 1,
    stderr: 'NOT_FOUND: There is no organization 999999.\n',
  });
  for (const wrong of [
    about(),
    about('--module', 'sales', '--at', 'tomorrow'),
    about('--module', 'sales', '--at', '2020-01-01'),
  ]) {
    const { code, stderr } = await run(wrong);
    expect({ wrong, code, named: /--(org|module|at)/.test(stderr) }).toEqual({ wrong, code: 2, named: true });
  }
});
