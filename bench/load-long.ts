import { setTimeout as delay } from 'node:timers/promises';
import type { Output } from '../src/cli/support/output';
import { LoadMix } from './load-mix';
import type { LoadSetup } from './load-setup';

const SAMPLE_MS = 15_000;
/** The first samples are left out, by this share: code is still being compiled, and pools grow. */
const WARMING = 0.25;
/** MiB a minute from which on growth counts as a leak: some 40 bytes for each thing done. */
const LEAK = 0.5;

interface Sample {
  readonly minute: number;
  /** MiB, after a collection of garbage. */
  readonly heap: number;
}

/** Puts a mixed load on a server, and tells whether its memory stays flat. @returns whether it does */
export async function runLong(
  setup: LoadSetup,
  { minutes, organizations, out }: { readonly minutes: number; readonly organizations: number; readonly out: Output },
): Promise<boolean> {
  const mix = new LoadMix(setup, organizations);
  const mib = (bytes: number) => bytes / 1_048_576;
  out.line(`empty: heap ${mib((await setup.server.used()).heap).toFixed(1)} MiB`);
  await mix.fill();
  const ended = new AbortController();
  const running = mix.run(ended.signal);
  running.catch(() => ended.abort());
  const begun = performance.now();
  const samples: Sample[] = [];
  while (!ended.signal.aborted && performance.now() - begun < minutes * 60_000) {
    const { heap, rss } = await setup.server.used();
    const minute = (performance.now() - begun) / 60_000;
    samples.push({ minute, heap: mib(heap) });
    const { queries, sockets, refused, overrides, events } = mix.done;
    out.line(
      `${minute.toFixed(2)} min: heap ${mib(heap).toFixed(1)} MiB, RSS ${mib(rss).toFixed(0)} MiB; ` +
        `${queries} queries, ${sockets} sockets (${refused} refused), ${overrides} overrides, ${events} events`,
    );
    await delay(SAMPLE_MS);
  }
  ended.abort();
  await running;
  const slope = slopeOf(samples.slice(Math.floor(samples.length * WARMING)));
  const left = await leftOpen(setup);
  out.line(`slope: ${slope.toFixed(3)} MiB a minute (a leak from ${LEAK} on); sockets and subscriptions left: ${left}`);
  return slope < LEAK && left === 0;
}

/** The median of the slopes between all pairs: one sample that is off does not move it. */
function slopeOf(samples: readonly Sample[]): number {
  const slopes = samples
    .flatMap((one, index) =>
      samples.slice(index + 1).map((other) => (other.heap - one.heap) / (other.minute - one.minute)),
    )
    .sort((a, b) => a - b);
  return slopes[Math.floor(slopes.length / 2)] ?? NaN;
}

/** What the server still counts, although all clients have gone. */
async function leftOpen({ server }: LoadSetup): Promise<number> {
  await delay(2_000);
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const values = [...text.matchAll(/^portcullis_(?:sockets\{.*\}|subscriptions) (\d+)$/gm)].map(([, value]) =>
    Number(value),
  );
  if (values.length !== 3) throw new Error('the metrics of sockets are missing');
  return values.reduce((sum, value) => sum + value, 0);
}
