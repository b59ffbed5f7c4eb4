import { cliActor } from '../../src/cli/support/command-context';
import { openDatabase } from '../../src/database/database';
import { createServices } from '../../src/features/services';
import { readConfig } from '../../src/platform/config';
import { onServer } from '../support/database-server';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.close());

const reasons = async () => (await createServices(database, database.config).rollout.gate(cliActor())).reasons;

test('the gate is shut while no organization is visible: it may be the wrong database', async () => {
  expect(await reasons()).toEqual([expect.stringContaining('No organization is visible')]);
});

test('the gate is shut while the column of the flags is missing and Portcullis did not drop it', async () => {
  await database.addOrganizations([['CRM']]);
  await database.sql('ALTER TABLE organizations DROP COLUMN enabled_modules');
  expect(await reasons()).toEqual([expect.stringMatching(/does not exist\. Portcullis did not drop it/)]);
});

test('row security that comes later shuts the gate, and preflight names the table', async () => {
  await database.addOrganizations([['CRM'], ['HR']]);
  const role = `reader_${database.name}`;
  await onServer((query) => query(`CREATE ROLE "${role}" LOGIN PASSWORD 'x'`));
  try {
    await database.sql(
      `GRANT USAGE ON SCHEMA public, portcullis TO "${role}";
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, portcullis TO "${role}";
       ALTER TABLE public.organizations ENABLE ROW LEVEL SECURITY;
       CREATE POLICY one ON public.organizations USING (id = 1)`,
    );
    const url = new URL(database.url);
    url.username = role;
    url.password = 'x';
    const { config } = database;
    const other = await openDatabase(readConfig({ DATABASE_URL: url.href, AUTH_JWT_SECRET: TEST_SECRET }));
    try {
      const services = createServices(other, config);
      const hidden = expect.stringContaining('Row security of public.organizations hides rows from this role');
      expect((await services.rollout.gate(cliActor())).reasons).toEqual([hidden]);
      const { checks } = await services.preflight.check(cliActor());
      expect(checks).toEqual([{ name: 'schema', status: 'FAIL', detail: hidden }]);
      await expect(other.dataSource.query('SELECT count(*) FROM organizations')).rejects.toThrow(/row-level security/);
    } finally {
      await other.close();
    }
  } finally {
    await database.sql(`DROP OWNED BY "${role}"`);
    await onServer((query) => query(`DROP ROLE "${role}"`));
  }
});
