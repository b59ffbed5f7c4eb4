import { cliActor } from '../../src/cli/support/command-context';
import { createServices } from '../../src/features/services';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

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
