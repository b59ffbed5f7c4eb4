import type { GraphQLClient } from 'graphql-request';
import { tokenOf } from '../support/erp';
import { ask } from '../support/http';
import { LoadMappingDocument, MappingPreviewDocument } from '../support/operations';
import { refusalOf } from '../support/refusal';
import { dumpTables } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

const HEADER = 'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n';
/** With CRM: loses sales, gains hr. With Fax: gains sales. HR is no longer mapped. */
const OTHER =
  `${HEADER}enabled_modules.CRM,/crm/*,hr,,trial,\nenabled_modules.Fax,,sales,,enabled,\n` +
  'route_access.leads,,sales,leads,enabled,\n';

let database: TestDatabase;
let server: TestServer;
let operator: GraphQLClient;

beforeEach(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database, { worker: false });
  operator = await server.as('SUPER_ADMIN');
  await database.addOrganizations([
    ['CRM'],
    ['CRM', 'HR'],
    ['Fax'],
    null,
    42,
    { HR: true, Telex: false },
    { Fax: 'yes', HR: true },
  ]);
});

afterEach(async () => {
  await server.close();
  await database.close();
});

const preview = async (csv: string, name = 'other.csv') =>
  (await operator.request(MappingPreviewDocument, { input: { name, csv } })).mappingPreview;
const load = async (csv: string, expectedActiveId: string | null, name = 'other.csv') =>
  (await operator.request(LoadMappingDocument, { input: { name, csv, expectedActiveId, reason: 'another product' } }))
    .loadMapping;
const activeId = async () =>
  (await database.sql<{ hash: string }>('SELECT hash FROM mappings WHERE is_active'))[0]?.hash ?? null;

test('a preview counts who would lose or gain what by which flags, and writes nothing', async () => {
  const before = await dumpTables(database);
  const shown = await preview(OTHER.replace('route_access', '\nroute_access'));
  expect(await dumpTables(database)).toEqual(before);
  expect(shown).toMatchObject({
    mapping: {
      name: 'other.csv',
      active: false,
      loadedAt: null,
      rules: [
        { legacyFlag: 'enabled_modules.CRM', defaultStatus: 'trial', module: { key: 'hr' } },
        {},
        { submodule: { key: 'leads' } },
      ],
    },
    active: { id: await activeId(), name: 'entitlement_mapping_template.csv' },
    notices: ['line 4: blank line skipped'],
    impact: {
      organizationsLosing: 4,
      organizationsGaining: 3,
      unreadable: 1,
      targets: [
        { moduleKey: 'sales', submoduleKey: null, lost: 2, gained: 2 },
        { moduleKey: 'hr', submoduleKey: null, lost: 2, gained: 1 },
      ],
      flagsTaken: [{ name: 'fax', on: 2, off: 0 }],
      flagsLeft: [{ name: 'hr', on: 3, off: 0 }],
      flagsUnknown: [{ name: 'telex', on: 0, off: 1 }],
    },
  });
  expect(shown.impact?.examples).toEqual([
    { organizationId: '1', organization: { name: 'Organization 1' }, loses: ['sales'], gains: ['hr'] },
    { organizationId: '2', organization: { name: 'Organization 2' }, loses: ['sales'], gains: [] },
    { organizationId: '6', organization: { name: 'Organization 6' }, loses: ['hr'], gains: [] },
    { organizationId: '7', organization: { name: 'Organization 7' }, loses: ['hr'], gains: ['sales'] },
    { organizationId: '3', organization: { name: 'Organization 3' }, loses: [], gains: ['sales'] },
  ]);
});

test('a load does what its preview said, and the flags answer by the new mapping at once', async () => {
  const decision = async () => {
    const { data } = await ask(
      server,
      `{ checkEntitlements(checks: [{ organizationId: "1", moduleKey: "hr" }, { organizationId: "1",
        moduleKey: "sales" }]) { allowed } }`,
      { authorization: await tokenOf(null, 'SUPER_ADMIN') },
    );
    return data;
  };
  expect(await decision()).toEqual({ checkEntitlements: [{ allowed: false }, { allowed: true }] });
  const { active, mapping } = await preview(OTHER);
  expect(await load(OTHER, active?.id ?? null)).toMatchObject({
    changed: true,
    mapping: { id: mapping.id, name: 'other.csv', active: true, loadedBy: 'test:super_admin' },
  });
  expect(await decision()).toEqual({ checkEntitlements: [{ allowed: true }, { allowed: false }] });
  expect(
    await database.sql(
      `SELECT actor_id, reason, payload FROM platform_events
       WHERE event_type = 'mapping_loaded' AND reason IS NOT NULL`,
    ),
  ).toEqual([
    {
      actor_id: 'test:super_admin',
      reason: 'another product',
      payload: {
        name: 'other.csv',
        hash: mapping.id,
        rules: 3,
        previousHash: active?.id,
        organizationsLosing: 4,
        organizationsGaining: 3,
        by: expect.objectContaining({ role: 'SUPER_ADMIN', via: 'API' }),
      },
    },
  ]);
  const written = () =>
    Promise.all(['mappings', 'platform_events'].map((table) => database.sql(`SELECT * FROM ${table} ORDER BY id`)));
  const before = await written();
  expect(await preview(OTHER)).toMatchObject({
    mapping: { active: true },
    impact: {
      organizationsLosing: 0,
      organizationsGaining: 0,
      targets: [],
      flagsTaken: [],
      flagsLeft: [],
      examples: [],
    },
  });
  expect(await load(OTHER, mapping.id)).toMatchObject({ changed: false });
  // Sent again, as if the answer was lost.
  expect(await load(OTHER, active?.id ?? null)).toMatchObject({ changed: false });
  expect(await written()).toEqual(before);
});

test('a load is refused if another mapping became active since the preview', async () => {
  const { active } = await preview(OTHER);
  await load(`${HEADER}enabled_modules.HR,,hr,,enabled,\n`, active?.id ?? null, 'first.csv');
  const before = await dumpTables(database);
  expect(await refusalOf(load(OTHER, active?.id ?? null))).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('first.csv'),
    details: { activeId: await activeId() },
  });
  expect(await refusalOf(load(OTHER, null))).toMatchObject({ code: 'CONFLICT' });
  expect(await dumpTables(database)).toEqual(before);
});

test('the first mapping shows what it gives, and is loaded if none was expected to be active', async () => {
  await database.sql('DELETE FROM mappings');
  expect(await preview(OTHER)).toMatchObject({ active: null, impact: { organizationsLosing: 0 } });
  expect(await load(OTHER, null)).toMatchObject({ changed: true, mapping: { active: true } });
});

test('a faulty file is refused whole, with the line and field of each fault, by preview and load', async () => {
  const before = await dumpTables(database);
  const faulty = `${HEADER}enabled_modules.CRM,,slaes,,enabled,\nCRM,,sales,,maybe,\n`;
  for (const refused of [refusalOf(preview(faulty)), refusalOf(load(faulty, await activeId()))]) {
    expect(await refused).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('other.csv was not loaded; nothing was changed:'),
      details: {
        faults: [
          { line: 2, field: 'target_module', message: "unknown module 'slaes' (did you mean 'sales'?)" },
          { line: 3, field: 'legacy_flag', message: expect.any(String) },
          { line: 3, field: 'default_status', message: expect.any(String) },
        ],
      },
    });
  }
  expect(await refusalOf(preview(''))).toMatchObject({ code: 'INVALID_INPUT' });
  expect(await refusalOf(preview(OTHER, ' '))).toMatchObject({
    code: 'INVALID_INPUT',
    details: { faults: [{ field: 'input.name' }] },
  });
  expect(
    await refusalOf(
      operator.request(LoadMappingDocument, {
        input: { name: 'a.csv', csv: OTHER, expectedActiveId: await activeId(), reason: 'x' },
      }),
    ),
  ).toMatchObject({ code: 'INVALID_INPUT', details: { faults: [{ field: 'input.reason' }] } });
  expect(await dumpTables(database)).toEqual(before);
});

test.each(['ORG_ADMIN', 'MEMBER', 'SERVICE'] as const)('a %s may neither preview nor load', async (role) => {
  const before = await dumpTables(database);
  const other = await server.as(role, role === 'SERVICE' ? null : '1');
  expect(
    await refusalOf(other.request(MappingPreviewDocument, { input: { name: 'a.csv', csv: OTHER } })),
  ).toMatchObject({ code: 'FORBIDDEN' });
  expect(
    await refusalOf(
      other.request(LoadMappingDocument, {
        input: { name: 'a.csv', csv: OTHER, expectedActiveId: await activeId(), reason: 'a test' },
      }),
    ),
  ).toMatchObject({ code: 'FORBIDDEN' });
  expect(await dumpTables(database)).toEqual(before);
});

test('a preview counts alike across several pages of the scan', async () => {
  await database.sql(
    `INSERT INTO organizations (name, enabled_modules) SELECT 'O', CASE
     WHEN n % 2 = 0 THEN '["CRM"]'::jsonb ELSE '["Fax"]'::jsonb END FROM generate_series(1, 40100) AS n`,
  );
  const { impact } = await preview(OTHER);
  expect(impact).toMatchObject({
    organizationsLosing: 20_054,
    organizationsGaining: 40_103,
    flagsTaken: [{ name: 'fax', on: 20_052 }],
  });
  expect(impact?.examples).toHaveLength(20);
});
