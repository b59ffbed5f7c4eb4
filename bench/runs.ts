import { Output } from '../src/cli/output';
import { createBenchDatabase, type BenchDatabase } from './bench-database';
import { insertEntitlements, insertEntitlementsTwice, preparePureSql } from './pure-sql-takeover';
import { medianReadLatency } from './read-latency';
import { runCommand } from './run-command';
import { typeormTakeover } from './typeorm-takeover';
import type { Variety } from './generate-organizations';

/** What the takeover's writing costs, side by side in one run on one server. `npm run bench:runs [-- --small]` with DATABASE_URL set. */
const small = process.argv.includes('--small');
const SIZE = small ? 20_000 : 200_000;
const GROWTH = small ? [5_000, 20_000] : [20_000, 200_000, 1_000_000];
const TYPEORM_SAMPLE = small ? 300 : 2_000;

interface Measure {
  readonly name: string;
  readonly perSecond: number;
  readonly peakMemory: number | null;
}

const out = new Output(false);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function withDatabase<Result>(organizations: number, variety: Variety, work: (database: BenchDatabase) => Promise<Result>): Promise<Result> {
  const serverUrl = process.env['DATABASE_URL'];
  if (!serverUrl) throw new Error('Set DATABASE_URL to a server on which databases may be made.');
  const database = await createBenchDatabase(serverUrl, organizations, variety);
  try {
    await runCommand(database.url, 'seed');
    return await work(database);
  } finally {
    await database.drop();
  }
}

async function takeOver(database: BenchDatabase, organizations: number, workers: number, name: string): Promise<Measure & { seconds: number }> {
  await database.clear();
  const { seconds, peakMemory } = await runCommand(database.url, 'migrate', '--execute', '--yes', '--json', '--workers', String(workers));
  return { name, perSecond: organizations / seconds, peakMemory, seconds };
}

async function compare(): Promise<void> {
  const measures = await withDatabase(SIZE, 'common', async (database) => {
    const { dataSource } = database;
    await preparePureSql(dataSource);
    await database.clear();
    const [run]: readonly { id: number }[] = await dataSource.query(
      `INSERT INTO migration_runs (mode, status, requested_by, reason, mapping_name, mapping_hash, mapping_rules, taxonomy_hash, rules_version, module_count,
         submodule_count, allow_revocations, error_budget_percent, input_hash)
       VALUES ('DRY_RUN', 'CANCELLED', 'bench', 'bench', '', '', '[]', '', 1, 0, 0, false, 10, '') RETURNING id`,
    );
    const typeorm = await timed(() => typeormTakeover(dataSource, run?.id ?? 0, TYPEORM_SAMPLE));
    await database.clear();
    const single = await timed(() => insertEntitlements(dataSource, 0, SIZE));
    await database.clear();
    const double = await timed(() => insertEntitlementsTwice(dataSource, SIZE));
    return [
      { name: `(a) TypeORM repositories, from ${TYPEORM_SAMPLE}`, perSecond: TYPEORM_SAMPLE / typeorm, peakMemory: null },
      { name: '(b) one INSERT … SELECT, entitlements only', perSecond: SIZE / single, peakMemory: null },
      { name: '(b) the same over two connections', perSecond: SIZE / double, peakMemory: null },
      await takeOver(database, SIZE, 1, '(c) Portcullis, one worker'),
      await takeOver(database, SIZE, 2, '(c) Portcullis, two workers'),
    ];
  });
  const unique = await withDatabase(SIZE, 'unique', (database) => takeOver(database, SIZE, 2, '(c) two workers, no two flag values alike'));
  const all: readonly Measure[] = [...measures, unique];
  const [typeorm, single, double] = measures.map(({ perSecond }) => perSecond);
  out.heading(`${SIZE} organizations, 4⅓ entitlements each; (a) and (c) write journal and events too`);
  out.table(
    ['', 'organizations/s', 'times (a)', 'times (b) one', 'time of (b) two', 'peak MiB'],
    all.map(({ name, perSecond, peakMemory }) => [
      name,
      Math.round(perSecond).toString(),
      (perSecond / (typeorm ?? NaN)).toFixed(1),
      (perSecond / (single ?? NaN)).toFixed(2),
      ((double ?? NaN) / perSecond).toFixed(2),
      peakMemory === null ? '' : String(peakMemory),
    ]),
  );
}

async function grow(): Promise<void> {
  const rows: string[][] = [];
  for (const organizations of GROWTH) {
    await withDatabase(organizations, 'common', async (database) => {
      const idle = await medianReadLatency(database.url, organizations, 2_000);
      await database.clear();
      const running = takeOver(database, organizations, 2, '');
      const busy = await medianReadLatency(database.url, organizations, running);
      const { seconds, perSecond, peakMemory } = await running;
      const again = await runCommand(database.url, 'migrate', '--execute', '--yes', '--json');
      rows.push([String(organizations), seconds.toFixed(1), Math.round(perSecond).toString(), String(peakMemory ?? ''), again.seconds.toFixed(1), String(again.peakMemory ?? ''), idle.toFixed(2), busy.toFixed(2), (busy / idle).toFixed(2)]);
    });
  }
  out.heading('How it grows, with two workers; a decision is read meanwhile');
  out.table(['organizations', 'seconds', 'per second', 'peak MiB', 'again: s', 'again: MiB', 'read idle, ms', 'read meanwhile', 'ratio'], rows);
}

compare()
  .then(grow)
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
