import type { EntityManager } from 'typeorm';
import type { OrganizationId } from '../../domain/organization-id';
import { noCounts, type Outcome, RUN_COUNTS, type RunCounts } from '../../domain/run/run-status';
import type { MigrationRun } from '../../entities/migration-run';
import { RUN_EVENTS } from '../../store/run-events';
import { loadProgress } from '../../store/run-progress';
import { count, type RunCheck, sayExamples, SHOWN } from './run-check';

/** Checks that each organization of the run has an entry in its journal, and counts the outcomes. */
export async function checkTotals(manager: EntityManager, run: MigrationRun): Promise<readonly RunCheck[]> {
  const outcomes: readonly { outcome: Outcome; count: number }[] = await manager.query(
    'SELECT outcome, count(*)::int AS count FROM migration_run_organizations WHERE run_id = $1 GROUP BY outcome',
    [run.id],
  );
  const of = (outcome: Outcome) => outcomes.find((one) => one.outcome === outcome)?.count ?? 0;
  const journaled = outcomes.reduce((sum, one) => sum + one.count, 0);
  const total = run.total ?? 0;
  const [changed, unchanged, failed, stale, skipped] = [
    of('CHANGED'),
    of('UNCHANGED'),
    of('FAILED'),
    of('STALE'),
    of('SKIPPED'),
  ];
  const sum =
    `${count(total, 'organization')} = ${changed} changed + ${unchanged} unchanged + ${failed} failed + ` +
    `${stale} stale + ${skipped} skipped`;
  const isWhole = run.status === 'SUCCEEDED' || run.status === 'COMPLETED_WITH_ERRORS';
  const totals: RunCheck =
    journaled === total
      ? { name: 'run totals', status: 'PASS', detail: `${sum}.`, expected: total, actual: journaled }
      : {
          name: 'run totals',
          status: journaled < total && !isWhole ? 'WARN' : 'FAIL',
          detail: `${sum}: ${total - journaled} are not in the journal; the run is ${run.status}.`,
          expected: total,
          actual: journaled,
        };
  const left = failed + stale + skipped;
  const outcome: RunCheck =
    left === 0
      ? {
          name: 'outcomes',
          status: 'PASS',
          detail: 'No organization failed, is stale or was skipped.',
          expected: 0,
          actual: 0,
        }
      : {
          name: 'outcomes',
          status: 'WARN',
          detail:
            `${count(left, 'organization was', 'organizations were')} not migrated: ` +
            `${failed} failed, ${stale} stale, ${skipped} skipped ` +
            `('portcullis runs show ${run.id} --outcome ${failed > 0 ? 'FAILED' : stale > 0 ? 'STALE' : 'SKIPPED'}' ` +
            'lists them).',
          expected: 0,
          actual: left,
        };
  return [totals, outcome, await checkCounters(manager, run, { changed, unchanged, failed, stale, skipped })];
}

/** Checks that the counters of the run match its journal. */
async function checkCounters(
  manager: EntityManager,
  run: MigrationRun,
  outcomes: Pick<RunCounts, 'changed' | 'unchanged' | 'failed' | 'stale' | 'skipped'>,
): Promise<RunCheck> {
  const counted = (await loadProgress(manager, [run])).get(run.id)?.counts ?? noCounts();
  const found = { ...noCounts(), ...outcomes, eventsCreated: outcomes.changed };
  const actions: readonly { action: string; isModule: boolean; count: number }[] = await manager.query(
    `SELECT c ->> 'action' AS action, c ->> 'submodule' IS NULL AS "isModule", count(*)::int AS count
     FROM migration_run_organizations j CROSS JOIN LATERAL jsonb_array_elements(j.changes) c
     WHERE j.run_id = $1 GROUP BY 1, 2`,
    [run.id],
  );
  for (const { action, isModule, count: number } of actions) {
    const name = RUN_COUNTS.find(
      (one) =>
        one === COUNTED[action] || one === `${isModule ? 'module' : 'submodule'}Entitlements${COUNTED[action] ?? ''}`,
    );
    if (name) found[name] += number;
  }
  const besides: readonly { isMade: boolean; ofPackage: boolean; count: number }[] = await manager.query(
    `SELECT c ->> 'action' <> 'HELD' AS "isMade", of_package AS "ofPackage", count(*)::int AS count
     FROM migration_run_organizations j CROSS JOIN LATERAL (
       SELECT p AS c, true AS of_package FROM jsonb_array_elements(j.packages -> 'changes') p
       UNION ALL SELECT o, false FROM jsonb_array_elements(j.overrides) o) AS one
     WHERE j.run_id = $1 AND (j.packages IS NOT NULL OR j.overrides IS NOT NULL) GROUP BY 1, 2`,
    [run.id],
  );
  for (const { isMade, ofPackage, count: number } of besides)
    found[isMade ? (ofPackage ? 'packagesChanged' : 'overridesChanged') : 'held'] += number;
  // Organizations that were not reached count as skipped, and flags have no entries of their own.
  const compared = RUN_COUNTS.filter((name) => name !== 'skipped' && name !== 'unmappedFlags');
  const wrong = compared.filter((name) => counted[name] !== found[name]);
  const [first] = wrong;
  const detail = wrong.map((name) => `${name} ${counted[name]}, in the journal ${found[name]}`).join('; ');
  return first === undefined
    ? {
        name: 'counters',
        status: 'PASS',
        detail: 'The counters of the run match its journal.',
        expected: null,
        actual: null,
      }
    : {
        name: 'counters',
        status: 'FAIL',
        detail: `The counters of the run do not match its journal: ${detail}.`,
        expected: counted[first],
        actual: found[first],
      };
}

const COUNTED: Readonly<Record<string, string>> = {
  CREATE: 'Created',
  UPDATE: 'Updated',
  REVOKE: 'Revoked',
  HELD: 'held',
  KEEP_MANUAL: 'keptManual',
};

/**
 * Checks that each organization that the run changed has exactly one event, and no other organization has one. An
 * organization that was deleted since may have lost it.
 */
export async function checkEvents(manager: EntityManager, run: MigrationRun): Promise<RunCheck> {
  const [found]: readonly {
    changed: number;
    events: number;
    faults: number;
    examples: readonly (readonly [OrganizationId, number, boolean])[];
  }[] = await manager.query(
    `WITH events AS (
       SELECT org_id, count(*)::int AS n FROM entitlement_events
       WHERE event_type = '${RUN_EVENTS[run.kind].done}' AND payload ->> 'runId' = $1::text GROUP BY org_id),
     changed AS (SELECT org_id FROM migration_run_organizations WHERE run_id = $1::int AND outcome = 'CHANGED'),
     faults AS (
       SELECT org_id, coalesce(e.n, 0) AS n, c.org_id IS NOT NULL AS is_changed
       FROM changed c FULL JOIN events e USING (org_id)
       WHERE (c.org_id IS NULL OR e.n IS DISTINCT FROM 1)
         AND (e.n IS NOT NULL OR EXISTS (SELECT 1 FROM organizations o WHERE o.id = c.org_id)))
     SELECT (SELECT count(*)::int FROM changed) AS changed, (SELECT coalesce(sum(n), 0)::int FROM events) AS events,
            (SELECT count(*)::int FROM faults) AS faults,
            (SELECT coalesce(json_agg(json_build_array(org_id::text, n, is_changed)), '[]')
             FROM (SELECT * FROM faults ORDER BY org_id LIMIT ${SHOWN}) AS f) AS examples`,
    [run.id],
  );
  if (!found) throw new Error('the query for events returned no row');
  const { changed, events, faults, examples } = found;
  const common = { name: `events ${RUN_EVENTS[run.kind].done}`, expected: changed, actual: events };
  if (faults === 0)
    return { ...common, status: 'PASS', detail: `Each organization that the run changed has its event: ${changed}.` };
  const named = examples.map(([id, n, isChanged]) =>
    isChanged ? `organization ${id} has ${n === 0 ? 'none' : n}` : `organization ${id} has ${n}, but was not changed`,
  );
  return {
    ...common,
    status: 'FAIL',
    detail:
      `${count(faults, 'organization has', 'organizations have')} a wrong number of events` +
      `${sayExamples(named, faults)}.`,
  };
}
