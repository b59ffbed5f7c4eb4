import type { DataSource, EntityManager } from 'typeorm';
import { readKeysetPage } from '../../database/keyset-page';
import { type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import type { Connection, PageArguments } from '../../domain/page';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { LegacyChange } from '../../entities/legacy-change';
import type { AccessReader } from '../../store/access-reader';
import { lockFence } from '../../store/advisory-locks';
import { appendPlatformEvent } from '../../store/append-events';
import { requireLegacyColumn } from '../../store/legacy-column';
import { isLockedOut } from '../../store/sqlstates';
import { fenceObstacle, type LegacyFence, putFenceUp, readFence, takeFenceDown } from './fence-store';

export type LegacyChangePage = Connection<LegacyChange>;

export interface FenceChanged {
  readonly fence: LegacyFence;
  /** False if the fence was in this state already. */
  readonly changed: boolean;
  /** Effects of the fence on other applications. */
  readonly warnings: readonly string[];
}

/** How long to wait for the table, which is short because the product's other statements queue behind this one. */
const LOCK_TIMEOUT_MS = 1_000;

/**
 * The fence on the legacy flags: triggers on a table that belongs to another application. Asks for the actor's right.
 */
export class LegacyFenceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
  ) {}

  async show(actor: Actor | null): Promise<LegacyFence> {
    requireRight(actor, 'READ_PLATFORM');
    return readFence(this.dataSource.manager);
  }

  /** The latest recorded change of each organization, ordered by organization id. */
  async changes(actor: Actor | null, args: PageArguments): Promise<LegacyChangePage> {
    requireRight(actor, 'READ_PLATFORM');
    const query = this.dataSource.manager.createQueryBuilder(LegacyChange, 'c');
    return readKeysetPage(query, args, {
      list: 'legacy-change',
      column: 'c.organizationId',
      order: 'ASC',
      keyOf: ({ organizationId }) => organizationId,
    });
  }

  /**
   * Raises the fence: changes of the flags by other applications then send a notification and are recorded, or are
   * refused.
   * @throws DomainError CONFLICT if the table is busy, belongs to another role, or the column was dropped
   */
  raise(actor: Actor | null, input: { readonly rejects: boolean; readonly reason: string }): Promise<FenceChanged> {
    return this.change(actor, input.reason, async (manager, admin, reason, before) => {
      await requireLegacyColumn(manager, 'There is nothing to fence.');
      if (before.standing && before.rejects === input.rejects) return false;
      await putFenceUp(manager, input.rejects, admin, reason);
      await appendPlatformEvent(manager, {
        eventType: 'legacy_fence_raised',
        actor: admin,
        reason,
        payload: { rejects: input.rejects, before: before.standing ? { rejects: before.rejects } : null },
      });
      return true;
    });
  }

  /** Lowers the fence; recorded changes are retained. @throws DomainError CONFLICT as `raise` does */
  lower(actor: Actor | null, input: { readonly reason: string }): Promise<FenceChanged> {
    return this.change(actor, input.reason, async (manager, admin, reason, before) => {
      // Even if it is not up: some of its triggers may remain.
      await takeFenceDown(manager);
      if (before.standing)
        await appendPlatformEvent(manager, {
          eventType: 'legacy_fence_lowered',
          actor: admin,
          reason,
          payload: { rejects: before.rejects },
        });
      return before.standing;
    });
  }

  private async change(
    actor: Actor | null,
    why: string,
    work: (manager: EntityManager, admin: Actor, reason: string, before: LegacyFence) => Promise<boolean>,
  ): Promise<FenceChanged> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(why);
    try {
      const done = await this.access.change(null, () =>
        this.dataSource.transaction(async (manager) => {
          await manager.query(`SELECT set_config('lock_timeout', $1, true)`, [String(LOCK_TIMEOUT_MS)]);
          await lockFence(manager);
          const obstacle = await fenceObstacle(manager);
          if (obstacle !== null) throw new DomainError('CONFLICT', obstacle);
          const changed = await work(manager, admin, reason, await readFence(manager));
          return { changed, fence: await readFence(manager), warnings: await warningsOf(manager) };
        }),
      );
      return { ...done, warnings: done.fence.standing ? done.warnings : [] };
    } catch (error) {
      if (!isLockedOut(error)) throw error;
      throw new DomainError(
        'CONFLICT',
        'Other sessions hold locks on the table of the legacy flags; nothing was changed. ' +
          'Try again when there is less traffic.',
      );
    }
  }
}

async function warningsOf(manager: EntityManager): Promise<readonly string[]> {
  const [server]: readonly { prepared: boolean }[] = await manager.query(
    `SELECT current_setting('max_prepared_transactions')::int > 0 AS prepared`,
  );
  return server?.prepared
    ? [
        'This server allows prepared transactions: PostgreSQL cannot prepare a transaction that has sent a ' +
          'notification, so an application that changes the flags in one would fail.',
      ]
    : [];
}
