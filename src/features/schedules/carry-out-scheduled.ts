import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { requireRight } from '../../domain/rights';
import { SCHEDULED_OPERATIONS, type ScheduledOperation } from '../../domain/schedule';
import { ScheduledChange } from '../../entities/scheduled-change';
import type { AccessReader } from '../../store/access-reader';
import { endScheduled } from './scheduled-changes';

/** How many changes are looked for at once. */
const AT_ONCE = 100;
/** After trouble that says nothing about the change, such as a lost connection, it is tried again after this time. */
const AGAIN_AFTER = `interval '10 seconds'`;

/**
 * Makes a change that was scheduled, in a transaction.
 * @returns why it was not made: what it rests on has changed; null if it was made
 * @throws DomainError if it is refused
 */
export type CarryOut = (manager: EntityManager, change: ScheduledChange, actor: Actor) => Promise<string | null>;

export interface ScheduleWorkerOptions {
  /** Drops what is cached of an organization. */
  readonly access: Pick<AccessReader, 'change'>;
  readonly operations: Readonly<Record<ScheduledOperation, CarryOut>>;
  /** Called for each change that is tried again. */
  readonly onError: (error: unknown) => void;
}

/** Carries out changes whose time has come, each once however many processes do so. */
export class ScheduleWorker {
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: ScheduleWorkerOptions,
  ) {}

  /** Carries out what is due now. @returns false if there was nothing to do */
  async work(): Promise<boolean> {
    const due: readonly { id: string; organizationId: OrganizationId }[] = await this.dataSource.query(
      `SELECT id::text, org_id::text AS "organizationId" FROM scheduled_changes
       WHERE due_at <= now() ORDER BY due_at, id LIMIT ${AT_ONCE}`,
    );
    for (const { id, organizationId } of due) {
      try {
        await this.options.access.change([organizationId], () =>
          this.dataSource.transaction((manager) => this.carryOut(manager, id)),
        );
      } catch (error) {
        this.options.onError(error);
        await this.dataSource.query(
          `UPDATE scheduled_changes SET due_at = now() + ${AGAIN_AFTER} WHERE id = $1 AND due_at <= now()`,
          [id],
        );
      }
    }
    return due.length === AT_ONCE;
  }

  /** Does nothing if another process is at it, or has ended it. The end is in the transaction of the change. */
  private async carryOut(manager: EntityManager, id: string): Promise<void> {
    const change = await manager
      .createQueryBuilder(ScheduledChange, 's')
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .where('s.id = :id AND s.dueAt <= now()', { id })
      .getOne();
    if (!change) return;
    const actor: Actor = { id: change.actorId, role: change.actorRole, organizationId: null };
    try {
      // A savepoint: what was refused half-way is taken back, and its end is kept.
      const stale = await manager.transaction((within) => {
        requireRight(actor, SCHEDULED_OPERATIONS[change.operation]);
        return this.options.operations[change.operation](within, change, actor);
      });
      await endScheduled(manager, change, { action: stale === null ? 'carryOut' : 'lapse', actor, outcome: stale });
    } catch (error) {
      // A conflict is with a run or a request at this moment: it is tried again.
      if (!(error instanceof DomainError) || error.code === 'CONFLICT') throw error;
      await endScheduled(manager, change, { action: 'fail', actor, outcome: error.message });
    }
  }
}
