import { parse } from 'graphql';
import { Output } from '../src/cli/support/output';
import { type Way, waysOverHttp, waysToGuard } from './guarded-leads';
import { median } from './median';

/**
 * Measures the cost of guards during execution, with all ways side by side in one process. `npm run bench:guard [--
 * --small]`.
 */
const small = process.argv.includes('--small');
/** The number of rounds in which each way is measured once. The medians are reported. */
const ROUNDS = small ? 7 : 21;
const ROUND_MS = small ? 60 : 150;

const out = new Output(false);

const SIX = '{ leads { id contact company value score likely: score } }';

interface Measured {
  readonly name: string;
  /** Milliseconds for one operation, in each round. */
  readonly ms: number[];
  bytes: number;
  errors: number;
}

async function measure(query: string, ways: readonly Way[]): Promise<readonly Measured[]> {
  const document = parse(query);
  const measured = new Map<Way, Measured>();
  for (const way of ways) {
    const text = await way.run(document);
    measured.set(way, { name: way.name, ms: [], bytes: text.length, errors: text.match(/"message":/g)?.length ?? 0 });
    await repeat(way, document, ROUND_MS); // warms up
  }
  for (let round = 0; round < ROUNDS; round++) {
    // Each round starts with another way, because the garbage of one way slows down the next.
    for (let turn = 0; turn < ways.length; turn++) {
      const way = ways[(round + turn) % ways.length];
      if (way) measured.get(way)?.ms.push(await repeat(way, document, ROUND_MS));
    }
  }
  return [...measured.values()];
}

/** @returns milliseconds for one operation */
async function repeat(way: Way, document: ReturnType<typeof parse>, forMs: number): Promise<number> {
  const begun = performance.now();
  let count = 0;
  do {
    await way.run(document);
    count++;
  } while (performance.now() - begun < forMs);
  return (performance.now() - begun) / count;
}

/** The median ratio of rounds. In each round, a slow machine affects both sides. */
function ratio(one: Measured | undefined, other: Measured): number {
  return median(other.ms.map((ms, round) => (one?.ms[round] ?? NaN) / ms));
}

async function main(): Promise<void> {
  const allowed = await measure(SIX, waysToGuard({ leads: 500, allowed: true }));
  const [free] = allowed;
  out.heading('500 objects × 6 fields, allowed');
  out.table(
    ['', 'ms', 'throughput, of no guard'],
    allowed.map((one) => [one.name, median(one.ms).toFixed(2), ratio(free, one).toFixed(2)]),
  );

  const http = await waysOverHttp({ leads: 500, allowed: true });
  const served: (readonly string[])[] = [];
  for (const ways of http.servers) {
    const [unguarded, own] = await measure(SIX, ways);
    if (!unguarded || !own) continue;
    if (own.errors + unguarded.errors > 0 || own.bytes !== unguarded.bytes) throw new Error(`${own.name} differs`);
    for (const one of [unguarded, own])
      served.push([one.name, median(one.ms).toFixed(2), ratio(unguarded, one).toFixed(2)]);
  }
  await http.close();
  out.heading('The same over HTTP, one request after the other');
  out.table(['', 'ms', 'throughput, of no guard'], served);

  const denied = (
    await measure('{ leads { id contact company value score } }', waysToGuard({ leads: 1_000, allowed: false }))
  ).slice(1);
  const [library] = denied;
  out.heading('1,000 objects × 5 fields, all denied');
  out.table(
    ['', 'ms', 'time, of Portcullis', 'errors', 'KB'],
    denied.map((one) => [
      one.name,
      median(one.ms).toFixed(2),
      library ? (1 / ratio(library, one)).toFixed(1) : '',
      String(one.errors),
      (one.bytes / 1_000).toFixed(0),
    ]),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
