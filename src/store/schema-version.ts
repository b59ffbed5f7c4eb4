import type { DataSource } from 'typeorm';
import type { Database } from '../database/database';
import { DomainError } from '../domain/errors';
import { holdingMigrations } from './advisory-locks';

/**
 * Brings the schema up to date. Concurrent calls wait for each other.
 * @returns the names of the migrations that ran, in order
 */
export async function migrateSchema(dataSource: DataSource): Promise<readonly string[]> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    return await holdingMigrations(runner.manager, async () =>
      (await dataSource.runMigrations()).map(({ name }) => name),
    );
  } finally {
    await runner.release();
  }
}

/**
 * The names of the migrations that have run, oldest first; none if the schema was never created. Unlike TypeORM's own
 * check, it does not create the table of migrations.
 */
export async function appliedMigrations(dataSource: DataSource): Promise<readonly string[]> {
  const table = dataSource.options.migrationsTableName ?? 'migrations';
  const [there]: readonly { exists: boolean }[] = await dataSource.query(
    'SELECT to_regclass($1) IS NOT NULL AS exists',
    [table],
  );
  if (!there?.exists) return [];
  const rows: readonly { name: string }[] = await dataSource.query(`SELECT name FROM ${table} ORDER BY id`);
  return rows.map((row) => row.name);
}

/** Whether this version has schema migrations that have not run yet. */
export async function hasPendingMigrations(dataSource: DataSource): Promise<boolean> {
  const applied = new Set(await appliedMigrations(dataSource));
  return dataSource.migrations.some(({ name, constructor }) => !applied.has(name ?? constructor.name));
}

/** @throws DomainError CONFLICT if migrations are pending: Portcullis does not work on an older schema */
export async function requireCurrentSchema(database: Database): Promise<void> {
  if (!(await hasPendingMigrations(database.dataSource))) return;
  throw new DomainError(
    'CONFLICT',
    `The schema of '${database.name}' at ${database.host} is not up to date: run 'portcullis db migrate'.`,
  );
}
