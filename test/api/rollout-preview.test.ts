import type { GraphQLClient } from 'graphql-request';
import { rolloutPlace } from '../../src/domain/rollout/gating';
import { ParityReport } from '../../src/entities/parity-report';
import { tokenOf } from '../support/erp';
import { ask } from '../support/http';
import {
  RolloutPreviewDocument,
  type RolloutPreviewInput,
  type RolloutPreviewQuery,
  SetOrganizationRolloutDocument,
  SetRolloutDocument,
} from '../support/operations';
import { makeReport, plantDifferences, PLANTS } from '../support/planted-parity';
import { refusalOf } from '../support/refusal';
import { dumpTables, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

type Preview = RolloutPreviewQuery['rolloutPreview'];

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;
let engine: RunEngine;
let planted: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  database = await createTestDatabase();
  engine = new RunEngine(database, 25);
  server = await startTestServer(database, { worker: false });
  operator = await server.as('SUPER_ADMIN');
  planted = await plantDifferences(engine, 2, 20);
});

afterAll(async () => {
  await server.close();
  await database.close();
});

beforeEach(async () => {
  await database.sql('TRUNCATE parity_reports, parity_differences, parity_uncovered, parity_compared');
  await database.sql('DELETE FROM organization_rollouts');
  await database.sql(`UPDATE rollout SET mode = 'LEGACY', enforce_percentage = 0`);
});

const preview = async (
  input: RolloutPreviewInput,
  page: { readonly first?: number; readonly after?: string | null } = {},
): Promise<Preview> => (await operator.request(RolloutPreviewDocument, { input, first: 100, ...page })).rolloutPreview;
const all = (rollout: NonNullable<RolloutPreviewInput['rollout']>) => preview({ rollout });
const allIds = async () =>
  (await database.sql<{ id: string }>('SELECT o.id::text AS id FROM organizations o ORDER BY o.id')).map(
    ({ id }) => id,
  );
const setAll = (mode: 'LEGACY' | 'SHADOW' | 'ENFORCE', version: number, acknowledgeLostAccess = true) =>
  operator.request(SetRolloutDocument, {
    input: { mode, expectedVersion: version, reason: 'a test of previews', acknowledgeLostAccess },
  });
const setOne = (id: string, mode: 'LEGACY' | 'ENFORCE', acknowledgeLostAccess = true) =>
  operator.request(SetOrganizationRolloutDocument, {
    input: { organizationId: id, mode, reason: 'a pilot', acknowledgeLostAccess },
  });

/** The answers to everything that a preview lists, in its order. */
async function answersOf({ organizations: { nodes } }: Preview) {
  const checks = nodes.flatMap(({ organizationId, differences }) =>
    differences.map(({ moduleKey, submoduleKey }) => ({ organizationId, moduleKey, submoduleKey })),
  );
  const { data } = await ask(
    server,
    'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed status } }',
    { authorization: await tokenOf(null, 'SUPER_ADMIN'), variables: { checks } },
  );
  return data;
}
const listed = ({ organizations: { nodes } }: Preview, when: 'before' | 'after') => ({
  checkEntitlements: nodes.flatMap(({ differences }) => differences.map((one) => one[when])),
});

test('a change to ENFORCE and back has the effect that its preview shows, and a preview changes nothing', async () => {
  const dumped = await dumpTables(database);
  const there = await all({ mode: 'ENFORCE' });
  expect(await dumpTables(database)).toEqual(dumped);
  const count = (await allIds()).length;
  expect(there).toMatchObject({
    before: { mode: 'LEGACY', enforcePercentage: 0 },
    after: { mode: 'ENFORCE', enforcePercentage: 0 },
    forcedByEnvironment: null,
    gatingChanges: [{ from: 'LEGACY', to: 'ENFORCE', organizations: count }],
  });
  expect(there.organizations.totalCount).toBe(count);
  for (const { name, finds } of PLANTS) {
    for (const id of planted.get(name) ?? []) {
      const found = there.organizations.nodes
        .find(({ organizationId }) => organizationId === id)
        ?.differences.map(({ kind, cause }) => `${kind} ${cause}`);
      expect({ name, found }).toEqual({ name, found: expect.arrayContaining([finds]) });
    }
  }
  expect(await answersOf(there)).toEqual(listed(there, 'before'));
  await setAll('ENFORCE', there.version);
  expect(await answersOf(there)).toEqual(listed(there, 'after'));

  const back = await all({ mode: 'LEGACY' });
  const turned = { LOST: 'GAINED', GAINED: 'LOST', STATUS: 'STATUS', READING: 'READING' } as const;
  const sorted = (totals: Preview['impact']['totals'], kindOf: (kind: keyof typeof turned) => string) =>
    totals.map(({ kind, cause, count: of }) => `${kindOf(kind)} ${cause} ${of}`).sort();
  expect(sorted(back.impact.totals, (kind) => kind)).toEqual(sorted(there.impact.totals, (kind) => turned[kind]));
  expect(back).toMatchObject({ gate: null, gatingChanges: [{ from: 'ENFORCE', to: 'LEGACY', organizations: count }] });
  expect(await answersOf(back)).toEqual(listed(back, 'before'));
  await setAll('LEGACY', back.version);
  expect(await answersOf(back)).toEqual(listed(back, 'after'));
});

test("a preview's totals equal a parity report's, from a valid report or compared anew", async () => {
  const anew = await all({ mode: 'ENFORCE' });
  const id = await makeReport(database, engine);
  const { totals } = await database.dataSource.manager.findOneByOrFail(ParityReport, { id });
  expect(anew.impact).toMatchObject({ reportId: null, totals });
  const reported = await all({ mode: 'ENFORCE' });
  expect(reported.impact).toEqual({ ...anew.impact, reportId: String(id) });
  const sum = anew.impact.modules.reduce((before, { lost, gained, status }) => before + lost + gained + status, 0);
  expect(sum).toBe(anew.impact.totals.reduce((before, { count }) => before + count, 0));

  // The application grants one more module: the report stays valid except for this organization, which is compared
  // anew.
  const [written = ''] = planted.get('a row deleted by SQL') ?? [];
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM", "HR"]' WHERE id = $1`, [written]);
  const since = await all({ mode: 'ENFORCE' });
  const lost = ({ impact }: Preview, by: string) =>
    impact.totals.find(({ kind, cause }) => kind === 'LOST' && cause === by)?.count ?? 0;
  expect(since.impact.reportId).toBe(String(id));
  expect([lost(since, 'OTHER'), lost(since, 'LATE_WRITER')]).toEqual([
    lost(reported, 'OTHER'),
    lost(reported, 'LATE_WRITER') + 1,
  ]);
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM"]' WHERE id = $1`, [written]);
  await database.sql(`UPDATE parity_reports SET finished_at = now() - interval '16 minutes'`);
  expect((await all({ mode: 'ENFORCE' })).impact).toEqual(anew.impact);
});

test("a preview's gate has the reasons for which the change would be refused", async () => {
  await makeReport(database, engine);
  const ids = await allIds();
  const percentage = 30;
  const within = ids.filter((id) => rolloutPlace(id) < percentage);
  const part = await all({ mode: 'SHADOW', enforcePercentage: percentage });
  expect(
    part.organizations.nodes
      .filter(({ gatingAfter }) => gatingAfter === 'ENFORCE')
      .map(({ organizationId }) => organizationId),
  ).toEqual(within);
  expect(
    part.organizations.nodes
      .filter(({ gatingAfter }) => gatingAfter === 'SHADOW')
      .every(({ differences }) => differences.length === 0),
  ).toBe(true);
  for (const change of [{ mode: 'SHADOW', enforcePercentage: percentage }, { mode: 'ENFORCE' }] as const) {
    const { gate, version } = await all(change);
    const refused = await refusalOf(
      operator.request(SetRolloutDocument, {
        input: { ...change, expectedVersion: version, reason: 'a test of previews' },
      }),
    );
    expect(refused).toMatchObject({ code: 'CONFLICT', details: { reasons: gate?.reasons } });
  }
  const [differing = ''] = planted.get('a row deleted by SQL') ?? [];
  const one = await preview({ organization: { organizationId: differing, mode: 'ENFORCE' } });
  expect(await refusalOf(setOne(differing, 'ENFORCE', false))).toMatchObject({
    details: { reasons: one.gate?.reasons },
  });
  expect(one).toMatchObject({
    gatingChanges: [{ from: 'LEGACY', to: 'ENFORCE', organizations: 1 }],
    organizations: {
      nodes: [
        {
          organizationId: differing,
          differences: [{ kind: 'LOST', before: { allowed: true }, after: { allowed: false } }],
        },
      ],
    },
  });
  expect((await all({ mode: 'SHADOW' })).gate).toBeNull();
});

test('a preview of LEGACY includes organizations individually under ENFORCE, unless they are kept', async () => {
  const [pilot = ''] = planted.get('a row deleted by SQL') ?? [];
  await setOne(pilot, 'ENFORCE');
  const back = {
    gatingChanges: [{ from: 'ENFORCE', to: 'LEGACY', organizations: 1 }],
    gate: null,
    organizations: { nodes: [{ organizationId: pilot, differences: [{ kind: 'GAINED' }] }] },
  };
  expect(await all({ mode: 'LEGACY' })).toMatchObject(back);
  expect(await preview({ organization: { organizationId: pilot } })).toMatchObject(back);
  expect(await all({ mode: 'LEGACY', keepOrganizations: true })).toMatchObject({
    gatingChanges: [],
    impact: { totals: [] },
    organizations: { totalCount: 0 },
  });
  expect(
    (await all({ mode: 'ENFORCE' })).organizations.nodes.map(({ organizationId }) => organizationId),
  ).not.toContain(pilot);
});

test('a preview is listed page by page, and refuses input that the change would refuse', async () => {
  const seen: string[] = [];
  const input = { rollout: { mode: 'ENFORCE' as const } };
  let after: string | null = null;
  do {
    const { organizations }: Preview = await preview(input, { first: 7, after });
    seen.push(...organizations.nodes.map(({ organizationId }) => organizationId));
    after = organizations.pageInfo.hasNextPage ? organizations.pageInfo.endCursor : null;
  } while (after !== null);
  expect(seen).toEqual((await allIds()).map(String));
  const { organizations } = await preview(input, { first: 7 });
  for (const [other, page] of [
    [{ rollout: { mode: 'SHADOW' } }, { after: organizations.pageInfo.endCursor }],
    [input, { first: 101 }],
    [{ rollout: { mode: 'ENFORCE', enforcePercentage: 5 } }, {}],
  ] as const) {
    expect(await refusalOf(preview(other, page))).toMatchObject({ code: 'INVALID_INPUT' });
  }
  expect(await refusalOf(preview({ organization: { organizationId: '999999', mode: 'ENFORCE' } }))).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await refusalOf((await server.as('ORG_ADMIN', '1')).request(RolloutPreviewDocument, { input }))).toMatchObject(
    {
      code: 'FORBIDDEN',
    },
  );
});
