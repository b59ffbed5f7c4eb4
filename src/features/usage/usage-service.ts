import type { DataSource } from 'typeorm';
import { requireActor, requireHistoryReader, requireSuperAdmin, type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { readPage, toConnection, type Connection, type PageArguments } from '../../domain/page';
import { readCounts, type AccessCount, type CountsRequest } from './read-counts';

export type AccessCountPage = Connection<AccessCount>;
export type OrganizationUsagePage = Connection<OrganizationUsageCount>;

export interface ModuleAdoptionCount {
  readonly moduleKey: string;
  readonly organizations: number;
  readonly trials: number;
  readonly byOverride: number;
}

export interface OrganizationUsageCount {
  readonly organizationId: number;
  readonly modules: number;
  readonly trials: number;
}

/** Whose figures. */
export interface InsightsOf {
  readonly organizationId: number;
}

export interface HistoryDay {
  readonly day: Date;
  readonly eventType: string;
  readonly count: number;
}

const HISTORY_DAYS = 90;
const MOST_HISTORY_DAYS = 366;

/** What is stored of modules that have to be granted: a live override, else the entitlement. `allowed` as a decision under ENFORCE has it. */
const STORED = `
  SELECT org_id, module_id, v.id AS override_id, coalesce(v.status, e.status::text) AS status,
         coalesce(v.status, e.status::text) = 'enabled' OR (coalesce(v.status, e.status::text) = 'trial'
           AND coalesce(CASE WHEN v.id IS NULL THEN e.trial_expires_at > now() ELSE v.trial_expires_at > now() END, true)) AS allowed
  FROM (SELECT org_id, module_id, status, trial_expires_at FROM org_entitlements WHERE $1::int IS NULL OR org_id = $1) e
  FULL JOIN (SELECT id, org_id, module_id, status, trial_expires_at FROM entitlement_overrides
             WHERE submodule_id IS NULL AND ended_at IS NULL AND (expires_at IS NULL OR expires_at > now()) AND ($1::int IS NULL OR org_id = $1)) v USING (org_id, module_id)`;

const GRANTED = `SELECT s.* FROM (${STORED}) s JOIN modules m ON m.id = s.module_id WHERE s.allowed AND m.is_active AND m.policy = 'ENTITLEMENT'`;

/** Figures about access: what is stored, and what was checked. */
export class UsageService {
  constructor(private readonly dataSource: DataSource) {}

  /** How many organizations have each active module. */
  async adoption(actor: Actor | null): Promise<readonly ModuleAdoptionCount[]> {
    requireSuperAdmin(actor);
    return this.dataSource.query(
      `SELECT m.module_key AS "moduleKey",
              CASE WHEN m.policy = 'ENTITLEMENT' THEN count(g.org_id) ELSE (SELECT count(*) FROM organizations) END::int AS organizations,
              count(*) FILTER (WHERE g.status = 'trial')::int AS trials, count(g.override_id)::int AS "byOverride"
       FROM modules m LEFT JOIN (${GRANTED}) g ON g.module_id = m.id WHERE m.is_active GROUP BY m.id ORDER BY m.sort_order, m.id`,
      [null],
    );
  }

  /** How many modules each organization has, most first. */
  async usage(actor: Actor | null, args: PageArguments): Promise<OrganizationUsagePage> {
    requireSuperAdmin(actor);
    const page = readPage('usage', args);
    // One number says the whole order: more modules first, then the lower id.
    const place = 'count(g.module_id)::bigint * 2147483648 + (2147483647 - o.id)';
    const rows: readonly (OrganizationUsageCount & { readonly place: string })[] = await this.dataSource.query(
      `SELECT o.id AS "organizationId", count(g.module_id)::int AS modules, count(*) FILTER (WHERE g.status = 'trial')::int AS trials, (${place})::text AS place
       FROM organizations o LEFT JOIN (${GRANTED}) g ON g.org_id = o.id GROUP BY o.id
       HAVING $2::bigint IS NULL OR ${place} < $2 ORDER BY ${place} DESC LIMIT $3`,
      [null, page.after, page.limit + 1],
    );
    return toConnection('usage', page, rows, (row) => row.place, async () => {
      const [total]: readonly { count: number }[] = await this.dataSource.query('SELECT count(*)::int AS count FROM organizations');
      return total?.count ?? 0;
    });
  }

  /** Denied checks: all for super admins, an organization's own for its admins. */
  async denials(actor: Actor | null, request: CountsRequest): Promise<AccessCountPage> {
    return readCounts(this.dataSource.manager, 'DENIALS', scopeOf(actor), request);
  }

  /** Checks under SHADOW of which the entitlements would have answered otherwise. */
  async shadowDifferences(actor: Actor | null, request: CountsRequest): Promise<AccessCountPage> {
    requireSuperAdmin(actor);
    return readCounts(this.dataSource.manager, 'SHADOW_DIFFERENCES', null, request);
  }

  /** An organization whose figures the actor may see. */
  insights(actor: Actor | null, organizationId: number): InsightsOf {
    requireHistoryReader(actor, organizationId);
    return { organizationId };
  }

  /** An organization's denied checks; whoever has its insights may. */
  async denialsOf(organizationId: number, request: CountsRequest): Promise<AccessCountPage> {
    return readCounts(this.dataSource.manager, 'DENIALS', organizationId, request);
  }

  /** What an organization has. */
  async adoptionOf(organizationId: number): Promise<{ readonly modules: number; readonly trials: number; readonly of: number }> {
    const [found]: readonly { modules: number; trials: number; of: number }[] = await this.dataSource.query(
      `SELECT count(*)::int AS modules, count(*) FILTER (WHERE status = 'trial')::int AS trials,
              (SELECT count(*)::int FROM modules WHERE is_active AND policy = 'ENTITLEMENT') AS of FROM (${GRANTED}) g`,
      [organizationId],
    );
    return found ?? { modules: 0, trials: 0, of: 0 };
  }

  /** What happened to an organization's access, by day and kind. */
  async historyOf(organizationId: number, since: Date | null | undefined): Promise<readonly HistoryDay[]> {
    const earliest = new Date(Date.now() - MOST_HISTORY_DAYS * 86_400_000);
    const asked = since ?? new Date(Date.now() - HISTORY_DAYS * 86_400_000);
    return this.dataSource.query(
      `SELECT date_trunc('day', created_at AT TIME ZONE 'UTC') AS day, event_type AS "eventType", count(*)::int AS count
       FROM entitlement_events WHERE org_id = $1 AND created_at >= $2 GROUP BY 1, 2 ORDER BY 1 DESC, 2`,
      [organizationId, asked > earliest ? asked : earliest],
    );
  }
}

/** Whose checks are read; null for everybody's. */
function scopeOf(actor: Actor | null): number | null {
  const known = requireActor(actor);
  if (known.role === 'SUPER_ADMIN') return null;
  if (known.role === 'ORG_ADMIN' && known.organizationId !== null) return known.organizationId;
  throw new DomainError('FORBIDDEN', "Only an organization's admins and super admins may read its denials.");
}
