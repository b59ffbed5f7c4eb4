import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot } from '../../src/platform/package-root';
import { Metrics } from '../../src/server/metrics';
import { NO_REFUSALS } from '../../src/server/request-limits';
import { NO_SOCKETS } from '../../src/server/socket-places';
import { ENTITLEMENT_EVENTS, PLATFORM_EVENTS } from '../../src/store/event-types';
import { code, table } from './table';

/** What prom-client keeps of a metric; its types do not name the labels. */
const metric = z.object({
  name: z.string(),
  help: z.string(),
  type: z.string(),
  labelNames: z.array(z.string()),
});

/** The metrics of Portcullis itself, as the registry knows them. */
export function metricDefinitions(): readonly z.infer<typeof metric>[] {
  const nothing = { hits: 0, misses: 0, uncached: 0, stale: 0, organizations: 0 };
  const { registry } = new Metrics({
    cache: () => nothing,
    replicas: () => null,
    shortcuts: () => ({ executed: 0, kept: 0 }),
    isLineUp: () => true,
    clockOffsetMs: () => null,
    lostTriggers: async () => null,
    uncounted: () => 0,
    sockets: () => NO_SOCKETS,
    rateLimited: () => NO_REFUSALS,
    pool: () => ({ total: 0, idle: 0, waiting: 0, allowed: null, refused: 0, lost: 0 }),
    live: async () => null,
    sources: async () => null,
  });
  return registry
    .getMetricsAsArray()
    .map((one) => metric.parse(one))
    .filter(({ name }) => name.startsWith('portcullis_'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function metricsTable(): readonly string[] {
  return table(
    ['metric', 'type', 'labels', 'meaning'],
    metricDefinitions().map(({ name, type, labelNames, help }) => [
      code(name),
      type,
      labelNames.map(code).join(', '),
      help,
    ]),
  );
}

/** What the documentation reads of the file of alert rules. */
const alertRules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          labels: z.object({ severity: z.string() }),
          annotations: z.object({ threshold: z.string(), action: z.string() }),
        }),
      ),
    }),
  ),
});

/** The alerts by name, as `ops/prometheus/alerts.yml` has them. */
export function alertsTable(): readonly string[] {
  const { groups } = alertRules.parse(parse(readFileSync(join(packageRoot, 'ops/prometheus/alerts.yml'), 'utf8')));
  return table(
    ['alert', 'severity', 'threshold', 'what to do'],
    groups.flatMap(({ rules }) =>
      rules.map(({ alert, labels: { severity }, annotations: { threshold, action } }) => [
        code(alert),
        severity,
        threshold,
        withCode(action),
      ]),
    ),
  );
}

/** An alert's text is plain; its commands are quoted. */
function withCode(text: string): string {
  return text.replaceAll(/'(portcullis [^']+)'/g, '`$1`');
}

export function entitlementEventTypes(): readonly string[] {
  return eventTable(ENTITLEMENT_EVENTS, ['actor']);
}

export function platformEventTypes(): readonly string[] {
  return eventTable(PLATFORM_EVENTS, []);
}

/** @param always keys that every payload has */
function eventTable(
  types: Readonly<Record<string, { readonly written: string; readonly payload: readonly string[] }>>,
  always: readonly string[],
): readonly string[] {
  return table(
    ['event type', 'written when', 'keys of the payload'],
    Object.entries(types).map(([type, { written, payload }]) => [
      code(type),
      written,
      [...payload, ...always].map(payloadKey).join(', '),
    ]),
  );
}

/** `idempotencyKey?` may be missing. */
function payloadKey(key: string): string {
  return key.endsWith('?') ? `${code(key.slice(0, -1))} (optional)` : code(key);
}
