import type { DataSource, EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { intArray } from '../../database/int-array';
import type { OrganizationId } from '../../domain/organization-id';
import type { ParityTotal } from '../../domain/parity/parity-totals';
import type { ReadingsChecked } from '../../domain/parity/reading';
import type { ParityReport } from '../../entities/parity-report';
import { IS_FREE, LostLeaseError } from '../../store/lease';
import type { FoundReading } from './check-readings';
import type { FoundDifference } from './organization-comparer';

/** A report whose workers were lost this often may be the cause. */
const MAX_ATTEMPTS = 25;
/** How many reports keep their differences, newest first; all keep their totals. */
export const KEPT_REPORTS = 10;

/** A report that a worker holds until its lease ends. The next claim raises `attempt`. */
export type HeldReport = Pick<
  ParityReport,
  | 'id'
  | 'at'
  | 'organizationIds'
  | 'attempt'
  | 'afterId'
  | 'compared'
  | 'uncovered'
  | 'totals'
  | 'taxonomyHash'
  | 'mappingHash'
  | 'sourceHash'
>;

/**
 * Claims the oldest unfinished report, unless another worker holds it: reports are made one at a time. A report whose
 * worker was lost is continued where that stopped.
 * @returns null if there is nothing to do
 */
export async function claimReport(dataSource: DataSource, leaseSeconds: number): Promise<HeldReport | null> {
  await dataSource.query(
    `UPDATE parity_reports SET status = 'FAILED', finished_at = clock_timestamp(), leased_until = NULL, error = $1
     WHERE status = 'RUNNING' AND attempt >= ${MAX_ATTEMPTS} AND ${IS_FREE}`,
    [`Its workers were lost ${MAX_ATTEMPTS} times.`],
  );
  const result: readonly [readonly HeldReport[], number] = await dataSource.query(
    `UPDATE parity_reports
     SET status = 'RUNNING', attempt = attempt + 1, leased_until = clock_timestamp() + make_interval(secs => $1),
         started_at = coalesce(started_at, clock_timestamp()),
         snapshot = coalesce(snapshot, txid_current_snapshot()::text)
     WHERE id = (SELECT min(id) FROM parity_reports WHERE status IN ('QUEUED', 'RUNNING'))
       AND status IN ('QUEUED', 'RUNNING') AND ${IS_FREE}
     RETURNING id, at, organization_ids::text[] AS "organizationIds", attempt, after_id::text AS "afterId", compared,
               uncovered, totals, taxonomy_hash AS "taxonomyHash", mapping_hash AS "mappingHash",
               source_hash AS "sourceHash"`,
    [leaseSeconds],
  );
  return result[0][0] ?? null;
}

/** Stores the hashes of the rules and the source that a report is made with, and how many organizations it compares. */
export async function noteBeginning(
  manager: EntityManager,
  { id, organizationIds }: HeldReport,
  rules: { readonly taxonomyHash: string; readonly mappingHash: string; readonly sourceHash: string },
): Promise<void> {
  // Counted alone: a statement that writes does not tell whether the source is at fault.
  const [counted]: readonly { total: number }[] = await manager.query(
    `SELECT count(*)::int AS total FROM organizations WHERE $1::organization_ids IS NULL OR id = ANY($1)`,
    [organizationIds],
  );
  await manager.query(
    `UPDATE parity_reports SET taxonomy_hash = $2, mapping_hash = $3, source_hash = $4, total = $5 WHERE id = $1`,
    [id, rules.taxonomyHash, rules.mappingHash, rules.sourceHash, counted?.total ?? 0],
  );
}

/** The progress of a report. */
export interface ReportProgress {
  readonly afterId: OrganizationId | null;
  readonly compared: number;
  readonly uncovered: number;
  readonly totals: readonly ParityTotal[];
}

/**
 * Stores the progress of a report, and extends its lease.
 * @throws LostLeaseError if another worker has the report now
 */
export async function advanceReport(
  manager: EntityManager,
  { id, attempt }: HeldReport,
  progress: ReportProgress,
  leaseSeconds: number,
): Promise<void> {
  const { afterId, compared, uncovered, totals } = progress;
  await requireHeld(
    id,
    manager.query(
      `UPDATE parity_reports
       SET after_id = $3, compared = $4, uncovered = $5, totals = $6,
           leased_until = clock_timestamp() + make_interval(secs => $7)
       WHERE id = $1 AND attempt = $2 AND status = 'RUNNING'`,
      [id, attempt, afterId, compared, uncovered, JSON.stringify(totals), leaseSeconds],
    ),
  );
}

/** Marks a report as SUCCEEDED. @throws LostLeaseError if another worker has the report now */
export async function finishReport(
  dataSource: DataSource,
  { id, attempt }: HeldReport,
  readings: ReadingsChecked,
): Promise<void> {
  await requireHeld(
    id,
    dataSource.query(
      `UPDATE parity_reports
       SET status = 'SUCCEEDED', finished_at = clock_timestamp(), leased_until = NULL,
           uncovered = coalesce(uncovered, 0), totals = coalesce(totals, '[]'), readings = $3
       WHERE id = $1 AND attempt = $2 AND status = 'RUNNING'`,
      [id, attempt, JSON.stringify(readings)],
    ),
  );
}

/** Marks a report as FAILED. Its differences are deleted later, because they are incomplete. */
export async function failReport(dataSource: DataSource, { id, attempt }: HeldReport, reason: string): Promise<void> {
  await dataSource.query(
    `UPDATE parity_reports SET status = 'FAILED', finished_at = clock_timestamp(), leased_until = NULL, error = $3
     WHERE id = $1 AND attempt = $2 AND status = 'RUNNING'`,
    [id, attempt, reason],
  );
}

/**
 * Returns an unfinished report, so that other workers need not wait until the lease ends.
 * @param counts whether the attempt counts towards the limit
 */
export async function releaseReport(
  dataSource: DataSource,
  { id, attempt }: HeldReport,
  counts: boolean,
): Promise<void> {
  await dataSource.query(
    `UPDATE parity_reports SET leased_until = NULL, attempt = attempt - $3
     WHERE id = $1 AND attempt = $2 AND status = 'RUNNING'`,
    [id, attempt, counts ? 0 : 1],
  );
}

/** What a report finds: differences of entitlements from the reading, and of the reading from the product's answers. */
export type Finding = FoundDifference | FoundReading;

/** Stores differences and uncovered organizations. Equal differences of many organizations are sent once. */
export async function writeFindings(
  manager: EntityManager,
  reportId: number,
  differences: readonly Finding[],
  uncovered: readonly OrganizationId[],
): Promise<void> {
  if (uncovered.length > 0)
    await manager.query('INSERT INTO parity_uncovered (report_id, org_id) SELECT $1, unnest($2::organization_ids)', [
      reportId,
      idArray(uncovered),
    ]);
  if (differences.length === 0) return;
  const parts = new Map<string, number>();
  const partOf = differences.map((difference) => {
    const { module, submodule, kind, cause, alikeSubmodules, legacy } = difference;
    const entitled = 'entitlement' in difference ? difference : null;
    const part = JSON.stringify([
      module,
      submodule,
      kind,
      cause,
      alikeSubmodules,
      legacy.status,
      legacy.reason,
      entitled?.entitlement.status ?? null,
      entitled?.entitlement.reason ?? null,
      entitled?.source ?? null,
      entitled?.runId ?? null,
    ]);
    const number = parts.get(part) ?? parts.size;
    parts.set(part, number);
    return number;
  });
  await manager.query(
    `WITH parts AS MATERIALIZED (
       SELECT n - 1 AS part, p
       FROM unnest($2::text[]) WITH ORDINALITY AS t (text, n) CROSS JOIN LATERAL (SELECT text::jsonb) AS j (p))
     INSERT INTO parity_differences
       (report_id, org_id, module_key, submodule_key, kind, cause, alike_submodules, legacy_status, legacy_reason,
        entitlement_status, entitlement_reason, source, run_id)
     SELECT $1, o.org_id, p ->> 0, p ->> 1, p ->> 2, p ->> 3, (p ->> 4)::int, p ->> 5, p ->> 6,
            p ->> 7, p ->> 8, p ->> 9, (p ->> 10)::int
     FROM unnest($3::organization_ids, $4::int[]) WITH ORDINALITY AS o (org_id, part, place) JOIN parts USING (part)
     ORDER BY place`,
    [reportId, [...parts.keys()], idArray(differences.map(({ organizationId }) => organizationId)), intArray(partOf)],
  );
}

/**
 * Deletes the differences of all but the `KEPT_REPORTS` newest reports, and of failed ones. Their totals are retained.
 * What was compared is deleted once the gate does not take the report any more.
 */
export async function pruneReports(dataSource: DataSource): Promise<void> {
  await dataSource.transaction(async (manager) => {
    const pruned: readonly { id: number }[] = await manager.query(
      `WITH old AS (
         SELECT id FROM parity_reports WHERE details_kept AND status = 'FAILED'
         UNION SELECT id FROM parity_reports WHERE details_kept AND id <= (
           SELECT id FROM parity_reports WHERE status = 'SUCCEEDED' ORDER BY id DESC OFFSET ${KEPT_REPORTS} LIMIT 1)
           AND status = 'SUCCEEDED'),
       marked AS (UPDATE parity_reports SET details_kept = false WHERE id IN (SELECT id FROM old) RETURNING id)
       SELECT id FROM marked`,
    );
    await manager.query(
      `DELETE FROM parity_compared
       WHERE report_id IN (SELECT id FROM parity_reports WHERE finished_at < now() - interval '1 hour')`,
    );
    if (pruned.length === 0) return;
    for (const table of ['parity_differences', 'parity_uncovered', 'parity_compared']) {
      await manager.query(`DELETE FROM ${table} WHERE report_id = ANY($1::int[])`, [
        intArray(pruned.map(({ id }) => id)),
      ]);
    }
  });
}

/** Deletes the marks of changes that are older than any valid report. They accumulate even if no reports are made. */
export async function pruneChanges(dataSource: DataSource): Promise<void> {
  await dataSource.query(`DELETE FROM access_changes WHERE at < now() - interval '1 day'`);
}

async function requireHeld(id: number, update: Promise<readonly [unknown, number]>): Promise<void> {
  const [, affected] = await update;
  if (affected !== 1) throw new LostLeaseError(`parity report ${id} was taken by another worker`);
}
