import type { EntityManager } from 'typeorm';
import type { DecisionReason } from '../../domain/decision/answer';
import type { OrganizationId } from '../../domain/organization-id';
import { type Connection, type PageArguments, readPage, toConnection } from '../../domain/page';
import { KEPT_DAYS } from '../../store/access-counts';

/** The count of checks of one kind; an empty `submoduleKey` means the module itself. */
export interface AccessCount {
  /** Null if no organization was found. */
  readonly organizationId: OrganizationId | null;
  readonly moduleKey: string;
  readonly submoduleKey: string;
  readonly reason: DecisionReason;
  readonly count: number;
  readonly unexpected: number;
  readonly lastDay: Date;
  /** The same by source, highest count first. */
  readonly sources: readonly {
    readonly source: string;
    readonly count: number;
    readonly unexpected: number;
  }[];
}

export interface CountsRequest extends PageArguments {
  readonly since?: Date | null | undefined;
  readonly moduleKey?: string | null | undefined;
  readonly source?: string | null | undefined;
  readonly order?: keyof typeof ORDERS;
}

/** The checks of a day, in UTC. */
export interface AccessDay {
  readonly day: Date;
  readonly checks: number;
  readonly denied: number;
  readonly unexpected: number;
  readonly shadowDifferences: number;
  /** Decisions that were shown in menus and lists of entitlements; they are no checks. */
  readonly looks: number;
}

/** The checks that one server or application counted. */
export interface AccessSource {
  readonly source: string;
  readonly checks: number;
  readonly denied: number;
  readonly unexpected: number;
  readonly shadowDifferences: number;
  readonly lastDay: Date;
}

/** Which checks to count by day. */
export interface DaysRequest {
  readonly since?: Date | null | undefined;
  readonly moduleKey?: string | null | undefined;
  readonly source?: string | null | undefined;
}

/** Which checks to read, as SQL conditions. */
const KINDS = { DENIALS: 'NOT allowed', SHADOW_DIFFERENCES: 'differs' } as const;
/** The order of counts: column 5 is the count, column 6 the number of unexpected ones. */
const ORDERS = { COUNT: '5 DESC', UNEXPECTED: '6 DESC, 5 DESC' } as const;
const DEFAULT_DAYS = 7;

/**
 * Reads counts of checks. A cursor is a position in the list, because the order changes with further checks.
 * @param organizationId null for all organizations
 * @param request without `since`, the last seven days; without `order`, by count
 */
export async function readCounts(
  manager: EntityManager,
  kind: keyof typeof KINDS,
  organizationId: OrganizationId | null,
  request: CountsRequest,
): Promise<Connection<AccessCount>> {
  const order = request.order ?? 'COUNT';
  const list = `count-${kind.toLowerCase()}${order === 'COUNT' ? '' : `-${order.toLowerCase()}`}`;
  const page = readPage(list, request);
  const from = `FROM access_counts WHERE kind = 'CHECK' AND ${KINDS[kind]}
                  AND day >= ($1::timestamptz AT TIME ZONE 'UTC')::date
                  AND ($2::organization_id IS NULL OR org_id = $2) AND ($3::text IS NULL OR module_key = $3)
                  AND ($4::text IS NULL OR source = $4)`;
  const filters = [
    request.since ?? daysAgo(DEFAULT_DAYS),
    organizationId,
    request.moduleKey ?? null,
    request.source ?? null,
  ];
  const skipped = Number(page.after ?? 0);
  const rows: readonly AccessCount[] = await manager.query(
    `SELECT org_id::text AS "organizationId", module_key AS "moduleKey", submodule_key AS "submoduleKey", reason,
            sum(count)::float8 AS count, sum(unexpected)::float8 AS unexpected, max(day)::timestamp AS "lastDay",
            json_agg(json_build_object('source', source, 'count', count::float8, 'unexpected', unexpected::float8)
                     ORDER BY count DESC, source) AS sources
     FROM (SELECT org_id, module_key, submodule_key, reason, source, sum(count) AS count,
                  coalesce(sum(count) FILTER (WHERE unexpected), 0) AS unexpected, max(day) AS day
           ${from} GROUP BY org_id, module_key, submodule_key, reason, source) AS of_source
     GROUP BY org_id, 2, 3, 4 ORDER BY ${ORDERS[order]}, org_id NULLS FIRST, 2, 3, 4 OFFSET $5 LIMIT $6`,
    [...filters, skipped, page.limit + 1],
  );
  const places = new Map(rows.map((row, index) => [row, skipped + index + 1]));
  return toConnection(
    list,
    page,
    rows,
    (row) => places.get(row) ?? 0,
    async () => {
      const [total]: readonly { count: number }[] = await manager.query(
        `SELECT count(*)::int AS count
         FROM (SELECT 1 ${from} GROUP BY org_id, module_key, submodule_key, reason) AS kinds`,
        filters,
      );
      return total?.count ?? 0;
    },
  );
}

/**
 * Reads all checks by day, oldest first; days without checks have zeros.
 * @param request without `since`, the last seven days; at most `KEPT_DAYS` ago
 */
export async function readDays(
  manager: EntityManager,
  { since, moduleKey, source }: DaysRequest,
): Promise<readonly AccessDay[]> {
  return manager.query(
    `SELECT days.day, coalesce(checks, 0)::float8 AS checks, coalesce(denied, 0)::float8 AS denied,
            coalesce(unexpected, 0)::float8 AS unexpected, coalesce(differs, 0)::float8 AS "shadowDifferences",
            coalesce(looks, 0)::float8 AS looks
     FROM generate_series(($1::timestamptz AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date,
                          interval '1 day') AS days (day)
     LEFT JOIN (
       SELECT day, ${SUMS}, sum(count) FILTER (WHERE kind = 'LOOK') AS looks
       FROM access_counts
       WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND ($2::text IS NULL OR module_key = $2)
         AND ($3::text IS NULL OR source = $3)
       GROUP BY day) AS counted ON counted.day = days.day
     ORDER BY days.day`,
    [sinceWhen(since), moduleKey ?? null, source ?? null],
  );
}

/**
 * Reads who counted checks, most checks first.
 * @param since null or undefined for the last seven days; at most `KEPT_DAYS` ago
 */
export async function readSources(
  manager: EntityManager,
  since: Date | null | undefined,
): Promise<readonly AccessSource[]> {
  return manager.query(
    `SELECT source, checks::float8 AS checks, coalesce(denied, 0)::float8 AS denied,
            coalesce(unexpected, 0)::float8 AS unexpected, coalesce(differs, 0)::float8 AS "shadowDifferences",
            "lastDay"
     FROM (SELECT source, ${SUMS}, max(day)::timestamp AS "lastDay" FROM access_counts
           WHERE kind = 'CHECK' AND day >= ($1::timestamptz AT TIME ZONE 'UTC')::date GROUP BY source) AS counted
     ORDER BY counted.checks DESC, source`,
    [sinceWhen(since)],
  );
}

/** SQL for the sums of checks; null for none. */
const SUMS = `sum(count) FILTER (WHERE kind = 'CHECK') AS checks,
  sum(count) FILTER (WHERE kind = 'CHECK' AND NOT allowed) AS denied,
  sum(count) FILTER (WHERE kind = 'CHECK' AND unexpected) AS unexpected,
  sum(count) FILTER (WHERE kind = 'CHECK' AND differs) AS differs`;

function sinceWhen(since: Date | null | undefined): Date {
  const earliest = daysAgo(KEPT_DAYS);
  const asked = since ?? daysAgo(DEFAULT_DAYS);
  return asked > earliest ? asked : earliest;
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 86_400_000);
}
