import type { EntityManager } from 'typeorm';
import { DomainError } from '../../domain/errors';
import { lockRollout } from '../../store/rollout';
import { lockSetup } from '../../store/advisory-locks';
import { ENTITLEMENT_TABLES, SNAPSHOT_TABLES } from './snapshot-format';
import { refuseWhileLive } from '../../store/live-run';
import { isLockedOut } from '../../store/sqlstates';

/** Whoever waits for a lock makes others wait behind it: rather give up. */
const LOCK_SECONDS = 3;

/**
 * Keeps everybody else from writing entitlements, overrides, their events and the rollout, and runs from going live, until the transaction
 * ends; reading goes on.
 * @throws DomainError CONFLICT naming the run that is live, or the table on which somebody else's lock does not go away
 */
export async function holdEntitlements(manager: EntityManager): Promise<void> {
  await giveUpSoon(manager);
  await locking('taxonomy, mapping or a run that is being started', () => lockSetup(manager));
  await lockTable(manager, 'migration_runs', 'SHARE ROW EXCLUSIVE');
  await refuseWhileLive(manager);
  // Its row first: whoever changes the rollout holds that, and goes on to the tables.
  await locking('rollout', () => lockRollout(manager));
  for (const table of SNAPSHOT_TABLES) await lockTable(manager, table, 'SHARE ROW EXCLUSIVE');
}

/** Keeps tables from being emptied, by a TRUNCATE that a view of the data does not survive, or laid out anew while they are read. */
export async function holdForReading(manager: EntityManager): Promise<void> {
  await giveUpSoon(manager);
  for (const table of [...SNAPSHOT_TABLES, 'organizations', 'modules', 'submodules'])
    await lockTable(manager, table, 'ACCESS SHARE');
}

/** Runs statements that others' locks on rows may keep out. */
export async function locking<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isLockedOut(error)) throw error;
    const message = `Somebody else is at work on ${what}, and was not done within ${LOCK_SECONDS} seconds; nothing was changed. Try again when it is quieter.`;
    throw new DomainError('CONFLICT', message, { locked: what });
  }
}

/** @throws DomainError CONFLICT naming tables of others that refer to the entitlement tables: what they say would be lost, or become wrong */
export async function refuseForeignReferences(manager: EntityManager): Promise<void> {
  const found: readonly { table: string; constraint: string; refers: string }[] = await manager.query(
    `SELECT conrelid::regclass::text AS table, conname::text AS constraint, confrelid::regclass::text AS refers FROM pg_constraint
     WHERE contype = 'f' AND conparentid = 0 AND confrelid = ANY(ARRAY(SELECT to_regclass(name)::oid FROM unnest($1::text[]) name))
       AND conrelid <> ALL(ARRAY(SELECT to_regclass(name)::oid FROM unnest($1::text[]) name)) ORDER BY 1, 2`,
    [ENTITLEMENT_TABLES],
  );
  if (found.length === 0) return;
  const lines = found.map(({ table, constraint, refers }) => `  ${table} refers to ${refers} (${constraint})`);
  throw new DomainError(
    'CONFLICT',
    [
      'Tables of another application refer to rows that would go; nothing was changed:',
      ...lines,
      'Drop these references, or put them elsewhere, first.',
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
