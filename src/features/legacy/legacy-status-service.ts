import type { DataSource, EntityManager } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { columnGoneCheck, legacyChecks, type LegacyCheck, type LegacyDays } from '../../domain/legacy/legacy-status';
import { readReason } from '../../domain/reason';
import { RolloutEntity } from '../../entities/rollout';
import type { AccessReader } from '../../store/access-reader';
import { readLegacyColumn, requireLegacyColumn } from '../../store/legacy-column';
import { appendPlatformEvent } from '../../store/append-events';
import { lockRollout, readRollout } from '../../store/rollout';
import { readFence, type LegacyFence } from './fence-store';
import { readLegacyFacts } from './read-legacy-facts';

export interface LegacyStatus {
  readonly computedAt: Date;
  readonly hideDays: number;
  readonly dropDays: number;
  readonly checks: readonly LegacyCheck[];
  readonly safeToHide: boolean;
  readonly safeToDrop: boolean;
  /** Since when the API keeps the flags to itself; null where it does not. */
  readonly hiddenSince: Date | null;
  readonly fence: LegacyFence;
  /** When the column was dropped; null before. */
  readonly droppedAt: Date | null;
  /** When its values, kept till then, were deleted; null before. */
  readonly purgedAt: Date | null;
}

export interface Hiding {
  readonly hiddenSince: Date | null;
  /** False where it was so already. */
  readonly changed: boolean;
  /** Why it was not safe, and done all the same. */
  readonly forcedPast: readonly string[];
}

/** Whether the legacy column is still needed, and hiding what it holds. Operators' work. */
export class LegacyStatusService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'drop'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
    private readonly days: LegacyDays,
  ) {}

  /** What still stands between here and dropping the column. Goes through organizations, journals and events. */
  async check(actor: Actor | null): Promise<LegacyStatus> {
    requireSuperAdmin(actor);
    return this.dataSource.transaction('REPEATABLE READ', (manager) => this.look(manager));
  }

  /**
   * Keeps the legacy flags' values out of the API, in every process; whoever answers by them still does.
   * @param input.force although it is not safe
   * @throws DomainError CONFLICT with what still stands in the way
   */
  async hide(actor: Actor | null, input: { readonly reason: string; readonly force: boolean }): Promise<Hiding> {
    const admin = requireSuperAdmin(actor);
    const reason = readReason(input.reason);
    const { checks } = await this.check(admin);
    const forcedPast = checks.filter(({ allowsHide }) => !allowsHide).map(({ name, detail }) => `${name}: ${detail}`);
    if (forcedPast.length > 0 && !input.force) {
      const lines = [
        'It is not safe to hide the legacy flags yet:',
        ...forcedPast.map((line) => `  ${line}`),
        'To hide them all the same: --force.',
      ];
      throw new DomainError('CONFLICT', lines.join('\n'), { reasons: forcedPast });
    }
    return { ...(await this.setHidden(true, admin, reason, forcedPast)), forcedPast };
  }

  /** Gives the legacy flags' values out again. */
  async unhide(actor: Actor | null, input: { readonly reason: string }): Promise<Hiding> {
    const admin = requireSuperAdmin(actor);
    return { ...(await this.setHidden(false, admin, readReason(input.reason), [])), forcedPast: [] };
  }

  private async setHidden(
    hidden: boolean,
    actor: Actor,
    reason: string,
    forcedPast: readonly string[],
  ): Promise<Omit<Hiding, 'forcedPast'>> {
    const done = await this.dataSource.transaction(async (manager) => {
      await requireLegacyColumn(manager, 'There is nothing to hide, or to show.');
      const { legacyHiddenAt } = await lockRollout(manager);
      if ((legacyHiddenAt !== null) === hidden) return { hiddenSince: legacyHiddenAt, changed: false };
      // The rollout's trigger tells every process.
      await manager.update(RolloutEntity, { id: true }, { legacyHiddenAt: hidden ? () => 'now()' : null });
      await appendPlatformEvent(manager, {
        eventType: hidden ? 'legacy_hidden' : 'legacy_unhidden',
        actor,
        reason,
        payload: hidden ? { forcedPast } : {},
      });
      return { hiddenSince: (await readRollout(manager)).legacyHiddenAt, changed: true };
    });
    this.access.drop(null);
    return done;
  }

  private async look(manager: EntityManager): Promise<LegacyStatus> {
    const column = await readLegacyColumn(manager);
    const facts = column.there ? await readLegacyFacts(manager, this.environment, this.days) : null;
    const checks = facts ? legacyChecks(facts, this.days) : [columnGoneCheck(column)];
    return {
      computedAt: facts?.at ?? new Date(),
      hideDays: this.days.hide,
      dropDays: this.days.drop,
      checks,
      safeToHide: checks.every(({ allowsHide }) => allowsHide),
      safeToDrop: checks.every(({ allowsDrop }) => allowsDrop),
      hiddenSince: (await readRollout(manager)).legacyHiddenAt,
      fence: await readFence(manager),
      droppedAt: column.droppedAt,
      purgedAt: column.purgedAt,
    };
  }
}
