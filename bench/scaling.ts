import autocannon from 'autocannon';
import { Output } from '../src/cli/support/output';
import { createBenchDatabase } from './bench-database';
import { type BenchServer, cpuOf, enforceAll, startPortcullis, tokenFor } from './start-server';

/**
 * Measures several servers on one database: `npm run bench:scaling` with DATABASE_URL set, and DATABASE_READ_URL for a
 * streaming standby of it. *Warm*: each asks about organizations that the servers keep. *Cold*: each request is about
 * an organization that its server does not keep, so that it is loaded.
 */
const ORGANIZATIONS = 20_000;
const SECONDS = 5;
const CONNECTIONS = 32;

const out = new Output(false);

interface Setting {
  readonly name: string;
  readonly servers: number;
  readonly warm: boolean;
  readonly environment: Readonly<Record<string, string>>;
}

async function load(servers: readonly BenchServer[], token: string, warm: boolean, seconds: number) {
  const before = servers.map(cpuOf);
  const results = await Promise.all(
    servers.map(({ url }, index) => {
      // Each server gets organizations of its own, one after the other.
      let next = index * 1_000;
      return autocannon({
        url: `${url}/graphql`,
        method: 'POST',
        connections: CONNECTIONS / servers.length,
        duration: seconds,
        requests: [
          {
            headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
            setupRequest: (request) => {
              next = warm ? (next + 1) % 100 : (next + 1) % ORGANIZATIONS;
              const checks = [{ organizationId: String(next + 1), moduleKey: 'sales' }];
              const query =
                'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed } }';
              return { ...request, body: JSON.stringify({ query, variables: { checks } }) };
            },
          },
        ],
      });
    }),
  );
  const failed = results.reduce((sum, { errors, non2xx }) => sum + errors + non2xx, 0);
  if (failed > 0) throw new Error(`${failed} requests failed`);
  const requests = results.reduce((sum, one) => sum + one.requests.total, 0);
  const cpu = servers.reduce((sum, server, index) => sum + cpuOf(server) - (before[index] ?? 0), 0);
  return {
    perSecond: requests / seconds,
    p99: Math.max(...results.map(({ latency }) => latency.p99)),
    cpu: cpu / requests,
  };
}

async function main(): Promise<void> {
  const { DATABASE_URL: primary, DATABASE_READ_URL: replica } = process.env;
  if (primary === undefined) throw new Error('Set DATABASE_URL to a PostgreSQL server.');
  delete process.env['DATABASE_READ_URL'];
  const database = await createBenchDatabase(primary, ORGANIZATIONS, 'common');
  try {
    await enforceAll(database);
    const token = await tokenFor(database, '--role', 'SUPER_ADMIN');
    const reads = replica === undefined ? null : new URL(replica);
    if (reads) reads.pathname = new URL(database.url).pathname;
    const cold = { PORTCULLIS_CACHE_SIZE: '100' };
    const settings: readonly Setting[] = [
      ...[1, 2, 4].map((servers) => ({ name: 'warm', servers, warm: true, environment: {} })),
      ...[1, 2, 4].map((servers) => ({ name: 'cold', servers, warm: false, environment: cold })),
      ...(reads
        ? [1, 2].map((servers) => ({
            name: 'cold, with a replica',
            servers,
            warm: false,
            environment: { ...cold, DATABASE_READ_URL: reads.href },
          }))
        : []),
    ];
    const rows: (readonly string[])[] = [];
    for (const { name, servers: count, warm, environment } of settings) {
      const servers = await Promise.all(
        Array.from({ length: count }, () => startPortcullis({ DATABASE_URL: database.url, ...environment })),
      );
      try {
        await load(servers, token, warm, 2);
        const statements = async () => {
          const [row]: readonly { calls: string }[] = await database.dataSource.query(
            'SELECT xact_commit::text AS calls FROM pg_stat_database WHERE datname = current_database()',
          );
          return Number(row?.calls);
        };
        const before = await statements();
        const { perSecond, p99, cpu } = await load(servers, token, warm, SECONDS);
        const primaryReads = ((await statements()) - before) / (perSecond * SECONDS);
        rows.push([name, String(count), perSecond.toFixed(0), p99.toFixed(0), cpu.toFixed(2), primaryReads.toFixed(2)]);
        out.line(rows.at(-1)?.join(' | ') ?? '');
      } finally {
        for (const server of servers) server.process.kill();
      }
    }
    out.table(
      ['', 'servers', 'requests/s', 'p99 ms', 'CPU ms a request', 'transactions of the primary a request'],
      rows,
    );
  } finally {
    await database.drop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
