import type { EntityManager } from 'typeorm';
import { readPage, toConnection, type Connection, type PageArguments } from '../../domain/page';
import type { DecisionReason } from '../../domain/answer';

/** Checks of one kind, counted. */
export interface AccessCount {
  readonly organizationId: number;
  readonly moduleKey: string;
  readonly submoduleKey: string;
  readonly reason: DecisionReason;
  readonly count: number;
  readonly unexpected: number;
  readonly lastDay: Date;
}

export interface CountsRequest extends PageArguments {
  readonly since?: Date | null | undefined;
}

/** Which checks are read. */
const KINDS = { DENIALS: 'NOT allowed', SHADOW_DIFFERENCES: 'differs' } as const;
const DEFAULT_DAYS = 7;

/**
 * Counts of checks, the highest first. Their order changes as checks are counted, so a cursor is a place in it.
 * @param organizationId null for all
 */
export async function readCounts(manager: EntityManager, kind: keyof typeof KINDS, organizationId: number | null, request: CountsRequest): Promise<Connection<AccessCount>> {
  const list = `count-${kind.toLowerCase()}`;
  const page = readPage(list, request);
  const since = request.since ?? new Date(Date.now() - DEFAULT_DAYS * 86_400_000);
  const from = `FROM access_counts WHERE ${KINDS[kind]} AND day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND ($2::int IS NULL OR org_id = $2)`;
  const skipped = Number(page.after ?? 0);
  const rows: readonly AccessCount[] = await manager.query(
    `SELECT org_id AS "organizationId", module_key AS "moduleKey", submodule_key AS "submoduleKey", reason, sum(count)::float8 AS count,
            coalesce(sum(count) FILTER (WHERE unexpected), 0)::float8 AS unexpected, max(day)::timestamp AS "lastDay"
     ${from} GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1, 2, 3, 4 OFFSET $3 LIMIT $4`,
    [since, organizationId, skipped, page.limit + 1],
  );
  const places = new Map(rows.map((row, index) => [row, skipped + index + 1]));
  return toConnection(list, page, rows, (row) => places.get(row) ?? 0, async () => {
    const [total]: readonly { count: number }[] = await manager.query(
      `SELECT count(*)::int AS count FROM (SELECT 1 ${from} GROUP BY org_id, module_key, submodule_key, reason) AS kinds`,
      [since, organizationId],
    );
    return total?.count ?? 0;
  });
}
