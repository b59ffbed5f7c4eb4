import { join } from 'node:path';
import { DomainError } from '../../src/domain/errors';
import type { TestFolder } from './command';
import { loadSmallTaxonomy } from './migration-arbitraries';
import { dumpTables, OPERATOR, rule, RunEngine } from './run-engine';
import { createTestDatabase, type TestDatabase } from './test-database';

/** Organizations 1 to 6, each with an entitlement, a trial and a submodule that is off. */
export const ORGANIZATIONS = 6;

/** A database after its migration, and a snapshot of it. */
export interface Migrated {
  readonly database: TestDatabase;
  readonly engine: RunEngine;
  readonly file: string;
}

/** Migrates some organizations by run 1, adds an override and the rollout of one organization, and exports them. */
export async function migrateDatabase(folder: TestFolder): Promise<Migrated> {
  const database = await createTestDatabase('schema');
  const engine = new RunEngine(database);
  await loadSmallTaxonomy(database);
  await database.addOrganizations(
    Array.from({ length: ORGANIZATIONS }, () => ({ CRM: true, route_access: { leads: false } })),
  );
  await engine.useRules([
    rule('enabled_modules.CRM', 'alpha'),
    rule('enabled_modules.CRM', 'beta', 'trial'),
    rule('route_access.leads', 'alpha/two'),
  ]);
  await engine.run('EXECUTE');
  await database.sql(
    `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id)
     VALUES (1, 2, 'disabled', 'a complaint', 'ann')`,
  );
  await database.sql(
    `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES (2, 'SHADOW', 'try it', 'ann')`,
  );
  const file = join(folder.path, `${database.name}.gz`);
  await engine.services.snapshots.export(OPERATOR, file, { force: false, signal: new AbortController().signal });
  return { database, engine, file };
}

/** The error that a call was refused with. Fails if the call has changed a row. */
export async function unchangedBy(database: TestDatabase, work: () => Promise<unknown>): Promise<string> {
  const before = await dumpTables(database);
  let outcome = 'it was done';
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    outcome = `${error.code}: ${error.message}`;
  }
  expect(await dumpTables(database)).toEqual(before);
  return outcome;
}
