import fc from 'fast-check';
import { decide } from '../../src/domain/decision/decide';
import { parityKind } from '../../src/domain/parity/parity';
import { ParityDifferenceEntity } from '../../src/entities/parity-difference';
import { ParityReport } from '../../src/entities/parity-report';
import { claimReport, KEPT_REPORTS } from '../../src/features/parity/report-life';
import { workOnNextReport } from '../../src/features/parity/work-on-report';
import { loadAccess } from '../../src/store/load-access';
import { loadSmallTaxonomy, putTenants, rulesArbitrary, tenantArbitrary } from '../support/migration-arbitraries';
import { makeReport, plantDifferences, PLANTS } from '../support/planted-parity';
import { OPERATOR, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const OF_EACH = 5;

async function report(database: TestDatabase, id: number): Promise<ParityReport> {
  return database.dataSource.manager.findOneByOrFail(ParityReport, { id });
}

async function differences(database: TestDatabase, reportId: number): Promise<readonly ParityDifferenceEntity[]> {
  return database.dataSource.manager.find(ParityDifferenceEntity, { where: { reportId }, order: { id: 'ASC' } });
}

describe('after a migration', () => {
  let database: TestDatabase;
  let engine: RunEngine;
  let planted: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    database = await createTestDatabase();
    engine = new RunEngine(database, 25);
    planted = await plantDifferences(engine, OF_EACH, 300);
  });

  afterAll(() => database.close());

  test('a parity report finds each planted difference with its cause, and no other', async () => {
    const id = await makeReport(database, engine);
    const made = await report(database, id);
    expect(made).toMatchObject({
      status: 'SUCCEEDED',
      compared: 300 + PLANTS.length * OF_EACH,
      total: 300 + PLANTS.length * OF_EACH,
      error: null,
    });
    const found = await differences(database, id);
    for (const { name, finds } of PLANTS) {
      const ids = planted.get(name) ?? [];
      const ofThem = found.filter(({ organizationId }) => ids.includes(organizationId));
      expect({
        name,
        found: ofThem.map(({ organizationId, kind, cause }) => `${organizationId} ${kind} ${cause}`),
      }).toEqual({ name, found: ids.map((one) => `${one} ${finds}`) });
    }
    expect(found).toHaveLength(PLANTS.length * OF_EACH);
    expect(found.map(({ organizationId }) => organizationId)).toEqual(
      [...found].map(({ organizationId }) => organizationId).sort((a, b) => Number(a) - Number(b)),
    );
    expect(made.totals).toHaveLength(new Set(PLANTS.map(({ finds }) => finds)).size);
    expect(made.totals?.every(({ count }) => count === OF_EACH)).toBe(true);
    const uncovered = await database.sql<{ id: number }>(
      'SELECT org_id::text AS id FROM parity_uncovered WHERE report_id = $1 ORDER BY org_id',
      [id],
    );
    expect(uncovered.map((one) => one.id)).toEqual(
      PLANTS.filter(({ covered }) => !covered).flatMap(({ name }) => planted.get(name) ?? []),
    );
    expect(made.uncovered).toBe(uncovered.length);
  });

  test('a parity report whose worker died is continued after its lease and ends with the same result', async () => {
    const undisturbed = await makeReport(database, engine);
    const { id } = await engine.services.parity.start(OPERATOR, {});
    const stopping = new AbortController();
    const stopped = workOnNextReport(database.dataSource, { pageSize: 20, signal: stopping.signal });
    stopping.abort();
    await stopped;
    // The worker that holds it now never renews its lease.
    expect((await claimReport(database.dataSource, 0.3))?.id).toBe(id);
    expect(await workOnNextReport(database.dataSource)).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await workOnNextReport(database.dataSource, { pageSize: 20 })).toBe(true);
    const made = await report(database, id);
    expect(made).toMatchObject({ status: 'SUCCEEDED', totals: (await report(database, undisturbed)).totals });
    const lines = async (of: number) =>
      (await differences(database, of)).map(({ organizationId, moduleKey, submoduleKey, kind, cause }) => [
        organizationId,
        moduleKey,
        submoduleKey,
        kind,
        cause,
      ]);
    expect(await lines(id)).toEqual(await lines(undisturbed));
  });

  test('several workers make one parity report at a time, and each report once', async () => {
    const ids = [
      await engine.services.parity.start(OPERATOR, {}),
      await engine.services.parity.start(OPERATOR, {}),
    ].map(({ id }) => id);
    let most = 0;
    const watching = setInterval(() => {
      void database
        .sql<{ n: number }>(`SELECT count(*)::int AS n FROM parity_reports WHERE status = 'RUNNING'`)
        .then(([row]) => (most = Math.max(most, row?.n ?? 0)));
    }, 2);
    const work = async () => {
      while ((await report(database, ids[1] ?? 0)).status !== 'SUCCEEDED')
        await workOnNextReport(database.dataSource, { pageSize: 20 });
    };
    await Promise.all([work(), work(), work()]);
    clearInterval(watching);
    expect(most).toBeLessThanOrEqual(1);
    for (const id of ids) expect(await differences(database, id)).toHaveLength(PLANTS.length * OF_EACH);
  });

  test('a parity report fails, instead of mixing two mappings, if the mapping changes while it is made', async () => {
    const { id } = await engine.services.parity.start(OPERATOR, {});
    await database.sql(
      `UPDATE parity_reports SET taxonomy_hash = 'another', mapping_hash = 'another', after_id = 1 WHERE id = $1`,
      [id],
    );
    await workOnNextReport(database.dataSource);
    expect(await report(database, id)).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('make another one'),
      detailsKept: false,
    });
  });

  test('an old parity report keeps its totals and loses its single differences', async () => {
    const first = await makeReport(database, engine);
    for (let round = 0; round < KEPT_REPORTS; round++) await makeReport(database, engine);
    expect(await differences(database, first)).toEqual([]);
    expect(await report(database, first)).toMatchObject({ detailsKept: false, status: 'SUCCEEDED' });
    expect((await report(database, first)).totals).not.toEqual([]);
    const [kept] = await database.sql<{ n: number }>(
      'SELECT count(DISTINCT report_id)::int AS n FROM parity_differences',
    );
    expect(kept?.n).toBe(KEPT_REPORTS);
  });

  test('a parity report counts organizations of a rolled back run as uncovered', async () => {
    await database.sql(
      `UPDATE migration_runs SET status = 'ROLLED_BACK' WHERE id = (SELECT min(id) FROM migration_runs)`,
    );
    const made = await report(database, await makeReport(database, engine));
    expect(made.uncovered).toBeGreaterThan(200);
    expect(made.totals).not.toContainEqual(expect.objectContaining({ cause: 'OTHER' }));
    await database.sql(`UPDATE migration_runs SET status = 'SUCCEEDED' WHERE status = 'ROLLED_BACK'`);
  });
});

test('an application with rights on entitlements alone can still write them, and its changes are marked', async () => {
  const database = await createTestDatabase();
  const role = `portcullis_test_other_${process.pid}`;
  const runner = database.dataSource.createQueryRunner();
  try {
    await database.addOrganizations([['CRM']]);
    await runner.startTransaction();
    await runner.query(`CREATE ROLE ${role}`);
    await runner.query(`GRANT SELECT ON modules TO ${role}`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON org_entitlements TO ${role}`);
    await runner.query(`SET LOCAL ROLE ${role}`);
    await runner.query('SET LOCAL search_path = pg_catalog');
    await runner.query(
      `INSERT INTO public.org_entitlements (org_id, module_id, status, source)
       SELECT 1, id, 'enabled', 'other' FROM public.modules WHERE module_key = 'hr'`,
    );
    await runner.query(`UPDATE public.org_entitlements SET status = 'disabled'`);
    await runner.query('TRUNCATE public.org_entitlements');
    await runner.query('RESET ROLE');
    expect(
      await runner.query('SELECT org_ids FROM portcullis.access_changes WHERE txid = txid_current() ORDER BY id'),
    ).toEqual([{ org_ids: [1] }, { org_ids: [1] }, { org_ids: null }]);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
    await database.close();
  }
});

test('a parity report read in pages finds the same differences as decisions for each organization', async () => {
  const database = await createTestDatabase('schema');
  try {
    await loadSmallTaxonomy(database);
    const engine = new RunEngine(database, 7);
    const tenants = fc.array(tenantArbitrary, { minLength: 25, maxLength: 25 });
    const override = fc.record({
      org: fc.integer({ min: 1, max: 25 }),
      module: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom('enabled', 'trial', 'disabled'),
      ended: fc.boolean(),
    });
    const late = fc.array(fc.record({ org: fc.integer({ min: 1, max: 25 }), tenant: tenantArbitrary }), {
      maxLength: 5,
    });
    let met = 0;
    await fc.assert(
      fc.asyncProperty(
        rulesArbitrary,
        tenants,
        fc.array(override, { maxLength: 6 }),
        late,
        fc.boolean(),
        async (rules, given, overrides, writers, runs) => {
          await engine.useRules(rules);
          await putTenants(database, given);
          await database.sql('TRUNCATE entitlement_overrides');
          if (runs) await engine.run('EXECUTE', { trialDays: 1 }, { errorBudgetPercent: 100 });
          for (const { org, module, status, ended } of overrides) {
            await database.sql(
              `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id, ended_at)
               SELECT $1, id, $3, 'a test', 'test', CASE WHEN $4 THEN now() END
               FROM modules WHERE sort_order = $2 - 1 ON CONFLICT DO NOTHING`,
              [org, module, status, ended],
            );
          }
          for (const { org, tenant } of writers)
            await database.sql('UPDATE organizations SET enabled_modules = $2 WHERE id = $1', [
              org,
              JSON.stringify(tenant.flags),
            ]);
          const { id } = await engine.services.parity.start(OPERATOR, { at: new Date(Date.now() + 2 * 86_400_000) });
          await workOnNextReport(database.dataSource, { pageSize: 10 });
          const made = await report(database, id);
          expect(made).toMatchObject({ status: 'SUCCEEDED', compared: 25 });
          const found = await differences(database, id);
          const naive = await naiveDifferences(database, made.at);
          expect(found.map((one) => naive.includes(nameOf(one)))).toEqual(found.map(() => true));
          expect(found.reduce((sum, { alikeSubmodules }) => sum + 1 + alikeSubmodules, 0)).toBe(naive.length);
          met += naive.length;
        },
      ),
      { numRuns: 25 },
    );
    expect(met).toBeGreaterThan(100);
  } finally {
    await database.close();
  }
});

function nameOf({ organizationId, moduleKey, submoduleKey, kind }: ParityDifferenceEntity): string {
  return `${organizationId} ${moduleKey}/${submoduleKey ?? ''} ${kind}`;
}

async function naiveDifferences(database: TestDatabase, at: Date): Promise<readonly string[]> {
  const ids = await database.sql<{ id: string }>('SELECT id::text AS id FROM organizations');
  const { setup, organizations } = await loadAccess(
    database.dataSource.manager,
    ids.map(({ id }) => id),
    { setup: null, environment: null },
  );
  return [...organizations].flatMap(([id, organization]) =>
    setup.taxonomy.activeModules().flatMap(({ key: moduleKey }) =>
      [null, ...setup.taxonomy.activeSubmodules(moduleKey).map(({ key }) => key)].flatMap((submoduleKey) => {
        const { legacy, entitlement } = decide({ taxonomy: setup.taxonomy, organization, moduleKey, submoduleKey, at });
        const kind = parityKind(legacy, entitlement);
        return kind ? [`${id} ${moduleKey}/${submoduleKey ?? ''} ${kind}`] : [];
      }),
    ),
  );
}
