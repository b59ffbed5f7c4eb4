import type { DataSource } from 'typeorm';
import { serveWork, type ServeWorkOptions } from '../../database/serve-work';
import { pruneAnswers } from '../../store/idempotent-requests';
import { pruneChanges } from './report-life';
import { type ReportWorkerOptions, workOnNextReport } from './work-on-report';

export interface ServeParityOptions extends ReportWorkerOptions, ServeWorkOptions {
  readonly signal: AbortSignal;
}

const POLL_MS = 2_000;
const PRUNE_MS = 3_600_000;

/**
 * Works on parity reports until the signal aborts. Once an hour, it also deletes outdated marks of changes and answers
 * of idempotent requests.
 */
export async function serveParity(dataSource: DataSource, options: ServeParityOptions): Promise<void> {
  let prunedAt = -Infinity;
  await serveWork(
    async () => {
      if (performance.now() - prunedAt > PRUNE_MS) {
        await pruneChanges(dataSource);
        await pruneAnswers(dataSource.manager);
        prunedAt = performance.now();
      }
      return workOnNextReport(dataSource, options);
    },
    { pollMs: POLL_MS, ...options },
  );
}
