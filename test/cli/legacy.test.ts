import { migrateSchema } from '../../src/store/schema-version';
import { documentOf, portcullis, type Ran } from '../support/command';
import { foreignOrganizations } from '../support/foreign-organizations';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const UNFENCED =
  'organizations: adopted, with trigger portcullis_gone_delete, trigger portcullis_gone_truncate added\n';

const WHY = ['--reason', 'the flags go away'] as const;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('empty');
  await database.sql(
    `${foreignOrganizations('json')};
     INSERT INTO organizations (name, enabled_modules)
     VALUES ('Acme', '["CRM"]'), ('Beta', '{"HR": true}'), ('Gamma', NULL)`,
  );
  await migrateSchema(database.dataSource);
  expect((await run(['seed'])).code).toBe(0);
});

afterAll(() => database.close());

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  portcullis(args, { env: { DATABASE_URL: database.url, ...env } });

async function json(...args: readonly string[]): Promise<unknown> {
  const ran = await run([...args, '--json']);
  expect({ args, code: ran.code, stderr: ran.stderr }).toEqual({ args, code: 0, stderr: '' });
  return documentOf(ran);
}

test('a column that the product renamed is missing, and not called safe to drop', async () => {
  await database.sql('ALTER TABLE organizations RENAME COLUMN enabled_modules TO features');
  const status = await run(['legacy', 'status']);
  await database.sql('ALTER TABLE organizations RENAME COLUMN features TO enabled_modules');
  expect(status.code).toBe(3);
  expect(status.stdout).toContain(
    '✗ FAIL  column: The legacy column organizations.enabled_modules does not exist. Portcullis did not drop it: ' +
      "put it back, or say where the flags are now with 'portcullis source set'.",
  );
  expect(status.stdout).toContain('Safe to drop the column: no');
});

test('an operator migrates, fences the flags, migrates late writers, hides the flags, removes the fence', async () => {
  const before = await run(['legacy', 'status']);
  expect(before).toMatchObject({ code: 3, stderr: '' });
  for (const line of [
    '✗ FAIL  gating: 3 of 3 organizations are not under ENFORCE',
    '✗ FAIL  parity: No parity report',
    '✗ FAIL  late writers: 2 organizations have flags that no execution has migrated yet',
    "✗ FAIL  snapshot: No backup has been made or recorded: run 'portcullis snapshot export FILE'",
    'Fence: off',
    'Safe to drop the column: no',
  ]) {
    expect(before.stdout).toContain(line);
  }

  const up = await run(['legacy', 'fence', 'on', ...WHY]);
  expect(up).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /On organizations: a fence on enabled_modules records changes, since .* by cli:.*: the flags go away/,
    ),
  });
  const status = await run(['db', 'status']);
  expect(status.stdout).toContain(
    `organizations: adopted, with ${['delete', 'insert', 'truncate', 'update']
      .map((change) => `trigger portcullis_fence_${change}`)
      .join(', ')}, trigger portcullis_gone_delete, trigger portcullis_gone_truncate added`,
  );
  expect(status.stdout).toMatch(/organizations: a fence on enabled_modules records changes/);

  expect((await run(['migrate', '--execute', '--yes'])).code).toBe(0);
  await database.sql(
    `SET application_name = 'billing';
     UPDATE organizations SET enabled_modules = '["CRM","ERP"]' WHERE name = 'Acme';
     RESET application_name`,
  );
  expect((await run(['legacy', 'status'])).stdout).toMatch(/│ 1 +│ .* │ 1 +│ billing +│/);
  const late = await run(['migrate', '--execute', '--yes', '--changed-since', '1']);
  expect(late).toMatchObject({ code: 0, stdout: expect.stringContaining('Found 1 organization to process') });
  expect(
    await database.sql(
      `SELECT m.module_key FROM org_entitlements e JOIN modules m ON m.id = e.module_id
       WHERE e.org_id = 1 ORDER BY 1`,
    ),
  ).toEqual([{ module_key: 'finance' }, { module_key: 'sales' }]);

  expect(await json('legacy', 'fence', 'on', '--reject', ...WHY)).toMatchObject({
    changed: true,
    fence: { standing: true, rejects: true },
  });
  await expect(database.sql(`UPDATE organizations SET enabled_modules = '[]'`)).rejects.toThrow(
    'Portcullis refuses to change organizations.enabled_modules',
  );

  expect((await run(['rollout', 'set', 'ENFORCE', '--acknowledge-lost-access', ...WHY])).code).toBe(0);
  expect((await run(['parity'])).code).toBe(0);
  expect((await run(['snapshot', 'note-backup', 'dump-1'])).code).toBe(0);
  const refused = await run(['legacy', 'hide', ...WHY]);
  expect(refused).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /^CONFLICT: It is not safe to hide .*:\n {2}days under ENFORCE: Every organization has been .*late writers/s,
    ),
  });
  await database.rewrite(
    `UPDATE platform_events SET created_at = created_at - interval '31 days';
     UPDATE legacy_changes SET changed_at = changed_at - interval '31 days';
     UPDATE migration_runs SET created_at = created_at - interval '31 days'`,
  );
  expect((await run(['snapshot', 'note-backup', 'dump-2'])).code).toBe(0);
  const safe = await run(['legacy', 'status']);
  expect(safe.stdout).toContain('Safe to hide the flags: yes\nSafe to drop the column: no');
  expect(await json('legacy', 'hide', ...WHY)).toMatchObject({ changed: true, forcedPast: [] });
  expect((await run(['legacy', 'status'])).stdout).toContain('The API has hidden the flags since');
  const sooner = await run(['legacy', 'status', '--json'], { PORTCULLIS_LEGACY_DROP_DAYS: '30' });
  expect({ code: sooner.code, document: documentOf(sooner) }).toMatchObject({
    code: 0,
    document: { safeToDrop: true, dropDays: 30 },
  });

  expect(await json('legacy', 'unhide', ...WHY)).toMatchObject({ changed: true, hiddenSince: null });
  expect(await json('legacy', 'fence', 'off', ...WHY)).toMatchObject({ changed: true, fence: { standing: false } });
  expect((await run(['db', 'status'])).stdout).toContain(UNFENCED);
});

test('the operator then drops the column, puts it back as it was, and purges the kept values', async () => {
  const flags = () => database.sql('SELECT id, enabled_modules::text AS text FROM organizations ORDER BY id');
  const { name } = database;
  await database.sql(`UPDATE organizations SET enabled_modules = '{ "HR":true }' WHERE id = 2`);
  await database.sql(`UPDATE migration_run_organizations SET legacy_flags = '{ "HR":true }' WHERE org_id = 2`);
  const before = await flags();
  const dropped = await run(['legacy', 'drop-column', '--confirm', name, ...WHY], {
    PORTCULLIS_LEGACY_DROP_DAYS: '30',
  });
  expect(dropped).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(
      /Dropped enabled_modules from organizations of .*\n.*The values of 3 organizations are kept/,
    ),
  });
  for (const [args, said] of [
    [['db', 'migrate'], 'up to date'],
    [['db', 'status'], UNFENCED],
    [['legacy', 'status'], 'PASS  column: The legacy column organizations.enabled_modules was dropped at'],
    [['explain', '--org', '1', '--module', 'sales'], 'ENTITLED'],
  ] as const) {
    const ran = await run(args);
    expect({ args, code: ran.code, stdout: ran.stdout }).toEqual({
      args,
      code: 0,
      stdout: expect.stringContaining(said),
    });
  }
  expect(await run(['migrate'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is nothing left to migrate'),
  });
  await database.sql(dropped.stdout.split('until then:\n')[1] ?? '');
  expect(await flags()).toEqual(before);
  expect(await run(['legacy', 'purge', '--confirm', name, ...WHY])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Deleted the kept values of 3 organizations'),
  });
});

test('legacy refuses wrong usage with exit code 2 before it changes anything', async () => {
  for (const wrong of [
    ['fence', 'up', ...WHY],
    ['fence', ...WHY],
    ['fence', 'on'],
    ['fence', 'off', '--reject', ...WHY],
    ['fence', 'on', '--reason', 'x'],
    ['hide'],
    ['unhide', '--force', ...WHY],
    ['drop-column', ...WHY],
    ['drop-column', '--confirm', 'another', ...WHY],
    ['nothing'],
  ]) {
    const { code, stdout } = await run(['legacy', ...wrong]);
    expect({ wrong, code, stdout }).toEqual({ wrong, code: 2, stdout: '' });
  }
  expect(await run(['migrate', '--changed-since', '999999'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('NOT_FOUND: There is no execution 999999'),
  });
  expect(await run(['migrate', '--execute', '--yes', '--dry-run-id', '1', '--changed-since', '1'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--changed-since'),
  });
});
