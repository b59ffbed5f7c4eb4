import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createDataSource } from '../../src/database/data-source';
import { DomainError } from '../../src/domain/errors';
import { isMade } from '../../src/domain/run/plan-changes';
import { MigrationRun } from '../../src/entities/migration-run';
import { claimBatches } from '../../src/features/migration-runs/work/claim-batches';
import { rollBackBatches } from '../../src/features/migration-runs/work/roll-back-batches';
import { LostLeaseError } from '../../src/store/lease';
import {
  loadSmallTaxonomy,
  putTenants,
  rulesArbitrary,
  type Tenant,
  tenantArbitrary,
} from '../support/migration-arbitraries';
import { StatementRecorder } from '../support/record-statements';
import { accessLines, dumpTables, OPERATOR, rule, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const ORGANIZATIONS = 30;
const WHATEVER_FAILS = { errorBudgetPercent: 100 };

let database: TestDatabase;
let engine: RunEngine;

beforeAll(async () => {
  database = await createTestDatabase('schema');
  await loadSmallTaxonomy(database);
  engine = new RunEngine(database, 7);
});

afterAll(() => database.close());

const rollBack = (
  id: number,
  rest: { readonly acknowledgeLostAccess?: boolean; readonly idempotencyKey?: string; readonly reason?: string } = {},
) => engine.services.runs.rollBack(OPERATOR, { id: String(id), reason: 'it went wrong', ...rest });

async function rolledBack(id: number) {
  await rollBack(id);
  await engine.work(id);
  const report = await engine.report(id);
  return { ...report, rollback: await engine.services.runs.rollbackProgress(report.run) };
}

/** The columns that a rollback restores. */
const rows = () => accessLines(database);
const organizationOf = (line: string) => Number.parseInt(line, 10);

test('a rollback restores all rows from before the run and does not touch overrides and organizations', async () => {
  const tenants = fc.array(tenantArbitrary, { minLength: ORGANIZATIONS, maxLength: ORGANIZATIONS });
  await fc.assert(
    fc.asyncProperty(
      rulesArbitrary,
      rulesArbitrary,
      tenants,
      fc.boolean(),
      async (rules, otherRules, given, allowRevocations) => {
        await engine.useRules(rules);
        await putTenants(database, given);
        await database.sql(`TRUNCATE entitlement_overrides`);
        await database.sql(
          `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id)
           SELECT id, 1, 'disabled', 'a complaint', 'ann' FROM organizations WHERE id % 3 = 0`,
        );
        const outside = async () => {
          const { organizations, entitlement_overrides } = await dumpTables(database);
          return { organizations, entitlement_overrides };
        };
        const untouched = await outside();
        const before = await rows();
        const first = await engine.run('EXECUTE', { allowRevocations, trialDays: 30 }, WHATEVER_FAILS);
        const between = await rows();
        await engine.useRules(otherRules);
        const second = await engine.run('EXECUTE', { allowRevocations }, WHATEVER_FAILS);
        expect(await rolledBack(second.run.id)).toMatchObject({
          status: 'ROLLED_BACK',
          rollback: {
            processed: second.counts.changed,
            total: second.counts.changed,
            counts: {
              organizationsRolledBack: second.counts.changed,
              rowsKept: 0,
              eventsCreated: second.counts.changed,
            },
          },
        });
        expect(await rows()).toEqual(between);
        expect(await rolledBack(first.run.id)).toMatchObject({ status: 'ROLLED_BACK', counts: first.counts });
        expect(await rows()).toEqual(before);
        expect(await outside()).toEqual(untouched);
      },
    ),
    { numRuns: 8 },
  );
});

test('a rollback keeps and names each row that was edited after the run, and restores all other rows', async () => {
  const edits = ['status', 'source', 'trial end', 'partial', 'row gone', 'submodule', 'new submodule'] as const;
  const statements: Record<(typeof edits)[number], string> = {
    status: `UPDATE org_entitlements SET status = CASE status WHEN 'enabled' THEN 'disabled' ELSE 'enabled' END
      WHERE org_id = $1`,
    source: `UPDATE org_entitlements SET source = 'manual' WHERE org_id = $1`,
    'trial end': `UPDATE org_entitlements
      SET trial_expires_at = coalesce(trial_expires_at, '2030-01-01') + interval '1 microsecond' WHERE org_id = $1`,
    partial: `UPDATE org_entitlements SET partial = NOT partial WHERE org_id = $1`,
    'row gone': `DELETE FROM org_entitlements WHERE org_id = $1`,
    submodule: `UPDATE org_subentitlements SET enabled = NOT enabled WHERE org_id = $1`,
    'new submodule': `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
      SELECT $1, s.module_id, s.id, true, 'manual' FROM submodules s WHERE s.is_active ON CONFLICT DO NOTHING`,
  };
  const tenants = fc.array(tenantArbitrary, { minLength: ORGANIZATIONS, maxLength: ORGANIZATIONS });
  const edited = fc.dictionary(fc.integer({ min: 1, max: ORGANIZATIONS }).map(String), fc.constantFrom(...edits), {
    minKeys: 3,
    maxKeys: 12,
  });
  let keptInAll = 0;
  await fc.assert(
    fc.asyncProperty(rulesArbitrary, tenants, edited, async (rules, given, hands) => {
      await engine.useRules(rules);
      await putTenants(database, given);
      const before = await rows();
      const run = await engine.run('EXECUTE', { allowRevocations: true, trialDays: 30 }, WHATEVER_FAILS);
      for (const [id, edit] of Object.entries(hands)) await database.sql(statements[edit], [Number(id)]);
      const after = await rows();
      const { rollback, status, journal } = await rolledBack(run.run.id);
      const now = await rows();
      const isEdited = (line: string) => hands[String(organizationOf(line))] !== undefined;
      expect(now.filter((line) => !isEdited(line))).toEqual(before.filter((line) => !isEdited(line)));
      // Each row that the run wrote is restored, or left as edited and named.
      const named = (lines: readonly string[]) =>
        new Map(lines.map((line) => [line.split(' ').slice(0, 2).join(' '), line]));
      const [was, left, is] = [named(before), named(after), named(now)];
      for (const { organizationId, changes, rollback: result } of journal) {
        const kept = new Set(
          result?.kept.map(
            ({ module, submodule }) => `${organizationId} ${module}${submodule === null ? '' : `/${submodule}`}`,
          ),
        );
        for (const { module, submodule } of changes.filter(isMade)) {
          const row = `${organizationId} ${module}${submodule === null ? '' : `/${submodule}`}`;
          expect({ row, kept: kept.has(row), is: is.get(row) }).toEqual({
            row,
            kept: kept.has(row),
            is: (kept.has(row) ? left : was).get(row),
          });
        }
      }
      const keptRows = journal.reduce((sum, entry) => sum + (entry.rollback?.kept.length ?? 0), 0);
      expect({ rowsKept: rollback.counts.rowsKept, status }).toEqual({
        rowsKept: keptRows,
        status: keptRows > 0 ? 'ROLLED_BACK_WITH_CONFLICTS' : 'ROLLED_BACK',
      });
      keptInAll += keptRows;
    }),
    { numRuns: 10 },
  );
  expect(keptInAll).toBeGreaterThan(20);
});

const tenant = (flags: unknown): Tenant => ({ flags, rows: { modules: [], submodules: [] } });

describe('one run over some organizations', () => {
  let run: number;

  beforeEach(async () => {
    await engine.useRules([rule('enabled_modules.CRM', 'alpha'), rule('route_access.leads', 'beta/one', 'trial')]);
    await putTenants(
      database,
      Array.from({ length: 20 }, () => tenant({ CRM: true, route_access: { leads: true } })),
    );
    await database.sql(`UPDATE rollout SET mode = 'LEGACY', enforce_percentage = 0`);
    await database.sql('TRUNCATE organization_rollouts, idempotent_requests');
    ({
      run: { id: run },
    } = await engine.run('EXECUTE'));
  });

  test('a rollback keeps a module entitlement under which submodules were added since', async () => {
    await database.sql(
      `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
       SELECT 3, module_id, id, false, 'manual' FROM submodules WHERE submodule_key = 'two'`,
    );
    const { status, journal } = await rolledBack(run);
    expect(status).toBe('ROLLED_BACK_WITH_CONFLICTS');
    expect(await rows()).toEqual(['3 alpha enabled full legacy_migration', '3 alpha/two off manual']);
    expect(journal[2]?.rollback).toMatchObject({
      outcome: 'KEPT',
      restored: 3,
      kept: [{ module: 'alpha', submodule: null, cause: 'SUBMODULES_ADDED', now: { status: 'enabled' } }],
    });
  });

  test('a rollback that keeps a partial grant also keeps the rows that limit it', async () => {
    await database.sql(`UPDATE org_entitlements SET status = 'enabled' WHERE org_id = 3 AND partial`);
    const { journal } = await rolledBack(run);
    expect(await rows()).toEqual([
      '3 beta enabled partial legacy_migration',
      '3 beta/one on legacy_migration',
      '3 beta/three off legacy_migration',
    ]);
    expect(journal[2]?.rollback?.kept.map(({ submodule, cause }) => [submodule, cause])).toEqual([
      [null, 'EDITED'],
      ['one', 'MODULE_KEPT'],
      ['three', 'MODULE_KEPT'],
    ]);
  });

  test('a rollback writes one event for each organization, and platform events for its start and end', async () => {
    await database.sql('DELETE FROM organizations WHERE id = 7');
    const { rollback } = await rolledBack(run);
    expect(rollback.counts).toMatchObject({
      organizationsRolledBack: 19,
      organizationsSkipped: 1,
      rowsRestored: 19 * 4,
      eventsCreated: 19,
    });
    expect(
      await database.sql(
        `SELECT count(DISTINCT org_id)::int AS organizations, count(*)::int AS events,
                min(reason) AS reason, min(actor_user_id) AS actor
         FROM entitlement_events WHERE event_type = 'legacy_migration_rolled_back'`,
      ),
    ).toEqual([{ organizations: 19, events: 19, reason: 'it went wrong', actor: OPERATOR.id }]);
    expect(
      await database.sql(`SELECT event_type FROM platform_events WHERE event_type LIKE '%rollback%' ORDER BY id`),
    ).toEqual([{ event_type: 'migration_run_rollback_started' }, { event_type: 'migration_run_rollback_ended' }]);
  });

  const refusal = (id: number, rest: Parameters<typeof rollBack>[1] = {}) =>
    rollBack(id, rest).then(() => 'it was done', refusedWith);

  test('a rollback is refused for a dry run, a rolled back run, while a run is live, and after a reset', async () => {
    const plan = await engine.run('DRY_RUN');
    expect(await refusal(plan.run.id)).toContain(`CONFLICT: Run ${plan.run.id} is a dry run`);
    const live = await engine.start('EXECUTE');
    expect(await refusal(live)).toContain(`INVALID_TRANSITION: Run ${live} is QUEUED and cannot be rolled back`);
    expect(await refusal(run)).toContain(`CONFLICT: Run ${live} is live (QUEUED`);
    await engine.services.runs.cancel(OPERATOR, { id: String(live), reason: 'make room' });
    await database.sql('UPDATE migration_runs SET reset_at = now() WHERE id = $1', [run]);
    expect(await refusal(run)).toMatch(/^CONFLICT: The entitlements were reset/);
    await database.sql('UPDATE migration_runs SET reset_at = NULL');
    await rollBack(run);
    expect(await refusal(run)).toContain(`CONFLICT: Run ${run} is already being rolled back (by ${OPERATOR.id})`);
    await expect(engine.start('EXECUTE')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`Run ${run} is live (ROLLING_BACK`),
    });
    await engine.work(run);
    expect(await refusal(run)).toContain(`CONFLICT: Run ${run} has already been rolled back, and is ROLLED_BACK`);
  });

  test('a rollback is refused, naming the run, if a later execution in effect changed its organizations', async () => {
    await engine.run('EXECUTE');
    await database.sql(`UPDATE organizations SET enabled_modules = '["CRM"]' WHERE id IN (4, 5)`);
    const later = await engine.run('EXECUTE', { allowRevocations: true });
    expect(await refusal(run)).toBe(
      [
        `CONFLICT: Later executions have changed organizations that run ${run} changed:`,
        `  run ${later.run.id}: 2 organizations (4, 5)`,
        'Roll these back first, in this order.',
      ].join('\n'),
    );
    await rolledBack(later.run.id);
    expect((await rolledBack(run)).status).toBe('ROLLED_BACK');
  });

  test('a rollback of organizations under ENFORCE needs an acknowledgement, which the event records', async () => {
    await database.sql(
      `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES (2, 'ENFORCE', 'try it', 'ann')`,
    );
    expect(await refusal(run)).toMatch(
      /^CONFLICT: 1 organization \(2\) that run \d+ changed is under ENFORCE.*\nSet the rollout to LEGACY first/,
    );
    await database.sql('TRUNCATE organization_rollouts');
    await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
    expect(await refusal(run)).toContain('CONFLICT: 20 organizations (1, 2, 3, 4, 5, …) that run');
    await rollBack(run, { acknowledgeLostAccess: true });
    expect(
      await database.sql(
        `SELECT payload->'acknowledgedLostAccess' AS acknowledged, payload->'enforced' AS enforced
         FROM platform_events WHERE event_type = 'migration_run_rollback_started'`,
      ),
    ).toEqual([{ acknowledged: true, enforced: 20 }]);
    await engine.work(run);
  });

  test('a repeated idempotency key returns the same rollback, and with other input it is refused', async () => {
    await rollBack(run, { idempotencyKey: 'once' });
    expect(await rollBack(run, { idempotencyKey: 'once' })).toMatchObject({ id: run, status: 'ROLLING_BACK' });
    await engine.work(run);
    expect(await rollBack(run, { idempotencyKey: 'once' })).toMatchObject({ id: run, status: 'ROLLED_BACK' });
    expect(await refusal(run, { idempotencyKey: 'once', reason: 'another one' })).toContain(
      'CONFLICT: The idempotency key was used before',
    );
  });

  test('a rollback worker whose lease expired cannot commit what another worker has done', async () => {
    const started = await rollBack(run);
    const zombie = await claimBatches(database.dataSource, run, 'zombie', 2, 'migration_run_rollback_batches');
    await database.sql(`UPDATE migration_run_rollback_batches SET leased_until = now() - interval '1 second'`);
    const half = await database.dataSource.manager.findOneByOrFail(MigrationRun, { id: run });
    await engine.work(run);
    await expect(rollBackBatches(database.dataSource, half, zombie)).rejects.toThrow(LostLeaseError);
    expect(started.rollbackTotal).toBe(20);
    expect(await rows()).toEqual([]);
    expect(
      await database.sql(`SELECT 1 FROM entitlement_events WHERE event_type = 'legacy_migration_rolled_back'`),
    ).toHaveLength(20);
  });

  test('two workers with separate connections roll back each organization once', async () => {
    await rollBack(run);
    const other = await createDataSource(database.url, 3).initialize();
    try {
      await Promise.all([engine.work(run, { workers: 2 }), engine.work(run, { dataSource: other })]);
    } finally {
      await other.destroy();
    }
    expect(await rows()).toEqual([]);
    expect(await database.sql('SELECT org_id FROM entitlement_events GROUP BY org_id HAVING count(*) <> 2')).toEqual(
      [],
    );
    expect(await engine.services.runs.rollbackProgress((await engine.report(run)).run)).toMatchObject({
      processed: 20,
      percent: 100,
    });
  });

  test('an organization whose rollback the database refuses fails alone, with the reason', async () => {
    await database.sql(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN IF OLD.org_id = 5 THEN RAISE EXCEPTION 'not this one'; END IF; RETURN OLD; END $$`,
    );
    await database.sql(
      'CREATE TRIGGER refuse_it BEFORE DELETE ON org_entitlements FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    try {
      const { status, rollback, journal } = await rolledBack(run);
      expect({ status, counts: rollback.counts }).toMatchObject({
        status: 'ROLLED_BACK_WITH_CONFLICTS',
        counts: { organizationsRolledBack: 19, organizationsFailed: 1 },
      });
      expect(journal[4]?.rollback).toMatchObject({
        outcome: 'FAILED',
        restored: 0,
        error: expect.stringContaining('not this one'),
      });
      expect((await rows()).every((line) => organizationOf(line) === 5)).toBe(true);
    } finally {
      await database.sql('DROP TRIGGER refuse_it ON org_entitlements; DROP FUNCTION refuse');
    }
  });
});

test('a run that a foreign trigger altered journals the stored rows, passes verification and rolls back', async () => {
  await engine.useRules([
    rule('enabled_modules.CRM', 'alpha', 'trial'),
    rule('route_access.leads', 'beta/one', 'trial'),
  ]);
  await putTenants(
    database,
    Array.from({ length: 10 }, () => tenant({ CRM: true, route_access: { leads: true } })),
  );
  await database.sql(
    `CREATE FUNCTION rewrite() RETURNS trigger LANGUAGE plpgsql
     AS $$ BEGIN NEW.trial_expires_at := date_trunc('day', NEW.trial_expires_at); RETURN NEW; END $$`,
  );
  await database.sql(
    `CREATE FUNCTION claim() RETURNS trigger LANGUAGE plpgsql
     AS $$ BEGIN NEW.source := 'theirs'; RETURN NEW; END $$`,
  );
  await database.sql(
    'CREATE TRIGGER rewrite_it BEFORE INSERT ON org_entitlements FOR EACH ROW EXECUTE FUNCTION rewrite()',
  );
  await database.sql(
    'CREATE TRIGGER claim_it BEFORE INSERT ON org_subentitlements FOR EACH ROW EXECUTE FUNCTION claim()',
  );
  try {
    const { run, journal } = await engine.run('EXECUTE', { trialDays: 30 });
    expect(journal[0]?.changes).toContainEqual(
      expect.objectContaining({
        action: 'CREATE',
        module: 'alpha',
        submodule: null,
        after: expect.objectContaining({ status: 'trial', trialExpiresAt: expect.stringContaining('T00:00:00') }),
      }),
    );
    expect(journal[0]?.changes).toContainEqual(
      expect.objectContaining({ submodule: 'one', after: { enabled: true, source: 'theirs' } }),
    );
    const verification = await engine.services.verification.verify(OPERATOR, run);
    expect(verification?.checks.filter(({ name, status }) => name.startsWith('module ') && status !== 'PASS')).toEqual(
      [],
    );
    expect((await rolledBack(run.id)).status).toBe('ROLLED_BACK');
    expect(await rows()).toEqual([]);
  } finally {
    await database.sql(
      `DROP TRIGGER rewrite_it ON org_entitlements; DROP FUNCTION rewrite;
       DROP TRIGGER claim_it ON org_subentitlements; DROP FUNCTION claim`,
    );
  }
});

function refusedWith(error: unknown): string {
  if (!(error instanceof DomainError)) throw error;
  return `${error.code}: ${error.message}`;
}

test('the number of statements for a rollback batch does not grow with its organizations', async () => {
  await engine.useRules([rule('enabled_modules.CRM', 'alpha'), rule('route_access.leads', 'beta/one', 'trial')]);
  const dataSource = await createDataSource(database.url, 3).initialize();
  const recorder = new StatementRecorder(dataSource);
  try {
    const count = async (organizations: number) => {
      await putTenants(
        database,
        Array.from({ length: organizations }, () => tenant({ CRM: true, route_access: { leads: true } })),
      );
      const id = await engine.start('EXECUTE');
      await engine.work(id, { batchSize: 1_000 });
      await rollBack(id);
      return recorder.during(() => engine.work(id, { dataSource }));
    };
    const few = await count(10);
    expect(await count(500)).toEqual(few);
    expect(few.length).toBeLessThan(45);
  } finally {
    await dataSource.destroy();
  }
});

test('a rollback restores a full grant although a newer taxonomy added submodules to it since', async () => {
  await engine.useRules([rule('route_access.leads', 'beta/one')]);
  const full = {
    modules: [{ module: 'beta', status: 'enabled', partial: false, end: null, source: 'legacy_migration' }],
    submodules: [],
  };
  const flags = { route_access: { leads: true } };
  await putTenants(database, [
    { flags, rows: { modules: [], submodules: [] } },
    { flags, rows: full },
    { flags, rows: full },
  ]);
  const before = await rows();
  const run = await engine.run('EXECUTE', { allowRevocations: true });
  const folder = await mkdtemp(join(tmpdir(), 'taxonomy-'));
  try {
    const file = join(folder, 'taxonomy.csv');
    await writeFile(
      file,
      [
        'module,submodule,menu_path,permission',
        ...['alpha,one', 'alpha,two', 'beta,one', 'beta,three', 'beta,late', 'gamma,any'].map((line) => `${line},,`),
      ].join('\n'),
    );
    await engine.services.taxonomy.seed(OPERATOR, await engine.services.taxonomy.readFile(file), {
      acceptLosses: true,
      reason: 'a new submodule',
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  expect((await rows()).filter((line) => line.includes('beta/late'))).toEqual(
    [1, 2, 3].map((id) => `${id} beta/late off legacy_migration`),
  );
  // Another application's events of the same name may contain anything.
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, payload)
     VALUES (1, 'legacy_migration', '{"runId": "theirs"}')`,
  );
  await database.sql(`UPDATE org_entitlements SET status = 'trial' WHERE org_id = 3`);
  const { status, journal } = await rolledBack(run.run.id);
  const now = await rows();
  expect(now.filter((line) => organizationOf(line) < 3)).toEqual(before.filter((line) => organizationOf(line) < 3));
  // A partial grant that is kept keeps the row that limits it.
  expect(now).toContain('3 beta/late off legacy_migration');
  expect({ status, kept: journal.map(({ rollback }) => rollback?.outcome) }).toEqual({
    status: 'ROLLED_BACK_WITH_CONFLICTS',
    kept: ['ROLLED_BACK', 'ROLLED_BACK', 'KEPT'],
  });
});
