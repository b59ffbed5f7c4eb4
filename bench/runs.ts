import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Output } from '../src/cli/support/output';
import { type BenchDatabase, createBenchDatabase, ID_TYPES, type IdType } from './bench-database';
import type { Variety } from './generate-organizations';
import { median } from './median';
import { migrateBySql, preparePureSql, PURE_SQL } from './pure-sql-migration';
import { medianReadLatency } from './read-latency';
import { runCommand } from './run-command';
import { migrateByTypeorm } from './typeorm-migration';

/**
 * Measures the speed of ways to migrate, side by side on one server, how Portcullis grows with the number of
 * organizations, and what the type of their ids costs. `npm run bench:runs [-- --small] [-- --growth | --ids |
 * --changes]` with DATABASE_URL set.
 */
const small = process.argv.includes('--small');
const growthOnly = process.argv.includes('--growth');
const idsOnly = process.argv.includes('--ids');
const changesOnly = process.argv.includes('--changes');
const SIZE = small ? 20_000 : 200_000;
const GROWTH = small ? [5_000, 20_000] : [20_000, 200_000, 1_000_000];
const TYPEORM_SAMPLE = small ? 300 : 2_000;
/** The number of rounds in which each way is measured once. The medians are reported. */
const ROUNDS = 3;

interface Measure {
  readonly seconds: number;
  readonly peakMemory: number | null;
}

const out = new Output(false);

async function timed(work: () => Promise<unknown>): Promise<Measure> {
  const begun = performance.now();
  await work();
  return { seconds: (performance.now() - begun) / 1000, peakMemory: null };
}

async function withDatabase<Result>(
  organizations: number,
  variety: Variety,
  work: (database: BenchDatabase) => Promise<Result>,
  ids: IdType = 'int',
): Promise<Result> {
  const serverUrl = process.env['DATABASE_URL'];
  if (!serverUrl) throw new Error('Set DATABASE_URL to a server on which this benchmark may create databases.');
  const database = await createBenchDatabase(serverUrl, organizations, variety, ids);
  try {
    await runCommand(database.url, 'seed');
    return await work(database);
  } finally {
    await database.drop();
  }
}

async function migrate(database: BenchDatabase, workers: number): Promise<Measure> {
  return runCommand(database.url, 'migrate', '--execute', '--yes', '--json', '--workers', String(workers));
}

/** Measures the execution of a dry run's plan, without the dry run itself. */
async function executeReviewed(database: BenchDatabase): Promise<Measure> {
  await runCommand(database.url, 'migrate', '--json');
  const [dryRun]: readonly { id: number }[] = await database.dataSource.query(
    'SELECT max(id) AS id FROM migration_runs',
  );
  return runCommand(
    database.url,
    'migrate',
    '--execute',
    '--dry-run-id',
    String(dryRun?.id),
    '--yes',
    '--json',
    '--workers',
    '2',
  );
}

const REPOSITORIES = 'TypeORM repositories, select and save';
const ONE_STATEMENT = 'one INSERT … SELECT … ON CONFLICT, entitlements only';
const TWO_STATEMENTS = '  the same, halved over two connections';
const bySql = (statement: string, connections: number) => (database: BenchDatabase) =>
  timed(() => migrateBySql(database.dataSource, statement, SIZE, connections));

const WAYS: Readonly<Record<string, (database: BenchDatabase) => Promise<Measure>>> = {
  [ONE_STATEMENT]: bySql(PURE_SQL.repeatable, 1),
  [TWO_STATEMENTS]: bySql(PURE_SQL.repeatable, 2),
  'one INSERT … SELECT that fails if repeated': bySql(PURE_SQL.once, 1),
  '  the same over two connections': bySql(PURE_SQL.once, 2),
  'one statement with journal and events too': bySql(PURE_SQL.whole, 1),
  '  the same, over two connections': bySql(PURE_SQL.whole, 2),
  'Portcullis, one worker': (database) => migrate(database, 1),
  'Portcullis, two workers': (database) => migrate(database, 2),
  '  executing a reviewed dry run': executeReviewed,
};

async function compare(): Promise<void> {
  const measures = await withDatabase(SIZE, 'common', async (database) => {
    const { dataSource } = database;
    await preparePureSql(dataSource);
    await database.clear();
    const sample = await timed(() => migrateByTypeorm(dataSource, 1, TYPEORM_SAMPLE));
    const found = new Map<string, Measure[]>([
      [REPOSITORIES, [{ ...sample, seconds: (sample.seconds * SIZE) / TYPEORM_SAMPLE }]],
    ]);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, way] of Object.entries(WAYS)) {
        await database.clear();
        found.set(name, [...(found.get(name) ?? []), await way(database)]);
      }
    }
    return found;
  });
  measures.set('  no two flag values alike', [await withDatabase(SIZE, 'unique', (database) => migrate(database, 2))]);

  const secondsOf = (name: string) => median((measures.get(name) ?? []).map(({ seconds }) => seconds));
  out.heading(
    `${SIZE} organizations, 4⅓ entitlements each; repositories (extrapolated from ${TYPEORM_SAMPLE}) and Portcullis ` +
      'write journal and events too',
  );
  out.table(
    [
      '',
      'organizations/s',
      'times repositories',
      'times one statement',
      'time of two statements',
      'fastest and slowest, s',
      'peak MiB',
    ],
    [...measures].map(([name, all]) => {
      const seconds = all.map((one) => one.seconds);
      const peaks = all.flatMap(({ peakMemory }) => (peakMemory === null ? [] : [peakMemory]));
      return [
        name,
        Math.round(SIZE / median(seconds)).toString(),
        (secondsOf(REPOSITORIES) / median(seconds)).toFixed(1),
        (secondsOf(ONE_STATEMENT) / median(seconds)).toFixed(2),
        (median(seconds) / secondsOf(TWO_STATEMENTS)).toFixed(2),
        `${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)}`,
        peaks.length === 0 ? '' : String(Math.max(...peaks)),
      ];
    }),
  );
}

async function grow(): Promise<void> {
  const rows: string[][] = [];
  for (const organizations of GROWTH) {
    await withDatabase(organizations, 'common', async (database) => {
      await database.clear();
      const idle = await medianReadLatency(database.url, organizations, 2_000);
      const running = migrate(database, 2);
      const busy = await medianReadLatency(database.url, organizations, running);
      const { seconds, peakMemory } = await running;
      const again = await runCommand(database.url, 'migrate', '--execute', '--yes', '--json');
      rows.push([
        String(organizations),
        seconds.toFixed(1),
        Math.round(organizations / seconds).toString(),
        String(peakMemory ?? ''),
        again.seconds.toFixed(1),
        String(again.peakMemory ?? ''),
        idle.toFixed(2),
        busy.toFixed(2),
        (busy / idle).toFixed(2),
      ]);
    });
  }
  out.heading('Growth with two workers, and the latency of decisions meanwhile');
  out.table(
    [
      'organizations',
      'seconds',
      'per second',
      'peak MiB',
      'again: s',
      'again: MiB',
      'read idle, ms',
      'read meanwhile',
      'ratio',
    ],
    rows,
  );
}

/** An execution and a parity report for each type of ids, in turn, in databases that stand side by side. */
async function compareIds(): Promise<void> {
  const seconds = new Map<IdType, { readonly execution: number[]; readonly report: number[] }>();
  for (const type of ID_TYPES) seconds.set(type, { execution: [], report: [] });
  const measureAll = async (left: readonly IdType[], open: ReadonlyMap<IdType, BenchDatabase>): Promise<void> => {
    const [next, ...rest] = left;
    if (next !== undefined)
      return withDatabase(SIZE, 'common', (database) => measureAll(rest, new Map(open).set(next, database)), next);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [type, database] of open) {
        await database.clear();
        seconds.get(type)?.execution.push((await migrate(database, 2)).seconds);
        seconds.get(type)?.report.push((await runCommand(database.url, 'parity', '--json')).seconds);
      }
    }
  };
  await measureAll(ID_TYPES, new Map());
  const ofInt = (kind: 'execution' | 'report') => median(seconds.get('int')?.[kind] ?? []);
  out.heading(`Types of ids: ${SIZE} organizations, two workers, the medians of ${ROUNDS} in turn`);
  out.table(
    ['ids', 'execution, s', 'of int', 'parity report, s', 'of int'],
    [...seconds].map(([type, { execution, report }]) => [
      type,
      median(execution).toFixed(1),
      (median(execution) / ofInt('execution')).toFixed(2),
      median(report).toFixed(1),
      (median(report) / ofInt('report')).toFixed(2),
    ]),
  );
}

const PACKAGE = ['sales', 'hr', 'finance', 'inventory'];

/** Publishes the next version of the package `bench`. */
async function publish({ url }: BenchDatabase, modules: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-bench-'));
  const file = join(folder, 'packages.csv');
  await writeFile(
    file,
    ['package,display_name,module', ...modules.map((module) => `bench,Bench,${module}`)].join('\n'),
  );
  await runCommand(url, 'packages', 'load', file, '--reason', 'a benchmark');
  await rm(folder, { recursive: true });
}

/** A migration, and a move of all organizations to another version of a package with as many modules. */
async function comparePackages(): Promise<void> {
  const migrations: number[] = [];
  const moves: number[] = [];
  await withDatabase(SIZE, 'common', async (database) => {
    const packageRun = (version: number) =>
      runCommand(
        database.url,
        ...['change', 'package', `bench@${version}`, '--all', '--execute', '--yes', '--json'],
        ...['--allow-revocations', '--reason', 'a benchmark', '--workers', '2'],
      );
    for (const last of ['tasks_calendar', 'vouchers']) await publish(database, [...PACKAGE, last]);
    for (let round = 0; round < ROUNDS; round++) {
      await database.clear();
      migrations.push((await migrate(database, 2)).seconds);
      await database.clear();
      await packageRun(1);
      moves.push((await packageRun(2)).seconds);
    }
  });
  out.heading(`${SIZE} organizations, two workers, the medians of ${ROUNDS}: a migration, and a move of a package`);
  out.table(
    ['', 'seconds', 'organizations/s', 'of a migration'],
    (
      [
        ['migration', migrations],
        ['move to another version', moves],
      ] as const
    ).map(([name, seconds]) => {
      const middle = median(seconds);
      return [name, middle.toFixed(1), Math.round(SIZE / middle).toString(), (middle / median(migrations)).toFixed(2)];
    }),
  );
}

async function main(): Promise<void> {
  const all = !growthOnly && !idsOnly && !changesOnly;
  if (all) await compare();
  if (all || growthOnly) await grow();
  if (all || idsOnly) await compareIds();
  if (all || changesOnly) await comparePackages();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
