import { createDataSource } from '../../src/database/data-source';
import { loadSmallTaxonomy, putTenants, type Tenant } from '../support/migration-arbitraries';
import { patiently } from '../support/patience';
import { StatementRecorder } from '../support/record-statements';
import {
  accessLines,
  expectCountsToAddUp,
  OPERATOR,
  rule,
  RunEngine,
  until,
  untilBlocked,
} from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let engine: RunEngine;

beforeAll(async () => {
  database = await createTestDatabase('schema');
  await loadSmallTaxonomy(database);
  engine = new RunEngine(database, 50);
  await engine.useRules([
    rule('enabled_modules.CRM', 'alpha'),
    rule('enabled_modules.HR', 'beta/one', 'trial'),
    rule('route_access.leads', 'alpha/two'),
  ]);
});

afterAll(() => database.close());

const ours = (module: string, status: string, partial = false) => ({
  module,
  status,
  partial,
  end: null,
  source: 'legacy_migration',
});
const submodule = (module: string, key: string, enabled: boolean) => ({
  module,
  submodule: key,
  enabled,
  source: 'legacy_migration',
});
const tenant = (
  flags: unknown,
  modules: Tenant['rows']['modules'] = [],
  submodules: Tenant['rows']['submodules'] = [],
): Tenant => ({ flags, rows: { modules, submodules } });

/** One tenant for each kind of statement that a run can send. */
const KINDS: readonly Tenant[] = [
  tenant({ CRM: true, HR: true }),
  tenant({ CRM: true }, [ours('alpha', 'trial')]),
  tenant({ CRM: true, route_access: { leads: false } }, [ours('alpha', 'enabled')], [submodule('alpha', 'two', true)]),
  tenant({}, [ours('gamma', 'enabled')], [submodule('beta', 'one', true)]),
  tenant({ CRM: 'perhaps' }),
];
const mixed = (count: number) =>
  Array.from({ length: count }, (_, index) => KINDS[index % KINDS.length] ?? tenant(null));

describe('a batch at work', () => {
  /** Executes `meanwhile` in a transaction that commits once the run waits for it. */
  async function collide(meanwhile: string, source: Parameters<RunEngine['start']>[1] = {}) {
    const id = await engine.start('EXECUTE', source);
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(meanwhile);
      const working = engine.work(id);
      await untilBlocked(database);
      await runner.commitTransaction();
      await working;
    } finally {
      await runner.release();
    }
    const report = await engine.report(id);
    expectCountsToAddUp(report);
    return report;
  }

  const only = (lines: readonly string[], prefix: string) => lines.filter((line) => line.startsWith(prefix));
  const kept = (module: string) => [{ action: 'KEEP_MANUAL', module, submodule: null }];

  test('does not update a row that becomes manual meanwhile', async () => {
    await putTenants(database, [tenant({ CRM: true }, [ours('alpha', 'trial')]), tenant({ CRM: true })]);
    const run = await collide(`UPDATE org_entitlements SET source = 'manual' WHERE org_id = 1`);
    expect(await accessLines(database)).toEqual(['1 alpha trial full manual', '2 alpha enabled full legacy_migration']);
    expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { changed: 1, unchanged: 1, keptManual: 1 } });
    expect(run.journal[0]?.changes).toMatchObject(kept('alpha'));
    expect(await database.sql('SELECT org_id FROM entitlement_events')).toEqual([{ org_id: 2 }]);
  });

  test('does not overwrite a row that is inserted by hand meanwhile', async () => {
    await putTenants(database, [tenant({ CRM: true }), tenant({ CRM: true })]);
    const run = await collide(
      `INSERT INTO org_entitlements (org_id, module_id, status, source)
       SELECT 1, id, 'disabled', 'manual' FROM modules WHERE module_key = 'alpha'`,
    );
    expect(await accessLines(database)).toEqual([
      '1 alpha disabled full manual',
      '2 alpha enabled full legacy_migration',
    ]);
    expect(run.journal[0]?.changes).toMatchObject(kept('alpha'));
  });

  test('does not revoke a row that becomes manual meanwhile', async () => {
    await putTenants(database, [tenant({}, [ours('alpha', 'enabled')]), tenant({ CRM: true })]);
    const run = await collide(`UPDATE org_entitlements SET source = 'manual' WHERE org_id = 1`, {
      allowRevocations: true,
    });
    expect(await accessLines(database)).toEqual([
      '1 alpha enabled full manual',
      '2 alpha enabled full legacy_migration',
    ]);
    expect(run.counts).toMatchObject({ moduleEntitlementsRevoked: 0, keptManual: 1 });
  });

  test('does not update a submodule that becomes manual meanwhile', async () => {
    await putTenants(database, [
      tenant(
        { CRM: true, route_access: { leads: true } },
        [ours('alpha', 'enabled')],
        [submodule('alpha', 'two', false)],
      ),
    ]);
    await collide(`UPDATE org_subentitlements SET source = 'manual' WHERE org_id = 1`);
    expect(only(await accessLines(database), '1 alpha/two')).toEqual(['1 alpha/two off manual']);
  });

  test('plans again from a status that is edited meanwhile', async () => {
    await putTenants(database, [tenant({ CRM: true }, [ours('alpha', 'trial')])]);
    const run = await collide(`UPDATE org_entitlements SET status = 'disabled' WHERE org_id = 1`);
    expect(await accessLines(database)).toEqual(['1 alpha enabled full legacy_migration']);
    expect(run.journal[0]?.changes).toMatchObject([
      { action: 'UPDATE', before: { status: 'disabled' }, after: { status: 'enabled' } },
    ]);
  });

  test('writes nothing for an organization of a reviewed plan that is edited meanwhile', async () => {
    await putTenants(database, [tenant({ CRM: true, HR: true }, [ours('alpha', 'trial')]), tenant({ CRM: true })]);
    const plan = await engine.run('DRY_RUN');
    const run = await collide(`UPDATE org_entitlements SET status = 'suspended' WHERE org_id = 1`, {
      dryRunId: plan.run.id,
    });
    expect(await accessLines(database)).toEqual([
      '1 alpha suspended full legacy_migration',
      '2 alpha enabled full legacy_migration',
    ]);
    expect(run).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', counts: { changed: 1, stale: 1 } });
  });

  test('leaves the submodules of a module that becomes manual between reading and writing', async () => {
    // The batch waits for a row of organization 2, which it writes before the submodules. It only reads the module row
    // of organization 1.
    await putTenants(database, [
      tenant({ CRM: true, route_access: { leads: true } }, [ours('alpha', 'enabled')]),
      tenant({ CRM: true }, [ours('alpha', 'trial')]),
    ]);
    const id = await engine.start('EXECUTE');
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT 1 FROM org_entitlements WHERE org_id = 2 FOR UPDATE');
    const working = engine.work(id);
    await untilBlocked(database);
    await database.sql(`UPDATE org_entitlements SET source = 'manual' WHERE org_id = 1`);
    await runner.rollbackTransaction();
    await runner.release();
    await working;
    expect(only(await accessLines(database), '1 ')).toEqual(['1 alpha enabled full manual']);
  });
});

test('several workers with separate connections repeat nothing and leave nothing out', async () => {
  const tenants = mixed(300);
  await putTenants(database, tenants);
  const alone = await engine.run('EXECUTE', { allowRevocations: true, trialDays: 20 }, { errorBudgetPercent: 100 });
  const expected = {
    counts: alone.counts,
    total: alone.total,
    access: await accessLines(database, alone.run.id),
    outcomes: alone.journal.map(({ organizationId, outcome }) => [organizationId, outcome]),
  };

  await putTenants(database, tenants);
  const id = await engine.start('EXECUTE', { allowRevocations: true, trialDays: 20 }, { errorBudgetPercent: 100 });
  const other = await createDataSource(database.url, 3).initialize();
  try {
    await Promise.all([
      engine.work(id, { batchSize: 3 }),
      engine.work(id, { batchSize: 3, dataSource: other }),
      engine.work(id, { batchSize: 3 }),
    ]);
  } finally {
    await other.destroy();
  }
  const run = await engine.report(id);
  expect({
    counts: run.counts,
    total: run.total,
    access: await accessLines(database, id),
    outcomes: run.journal.map(({ organizationId, outcome }) => [organizationId, outcome]),
  }).toEqual(expected);
  expect(await database.sql('SELECT org_id FROM entitlement_events GROUP BY org_id HAVING count(*) <> 1')).toEqual([]);
  expect(await database.sql('SELECT number FROM migration_run_batches WHERE attempt <> 1')).toEqual([]);
  expect(await database.sql(`SELECT 1 FROM platform_events WHERE event_type = 'migration_run_ended'`)).toHaveLength(1);
});

test('a batch whose worker loses its database connection is undone and then done by another worker', async () => {
  await putTenants(database, mixed(20));
  const id = await engine.start('EXECUTE', {}, { errorBudgetPercent: 100 });
  const lone = await createDataSource(database.url, 2).initialize();
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE entitlement_events IN EXCLUSIVE MODE');
  const working = engine.work(id, { dataSource: lone });
  await untilBlocked(database);
  await database.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`,
  );
  // The database is available again at once: the worker may go on by itself, or give up and leave the run to others.
  await runner.rollbackTransaction();
  await runner.release();
  await working.catch(() => undefined);
  await lone.destroy();
  await until(
    'the session has ended',
    async () =>
      (
        await database.sql(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`,
        )
      ).length === 0,
  );
  const left = await engine.report(id);
  if (left.status === 'RUNNING') {
    expect(left.processed).toBe(0);
    expect(await database.sql('SELECT 1 FROM entitlement_events')).toEqual([]);
  }
  await engine.work(id);
  expect(await engine.report(id)).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', processed: 20 });
  expect(await database.sql('SELECT org_id FROM entitlement_events GROUP BY org_id HAVING count(*) <> 1')).toEqual([]);
});

test('pausing a run undoes the batch that is at work, without waiting for it', async () => {
  await putTenants(database, mixed(20));
  const before = await accessLines(database);
  const id = await engine.start('EXECUTE', {}, { errorBudgetPercent: 100 });
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE entitlement_events IN EXCLUSIVE MODE');
  const working = engine.work(id);
  await untilBlocked(database);
  const started = Date.now();
  await engine.services.runs.pause(OPERATOR, { id: String(id), reason: 'while it waits' });
  expect(Date.now() - started).toBeLessThan(patiently(2_000)); // pausing does not wait for the batch
  await runner.rollbackTransaction();
  await runner.release();
  await working;
  expect(await engine.report(id)).toMatchObject({ status: 'PAUSED', processed: 0, journal: [] });
  expect(await accessLines(database)).toEqual(before);
  expect(await database.sql('SELECT 1 FROM entitlement_events')).toEqual([]);
});

describe('the number of statements for a batch does not grow with its organizations', () => {
  test.each(['DRY_RUN', 'EXECUTE', 'EXECUTE of a dry run'] as const)('in %s', async (mode) => {
    const dataSource = await createDataSource(database.url, 3).initialize();
    const recorder = new StatementRecorder(dataSource);
    const count = async (organizations: number) => {
      await putTenants(database, mixed(organizations));
      const source = { allowRevocations: true, trialDays: 3 };
      const anything = { errorBudgetPercent: 100 };
      const plan = mode === 'EXECUTE of a dry run' ? await engine.run('DRY_RUN', source, anything) : null;
      const id = await engine.start(
        mode === 'DRY_RUN' ? 'DRY_RUN' : 'EXECUTE',
        plan ? { dryRunId: plan.run.id } : source,
        anything,
      );
      const statements = await recorder.during(() => engine.work(id, { dataSource, batchSize: 1_000 }));
      expect(await engine.report(id)).toMatchObject({
        status: 'COMPLETED_WITH_ERRORS',
        processed: organizations,
        counts: { failed: organizations / 5 },
      });
      return statements;
    };
    try {
      const few = await count(10);
      const many = await count(500);
      expect(many).toEqual(few);
      expect(few.length).toBeLessThan(48);
      expect(few.some((statement) => statement.includes('migration_run_organizations'))).toBe(true);
    } finally {
      await dataSource.destroy();
    }
  });
});
