import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { z } from 'zod';
import { UNEXPECTED_CRITICAL, UNEXPECTED_WARNING } from '../../src/domain/rollout/watch-thresholds';
import { packageRoot } from '../../src/platform/package-root';
import { ask } from '../support/http';
import { until } from '../support/run-engine';
import { LIVE_RUN, type Sample, scrape, valueOf } from '../support/scrape';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

const read = (path: string) => readFileSync(join(packageRoot, 'ops', path), 'utf8');
const { groups } = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.enum(['warning', 'critical']) }),
            annotations: z.object({ summary: z.string(), action: z.string().min(20) }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(read('prometheus/alerts.yml')));
const rules = groups.flatMap((group) => group.rules);
const dashboard = z
  .looseObject({
    templating: z.object({ list: z.array(z.looseObject({ name: z.string(), type: z.string() })) }),
    panels: z.array(
      z.looseObject({
        title: z.string(),
        datasource: z.object({ uid: z.string() }),
        fieldConfig: z.looseObject({ defaults: z.looseObject({ unit: z.string() }) }),
        targets: z.array(z.looseObject({ expr: z.string() })),
      }),
    ),
  })
  .parse(JSON.parse(read('grafana/portcullis.json')));
const expressions: readonly (readonly [string, string])[] = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, expr.replaceAll('$__rate_interval', '5m')] as const),
  ),
];

let database: TestDatabase;
let server: TestServer;
let before: readonly Sample[];
let after: readonly Sample[];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM']]);
  server = await startTestServer(database, { worker: false });
  const authorization = await bearer(GOOD_CLAIMS);
  const check = (module: string, times: number) =>
    ask(server, 'query Check($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed } }', {
      authorization,
      variables: { checks: Array.from({ length: times }, () => ({ organizationId: '1', moduleKey: module })) },
    });
  await check('email', 1);
  await check('sales', 1);
  await ask(server, '{ organization(id: 1) { insights { denials { totalCount } } } }', { authorization });
  await database.sql(LIVE_RUN);
  await database.sql(
    `INSERT INTO parity_reports (status, requested_by, at, total, compared) VALUES ('RUNNING', 'ann', now(), 5, 2)`,
  );
  await until(
    'the figures are read anew',
    async () => valueOf(await scrape(server), 'portcullis_run_idle_seconds') !== undefined,
  );
  before = await scrape(server);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  await until('gating has changed', async () =>
    JSON.stringify((await ask(server, '{ organization(id: 1) { gating } }', { authorization })).data).includes(
      'ENFORCE',
    ),
  );
  await check('email', 995);
  await check('sales', 5);
  await ask(server, '{ organization(id: 1) { insights { denials { totalCount } } } }', { authorization });
  after = await scrape(server);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

test.each(expressions)('%s uses only metrics and labels that a server has: %s', (_title, expression) => {
  const { metrics, labels, faults } = namesIn(expression);
  expect(faults).toEqual([]);
  expect(metrics).not.toEqual([]);
  const told = after.filter(({ name }) => metrics.includes(name));
  expect([...new Set(told.map(({ name }) => name))].sort()).toEqual([...new Set(metrics)].sort());
  const known = new Set(['instance', 'job', ...told.flatMap((sample) => Object.keys(sample.labels))]);
  expect(labels.filter((label) => !known.has(label))).toEqual([]);
});

test('every alert names a command or another action', () => {
  for (const { alert, annotations } of rules)
    expect({ alert, action: annotations.action }).toEqual({
      alert,
      action: expect.stringMatching(
        /portcullis (rollout|runs|worker|migrate|legacy|watch)|Restore|Look|Set DATABASE_DIRECT_URL/,
      ),
    });
});

test('5 unexpected denials in 1,000 checks fire the warning only, at the thresholds of portcullis watch', () => {
  const increase = (name: string) => (valueOf(after, name) ?? 0) - (valueOf(before, name) ?? 0);
  const fires = (alert: string) => {
    const expr = rules.find((rule) => rule.alert === alert)?.expr ?? '';
    const [, above = '', below = '', threshold = ''] =
      /^sum\(increase\((\w+)\[15m\]\)\) \/ sum\(increase\((\w+)\[15m\]\)\) > ([\d.]+)$/.exec(expr) ?? [];
    return { threshold: Number(threshold), fires: increase(above) / increase(below) > Number(threshold) };
  };
  expect(fires('PortcullisUnexpectedDenials')).toEqual({ threshold: UNEXPECTED_WARNING, fires: true });
  expect(fires('PortcullisUnexpectedDenialsCritical')).toEqual({ threshold: UNEXPECTED_CRITICAL, fires: false });
});

test('the dashboard works with any data source, and every panel has a unit', () => {
  expect(dashboard.templating.list).toMatchObject([{ name: 'datasource', type: 'datasource' }]);
  for (const { datasource, fieldConfig } of dashboard.panels)
    expect([datasource.uid, fieldConfig.defaults.unit]).toEqual(['${datasource}', expect.stringMatching(/./)]);
});

/** The metrics and labels of an expression, and its syntax errors. */
function namesIn(expression: string): {
  readonly metrics: readonly string[];
  readonly labels: readonly string[];
  readonly faults: readonly string[];
} {
  const metrics: string[] = [];
  const labels: string[] = [];
  const faults: string[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, from, to, type }) => {
      const text = expression.slice(from, to);
      if (type.isError) faults.push(`${from}: ${text}`);
      if (name === 'VectorSelector') metrics.push(/^\w+/.exec(text)?.[0] ?? '');
      if (name === 'LabelName') labels.push(text);
    },
  });
  return { metrics, labels, faults };
}
