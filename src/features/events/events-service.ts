import type { DataSource } from 'typeorm';
import { readKeysetPage } from '../../database/keyset-page';
import { type Actor, requireActor } from '../../domain/actor';
import type { OrganizationId } from '../../domain/organization-id';
import type { Connection, PageArguments } from '../../domain/page';
import { requireHistoryReader, requireRight, scopeOfRight } from '../../domain/rights';
import { EntitlementEvent } from '../../entities/entitlement-event';
import { PlatformEvent } from '../../entities/platform-event';
import { requireOrganizationId } from '../../store/organizations';

export type EntitlementEventPage = Connection<EntitlementEvent>;
export type PlatformEventPage = Connection<PlatformEvent>;

export interface EventFilter extends PageArguments {
  readonly organizationId?: string | null | undefined;
  readonly eventType?: string | null | undefined;
  readonly since?: Date | null | undefined;
  readonly until?: Date | null | undefined;
}

/** Lists events, newest first. */
export class EventsService {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Events of one organization. Without an organization, those of all for super admins, and of their own organization
   * for its admins.
   * @throws DomainError FORBIDDEN for other roles; NOT_FOUND for an organization that the actor may not see
   */
  async list(actor: Actor | null, filter: EventFilter): Promise<EntitlementEventPage> {
    const organizationId = await this.scopeOf(actor, filter.organizationId);
    const query = this.dataSource.manager.createQueryBuilder(EntitlementEvent, 'e');
    if (organizationId !== null) query.andWhere('e.organizationId = :organizationId', { organizationId });
    if (filter.eventType) query.andWhere('e.eventType = :eventType', { eventType: filter.eventType });
    if (filter.since) query.andWhere('e.createdAt >= :since', { since: filter.since });
    if (filter.until) query.andWhere('e.createdAt < :until', { until: filter.until });
    return readKeysetPage(query, filter, { list: 'event', column: 'e.id', order: 'DESC', keyOf: ({ id }) => id });
  }

  /** Events that concern no single organization. Asks for the actor's right. */
  async listPlatform(actor: Actor | null, args: PageArguments): Promise<PlatformEventPage> {
    requireRight(actor, 'READ_RECORD');
    const query = this.dataSource.manager.createQueryBuilder(PlatformEvent, 'e');
    return readKeysetPage(query, args, {
      list: 'platform-event',
      column: 'e.id',
      order: 'DESC',
      keyOf: ({ id }) => id,
    });
  }

  /** The organization whose events are read; null for all. */
  private async scopeOf(
    actor: Actor | null,
    organizationId: string | null | undefined,
  ): Promise<OrganizationId | null> {
    const known = requireActor(actor);
    if (organizationId === null || organizationId === undefined) return scopeOfRight(known, 'READ_HISTORY');
    const id = await requireOrganizationId(this.dataSource.manager, organizationId);
    requireHistoryReader(known, id);
    return id;
  }
}
