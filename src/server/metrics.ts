import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AccessCountKey } from '../domain/parity/access-count';
import { BoundedNames } from '../platform/bounded-names';
import { addDatabaseMetrics, type DatabaseSources } from './database-metrics';

/** The sources of the metrics that are read at each scrape. */
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

type DecisionLabel = 'result' | 'reason' | 'module' | 'gating';

/** A request to the API. */
export interface OperationLabels {
  /** `query`, `mutation` or `subscription`; `none` if the request did not reach an operation. */
  readonly type: string;
  readonly name: string | null;
  /** `refused` if the client is at fault, `failed` if the server is. */
  readonly result: 'ok' | 'refused' | 'failed';
  readonly isSignedIn: boolean;
}

/** The metrics of a server, in a Prometheus registry of its own. */
export class Metrics {
  readonly registry = new Registry();
  /** Decisions since the metrics were last read: a request may have a thousand of the same kind. */
  private readonly decided = new Map<string, { readonly labels: Record<DecisionLabel, string>; count: number }>();
  private readonly decisions: Counter<DecisionLabel> = new Counter({
    name: 'portcullis_decisions_total',
    help: 'Checks answered, by result (allowed or denied), reason, module and gating.',
    labelNames: ['result', 'reason', 'module', 'gating'],
    registers: [this.registry],
    collect: () => {
      for (const { labels, count } of this.decided.values()) this.decisions.inc(labels, count);
      this.decided.clear();
    },
  });
  private readonly unexpected = new Counter({
    name: 'portcullis_unexpected_denials_total',
    help: 'Checks that the entitlements denied although the legacy flags allow them.',
    labelNames: ['module'],
    registers: [this.registry],
  });
  private readonly differences = new Counter({
    name: 'portcullis_shadow_differences_total',
    help: 'Checks under SHADOW that the entitlements would have answered differently.',
    labelNames: ['module'],
    registers: [this.registry],
  });
  private readonly bypasses = new Counter({
    name: 'portcullis_bypasses_total',
    help: 'Denials bypassed by a super admin, by the coordinate of the guard.',
    labelNames: ['coordinate'],
    registers: [this.registry],
  });
  private readonly modules = new Set<string>();
  private readonly names = new BoundedNames();
  private readonly durations = new Histogram({
    name: 'portcullis_operation_seconds',
    help: 'Duration of requests to the API, by the name of the operation and result (ok, refused or failed).',
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
      help: 'Organizations that decisions read: from the cache (hit), into it (miss), or without it (uncached).',
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
      help: 'Organizations whose entitlements this process keeps.',
      registers,
      collect() {
        this.set(sources.cache().organizations);
      },
    });
    new Gauge({
      name: 'portcullis_change_line_up',
      help: '1 while this process receives the changes that other processes make; while 0, it keeps nothing.',
      registers,
      collect() {
        this.set(sources.isLineUp() ? 1 : 0);
      },
    });
    new Counter({
      name: 'portcullis_uncounted_checks_total',
      help: 'Checks missing in access_counts because the database was unreachable and the buffer was full.',
      registers,
      collect() {
        this.reset();
        this.inc(sources.uncounted());
      },
    });
  }

  /** Counts a check. */
  decision({ allowed, reason, moduleKey: module, gating, unexpected, differs }: AccessCountKey): void {
    const result = allowed ? 'allowed' : 'denied';
    const text = `${result} ${reason} ${gating} ${module}`;
    const known = this.decided.get(text);
    if (known) known.count++;
    else this.decided.set(text, { labels: { result, reason, module, gating }, count: 1 });
    this.announce(module);
    if (unexpected) this.unexpected.inc({ module });
    if (differs) this.differences.inc({ module });
  }

  /** For Prometheus, a counter that begins at 1 has not increased: it would miss the first unexpected denial. */
  private announce(module: string): void {
    if (this.modules.has(module)) return;
    this.modules.add(module);
    this.unexpected.inc({ module }, 0);
    this.differences.inc({ module }, 0);
  }

  /** Counts a denial that a super admin bypassed. */
  bypassed(coordinate: string): void {
    this.bypasses.inc({ coordinate });
  }

  /**
   * Counts a request. Clients choose the names of operations, and could send any number of them: only the name of a
   * successful, authenticated request gets a label of its own.
   */
  operated({ type, name, result, isSignedIn }: OperationLabels, seconds: number): void {
    const operation = this.names.label(type, name, isSignedIn && result === 'ok');
    this.durations.observe({ operation, type, result }, seconds);
  }

  /** The text that Prometheus reads. */
  async text(): Promise<{ readonly contentType: string; readonly body: string }> {
    return { contentType: this.registry.contentType, body: await this.registry.metrics() };
  }
}
