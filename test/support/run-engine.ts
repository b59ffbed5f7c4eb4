import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Actor } from '../../src/domain/actor';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import type { RunCounts, RunStatus } from '../../src/domain/run/run-status';
import { MigrationRun } from '../../src/entities/migration-run';
import { MigrationRunOrganization } from '../../src/entities/migration-run-organization';
import type { StartChangeInput } from '../../src/features/migration-runs/start/change-input';
import type { FreshSource, StartRunInput } from '../../src/features/migration-runs/start/start-input';
import { workOnRun } from '../../src/features/migration-runs/work/run-worker';
import { createServices, type Services } from '../../src/features/services';
import { loadProgress } from '../../src/store/run-progress';
import { patiently } from './patience';
import type { TestDatabase } from './test-database';

export const OPERATOR: Actor = { id: 'test:operator', role: 'SUPER_ADMIN', organizationId: null };

/** What a run plans from, with ids as the tests' SQL gives them. */
export type RunSource =
  | { readonly dryRunId: number }
  | (Partial<Pick<FreshSource, 'trialDays' | 'allowRevocations'>> & {
      readonly organizationIds?: readonly (string | number)[];
      readonly changedSince?: number;
    });

/** The source as `startMigrationRun` takes it. */
function sourceInput(source: RunSource): StartRunInput['source'] {
  if ('dryRunId' in source) return { dryRunId: String(source.dryRunId) };
  const { organizationIds, changedSince, ...rest } = source;
  return {
    fresh: {
      ...rest,
      organizationIds: organizationIds?.map(String),
      changedSince: changedSince === undefined ? null : String(changedSince),
    },
  };
}

export interface RunReport {
  readonly run: MigrationRun;
  readonly status: RunStatus;
  readonly counts: RunCounts;
  readonly total: number;
  readonly processed: number;
  readonly journal: readonly MigrationRunOrganization[];
}

/** Services and workers on a test's database, without a server. The test decides when a worker works on a run. */
export class RunEngine {
  readonly services: Services;

  constructor(
    readonly database: TestDatabase,
    private readonly batchSize = 7,
  ) {
    this.services = createServices(database, database.config);
  }

  async start(mode: 'DRY_RUN' | 'EXECUTE', source: RunSource = {}, rest: Partial<StartRunInput> = {}): Promise<number> {
    const input = { mode, source: sourceInput(source), reason: 'a test', ...rest };
    return (await this.services.runs.start(OPERATOR, input)).id;
  }

  /** Starts a change run, works on it until it stops, and reports its result. */
  async change(
    mode: 'DRY_RUN' | 'EXECUTE',
    source: StartChangeInput['source'],
    rest: Partial<StartChangeInput> = {},
  ): Promise<RunReport> {
    const { id } = await this.services.runs.startChange(OPERATOR, { mode, source, reason: 'a change', ...rest });
    await this.work(id);
    return this.report(id);
  }

  work(
    id: number,
    options: {
      readonly batchSize?: number;
      readonly signal?: AbortSignal;
      readonly dataSource?: DataSource;
      readonly workers?: number;
    } = {},
  ): Promise<void> {
    const { dataSource = this.database.dataSource, ...rest } = options;
    return workOnRun(dataSource, id, { name: 'test', batchSize: this.batchSize, batchesAtOnce: 1, ...rest });
  }

  /** Starts a run, works on it until it stops, and reports its result. */
  async run(
    mode: 'DRY_RUN' | 'EXECUTE',
    source: RunSource = {},
    rest: Partial<StartRunInput> = {},
  ): Promise<RunReport> {
    const id = await this.start(mode, source, rest);
    await this.work(id);
    return this.report(id);
  }

  async report(id: number): Promise<RunReport> {
    const { manager } = this.database.dataSource;
    const run = await manager.findOneByOrFail(MigrationRun, { id });
    const progress = (await loadProgress(manager, [run])).get(id);
    if (!progress) throw new Error(`no progress of run ${id}`);
    const journal = await manager.find(MigrationRunOrganization, {
      where: { runId: id },
      order: { organizationId: 'ASC' },
    });
    return {
      run,
      status: run.status,
      counts: progress.counts,
      total: progress.total,
      processed: progress.processed,
      journal,
    };
  }

  async useRules(rules: readonly MappingRule[]): Promise<void> {
    await this.services.mappings.activate(OPERATOR, { name: 'a test', mapping: new Mapping(rules) }, null, null);
  }
}

/** A mapping's rule, as a line of a file would give it. */
export function rule(
  legacyFlag: string,
  target: string,
  defaultStatus: MappingRule['defaultStatus'] = 'enabled',
): MappingRule {
  const [targetModule = '', targetSubmodule = null] = target.split('/');
  return { legacyFlag, legacyRoutePattern: null, targetModule, targetSubmodule, defaultStatus, notes: null };
}

/** Expects that every organization of a run has exactly one outcome. */
export function expectCountsToAddUp({ counts, total }: { readonly counts: RunCounts; readonly total: number }): void {
  const { changed, unchanged, failed, stale, skipped } = counts;
  expect({ total: changed + unchanged + failed + stale + skipped, counts }).toEqual({ total, counts });
}

/**
 * The rows of all tables as text, by table.
 * @param except tables to leave out. `access_changes` is always left out, because each of its rows names another
 *   transaction
 */
export async function dumpTables(
  database: TestDatabase,
  except: readonly string[] = [],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables = await database.sql<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind IN ('r', 'p') AND NOT relispartition
       AND relnamespace IN ('public'::regnamespace, 'portcullis'::regnamespace)
       AND relname <> ALL($1) ORDER BY relname`,
    [[...except, ...(except.includes('platform_events') ? CHAIN : []), 'access_changes']],
  );
  const dump: Record<string, readonly string[]> = {};
  for (const { name } of tables) {
    const rows = await database.sql<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM "${name}" t ORDER BY 1`);
    dump[name] = rows.map(({ row }) => row);
  }
  return dump;
}

/** What grows with every event. */
const CHAIN = ['audit_links', 'audit_checkpoints'];

export const RUN_TABLES = [
  'migration_runs',
  'migration_run_batches',
  'migration_run_organizations',
  'migration_run_rollback_batches',
  'migration_run_targets',
] as const;

/**
 * All entitlements as sorted lines, `7 sales trial full legacy_migration until 2027-…` and `7 sales/leads off manual`.
 * @param relativeTo a run; new trials (of up to 100 days) then end a number of days after its creation
 */
export async function accessLines(
  database: TestDatabase,
  relativeTo: number | null = null,
): Promise<readonly string[]> {
  const rows = await database.sql<{ line: string }>(
    `SELECT concat_ws(' ', e.org_id, m.module_key, e.status, CASE WHEN e.partial THEN 'partial' ELSE 'full' END,
              e.source, 'until ' ||
              CASE WHEN isfinite(e.trial_expires_at)
                    AND e.trial_expires_at - r.created_at BETWEEN interval '0' AND interval '100 days'
                THEN round(extract(epoch FROM e.trial_expires_at - r.created_at)::numeric / 86400, 6) || ' days'
                ELSE to_char(e.trial_expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') END) AS line
     FROM org_entitlements e JOIN modules m ON m.id = e.module_id LEFT JOIN migration_runs r ON r.id = $1
     UNION ALL
     SELECT concat_ws(' ', b.org_id, m.module_key || '/' || s.submodule_key,
              CASE WHEN b.enabled THEN 'on' ELSE 'off' END, b.source)
     FROM org_subentitlements b JOIN submodules s ON s.id = b.submodule_id JOIN modules m ON m.id = b.module_id`,
    [relativeTo],
  );
  return rows.map(({ line }) => line).sort();
}

/** Waits until a condition that is promised within so many seconds holds, and throws if it does not, naming it. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, seconds = 20): Promise<void> {
  const deadline = Date.now() + patiently(seconds) * 1_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await delay(5);
  }
}

/** Waits until a session of this database is blocked by another one. */
export async function untilBlocked(database: TestDatabase): Promise<void> {
  await until('a session is blocked', async () => {
    const blocked = await database.sql(
      `SELECT 1 FROM pg_stat_activity
       WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`,
    );
    return blocked.length > 0;
  });
}
