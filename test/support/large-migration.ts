import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { cliActor } from '../../src/cli/support/command-context';
import { openDatabase } from '../../src/database/database';
import { MigrationRun } from '../../src/entities/migration-run';
import { createServices } from '../../src/features/services';
import { readConfig } from '../../src/platform/config';
import { loadProgress } from '../../src/store/run-progress';
import { migrateSchema } from '../../src/store/schema-version';
import { isConnectionTrouble } from '../../src/store/sqlstates';
import { loadSmallTaxonomy, putTenants, tenantArbitrary } from './migration-arbitraries';
import type { PrivatePostgres } from './private-postgres';
import { productDataSource, rewriteEvents } from './product-client';
import { rule, RunEngine } from './run-engine';
import type { TestDatabase } from './test-database';

/** An execution, to be compared with one on another database. */
export interface LargeMigration {
  readonly database: TestDatabase;
  readonly runId: number;
}

const REASON = 'killed and resumed';
const SHAPES = 1_000;
/** The time of all rows from before the run. */
const BEFORE = `'2020-01-01'`;
const RULES = [
  rule('enabled_modules.CRM', 'alpha'),
  rule('enabled_modules.HR', 'beta/one', 'trial'),
  rule('route_access.leads', 'alpha/two'),
  rule('enabled_modules.Order Book', 'gamma', 'trial'),
];

/**
 * A database on a private server. Its `sql` waits while the server recovers.
 * @param template a database without connections to copy; null for the schema alone
 */
export async function createDatabaseOn(
  server: PrivatePostgres,
  name: string,
  template: string | null = null,
): Promise<TestDatabase> {
  await server.query(`CREATE DATABASE "${name}" TEMPLATE "${template ?? 'template0'}"`, [], 'postgres');
  const url = server.urlOf(name);
  const config = readConfig({ DATABASE_URL: url, NODE_ENV: 'test', LOG_LEVEL: 'silent' });
  const database = await openDatabase(config);
  if (template === null) await migrateSchema(database.dataSource);
  const product = productDataSource(url);
  const sql = async <Row>(statement: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> => {
    for (let attempt = 1; ; attempt++) {
      try {
        if (!product.isInitialized) await product.initialize();
        return await product.query(statement, [...parameters]);
      } catch (error) {
        if (attempt === 40 || !isConnectionTrouble(error)) throw error;
        await delay(50);
      }
    }
  };
  const addOrganizations = async (flags: readonly unknown[]): Promise<readonly string[]> => {
    const added = await sql<{ id: string }>(
      `INSERT INTO organizations (name, enabled_modules)
       SELECT 'Organization ' || n, f::jsonb FROM unnest($1::text[]) WITH ORDINALITY AS t (f, n) ORDER BY n
       RETURNING id::text AS id`,
      [flags.map((one) => JSON.stringify(one))],
    );
    return added.map(({ id }) => id);
  };
  const close = async () => {
    if (product.isInitialized) await product.destroy();
    await database.close();
  };
  const rewrite = (statement: string, parameters: readonly unknown[] = []) =>
    rewriteEvents(product, statement, parameters);
  return { ...database, url, config, sql, rewrite, addOrganizations, close };
}

/** Adds the same organizations each time, in every shape and with rows of every kind, many with a unique flag. */
export async function putLargeMigration(database: TestDatabase, organizations: number): Promise<void> {
  await loadSmallTaxonomy(database);
  await new RunEngine(database).useRules(RULES);
  const shapes = Math.min(SHAPES, organizations);
  await putTenants(database, fc.sample(tenantArbitrary, { seed: 42, numRuns: shapes }));
  const copies = `generate_series(1, (${organizations} - 1) / ${shapes}) AS copy`;
  const id = `${shapes} * copy`;
  for (const statement of [
    `INSERT INTO organizations (id, name, enabled_modules)
     SELECT id + ${id}, name || ', copy ' || copy,
            CASE WHEN jsonb_typeof(enabled_modules) = 'object' AND (id + copy) % 3 = 0
                 THEN enabled_modules || jsonb_build_object('Account ' || copy, id % 2 = 0)
                 ELSE enabled_modules END
     FROM organizations, ${copies} WHERE id + ${id} <= ${organizations} ORDER BY 1`,
    `INSERT INTO org_entitlements (org_id, module_id, status, partial, trial_expires_at, source)
     SELECT org_id + ${id}, module_id, status, partial, trial_expires_at, source
     FROM org_entitlements, ${copies} WHERE org_id + ${id} <= ${organizations} ORDER BY 1`,
    `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
     SELECT org_id + ${id}, module_id, submodule_id, enabled, source
     FROM org_subentitlements, ${copies} WHERE org_id + ${id} <= ${organizations} ORDER BY 1`,
    `UPDATE org_entitlements SET created_at = ${BEFORE}, updated_at = ${BEFORE}`,
    `UPDATE org_subentitlements SET created_at = ${BEFORE}, updated_at = ${BEFORE}`,
    `SELECT setval(pg_get_serial_sequence('organizations', 'id'), ${organizations})`,
    'VACUUM ANALYZE',
  ])
    await database.sql(statement);
}

/** The command for the same run as `startLargeMigration` starts. */
export const MIGRATE = [
  'migrate',
  '--execute',
  '--yes',
  '--trial-days',
  '30',
  '--error-budget',
  '100',
  '--reason',
  REASON,
];

/** Starts the execution, without a worker. */
export async function startLargeMigration(database: TestDatabase, allowRevocations: boolean): Promise<LargeMigration> {
  const input = {
    mode: 'EXECUTE',
    source: { fresh: { trialDays: 30, allowRevocations } },
    errorBudgetPercent: 100,
    reason: REASON,
  } as const;
  const { id } = await createServices(database, database.config).runs.start(cliActor(), input);
  return { database, runId: id };
}

export async function statusOf({ database, runId }: LargeMigration): Promise<string> {
  const [run] = await database.sql<{ status: string }>('SELECT status FROM migration_runs WHERE id = $1', [runId]);
  return run?.status ?? 'gone';
}

/** An execution or a rollback, as workers see it. */
export interface Phase {
  readonly batches: 'migration_run_batches' | 'migration_run_rollback_batches';
  readonly liveStatuses: readonly string[];
  /** SQL for half done organizations of run $1, of one organization in $2, with the remainder $3. */
  readonly halfDone: string;
}

/** The number of organizations whose batches are done. */
export async function processed({ database, runId }: LargeMigration, { batches }: Phase = EXECUTION): Promise<number> {
  const [row] = await database.sql<{ done: number }>(
    `SELECT coalesce(sum(cardinality(organization_ids)), 0)::int AS done FROM ${batches}
     WHERE run_id = $1 AND status = 'DONE'`,
    [runId],
  );
  return row?.done ?? 0;
}

/** One in this number of organizations has rows edited between a run and its rollback, which the rollback keeps. */
const EDITED_ONE_IN = 40;

/**
 * Edits some rows of the run by hand, and starts its rollback.
 * @param maxRate organizations a second; null for no limit
 */
export async function startRollback({ database, runId }: LargeMigration, maxRate: number | null): Promise<void> {
  await database.sql(
    `UPDATE org_entitlements SET status = 'disabled' WHERE updated_at > ${BEFORE} AND org_id % ${EDITED_ONE_IN} = 0`,
  );
  await database.sql('UPDATE migration_runs SET max_rate = $2 WHERE id = $1', [runId, maxRate]);
  await createServices(database, database.config).runs.rollBack(cliActor(), { id: String(runId), reason: REASON });
}

/** Throws if the entitlements differ from a database without a run, except for organizations with edited rows. */
export async function requireAsBefore({ database }: LargeMigration, beginning: TestDatabase): Promise<void> {
  const [now, before] = await Promise.all(
    [database, beginning].map((one) => one.sql<{ piece: number; hash: string }>(ACCESS_LINES)),
  );
  expectSame(now ?? [], before ?? []);
}

function expectSame(
  now: readonly { piece: number; hash: string }[],
  before: readonly { piece: number; hash: string }[],
): void {
  const was = new Map(before.map(({ piece, hash }) => [piece, hash]));
  const others = now.filter(({ piece, hash }) => was.get(piece) !== hash).map(({ piece }) => piece);
  if (was.size === 0) throw new Error('the database without a run has no entitlements');
  if (others.length > 0 || now.length !== was.size)
    throw new Error(
      `the rollback did not restore all organizations; some whose id modulo 1000 is ${others.join(', ')} differ`,
    );
}

/**
 * Organizations whose rows, journal, events and done batches do not match. At every moment of a database's only
 * execution there must be none.
 * @param oneIn checks one in this number of organizations, and other ones each time
 */
export async function halfDone(
  { database, runId }: LargeMigration,
  oneIn = 1,
  phase: Phase = EXECUTION,
): Promise<readonly unknown[]> {
  return database.sql(phase.halfDone, [runId, oneIn, Date.now() % oneIn]);
}

const HALF_DONE = `
  WITH journal AS (
    SELECT org_id, outcome,
           (SELECT count(*) FROM jsonb_array_elements(changes) c
            WHERE c ->> 'action' IN ('CREATE', 'UPDATE')) AS planned
    FROM migration_run_organizations WHERE run_id = $1 AND org_id % $2 = $3),
  done AS (
    SELECT org_id, count(*) AS times FROM migration_run_batches, unnest(organization_ids) AS org_id
    WHERE run_id = $1 AND status = 'DONE' AND org_id % $2 = $3 GROUP BY org_id),
  events AS (SELECT org_id, count(*) AS events FROM entitlement_events WHERE org_id % $2 = $3 GROUP BY org_id),
  rows AS (
    SELECT org_id, updated_at FROM org_entitlements UNION ALL SELECT org_id, updated_at FROM org_subentitlements),
  written AS (
    SELECT org_id, count(*) AS written FROM rows WHERE updated_at > ${BEFORE} AND org_id % $2 = $3 GROUP BY org_id)
  SELECT org_id, outcome, planned, times, events, written
  FROM journal FULL JOIN done USING (org_id) FULL JOIN events USING (org_id) FULL JOIN written USING (org_id)
  WHERE outcome IS NULL OR times IS DISTINCT FROM 1
     OR coalesce(events, 0) <> CASE outcome WHEN 'CHANGED' THEN 1 ELSE 0 END
     OR coalesce(written, 0) <> CASE outcome WHEN 'CHANGED' THEN planned ELSE 0 END
  LIMIT 5`;

/** Each organization of a done batch must have a rollback in its journal, and an event if a row was restored. */
const HALF_ROLLED_BACK = `
  WITH cut AS (
    SELECT org_id, status FROM migration_run_rollback_batches, unnest(organization_ids) AS org_id
    WHERE run_id = $1 AND org_id % $2 = $3),
  journal AS (
    SELECT org_id, outcome, rollback ->> 'outcome' AS rolled_back,
           coalesce((rollback ->> 'restored')::int, 0) AS restored
    FROM migration_run_organizations WHERE run_id = $1 AND org_id % $2 = $3),
  events AS (
    SELECT org_id, count(*) AS events FROM entitlement_events
    WHERE event_type = 'legacy_migration_rolled_back' AND org_id % $2 = $3 GROUP BY org_id)
  SELECT org_id, outcome, rolled_back, restored, status, events
  FROM journal FULL JOIN cut USING (org_id) FULL JOIN events USING (org_id)
  WHERE (rolled_back IS NOT NULL) <> (outcome = 'CHANGED' AND status IS NOT DISTINCT FROM 'DONE')
     OR coalesce(events, 0) <> CASE WHEN restored > 0 THEN 1 ELSE 0 END
  LIMIT 5`;

export const EXECUTION: Phase = {
  batches: 'migration_run_batches',
  liveStatuses: ['QUEUED', 'RUNNING'],
  halfDone: HALF_DONE,
};
export const ROLLBACK: Phase = {
  batches: 'migration_run_rollback_batches',
  liveStatuses: ['ROLLING_BACK'],
  halfDone: HALF_ROLLED_BACK,
};

const ACCESS_LINES = `
  SELECT org_id % 1000 AS piece, md5(string_agg(line, E'\\n' ORDER BY org_id, line)) AS hash FROM (
    SELECT org_id, concat_ws(' ', org_id, module_id, status, partial, source, trial_expires_at) AS line
    FROM org_entitlements
    UNION ALL
    SELECT org_id, concat_ws(' ', org_id, module_id, submodule_id, enabled, source) FROM org_subentitlements) AS lines
  WHERE org_id % ${EDITED_ONE_IN} <> 0 GROUP BY 1 ORDER BY 1`;

/**
 * Throws, naming the first differences, if two runs did not leave the same rows, apart from ids, times and workers.
 * The databases hash their rows in pieces, which works for any number of organizations.
 */
export async function requireSameOutcome(actual: LargeMigration, expected: LargeMigration): Promise<void> {
  const differences: string[] = [];
  const [counted, undisturbed] = [await progressLine(actual), await progressLine(expected)];
  if (counted !== undisturbed) differences.push(`progress: ${counted}\n   undisturbed: ${undisturbed}`);
  for (const [what, lines] of Object.entries(LINES)) {
    const [pieces, others] = [await hashPieces(actual, lines), await hashPieces(expected, lines)];
    const differing = [...new Set([...pieces.keys(), ...others.keys()])].filter(
      (piece) => pieces.get(piece) !== others.get(piece),
    );
    const [first] = differing.sort((a, b) => a - b);
    if (first === undefined) continue;
    const [here, there] = [await readPiece(actual, lines, first), await readPiece(expected, lines, first)];
    const only = (some: readonly string[], rest: readonly string[]) => {
      const known = new Set(rest);
      return some.filter((line) => !known.has(line)).slice(0, 3);
    };
    differences.push(
      [
        `${what}:`,
        ...only(here, there).map((line) => `  too much: ${line}`),
        ...only(there, here).map((line) => `  missing:  ${line}`),
      ].join('\n'),
    );
  }
  if (differences.length > 0)
    throw new Error(`the run did not end like an undisturbed one:\n${differences.join('\n')}`);
}

async function progressLine({ database, runId }: LargeMigration): Promise<string> {
  const { manager } = database.dataSource;
  const run = await manager.findOneByOrFail(MigrationRun, { id: runId });
  const progress = (await loadProgress(manager, [run])).get(runId);
  return JSON.stringify({ total: progress?.total, processed: progress?.processed, counts: progress?.counts });
}

const PIECE = 500;

async function hashPieces({ database, runId }: LargeMigration, lines: string): Promise<ReadonlyMap<number, string>> {
  const pieces = await database.sql<{ piece: number; hash: string }>(
    `${RUN} SELECT org / ${PIECE} AS piece, count(*) || md5(string_agg(line, E'\\n' ORDER BY org, line)) AS hash
     FROM (${lines}) AS lines GROUP BY 1`,
    [runId],
  );
  return new Map(pieces.map(({ piece, hash }) => [piece, hash]));
}

async function readPiece(
  { database, runId }: LargeMigration,
  lines: string,
  piece: number,
): Promise<readonly string[]> {
  const rows = await database.sql<{ line: string }>(
    `${RUN} SELECT concat_ws(' ', org, line) AS line FROM (${lines}) AS lines
     WHERE org / ${PIECE} = $2 ORDER BY org, lines.line`,
    [runId, piece],
  );
  return rows.map(({ line }) => line);
}

/** The run, with the end of its new trials as a time, as plans write it, and as PostgreSQL gives it for rows. */
const RUN = `
  WITH ends AS (SELECT *, created_at + trial_days * interval '24 hours' AS new_end FROM migration_runs WHERE id = $1),
  run AS (
    SELECT *, to_char(new_end AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS new_end_text,
           to_char(new_end AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS new_end_of_rows
    FROM ends)`;
const withoutNewEnd = (json: string) =>
  `replace(replace(${json}::text, run.new_end_text, 'a new trial''s'), run.new_end_of_rows, 'a new trial''s')`;
const touched = (row: string) =>
  `CASE WHEN ${row}.created_at > ${BEFORE} THEN 'new' WHEN ${row}.updated_at > ${BEFORE} THEN 'written'
        ELSE 'untouched' END`;
const changes = (json: string) =>
  `(SELECT string_agg(change, ',' ORDER BY change)
    FROM (SELECT ${withoutNewEnd('c')} FROM jsonb_array_elements(${json}) c) AS sorted (change))`;

/** What a run leaves, as lines of organizations, or of 0 for rows without an organization. */
const LINES: Readonly<Record<string, string>> = {
  entitlements: `
    SELECT e.org_id AS org,
           concat_ws(' ', m.module_key, e.status, e.partial, e.source,
             CASE e.trial_expires_at WHEN run.new_end THEN 'a new trial''s' ELSE e.trial_expires_at::text END,
             ${touched('e')}) AS line
    FROM org_entitlements e JOIN modules m ON m.id = e.module_id CROSS JOIN run`,
  subentitlements: `
    SELECT b.org_id AS org,
           concat_ws(' ', m.module_key, s.submodule_key, b.enabled, b.source, ${touched('b')}) AS line
    FROM org_subentitlements b JOIN modules m ON m.id = b.module_id JOIN submodules s ON s.id = b.submodule_id`,
  journal: `
    SELECT j.org_id AS org,
           concat_ws(' | ', outcome, coalesce(j.source_hash, '-'), coalesce(legacy_flags, '-'), mapped_modules,
             ${changes('j.changes')}, unmapped_flags, duplicate_flags, j.error,
             ${withoutNewEnd('j.rollback')}) AS line
    FROM migration_run_organizations j JOIN run ON run.id = j.run_id`,
  events: `
    SELECT org_id AS org,
           concat_ws(' | ', event_type, actor_user_id, e.reason, ${withoutNewEnd("(payload - 'runId' - 'changes')")},
             ${changes(`e.payload -> 'changes'`)}) AS line
    FROM entitlement_events e CROSS JOIN run`,
  batches: `
    SELECT org_id AS org, b.status AS line
    FROM migration_run_batches b JOIN run ON run.id = b.run_id, unnest(b.organization_ids) AS org_id`,
  'platform events': `
    SELECT 0 AS org,
           concat_ws(' | ', row_number() OVER (ORDER BY id), event_type, actor_id, reason, payload - 'runId') AS line
    FROM platform_events`,
  runs: `
    SELECT 0 AS org,
           concat_ws(' | ', mode, status, requested_by, reason, mapping_hash, taxonomy_hash, trial_days,
             allow_revocations, total, tolerated_failures, error, started_at IS NULL, finished_at IS NULL) AS line
    FROM run`,
};
