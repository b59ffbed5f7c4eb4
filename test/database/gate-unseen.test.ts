import { cliActor } from '../../src/cli/support/command-context';
import { checkEnforceGate } from '../../src/features/parity/check-enforce-gate';
import { createServices } from '../../src/features/services';
import { makeReport } from '../support/planted-parity';
import { answerAsRead } from '../support/product-answers';
import { RunEngine } from '../support/run-engine';
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

describe('after a report that found nothing, the gate is shut for organizations that', () => {
  let engine: RunEngine;
  const APPEARED = /A comparison of 1 organization, new or with other flags or entitlements than in .* 1, found/;

  /** Makes the product's tables and a source, migrates, and makes a report. */
  const migrated = async (product: string, sql: string) => {
    // Entitlements of this installation refer to organizations of its own table.
    await database.addOrganizations([null, null, null]);
    await database.sql(product);
    await createServices(database, database.config).source.set(cliActor(), { sql, reason: 'a test' });
    engine = new RunEngine(database);
    expect(await engine.run('EXECUTE')).toMatchObject({ status: 'SUCCEEDED', total: 3 });
    await makeReport(database, engine);
    await answerAsRead(database);
    expect(await reasons()).toEqual([]);
  };
  const FLAGS = `id, name, features AS flags, xmin AS version`;

  test('come in a partition whose rows are old', async () => {
    await migrated(
      `CREATE TABLE old_rows (id int, name text, features jsonb);
       INSERT INTO old_rows VALUES (104, 'Late', '["HR"]');
       CREATE TABLE accounts (id int, name text, features jsonb) PARTITION BY RANGE (id);
       CREATE TABLE accounts_1 PARTITION OF accounts FOR VALUES FROM (1) TO (100);
       INSERT INTO accounts SELECT n, 'Account ' || n, '["CRM"]' FROM generate_series(1, 3) n`,
      `SELECT ${FLAGS} FROM accounts`,
    );
    await database.sql('ALTER TABLE accounts ATTACH PARTITION old_rows FOR VALUES FROM (100) TO (200)');
    expect((await reasons()).join('\n')).toMatch(APPEARED);
    expect((await checkEnforceGate(database.dataSource.manager, ['104'])).reasons[0]).toMatch(APPEARED);
    expect((await checkEnforceGate(database.dataSource.manager, ['1', '3'])).reasons).toEqual([]);
  });

  test('have other flags in a table that took the place of another', async () => {
    await migrated(
      `CREATE TABLE staged (id int, name text, features jsonb);
       INSERT INTO staged SELECT n, 'Account ' || n, CASE n WHEN 2 THEN '["CRM", "HR"]'::jsonb ELSE '["CRM"]' END
       FROM generate_series(1, 3) n;
       CREATE TABLE accounts (LIKE staged); INSERT INTO accounts SELECT id, name, '["CRM"]' FROM staged`,
      `SELECT ${FLAGS} FROM accounts`,
    );
    await database.sql('ALTER TABLE accounts RENAME TO gone; ALTER TABLE staged RENAME TO accounts');
    expect((await reasons()).join('\n')).toMatch(APPEARED);
  });

  test('another table lets in, whose row is the only one that was written', async () => {
    await migrated(
      `CREATE TABLE accounts (id int, name text, features jsonb); CREATE TABLE subs (account int);
       INSERT INTO accounts SELECT n, 'Account ' || n, '["CRM"]' FROM generate_series(1, 4) n;
       INSERT INTO subs SELECT generate_series(1, 3)`,
      `SELECT ${FLAGS} FROM accounts WHERE EXISTS (SELECT 1 FROM subs WHERE account = accounts.id)`,
    );
    await database.sql('INSERT INTO subs VALUES (4)');
    expect((await reasons()).join('\n')).toMatch(APPEARED);
    await makeReport(database, engine);
    expect((await reasons()).join('\n')).toMatch(/Parity report 2 found/);
  });
});

describe('after a report that found nothing, the gate is shut for organizations that lost entitlements', () => {
  beforeEach(async () => {
    await database.addOrganizations([['CRM'], ['CRM', 'HR'], ['HR']]);
    const engine = new RunEngine(database);
    expect(await engine.run('EXECUTE')).toMatchObject({ status: 'SUCCEEDED', total: 3 });
    await makeReport(database, engine);
    await answerAsRead(database);
    expect(await reasons()).toEqual([]);
  });

  test.each([
    [
      'while triggers were switched off',
      `ALTER TABLE org_entitlements DISABLE TRIGGER USER; DELETE FROM org_entitlements WHERE org_id = 2;
       ALTER TABLE org_entitlements ENABLE TRIGGER USER`,
    ],
    [
      'by replication, which runs no triggers',
      `BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM org_entitlements WHERE org_id = 2; COMMIT`,
    ],
    [
      'of a submodule alone',
      `BEGIN; SET LOCAL session_replication_role = replica;
       INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
       SELECT 2, module_id, s.id, false, e.source FROM org_entitlements e JOIN submodules s USING (module_id)
       WHERE org_id = 2 AND s.is_active ORDER BY s.id LIMIT 1; COMMIT`,
    ],
  ])('%s', async (_how, sql) => {
    await database.sql(sql);
    expect((await reasons()).join('\n')).toMatch(
      /A comparison of 1 organization, new or with other .* found [12] unexpl/,
    );
    expect((await checkEnforceGate(database.dataSource.manager, ['2'])).open).toBe(false);
    expect((await checkEnforceGate(database.dataSource.manager, ['1', '3'])).reasons).toEqual([]);
  });

  test('and is shut for everybody while nobody would be told of changes', async () => {
    await database.sql('ALTER TABLE org_entitlements DISABLE TRIGGER ALL');
    expect(await reasons()).toEqual([expect.stringContaining('trigger portcullis_notify_insert on public.org_entit')]);
  });
});

test('the gate is shut while the column of the flags is missing and Portcullis did not drop it', async () => {
  await database.addOrganizations([['CRM']]);
  await database.sql('ALTER TABLE organizations DROP COLUMN enabled_modules');
  expect(await reasons()).toEqual([expect.stringMatching(/does not exist\. Portcullis did not drop it/)]);
});
