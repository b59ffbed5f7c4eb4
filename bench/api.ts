import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { z } from 'zod';
import { Output } from '../src/cli/support/output';
import { type ApiWorkload, apiWorkloads, type Part } from './api-workloads';
import { createBenchDatabase } from './bench-database';
import { median } from './median';
import { type BenchServer, cpuOf, enforceAll, startPortcullis, startServer, tokenFor } from './start-server';

/**
 * Measures the API beside a bare Apollo Server on Fastify that gives the same answers from memory, interleaved in one
 * run: `npm run bench:api [-- --small] [--only 'menu;viewer']` with DATABASE_URL set. Both are processes of their own;
 * the client is a third.
 */
const small = process.argv.includes('--small');
const ROUNDS = small ? 1 : 3;
const SECONDS = small ? 2 : 5;
const asked = process.argv.indexOf('--only');
const only = asked < 0 ? null : process.argv.at(asked + 1)?.split(';');
const CONNECTIONS = 32;

const out = new Output(false);
const answer = z.object({ data: z.record(z.string(), z.unknown()), errors: z.undefined().optional() });

interface Side extends BenchServer {
  readonly headers: Readonly<Record<string, string>>;
}

interface Figures {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of processor time for one request. */
  readonly cpu: number;
}

async function ask(side: Side, { query, variables }: ApiWorkload): Promise<string> {
  const response = await fetch(`${side.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...side.headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}

async function load(side: Side, { query, variables }: ApiWorkload, seconds: number, rate?: number): Promise<Figures> {
  const before = cpuOf(side);
  const { requests, latency, non2xx, errors } = await autocannon({
    url: `${side.url}/graphql`,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...side.headers },
    body: JSON.stringify({ query, variables }),
    connections: CONNECTIONS,
    duration: seconds,
    ...(rate !== undefined && { overallRate: rate }),
  });
  if (non2xx + errors > 0) throw new Error(`${String(non2xx + errors)} requests failed`);
  return {
    perSecond: requests.total / seconds,
    p50: latency.p50,
    p99: latency.p99,
    cpu: (cpuOf(side) - before) / requests.total,
  };
}

function medianOf(all: readonly Figures[]): Figures {
  const of = (field: keyof Figures) => median(all.map((one) => one[field]));
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99'), cpu: of('cpu') };
}

async function main(): Promise<void> {
  const server = process.env['DATABASE_URL'];
  if (server === undefined) throw new Error('Set DATABASE_URL to a PostgreSQL server.');
  const folder = mkdtempSync(join(tmpdir(), 'bench-api-'));
  const database = await createBenchDatabase(server, 1_000, 'common');
  const sides: Side[] = [];
  try {
    await enforceAll(database);
    const token = await tokenFor(database, '--role', 'MEMBER', '--org', '7');
    const own = {
      ...(await startPortcullis({ DATABASE_URL: database.url })),
      headers: { authorization: `Bearer ${token}` },
    };
    sides.push(own);
    const parts: readonly Part[] = await database.dataSource.query(
      `SELECT module_key AS "moduleKey", submodule_key AS "submoduleKey"
       FROM modules m LEFT JOIN submodules s ON s.module_id = m.id ORDER BY m.id, s.id`,
    );
    const workloads = apiWorkloads(parts).filter(({ name }) => !only || only.includes(name));
    const tsx = createRequire(__filename).resolve('tsx');
    const rows: (readonly string[])[] = [];
    for (const workload of workloads) {
      const answered = await ask(own, workload);
      const file = join(folder, 'answers.json');
      writeFileSync(file, JSON.stringify(answer.parse(JSON.parse(answered)).data));
      const bare = { ...(await startServer(['--import', tsx, 'bench/bare-api.ts', file])), headers: {} };
      sides.push(bare);
      if ((await ask(bare, workload)) !== answered) throw new Error(`${workload.name}: the answers differ`);
      const figures: { readonly bare: Figures[]; readonly own: Figures[] } = { bare: [], own: [] };
      for (const side of [bare, own]) await load(side, workload, SECONDS); // compiles what is hot, on both sides
      for (let round = 0; round < ROUNDS; round++) {
        figures.bare.push(await load(bare, workload, SECONDS));
        figures.own.push(await load(own, workload, SECONDS));
      }
      const half = await load(own, workload, SECONDS, Math.round(medianOf(figures.own).perSecond / 2));
      bare.process.kill();
      const [free, ours] = [medianOf(figures.bare), medianOf(figures.own)];
      rows.push([
        workload.name,
        (answered.length / 1_000).toFixed(1),
        free.perSecond.toFixed(0),
        ours.perSecond.toFixed(0),
        median(figures.own.map(({ perSecond }, round) => perSecond / (figures.bare[round]?.perSecond ?? NaN))).toFixed(
          2,
        ),
        ours.p50.toFixed(0),
        ours.p99.toFixed(0),
        half.p99.toFixed(0),
        `${free.cpu.toFixed(2)}, ${ours.cpu.toFixed(2)}`,
      ]);
      out.line(rows.at(-1)?.join(' | ') ?? '');
    }
    out.table(
      ['', 'kB', 'bare/s', 'Portcullis/s', 'of bare', 'p50 ms', 'p99 ms', 'p99 at half', 'CPU ms: bare, own'],
      rows,
    );
  } finally {
    for (const side of sides) side.process.kill();
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
