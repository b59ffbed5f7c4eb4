import type { DataSource, EntityManager } from 'typeorm';
import { addTotals } from '../../domain/parity/parity-totals';
import { messageOf } from '../../platform/error-shape';
import { requireLegacyColumn } from '../../store/legacy-column';
import { OrganizationComparer } from './organization-comparer';
import { readParitySetup } from '../../store/parity-setup';
import {
  advanceReport,
  claimReport,
  DEFAULT_LEASE_SECONDS,
  failReport,
  finishReport,
  LostReportError,
  noteRules,
  pruneReports,
  releaseReport,
  writeFindings,
  type HeldReport,
  type ReportProgress,
} from './report-life';
import { isConnectionTrouble, isOutOfResources, isTransientState } from '../../store/sqlstates';

export interface ReportWorkerOptions {
  /** Stops the work after the page in hand; whoever comes next goes on from there. */
  readonly signal?: AbortSignal;
  /** See `Config.leaseSeconds`; 30 unless said. */
  readonly leaseSeconds?: number;
  /** Organizations compared in one transaction; 2,500 unless said. */
  readonly pageSize?: number;
}

const PAGE_SIZE = 2_500;

/** The rules changed under a report: it would be about neither. */
class ChangedRulesError extends Error {
  override readonly name = 'ChangedRulesError';
}

/**
 * Works on the oldest report that nobody works on, until it is finished.
 * @returns false where there was none
 * @throws what breaks the database's connection; the report is then taken up again
 */
export async function workOnNextReport(dataSource: DataSource, options: ReportWorkerOptions = {}): Promise<boolean> {
  const { leaseSeconds = DEFAULT_LEASE_SECONDS, pageSize = PAGE_SIZE, signal } = options;
  const report = await claimReport(dataSource, leaseSeconds);
  if (!report) return false;
  try {
    const work = new ReportWork(dataSource, report, leaseSeconds);
    for (;;) {
      if (signal?.aborted) {
        await releaseReport(dataSource, report);
        return true;
      }
      if (!(await work.comparePage(pageSize))) break;
    }
    await finishReport(dataSource, report);
  } catch (error) {
    await afterTrouble(dataSource, report, error);
  }
  await pruneReports(dataSource);
  return true;
}

async function afterTrouble(dataSource: DataSource, report: HeldReport, error: unknown): Promise<void> {
  if (error instanceof LostReportError) return;
  if (isConnectionTrouble(error) || isOutOfResources(error)) throw error;
  // A deadlock, or a lock or statement that took too long: the page is tried again, by whoever comes next.
  if (isTransientState(error)) {
    await dataSource.query('UPDATE parity_reports SET leased_until = NULL WHERE id = $1 AND attempt = $2', [
      report.id,
      report.attempt,
    ]);
    return;
  }
  await failReport(dataSource, report, messageOf(error));
}

/** The pages of one report, one after the other. */
class ReportWork {
  private progress: ReportProgress;
  private comparer: OrganizationComparer | null = null;
  /** Hashes of taxonomy and mapping that the report was begun with. */
  private rules: string | null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly report: HeldReport,
    private readonly leaseSeconds: number,
  ) {
    const { afterId, compared, uncovered, totals, taxonomyHash, mappingHash } = report;
    this.progress = { afterId, compared, uncovered: uncovered ?? 0, totals: totals ?? [] };
    this.rules = taxonomyHash === null || mappingHash === null ? null : `${taxonomyHash} ${mappingHash}`;
  }

  /**
   * Compares the next organizations, sees them as they stand at one moment, and stores what it finds with how far it came.
   * @returns false where there are none left
   */
  comparePage(size: number): Promise<boolean> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await prepare(manager, this.leaseSeconds);
      const comparer = await this.prepareComparer(manager);
      const ids = await this.nextIds(manager, size);
      const last = ids.at(-1);
      if (last === undefined) return false;
      const { compared, differences, uncovered } = await comparer.compare(manager, ids);
      const { progress } = this;
      const next = {
        afterId: last,
        compared: progress.compared + compared,
        uncovered: progress.uncovered + uncovered.length,
        totals: addTotals(progress.totals, differences),
      };
      await writeFindings(manager, this.report.id, differences, uncovered);
      await advanceReport(manager, this.report, next, this.leaseSeconds);
      this.progress = next;
      return true;
    });
  }

  /** @throws ChangedRulesError where a page before was compared by other rules */
  private async prepareComparer(manager: EntityManager): Promise<OrganizationComparer> {
    await requireLegacyColumn(manager, 'There are no legacy answers to compare with.');
    const setup = await readParitySetup(manager);
    const rules = `${setup.taxonomyHash} ${setup.mappingHash}`;
    if (this.rules === null) await noteRules(manager, this.report, setup);
    else if (this.rules !== rules)
      throw new ChangedRulesError('Taxonomy or mapping changed while the report was made: make another one.');
    this.rules = rules;
    return (this.comparer ??= new OrganizationComparer(setup, this.report.at));
  }

  private async nextIds(manager: EntityManager, size: number): Promise<readonly number[]> {
    const rows: readonly { id: number }[] = await manager.query(
      'SELECT id FROM organizations WHERE ($1::int IS NULL OR id > $1) AND ($2::int[] IS NULL OR id = ANY($2)) ORDER BY id LIMIT $3',
      [this.progress.afterId, this.report.organizationIds, size],
    );
    return rows.map(({ id }) => id);
  }
}

/** As for the work of runs: thousands of small look-ups, and a worker that falls silent loses its session. */
async function prepare(manager: EntityManager, leaseSeconds: number): Promise<void> {
  const lease = String(leaseSeconds * 1000);
  const settings = {
    lock_timeout: '10000',
    enable_bitmapscan: 'off',
    max_parallel_workers_per_gather: '0',
    idle_in_transaction_session_timeout: lease,
    tcp_user_timeout: lease,
  };
  await manager.query('SELECT set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s (name, value)', [
    Object.keys(settings),
    Object.values(settings),
  ]);
}
