import type { EntityManager } from 'typeorm';
import { DomainError } from '../../domain/errors';
import { lockSetup } from '../../store/advisory-locks';
import { refuseWhileLive } from '../../store/live-run';
import { lockRollout } from '../../store/rollout';
import { readSourceTable } from '../../store/source';
import { isLockedOut } from '../../store/sqlstates';
import { ENTITLEMENT_TABLES, SNAPSHOT_TABLES } from './snapshot-format';

/**
 * Events of the platform may be written meanwhile: nobody's access is in them, and neither sign-ins nor refused
 * attempts should wait for an import.
 */
const HELD_TABLES = SNAPSHOT_TABLES.filter((table) => table !== 'platform_events');

/** How long to wait for a lock, which is short because other sessions queue behind the waiting one. */
const LOCK_SECONDS = 3;

/**
 * Blocks writes of entitlements, overrides, their events and the rollout by other sessions, and the start of runs,
 * until the transaction ends. Reads are not blocked.
 * @throws DomainError CONFLICT, naming the live run, or what another session keeps locked
 */
export async function holdEntitlements(manager: EntityManager): Promise<void> {
  await giveUpSoon(manager);
  await locking('the taxonomy, the mapping or the start of runs', () => lockSetup(manager));
  await lockTable(manager, 'migration_runs', 'SHARE ROW EXCLUSIVE');
  await refuseWhileLive(manager);
  // Its row first, in the same order as sessions that change the rollout.
  await locking('the rollout', () => lockRollout(manager));
  for (const table of HELD_TABLES) await lockTable(manager, table, 'SHARE ROW EXCLUSIVE');
}

/**
 * Blocks TRUNCATE and ALTER TABLE by other sessions while the tables are read: a database snapshot does not survive
 * them.
 */
export async function holdForReading(manager: EntityManager): Promise<void> {
  await giveUpSoon(manager);
  const source = await readSourceTable(manager);
  for (const table of [...SNAPSHOT_TABLES, ...(source ? [source.table] : []), 'modules', 'submodules'])
    await lockTable(manager, table, 'ACCESS SHARE');
}

/** Runs statements that may wait for locks. @throws DomainError CONFLICT if another session does not release a lock */
export async function locking<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isLockedOut(error)) throw error;
    const message =
      `Another session held a lock on ${what} for longer than ${LOCK_SECONDS} seconds; nothing was changed. ` +
      'Try again when there is less traffic.';
    throw new DomainError('CONFLICT', message, { locked: what });
  }
}

/** @throws DomainError CONFLICT naming tables of other applications with foreign keys to the entitlement tables */
export async function refuseForeignReferences(manager: EntityManager): Promise<void> {
  const found: readonly { table: string; constraint: string; refers: string }[] = await manager.query(
    `SELECT conrelid::regclass::text AS table, conname::text AS constraint, confrelid::regclass::text AS refers
     FROM pg_constraint
     WHERE contype = 'f' AND conparentid = 0
       AND confrelid = ANY(ARRAY(SELECT to_regclass(name)::oid FROM unnest($1::text[]) name))
       AND conrelid <> ALL(ARRAY(SELECT to_regclass(name)::oid FROM unnest($1::text[]) name))
     ORDER BY 1, 2`,
    [ENTITLEMENT_TABLES],
  );
  if (found.length === 0) return;
  const lines = found.map(({ table, constraint, refers }) => `  ${table} refers to ${refers} (${constraint})`);
  throw new DomainError(
    'CONFLICT',
    [
      'Tables of another application refer to rows that would be deleted; nothing was changed:',
      ...lines,
      'Drop or change these foreign keys first.',
    ].join('\n'),
    { references: found },
  );
}

async function giveUpSoon(manager: EntityManager): Promise<void> {
  await manager.query(`SET LOCAL lock_timeout TO '${LOCK_SECONDS}s'`);
}

async function lockTable(manager: EntityManager, table: string, mode: string): Promise<void> {
  await locking(`the table ${table}`, () => manager.query(`LOCK TABLE ${table} IN ${mode} MODE`));
}
