import { Counter, Gauge, type Registry } from 'prom-client';
import type { PoolFigures } from '../database/pool-errors';
import { API_SOURCE } from '../domain/parity/access-count';
import type { LiveFigures, LiveRun, SourceFigures } from '../features/watch/live-figures';

/** The sources of the metrics about the database. */
export interface DatabaseSources {
  readonly pool: () => PoolFigures;
  /** Null if the database does not answer. */
  readonly live: () => Promise<LiveFigures | null>;
  /** Triggers that notify of changes and are missing or switched off; null if the database does not answer. */
  readonly lostTriggers: () => Promise<number | null>;
  /** Today's checks by source; null if the database does not answer. */
  readonly sources: () => Promise<readonly SourceFigures[] | null>;
}

const OUTCOMES = ['changed', 'unchanged', 'failed', 'stale', 'skipped'] as const;
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/**
 * Adds the metrics of this process's connections, and of the work in the database: the latter are the same from every
 * server of one database.
 */
export function addDatabaseMetrics(registry: Registry, { pool, live, lostTriggers, sources }: DatabaseSources): void {
  const registers = [registry];
  new Gauge({
    name: 'portcullis_database_connections',
    help:
      'Connections of this process: all (total), those not in use (idle), and, while the database refuses more ' +
      '(allowed), how many it gives.',
    labelNames: ['state'],
    registers,
    collect() {
      const { total, idle, allowed } = pool();
      this.reset();
      if (allowed !== null) this.set({ state: 'allowed' }, allowed);
      this.set({ state: 'total' }, total);
      this.set({ state: 'idle' }, idle);
    },
  });
  new Gauge({
    name: 'portcullis_database_waiting',
    help: 'Statements and transactions that wait for a connection.',
    registers,
    collect() {
      this.set(pool().waiting);
    },
  });
  new Counter({
    name: 'portcullis_database_connection_errors_total',
    help: 'Connections that could not be opened (refused) or that broke while idle (lost).',
    labelNames: ['kind'],
    registers,
    collect() {
      this.reset();
      const { refused, lost } = pool();
      this.inc({ kind: 'refused' }, refused);
      this.inc({ kind: 'lost' }, lost);
    },
  });
  new Gauge({
    name: 'portcullis_database_up',
    help: '1 if the database answered this scrape within two seconds; if 0, runs, parity and fence are missing.',
    registers,
    async collect() {
      this.set((await live()) ? 1 : 0);
    },
  });

  new Gauge({
    name: 'portcullis_lost_triggers',
    help: 'Triggers that notify of changes and are missing or switched off: changes are then seen after a minute.',
    registers,
    async collect() {
      this.set((await lostTriggers()) ?? NaN);
    },
  });

  const add = (
    name: string,
    help: string,
    labelNames: readonly string[],
    samples: (figures: LiveFigures) => readonly Sample[],
  ): void => {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers,
      async collect() {
        const figures = await live();
        this.reset();
        // A reset gauge without labels shows 0, which would look like a measurement.
        if (!figures && labelNames.length === 0) this.set(NaN);
        for (const [labels, value] of figures ? samples(figures) : []) this.set(labels, value);
      },
    });
  };
  const ofRun =
    (samples: (run: LiveRun) => readonly Sample[]) =>
    ({ run }: LiveFigures) =>
      run ? samples(run) : [];
  add('portcullis_runs', 'Migration runs by mode and status.', ['mode', 'status'], ({ runs }) =>
    runs.map(({ mode, status, count }) => [{ mode, status }, count]),
  );
  add(
    'portcullis_newest_execution',
    '1 for the status of the newest execution.',
    ['status'],
    ({ newestExecution: newest }) => (newest ? [[{ status: newest.status }, 1]] : []),
  );
  add(
    'portcullis_run_organizations',
    'Organizations of the live run that are done, by outcome.',
    ['mode', 'outcome'],
    ofRun(({ mode, counts }) => OUTCOMES.map((outcome) => [{ mode, outcome }, counts[outcome]])),
  );
  add(
    'portcullis_run_total_organizations',
    'Organizations of the live run, done or not.',
    ['mode', 'status'],
    ofRun(({ mode, status, total }) => [[{ mode, status }, total]]),
  );
  add(
    'portcullis_run_organizations_per_second',
    'Speed of the live run.',
    ['mode'],
    ofRun(({ mode, perSecond }) => [[{ mode }, perSecond ?? 0]]),
  );
  add(
    'portcullis_run_workers',
    'Workers of the live run that reported within the last 30 seconds.',
    ['mode'],
    ofRun(({ mode, workers }) => [[{ mode }, workers]]),
  );
  add(
    'portcullis_run_idle_seconds',
    'Seconds since the live run last finished a batch.',
    ['mode', 'status'],
    ofRun(({ mode, status, idleSeconds }) => [[{ mode, status }, idleSeconds]]),
  );
  add(
    'portcullis_run_held_back',
    '1 while the live run waits because of its limits.',
    ['mode'],
    ofRun(({ mode, heldBack }) => [[{ mode }, heldBack === null ? 0 : 1]]),
  );
  add(
    'portcullis_parity_organizations',
    'Organizations of the parity report in progress: compared so far, and in total.',
    ['state'],
    ({ parity }) =>
      parity
        ? [
            [{ state: 'compared' }, parity.compared],
            [{ state: 'total' }, parity.total],
          ]
        : [],
  );
  add('portcullis_fence_standing', '1 while the fence on the legacy flags is up.', [], ({ fence }) => [
    [{}, fence.standing ? 1 : 0],
  ]);
  add(
    'portcullis_late_writers',
    'Organizations whose flags were changed after the last execution read them, as the fence saw; 1,000 at most.',
    [],
    ({ fence }) => [[{}, fence.lateWriters]],
  );
  addSourceMetrics(registry, sources);
}

/**
 * Adds the checks by who counted them, the only figures of applications that use the library. They begin anew each day,
 * which Prometheus takes as the restart of a counter.
 */
function addSourceMetrics(registry: Registry, sources: DatabaseSources['sources']): void {
  // A source that was seen stays: without a 0 in the morning, its first denial of the day would not be an increase.
  const seen = new Set([API_SOURCE]);
  const add = (name: string, help: string, of: (figures: SourceFigures) => number): void => {
    new Counter({
      name,
      help: `${help} today (UTC), by the source that counted them; the same from every server.`,
      labelNames: ['source'],
      registers: [registry],
      async collect() {
        const found = await sources();
        if (!found) return;
        this.reset();
        for (const { source } of found) seen.add(source);
        for (const source of seen) this.inc({ source }, 0);
        for (const figures of found) this.inc({ source: figures.source }, of(figures));
      },
    });
  };
  add('portcullis_counted_checks_total', 'Checks in access_counts', ({ checks }) => checks);
  add(
    'portcullis_counted_unexpected_denials_total',
    'Checks that the entitlements denied although the legacy flags allow them',
    ({ unexpected }) => unexpected,
  );
  add(
    'portcullis_counted_shadow_differences_total',
    'Checks under SHADOW that the entitlements would have answered differently',
    ({ differs }) => differs,
  );
}
