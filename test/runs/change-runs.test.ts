import fc from 'fast-check';
import type { AskedRunChange } from '../../src/domain/change/read-change';
import { noCounts, RUN_COUNTS } from '../../src/domain/run/run-status';
import { changeArbitrary, grantArbitrary, publishPackages } from '../support/change-arbitraries';
import { loadSmallTaxonomy, putTenants, type Tenant, tenantArbitrary } from '../support/migration-arbitraries';
import { accessLines, dumpTables, expectCountsToAddUp, OPERATOR, RUN_TABLES, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const RUNS = 25;
const ORGANIZATIONS = 20;
const WHATEVER_FAILS = { errorBudgetPercent: 100 };

let database: TestDatabase;
let engine: RunEngine;

beforeAll(async () => {
  database = await createTestDatabase('schema');
  await loadSmallTaxonomy(database);
  engine = new RunEngine(database, 7);
  await publishPackages(engine);
});

afterAll(() => database.close());

const tenants = fc.array(tenantArbitrary, { minLength: ORGANIZATIONS, maxLength: ORGANIZATIONS });
const everywhere = (change: AskedRunChange, allowRevocations: boolean) => ({
  fresh: { selection: { filter: {} }, change, allowRevocations },
});

/** Organizations with rows of every source, and with packages and overrides that earlier changes gave. */
async function putOrganizations(given: readonly Tenant[], earlier: readonly AskedRunChange[]): Promise<void> {
  await putTenants(database, given);
  await database.sql('TRUNCATE organization_packages, entitlement_overrides');
  for (const [index, change] of earlier.entries()) {
    const organizationIds = given.flatMap((_, id) => (id % (index + 2) === 0 ? [String(id + 1)] : []));
    await engine.change('EXECUTE', { fresh: { selection: { organizationIds }, change, allowRevocations: true } });
  }
}

/** What organizations have, without ids, and without who changed it and when. */
async function state(): Promise<readonly string[]> {
  const packages = await database.sql<{ line: string }>(
    `SELECT concat_ws(' ', org_id, package_key, version, starts_at, ends_at, assigned_by, reason, assigned_at) AS line
     FROM organization_packages ORDER BY 1`,
  );
  const overrides = await database.sql<{ line: string }>(
    `SELECT concat_ws(' ', org_id, module_id, submodule_id, status, trial_expires_at, expires_at) AS line
     FROM entitlement_overrides WHERE ended_at IS NULL ORDER BY 1`,
  );
  return [...(await accessLines(database)), ...packages.map(({ line }) => line), ...overrides.map(({ line }) => line)];
}

const earlier = fc.array(changeArbitrary, { maxLength: 4 });
const OWN = [...RUN_TABLES, 'platform_events'];

/** A package that takes modules away with its end: chance does not always make one. */
const REVOKING: [AskedRunChange, AskedRunChange[], Tenant[], boolean] = [
  { package: { packages: [], ends: ['large'] } },
  [{ package: { packages: [{ key: 'large', version: 1 }] } }],
  fc.sample(tenantArbitrary, { numRuns: ORGANIZATIONS, seed: 1 }),
  true,
];

test('a change run that is executed again changes nothing', async () => {
  const met = noCounts();
  await fc.assert(
    fc.asyncProperty(changeArbitrary, earlier, tenants, fc.boolean(), async (change, before, given, allow) => {
      await putOrganizations(given, before);
      const first = await engine.change('EXECUTE', everywhere(change, allow), WHATEVER_FAILS);
      expectCountsToAddUp(first);
      expect(first.counts.failed).toBe(0);
      for (const name of RUN_COUNTS) met[name] += first.counts[name];
      const left = await dumpTables(database, OWN);
      const second = await engine.change('EXECUTE', everywhere(change, allow), WHATEVER_FAILS);
      expect(second.counts).toMatchObject({ changed: 0, eventsCreated: 0, packagesChanged: 0, overridesChanged: 0 });
      expect(await dumpTables(database, OWN)).toEqual(left);
    }),
    { numRuns: RUNS, examples: [REVOKING] },
  );
  const always = ['failed', 'stale', 'skipped', 'unmappedFlags'];
  expect(Object.entries(met).filter(([name, count]) => count === 0 && !always.includes(name))).toEqual([]);
});

test('a dry run of a change writes its own tables only, and its execution makes the reviewed changes', async () => {
  await fc.assert(
    fc.asyncProperty(changeArbitrary, earlier, tenants, fc.boolean(), async (change, before, given, allow) => {
      await putOrganizations(given, before);
      const untouched = await dumpTables(database, RUN_TABLES);
      const plan = await engine.change('DRY_RUN', everywhere(change, allow), WHATEVER_FAILS);
      expect(await dumpTables(database, RUN_TABLES)).toEqual(untouched);
      const done = await engine.change('EXECUTE', { dryRunId: String(plan.run.id) }, WHATEVER_FAILS);
      expect(done).toMatchObject({ counts: plan.counts, status: plan.status, run: { planHash: plan.run.planHash } });
      const shown = (report: typeof plan) =>
        report.journal.map(({ organizationId, outcome, changes, packages }) => [
          organizationId,
          outcome,
          changes,
          packages,
        ]);
      expect(shown(done)).toEqual(shown(plan));
    }),
    { numRuns: RUNS },
  );
});

test('a rollback of a change run restores everything as it was, except what was edited since', async () => {
  await fc.assert(
    fc.asyncProperty(changeArbitrary, earlier, tenants, fc.boolean(), async (change, before, given, allow) => {
      await putOrganizations(given, before);
      const was = await state();
      const { run, counts } = await engine.change('EXECUTE', everywhere(change, allow), WHATEVER_FAILS);
      await engine.services.runs.rollBack(OPERATOR, { id: String(run.id), reason: 'it went wrong' });
      await engine.work(run.id);
      const { status } = await engine.report(run.id);
      expect(await state()).toEqual(was);
      expect(status).toBe('ROLLED_BACK');
      const { counts: undone } = await engine.services.runs.rollbackProgress((await engine.report(run.id)).run);
      expect(undone).toMatchObject({
        organizationsRolledBack: counts.changed,
        rowsKept: 0,
        eventsCreated: counts.changed,
      });
    }),
    { numRuns: RUNS },
  );
});

test('nothing is taken away by a change run unless that is allowed', async () => {
  await fc.assert(
    fc.asyncProperty(grantArbitrary, tenants, async (change, given) => {
      await putOrganizations(given, []);
      const usable = async () =>
        database.sql<{ line: string }>(
          `SELECT concat_ws(' ', org_id, module_id, status = 'enabled') AS line FROM org_entitlements
           WHERE status IN ('enabled', 'trial') ORDER BY 1`,
        );
      const before = await usable();
      await engine.change('EXECUTE', everywhere(change, false), WHATEVER_FAILS);
      const after = new Set((await usable()).map(({ line }) => line));
      const lost = before.filter(({ line }) => !after.has(line) && !after.has(line.replace(/f$/, 't')));
      expect(lost).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
