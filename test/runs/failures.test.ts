import { isMade } from '../../src/domain/run/plan-changes';
import { migrateSchema } from '../../src/store/schema-version';
import { loadSmallTaxonomy, putTenants } from '../support/migration-arbitraries';
import {
  accessLines,
  dumpTables,
  expectCountsToAddUp,
  OPERATOR,
  rule,
  RUN_TABLES,
  RunEngine,
  type RunReport,
} from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let engine: RunEngine;

beforeAll(async () => {
  database = await createTestDatabase('schema');
  await loadSmallTaxonomy(database);
  engine = new RunEngine(database, 50);
  await engine.useRules([rule('enabled_modules.CRM', 'alpha'), rule('enabled_modules.HR', 'beta/one', 'trial')]);
});

afterAll(() => database.close());

/** Ten organizations with a module and a partial grant each. */
const TEN = Array.from({ length: 10 }, () => ({
  flags: { CRM: true, HR: true },
  rows: { modules: [], submodules: [] },
}));

beforeEach(() => putTenants(database, TEN));

test('an organization with unreadable flags fails alone, with path and value, and keeps its rows', async () => {
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT 4, id, 'enabled', 'legacy_migration' FROM modules WHERE module_key = 'gamma'`,
  );
  await database.sql(
    `UPDATE organizations SET enabled_modules = '{"CRM": "perhaps", "route_access": {"leads": true}}' WHERE id = 4`,
  );
  const run = await engine.run('EXECUTE', { allowRevocations: true });
  expectOneFailed(run, '4');
  expect(failureOf(run)).toEqual({
    code: 'UNREADABLE_FLAGS',
    path: 'CRM',
    message: '"perhaps" at CRM is neither on nor off',
  });
  expect(await accessLines(database)).toContain('4 gamma enabled full legacy_migration');
  await expectWritten(run, 4);
});

test('in a column of text, only organizations with flags that are no JSON, or too deep, fail', async () => {
  const texts = await createTestDatabase('empty');
  try {
    await texts.sql('CREATE TABLE tenants (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name text, flags text)');
    await migrateSchema(texts.dataSource);
    await loadSmallTaxonomy(texts);
    const other = new RunEngine(texts);
    await other.useRules([rule('enabled_modules.CRM', 'alpha')]);
    const columns = { table: 'tenants', id: 'id', name: 'name', flags: 'flags' };
    await other.services.source.set(OPERATOR, { ...columns, reason: 'a test' });
    await texts.sql(
      `INSERT INTO tenants (name, flags)
       VALUES ('fine', '{"CRM":true}'), ('empty', ''), ('list', 'CRM, HR'), ('open', repeat('[', 1000000)),
              ('deep', repeat('{"CRM":', 100000) || '1' || repeat('}', 100000)), ('fine too', '["CRM"]')`,
    );
    const dry = await other.run('DRY_RUN', {}, { errorBudgetPercent: 100 });
    const run = await other.run('EXECUTE', { dryRunId: dry.run.id }, { errorBudgetPercent: 100 });
    expect(run.status).toBe('COMPLETED_WITH_ERRORS');
    expect(run.journal.map(({ outcome, error }) => [outcome, error?.code])).toEqual([
      ['CHANGED', undefined],
      ['UNCHANGED', undefined],
      ['FAILED', 'UNREADABLE_FLAGS'],
      ['FAILED', 'UNREADABLE_FLAGS'],
      ['FAILED', 'UNREADABLE_FLAGS'],
      ['CHANGED', undefined],
    ]);
    const verification = await other.services.verification.verify(OPERATOR, run.run);
    expect(verification?.checks.filter(({ status }) => status === 'FAIL')).toEqual([]);
    expect(other.services.organizations.enabledModules('CRM, HR', false)).toBe('CRM, HR');
  } finally {
    await texts.close();
  }
});

describe('an organization whose rows the database refuses fails alone in its batch', () => {
  const troubles = [
    {
      name: 'when a trigger on modules raises',
      table: 'org_entitlements',
      body: `RAISE EXCEPTION 'not this one';`,
      message: /not this one.*P0001/,
    },
    {
      name: 'when a trigger on submodules raises',
      table: 'org_subentitlements',
      body: `RAISE EXCEPTION 'not this one';`,
      message: /not this one.*P0001/,
    },
    {
      name: 'when a trigger on events raises',
      table: 'entitlement_events',
      body: `RAISE EXCEPTION 'not this one';`,
      message: /not this one.*P0001/,
    },
    {
      name: 'when a trigger divides by zero',
      table: 'org_entitlements',
      body: `NEW.status := (1 / 0)::text;`,
      message: /division by zero.*22012/,
    },
    {
      name: 'when a trigger raises with an SQLSTATE of its own',
      table: 'org_entitlements',
      body: `RAISE EXCEPTION 'not this one' USING ERRCODE = 'U0001';`,
      message: /not this one.*U0001/,
    },
    {
      name: "when a trigger raises with MySQL's SQLSTATE for user errors",
      table: 'org_entitlements',
      body: `RAISE EXCEPTION 'not this one' USING ERRCODE = '45000';`,
      message: /not this one.*45000/,
    },
    { name: 'when a trigger drops the row silently', table: 'org_entitlements', body: 'RETURN NULL;', message: /./ },
    {
      name: 'when a deferred constraint refuses the commit',
      table: 'org_entitlements',
      body: `RAISE EXCEPTION 'not this one';`,
      message: /not this one/,
      deferred: true,
    },
  ];

  afterEach(async () => {
    for (const table of ['org_entitlements', 'org_subentitlements', 'entitlement_events'])
      await database.sql(`DROP TRIGGER IF EXISTS trouble ON ${table}`);
  });

  test.each(troubles)('$name', async ({ table, body, message, deferred = false }) => {
    await database.sql(
      `CREATE OR REPLACE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN IF NEW.org_id = 4 THEN ${body} END IF; RETURN NEW; END $$`,
    );
    await database.sql(
      deferred
        ? `CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON ${table} DEFERRABLE INITIALLY DEFERRED
           FOR EACH ROW EXECUTE FUNCTION trouble()`
        : `CREATE TRIGGER trouble BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION trouble()`,
    );
    const run = await engine.run('EXECUTE');
    expectOneFailed(run, '4');
    expect(failureOf(run)).toMatchObject({ code: 'WRITE_FAILED', message: expect.stringMatching(message) });
    await expectWritten(run, 4);
  });

  test('when a constraint that the owner of the table added is violated', async () => {
    await database.sql(`ALTER TABLE org_entitlements ADD CONSTRAINT owners CHECK (org_id <> 4)`);
    try {
      const run = await engine.run('EXECUTE');
      expectOneFailed(run, '4');
      expect(failureOf(run)).toMatchObject({ code: 'WRITE_FAILED', message: expect.stringMatching(/owners.*23514/) });
      await expectWritten(run, 4);
    } finally {
      await database.sql(`ALTER TABLE org_entitlements DROP CONSTRAINT owners`);
    }
  });
});

test('a trial that ends at infinity does not fail the run', async () => {
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, trial_expires_at, source)
     SELECT 4, id, 'trial', 'infinity', 'legacy_migration' FROM modules WHERE module_key = 'alpha'`,
  );
  const run = await engine.run('EXECUTE');
  expect({ status: run.status, error: run.run.error }).toEqual({ status: 'SUCCEEDED', error: null });
  expect(run.counts).toMatchObject({ changed: 10, failed: 0 });
  expect(await accessLines(database)).toContain('4 alpha enabled full legacy_migration');
});

test('flags that json can hold and jsonb cannot are reported, and stop no organization', async () => {
  await database.sql(`ALTER TABLE organizations ALTER enabled_modules TYPE json`);
  try {
    await database.sql(
      `UPDATE organizations SET enabled_modules = '{"CRM": true, "bad\\u0000name": true}' WHERE id = 4`,
    );
    await database.sql(`UPDATE organizations SET enabled_modules = '["\\ud800"]' WHERE id = 5`);
    await database.sql(`UPDATE organizations SET enabled_modules = NULL WHERE id = 6`);
    const run = await engine.run('EXECUTE', {}, { errorBudgetPercent: 50 });
    expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { changed: 8, failed: 0, unchanged: 2 } });
    const unmapped = run.journal.map(({ organizationId, unmappedFlags }) => [organizationId, unmappedFlags.length]);
    expect(unmapped.filter(([, flags]) => flags !== 0)).toEqual([
      ['4', 1],
      ['5', 1],
    ]);
    expectCountsToAddUp(run);
  } finally {
    await database.sql(`UPDATE organizations SET enabled_modules = NULL`);
    await database.sql(`ALTER TABLE organizations ALTER enabled_modules TYPE jsonb USING enabled_modules::jsonb`);
  }
});

test('organizations deleted after the start are skipped, counted and named, by fresh and planned runs', async () => {
  const id = await engine.start('EXECUTE');
  await startWithoutBatch(id);
  await database.sql('DELETE FROM organizations WHERE id IN (2, 9)');
  await engine.work(id);
  const run = await engine.report(id);
  expect(run).toMatchObject({ status: 'SUCCEEDED', total: 10, counts: { changed: 8, skipped: 2 } });
  expectCountsToAddUp(run);
  expect(
    run.journal
      .filter(({ outcome }) => outcome === 'SKIPPED')
      .map(({ organizationId, error }) => [Number(organizationId), error?.code]),
  ).toEqual([
    [2, 'ORGANIZATION_DELETED'],
    [9, 'ORGANIZATION_DELETED'],
  ]);

  await putTenants(database, TEN);
  const plan = await engine.run('DRY_RUN');
  await database.sql('DELETE FROM organizations WHERE id = 3');
  const executed = await engine.run('EXECUTE', { dryRunId: plan.run.id });
  expect(executed).toMatchObject({ status: 'SUCCEEDED', total: 10, counts: { changed: 9, skipped: 1, stale: 0 } });
  expectCountsToAddUp(executed);
});

test('the execution of a plan does not touch an organization that was added after the review', async () => {
  const plan = await engine.run('DRY_RUN');
  const [added] = await database.addOrganizations([{ CRM: true }]);
  const executed = await engine.run('EXECUTE', { dryRunId: plan.run.id });
  expect(executed).toMatchObject({ status: 'SUCCEEDED', total: 10, counts: { changed: 10 } });
  expect((await accessLines(database)).filter((line) => line.startsWith(`${added} `))).toEqual([]);
});

test('a run over named organizations changes no other organization', async () => {
  const run = await engine.run('EXECUTE', { organizationIds: ['7', '3', '7'] });
  expect(run).toMatchObject({ status: 'SUCCEEDED', total: 2, counts: { changed: 2 } });
  expect(new Set((await accessLines(database)).map((line) => line.split(' ')[0]))).toEqual(new Set(['3', '7']));
});

test('a run over its error budget stops and says why, and resuming it accepts those failures', async () => {
  const small = new RunEngine(database, 2);
  await database.sql(`UPDATE organizations SET enabled_modules = '"?"' WHERE id IN (3, 4, 9)`);
  const id = await small.start('EXECUTE', {}, { errorBudgetPercent: 10 });
  await small.work(id);
  const failed = await small.report(id);
  // How many organizations it reached depends on how many batches it claimed at once.
  expect(failed).toMatchObject({
    status: 'FAILED',
    counts: { failed: 2 },
    run: { error: { code: 'ERROR_BUDGET', message: expect.stringMatching(/2 of 10 .* 10 %/) } },
  });
  expect(failed.processed).toBeLessThan(10);
  expect(failed.run.finishedAt).not.toBeNull();
  expectCountsToAddUp(failed);
  await small.work(id);
  expect(await small.report(id)).toEqual(failed);

  await small.services.runs.resume(OPERATOR, { id: String(id), reason: 'looked at, go on' });
  await small.work(id);
  const done = await small.report(id);
  expect(done).toMatchObject({
    status: 'COMPLETED_WITH_ERRORS',
    processed: 10,
    counts: { changed: 7, failed: 3, skipped: 0 },
    run: { error: null },
  });
  expectCountsToAddUp(done);
  await expectWritten(done, 3, 4, 9);
});

test('after a resume new failures count against a fresh error budget and stop the run again', async () => {
  const small = new RunEngine(database, 2);
  await database.sql(`UPDATE organizations SET enabled_modules = '"?"' WHERE id IN (1, 2, 7, 8)`);
  const id = await small.start('EXECUTE', {}, { errorBudgetPercent: 10 });
  await small.work(id);
  expect((await small.report(id)).counts).toMatchObject({ failed: 2, skipped: 8 });
  await small.services.runs.resume(OPERATOR, { id: String(id), reason: 'looked at, go on' });
  await small.work(id);
  const again = await small.report(id);
  expect(again).toMatchObject({
    status: 'FAILED',
    counts: { changed: 4, failed: 4, skipped: 2 },
    run: { error: { code: 'ERROR_BUDGET' } },
  });
  expectCountsToAddUp(again);
});

test('a run that exceeded its error budget in the last batch ends when resumed and repeats nothing', async () => {
  await database.sql(`UPDATE organizations SET enabled_modules = '"?"' WHERE id = 10`);
  const { run, counts } = await engine.run('EXECUTE', {}, { errorBudgetPercent: 0 });
  expect({ status: run.status, counts }).toMatchObject({
    status: 'FAILED',
    counts: { changed: 9, failed: 1, skipped: 0 },
  });
  await engine.services.runs.resume(OPERATOR, { id: String(run.id), reason: 'looked at, go on' });
  await engine.work(run.id);
  expect(await engine.report(run.id)).toMatchObject({ status: 'COMPLETED_WITH_ERRORS', counts });
});

test('a dry run over no organizations succeeds, and so does its execution', async () => {
  await putTenants(database, []);
  const plan = await engine.run('DRY_RUN');
  expect(plan).toMatchObject({ status: 'SUCCEEDED', total: 0 });
  expect(await engine.run('EXECUTE', { dryRunId: plan.run.id })).toMatchObject({ status: 'SUCCEEDED', total: 0 });
});

test.each([
  [0, 1, 'FAILED'],
  [10, 1, 'COMPLETED_WITH_ERRORS'],
  [10, 2, 'FAILED'],
  [100, 10, 'COMPLETED_WITH_ERRORS'],
])(
  'with an error budget of %d %% and %d of 10 organizations bad, a run is %s',
  async (errorBudgetPercent, bad, status) => {
    await database.sql(`UPDATE organizations SET enabled_modules = '"?"' WHERE id <= $1`, [bad]);
    const run = await engine.run('EXECUTE', {}, { errorBudgetPercent });
    expect(run).toMatchObject({ status, counts: { failed: bad } });
    expectCountsToAddUp(run);
  },
);

test('a failed run accepts the action that its error message advises', async () => {
  await database.sql(`UPDATE organizations SET enabled_modules = '"?"'`);
  const run = await engine.run('EXECUTE');
  expect(run.status).toBe('FAILED');
  const input = { id: String(run.run.id), reason: 'as the message says' };
  if (/cancel it/.test(run.run.error?.message ?? ''))
    expect(await engine.services.runs.cancel(OPERATOR, input)).toMatchObject({ status: 'CANCELLED' });
  else expect(await engine.services.runs.resume(OPERATOR, input)).toMatchObject({ status: 'RUNNING' });
});

test('a plan is refused, and nothing is written, after a change of mapping, taxonomy or stored plan', async () => {
  const plan = await engine.run('DRY_RUN');
  const dryRunId = plan.run.id;
  const before = await dumpTables(database, ['modules', 'mappings', 'platform_events', 'setup_history', ...RUN_TABLES]);
  const refused = () =>
    expect(engine.start('EXECUTE', { dryRunId })).rejects.toMatchObject({
      code: 'STALE_PLAN',
      details: { dryRunId: String(dryRunId) },
    });

  const rules = [rule('enabled_modules.CRM', 'alpha'), rule('enabled_modules.HR', 'beta/one', 'trial')];
  await engine.useRules([...rules, rule('*', 'gamma')]);
  await refused();
  await engine.useRules(rules.toReversed());
  for (const [change, back] of [
    [
      `UPDATE modules SET is_active = false WHERE module_key = 'gamma'`,
      `UPDATE modules SET is_active = true WHERE module_key = 'gamma'`,
    ],
    [
      `UPDATE submodules SET is_active = true WHERE submodule_key = 'gone'`,
      `UPDATE submodules SET is_active = false WHERE submodule_key = 'gone'`,
    ],
    [
      `UPDATE migration_run_organizations SET changes = '[]' WHERE org_id = 5`,
      `UPDATE migration_run_organizations
       SET changes = (SELECT changes FROM migration_run_organizations WHERE org_id = 6) WHERE org_id = 5`,
    ],
  ] as const) {
    await database.sql(change);
    await refused();
    await database.sql(back);
  }
  expect(
    await dumpTables(database, ['modules', 'mappings', 'platform_events', 'setup_history', ...RUN_TABLES]),
  ).toEqual(before);
  expect(await database.sql(`SELECT 1 FROM migration_runs WHERE mode = 'EXECUTE'`)).toEqual([]);
  expect((await engine.run('EXECUTE', { dryRunId })).status).toBe('SUCCEEDED');
});

test('a change of taxonomy during a run stops it before the next batch, and its counts add up', async () => {
  const small = new RunEngine(database, 2);
  const id = await small.start('EXECUTE');
  const stop = new AbortController();
  stopAfter(stop, id, 4);
  await small.work(id, { signal: stop.signal });
  await database.sql(`UPDATE modules SET is_active = true WHERE module_key = 'old'`);
  await small.work(id);
  await database.sql(`UPDATE modules SET is_active = false WHERE module_key = 'old'`);
  const run = await small.report(id);
  expect(run).toMatchObject({ status: 'FAILED', run: { error: { code: 'STALE_PLAN' } } });
  expectCountsToAddUp(run);
  await expectWritten(run);

  await small.services.runs.resume(OPERATOR, { id: String(id), reason: 'put back as it was' });
  await small.work(id);
  expect(await small.report(id)).toMatchObject({ status: 'SUCCEEDED', counts: { changed: 10, skipped: 0 } });
});

/** Aborts once this many organizations are done. */
function stopAfter(stop: AbortController, id: number, processed: number): void {
  const look = async (): Promise<void> => {
    if ((await engine.report(id)).processed >= processed) stop.abort();
    else setTimeout(() => void look(), 1);
  };
  void look();
}

/** Starts a run, which fixes its organizations, and pauses it while its first batch waits for a lock. */
async function startWithoutBatch(id: number): Promise<void> {
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query('LOCK TABLE org_entitlements IN ACCESS EXCLUSIVE MODE');
  const working = engine.work(id);
  for (;;) {
    const batches = await database.sql('SELECT 1 FROM migration_run_batches WHERE run_id = $1', [id]);
    if (batches.length > 0) break;
  }
  await engine.services.runs.pause(OPERATOR, { id: String(id), reason: 'before the first batch' });
  await runner.rollbackTransaction();
  await runner.release();
  await working;
  expect((await engine.report(id)).processed).toBe(0);
  await engine.services.runs.resume(OPERATOR, { id: String(id), reason: 'now the rest' });
}

function expectOneFailed(run: RunReport, organizationId: string): void {
  expect({ status: run.status, error: run.run.error }).toEqual({ status: 'COMPLETED_WITH_ERRORS', error: null });
  expect(run.counts).toMatchObject({ changed: 9, unchanged: 0, failed: 1, eventsCreated: 9 });
  expect(
    run.journal.filter(({ outcome }) => outcome === 'FAILED').map((entry) => [entry.organizationId, entry.changes]),
  ).toEqual([[organizationId, []]]);
  expectCountsToAddUp(run);
}

function failureOf({ journal }: RunReport) {
  return journal.find(({ outcome }) => outcome === 'FAILED')?.error;
}

/**
 * Expects all entitlements of each changed organization and one event with its journal's changes, and neither for any
 * other organization.
 */
async function expectWritten({ run, journal }: RunReport, ...failed: readonly number[]): Promise<void> {
  const changed = journal.filter(({ outcome }) => outcome === 'CHANGED');
  const lines = (await accessLines(database)).filter((line) => !failed.includes(Number.parseInt(line, 10)));
  expect(lines).toEqual(
    changed
      .flatMap(({ organizationId: id }) => [
        `${id} alpha enabled full legacy_migration`,
        `${id} beta trial partial legacy_migration`,
        `${id} beta/one on legacy_migration`,
        `${id} beta/three off legacy_migration`,
      ])
      .sort(),
  );
  const events = await database.sql<object>(
    `SELECT org_id::text AS org_id, actor_user_id, reason, payload -> 'changes' AS changes, payload ->> 'runId' AS run
     FROM entitlement_events ORDER BY entitlement_events.org_id`,
  );
  expect(events).toEqual(
    changed.map(({ organizationId, changes }) => ({
      org_id: organizationId,
      actor_user_id: 'test:operator',
      reason: 'a test',
      changes: changes.filter(isMade),
      run: String(run.id),
    })),
  );
}
