import { OPERATOR, RunEngine } from '../support/run-engine';
import type { TestDatabase } from '../support/test-database';

const ORGANIZATIONS = 500;
/** As deep as no application writes flags, and a tenant may. */
const NESTED = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;

/** Fills a database with organizations that were migrated, one of which has flags made to stop whoever reads them. */
export async function prepareDatabase(database: TestDatabase): Promise<void> {
  await database.addOrganizations(
    Array.from({ length: ORGANIZATIONS }, (_, index) => ({ CRM: true, HR: index % 2 === 0, [`FLAG${index}`]: true })),
  );
  const engine = new RunEngine(database, 100);
  await engine.run('EXECUTE');
  await database.sql(`INSERT INTO organizations (name, enabled_modules) VALUES ('nested', $1::jsonb)`, [NESTED]);
  await engine.services.parity.start(OPERATOR, { organizationIds: null, at: null });
}
