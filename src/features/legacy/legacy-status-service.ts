import type { DataSource, EntityManager } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { columnMissingCheck, type LegacyCheck, legacyChecks, type LegacyDays } from '../../domain/legacy/legacy-status';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { RolloutEntity } from '../../entities/rollout';
import type { AccessReader } from '../../store/access-reader';
import { appendPlatformEvent } from '../../store/append-events';
import { readLegacyColumn, requireLegacyColumn } from '../../store/legacy-column';
import { lockRollout, readRollout } from '../../store/rollout';
import { type LegacyFence, readFence } from './fence-store';
import { readLegacyStatusFacts } from './read-legacy-status-facts';

export interface LegacyStatus {
  readonly computedAt: Date;
  readonly hideDays: number;
  readonly dropDays: number;
  readonly checks: readonly LegacyCheck[];
  readonly safeToHide: boolean;
  readonly safeToDrop: boolean;
  /** Since when the API has hidden the flags; null if they are not hidden. */
  readonly hiddenSince: Date | null;
  readonly fence: LegacyFence;
  /** When the column was dropped; null before that. */
  readonly droppedAt: Date | null;
  /** When its retained values were deleted; null before that. */
  readonly purgedAt: Date | null;
}

export interface Hiding {
  readonly hiddenSince: Date | null;
  /** False if the flags were in this state already. */
  readonly changed: boolean;
  /** The failed checks that `force` overrode. */
  readonly forcedPast: readonly string[];
}

/** Checks whether the legacy column is still needed, and hides its values. Asks for the actor's right. */
export class LegacyStatusService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
    private readonly days: LegacyDays,
  ) {}

  /** Checks what must still happen before the column can be dropped. Reads all organizations, journals and events. */
  async check(actor: Actor | null): Promise<LegacyStatus> {
    requireRight(actor, 'READ_PLATFORM');
    return this.dataSource.transaction('REPEATABLE READ', (manager) => this.look(manager));
  }

  /**
   * Hides the values of the legacy flags from the API, in every process. Decisions by the flags are not affected.
   * @param input.force whether to hide them even if checks fail
   * @throws DomainError CONFLICT with the checks that fail
   */
  async hide(actor: Actor | null, input: { readonly reason: string; readonly force: boolean }): Promise<Hiding> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(input.reason);
    const { checks } = await this.check(admin);
    const forcedPast = checks.filter(({ allowsHide }) => !allowsHide).map(({ name, detail }) => `${name}: ${detail}`);
    if (forcedPast.length > 0 && !input.force) {
      const lines = [
        'It is not safe to hide the legacy flags yet:',
        ...forcedPast.map((line) => `  ${line}`),
        'To hide them anyway, pass --force.',
      ];
      throw new DomainError('CONFLICT', lines.join('\n'), { reasons: forcedPast });
    }
    return { ...(await this.setHidden(true, admin, reason, forcedPast)), forcedPast };
  }

  /** Shows the values of the legacy flags in the API again. */
  async unhide(actor: Actor | null, input: { readonly reason: string }): Promise<Hiding> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    return { ...(await this.setHidden(false, admin, readReason(input.reason), [])), forcedPast: [] };
  }

  private async setHidden(
    hidden: boolean,
    actor: Actor,
    reason: string,
    forcedPast: readonly string[],
  ): Promise<Omit<Hiding, 'forcedPast'>> {
    const done = await this.access.change(null, () =>
      this.dataSource.transaction(async (manager) => {
        await requireLegacyColumn(manager, 'There is nothing to hide or show.');
        const { legacyHiddenAt } = await lockRollout(manager);
        if ((legacyHiddenAt !== null) === hidden) return { hiddenSince: legacyHiddenAt, changed: false };
        // The rollout's trigger notifies every process.
        await manager.update(RolloutEntity, { id: true }, { legacyHiddenAt: hidden ? () => 'now()' : null });
        await appendPlatformEvent(manager, {
          eventType: hidden ? 'legacy_hidden' : 'legacy_unhidden',
          actor,
          reason,
          payload: hidden ? { forcedPast } : {},
        });
        return { hiddenSince: (await readRollout(manager)).legacyHiddenAt, changed: true };
      }),
    );
    return done;
  }

  private async look(manager: EntityManager): Promise<LegacyStatus> {
    const column = await readLegacyColumn(manager);
    const facts = column.exists ? await readLegacyStatusFacts(manager, this.environment, this.days) : null;
    const checks = facts ? legacyChecks(facts, this.days) : [columnMissingCheck(column)];
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
