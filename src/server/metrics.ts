import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AccessCountKey } from '../domain/parity/access-count';
import { BoundedNames } from '../platform/bounded-names';
import { addDatabaseMetrics, type DatabaseSources } from './database-metrics';
import type { ExceededLimit } from './request-limits';
import { addSocketMetrics } from './socket-metrics';
import type { SocketFigures } from './socket-places';

/** The sources of the metrics that are read at each scrape. */
export interface MetricSources extends DatabaseSources {
  readonly cache: () => {
    readonly hits: number;
    readonly misses: number;
    readonly uncached: number;
    readonly stale: number;
    readonly organizations: number;
  };
  readonly isLineUp: () => boolean;
  /** How far the clock of this process is ahead of the database's; null if it is not known yet. */
  readonly clockOffsetMs: () => number | null;
  /** Reads of access by the server that answered; null where only the primary is asked. */
  readonly replicas: () => { readonly replica: number; readonly primary: number } | null;
  /** Requests that did not go the whole way: executed at once, or answered with what was answered before. */
  readonly shortcuts: () => { readonly executed: number; readonly kept: number };
  /** Checks that could not be counted. */
  readonly uncounted: () => number;
  readonly sockets: () => SocketFigures;
  /** Requests and messages that were refused because there were too many, by limit. */
  readonly rateLimited: () => Readonly<Record<ExceededLimit, number>>;
}

interface MetricsText {
  readonly contentType: string;
  readonly body: string;
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

/** How often the metrics are written in a second. */
const MOST_IN_SECOND = 20;

/** The metrics of a server, in a Prometheus registry of its own. */
export class Metrics {
  readonly registry = new Registry();
  /** Many that ask at once get the same text: it takes milliseconds to write. */
  private writing: Promise<MetricsText> | null = null;
  private written: { readonly text: MetricsText; readonly at: number } | null = null;
  private writtenInSecond = 0;
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
  private readonly stale = new Counter({
    name: 'portcullis_stale_decisions_total',
    help: 'Checks answered from what was known before the database stopped to answer.',
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
    addSocketMetrics(this.registry, sources.sockets);
    new Counter({
      name: 'portcullis_cache_reads_total',
      help:
        'Organizations that decisions read: from the cache (hit), into it (miss), without it (uncached), or from ' +
        'what was known before the database went away (stale).',
      labelNames: ['result'],
      registers,
      collect() {
        const { hits, misses, uncached, stale } = sources.cache();
        this.reset();
        for (const [result, count] of Object.entries({ hit: hits, miss: misses, uncached, stale }))
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
    new Counter({
      name: 'portcullis_shortcuts_total',
      help:
        'Requests for a document that was answered before: executed without reading it again, or answered with what ' +
        'was kept.',
      labelNames: ['result'],
      registers,
      collect() {
        this.reset();
        for (const [result, count] of Object.entries(sources.shortcuts())) this.inc({ result }, count);
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
    new Gauge({
      name: 'portcullis_clock_offset_seconds',
      help:
        "How far the clock of this process is ahead of the database's at least, negative if it is behind: decisions " +
        'about trials and overrides are made by it.',
      registers,
      collect() {
        const offset = sources.clockOffsetMs();
        this.set(offset === null ? NaN : offset / 1_000);
      },
    });
    new Counter({
      name: 'portcullis_replica_reads_total',
      help:
        'With DATABASE_READ_URL: reads of access by the server that answered, a replica, or the primary because no ' +
        'replica was known to have replayed every change.',
      labelNames: ['server'],
      registers,
      collect() {
        this.reset();
        for (const [server, count] of Object.entries(sources.replicas() ?? {})) this.inc({ server }, count);
      },
    });
    new Counter({
      name: 'portcullis_rate_limited_total',
      help:
        'Requests, subscriptions and messages refused because there were too many in a minute, by limit: of an ' +
        'actor, a backend (service), an address, an address without a valid token (unsigned), or a WebSocket ' +
        '(messages); and large requests, because too many were under way (large).',
      labelNames: ['limit'],
      registers,
      collect() {
        this.reset();
        for (const [limit, count] of Object.entries(sources.rateLimited())) this.inc({ limit }, count);
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

  /** Counts a check. @param isStale whether it was answered from what was known before the database went away */
  decision(
    { allowed, reason, moduleKey: module, gating, unexpected, differs }: AccessCountKey,
    isStale: boolean,
  ): void {
    if (isStale) this.stale.inc();
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
  async text(): Promise<MetricsText> {
    const second = Math.floor(performance.now() / 1_000);
    if (this.written?.at !== second) this.writtenInSecond = 0;
    // Nobody who needs it asks so often: the rest of a flood gets what there is.
    else if (this.writtenInSecond >= MOST_IN_SECOND) return this.written.text;
    this.writing ??= this.registry
      .metrics()
      .then((body) => ({ contentType: this.registry.contentType, body }))
      .finally(() => (this.writing = null));
    const text = await this.writing;
    this.written = { text, at: second };
    this.writtenInSecond++;
    return text;
  }
}
