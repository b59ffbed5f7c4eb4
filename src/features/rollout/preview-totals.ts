import type { EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { groupBy } from '../../domain/group-by';
import type { OrganizationId } from '../../domain/organization-id';
import { type AnswerTurn, kindAtTurn, turnOf } from '../../domain/parity/gating-step';
import type { ParityKind } from '../../domain/parity/parity';
import { addTotals, type ParityTotal } from '../../domain/parity/parity-totals';
import { readParitySetup } from '../../store/parity-setup';
import { findCurrentReport } from '../parity/check-enforce-gate';
import { OrganizationComparer } from '../parity/organization-comparer';
import type { AffectedOrganization } from './affected-organizations';

/** How the answers of the affected organizations would change, for one module. */
export interface ModuleTotals {
  readonly moduleKey: string;
  readonly lost: number;
  readonly gained: number;
  readonly status: number;
}

/** How the answers of the affected organizations would change. A module that differs as a whole counts once. */
export interface PreviewTotals {
  readonly comparedAt: Date;
  /** The parity report that the totals are from; null if all organizations were compared again. */
  readonly reportId: number | null;
  readonly totals: readonly ParityTotal[];
  /** Ordered by key. */
  readonly modules: readonly ModuleTotals[];
}

interface Found extends ParityTotal {
  readonly module: string;
}

const PAGE = 2_500;

/**
 * Computes how the answers of the affected organizations would change: from a parity report that is still valid,
 * otherwise by comparing them in pages. Call it in a REPEATABLE READ transaction.
 */
export async function previewTotals(
  manager: EntityManager,
  affected: readonly AffectedOrganization[],
): Promise<PreviewTotals> {
  const at = new Date();
  const turned = [...groupBy(affected, ({ step }) => turnOf(step))].flatMap(([turn, of]) =>
    turn === null ? [] : [{ turn, ids: of.map(({ id }) => id) }],
  );
  const ids = turned.flatMap((one) => one.ids);
  if (ids.length === 0) return { comparedAt: at, reportId: null, totals: [], modules: [] };
  const setup = await readParitySetup(manager);
  const report = await findCurrentReport(manager, ids, setup);
  const comparer = new OrganizationComparer(setup, at);
  const anew = report && new Set(report.notCompared);
  const found: Found[] = [];
  for (const { turn, ids: all } of turned) {
    if (report)
      found.push(...atTurn(turn, await readReport(manager, report.id, anew ? all.filter((id) => !anew.has(id)) : all)));
    found.push(...atTurn(turn, await compare(manager, comparer, anew ? all.filter((id) => anew.has(id)) : all)));
  }
  return {
    comparedAt: report?.finishedAt ?? at,
    reportId: report?.id ?? null,
    totals: sumTotals(found),
    modules: sumModules(found),
  };
}

async function readReport(
  manager: EntityManager,
  reportId: number,
  ids: readonly OrganizationId[],
): Promise<readonly Found[]> {
  return manager.query<Found[]>(
    `SELECT d.kind, d.cause, d.module_key AS module, count(*)::int AS count
     FROM parity_differences d JOIN unnest($2::organization_ids) AS t (id) ON t.id = d.org_id
     WHERE d.report_id = $1 AND d.kind <> 'READING' GROUP BY d.kind, d.cause, d.module_key`,
    [reportId, idArray(ids)],
  );
}

/** Compares in pages, and retains only the counts. */
async function compare(
  manager: EntityManager,
  comparer: OrganizationComparer,
  ids: readonly OrganizationId[],
): Promise<readonly Found[]> {
  const counts = new Map<string, Found>();
  for (let from = 0; from < ids.length; from += PAGE) {
    const { differences } = await comparer.compare(manager, ids.slice(from, from + PAGE));
    for (const { kind, cause, module } of differences) {
      const key = `${kind} ${cause} ${module}`;
      counts.set(key, { kind, cause, module, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...counts.values()];
}

function atTurn(turn: AnswerTurn, found: readonly Found[]): readonly Found[] {
  return found.map((one) => ({ ...one, kind: kindAtTurn(one.kind, turn) }));
}

function sumTotals(found: readonly Found[]): readonly ParityTotal[] {
  return addTotals([], found).map(({ kind, cause }) => ({
    kind,
    cause,
    count: sum(found.filter((one) => one.kind === kind && one.cause === cause)),
  }));
}

function sumModules(found: readonly Found[]): readonly ModuleTotals[] {
  const modules = [...groupBy(found, ({ module }) => module)].sort(([a], [b]) => (a < b ? -1 : 1));
  return modules.map(([moduleKey, of]) => {
    const count = (kind: ParityKind) => sum(of.filter((one) => one.kind === kind));
    return { moduleKey, lost: count('LOST'), gained: count('GAINED'), status: count('STATUS') };
  });
}

function sum(found: readonly Found[]): number {
  return found.reduce((total, { count }) => total + count, 0);
}
