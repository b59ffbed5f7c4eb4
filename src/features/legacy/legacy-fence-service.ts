import type { DataSource, EntityManager } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import type { Connection, PageArguments } from '../../domain/page';
import { readReason } from '../../domain/reason';
import { LegacyChange } from '../../entities/legacy-change';
import { readKeysetPage } from '../../database/keyset-page';
import type { AccessReader } from '../../store/access-reader';
import { requireLegacyColumn } from '../../store/legacy-column';
import { appendPlatformEvent } from '../../store/append-events';
import { fenceObstacle, putFenceUp, readFence, takeFenceDown, type LegacyFence } from './fence-store';
import { lockFence } from '../../store/advisory-locks';
import { isLockedOut } from '../../store/sqlstates';

export type LegacyChangePage = Connection<LegacyChange>;

export interface FenceChanged {
  readonly fence: LegacyFence;
  /** False where it stood so already. */
  readonly changed: boolean;
  /** What the fence does to others, for the operator to know. */
  readonly warnings: readonly string[];
}

/** Rather give up than queue behind the product's traffic, with the rest of that queueing behind us. */
const LOCK_TIMEOUT_MS = 1_000;

/** The fence on the legacy flags: a trigger on a table that belongs to another application. Operators' work. */
export class LegacyFenceService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'drop'>,
  ) {}

  async show(actor: Actor | null): Promise<LegacyFence> {
    requireSuperAdmin(actor);
    return readFence(this.dataSource.manager);
  }

  /** The latest change of each organization that a fence has seen, in order of the organizations' ids. */
  async changes(actor: Actor | null, args: PageArguments): Promise<LegacyChangePage> {
    requireSuperAdmin(actor);
    const query = this.dataSource.manager.createQueryBuilder(LegacyChange, 'c');
    return readKeysetPage(query, args, {
      list: 'legacy-change',
      column: 'c.organizationId',
      order: 'ASC',
      keyOf: ({ organizationId }) => organizationId,
    });
  }

  /**
   * Puts the fence up: it tells of changes of the flags by other applications, and records them, or refuses them.
   * @throws DomainError CONFLICT where the table is busy, or is not ours to fence
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

  /** Takes the fence away whole; what it has recorded stays. @throws DomainError as `raise` */
  lower(actor: Actor | null, input: { readonly reason: string }): Promise<FenceChanged> {
    return this.change(actor, input.reason, async (manager, admin, reason, before) => {
      // Where a hand has taken a part of it away the rest goes, too.
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
    const admin = requireSuperAdmin(actor);
    const reason = readReason(why);
    try {
      const done = await this.dataSource.transaction(async (manager) => {
        await manager.query(`SELECT set_config('lock_timeout', $1, true)`, [String(LOCK_TIMEOUT_MS)]);
        await lockFence(manager);
        const obstacle = await fenceObstacle(manager);
        if (obstacle !== null) throw new DomainError('CONFLICT', obstacle);
        const changed = await work(manager, admin, reason, await readFence(manager));
        return { changed, fence: await readFence(manager), warnings: await warningsOf(manager) };
      });
      this.access.drop(null);
      return { ...done, warnings: done.fence.standing ? done.warnings : [] };
    } catch (error) {
      if (!isLockedOut(error)) throw error;
      throw new DomainError(
        'CONFLICT',
        "Others are working on the table 'organizations', and were not made to wait: nothing was changed. Try again in a quieter moment.",
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
        'This server allows prepared transactions: PostgreSQL prepares none that has told of a change, so an application that writes the flags in one would fail.',
      ]
    : [];
}
