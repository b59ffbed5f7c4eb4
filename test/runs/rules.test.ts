import fc from 'fast-check';
import type { MappingRule } from '../../src/domain/legacy/mapping';
import { isMade } from '../../src/domain/run/plan-changes';
import { noCounts, RUN_COUNTS } from '../../src/domain/run/run-status';
import type { MigrationRunOrganization } from '../../src/entities/migration-run-organization';
import {
  loadSmallTaxonomy,
  putTenants,
  rulesArbitrary,
  SMALL_TAXONOMY,
  type Tenant,
  tenantArbitrary,
} from '../support/migration-arbitraries';
import { naiveLines, naiveMigration, type NaiveOptions, type NaiveResult } from '../support/naive-migration';
import {
  accessLines,
  dumpTables,
  expectCountsToAddUp,
  RUN_TABLES,
  RunEngine,
  type RunReport,
} from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const RUNS = 15;
const ORGANIZATIONS = 40;

let database: TestDatabase;
let engine: RunEngine;

beforeAll(async () => {
  database = await createTestDatabase('schema');
  await loadSmallTaxonomy(database);
  engine = new RunEngine(database, 7);
});

afterAll(() => database.close());

const tenants = fc.array(tenantArbitrary, { minLength: ORGANIZATIONS, maxLength: ORGANIZATIONS });
const options = fc.record({ trialDays: fc.constantFrom(null, 1, 30, 3_650), allowRevocations: fc.boolean() });
/** What an undisturbed migration does not count: it leaves packages and overrides alone. */
const OTHERS = ['stale', 'skipped', 'packagesChanged', 'overridesChanged'];
const WHATEVER_FAILS = { errorBudgetPercent: 100 };

test('a run gives each organization exactly what the rules say, and a second run changes nothing', async () => {
  const met = noCounts();
  await fc.assert(
    fc.asyncProperty(rulesArbitrary, tenants, options, async (rules, given, source) => {
      await engine.useRules(rules);
      await putTenants(database, given);
      const first = await engine.run('EXECUTE', source, WHATEVER_FAILS);
      const expected = given.map((tenant) =>
        expectationOf(tenant, rules, { ...source, newTrialEnd: trialEnd(first, source.trialDays) }),
      );
      expect(await accessLines(database)).toEqual(linesOf(expected));
      expectJournal(first, given, expected);
      await expectEvents(first);
      for (const name of RUN_COUNTS) met[name] += first.counts[name];

      const left = await dumpTables(database, [...RUN_TABLES, 'platform_events']);
      const second = await engine.run('EXECUTE', source, WHATEVER_FAILS);
      expect(await dumpTables(database, [...RUN_TABLES, 'platform_events'])).toEqual(left);
      expect(second.counts).toEqual({
        ...first.counts,
        ...NOTHING_WRITTEN,
        unchanged: first.counts.unchanged + first.counts.changed,
      });
    }),
    { numRuns: RUNS },
  );
  // The generated cases covered every counter many times.
  expect(Object.entries(met).filter(([name, count]) => count < RUNS && !OTHERS.includes(name))).toEqual([]);
});

test('a dry run writes its own tables only, and its execution makes exactly the reviewed changes', async () => {
  await fc.assert(
    fc.asyncProperty(rulesArbitrary, tenants, options, async (rules, given, source) => {
      await engine.useRules(rules);
      await putTenants(database, given);
      const before = await dumpTables(database, RUN_TABLES);
      const plan = await engine.run('DRY_RUN', source, WHATEVER_FAILS);
      expect(await dumpTables(database, RUN_TABLES)).toEqual(before);

      const executed = await engine.run('EXECUTE', { dryRunId: plan.run.id }, WHATEVER_FAILS);
      const end = trialEnd(executed, source.trialDays);
      expect(await accessLines(database)).toEqual(
        linesOf(given.map((tenant) => expectationOf(tenant, rules, { ...source, newTrialEnd: end }))),
      );
      expect(executed).toMatchObject({
        status: plan.status,
        counts: plan.counts,
        total: plan.total,
        run: { planHash: plan.run.planHash },
      });
      expect(executed.journal.map(withoutRun)).toEqual(plan.journal.map((entry) => settled(withoutRun(entry), end)));
    }),
    { numRuns: RUNS },
  );
});

test('an execution leaves and names organizations changed after the review, and changes all others', async () => {
  const tampering = fc.constantFrom(
    'flags',
    'new row',
    'status',
    'source',
    'trial end',
    'partial',
    'row gone',
    'submodule',
  ) satisfies fc.Arbitrary<Tampering>;
  const tampered = fc.dictionary(fc.integer({ min: 1, max: ORGANIZATIONS }).map(String), tampering, {
    minKeys: 1,
    maxKeys: 8,
  });
  await fc.assert(
    fc.asyncProperty(rulesArbitrary, tenants, options, tampered, async (rules, given, source, changes) => {
      await engine.useRules(rules);
      await putTenants(database, given);
      const plan = await engine.run('DRY_RUN', source, WHATEVER_FAILS);
      const touched: number[] = [];
      for (const [id, what] of Object.entries(changes)) if (await tamper(Number(id), what)) touched.push(Number(id));
      const before = await accessLines(database);

      const executed = await engine.run('EXECUTE', { dryRunId: plan.run.id }, WHATEVER_FAILS);
      const isTouched = (line: string) => touched.includes(Number.parseInt(line, 10));
      const after = await accessLines(database);
      expect(after.filter(isTouched)).toEqual(before.filter(isTouched));
      const expected = given.map((tenant) =>
        expectationOf(tenant, rules, { ...source, newTrialEnd: trialEnd(executed, source.trialDays) }),
      );
      expect(after.filter((line) => !isTouched(line))).toEqual(linesOf(expected).filter((line) => !isTouched(line)));
      const stale = executed.journal.filter(({ outcome }) => outcome === 'STALE');
      expect(stale.map(({ organizationId }) => Number(organizationId))).toEqual(touched);
      expect(stale.every(({ changes: made, error }) => made.length === 0 && error?.code === 'STALE')).toBe(true);
      expect(executed.counts.stale).toBe(touched.length);
      if (touched.length > 0) expect(executed.status).toBe('COMPLETED_WITH_ERRORS');
      expectCountsToAddUp(executed);
      await expectEvents(executed);
    }),
    { numRuns: RUNS },
  );
});

type Tampering = 'flags' | 'new row' | 'status' | 'source' | 'trial end' | 'partial' | 'row gone' | 'submodule';

/** Changes one organization by hand. @returns whether there was a row to change */
async function tamper(id: number, what: Tampering): Promise<boolean> {
  const first = 'id = (SELECT min(id) FROM org_entitlements WHERE org_id = $1)';
  const statements: Record<Tampering, string> = {
    flags: `UPDATE organizations
      SET enabled_modules = CASE WHEN jsonb_typeof(enabled_modules) = 'object' THEN enabled_modules || '{"New": true}'
                                 ELSE '{"New": true}' END
      WHERE id = $1`,
    'new row': `INSERT INTO org_entitlements (org_id, module_id, status, source)
      SELECT $1, id, 'enabled', 'manual' FROM modules
      WHERE id NOT IN (SELECT module_id FROM org_entitlements WHERE org_id = $1) ORDER BY id LIMIT 1`,
    status: `UPDATE org_entitlements SET status = CASE status WHEN 'enabled' THEN 'disabled' ELSE 'enabled' END
      WHERE ${first}`,
    source: `UPDATE org_entitlements SET source = 'by hand' WHERE ${first}`,
    'trial end': `UPDATE org_entitlements
      SET trial_expires_at = coalesce(trial_expires_at, '2030-01-01') + interval '1 microsecond' WHERE ${first}`,
    partial: `UPDATE org_entitlements SET partial = NOT partial WHERE ${first}`,
    'row gone': `DELETE FROM org_entitlements WHERE ${first}`,
    submodule: `UPDATE org_subentitlements SET enabled = NOT enabled
      WHERE id = (SELECT max(id) FROM org_subentitlements WHERE org_id = $1)`,
  };
  const rows = await database.sql<{ n: number }>(
    `WITH touched AS (${statements[what]} RETURNING 1) SELECT count(*)::int AS n FROM touched`,
    [id],
  );
  return rows[0]?.n === 1;
}

test('the execution of a dry run that allows revocations makes them without asking again', async () => {
  await engine.useRules([
    {
      legacyFlag: 'enabled_modules.CRM',
      legacyRoutePattern: null,
      targetModule: 'alpha',
      targetSubmodule: null,
      defaultStatus: 'trial',
      notes: null,
    },
  ]);
  const rows = { modules: [legacyRow('alpha', 'enabled'), legacyRow('beta', 'enabled')], submodules: [] };
  await putTenants(database, [{ flags: ['CRM'], rows }]);
  const held = await engine.run('DRY_RUN');
  expect(held).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', counts: { held: 2, changed: 0, unchanged: 1 } });
  const unheld = await engine.run('DRY_RUN', { allowRevocations: true, trialDays: 10 });
  expect(unheld).toMatchObject({
    status: 'SUCCEEDED',
    counts: { held: 0, changed: 1, moduleEntitlementsUpdated: 1, moduleEntitlementsRevoked: 1 },
  });

  expect(await engine.run('EXECUTE', { dryRunId: held.run.id })).toMatchObject({
    status: 'COMPLETED_WITH_ERRORS',
    counts: { held: 2, eventsCreated: 0 },
  });
  expect(await accessLines(database)).toEqual([
    '1 alpha enabled full legacy_migration',
    '1 beta enabled full legacy_migration',
  ]);
  const executed = await engine.run('EXECUTE', { dryRunId: unheld.run.id });
  expect(executed.status).toBe('SUCCEEDED');
  expect(await accessLines(database, executed.run.id)).toEqual([
    '1 alpha trial full legacy_migration until 10.000000 days',
  ]);
});

test('a run names each held change and each manual row it keeps', async () => {
  await engine.useRules([
    {
      legacyFlag: 'enabled_modules.CRM',
      legacyRoutePattern: null,
      targetModule: 'alpha',
      targetSubmodule: 'one',
      defaultStatus: 'enabled',
      notes: null,
    },
  ]);
  const rows = {
    modules: [
      legacyRow('alpha', 'enabled'),
      legacyRow('gamma', 'trial'),
      { ...legacyRow('beta', 'trial'), source: 'manual' },
    ],
    submodules: [
      { module: 'beta', submodule: 'one', enabled: true, source: 'legacy_migration' },
      { module: 'alpha', submodule: 'two', enabled: true, source: 'support' },
    ],
  };
  await putTenants(database, [{ flags: ['CRM'], rows }]);
  const before = await accessLines(database);
  const run = await engine.run('EXECUTE');
  // As a partial grant alpha would lose all submodules but `one`; `two` was set by hand and stays usable.
  const actions = run.journal.flatMap(({ changes }) =>
    changes.map(({ action, module, submodule }) => `${action} ${module}${submodule === null ? '' : `/${submodule}`}`),
  );
  expect(actions.sort()).toEqual(
    [
      'HELD gamma',
      'KEEP_MANUAL alpha/two',
      'KEEP_MANUAL beta',
      'KEEP_MANUAL beta/one',
      'CREATE alpha/one',
      'UPDATE alpha',
    ].sort(),
  );
  expect(run).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', counts: { held: 1, keptManual: 3, changed: 1 } });
  const kept = (line: string) => !line.startsWith('1 alpha ') && !line.startsWith('1 alpha/one');
  expect((await accessLines(database)).filter(kept)).toEqual(before.filter(kept));
});

test('a plan has the same hash for any batch size and any order of rows', async () => {
  await engine.useRules([
    {
      legacyFlag: 'enabled_modules.CRM',
      legacyRoutePattern: null,
      targetModule: 'alpha',
      targetSubmodule: null,
      defaultStatus: 'enabled',
      notes: null,
    },
  ]);
  const keys = [
    ['beta', 'three'],
    ['beta', 'one'],
    ['alpha', 'two'],
    ['alpha', 'one'],
  ] as const;
  const submodules = keys.map(([module, submodule]) => ({
    module,
    submodule,
    enabled: true,
    source: 'legacy_migration',
  }));
  await putTenants(
    database,
    Array.from({ length: 300 }, () => ({
      flags: {},
      rows: { modules: [legacyRow('beta', 'enabled'), legacyRow('alpha', 'trial')], submodules },
    })),
  );
  const hashes = new Set<string | null>();
  for (const batchSize of [300, 30, 3]) {
    const id = await engine.start('DRY_RUN', { allowRevocations: true });
    await engine.work(id, { batchSize });
    hashes.add((await engine.report(id)).run.planHash);
  }
  expect(hashes.size).toBe(1);
});

test('a new trial ends the given days after the creation of the run, however late a worker starts it', async () => {
  await engine.useRules([
    {
      legacyFlag: '*',
      legacyRoutePattern: null,
      targetModule: 'gamma',
      targetSubmodule: null,
      defaultStatus: 'trial',
      notes: null,
    },
  ]);
  await putTenants(database, [{ flags: null, rows: { modules: [], submodules: [] } }]);
  for (const mode of ['afresh', 'planned'] as const) {
    await database.sql('TRUNCATE org_entitlements');
    const planned = mode === 'planned' ? await engine.run('DRY_RUN', { trialDays: 45 }) : null;
    const id = await engine.start('EXECUTE', planned ? { dryRunId: planned.run.id } : { trialDays: 45 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await engine.work(id);
    const [trial] = await database.sql<{ microseconds: string }>(
      `SELECT round(extract(epoch FROM e.trial_expires_at - r.created_at)::numeric * 1000000)::text AS microseconds
       FROM org_entitlements e CROSS JOIN migration_runs r WHERE r.id = $1`,
      [id],
    );
    expect({ mode, microseconds: trial?.microseconds }).toEqual({ mode, microseconds: '3888000000000' });
  }
});

function legacyRow(module: string, status: string) {
  return { module, status, partial: false, end: null, source: 'legacy_migration' };
}

const NOTHING_WRITTEN = {
  changed: 0,
  moduleEntitlementsCreated: 0,
  moduleEntitlementsUpdated: 0,
  moduleEntitlementsRevoked: 0,
  submoduleEntitlementsCreated: 0,
  submoduleEntitlementsUpdated: 0,
  submoduleEntitlementsRevoked: 0,
  eventsCreated: 0,
};

function expectationOf({ flags, rows }: Tenant, rules: readonly MappingRule[], naive: NaiveOptions): NaiveResult {
  return naiveMigration(JSON.parse(JSON.stringify(flags)), rules, SMALL_TAXONOMY, rows, naive);
}

function linesOf(results: readonly NaiveResult[]): readonly string[] {
  return results.flatMap(({ rows }, index) => naiveLines(String(index + 1), rows)).sort();
}

function trialEnd({ run }: RunReport, trialDays: number | null): string | null {
  return trialDays === null ? null : new Date(run.createdAt.getTime() + trialDays * 24 * 60 * 60 * 1000).toISOString();
}

/** Compares outcomes, held and kept rows, unmapped flags and all counts with the naive results. */
function expectJournal(report: RunReport, given: readonly Tenant[], expected: readonly NaiveResult[]): void {
  const { journal, counts } = report;
  const outcomes = expected.map(({ readable, rows }, index) => {
    if (!readable) return 'FAILED';
    const before = given[index]?.rows ?? { modules: [], submodules: [] };
    return naiveLines('0', before).toSorted().join() === naiveLines('0', rows).toSorted().join()
      ? 'UNCHANGED'
      : 'CHANGED';
  });
  expect(journal.map(({ outcome }) => outcome)).toEqual(outcomes);
  const named = (entry: MigrationRunOrganization, wanted: string) =>
    entry.changes
      .filter(({ action }) => action === wanted)
      .map(({ module, submodule }) => (submodule === null ? module : `${module}/${submodule}`));
  expect(journal.map((entry) => named(entry, 'KEEP_MANUAL').sort())).toEqual(
    expected.map(({ kept }) => [...kept].sort()),
  );
  expect(
    journal.map((entry) => [...new Set(named(entry, 'HELD').map((target) => target.split('/')[0]))].sort()),
  ).toEqual(expected.map(({ held }) => [...held].sort()));

  const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;
  const changes = journal.flatMap((entry) => entry.changes);
  const rows = (action: string, ofModule: boolean) =>
    changes.filter((change) => change.action === action && (change.submodule === null) === ofModule).length;
  expect(counts).toEqual({
    packagesChanged: 0,
    overridesChanged: 0,
    changed: count('CHANGED'),
    unchanged: count('UNCHANGED'),
    failed: count('FAILED'),
    stale: 0,
    skipped: 0,
    held: rows('HELD', true) + rows('HELD', false),
    moduleEntitlementsCreated: rows('CREATE', true),
    moduleEntitlementsUpdated: rows('UPDATE', true),
    moduleEntitlementsRevoked: rows('REVOKE', true),
    submoduleEntitlementsCreated: rows('CREATE', false),
    submoduleEntitlementsUpdated: rows('UPDATE', false),
    submoduleEntitlementsRevoked: rows('REVOKE', false),
    keptManual: expected.reduce((sum, { kept }) => sum + kept.length, 0),
    unmappedFlags: expected.reduce((sum, { unmapped }) => sum + unmapped, 0),
    eventsCreated: count('CHANGED'),
  });
  expect(report.status).toBe(counts.failed + counts.held > 0 ? 'COMPLETED_WITH_ERRORS' : 'SUCCEEDED');
  expectCountsToAddUp(report);
}

/** Expects one event with the journal's changes for each organization that the run changed, and no others. */
async function expectEvents({ run, journal }: RunReport): Promise<void> {
  const events = await database.sql<object>(
    `SELECT org_id::text AS org_id, event_type, actor_user_id, reason, payload FROM entitlement_events
     WHERE payload ->> 'runId' = $1 ORDER BY entitlement_events.org_id, id`,
    [String(run.id)],
  );
  const changed = journal.filter(({ outcome }) => outcome === 'CHANGED');
  expect(events).toEqual(
    changed.map(({ organizationId, changes }) => ({
      org_id: organizationId,
      event_type: 'legacy_migration',
      actor_user_id: 'test:operator',
      reason: 'a test',
      payload: { runId: String(run.id), actor: 'test:operator', changes: changes.filter(isMade) },
    })),
  );
}

function withoutRun({ runId: _, ...entry }: MigrationRunOrganization) {
  return entry;
}

/** A planned entry as an execution of the plan must journal it, with the ends of trials. */
function settled(entry: ReturnType<typeof withoutRun>, end: string | null): ReturnType<typeof withoutRun> {
  const changes = entry.changes.map((change) => {
    if (change.submodule !== null || change.after?.trialDays === undefined) return change;
    const { trialDays, ...after } = change.after;
    return { ...change, after: { ...after, trialExpiresAt: trialDays === null ? null : end } };
  });
  return { ...entry, changes };
}
