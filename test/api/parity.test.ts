import type { GraphQLClient } from 'graphql-request';
import {
  type ParityNumbersFragment,
  ParityReportDifferencesDocument,
  ParityReportListDocument,
  ParityReportNumbersDocument,
  RunVerificationOfDocument,
  SetOrganizationRolloutDocument,
  SetRolloutDocument,
  StartParityReportDocument,
  type StartParityReportInput,
} from '../support/operations';
import { plantDifferences, PLANTS } from '../support/planted-parity';
import { answerAsRead } from '../support/product-answers';
import { refusalOf, settled } from '../support/refusal';
import { RunEngine, until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let admin: GraphQLClient;
let engine: RunEngine;

async function open(): Promise<void> {
  database = await createTestDatabase();
  engine = new RunEngine(database, 25);
  server = await startTestServer(database);
  admin = await server.as('SUPER_ADMIN');
}

async function close(): Promise<void> {
  await server.close();
  await database.close();
}

/** Starts a report, and waits until it is finished. */
async function makeReport(input: StartParityReportInput = {}): Promise<ParityNumbersFragment> {
  const { parityReport } = (await admin.request(StartParityReportDocument, { input })).startParityReport;
  let made = parityReport;
  await until('the report is made', async () => {
    made = (await admin.request(ParityReportNumbersDocument, { id: parityReport.id })).parityReport ?? made;
    return made.status === 'SUCCEEDED' || made.status === 'FAILED';
  });
  return made;
}

describe('a parity report', () => {
  let planted: ReadonlyMap<string, readonly string[]>;
  let made: ParityNumbersFragment;

  beforeAll(async () => {
    await open();
    planted = await plantDifferences(engine, 2, 60);
    made = await makeReport();
  });

  afterAll(close);

  const read = async (
    page: {
      first: number;
      after?: string | null;
      kind?: 'LOST';
      cause?: 'OVERRIDE';
      explained?: boolean;
      moduleKey?: string;
      organizationIds?: string[];
    },
    id = made.id,
  ) => (await admin.request(ParityReportDifferencesDocument, { id, ...page })).parityReport;

  test('counts differences by kind and cause, and organizations that were not migrated', async () => {
    expect(made).toMatchObject({
      status: 'SUCCEEDED',
      clean: false,
      organizations: 60 + 2 * PLANTS.length,
      total: 60 + 2 * PLANTS.length,
      uncovered: 2,
      detailsKept: true,
      error: null,
      organizationIds: null,
    });
    expect(made.totals).toContainEqual({ kind: 'LOST', cause: 'OVERRIDE', explained: true, count: 2 });
    expect(made.totals).toContainEqual({ kind: 'GAINED', cause: 'HELD', explained: false, count: 2 });
    const page = await read({ first: 100, organizationIds: planted.get('a trial that has ended')?.map(String) ?? [] });
    expect(page?.differences.nodes).toMatchObject(
      [0, 1].map(() => ({
        kind: 'LOST',
        cause: 'TRIAL_ENDED',
        explained: true,
        organization: { name: expect.any(String) },
        module: { key: 'sales' },
        submodule: null,
        alikeSubmodules: expect.any(Number),
        legacy: { allowed: true, status: 'TRIAL', reason: 'LEGACY_ON' },
        entitlement: { allowed: false, status: 'TRIAL', reason: 'TRIAL_EXPIRED' },
        source: 'legacy_migration',
        migrationRun: null,
      })),
    );
    expect(page?.uncoveredOrganizations.nodes.map(({ id }) => id)).toEqual(
      planted.get('an organization without a run'),
    );
    const other = await read({
      first: 100,
      organizationIds: planted.get('a row deleted by SQL')?.map(String) ?? [],
    });
    expect(other?.differences.nodes).toMatchObject(
      [0, 1].map(() => ({ cause: 'OTHER', explained: false, migrationRun: { id: '1' }, source: null })),
    );
  });

  test('lists its differences page by page without losing or repeating one, also filtered', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof read>> = await read({ first: 7, after });
      expect(page?.differences.totalCount).toBe(2 * PLANTS.length);
      seen.push(...(page?.differences.nodes ?? []).map(({ id }) => id));
      after = page?.differences.pageInfo.hasNextPage ? page.differences.pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Set(seen).size).toBe(2 * PLANTS.length);
    expect((await read({ first: 100, kind: 'LOST', cause: 'OVERRIDE' }))?.differences).toMatchObject({
      totalCount: 2,
      nodes: [
        { kind: 'LOST', cause: 'OVERRIDE' },
        { kind: 'LOST', cause: 'OVERRIDE' },
      ],
    });
    const counted = async (filter: { explained?: boolean; moduleKey?: string }) =>
      (await read({ first: 1, ...filter }))?.differences.totalCount;
    const explained = PLANTS.filter(({ finds }) => /OVERRIDE|MANUAL_ROW|TRIAL_ENDED/.test(finds)).length;
    expect(await counted({ explained: true })).toBe(2 * explained);
    expect(await counted({ explained: false })).toBe(2 * (PLANTS.length - explained));
    expect(await counted({ explained: false, moduleKey: 'hr' })).toBe(0);
    expect(await counted({ moduleKey: 'sales' })).toBe(2 * PLANTS.length);
    expect((await read({ first: 100, organizationIds: ['none', '999999'] }))?.differences.totalCount).toBe(0);
    const other = await makeReport();
    const cursor = (await read({ first: 1 }))?.differences.pageInfo.endCursor ?? null;
    expect(await refusalOf(read({ first: 1, after: cursor }, other.id))).toMatchObject({ code: 'INVALID_INPUT' });
    const { parityReports } = await admin.request(ParityReportListDocument, { first: 1 });
    expect(parityReports).toMatchObject({ nodes: [{ id: other.id }], pageInfo: { hasNextPage: true } });
  });

  test('can be limited to some organizations, or made for a later time', async () => {
    const [one = ''] = planted.get('a row deleted by SQL') ?? [];
    expect(await makeReport({ organizationIds: [one] })).toMatchObject({
      organizations: 1,
      organizationIds: [one],
      totals: [{ kind: 'LOST', cause: 'OTHER', count: 1 }],
      clean: false,
    });
    await database.sql(
      `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id, expires_at)
       SELECT $1, id, 'enabled', 'a test', 'test', now() + interval '1 day' FROM modules WHERE module_key = 'sales'`,
      [one],
    );
    expect(await makeReport({ organizationIds: [one] })).toMatchObject({ totals: [], clean: true });
    const later = new Date(Date.now() + 2 * 86_400_000).toISOString();
    expect(await makeReport({ organizationIds: [one], at: later })).toMatchObject({
      totals: [{ kind: 'LOST', cause: 'OTHER', count: 1 }],
      at: later,
    });
  });

  test('is refused with invalid input and for other roles than super admin', async () => {
    const start = (input: StartParityReportInput, client = admin) =>
      refusalOf(client.request(StartParityReportDocument, { input }));
    expect(await start({ at: '2020-01-01T00:00:00Z' })).toMatchObject({
      code: 'INVALID_INPUT',
      details: { faults: [{ field: 'input.at' }] },
    });
    expect(await start({ organizationIds: [] })).toMatchObject({
      code: 'INVALID_INPUT',
      details: { faults: [{ field: 'input.organizationIds' }] },
    });
    expect(await start({ organizationIds: ['1', 'x', '777777'] })).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('x, 777777'),
    });
    for (const role of ['MEMBER', 'ORG_ADMIN', 'SERVICE'] as const) {
      const client = await server.as(role, role === 'SERVICE' ? null : '1');
      expect(await start({}, client)).toMatchObject({ code: 'FORBIDDEN' });
      expect(await refusalOf(client.request(ParityReportNumbersDocument, { id: made.id }))).toMatchObject({
        code: 'FORBIDDEN',
      });
      expect(await refusalOf(client.request(ParityReportListDocument, { first: 1 }))).toMatchObject({
        code: 'FORBIDDEN',
      });
      expect(await refusalOf(client.request(RunVerificationOfDocument, { id: '1' }))).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect((await admin.request(ParityReportNumbersDocument, { id: 'none' })).parityReport).toBeNull();
  });
});

describe('the gate towards ENFORCE', () => {
  let ids: readonly string[];

  beforeEach(async () => {
    await open();
    ids = await database.addOrganizations(
      Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? ['HR'] : { CRM: true, Finance: 1 })),
    );
    await engine.run('EXECUTE');
    await answerAsRead(database);
  });

  afterEach(close);

  const versionOf = async () =>
    Number((await database.sql<{ version: number }>('SELECT version FROM rollout'))[0]?.version);
  const enforceAll = async () =>
    settled(
      admin.request(SetRolloutDocument, {
        input: { mode: 'ENFORCE', expectedVersion: await versionOf(), reason: 'a test of the gate' },
      }),
    );
  const enforce = async (id: string) =>
    settled(
      admin.request(SetOrganizationRolloutDocument, {
        input: { organizationId: id, mode: 'ENFORCE', reason: 'a test of the gate' },
      }),
    );
  const gate = async () =>
    (
      await admin.request<{ rollout: { gate: { open: boolean; reasons: readonly string[] } } }>(
        '{ rollout { gate { open reasons } } }',
      )
    ).rollout.gate;
  const reasonsOf = async () => (await gate()).reasons.join(' ');

  test('opens with a fresh report of all organizations without unexplained differences', async () => {
    expect(await reasonsOf()).toContain('No parity report says');
    expect(await makeReport()).toMatchObject({ clean: true, uncovered: 0 });
    expect(await gate()).toEqual({ open: true, reasons: [] });
    expect((await enforceAll()).answer).toMatchObject({ setRollout: { rollout: { mode: 'ENFORCE' } } });
  });

  test('stays shut with a report of some organizations, for another time, failed or too old', async () => {
    await makeReport({ organizationIds: ids.slice(0, 2).map(String) });
    expect(await reasonsOf()).toContain('No parity report says');
    await makeReport({ at: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await reasonsOf()).toContain('No parity report says');
    await makeReport();
    await database.sql(`UPDATE parity_reports SET finished_at = now() - interval '14 minutes'`);
    expect((await gate()).open).toBe(true);
    await database.sql(`UPDATE parity_reports SET finished_at = now() - interval '43 minutes'`);
    expect(await reasonsOf()).toMatch(/43 minutes ago, and must be less than 15 minutes old/);
    expect((await enforceAll()).refusal).toMatchObject({ code: 'CONFLICT' });
  });

  const changes: readonly (readonly [string, string, RegExp])[] = [
    [
      'a legacy flag',
      `UPDATE organizations SET enabled_modules = '["CRM", "HR"]' WHERE id = $1`,
      /with other flags or entitlements than .* found [12] unexplained differences?: LOST/,
    ],
    [
      'flags that cannot be read',
      `UPDATE organizations SET enabled_modules = '7' WHERE id = $1`,
      /unexplained differences?: GAINED \d \(UNREADABLE \d\)/,
    ],
    [
      'a new organization',
      `INSERT INTO organizations (name, enabled_modules) VALUES ('New', '["CRM"]')`,
      /that no execution in effect has migrated/,
    ],
    [
      'an entitlement, by hand',
      `UPDATE org_entitlements SET status = status WHERE org_id = $1`,
      /of 1 organizations? \(1\) have changed since/,
    ],
    [
      'an entitlement deleted by hand',
      `DELETE FROM org_entitlements WHERE org_id = $1`,
      /of 1 organizations? \(1\) have changed since/,
    ],
    [
      'a subentitlement',
      `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
       SELECT $1, module_id, id, true, 'x' FROM submodules LIMIT 1`,
      /have changed since/,
    ],
    [
      'an override',
      `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id)
       SELECT $1, id, 'disabled', 'x', 'x' FROM modules WHERE module_key = 'sales'`,
      /have changed since/,
    ],
    ['entitlements of all', `UPDATE org_entitlements SET status = status WHERE $1 > 0`, /have changed since/],
    ['a truncated table', `TRUNCATE org_entitlements`, /were written since/],
    [
      'a run rolled back',
      `UPDATE migration_runs SET status = 'ROLLED_BACK' WHERE id = $1`,
      /rolled back or reset since/,
    ],
    ['the taxonomy', `UPDATE submodules SET is_active = false WHERE id = $1`, /The taxonomy has changed since/],
    [
      'the mapping',
      `UPDATE mappings SET rules = rules - 0, hash = 'x' WHERE is_active AND $1 > 0`,
      /The mapping has changed since/,
    ],
  ];

  test('shuts after any change that affects answers, and only then', async () => {
    const [first = ''] = ids;
    const harmless = [
      `UPDATE organizations SET name = name || ' Ltd' WHERE id = $1`,
      `INSERT INTO organizations (name, enabled_modules) SELECT 'Without modules', '["Fax"]' WHERE $1 > 0`,
      `UPDATE rollout SET mode = 'SHADOW' WHERE $1 > 0`,
      `UPDATE org_entitlements SET status = status WHERE org_id = 0 - $1::int`,
    ];
    for (const sql of harmless) {
      await makeReport();
      await database.sql(sql, [first]);
      await answerAsRead(database);
      expect({ sql, ...(await gate()) }).toEqual({ sql, open: true, reasons: [] });
    }
    for (const [what, sql, reason] of changes) {
      await makeReport();
      const before = (await gate()).reasons;
      await database.sql(sql, sql.includes('$1') ? [first] : []);
      const after = await gate();
      expect({
        what,
        open: after.open,
        named: after.reasons.filter((one) => !before.includes(one)).some((one) => reason.test(one)),
      }).toEqual({ what, open: false, named: true });
    }
  });

  test('is shut for organizations without a flag that is on, until the mapping says what that means', async () => {
    const empty = `'{"legacyFlag":"@empty","legacyRoutePattern":null,"targetModule":"-","targetSubmodule":null,
                     "defaultStatus":"disabled","notes":null}'::jsonb`;
    await database.sql(
      `INSERT INTO organizations (id, name, enabled_modules)
       VALUES (901, 'A', NULL), (902, 'B', '{}'), (903, 'C', '[]'), (904, 'D', '{"CRM":false}'), (905, 'E', '["Fax"]')`,
    );
    await makeReport();
    await answerAsRead(database);
    expect((await gate()).reasons).toEqual([
      expect.stringMatching(
        /^4 organizations have no .* \(1 null: 901; 1 {}: 902; 1 \[\]: 903; 1 all off: 904\), .*@empty/,
      ),
    ]);
    expect((await enforce('904')).refusal?.message).toContain(
      '1 organization has no legacy flag that is on (1 all off',
    );
    expect((await enforce('905')).refusal).toBeNull();
    await database.sql(`UPDATE mappings SET rules = rules || ${empty}, hash = 'decided' WHERE is_active`);
    await makeReport();
    await answerAsRead(database);
    expect(await gate()).toEqual({ open: true, reasons: [] });
  });

  test('counts a change that began before the report and was committed after it', async () => {
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('UPDATE org_entitlements SET status = $1 WHERE org_id = $2', ['disabled', ids[0]]);
    await runner.query(`UPDATE public.organizations SET enabled_modules = '["HR", "CRM"]' WHERE id = $1`, [ids[1]]);
    expect(await makeReport()).toMatchObject({ clean: true });
    expect((await gate()).open).toBe(true);
    await runner.commitTransaction();
    await runner.release();
    expect(await reasonsOf()).toContain(`1 organization (${ids[0]})`);
    expect((await enforce(ids[1] ?? '')).refusal?.message).toMatch(/LOST|GAINED/);
  });

  test('checks only the organizations affected by a change', async () => {
    const [sound = '', lost = ''] = ids;
    await database.sql('DELETE FROM org_entitlements WHERE org_id = $1', [lost]);
    const [stranger = ''] = await database.addOrganizations([['CRM']]);
    await answerAsRead(database);
    expect(await makeReport()).toMatchObject({ clean: false, uncovered: 1 });
    expect((await enforce(sound)).answer).toMatchObject({
      setOrganizationRollout: { organization: { gating: 'ENFORCE' } },
    });
    expect((await enforce(lost)).refusal).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/1 unexplained difference|2 unexplained differences/),
    });
    expect((await enforce(stranger)).refusal?.message).toContain(
      `1 organization (${stranger}) that no execution in effect has migrated`,
    );
    const { refusal } = await enforceAll();
    expect(refusal).toMatchObject({
      code: 'CONFLICT',
      details: {
        reasons: [expect.stringMatching(/unexplained differences?: LOST/), expect.stringContaining(`(${stranger})`)],
      },
    });
    // With these two kept under LEGACY individually, the others may change to ENFORCE.
    await database.sql(
      `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id)
       SELECT unnest($1::int[]), 'LEGACY', 'not yet', 'test'`,
      [[lost, stranger]],
    );
    expect((await enforceAll()).answer).toMatchObject({ setRollout: { rollout: { mode: 'ENFORCE' } } });
    // A report of one organization opens the gate for that organization.
    await database.sql('UPDATE org_entitlements SET status = status');
    await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
    const [, , third = ''] = ids;
    expect((await enforce(third)).refusal).toMatchObject({ code: 'CONFLICT' });
    await makeReport({ organizationIds: [third] });
    expect((await enforce(third)).answer).not.toBeNull();
  });

  test('ignores access that an admin removed by an override', async () => {
    await database.sql(
      `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id)
       SELECT $1, id, 'disabled', 'not paid', 'ann' FROM modules WHERE module_key = 'hr'`,
      [ids[0]],
    );
    expect(await makeReport()).toMatchObject({
      clean: true,
      totals: [{ kind: 'LOST', cause: 'OVERRIDE', explained: true, count: 1 }],
    });
    expect((await enforceAll()).answer).not.toBeNull();
  });
});
