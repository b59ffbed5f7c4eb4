import { setTimeout as delay } from 'node:timers/promises';

const PER_SECOND = 50;

export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Sends a query at a steady pace, whether the ones before were answered or not, and measures how long each takes. */
export class LoadProbe {
  private taken: number[] = [];
  private readonly running = new Set<Promise<void>>();
  private stopped = false;
  private readonly pacing: Promise<void>;

  /** @param send sends one query, and waits for its answer; it gets how many were sent before */
  constructor(private readonly send: (number: number) => Promise<unknown>) {
    this.pacing = this.pace();
  }

  /** The latencies of what was sent since it was last asked, in milliseconds. */
  async take(): Promise<Latencies> {
    await Promise.all(this.running);
    return latenciesOf(this.taken.splice(0));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.pacing;
    await Promise.all(this.running);
  }

  private async pace(): Promise<void> {
    const begun = performance.now();
    for (let number = 0; !this.stopped; number++) {
      const due = begun + (number * 1_000) / PER_SECOND;
      await delay(Math.max(0, due - performance.now()));
      const sent = this.send(number).then(() => {
        // From when it was due: a server that stands still must not be spared the queries of that time.
        this.taken.push(performance.now() - due);
      });
      this.running.add(sent);
      void sent.finally(() => this.running.delete(sent));
    }
  }
}

export function latenciesOf(numbers: readonly number[]): Latencies {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}
