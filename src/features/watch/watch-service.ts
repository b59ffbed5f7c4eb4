import type { DataSource, EntityManager } from 'typeorm';
import { type Actor } from '../../domain/actor';
import type { OrganizationId } from '../../domain/organization-id';
import { requireRight } from '../../domain/rights';
import { type Gating, gatingOf } from '../../domain/rollout/gating';
import { scanModes } from '../../store/gating';
import { readRollout } from '../../store/rollout';
import type { LiveFigures } from './live-figures';
import { readLiveFigures } from './read-live-figures';

const SHOWN_EVENTS = 5;
/** How long counts by gating are cached, because counting reads all organizations. */
const GATINGS_KEPT_MS = 60_000;

interface CheckSums {
  readonly checks: number;
  readonly denied: number;
  readonly unexpected: number;
  readonly differs: number;
}

interface ModuleChecks extends CheckSums {
  readonly module: string;
}

interface SourceChecks extends CheckSums {
  /** `api`, or the name that an application gave. */
  readonly source: string;
}

/** The figures that an operator watches after enabling ENFORCE, as of one point in time. */
export interface WatchFigures {
  readonly at: Date;
  /** The start of the day, in UTC, from which checks are counted: counts are stored by day. */
  readonly since: Date;
  readonly checks: number;
  readonly denied: number;
  readonly unexpected: number;
  readonly differs: number;
  /** Modules with denials or differences; those with unexpected denials first. */
  readonly modules: readonly ModuleChecks[];
  /** Who counted the checks, most checks first. */
  readonly sources: readonly SourceChecks[];
  /** The number of organizations by gating, as stored; the environment is ignored. */
  readonly gating: Readonly<Record<Gating, number>>;
  readonly live: LiveFigures;
  readonly events: readonly {
    readonly at: Date;
    readonly type: string;
    readonly organizationId: OrganizationId | null;
    readonly actor: string | null;
    readonly reason: string | null;
  }[];
}

/** Reads figures for watching a rollout, from the database alone. Asks for the actor's right. */
export class WatchService {
  private gatings: {
    readonly key: string;
    readonly at: number;
    readonly counts: Readonly<Record<Gating, number>>;
  } | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** Reads the figures. @param since checks are counted from this day on */
  async look(actor: Actor | null, since: Date): Promise<WatchFigures> {
    requireRight(actor, 'READ_RECORD');
    const { manager } = this.dataSource;
    const { modules, sources } = await readChecks(manager, since);
    const sum = (key: keyof CheckSums) => modules.reduce((total, one) => total + one[key], 0);
    return {
      at: new Date(),
      since: new Date(`${since.toISOString().slice(0, 10)}T00:00:00Z`),
      checks: sum('checks'),
      denied: sum('denied'),
      unexpected: sum('unexpected'),
      differs: sum('differs'),
      modules: modules.filter(({ denied, differs }) => denied + differs > 0),
      sources,
      gating: await this.countGatings(manager),
      live: await readLiveFigures(manager),
      events: await manager.query(
        `(SELECT created_at::timestamptz AS at, event_type AS type, NULL::text AS "organizationId",
                 actor_id AS actor, reason
          FROM platform_events ORDER BY id DESC LIMIT ${SHOWN_EVENTS})
         UNION ALL
         (SELECT created_at::timestamptz, event_type, org_id::text,
                 coalesce(payload ->> 'actor', actor_user_id::text), reason
          FROM entitlement_events ORDER BY id DESC LIMIT ${SHOWN_EVENTS})
         ORDER BY 1 DESC LIMIT ${SHOWN_EVENTS}`,
      ),
    };
  }

  /** Counts again once a minute, and whenever the rollout has changed. */
  private async countGatings(manager: EntityManager): Promise<Readonly<Record<Gating, number>>> {
    const rollout = await readRollout(manager);
    const [own] = await manager.query<{ key: string }[]>(
      `SELECT count(*) || ' ' || coalesce(max(updated_at)::text, '') AS key FROM organization_rollouts`,
    );
    const key = `${rollout.version} ${rollout.mode} ${rollout.enforcePercentage} ${own?.key ?? ''}`;
    if (this.gatings?.key === key && performance.now() - this.gatings.at < GATINGS_KEPT_MS) return this.gatings.counts;
    const counts = { LEGACY: 0, SHADOW: 0, ENFORCE: 0 };
    for await (const page of scanModes(manager)) {
      for (const { id, own: mode } of page) counts[gatingOf(id, mode, rollout, null).mode]++;
    }
    this.gatings = { key, at: performance.now(), counts };
    return counts;
  }
}

/** Checks by module, those with unexpected denials first, and by source. Reads the counts once; looks are left out. */
async function readChecks(
  manager: EntityManager,
  since: Date,
): Promise<{ readonly modules: readonly ModuleChecks[]; readonly sources: readonly SourceChecks[] }> {
  const rows = await manager.query<(CheckSums & { readonly module: string | null; readonly source: string | null })[]>(
    `SELECT module_key AS module, source, sum(count)::float8 AS checks,
            coalesce(sum(count) FILTER (WHERE NOT allowed), 0)::float8 AS denied,
            coalesce(sum(count) FILTER (WHERE unexpected), 0)::float8 AS unexpected,
            coalesce(sum(count) FILTER (WHERE differs), 0)::float8 AS differs
     FROM access_counts WHERE kind = 'CHECK' AND day >= ($1::timestamptz AT TIME ZONE 'UTC')::date
     GROUP BY GROUPING SETS ((module_key), (source)) ORDER BY 5 DESC, 4 DESC, 6 DESC, 1`,
    [since],
  );
  return {
    modules: rows.flatMap(({ module, source: _, ...sums }) => (module === null ? [] : [{ module, ...sums }])),
    sources: rows
      .flatMap(({ module: _, source, ...sums }) => (source === null ? [] : [{ source, ...sums }]))
      .sort((a, b) => b.checks - a.checks),
  };
}
