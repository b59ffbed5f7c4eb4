import type { DataSource } from 'typeorm';
import { DomainError } from '../domain/errors';
import type { Config } from '../platform/config';
import { createDataSource } from './data-source';
import { messageOf } from '../platform/error-shape';
import { acquireEmbeddedDatabase } from './embedded/embedded-database';
import { PoolErrors, poolFigures, type PoolFigures } from './pool-errors';

export interface Database {
  readonly dataSource: DataSource;
  readonly host: string;
  readonly name: string;
  readonly embedded: boolean;
  /** For connections outside the pool; holds a password, so not for logs. */
  readonly url: string;
  /** The connections of this process, as they are now. */
  pool(): PoolFigures;
  close(): Promise<void>;
}

const MIGRATION_LOCK = 'portcullis:migrations';

/**
 * Connects to the database that the configuration names: `DATABASE_URL`, or the embedded one, which is started if need be.
 * @throws DomainError INVALID_INPUT where it cannot be reached, with its host and name but never its password.
 */
export async function openDatabase(config: Config, log?: (message: string) => void): Promise<Database> {
  const held =
    config.databaseUrl === null
      ? await acquireEmbeddedDatabase({ dataDir: config.dataDir, ...(log && { log }) })
      : null;
  const url = new URL(held?.url ?? config.databaseUrl ?? '');
  const host = held ? 'embedded' : url.host;
  const name = decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username);
  const errors = new PoolErrors();
  const dataSource = createDataSource(url.href, config.poolSize, errors);
  try {
    await dataSource.initialize();
  } catch (error) {
    await held?.release();
    const cause = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error);
    throw new DomainError(
      'INVALID_INPUT',
      `Cannot connect to the database '${name}' at ${host}: ${cause}. Check DATABASE_URL.`,
    );
  }
  return {
    dataSource,
    host,
    name,
    embedded: held !== null,
    url: url.href,
    pool: () => poolFigures(dataSource, errors),
    close: async () => {
      await dataSource.destroy();
      await held?.release();
    },
  };
}

/**
 * Brings the schema up to date; two processes at once wait for each other.
 * @returns the names of the migrations that ran, none where all had run
 */
export async function migrateSchema(dataSource: DataSource): Promise<readonly string[]> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('SELECT pg_advisory_lock(hashtext($1))', [MIGRATION_LOCK]);
    try {
      return (await dataSource.runMigrations()).map((migration) => migration.name);
    } finally {
      await runner.query('SELECT pg_advisory_unlock(hashtext($1))', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}

/** The migrations that have run, oldest first; none where the schema was never made. Looks only: TypeORM's own check makes its table. */
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

/** True where this version's schema has migrations that have not run. */
export async function hasPendingMigrations(dataSource: DataSource): Promise<boolean> {
  const applied = new Set(await appliedMigrations(dataSource));
  return dataSource.migrations.some(({ name, constructor }) => !applied.has(name ?? constructor.name));
}

/** @throws DomainError CONFLICT where migrations are pending: no work is done on a schema of another version. */
export async function requireCurrentSchema(database: Database): Promise<void> {
  if (!(await hasPendingMigrations(database.dataSource))) return;
  throw new DomainError(
    'CONFLICT',
    `The schema of '${database.name}' at ${database.host} is not up to date: run 'portcullis db migrate'.`,
  );
}
