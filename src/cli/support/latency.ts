/** How many of a server's requests, since it started, took no longer than each bound in seconds. */
type Buckets = ReadonlyMap<number, number>;

const SAMPLE = /^portcullis_operation_seconds_bucket\{(.*)\} (\S+)$/gm;
const SCRAPE_MS = 3_000;

export interface Latency {
  readonly requests: number;
  /** In seconds, estimated from the histogram's buckets. */
  readonly p50: number;
  readonly p95: number;
}

/** Latency by the `/metrics` of some servers: before the watch began, and since. */
export class LatencyWatch {
  private readonly first = new Map<string, Buckets>();

  constructor(private readonly urls: readonly string[]) {}

  /** @returns null if no server is given; `unreachable` lists the addresses that did not answer */
  async look(): Promise<{
    readonly before: Latency;
    readonly recent: Latency;
    readonly unreachable: readonly string[];
  } | null> {
    if (this.urls.length === 0) return null;
    const scraped = await Promise.all(this.urls.map(async (url) => [url, await scrape(url)] as const));
    const before = new Map<number, number>();
    const recent = new Map<number, number>();
    for (const [url, buckets] of scraped) {
      if (!buckets) continue;
      const first = this.first.get(url) ?? buckets;
      this.first.set(url, first);
      // A server that has restarted counts from 0.
      const isNew = [...buckets].some(([bound, count]) => count < (first.get(bound) ?? 0));
      for (const [bound, count] of buckets) {
        before.set(bound, (before.get(bound) ?? 0) + (first.get(bound) ?? 0));
        recent.set(bound, (recent.get(bound) ?? 0) + (isNew ? count : count - (first.get(bound) ?? 0)));
      }
    }
    return {
      before: latencyOf(before),
      recent: latencyOf(recent),
      unreachable: scraped.flatMap(([url, buckets]) => (buckets ? [] : [url])),
    };
  }
}

async function scrape(url: string): Promise<Buckets | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(SCRAPE_MS) });
    if (!response.ok) return null;
    const buckets = new Map<number, number>();
    for (const [, labels = '', value] of (await response.text()).matchAll(SAMPLE)) {
      const bound = Number(/le="([^"]+)"/.exec(labels)?.[1]?.replace('+Inf', 'Infinity'));
      buckets.set(bound, (buckets.get(bound) ?? 0) + Number(value));
    }
    return buckets;
  } catch {
    return null; // the frame lists it as unreachable
  }
}

function latencyOf(buckets: Buckets): Latency {
  const bounds = [...buckets].sort(([a], [b]) => a - b);
  const requests = bounds.at(-1)?.[1] ?? 0;
  return { requests, p50: quantile(bounds, 0.5 * requests), p95: quantile(bounds, 0.95 * requests) };
}

/** As Prometheus estimates it: evenly spread within a bucket; beyond the last bound, that bound. */
function quantile(bounds: readonly (readonly [bound: number, count: number])[], rank: number): number {
  let lower = 0;
  let below = 0;
  for (const [bound, count] of bounds) {
    if (count >= rank && count > below)
      return bound === Infinity ? lower : lower + ((bound - lower) * (rank - below)) / (count - below);
    lower = bound;
    below = count;
  }
  return 0;
}
