import type { DataSource, EntityManager } from 'typeorm';
import { inOrder, type OrganizationId } from '../../domain/organization-id';
import { addTotals } from '../../domain/parity/parity-totals';
import type { ReadingsChecked } from '../../domain/parity/reading';
import { messageWithoutValues } from '../../platform/loggable-error';
import { beginLeasedWork, DEFAULT_LEASE_SECONDS, troubleOf } from '../../store/lease';
import { requireLegacyColumn } from '../../store/legacy-column';
import { readParitySetup } from '../../store/parity-setup';
import { readSourceHash, saySourceFault } from '../../store/source';
import { checkReadings, ReadingChecker } from './check-readings';
import { keepCompared } from './compared-hashes';
import { OrganizationComparer } from './organization-comparer';
import {
  advanceReport,
  claimReport,
  failReport,
  finishReport,
  type HeldReport,
  noteBeginning,
  pruneReports,
  releaseReport,
  type ReportProgress,
  writeFindings,
} from './report-life';

export interface ReportWorkerOptions {
  /** Stops the work after the current page; another worker continues from there. */
  readonly signal?: AbortSignal;
  /** See `Config.leaseSeconds`. Default: 30. */
  readonly leaseSeconds?: number;
  /** Organizations compared in one transaction. Default: 2500. */
  readonly pageSize?: number;
}

const PAGE_SIZE = 2_500;

/** The rules or the source have changed during a report, so that its pages do not belong together. */
class ChangedRulesError extends Error {
  override readonly name = 'ChangedRulesError';
}

/**
 * Claims the oldest unfinished report, and works on it until it is finished.
 * @returns false if there was none
 * @throws errors of the database connection, after which the report is continued later
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
    await finishReport(dataSource, report, await work.checkReadings());
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
      return failReport(dataSource, report, messageWithoutValues(saySourceFault(error, messageWithoutValues)));
  }
}

/** Compares the pages of one report, one after the other. */
class ReportWork {
  private progress: ReportProgress;
  private comparers: { readonly parity: OrganizationComparer; readonly readings: ReadingChecker } | null = null;
  /** The hashes of taxonomy, mapping and source that the report was started with; null before its first page. */
  private rules: string | null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly report: HeldReport,
    private readonly leaseSeconds: number,
  ) {
    const { afterId, compared, uncovered, totals, taxonomyHash, mappingHash, sourceHash } = report;
    this.progress = { afterId, compared, uncovered: uncovered ?? 0, totals: totals ?? [] };
    this.rules =
      taxonomyHash === null || mappingHash === null ? null : `${taxonomyHash} ${mappingHash} ${sourceHash ?? ''}`;
  }

  /**
   * Compares the next organizations, as of one point in time, and stores the findings together with the progress.
   * @returns false if no organizations are left
   */
  comparePage(size: number): Promise<boolean> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      await beginLeasedWork(manager, this.leaseSeconds);
      const { parity, readings } = await this.prepareComparers(manager);
      const ids = await this.nextIds(manager, size);
      const last = ids.at(-1);
      if (last === undefined) return false;
      const { compared, flagHashes, uncovered, ...found } = await parity.compare(manager, ids);
      const differences = inOrder(ids, [...found.differences, ...(await readings.compare(manager, ids))]);
      const { progress } = this;
      const next = {
        afterId: last,
        compared: progress.compared + compared,
        uncovered: progress.uncovered + uncovered.length,
        totals: addTotals(progress.totals, differences),
      };
      await writeFindings(manager, this.report.id, differences, uncovered);
      await keepCompared(manager, this.report.id, flagHashes);
      await advanceReport(manager, this.report, next, this.leaseSeconds);
      this.progress = next;
      return true;
    });
  }

  /** How much of the readings of the report's organizations was held to the product's answers. */
  checkReadings(): Promise<ReadingsChecked> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const setup = await readParitySetup(manager);
      const { checkedValues, checkedOrganizations, uncheckedOrganizations } = await checkReadings(
        manager,
        setup,
        this.report.organizationIds,
      );
      return { checkedValues, checkedOrganizations, uncheckedOrganizations };
    });
  }

  /** @throws ChangedRulesError if an earlier page was compared with other rules, or another source */
  private async prepareComparers(manager: EntityManager): Promise<NonNullable<ReportWork['comparers']>> {
    await requireLegacyColumn(manager, 'There are no legacy answers to compare with.');
    const setup = await readParitySetup(manager);
    const sourceHash = await readSourceHash(manager);
    const rules = `${setup.taxonomyHash} ${setup.mappingHash} ${sourceHash}`;
    if (this.rules === null) await noteBeginning(manager, this.report, { ...setup, sourceHash });
    else if (this.rules !== rules)
      throw new ChangedRulesError(
        'The taxonomy, the mapping or the source has changed while the report was being made: make another one.',
      );
    this.rules = rules;
    return (this.comparers ??= {
      parity: new OrganizationComparer(setup, this.report.at),
      readings: new ReadingChecker(setup),
    });
  }

  private async nextIds(manager: EntityManager, size: number): Promise<readonly OrganizationId[]> {
    // In one row, which is read in a fraction of the time that thousands take.
    const [page]: readonly { ids: readonly OrganizationId[] }[] = await manager.query(
      `SELECT coalesce(json_agg(page.id::text ORDER BY page.id), '[]') AS ids
       FROM (SELECT o.id FROM organizations o
             WHERE ($1::organization_id IS NULL OR o.id > $1) AND ($2::organization_ids IS NULL OR o.id = ANY($2))
             ORDER BY o.id LIMIT $3) AS page`,
      [this.progress.afterId, this.report.organizationIds, size],
    );
    return page?.ids ?? [];
  }
}
