import type { DataSource } from 'typeorm';
import { readKeysetPage } from '../../database/keyset-page';
import type { Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import type { Connection, PageArguments } from '../../domain/page';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { SCHEDULED_OPERATIONS, type ScheduledStatus } from '../../domain/schedule';
import { ScheduledChange } from '../../entities/scheduled-change';
import { endScheduled } from './scheduled-changes';

export type ScheduledChangePage = Connection<ScheduledChange>;

/** Lists and withdraws what was asked for, for a later time. */
export class SchedulesService {
  constructor(private readonly dataSource: DataSource) {}

  /** Scheduled changes, newest first, also those that have ended. Asks for the actor's right. */
  async list(
    actor: Actor | null,
    args: PageArguments & { readonly status?: ScheduledStatus | null | undefined },
  ): Promise<ScheduledChangePage> {
    requireRight(actor, 'READ_PLATFORM');
    const query = this.dataSource.manager.createQueryBuilder(ScheduledChange, 's');
    if (args.status) query.andWhere('s.status = :status', { status: args.status });
    return readKeysetPage(query, args, {
      list: 'scheduled-change',
      column: 's.id',
      order: 'DESC',
      keyOf: ({ id }) => id,
    });
  }

  /**
   * Withdraws a change before its time, with an event.
   * @throws DomainError FORBIDDEN for who may not make the change; NOT_FOUND; INVALID_TRANSITION once it has ended
   */
  async withdraw(
    actor: Actor | null,
    input: { readonly id: string; readonly reason: string },
  ): Promise<ScheduledChange> {
    requireRight(actor, 'CHANGE_ACCESS');
    const reason = readReason(input.reason);
    return this.dataSource.transaction(async (manager) => {
      // A worker that carries it out at this moment is waited for.
      const found = /^\d{1,18}$/.test(input.id)
        ? await manager.findOne(ScheduledChange, { where: { id: input.id }, lock: { mode: 'pessimistic_write' } })
        : null;
      if (!found) throw new DomainError('NOT_FOUND', `There is no scheduled change ${input.id}.`, { id: input.id });
      const by = requireRight(actor, SCHEDULED_OPERATIONS[found.operation]);
      return endScheduled(manager, found, { action: 'withdraw', actor: by, outcome: reason });
    });
  }
}
