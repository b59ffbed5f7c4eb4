import { documentOf, portcullis, TestFolder } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let folder: TestFolder;
const run = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: database.url } });
const WHY = ['--reason', 'sold with order 4711'];

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  folder = await TestFolder.create();
  await database.addOrganizations([['CRM'], ['CRM'], { HR: true }]);
}, 120_000);

afterAll(async () => {
  await database.close();
  await folder.remove();
});

test('a change is planned, executed exactly, listed, verified and rolled back by commands', async () => {
  const plan = await run('change', 'grant', 'hr=ENABLED', '--all', ...WHY);
  expect(plan).toMatchObject({ code: 0, stderr: '' });
  expect(plan.stdout).toContain('Change: grant hr=ENABLED');
  expect(plan.stdout).toContain('Found 3 organizations to process');
  expect(plan.stdout).toContain('[DRY-RUN] Would create module entitlement: hr -> enabled');
  expect(plan.stdout).toContain('Execute this plan:    portcullis change execute 1');
  expect(plan.stdout).not.toContain('Legacy flags');
  const done = await run('change', 'execute', '1', '--yes', ...WHY);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(done.stdout).toContain('Module entitlements created: 3');
  expect((await run('runs', 'list')).stdout).toMatch(/2\W+CHANGE\W+EXECUTE\W+SUCCEEDED/);
  expect(documentOf(await run('runs', 'show', '2', '--json'))).toMatchObject({
    run: { kind: 'CHANGE', change: { of: 'GRANT' }, counts: { changed: 3 } },
  });
  expect(await run('verify', '--run', '2')).toMatchObject({ code: 0 });
  expect(await run('rollback', '2', '--yes', ...WHY)).toMatchObject({ code: 0 });
});

test('a file of changes is taken whole or not at all', async () => {
  const file = await folder.write('addon.csv', 'organization,module,status\n1,hr,\n77,hr,\n2,hrr,\n');
  const refused = await run('change', 'rows', file, '--execute', '--yes', ...WHY);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("line 3: organization: names organization '77', which does not exist");
  expect(refused.stderr).toContain('line 4: module: names an unknown module');
  await folder.write('addon.csv', 'organization,module,status\n1,hr,\n2,finance,DISABLED\n');
  const done = await run('change', 'rows', file, '--execute', '--yes', '--json', ...WHY);
  expect(done).toMatchObject({ code: 0 });
  expect(documentOf(done)).toMatchObject({ run: { total: 2, counts: { changed: 2 } } });
});

test('a file that cannot be read, or has other columns, is named with what is wrong', async () => {
  const missing = await run('change', 'rows', '/nowhere/addon.csv', ...WHY);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('Cannot read /nowhere/addon.csv') });
  const other = await folder.write('other.csv', 'tenant,module\n1,hr\n');
  const refused = await run('change', 'rows', other, ...WHY);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`${other} was not loaded`) });
  const latin = await folder.write('latin.csv', new Uint8Array([0x6f, 0xfc, 0x0a]));
  expect((await run('change', 'rows', latin, ...WHY)).stderr).toContain('it is not UTF-8');
});

test('what is held is said, with the exit code 3', async () => {
  const held = await run('change', 'grant', 'hr=DISABLED', '--org', '1', '--execute', '--yes', ...WHY);
  expect(held.code).toBe(3);
  expect(held.stdout).toContain('Held module entitlement: hr: enabled would become disabled');
});

test('a command that does not say which organizations are meant changes nothing', async () => {
  const refused = await run('change', 'grant', 'hr=ENABLED', ...WHY);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('say which organizations, in one way: --org, or a filter');
  expect((await run('change', 'package', 'nothing', '--all', ...WHY)).stderr).toContain('<package> names an unknown');
  expect((await run('change', 'extend-trial', '--all', ...WHY)).stderr).toContain('--days');
});
