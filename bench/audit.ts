import { chainTriggers } from '../migrations/baseline/audit';
import { Output } from '../src/cli/support/output';
import { type BenchDatabase, createBenchDatabase } from './bench-database';
import { median } from './median';
import { runCommand } from './run-command';

/**
 * Measures what the chain of events costs an execution, by the same execution without it, and how long a verification
 * of many events takes. `npm run bench:audit [-- --small]` with DATABASE_URL set.
 */
const small = process.argv.includes('--small');
const ORGANIZATIONS = small ? 20_000 : 200_000;
const ROUNDS = small ? 3 : 5;
const EVENTS = small ? [100_000] : [100_000, 1_000_000];
/** Events of one statement, about as many as an execution writes. */
const BATCH = 5_000;

const out = new Output(false);

async function withDatabase(organizations: number, work: (database: BenchDatabase) => Promise<void>): Promise<void> {
  const serverUrl = process.env['DATABASE_URL'];
  if (!serverUrl) throw new Error('Set DATABASE_URL to a server on which this benchmark may create databases.');
  const database = await createBenchDatabase(serverUrl, organizations, 'common');
  try {
    await runCommand(database.url, 'seed');
    await work(database);
  } finally {
    await database.drop();
  }
}

/** Makes the trigger anew, for each statement or for none: without it, no command would start. */
async function putTrigger({ dataSource }: BenchDatabase, chained: boolean): Promise<void> {
  await dataSource.query('DROP TRIGGER portcullis_chain ON entitlement_events');
  const [trigger] = chainTriggers('entitlement_events', 'entitlement_events', 'created');
  await dataSource.query(
    chained
      ? (trigger?.create ?? '')
      : `CREATE TRIGGER portcullis_chain AFTER INSERT ON entitlement_events FOR EACH STATEMENT WHEN (false)
         EXECUTE FUNCTION portcullis.chain_events('entitlement_events')`,
  );
}

async function measureWriting(): Promise<void> {
  const seconds: Readonly<Record<'chained' | 'plain', number[]>> = { plain: [], chained: [] };
  await withDatabase(ORGANIZATIONS, async (database) => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const kind of round % 2 === 0 ? (['chained', 'plain'] as const) : (['plain', 'chained'] as const)) {
        await database.clear();
        await putTrigger(database, kind === 'chained');
        const args = ['migrate', '--execute', '--yes', '--json', '--workers', '2'];
        seconds[kind].push((await runCommand(database.url, ...args)).seconds);
      }
    }
  });
  out.heading(`An execution of ${ORGANIZATIONS} organizations, two workers, the medians of ${ROUNDS} in turn`);
  out.table(
    ['events', 's', 'of plain', 'fastest and slowest, s'],
    (['plain', 'chained'] as const).map((kind) => [
      kind,
      median(seconds[kind]).toFixed(2),
      (median(seconds[kind]) / median(seconds.plain)).toFixed(3),
      `${Math.min(...seconds[kind]).toFixed(1)}–${Math.max(...seconds[kind]).toFixed(1)}`,
    ]),
  );
}

async function measureVerifying(): Promise<void> {
  const rows: string[][] = [];
  await withDatabase(10_000, async (database) => {
    for (const events of EVENTS) {
      await database.clear();
      for (let done = 0; done < events; done += BATCH)
        await database.dataSource.query(
          `INSERT INTO entitlement_events (org_id, event_type, reason, payload)
           SELECT 1 + n % 10000, 'legacy_migration', 'a benchmark',
                  jsonb_build_object('runId', '1', 'actor', 'bench', 'changes', jsonb_build_array(
                    jsonb_build_object('action', 'CREATE', 'module', 'sales', 'before', null, 'after', n::text)))
           FROM generate_series($1::int, $2::int) AS n`,
          [done, done + BATCH - 1],
        );
      const { seconds, peakMemory } = await runCommand(database.url, 'audit', 'verify', '--json');
      rows.push([String(events), seconds.toFixed(1), String(peakMemory ?? '')]);
    }
  });
  out.heading('A verification of all events, its start included');
  out.table(['events', 's', 'peak MiB'], rows);
}

async function main(): Promise<void> {
  await measureVerifying();
  await measureWriting();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
