import { randomBytes } from 'node:crypto';
import { documentOf, portcullis, type Ran } from '../support/command';
import { onServer } from '../support/database-server';
import { ask } from '../support/http';
import { serve } from '../support/serve';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';
import { bearer } from '../support/tokens';

let database: TestDatabase;
const roles: Record<'server' | 'auditor', string> = { server: '', auditor: '' };

/** The address of the database for a role. */
function urlAs(role: string): string {
  const url = new URL(database.url);
  url.username = role;
  url.password = role;
  return url.href;
}

const run = (role: string, args: readonly string[]): Promise<Ran> =>
  portcullis(args, { env: { DATABASE_URL: urlAs(role), AUTH_JWT_SECRET: TEST_SECRET } });

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], { HR: true, ERP: true }, ['CRM', 'HR']]);
  for (const whom of ['server', 'auditor'] as const) {
    const role = `portcullis_${whom}_${randomBytes(4).toString('hex')}`;
    await onServer((query) => query(`CREATE ROLE ${role} LOGIN PASSWORD '${role}'`));
    roles[whom] = role;
    const granted = await portcullis(['db', 'grants', '--role', role, '--for', whom, '--apply', '--json'], {
      env: { DATABASE_URL: database.url },
    });
    expect(documentOf(granted)).toMatchObject({ role, for: whom, applied: true });
  }
}, 120_000);

afterAll(async () => {
  for (const role of Object.values(roles)) await database.sql(`DROP OWNED BY ${role}`);
  await database.close();
  for (const role of Object.values(roles)) await onServer((query) => query(`DROP ROLE ${role}`));
});

test('servers and commands work with the rights of a server, with which nobody rewrites events', async () => {
  expect(await run(roles.server, ['migrate', '--execute', '--yes'])).toMatchObject({ code: 0 });
  const set = ['override', 'set', '1', 'hr=DISABLED', '--reason', 'a test'];
  expect(await run(roles.server, set)).toMatchObject({ code: 0, stderr: '' });
  expect(await run(roles.server, ['parity', '--json'])).toMatchObject({ stderr: '' });
  expect(await run(roles.server, ['maintenance', 'on', '--message', 'soon', '--reason', 'a test'])).toMatchObject({
    code: 0,
  });
  expect(await run(roles.server, ['maintenance', 'off', '--reason', 'a test'])).toMatchObject({ code: 0 });
  expect(await run(roles.server, ['audit', 'verify'])).toMatchObject({ code: 0 });
  const server = await serve({
    DATABASE_URL: urlAs(roles.server),
    AUTH_JWT_SECRET: TEST_SECRET,
    PORT: '0',
    HOST: '127.0.0.1',
  });
  try {
    const authorization = await bearer({ sub: 'operator', role: 'SUPER_ADMIN' });
    const query = `{ organizations { nodes { entitlements { status } events { totalCount } } } rollout { mode }
      migrationRuns { nodes { status } } platformEvents { totalCount } }`;
    expect(await ask(server, query, { authorization })).toMatchObject({ status: 200, errors: [] });
    const rollback = `mutation { startMigrationRun(input: { mode: DRY_RUN, source: { fresh: {} }, reason: "a test" }) {
      migrationRun { id } } }`;
    expect(await ask(server, rollback, { authorization })).toMatchObject({ status: 200, errors: [] });
    expect(server.output().stderr + server.output().stdout).not.toMatch(/permission denied/);
  } finally {
    server.child.kill('SIGTERM');
    await server.ended;
  }
  const asServer = (statement: string) =>
    database
      .sql(`SET ROLE ${roles.server}`)
      .then(() => database.sql(statement))
      .finally(() => database.sql('RESET ROLE'));
  for (const table of ['entitlement_events', 'portcullis.platform_events', 'portcullis.audit_links'])
    for (const statement of [`UPDATE ${table} SET id = id`, `DELETE FROM ${table}`, `TRUNCATE ${table}`])
      await expect(asServer(statement)).rejects.toThrow('permission denied');
  // The product's own table is read, and not written.
  for (const statement of [`UPDATE organizations SET id = id`, 'DELETE FROM organizations'])
    await expect(asServer(statement)).rejects.toThrow('permission denied');
}, 180_000);

test('an auditor verifies and exports with its rights, and changes nothing', async () => {
  expect(await run(roles.auditor, ['audit', 'verify'])).toMatchObject({ code: 0, stderr: '' });
  const exported = await run(roles.auditor, ['audit', 'export', '--format', 'ndjson']);
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(exported.stdout).toContain('migration_run_started');
  for (const args of [
    ['override', 'set', '1', 'hr=ENABLED', '--reason', 'a test'],
    ['migrate', '--execute', '--yes'],
    ['rollout', 'set', 'ENFORCE', '--reason', 'a test'],
  ])
    expect((await run(roles.auditor, args)).code).not.toBe(0);
  expect(await run(roles.auditor, ['runs', 'list'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("'portcullis db grants --role ROLE --for server' prints what servers"),
  });
  // He can forge no event, and no signature.
  for (const forged of [
    `INSERT INTO portcullis.platform_events (event_type, actor_id, payload) VALUES ('maintenance_set', 'ann', '{}')`,
    `SELECT portcullis.record_audit('maintenance_set', 'ann', '{}')`,
    `SELECT portcullis.sign_checkpoint(1, '\\x00', '\\x00')`,
  ])
    await expect(
      database
        .sql(`SET ROLE ${roles.auditor}; SET portcullis.writer = 'on'`)
        .then(() => database.sql(forged))
        .finally(() => database.sql('RESET ROLE')),
    ).rejects.toThrow(/permission denied|an audit is no/);
  expect(await run(roles.server, ['audit', 'verify'])).toMatchObject({ code: 0 });
});
