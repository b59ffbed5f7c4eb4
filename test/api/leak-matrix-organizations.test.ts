import type { Entitlements } from '../../src/open-entitlements';
import {
  addErpOrganization,
  createErpTables,
  openTestEntitlements,
  startTestErp,
  type TestErp,
  tokenOf,
} from '../support/erp';
import { ask, codesOf } from '../support/http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let entitlements: Entitlements;
let erp: TestErp;
/**
 * A holding with everything but AI; its subsidiaries, one with everything, one with nothing; an unrelated organization.
 */
let holding: number;
let rich: number;
let poor: number;
let stranger: number;

beforeAll(async () => {
  database = await createTestDatabase();
  entitlements = await openTestEntitlements(database.url);
  await createErpTables(entitlements);
  holding = await addErpOrganization(database, ['ai_analytics']);
  rich = await addErpOrganization(database, [], holding);
  poor = await addErpOrganization(database, 'EVERYTHING', holding);
  stranger = await addErpOrganization(database, []);
  erp = await startTestErp(entitlements);
});

beforeEach(() => {
  for (const list of [erp.ran, erp.logged, erp.failures, erp.masked]) list.length = 0;
  erp.bypasses.counts.clear();
});

afterAll(async () => {
  await erp.close();
  await entitlements.close();
  await database.close();
});

const member = async (organizationId: number) => ({ authorization: await tokenOf(organizationId) });

describe('fields below another organization', () => {
  const HELD =
    '{ id leads { contact score } quotations { title } stockItems { name } payslips { employee } pipelineValue }';

  test.each([
    ['in a list', `{ organizations ${HELD} }`],
    ['in a nested list', `{ me { id subsidiaries ${HELD} } own: me ${HELD} }`],
    ['in fragments', `{ organizations { id ...A } } fragment A on Organization { ... @include(if: true) ${HELD} }`],
  ])('are decided for that organization, not for the holding: %s', async (_way, query) => {
    const answer = await ask(erp, query, await member(holding));
    expect(answer.text).toContain(`SECRET lead of ${holding}`);
    expect(answer.text).toContain(`SECRET lead of ${rich}`);
    expect(answer.text).toContain('"score":7701'); // The rich subsidiary's score is shown, …
    expect(answer.text).toContain(`{"contact":"SECRET lead of ${holding}","score":null}`); // … the holding's is not.
    expect(answer.text).not.toContain(` of ${poor}`);
    // One error for each field of the poor subsidiary, at any depth.
    expect(answer.errors.map(({ code, details }) => ({ code, details }))).toEqual(
      ['leads', 'quotations', 'stockItems', 'pipelineValue'].map((field) => ({
        code: 'ENTITLEMENT_REQUIRED',
        details: expect.objectContaining({
          coordinate: `Organization.${field}`,
          reason: 'NOT_ENTITLED',
          organizationIds: [String(poor)],
          occurrences: 1,
        }),
      })),
    );
  });

  test('are decided for that organization when reached through an object, at any depth', async () => {
    const through = await ask(
      erp,
      '{ leads { organization { subsidiaries { id leads { contact organization { quotations { title } } } } } } }',
      await member(holding),
    );
    expect(through.text).toContain(`SECRET quotation of ${rich}`);
    expect(through.text).not.toContain(` of ${poor}`);
    const fromPoor = await ask(
      erp,
      '{ me { subsidiaries { leads { contact } } leads { contact } quotations { title } } }',
      await member(poor),
    );
    expect(fromPoor.text).not.toContain('SECRET');
  });

  test('show nothing of an unrelated organization', async () => {
    const variables = { id: stranger };
    for (const query of [
      'query ($id: ID!) { organization(id: $id) { name leads { contact } } }',
      'query ($id: ID!) { lead(id: $id) { contact } }',
      'query ($id: ID!) { stockValue(organizationId: $id) }',
    ]) {
      const answer = await ask(erp, query, { ...(await member(holding)), variables });
      expect(answer.text).not.toMatch(/SECRET|5390021|ENTITLEMENT/);
    }
  });
});

describe("an argument with the organization's id", () => {
  const value = (organizationId: unknown, authorization: string) =>
    ask(erp, 'query ($id: ID!) { stockValue(organizationId: $id) }', {
      authorization,
      variables: { id: organizationId },
    });

  test('is decided for the organization that it names', async () => {
    const authorization = await tokenOf(holding);
    expect((await value(rich, authorization)).data).toEqual({ stockValue: 5390021 });
    expect((await value(holding, authorization)).data).toEqual({ stockValue: 5390021 });
    const denied = await value(poor, authorization);
    expect({ data: denied.data, codes: codesOf(denied) }).toEqual({
      data: { stockValue: null },
      codes: ['ENTITLEMENT_REQUIRED'],
    });
  });

  test('answers alike for an organization that the actor may not see and one that does not exist', async () => {
    const authorization = await tokenOf(holding);
    const answers = [
      await value(stranger, authorization),
      await value(2_000_000_000, authorization),
      await value('nonsense', authorization),
      await value('', authorization),
    ];
    expect(answers.map(codesOf)).toEqual([['NOT_FOUND'], ['NOT_FOUND'], ['NOT_FOUND'], ['ENTITLEMENT_REQUIRED']]);
    expect(new Set(answers.slice(0, 3).map(({ text }) => text)).size).toBe(1);
    expect(erp.ran).not.toContain('Query.stockValue');
  });

  test('in the input of a mutation refuses it before it runs', async () => {
    const query =
      'mutation ($id: ID!) { adjustStock(input: { organizationId: $id, sku: "SECRET-SKU", by: 1 }) { quantity } }';
    const adjusted = await ask(erp, query, { ...(await member(holding)), variables: { id: rich } });
    expect(adjusted.text).toContain('770004');
    for (const [id, code] of [
      [poor, 'ENTITLEMENT_REQUIRED'],
      [stranger, 'NOT_FOUND'],
    ] as const) {
      const answer = await ask(erp, query, { ...(await member(holding)), variables: { id } });
      expect({ codes: codesOf(answer), data: answer.data }).toEqual({ codes: [code], data: undefined });
    }
    const [{ adjustments } = { adjustments: -1 }] = await database.sql<{ adjustments: number }>(
      'SELECT count(*)::int AS adjustments FROM erp_stock_items WHERE quantity <> 770003',
    );
    expect(adjustments).toBe(1);
  });
});

describe('a refused mutation', () => {
  const countNotes = async () =>
    (await database.sql<{ notes: number }>('SELECT count(*)::int AS notes FROM erp_notes'))[0]?.notes;
  const CREATE = 'createLead(input: { contact: "A", company: "B", value: 1 }) { id }';

  test.each([
    ['after another field', `mutation { addNote(title: "first") { id } ${CREATE} }`],
    ['in a fragment', `mutation { addNote(title: "first") { id } ...A } fragment A on Mutation { ... { ${CREATE} } }`],
    ['behind an alias', `mutation { addNote(title: "first") { id } a: ${CREATE} b: addNote(title: "last") { id } }`],
  ])('runs no field of the operation, not even those before it: %s', async (_way, query) => {
    const before = await countNotes();
    const answer = await ask(erp, query, await member(poor));
    expect({ codes: codesOf(answer), data: answer.data, ran: erp.ran, notes: await countNotes() }).toEqual({
      codes: ['ENTITLEMENT_REQUIRED'],
      data: undefined,
      ran: [],
      notes: before,
    });
  });

  test('is not refused if @include(if: false) removes the guarded field', async () => {
    const query = `mutation ($create: Boolean!) { addNote(title: "kept") { title }
      ${CREATE.replace(' { id }', ' @include(if: $create) { id }')} }`;
    expect((await ask(erp, query, { ...(await member(poor)), variables: { create: false } })).data).toEqual({
      addNote: { title: 'kept' },
    });
    expect(codesOf(await ask(erp, query, { ...(await member(poor)), variables: { create: true } }))).toEqual([
      'ENTITLEMENT_REQUIRED',
    ]);
  });

  test('leaves the other fields alone if its guard denies without refusing', async () => {
    const answer = await ask(
      erp,
      'mutation { addNote(title: "kept too") { title } releasePayslips }',
      await member(poor),
    );
    expect({ data: answer.data, codes: codesOf(answer) }).toEqual({
      data: { addNote: { title: 'kept too' }, releasePayslips: null },
      codes: ['ENTITLEMENT_REQUIRED'],
    });
  });

  test.each([
    ['application/json', 200],
    ['application/graphql-response+json', 403],
  ])('is answered with %i for Accept: %s', async (accept, status) => {
    const answer = await ask(erp, '{ payrollExport }', { ...(await member(poor)), headers: { accept } });
    expect({ status: answer.status, data: answer.data, codes: codesOf(answer) }).toEqual({
      status,
      data: undefined,
      codes: ['ENTITLEMENT_REQUIRED'],
    });
  });
});

test('a client without a token gets nothing guarded and is told to sign in', async () => {
  const answer = await ask(erp, '{ leads { contact } payslips { employee } salesForecast notes { title } }');
  expect(answer.text).not.toMatch(/SECRET|59297777/);
  expect(codesOf(answer)).toEqual(expect.arrayContaining(['ENTITLEMENT_REQUIRED', 'UNAUTHENTICATED']));
});

describe('a super admin', () => {
  const admin = async (organizationId: number | null = null) => ({
    authorization: await tokenOf(organizationId, 'SUPER_ADMIN'),
  });

  test('bypasses every guard, and each bypass is counted and logged once', async () => {
    const query = `query ($id: ID!) { organization(id: $id) { name leads { contact score } again: leads { contact }
        payslips { employee } } stockValue(organizationId: $id) }`;
    const answer = await ask(erp, query, { ...(await admin()), variables: { id: poor } });
    expect(answer.errors).toEqual([]);
    expect(answer.text).toContain(`SECRET lead of ${poor}`);
    expect(answer.text).toContain('7701');
    expect(answer.text).toContain('SECRET employee');
    expect(answer.text).toContain('5390021');
    expect(Object.fromEntries(erp.bypasses.counts)).toEqual({
      'Organization.leads': 1,
      'Lead.score': 1,
      'Organization.payslips': 2,
      'Query.stockValue': 1,
    });
    expect(erp.logged).toContainEqual({
      coordinate: 'Organization.leads',
      organizationId: String(poor),
      module: 'sales',
      submodule: 'leads',
      status: null,
      reason: 'NOT_ENTITLED',
    });
  });

  test('bypasses guards on input and on mutations', async () => {
    const read = await ask(
      erp,
      `{ leads(orderBy: SCORE, filter: { minScore: 1 }) { contact } search(text: "secret", byMeaning: true) {
        __typename } payrollExport }`,
      await admin(poor),
    );
    expect(read.errors).toEqual([]);
    expect(read.text).toContain('SECRET employee;770004');
    const written = await ask(
      erp,
      'mutation { createLead(input: { contact: "by an admin", company: "B", value: 1 }) { contact } }',
      await admin(poor),
    );
    expect(written.data).toEqual({ createLead: { contact: 'by an admin' } });
    expect(erp.bypasses.counts.get('Mutation.createLead')).toBe(1);
    expect(erp.bypasses.counts.get('LeadOrder.SCORE')).toBe(1);
  });

  test('is not counted as a bypass if the organization is entitled', async () => {
    expect((await ask(erp, '{ leads { contact score } }', await admin(rich))).errors).toEqual([]);
    expect(erp.logged).toEqual([]);
  });

  test.each(['MEMBER', 'ORG_ADMIN', 'SERVICE'] as const)(
    'is the only role that bypasses guards, not %s',
    async (role) => {
      const answer = await ask(erp, '{ leads { contact } }', { authorization: await tokenOf(poor, role) });
      expect({ data: answer.data, codes: codesOf(answer), logged: erp.logged }).toEqual({
        data: { leads: null },
        codes: ['ENTITLEMENT_REQUIRED'],
        logged: [],
      });
    },
  );
});
