import type { DataSource, EntityManager } from 'typeorm';
import { confirmDatabase } from '../../database/confirm-database';
import { type Actor } from '../../domain/actor';
import { DomainError, invalidInput } from '../../domain/errors';
import { type LegacyCheck, legacyChecks, type LegacyDays } from '../../domain/legacy/legacy-status';
import { sayIds } from '../../domain/organization-id';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { sayCount } from '../../domain/say';
import type { AccessReader } from '../../store/access-reader';
import { lockFence, lockSetup } from '../../store/advisory-locks';
import { appendPlatformEvent } from '../../store/append-events';
import { requireLegacyColumn } from '../../store/legacy-column';
import { lockRollout, readRollout } from '../../store/rollout';
import { NO_SOURCE_TABLE, readSourceTable, type SourceTable } from '../../store/source';
import { isDependedOn, isLockedOut } from '../../store/sqlstates';
import {
  completeKept,
  keepFlags,
  lockHolders,
  putBackSql,
  readDefinition,
  readDrop,
  suspectFunctions,
} from './drop-store';
import { takeFenceDown } from './fence-store';
import type { LegacyStatusService } from './legacy-status-service';
import { readLegacyStatusFacts } from './read-legacy-status-facts';

export interface DropColumnInput {
  /** The name of the database, as the operator typed it. */
  readonly confirm: string;
  readonly reason: string;
  /** How long to wait for the lock on the table, in milliseconds; others queue behind it meanwhile. Default: 2000. */
  readonly lockTimeoutMs?: number | undefined;
}

export interface ColumnDropped {
  /** The product's table and the column that it had, as people call them. */
  readonly table: string;
  readonly column: string;
  /** The number of organizations whose values are retained. */
  readonly organizations: number;
  /** How long the table was locked for reads and writes, including the commit, in milliseconds. */
  readonly lockedMs: number;
  /** SQL that restores the column, until its values are purged. */
  readonly putBack: readonly string[];
  readonly warnings: readonly string[];
}

export const LOCK_TIMEOUT_MS = 2_000;
/** How long to wait for locks that do not block the product. */
const OTHER_LOCKS_MS = 10_000;

/** Drops the legacy column, and purges its values. Asks for the actor's right. */
export class LegacyDropService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
    private readonly status: Pick<LegacyStatusService, 'check'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
    private readonly days: LegacyDays,
  ) {}

  /**
   * Drops the legacy column if every check passes; no check can be skipped. In one transaction, its values are copied
   * while the product goes on working; then the table is locked for a moment, in which only later changes are checked.
   * @throws DomainError INVALID_INPUT if the name is not the database's, or the lock timeout is out of range; CONFLICT
   * with each check that fails, or with the sessions that hold locks on the table
   */
  async drop(
    actor: Actor | null,
    { confirm, reason: why, lockTimeoutMs = LOCK_TIMEOUT_MS }: DropColumnInput,
  ): Promise<ColumnDropped> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(why);
    if (!(lockTimeoutMs >= 1 && lockTimeoutMs <= 60_000))
      throw invalidInput(
        [{ field: '--lock-timeout', message: 'must be from 1 to 60000 milliseconds' }],
        'Nothing was changed',
      );
    await confirmDatabase(this.dataSource.manager, confirm);
    await requireLegacyColumn(this.dataSource.manager, 'Nothing was changed.');
    const source = await requireSourceTable(this.dataSource.manager);
    // Checked first on its own: most refusals happen here, before anything is copied.
    refuseUnsafe((await this.status.check(admin)).checks);
    const lock = { asked: false, since: 0 };
    try {
      const done = await this.access.change(null, () =>
        this.dataSource.transaction(async (manager) => {
          const { snapshot, version } = await this.prepare(manager, source);
          lock.asked = true;
          await waitAtMost(manager, lockTimeoutMs);
          await manager.query(`LOCK TABLE ${source.table} IN ACCESS EXCLUSIVE MODE`);
          lock.since = performance.now();
          await refuseChangedRollout(manager, version);
          return dropLocked(manager, source, snapshot, admin, reason);
        }),
      );
      const lockedMs = Math.round(performance.now() - lock.since);
      return { ...done, lockedMs };
    } catch (error) {
      throw await this.explain(error, source, lock.asked, lockTimeoutMs);
    }
  }

  /**
   * Deletes the retained values of the column. After that, only a backup can restore them.
   * @returns the number of organizations whose values were deleted
   * @throws DomainError INVALID_INPUT if the name is not the database's; CONFLICT if no values are retained
   */
  async purge(actor: Actor | null, input: { readonly confirm: string; readonly reason: string }): Promise<number> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(input.reason);
    await confirmDatabase(this.dataSource.manager, input.confirm);
    return this.dataSource.transaction(async (manager) => {
      await waitAtMost(manager, OTHER_LOCKS_MS);
      await lockFence(manager);
      const [found]: readonly { count: number }[] = await manager.query(
        'SELECT count(*)::int AS count FROM legacy_flags_kept',
      );
      const organizations = found?.count ?? 0;
      if (organizations === 0)
        throw new DomainError('CONFLICT', 'No values of the legacy column are retained; nothing was changed.');
      await manager.query('TRUNCATE legacy_flags_kept');
      await manager.query('UPDATE legacy_column_drop SET purged_at = now()');
      await appendPlatformEvent(manager, {
        eventType: 'legacy_flags_purged',
        actor: admin,
        reason,
        payload: { organizations },
      });
      return organizations;
    });
  }

  /** SQL that restores the dropped column; null if its values are not retained, or it was not dropped. */
  async putBack(actor: Actor | null): Promise<readonly string[] | null> {
    requireRight(actor, 'MANAGE_DATABASE');
    const kept: readonly unknown[] = await this.dataSource.query('SELECT 1 FROM legacy_flags_kept LIMIT 1');
    const dropped = await readDrop(this.dataSource.manager);
    const source = await readSourceTable(this.dataSource.manager);
    return source && dropped && kept.length > 0 ? putBackSql(dropped.definition, source) : null;
  }

  /** Does what takes long, without blocking the product: copies the values, and repeats every check. */
  private async prepare(
    manager: EntityManager,
    source: SourceTable,
  ): Promise<{ readonly snapshot: string; readonly version: number }> {
    await waitAtMost(manager, OTHER_LOCKS_MS);
    await lockFence(manager);
    await lockSetup(manager); // no run is started or resumed
    await requireLegacyColumn(manager, 'Nothing was changed.');
    const { version } = await readRollout(manager);
    const snapshot = await keepFlags(manager, source);
    refuseUnsafe(legacyChecks(await readLegacyStatusFacts(manager, this.environment, this.days), this.days));
    await lockRollout(manager);
    return { snapshot, version };
  }

  private async explain(
    error: unknown,
    { label }: SourceTable,
    asked: boolean,
    lockTimeoutMs: number,
  ): Promise<unknown> {
    if (isDependedOn(error))
      return new DomainError(
        'CONFLICT',
        'An object that depends on the column was created meanwhile; nothing was changed: ' +
          (error instanceof Error ? error.message : ''),
      );
    if (!isLockedOut(error)) return error;
    if (!asked)
      return new DomainError(
        'CONFLICT',
        'Another session is changing the fence, the legacy column, the mapping or the taxonomy; nothing was changed. ' +
          'Try again.',
      );
    const holders = await lockHolders(this.dataSource.manager);
    const who = holders.length > 0 ? `Locks are held by ${holders.join('; ')}.` : 'By now no session holds a lock.';
    return new DomainError(
      'CONFLICT',
      `Other sessions held locks on the table '${label}' for longer than ${lockTimeoutMs} ms; ` +
        `nothing was changed. ${who} Try again when there is less traffic.`,
      { holders },
    );
  }
}

function refuseUnsafe(checks: readonly LegacyCheck[]): void {
  const reasons = checks.filter(({ allowsDrop }) => !allowsDrop).map(({ name, detail }) => `${name}: ${detail}`);
  if (reasons.length === 0) return;
  throw new DomainError(
    'CONFLICT',
    ['It is not safe to drop the legacy column; nothing was changed:', ...reasons.map((line) => `  ${line}`)].join(
      '\n',
    ),
    { reasons },
  );
}

/** The rollout may have been changed, or an organization's row written by hand, before the rollout was locked. */
async function refuseChangedRollout(manager: EntityManager, version: number): Promise<void> {
  const now = await readRollout(manager);
  const others: readonly unknown[] = await manager.query(
    `SELECT 1 FROM organization_rollouts WHERE mode <> 'ENFORCE' LIMIT 1`,
  );
  if (now.version === version && now.mode === 'ENFORCE' && others.length === 0) return;
  throw new DomainError('CONFLICT', 'The rollout was changed meanwhile; nothing else was changed. Check it again.');
}

async function dropLocked(
  manager: EntityManager,
  source: SourceTable,
  snapshot: string,
  admin: Actor,
  reason: string,
): Promise<Omit<ColumnDropped, 'lockedMs'>> {
  const late = await completeKept(manager, source, snapshot);
  if (late.length > 0) {
    const some = `${sayIds(late.slice(0, 5))}${late.length > 5 ? ', …' : ''}`;
    throw new DomainError(
      'CONFLICT',
      `The legacy flags are still being written: those of ${sayCount(late.length, 'organization')} (${some}) ` +
        'were changed while they were copied; nothing else was changed.',
      { organizationIds: late.slice(0, 10) },
    );
  }
  const definition = await readDefinition(manager, source);
  const suspects = await suspectFunctions(manager);
  await takeFenceDown(manager);
  await manager.query(`ALTER TABLE ${source.table} DROP COLUMN ${source.flags}`);
  await manager.query('DELETE FROM legacy_column_drop');
  const [kept]: readonly { organizations: number }[] = await manager.query(
    `INSERT INTO legacy_column_drop (actor_id, reason, column_type, definition, organizations)
     SELECT $1, $2, $3, $4::jsonb, count(*) FROM legacy_flags_kept RETURNING organizations`,
    [admin.id, reason, definition.type, JSON.stringify(definition)],
  );
  const organizations = kept?.organizations ?? 0;
  await appendPlatformEvent(manager, {
    eventType: 'legacy_column_dropped',
    actor: admin,
    reason,
    payload: { organizations, ...definition },
  });
  const warnings =
    suspects.length > 0 ? [`These functions mention the column, and may fail now: ${suspects.join(', ')}.`] : [];
  return {
    table: source.label,
    column: source.flagsName,
    organizations,
    putBack: putBackSql(definition, source),
    warnings,
  };
}

/** @throws DomainError CONFLICT if the flags are not one column of one table */
async function requireSourceTable(manager: EntityManager): Promise<SourceTable> {
  const source = await readSourceTable(manager);
  if (!source) throw new DomainError('CONFLICT', `${NO_SOURCE_TABLE} Nothing was changed.`);
  return source;
}

async function waitAtMost(manager: EntityManager, milliseconds: number): Promise<void> {
  await manager.query(`SELECT set_config('lock_timeout', $1, true)`, [String(milliseconds)]);
}
