import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { lookAtDatabase } from '../../migrations/baseline/look';
import { MIGRATIONS_TABLE } from '../../migrations/baseline/names';
import { type InstallationPlan, InstallationRefused } from '../../migrations/baseline/plan';
import type { Database } from '../database/database';
import { DomainError } from '../domain/errors';
import { lockMigrations } from './advisory-locks';
import { findStrayTables } from './installed-tables';
import type { LostObject } from './lost-object';
import { findLostObjects, remakeLostObjects, sayLostObjects } from './lost-objects';
import { isLockedOut } from './sqlstates';

/**
 * Brings the schema up to date: everything in one transaction, or nothing. Concurrent calls wait for each other. The
 * product's writes wait for at most `LOCK_TIMEOUT_MS`.
 * @returns the names of the migrations that ran, in order
 * @throws DomainError CONFLICT with everything in the database that does not fit, or if it stays locked
 */
export function migrateSchema(dataSource: DataSource): Promise<readonly string[]> {
  return changeSchema(dataSource, async (runner) => {
    const applied = new Set(await appliedMigrations(dataSource, runner));
    const ran: string[] = [];
    for (const migration of dataSource.migrations) {
      const name = nameOf(migration);
      if (applied.has(name)) continue;
      await migration.up(runner);
      await runner.query(`INSERT INTO ${MIGRATIONS_TABLE} (timestamp, name) VALUES ($1, $2)`, [
        Number(name.slice(-TIMESTAMP_DIGITS)),
        name,
      ]);
      ran.push(name);
    }
    return ran;
  });
}

/**
 * Makes again what the installation made and somebody dropped or switched off.
 * @returns what was made
 * @throws DomainError CONFLICT if something is missing that nothing can make again, or if tables stay locked
 */
export function repairSchema(dataSource: DataSource): Promise<readonly LostObject[]> {
  return changeSchema(dataSource, ({ manager }) => remakeLostObjects(manager));
}

/** What the first `migrateSchema` would do in a database, and everything that does not fit. Changes nothing. */
export function planInstallation(dataSource: DataSource): Promise<InstallationPlan> {
  return lookAtDatabase(dataSource.manager);
}

/** How long to wait for a lock on a table: the product's statements queue behind this one meanwhile. */
const LOCK_TIMEOUT_MS = 2_000;
const ATTEMPTS = 5;
const BETWEEN_ATTEMPTS_MS = 1_000;
/** How long to wait for another process that changes the schema. */
const OTHER_PROCESS_MS = 120_000;
const TIMESTAMP_DIGITS = 13;

/**
 * Runs `work` in one transaction while no other process changes the schema. A lock that is not given soon is tried
 * again from the start, so that nothing queues behind a transaction that waits.
 * @throws DomainError CONFLICT if the locks are not given in any attempt
 */
export async function changeSchema<Result>(
  dataSource: DataSource,
  work: (runner: QueryRunner) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const runner = dataSource.createQueryRunner();
    try {
      // Not a stricter level, which a role may have by default: what the others did before is to be seen.
      await runner.startTransaction('READ COMMITTED');
      await setLocally(runner, { statement_timeout: 0, idle_in_transaction_session_timeout: 0 });
      await setLocally(runner, { lock_timeout: OTHER_PROCESS_MS });
      await lockMigrations(runner);
      await setLocally(runner, { lock_timeout: LOCK_TIMEOUT_MS });
      const result = await work(runner);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      if (error instanceof InstallationRefused)
        throw new DomainError('CONFLICT', error.message, { problems: error.plan.problems });
      if (!isLockedOut(error)) throw error;
      if (attempt === ATTEMPTS)
        throw new DomainError(
          'CONFLICT',
          `Other sessions held locks on the product's tables for longer than ${LOCK_TIMEOUT_MS / 1000} seconds, in ` +
            `each of ${ATTEMPTS} attempts; nothing was changed. Try again when there is less traffic.`,
        );
    } finally {
      await runner.release();
    }
    await delay(BETWEEN_ATTEMPTS_MS);
  }
}

async function setLocally(runner: QueryRunner, settings: Readonly<Record<string, number>>): Promise<void> {
  await runner.query('SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s (name, value)', [
    Object.keys(settings),
    Object.values(settings).map(String),
  ]);
}

/** Whether Portcullis has been installed in the database. */
export async function isInstalled(manager: Pick<EntityManager, 'query'>): Promise<boolean> {
  const [table]: readonly { exists: boolean }[] = await manager.query('SELECT to_regclass($1) IS NOT NULL AS exists', [
    MIGRATIONS_TABLE,
  ]);
  return table?.exists === true;
}

/** The names of the migrations that have run, oldest first; none if Portcullis is not installed. */
export async function appliedMigrations(
  dataSource: DataSource,
  manager: Pick<EntityManager, 'query'> = dataSource.manager,
): Promise<readonly string[]> {
  if (!(await isInstalled(manager))) return [];
  const rows: readonly { name: string }[] = await manager.query(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY id`);
  return rows.map((row) => row.name);
}

function nameOf({ name, constructor }: MigrationInterface): string {
  return name ?? constructor.name;
}

/** The names of this version's migrations that have not run yet. */
export async function pendingMigrations(
  dataSource: DataSource,
  manager?: Pick<EntityManager, 'query'>,
): Promise<readonly string[]> {
  const applied = new Set(await appliedMigrations(dataSource, manager));
  return dataSource.migrations.map(nameOf).filter((name) => !applied.has(name));
}

/** Whether this version has schema migrations that have not run yet. */
export async function hasPendingMigrations(
  dataSource: DataSource,
  manager?: Pick<EntityManager, 'query'>,
): Promise<boolean> {
  return (await pendingMigrations(dataSource, manager)).length > 0;
}

/**
 * @throws DomainError CONFLICT if migrations are pending, because Portcullis does not work on an older schema, if
 *   something is missing that the installation made, or if the session does not find the entitlement tables
 */
export async function requireCurrentSchema(database: Database): Promise<void> {
  if (await hasPendingMigrations(database.dataSource))
    throw new DomainError(
      'CONFLICT',
      `The schema of '${database.name}' at ${database.host} is not up to date: run 'portcullis db migrate'.`,
    );
  const { manager } = database.dataSource;
  const fault =
    sayLostObjects((await findLostObjects(manager)).filter(({ needed }) => needed)) ?? (await findStrayTables(manager));
  if (fault !== null)
    throw new DomainError('CONFLICT', `The database '${database.name}' at ${database.host}: ${fault}`);
}
