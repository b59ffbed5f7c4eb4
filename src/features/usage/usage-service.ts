import type { DataSource } from 'typeorm';
import { organizationIdsOf } from '../../database/organization-ids';
import { type Actor } from '../../domain/actor';
import type { OrganizationId } from '../../domain/organization-id';
import { type Connection, type PageArguments, readPage, toConnection } from '../../domain/page';
import { requireHistoryReader, requireRight, scopeOfRight } from '../../domain/rights';
import {
  type AccessCount,
  type AccessDay,
  type AccessSource,
  type CountsRequest,
  type DaysRequest,
  readCounts,
  readDays,
  readSources,
} from './read-counts';

export type AccessCountPage = Connection<AccessCount>;
export type OrganizationUsagePage = Connection<OrganizationUsageCount>;

export interface ModuleAdoptionCount {
  readonly moduleKey: string;
  readonly organizations: number;
  readonly trials: number;
  readonly byOverride: number;
}

export interface OrganizationUsageCount {
  readonly organizationId: OrganizationId;
  readonly modules: number;
  readonly trials: number;
}

/** The organization that figures are about. */
export interface InsightsOf {
  readonly organizationId: OrganizationId;
}

export interface HistoryDay {
  readonly day: Date;
  readonly eventType: string;
  readonly count: number;
}

const HISTORY_DAYS = 90;
const MAX_HISTORY_DAYS = 366;

const LIVE_OVERRIDES = `
  SELECT org_id, module_id, status, trial_expires_at FROM entitlement_overrides
  WHERE submodule_id IS NULL AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > now())
    AND ($1::organization_id IS NULL OR org_id = $1)`;

const IS_ALLOWED = `(status::text = 'enabled'
  OR (status::text = 'trial' AND (trial_expires_at IS NULL OR trial_expires_at > now())))`;

/**
 * The modules with the policy ENTITLEMENT that organizations have, as decisions under ENFORCE have it. Overrides may
 * outlive their organization. A full join instead of the union would be slow, because PostgreSQL underestimates its
 * rows.
 */
const GRANTED = `
  SELECT * FROM (
    SELECT org_id, module_id, status::text AS status, false AS by_override FROM org_entitlements e
    WHERE ${IS_ALLOWED} AND ($1::organization_id IS NULL OR org_id = $1)
      AND NOT EXISTS (SELECT 1 FROM (${LIVE_OVERRIDES}) v WHERE v.org_id = e.org_id AND v.module_id = e.module_id)
    UNION ALL
    SELECT org_id, module_id, status, true FROM (${LIVE_OVERRIDES}) v
    WHERE ${IS_ALLOWED} AND EXISTS (SELECT 1 FROM organizations o WHERE o.id = v.org_id)
  ) s WHERE module_id IN (SELECT id FROM modules WHERE is_active AND policy = 'ENTITLEMENT')`;

/** Figures about stored access, and about checks. */
export class UsageService {
  constructor(private readonly dataSource: DataSource) {}

  /** How many organizations have each active module, in taxonomy order. Asks for the actor's right. */
  async adoption(actor: Actor | null): Promise<readonly ModuleAdoptionCount[]> {
    requireRight(actor, 'READ_PLATFORM');
    return this.dataSource.query(
      `SELECT m.module_key AS "moduleKey",
              CASE WHEN m.policy = 'ENTITLEMENT' THEN coalesce(g.organizations, 0)
                   ELSE (SELECT count(*) FROM organizations) END::int AS organizations,
              coalesce(g.trials, 0)::int AS trials, coalesce(g.by_override, 0)::int AS "byOverride"
       FROM modules m LEFT JOIN (
         SELECT module_id, count(*) AS organizations, count(*) FILTER (WHERE status = 'trial') AS trials,
                count(*) FILTER (WHERE by_override) AS by_override
         FROM (${GRANTED}) g GROUP BY module_id) g ON g.module_id = m.id
       WHERE m.is_active ORDER BY m.sort_order, m.id`,
      [null],
    );
  }

  /** How many modules each organization has, largest first. Asks for the actor's right. */
  async usage(actor: Actor | null, args: PageArguments): Promise<OrganizationUsagePage> {
    requireRight(actor, 'LIST_ORGANIZATIONS');
    const known = await organizationIdsOf(this.dataSource.manager);
    const placeOf = (key: string) => /^(\d{1,9}):(.*)$/s.exec(key)?.slice(1) ?? ['', ''];
    const page = readPage('usage', args, (key) => {
      const [modules, id = ''] = placeOf(key);
      return modules !== '' && known.isCanonical(id);
    });
    const [modules = null, id = null] = page.after === null ? [] : placeOf(page.after);
    const rows: readonly OrganizationUsageCount[] = await this.dataSource.query(
      `SELECT o.id::text AS "organizationId", coalesce(g.modules, 0)::int AS modules,
              coalesce(g.trials, 0)::int AS trials
       FROM organizations o LEFT JOIN (
         SELECT org_id, count(*) AS modules, count(*) FILTER (WHERE status = 'trial') AS trials
         FROM (${GRANTED}) g GROUP BY org_id) g ON g.org_id = o.id
       WHERE $2::int IS NULL OR coalesce(g.modules, 0) < $2
         OR (coalesce(g.modules, 0) = $2 AND o.id > $3::organization_id)
       ORDER BY coalesce(g.modules, 0) DESC, o.id LIMIT $4`,
      [null, modules, id, page.limit + 1],
    );
    return toConnection(
      'usage',
      page,
      rows,
      (row) => `${row.modules}:${row.organizationId}`,
      async () => {
        const [total]: readonly { count: number }[] = await this.dataSource.query(
          'SELECT count(*)::int AS count FROM organizations',
        );
        return total?.count ?? 0;
      },
    );
  }

  /**
   * Denied checks: all of them for super admins, an organization's own for its admins.
   * @throws DomainError FORBIDDEN
   */
  async denials(actor: Actor | null, request: CountsRequest): Promise<AccessCountPage> {
    return readCounts(this.dataSource.manager, 'DENIALS', scopeOfRight(actor, 'READ_HISTORY'), request);
  }

  /** Checks under SHADOW that the entitlements would have answered differently. Asks for the actor's right. */
  async shadowDifferences(actor: Actor | null, request: CountsRequest): Promise<AccessCountPage> {
    requireRight(actor, 'READ_PLATFORM');
    return readCounts(this.dataSource.manager, 'SHADOW_DIFFERENCES', null, request);
  }

  /** All checks by day. Asks for the actor's right. */
  async byDay(actor: Actor | null, request: DaysRequest): Promise<readonly AccessDay[]> {
    requireRight(actor, 'READ_PLATFORM');
    return readDays(this.dataSource.manager, request);
  }

  /** Who counted checks, most checks first. Asks for the actor's right. */
  async sources(actor: Actor | null, since: Date | null | undefined): Promise<readonly AccessSource[]> {
    requireRight(actor, 'READ_PLATFORM');
    return readSources(this.dataSource.manager, since);
  }

  /** Checks that the actor may see an organization's figures. */
  insights(actor: Actor | null, organizationId: OrganizationId): InsightsOf {
    requireHistoryReader(actor, organizationId);
    return { organizationId };
  }

  /** An organization's denied checks. Checks no permission: see `insights`. */
  async denialsOf(organizationId: OrganizationId, request: CountsRequest): Promise<AccessCountPage> {
    return readCounts(this.dataSource.manager, 'DENIALS', organizationId, request);
  }

  /** How many of all modules an organization has. Checks no permission: see `insights`. */
  async adoptionOf(
    organizationId: OrganizationId,
  ): Promise<{ readonly modules: number; readonly trials: number; readonly of: number }> {
    const [found]: readonly { modules: number; trials: number; of: number }[] = await this.dataSource.query(
      `SELECT count(*)::int AS modules, count(*) FILTER (WHERE status = 'trial')::int AS trials,
              (SELECT count(*)::int FROM modules WHERE is_active AND policy = 'ENTITLEMENT') AS of
       FROM (${GRANTED}) g`,
      [organizationId],
    );
    return found ?? { modules: 0, trials: 0, of: 0 };
  }

  /**
   * The events of an organization, counted by day and type, newest first. Checks no permission: see `insights`.
   * @param since null or undefined for the last 90 days; at most 366 days ago
   */
  async historyOf(organizationId: OrganizationId, since: Date | null | undefined): Promise<readonly HistoryDay[]> {
    const earliest = new Date(Date.now() - MAX_HISTORY_DAYS * 86_400_000);
    const asked = since ?? new Date(Date.now() - HISTORY_DAYS * 86_400_000);
    return this.dataSource.query(
      `SELECT date_trunc('day', created_at AT TIME ZONE 'UTC') AS day, event_type AS "eventType", count(*)::int AS count
       FROM entitlement_events WHERE org_id = $1 AND created_at >= $2 GROUP BY 1, 2 ORDER BY 1 DESC, 2`,
      [organizationId, asked > earliest ? asked : earliest],
    );
  }
}
