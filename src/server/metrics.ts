import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { BoundedNames } from '../platform/bounded-names';
import { addDatabaseMetrics, type DatabaseSources } from './database-metrics';

/** What a scrape reads at that moment. */
export interface MetricSources extends DatabaseSources {
  readonly cache: () => {
    readonly hits: number;
    readonly misses: number;
    readonly uncached: number;
    readonly organizations: number;
  };
  readonly isLineUp: () => boolean;
  /** Checks that could not be counted. */
  readonly uncounted: () => number;
}

/** A decision, by names of which there is a bounded number. */
export interface DecisionLabels {
  readonly allowed: boolean;
  readonly reason: string;
  readonly module: string;
  readonly gating: string;
  readonly unexpected: boolean;
  readonly differs: boolean;
}

/** A request to the API. */
export interface OperationLabels {
  /** `none` where it came to no operation. */
  readonly type: string;
  readonly name: string | null;
  /** `refused` where the client is to blame, `failed` where we are. */
  readonly result: 'ok' | 'refused' | 'failed';
  readonly isSignedIn: boolean;
}

/** A server's figures for Prometheus, in a registry of its own. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly decisions = new Counter({
    name: 'portcullis_decisions_total',
    help: 'Checks that were answered.',
    labelNames: ['result', 'reason', 'module', 'gating'],
    registers: [this.registry],
  });
  private readonly unexpected = new Counter({
    name: 'portcullis_unexpected_denials_total',
    help: 'Checks denied by entitlements where the legacy flags would have allowed.',
    labelNames: ['module'],
    registers: [this.registry],
  });
  private readonly differences = new Counter({
    name: 'portcullis_shadow_differences_total',
    help: 'Checks under SHADOW of which the entitlements would have answered otherwise.',
    labelNames: ['module'],
    registers: [this.registry],
  });
  private readonly bypasses = new Counter({
    name: 'portcullis_bypasses_total',
    help: 'Denials that a super admin passed over.',
    labelNames: ['coordinate'],
    registers: [this.registry],
  });
  private readonly modules = new Set<string>();
  private readonly names = new BoundedNames();
  private readonly durations = new Histogram({
    name: 'portcullis_operation_seconds',
    help: 'How long requests to the API took, by the name of their operation.',
    labelNames: ['operation', 'type', 'result'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });

  constructor(sources: MetricSources) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    addDatabaseMetrics(this.registry, sources);
    new Counter({
      name: 'portcullis_cache_reads_total',
      help: 'Organizations that decisions asked for: kept, loaded and kept, or loaded while nothing is kept (by request).',
      labelNames: ['result'],
      registers,
      collect() {
        const { hits, misses, uncached } = sources.cache();
        this.reset();
        for (const [result, count] of Object.entries({ hit: hits, miss: misses, uncached }))
          this.inc({ result }, count);
      },
    });
    new Gauge({
      name: 'portcullis_cache_organizations',
      help: 'Organizations that are kept.',
      registers,
      collect() {
        this.set(sources.cache().organizations);
      },
    });
    new Gauge({
      name: 'portcullis_change_line_up',
      help: '1 while changes by other processes are heard of; while 0, nothing is kept.',
      registers,
      collect() {
        this.set(sources.isLineUp() ? 1 : 0);
      },
    });
    new Counter({
      name: 'portcullis_uncounted_checks_total',
      help: 'Checks that are missing in access_counts, since too many kinds were held while the database was away.',
      registers,
      collect() {
        this.reset();
        this.inc(sources.uncounted());
      },
    });
  }

  /** Counts a check. */
  decided({ allowed, reason, module, gating, unexpected, differs }: DecisionLabels): void {
    this.decisions.inc({ result: allowed ? 'allowed' : 'denied', reason, module, gating });
    this.announce(module);
    if (unexpected) this.unexpected.inc({ module });
    if (differs) this.differences.inc({ module });
  }

  /** A counter that begins at 1 has not increased, as Prometheus sees it: the first unexpected denial would go unseen. */
  private announce(module: string): void {
    if (this.modules.has(module)) return;
    this.modules.add(module);
    this.unexpected.inc({ module }, 0);
    this.differences.inc({ module }, 0);
  }

  /** Counts a denial that a super admin passed over. */
  bypassed(coordinate: string): void {
    this.bypasses.inc({ coordinate });
  }

  /** Counts a request. Names are the clients', and there is no end of them: only what somebody who is known asked, and got, makes a name known. */
  operated({ type, name, result, isSignedIn }: OperationLabels, seconds: number): void {
    const operation = this.names.label(type, name, isSignedIn && result === 'ok');
    this.durations.observe({ operation, type, result }, seconds);
  }

  /** The text that Prometheus reads. */
  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }
}
