import { sayCount } from '../../domain/say';
import type { DataSource, EntityManager } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { DomainError, invalidInput } from '../../domain/errors';
import { legacyChecks, type LegacyCheck, type LegacyDays } from '../../domain/legacy/legacy-status';
import { readReason } from '../../domain/reason';
import { confirmDatabase } from '../../database/confirm-database';
import type { AccessReader } from '../../store/access-reader';
import { requireLegacyColumn } from '../../store/legacy-column';
import { appendPlatformEvent } from '../../store/append-events';
import { lockRollout, readRollout } from '../../store/rollout';
import { lockSetup, lockFence } from '../../store/advisory-locks';
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
import { readLegacyFacts } from './read-legacy-facts';
import { isDependedOn, isLockedOut } from '../../store/sqlstates';

export interface DropColumnInput {
  /** The database's name, as whoever asks believes it to be. */
  readonly confirm: string;
  readonly reason: string;
  /** How long to wait for others to leave the table, in milliseconds: for so long they wait behind it. */
  readonly lockTimeoutMs?: number | undefined;
}

export interface ColumnDropped {
  /** Whose values are kept. */
  readonly organizations: number;
  /** For how long nobody could read or write the table, in milliseconds, commit included. */
  readonly lockedMs: number;
  /** SQL that gives the column back until the values are purged. */
  readonly putBack: readonly string[];
  readonly warnings: readonly string[];
}

export const LOCK_TIMEOUT_MS = 2_000;
/** For locks that keep nobody of the product waiting. */
const OTHER_LOCKS_MS = 10_000;

/** The end of the legacy column. Operators' work. */
export class LegacyDropService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'drop'>,
    private readonly status: Pick<LegacyStatusService, 'check'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
    private readonly days: LegacyDays,
  ) {}

  /**
   * Drops the legacy column where every condition holds; nothing passes one by. One transaction: its values are copied beside everybody's work, then
   * the table is locked for a moment, in which nothing but what changed meanwhile is looked at.
   * @throws DomainError INVALID_INPUT where the name is not the database's; CONFLICT with each condition that fails, or with who holds the table
   */
  async drop(
    actor: Actor | null,
    { confirm, reason: why, lockTimeoutMs = LOCK_TIMEOUT_MS }: DropColumnInput,
  ): Promise<ColumnDropped> {
    const admin = requireSuperAdmin(actor);
    const reason = readReason(why);
    if (!(lockTimeoutMs >= 1 && lockTimeoutMs <= 60_000))
      throw invalidInput(
        [{ field: '--lock-timeout', message: 'must be from 1 to 60000 milliseconds' }],
        'Nothing was changed',
      );
    await confirmDatabase(this.dataSource.manager, confirm);
    await requireLegacyColumn(this.dataSource.manager, 'It was dropped already; nothing was changed.');
    // Looked at first by itself: most that is refused is refused here, before anything is copied.
    refuseUnsafe((await this.status.check(admin)).checks);
    const lock = { asked: false, since: 0 };
    try {
      const done = await this.dataSource.transaction(async (manager) => {
        const { snapshot, version } = await this.prepare(manager);
        lock.asked = true;
        await waitAtMost(manager, lockTimeoutMs);
        await manager.query('LOCK TABLE organizations IN ACCESS EXCLUSIVE MODE');
        lock.since = performance.now();
        await refuseChangedRollout(manager, version);
        return dropLocked(manager, snapshot, admin, reason);
      });
      const lockedMs = Math.round(performance.now() - lock.since);
      this.access.drop(null);
      return { ...done, lockedMs };
    } catch (error) {
      throw await this.explain(error, lock.asked, lockTimeoutMs);
    }
  }

  /**
   * Deletes the values that were kept of the column: there is no way back then, but a backup.
   * @returns how many organizations' they were
   * @throws DomainError INVALID_INPUT where the name is not the database's; CONFLICT where nothing is kept
   */
  async purge(actor: Actor | null, input: { readonly confirm: string; readonly reason: string }): Promise<number> {
    const admin = requireSuperAdmin(actor);
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
        throw new DomainError('CONFLICT', 'No values of the legacy column are kept; nothing was changed.');
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

  /** SQL that gives the dropped column back; null where nothing is kept to do it with. */
  async putBack(actor: Actor | null): Promise<readonly string[] | null> {
    requireSuperAdmin(actor);
    const kept: readonly unknown[] = await this.dataSource.query('SELECT 1 FROM legacy_flags_kept LIMIT 1');
    const dropped = await readDrop(this.dataSource.manager);
    return dropped && kept.length > 0 ? putBackSql(dropped.definition) : null;
  }

  /** All that takes long, while everybody goes on working: copies, and looks at every condition again, of what has been written till then. */
  private async prepare(manager: EntityManager): Promise<{ readonly snapshot: string; readonly version: number }> {
    await waitAtMost(manager, OTHER_LOCKS_MS);
    await lockFence(manager);
    await lockSetup(manager); // no run starts, or is resumed
    await requireLegacyColumn(manager, 'It was dropped already; nothing was changed.');
    const { version } = await readRollout(manager);
    const snapshot = await keepFlags(manager);
    refuseUnsafe(legacyChecks(await readLegacyFacts(manager, this.environment, this.days), this.days));
    await lockRollout(manager);
    return { snapshot, version };
  }

  private async explain(error: unknown, asked: boolean, lockTimeoutMs: number): Promise<unknown> {
    if (isDependedOn(error))
      return new DomainError(
        'CONFLICT',
        `Something came to depend on the column meanwhile; nothing was changed: ${error instanceof Error ? error.message : ''}`,
      );
    if (!isLockedOut(error)) return error;
    if (!asked)
      return new DomainError(
        'CONFLICT',
        'Somebody else raises or lowers the fence, drops the column, or changes the set-up; nothing was changed. Try again.',
      );
    const holders = await lockHolders(this.dataSource.manager);
    const who = holders.length > 0 ? `They hold it: ${holders.join('; ')}.` : 'By now nobody holds it any more.';
    return new DomainError(
      'CONFLICT',
      `Others are working on the table 'organizations', and did not leave it within ${lockTimeoutMs} ms; nothing was changed. ${who} Try again in a quieter moment.`,
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

/** Whoever set it while conditions were looked at, or wrote an organization's row by hand: the rollout is locked now. */
async function refuseChangedRollout(manager: EntityManager, version: number): Promise<void> {
  const now = await readRollout(manager);
  const others: readonly unknown[] = await manager.query(
    `SELECT 1 FROM organization_rollouts WHERE mode <> 'ENFORCE' LIMIT 1`,
  );
  if (now.version === version && now.mode === 'ENFORCE' && others.length === 0) return;
  throw new DomainError('CONFLICT', 'The rollout has changed meanwhile; nothing was changed here. Look at it again.');
}

async function dropLocked(
  manager: EntityManager,
  snapshot: string,
  admin: Actor,
  reason: string,
): Promise<Omit<ColumnDropped, 'lockedMs'>> {
  const late = await completeKept(manager, snapshot);
  if (late.length > 0) {
    const some = `${late.slice(0, 5).join(', ')}${late.length > 5 ? ', …' : ''}`;
    throw new DomainError(
      'CONFLICT',
      `Somebody still writes the flags: those of ${sayCount(late.length, 'organization')} (${some}) were changed while they were copied; nothing was changed here.`,
      { organizationIds: late.slice(0, 10).map(String) },
    );
  }
  const definition = await readDefinition(manager);
  const suspects = await suspectFunctions(manager);
  await takeFenceDown(manager);
  await manager.query('ALTER TABLE organizations DROP COLUMN enabled_modules');
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
    suspects.length > 0
      ? [`The text of functions has the column's name, and they may fail now: ${suspects.join(', ')}.`]
      : [];
  return { organizations, putBack: putBackSql(definition), warnings };
}

async function waitAtMost(manager: EntityManager, milliseconds: number): Promise<void> {
  await manager.query(`SELECT set_config('lock_timeout', $1, true)`, [String(milliseconds)]);
}
