import type { DataSource } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { readReason } from '../../domain/reason';
import type { RetentionMonths } from '../../domain/retention/retention';
import { requireRight } from '../../domain/rights';
import { messageOf } from '../../platform/error-shape';
import { lockSetup } from '../../store/advisory-locks';
import { appendPlatformEvent } from '../../store/append-events';
import { changeSchema } from '../../store/schema-version';
import { sealAllEvents } from '../../store/seal-events';
import { isDependedOn, isLackOfRights } from '../../store/sqlstates';
import { detachDue, type DetachedPart, dropDetached, lockDueRuns } from './detach';
import { readRetained, type Retained } from './read-retained';

export interface RetentionApplied {
  /** What was detached into tables that remain. */
  readonly detached: readonly DetachedPart[];
  /** Partitions without a row, which were dropped at once. */
  readonly emptied: readonly string[];
}

/**
 * Keeps what grows with time in bounds: detaches the partitions of past months and of past runs, and drops what was
 * detached. For super admins, and by the command alone, because it takes the owner of the tables.
 */
export class RetentionService {
  /** @param days for how many days the legacy status looks back */
  constructor(
    private readonly dataSource: DataSource,
    private readonly months: RetentionMonths,
    private readonly days: number,
  ) {}

  /** What is kept, what the settings would detach, and what is held back. */
  async show(actor: Actor | null): Promise<Retained> {
    requireRight(actor, 'MANAGE_DATABASE');
    return readRetained(this.dataSource.manager, this.months, this.days);
  }

  /**
   * Detaches all that is due into tables that remain, with one event, in one transaction.
   * @throws DomainError CONFLICT if the role does not own the tables, or other sessions do not release them
   */
  async apply(actor: Actor | null, input: { readonly reason: string }): Promise<RetentionApplied> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(input.reason);
    return this.asOwner(async () => {
      // What is not hashed yet could not be, once it is detached.
      await sealAllEvents(this.dataSource.manager);
      return changeSchema(this.dataSource, async ({ manager }) => {
        // So that no run is started from a plan, rolled back or resumed meanwhile.
        await lockSetup(manager);
        await lockDueRuns(manager, await readRetained(manager, this.months, this.days));
        const retained = await readRetained(manager, this.months, this.days);
        const done = await detachDue(manager, retained, { actorId: admin.id, reason });
        if (done.detached.length > 0)
          await appendPlatformEvent(manager, {
            eventType: 'partitions_detached',
            actor: admin,
            reason,
            payload: { tables: done.detached, months: this.months },
          });
        return done;
      });
    });
  }

  /**
   * Drops the tables that earlier applications detached, with one event, in one transaction.
   * @returns what was dropped, and what somebody had moved, renamed or dropped, which is forgotten
   * @throws DomainError CONFLICT if the role does not own the tables, or something depends on one of them
   */
  async drop(
    actor: Actor | null,
    input: { readonly reason: string },
  ): Promise<{ readonly dropped: readonly DetachedPart[]; readonly missing: readonly string[] }> {
    const admin = requireRight(actor, 'MANAGE_DATABASE');
    const reason = readReason(input.reason);
    return this.asOwner(() =>
      changeSchema(this.dataSource, async ({ manager }) => {
        const done = await dropDetached(manager);
        if (done.dropped.length > 0)
          await appendPlatformEvent(manager, {
            eventType: 'partitions_dropped',
            actor: admin,
            reason,
            payload: { tables: done.dropped },
          });
        return done;
      }),
    );
  }

  private async asOwner<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (isLackOfRights(error))
        throw new DomainError(
          'CONFLICT',
          `The role of DATABASE_URL may not detach or drop partitions (${messageOf(error)}); nothing was changed. ` +
            "Run it as the role that ran 'db migrate'.",
        );
      if (isDependedOn(error))
        throw new DomainError(
          'CONFLICT',
          `Something of another application depends on a table to be dropped (${messageOf(error)}); ` +
            'nothing was changed.',
        );
      throw error;
    }
  }
}
