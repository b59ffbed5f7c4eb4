import { sayCount, sayTime } from '../../domain/say';
import type { EntityManager } from 'typeorm';
import { UNPROVEN_GATE, type EnforceGate } from '../../domain/rollout/gate';
import { addTotals, countUnexplained, sayUnexplained, type ParityTotal } from '../../domain/parity/parity-totals';
import { intArray } from '../../database/int-array';
import { writtenSince } from '../../database/written-since';
import { readLegacyColumn } from '../../store/legacy-column';
import { STANDING } from '../../store/covering-runs';
import { OrganizationComparer } from './organization-comparer';
import { readParitySetup, type ParitySetup } from '../../store/parity-setup';

/** Whom a step brings under `ENFORCE`: these organizations, or all (null). Where it is nobody yet, a report of anybody does: others will come. */
export type TouchedOrganizations = readonly number[] | null;

/** A report that is older proves nothing any more. */
const REPORT_MINUTES = 15;
const SHOWN = 5;
const PAGE = 2_500;
const NO_REPORT = 'make one first (startParityReport, portcullis parity)';

interface GateReport {
  readonly id: number;
  readonly finishedAt: Date;
  readonly ageMinutes: number;
  readonly snapshot: string;
  readonly taxonomyHash: string;
  readonly mappingHash: string;
}

/**
 * The gate towards `ENFORCE` for those whom a step touches. It is open where the newest parity report that has compared all of them as of
 * now is under 15 minutes old, nothing has changed since, and of those touched nobody differs unexplained, and nobody is uncovered.
 *
 * What has changed since is told by three things: the hashes of taxonomy and mapping; the marks that triggers leave of every statement on
 * entitlements, overrides, taxonomy and mapping, hand-written ones too, by transactions that the report's snapshot does not see; and,
 * since the legacy column belongs to another application, the transactions that wrote rows of `organizations`: those whose rows were
 * written since, new ones too, are compared anew here and now.
 */
export async function enforceGate(manager: EntityManager, touched: TouchedOrganizations): Promise<EnforceGate> {
  const report = await findReport(manager, touched);
  // Nobody else is left to answer, and nothing to compare with.
  if (!(await readLegacyColumn(manager)).there) return shut([]);
  if (!report)
    return touched === null || !(await hasReport(manager))
      ? UNPROVEN_GATE
      : shut([`No parity report has compared ${sayOrganizations(touched)}: ${NO_REPORT}.`]);
  if (report.ageMinutes >= REPORT_MINUTES) {
    return shut([
      `Parity report ${report.id} is of ${sayTime(report.finishedAt)}, ${Math.floor(report.ageMinutes)} minutes ago; one under ${REPORT_MINUTES} minutes old is wanted: make another one.`,
    ]);
  }
  const setup = await readParitySetup(manager);
  const changed = await changedSince(manager, report, setup, touched);
  // What a report says of rules that do not count any more need not be told.
  if (changed.length > 0) return shut(changed);
  return shut([
    ...(await foundByReport(manager, report, touched)),
    ...(await foundSince(manager, report, setup, touched)),
  ]);
}

/** A stored report that still says how things stand, but for those who have to be compared anew. */
export interface StandingReport {
  readonly id: number;
  readonly finishedAt: Date;
  /** Organizations whose rows of `organizations` were written since, in order. */
  readonly writtenSince: readonly number[];
}

/** The newest report that the gate takes as being of now for those touched, whatever it found; null where there is none. */
export async function findStandingReport(
  manager: EntityManager,
  touched: readonly number[],
  setup: ParitySetup,
): Promise<StandingReport | null> {
  const report = await findReport(manager, touched);
  if (
    !report ||
    report.ageMinutes >= REPORT_MINUTES ||
    (await changedSince(manager, report, setup, touched)).length > 0
  )
    return null;
  return {
    id: report.id,
    finishedAt: report.finishedAt,
    writtenSince: await findWrittenSince(manager, report, touched),
  };
}

/** Open where there is no reason. */
function shut(reasons: readonly string[]): EnforceGate {
  return { open: reasons.length === 0, reasons };
}

async function findReport(manager: EntityManager, touched: TouchedOrganizations): Promise<GateReport | null> {
  const [report]: readonly GateReport[] = await manager.query(
    `SELECT id, finished_at AS "finishedAt", snapshot, taxonomy_hash AS "taxonomyHash", mapping_hash AS "mappingHash",
            (extract(epoch FROM clock_timestamp() - finished_at) / 60)::double precision AS "ageMinutes"
     FROM parity_reports
     WHERE status = 'SUCCEEDED' AND details_kept AND at = created_at AND snapshot IS NOT NULL AND taxonomy_hash IS NOT NULL
       AND (organization_ids IS NULL OR organization_ids @> $1::int[])
     ORDER BY id DESC LIMIT 1`,
    [touched && intArray(touched)],
  );
  return report ?? null;
}

async function hasReport(manager: EntityManager): Promise<boolean> {
  const found: readonly unknown[] = await manager.query(
    `SELECT 1 FROM parity_reports WHERE status = 'SUCCEEDED' LIMIT 1`,
  );
  return found.length > 0;
}

async function changedSince(
  manager: EntityManager,
  report: GateReport,
  setup: ParitySetup,
  touched: TouchedOrganizations,
): Promise<readonly string[]> {
  const reasons: string[] = [];
  if (setup.taxonomyHash !== report.taxonomyHash)
    reasons.push(`The taxonomy has changed since parity report ${report.id}: make another one.`);
  if (setup.mappingHash !== report.mappingHash)
    reasons.push(`The mapping has changed since parity report ${report.id}: make another one.`);
  if (reasons.length > 0) return reasons;
  const [marks]: readonly { unnamed: number; ids: readonly number[] }[] = await manager.query(
    `WITH since AS (SELECT org_ids FROM access_changes WHERE NOT txid_visible_in_snapshot(txid, $1::txid_snapshot))
     SELECT (SELECT count(*)::int FROM since WHERE org_ids IS NULL) AS unnamed,
            (SELECT coalesce(json_agg(id ORDER BY id), '[]') FROM (SELECT DISTINCT unnest(org_ids) AS id FROM since) AS named WHERE $2::int[] IS NULL OR id = ANY($2)) AS ids`,
    [report.snapshot, touched && intArray(touched)],
  );
  if (!marks) throw new Error('nothing was counted');
  if (await wasTakenBack(manager, report))
    return [`An execution was rolled back, or reset, since parity report ${report.id}: make another one.`];
  if (marks.unnamed > 0)
    return [
      `Entitlements of many organizations, or the taxonomy or mapping, were written since parity report ${report.id}: make another one.`,
    ];
  if (marks.ids.length > 0)
    return [
      `Entitlements or overrides of ${sayOrganizations(marks.ids)} have changed since parity report ${report.id}: make another one.`,
    ];
  return [];
}

/** Whom such a run brought over is not covered any more, also where it had nothing to write. */
async function wasTakenBack(manager: EntityManager, { snapshot }: GateReport): Promise<boolean> {
  const found: readonly unknown[] = await manager.query(
    `SELECT 1 FROM migration_runs r WHERE r.mode = 'EXECUTE' AND NOT (${STANDING}) AND ${writtenSince('r')} LIMIT 1`,
    [snapshot],
  );
  return found.length > 0;
}

async function foundByReport(
  manager: EntityManager,
  { id }: GateReport,
  touched: TouchedOrganizations,
): Promise<readonly string[]> {
  const parameters = [id, touched && intArray(touched)];
  const totals: readonly ParityTotal[] = await manager.query(
    `SELECT kind, cause, count(*)::int AS count FROM parity_differences WHERE report_id = $1 AND ($2::int[] IS NULL OR org_id = ANY($2)) GROUP BY kind, cause`,
    parameters,
  );
  const uncovered: readonly { id: number }[] = await manager.query(
    'SELECT org_id AS id FROM parity_uncovered WHERE report_id = $1 AND ($2::int[] IS NULL OR org_id = ANY($2)) ORDER BY org_id',
    parameters,
  );
  return sayFindings(
    `Parity report ${id}`,
    totals,
    uncovered.map((one) => one.id),
  );
}

/** Compares those anew whose rows of `organizations` were written, for whatever column, since the report began. */
async function foundSince(
  manager: EntityManager,
  report: GateReport,
  setup: ParitySetup,
  touched: TouchedOrganizations,
): Promise<readonly string[]> {
  const written = await findWrittenSince(manager, report, touched);
  const comparer = new OrganizationComparer(setup, new Date());
  let totals: readonly ParityTotal[] = [];
  const uncovered: number[] = [];
  for (let from = 0; from < written.length; from += PAGE) {
    const found = await comparer.compare(manager, written.slice(from, from + PAGE));
    totals = addTotals(totals, found.differences);
    uncovered.push(...found.uncovered);
  }
  return sayFindings(
    `Of ${sayCount(written.length, 'organization')} written since parity report ${report.id}, a comparison`,
    totals,
    uncovered,
  );
}

async function findWrittenSince(
  manager: EntityManager,
  { snapshot }: GateReport,
  touched: TouchedOrganizations,
): Promise<readonly number[]> {
  const written: readonly { id: number }[] = await manager.query(
    `SELECT o.id FROM organizations o WHERE ${writtenSince('o')} AND ($2::int[] IS NULL OR o.id = ANY($2)) ORDER BY o.id`,
    [snapshot, touched && intArray(touched)],
  );
  return written.map(({ id }) => id);
}

function sayFindings(who: string, totals: readonly ParityTotal[], uncovered: readonly number[]): readonly string[] {
  const unexplained = countUnexplained(totals);
  return [
    ...(unexplained > 0
      ? [
          `${who} finds ${unexplained} ${unexplained === 1 ? 'difference' : 'differences'} that nobody decided: ${sayUnexplained(totals)}.`,
        ]
      : []),
    ...(uncovered.length > 0
      ? [`${who} finds ${sayOrganizations(uncovered)} not brought over by any execution that stands.`]
      : []),
  ];
}

function sayOrganizations(ids: readonly number[]): string {
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : '';
  return `${ids.length} ${ids.length === 1 ? 'organization' : 'organizations'} (${ids.slice(0, SHOWN).join(', ')}${more})`;
}
