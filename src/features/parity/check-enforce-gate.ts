import type { EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { writtenSince } from '../../database/written-since';
import { sayNothingOn } from '../../domain/legacy/nothing-on';
import { type OrganizationId, sayIds } from '../../domain/organization-id';
import { addTotals, countUnexplained, type ParityTotal, sayUnexplained } from '../../domain/parity/parity-totals';
import { type EnforceGate, UNPROVEN_GATE } from '../../domain/rollout/gate';
import { sayCount, sayTime } from '../../domain/say';
import { IN_EFFECT } from '../../store/covering-runs';
import { readLegacyColumn } from '../../store/legacy-column';
import { findLostObjects, sayLostObjects } from '../../store/lost-objects';
import { findNothingOn } from '../../store/nothing-on-counts';
import { type ParitySetup, readParitySetup } from '../../store/parity-setup';
import { SOURCE_HASH } from '../../store/source';
import { checkReadings, type ReadingsFound } from './check-readings';
import { findNotCompared } from './compared-hashes';
import { whatIsUnseen } from './find-unseen';
import { OrganizationComparer } from './organization-comparer';

/**
 * The organizations that a change would put under `ENFORCE`; null for all. If the list is empty, a report about any
 * organizations is enough, because others may be affected later.
 */
export type AffectedOrganizations = readonly OrganizationId[] | null;

/** Reports of this age and older do not count. */
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
  readonly isSameSource: boolean;
}

/**
 * The gate towards `ENFORCE` for the affected organizations. It is open if the newest parity report that has compared
 * all of them is less than 15 minutes old, nothing has changed since, it found no unexplained difference and no
 * uncovered organization among them, and the mapping says what it means that an organization has no flag on. It is shut
 * while organizations or flags cannot be seen: no organization, row security, or a column that Portcullis did not drop.
 *
 * Changes are recognized in three ways: by the hashes of taxonomy, mapping and source; by the marks that triggers leave
 * of every statement on entitlements, overrides, taxonomy and mapping, including statements by hand, in transactions
 * that the report's snapshot does not see; and, because the source belongs to another application, and triggers can be
 * switched off, by flags and rows themselves: organizations that the report did not compare as they are now, because
 * they are new or have other flags or rows, are compared here. Readings are held to the product's answers as they are
 * now, because answers keep coming in under `SHADOW`, and would make every report outdated.
 */
export async function checkEnforceGate(manager: EntityManager, affected: AffectedOrganizations): Promise<EnforceGate> {
  const lost = (await findLostObjects(manager)).filter(({ needed }) => needed);
  const unseen = sayLostObjects(lost) ?? (await whatIsUnseen(manager));
  if (unseen !== null) return shut([unseen]);
  const report = await findReport(manager, affected);
  // Without the legacy column there is nothing to compare with, and entitlements are the only answer.
  if (!(await readLegacyColumn(manager)).exists) return shut([]);
  if (!report)
    return affected === null || !(await hasReport(manager))
      ? UNPROVEN_GATE
      : shut([`No parity report has compared ${sayOrganizations(affected)}: ${NO_REPORT}.`]);
  if (report.ageMinutes >= REPORT_MINUTES) {
    return shut([
      `Parity report ${report.id} finished at ${sayTime(report.finishedAt)}, ` +
        `${Math.floor(report.ageMinutes)} minutes ago, and must be less than ${REPORT_MINUTES} minutes old: ` +
        'make another one.',
    ]);
  }
  const setup = await readParitySetup(manager);
  const changed = await changedSince(manager, report, setup, affected);
  // The findings of an outdated report are of no use.
  if (changed.length > 0) return shut(changed);
  const readings = await checkReadings(manager, setup, affected);
  return shut(
    [
      ...(await foundByReport(manager, report, affected)),
      ...(await foundSince(manager, report, setup, affected)),
      ...(await foundUndecided(manager, setup, affected)),
      ...sayDifferingReadings(readings),
    ],
    sayUncheckedReadings(readings),
  );
}

function sayDifferingReadings({ differences, differing, differingOrganizations }: ReadingsFound): readonly string[] {
  if (differences === 0) return [];
  return [
    `${sayCount(differences, 'reading')} ${differences === 1 ? 'differs' : 'differ'} from the product's answers, of ` +
      `${sayOrganizations(differing, differingOrganizations)}: see portcullis parity --kind READING.`,
  ];
}

function sayUncheckedReadings({ uncheckedOrganizations }: ReadingsFound): readonly string[] {
  if (uncheckedOrganizations === 0) return [];
  const readings = uncheckedOrganizations === 1 ? 'The reading' : 'The readings';
  return [
    `${readings} of ${sayCount(uncheckedOrganizations, 'organization')} ` +
      `${uncheckedOrganizations === 1 ? 'was' : 'were'} never checked against the product's answers: ` +
      'record them (recordProductAnswers, portcullis answers import).',
  ];
}

/** A stored report that is still valid, except for organizations that must be compared again. */
export interface CurrentReport {
  readonly id: number;
  readonly finishedAt: Date;
  /** Organizations that it did not compare with the flags and rows that they have now, in order of their ids. */
  readonly notCompared: readonly OrganizationId[];
}

/** The newest report that the gate would accept for the affected organizations, whatever it found; null without one. */
export async function findCurrentReport(
  manager: EntityManager,
  affected: readonly OrganizationId[],
  setup: ParitySetup,
): Promise<CurrentReport | null> {
  const report = await findReport(manager, affected);
  if (
    !report ||
    report.ageMinutes >= REPORT_MINUTES ||
    (await changedSince(manager, report, setup, affected)).length > 0
  )
    return null;
  return {
    id: report.id,
    finishedAt: report.finishedAt,
    notCompared: await findNotCompared(manager, report.id, affected),
  };
}

/** A gate that is open if there are no reasons against it. */
function shut(reasons: readonly string[], uncheckedReadings: readonly string[] = []): EnforceGate {
  const all = [...reasons, ...uncheckedReadings];
  return { open: all.length === 0, reasons: all, uncheckedReadings };
}

async function findReport(manager: EntityManager, affected: AffectedOrganizations): Promise<GateReport | null> {
  const [report]: readonly GateReport[] = await manager.query(
    `SELECT id, finished_at AS "finishedAt", snapshot, taxonomy_hash AS "taxonomyHash", mapping_hash AS "mappingHash",
            source_hash IS NOT DISTINCT FROM ${SOURCE_HASH} AS "isSameSource",
            (extract(epoch FROM clock_timestamp() - finished_at) / 60)::double precision AS "ageMinutes"
     FROM parity_reports
     WHERE status = 'SUCCEEDED' AND details_kept AND at = created_at AND snapshot IS NOT NULL
       AND taxonomy_hash IS NOT NULL AND (organization_ids IS NULL OR organization_ids @> $1::organization_ids)
     ORDER BY id DESC LIMIT 1`,
    [affected && idArray(affected)],
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
  affected: AffectedOrganizations,
): Promise<readonly string[]> {
  const reasons: string[] = [];
  if (setup.taxonomyHash !== report.taxonomyHash)
    reasons.push(`The taxonomy has changed since parity report ${report.id}: make another one.`);
  if (setup.mappingHash !== report.mappingHash)
    reasons.push(`The mapping has changed since parity report ${report.id}: make another one.`);
  if (!report.isSameSource) reasons.push(`The source has changed since parity report ${report.id}: make another one.`);
  if (reasons.length > 0) return reasons;
  const [marks]: readonly { unnamed: number; ids: readonly OrganizationId[] }[] = await manager.query(
    `WITH since AS (SELECT org_ids FROM access_changes WHERE NOT txid_visible_in_snapshot(txid, $1::txid_snapshot))
     SELECT (SELECT count(*)::int FROM since WHERE org_ids IS NULL) AS unnamed,
            (SELECT coalesce(json_agg(id::text ORDER BY id), '[]')
             FROM (SELECT DISTINCT unnest(org_ids) AS id FROM since) AS named
             WHERE $2::organization_ids IS NULL OR id = ANY($2)) AS ids`,
    [report.snapshot, affected && idArray(affected)],
  );
  if (!marks) throw new Error('the query for changes returned no row');
  if (await wasTakenBack(manager, report))
    return [`An execution was rolled back or reset since parity report ${report.id}: make another one.`];
  if (marks.unnamed > 0)
    return [
      'Entitlements of many organizations, or the taxonomy or mapping, were written ' +
        `since parity report ${report.id}: make another one.`,
    ];
  if (marks.ids.length > 0)
    return [
      `Entitlements or overrides of ${sayOrganizations(marks.ids)} have changed ` +
        `since parity report ${report.id}: make another one.`,
    ];
  return [];
}

/** Organizations of such a run are no longer covered, even those for which it had nothing to write. */
async function wasTakenBack(manager: EntityManager, { snapshot }: GateReport): Promise<boolean> {
  const found: readonly unknown[] = await manager.query(
    `SELECT 1 FROM migration_runs r
     WHERE r.mode = 'EXECUTE' AND NOT (${IN_EFFECT}) AND ${writtenSince('r.xmin')} LIMIT 1`,
    [snapshot],
  );
  return found.length > 0;
}

/** Both answers agree about organizations without a flag that is on, and both can be wrong. */
async function foundUndecided(
  manager: EntityManager,
  { mapping }: ParitySetup,
  affected: AffectedOrganizations,
): Promise<readonly string[]> {
  const undecided = await findNothingOn(manager, mapping, affected);
  return undecided.length > 0 ? [sayNothingOn(undecided)] : [];
}

async function foundByReport(
  manager: EntityManager,
  { id }: GateReport,
  affected: AffectedOrganizations,
): Promise<readonly string[]> {
  const parameters = [id, affected && idArray(affected)];
  const totals: readonly ParityTotal[] = await manager.query(
    `SELECT kind, cause, count(*)::int AS count FROM parity_differences
     WHERE report_id = $1 AND kind <> 'READING' AND ($2::organization_ids IS NULL OR org_id = ANY($2))
     GROUP BY kind, cause`,
    parameters,
  );
  const uncovered: readonly { id: OrganizationId }[] = await manager.query(
    `SELECT org_id::text AS id FROM parity_uncovered
     WHERE report_id = $1 AND ($2::organization_ids IS NULL OR org_id = ANY($2)) ORDER BY org_id`,
    parameters,
  );
  return sayFindings(
    `Parity report ${id}`,
    totals,
    uncovered.map((one) => one.id),
  );
}

/** Compares the organizations that the report did not compare with the flags and rows that they have now. */
async function foundSince(
  manager: EntityManager,
  report: GateReport,
  setup: ParitySetup,
  affected: AffectedOrganizations,
): Promise<readonly string[]> {
  const ids = await findNotCompared(manager, report.id, affected);
  const comparer = new OrganizationComparer(setup, new Date());
  let totals: readonly ParityTotal[] = [];
  const uncovered: OrganizationId[] = [];
  for (let from = 0; from < ids.length; from += PAGE) {
    const found = await comparer.compare(manager, ids.slice(from, from + PAGE));
    totals = addTotals(totals, found.differences);
    uncovered.push(...found.uncovered);
  }
  return sayFindings(
    `A comparison of ${sayCount(ids.length, 'organization')}, new or with other flags or entitlements than in parity ` +
      `report ${report.id},`,
    totals,
    uncovered,
  );
}

function sayFindings(
  who: string,
  totals: readonly ParityTotal[],
  uncovered: readonly OrganizationId[],
): readonly string[] {
  const unexplained = countUnexplained(totals);
  return [
    ...(unexplained > 0
      ? [
          `${who} found ${unexplained} unexplained ${unexplained === 1 ? 'difference' : 'differences'}: ` +
            `${sayUnexplained(totals)}.`,
        ]
      : []),
    ...(uncovered.length > 0
      ? [
          `${who} found ${sayOrganizations(uncovered)} that no execution in effect has migrated: ` +
            "run 'portcullis migrate', review it, execute it, and make another report.",
        ]
      : []),
  ];
}

/** @param ids all of them, or at least the first ones */
function sayOrganizations(ids: readonly OrganizationId[], number = ids.length): string {
  const more = number > SHOWN ? ` and ${number - SHOWN} more` : '';
  return `${sayCount(number, 'organization')} (${sayIds(ids.slice(0, SHOWN))}${more})`;
}
