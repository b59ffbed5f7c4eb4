import type { DataSource, EntityManager } from 'typeorm';
import { addTotals } from '../../domain/parity/parity-totals';
import { messageOf } from '../../platform/error-shape';
import { requireLegacyColumn } from '../../store/legacy-column';
import { OrganizationComparer } from './organization-comparer';
import { readParitySetup } from '../../store/parity-setup';
import {
  advanceReport,
  claimReport,
  failReport,
  finishReport,
  noteRules,
  pruneReports,
  releaseReport,
  writeFindings,
  type HeldReport,
  type ReportProgress,
} from './report-life';
import { DEFAULT_LEASE_SECONDS, troubleOf, beginLeasedWork } from '../../store/lease';

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
        await releaseReport(dataSource, report, false);
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
  switch (troubleOf(error)) {
    case 'LOST':
      return;
    case 'DATABASE':
      throw error;
    case 'AGAIN':
      return releaseReport(dataSource, report, true);
    case 'FAULT':
      return failReport(dataSource, report, messageOf(error));
  }
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
      await beginLeasedWork(manager, this.leaseSeconds);
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
