import { z } from 'zod';
import type { Role } from '../../src/domain/actor';
import { sayId } from '../../src/domain/organization-id';
import { type AwkwardType, installAwkward } from '../support/awkward-ids';
import { codesOfErrors, follow } from '../support/follow';
import { ask, codesOf } from '../support/http';
import { EntitlementsChangedDocument } from '../support/operations';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let ids: readonly string[];
let first: string;
let last: string;

/** Texts that no organization has as its id, or that can be none. What cannot be stored as text is refused before. */
const MALFORMED: Readonly<Record<AwkwardType, readonly string[]>> = {
  bigint: ['', 'x', '1e3', '1.0', ' 7', '--5', '٣', '9223372036854775808', '1'.repeat(5_000), `' OR 1=1`, '{}'],
  uuid: ['', '7', '{0b9e5d9e-6a0c-4b69-8f0b-6f0f3a0f7f6a}', '0b9e5d9e6a0c4b698f0b6f0f3a0f7f6a'],
  text: ['', 'nobody', '-6', 'acme\n✓ PASS', 'x'.repeat(5_000), '\u202eacme', '{"a":1}', `' OR 1=1`],
};
const REASON = 'agreed with the customer';

const token = (role: Role, organization?: string | number) =>
  bearer({ sub: `test:${role}`, role, ...(organization !== undefined && { org_id: organization }) });
const admin = () => server.as('SUPER_ADMIN');
const connection = z.object({
  nodes: z.array(z.unknown()),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});

/** What has the alias `list`, below any objects. */
function listIn(data: unknown): z.infer<typeof connection> {
  const { list, ...others } = z.record(z.string(), z.unknown()).parse(data);
  return list === undefined ? listIn(Object.values(others)[0]) : connection.parse(list);
}

/** Reads a list to its end, one item a page. @param query with the variable `$after`, and the alias `list` */
async function pages(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<readonly unknown[]> {
  const client = await admin();
  const found: unknown[] = [];
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo } = listIn(await client.request(query, { ...variables, after }));
    found.push(...nodes);
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) return found;
  }
}

/** Each item once, in the order in which they came. */
const distinct = (items: readonly unknown[]): readonly unknown[] =>
  [...new Set(items.map((item) => JSON.stringify(item)))].map((text): unknown => JSON.parse(text));
const eventsIn = z.object({ entitlementEvents: z.object({ nodes: z.array(z.unknown()) }) });
const PAGE = 'pageInfo { hasNextPage endCursor }';
const numbered = z.object({ id: z.string() });

/** Starts a run or a report, and waits until a worker has finished it. */
async function finished(mutation: string, input: object, table: string): Promise<string> {
  const data = await (await admin()).request(mutation, { input });
  const { id } = numbered.parse(
    z.record(z.string(), z.object({ started: z.unknown() })).parse(data)['result']?.started,
  );
  await until(
    'it has ended',
    async () =>
      (await database.sql(`SELECT 1 FROM ${table} WHERE id = $1 AND status IN ('SUCCEEDED', 'FAILED')`, [id])).length >
      0,
  );
  return id;
}

const START_RUN = `mutation ($input: StartMigrationRunInput!) {
  result: startMigrationRun(input: $input) { started: migrationRun { id } } }`;
const START_REPORT = `mutation ($input: StartParityReportInput!) {
  result: startParityReport(input: $input) { started: parityReport { id } } }`;

describe.each<AwkwardType>(['bigint', 'uuid', 'text'])('with ids of type %s', (type) => {
  beforeAll(async () => {
    database = await createTestDatabase('empty');
    ids = await installAwkward(database, type);
    [first = '', last = ''] = [ids[0], ids.at(-1)];
    server = await startTestServer(database);
  });

  afterAll(async () => {
    await server.close();
    await database.close();
  });

  test('a super admin finds every organization, page by page and by its id', async () => {
    const list = `query ($after: String) {
      list: organizations(first: 1, after: $after) { nodes { id name } ${PAGE} } }`;
    expect(await pages(list)).toEqual(ids.map((id) => ({ id, name: `Organization ${id}` })));
    const client = await admin();
    for (const id of ids) {
      const found = await client.request(
        `query ($id: ID!, $search: String!) {
           organization(id: $id) { id decision(moduleKey: "sales") { allowed organizationId } menu { id } version }
           organizations(search: $search, first: 100) { nodes { id } }
           checkEntitlements(checks: [{ organizationId: $id, moduleKey: "sales" }]) { organizationId allowed }
           entitlementEvents(organizationId: $id) { totalCount } }`,
        { id, search: id },
      );
      expect(found).toMatchObject({
        organization: {
          id,
          decision: { allowed: true, organizationId: id },
          menu: expect.arrayContaining([expect.objectContaining({ id: `${id}:sales` })]),
        },
        organizations: { nodes: expect.arrayContaining([{ id }]) },
        checkEntitlements: [{ organizationId: id, allowed: true }],
        entitlementEvents: { totalCount: 0 },
      });
    }
  });

  test('a run takes the named organizations, and its journal lists them', async () => {
    const input = { mode: 'DRY_RUN', reason: REASON };
    const some = await finished(
      START_RUN,
      { ...input, source: { fresh: { organizationIds: [last, first] } } },
      'migration_runs',
    );
    const all = await finished(START_RUN, { mode: 'EXECUTE', reason: REASON, source: { fresh: {} } }, 'migration_runs');
    const journal = `query ($id: ID!, $after: String) { migrationRun(id: $id) {
      list: organizations(first: 1, after: $after) {
        nodes { organizationId organization { id } outcome } ${PAGE} } } }`;
    const changed = (id: string) => ({ organizationId: id, organization: { id }, outcome: 'CHANGED' });
    expect(await pages(journal, { id: some })).toEqual([first, last].map(changed));
    expect(await pages(journal, { id: all })).toEqual(ids.map(changed));
  });

  test('a parity report compares the named organizations, and its differences can be selected by them', async () => {
    await database.sql('DELETE FROM org_entitlements');
    const report = await finished(START_REPORT, { organizationIds: [...ids] }, 'parity_reports');
    const differences = `query ($id: ID!, $of: [ID!], $after: String) { parityReport(id: $id) { organizationIds
      list: differences(first: 1, after: $after, organizationIds: $of) {
        nodes { organizationId organization { id } } ${PAGE} } } }`;
    const named = (id: string) => ({ organizationId: id, organization: { id } });
    const found = await pages(differences, { id: report, of: null });
    expect(distinct(found)).toEqual(ids.map(named));
    const some = await pages(differences, { id: report, of: [last, 'nobody', ...MALFORMED[type]] });
    expect(distinct(some)).toEqual([named(last)]);
    await database.sql('TRUNCATE migration_run_organizations');
    const uncovered = await finished(START_REPORT, { organizationIds: [first, last] }, 'parity_reports');
    const list = `query ($id: ID!, $after: String) { parityReport(id: $id) {
      list: uncoveredOrganizations(first: 1, after: $after) { nodes { id } ${PAGE} } } }`;
    expect(await pages(list, { id: uncovered })).toEqual([first, last].map((id) => ({ id })));
  });

  test('answers that contradict each other are refused with the id as it must be written', async () => {
    const both = (id: string) => [true, false].map((allowed) => ({ organizationId: id, moduleKey: 'sales', allowed }));
    const query = `mutation ($answers: [ProductAnswerInput!]!) {
      recordProductAnswers(input: { answers: $answers }) { recorded } }`;
    const authorization = await token('SUPER_ADMIN');
    const { text } = await ask(server, query, { authorization, variables: { answers: ids.flatMap(both) } });
    for (const id of ids)
      expect(text).toContain(
        JSON.stringify(`answers both true and false for organization ${sayId(id)}, sales`).slice(1, -1),
      );
  });

  test('overrides, rollouts and answers of the product are made for each organization, and listed', async () => {
    const client = await admin();
    for (const id of ids) {
      const made = await client.request(
        `mutation ($id: ID!, $answers: [ProductAnswerInput!]!) {
           overrideEntitlements(input: { organizationId: $id, expectedVersion: 1, reason: "${REASON}",
             changes: [{ moduleKey: "hr", status: ENABLED }, { moduleKey: "reports", status: ENABLED }] }) {
             organization { id version } changes { override { id } after { organizationId } } }
           setOrganizationRollout(input: { organizationId: $id, mode: SHADOW, reason: "${REASON}" }) {
             organization { id gating ownRollout { organizationId } } }
           recordProductAnswers(input: { answers: $answers }) { recorded } }`,
        { id, answers: [{ organizationId: id, moduleKey: 'sales', allowed: false }] },
      );
      expect(made).toMatchObject({
        overrideEntitlements: { organization: { id, version: 3 }, changes: [{ after: { organizationId: id } }, {}] },
        setOrganizationRollout: { organization: { id, gating: 'SHADOW', ownRollout: { organizationId: id } } },
        recordProductAnswers: { recorded: 1 },
      });
      const preview = await client.request(
        `query ($id: ID!) { rolloutPreview(input: { organization: { organizationId: $id, mode: ENFORCE } }) {
           organizations { nodes { organizationId organization { id } } } } }`,
        { id },
      );
      expect(preview).toMatchObject({
        rolloutPreview: { organizations: { nodes: [{ organizationId: id, organization: { id } }] } },
      });
      const events = await client.request(
        `query ($id: ID!) { entitlementEvents(organizationId: $id) { nodes { organizationId organization { id } } } }`,
        { id },
      );
      expect(events).toMatchObject({
        entitlementEvents: { nodes: expect.arrayContaining([{ organizationId: id, organization: { id } }]) },
      });
    }
    const inOrder = ids.map((id) => ({ organizationId: id, organization: { id } }));
    const NODES = `{ nodes { organizationId organization { id } } ${PAGE} }`;
    const rollouts = `query ($after: String) { rollout { list: organizations(first: 1, after: $after) ${NODES} } }`;
    expect(await pages(rollouts)).toEqual(inOrder);
    const preview = `query ($after: String) { rolloutPreview(input: { rollout: { mode: SHADOW } }) {
      gatingChanges { organizations } list: organizations(first: 1, after: $after) ${NODES} } }`;
    await database.sql('DELETE FROM organization_rollouts');
    expect(await pages(preview)).toEqual(inOrder);
    const answers = `query ($after: String) {
      list: productAnswers(first: 1, after: $after, differing: true) ${NODES} }`;
    expect(distinct(await pages(answers))).toEqual(inOrder);
    const usage = `query ($after: String) { list: organizationUsage(first: 1, after: $after) {
      nodes { organization { id } modules } ${PAGE} } }`;
    expect(await pages(usage)).toEqual(ids.map((id) => ({ organization: { id }, modules: 2 })));
    expect(
      await client.request(
        `mutation ($id: ID!) {
           setOrganizationRollout(input: { organizationId: $id, mode: SHADOW, reason: "${REASON}" }) {
             organization { id } }
           clearOrganizationRollout(input: { organizationId: $id, reason: "${REASON}" }) {
             organization { id gating version } } }`,
        { id: await organizationOfOverride() },
      ),
    ).toMatchObject({ clearOrganizationRollout: { organization: { gating: 'LEGACY' } } });
    const { organization } = z.object({ organization: z.object({ version: z.number() }) }).parse(
      await client.request('query ($id: ID!) { organization(id: $id) { version } }', {
        id: await organizationOfOverride(),
      }),
    );
    expect(
      await client.request(
        `mutation ($id: ID!, $version: Int!) {
           revokeOverrides(input: {
             organizationId: $id, expectedVersion: $version, reason: "${REASON}", overrideIds: ["1"] }) {
             organization { version } } }`,
        { id: await organizationOfOverride(), version: organization.version },
      ),
    ).toEqual({ revokeOverrides: { organization: { version: organization.version + 1 } } });
  });

  /** The organization of the override with the id 1. */
  const organizationOfOverride = async () =>
    (await database.sql<{ id: string }>('SELECT org_id::text AS id FROM entitlement_overrides WHERE id = 1'))[0]?.id;

  test('a member and an admin see their own organization alone, whether the token has a text or a number', async () => {
    for (const [place, id] of ids.entries()) {
      const other = ids[(place + 1) % ids.length] ?? '';
      const claims = Number.isSafeInteger(Number(id)) && String(Number(id)) === id ? [id, Number(id)] : [id];
      for (const claim of claims) {
        const authorization = await token('MEMBER', claim);
        const own = await server.anonymous(authorization).request(
          `query ($id: ID!, $other: ID!) {
             viewer { organization { id } } organization(id: $id) { id }
             checkEntitlements(checks: [{ moduleKey: "sales" }, { organizationId: $id, moduleKey: "sales" },
                                        { organizationId: $other, moduleKey: "sales" }]) {
               organizationId allowed reason } }`,
          { id, other },
        );
        expect(own).toEqual({
          viewer: { organization: { id } },
          organization: { id },
          checkEntitlements: [
            { organizationId: id, allowed: true, reason: 'LEGACY_ON' },
            { organizationId: id, allowed: true, reason: 'LEGACY_ON' },
            { organizationId: other, allowed: false, reason: 'ORGANIZATION_NOT_FOUND' },
          ],
        });
        const query = 'query ($id: ID!) { organization(id: $id) { id name } }';
        const hidden = await ask(server, query, { authorization, variables: { id: other } });
        expect({ codes: codesOf(hidden), data: hidden.data }).toEqual({ codes: ['NOT_FOUND'], data: null });
        const history = await server.anonymous(await token('ORG_ADMIN', claim)).request(
          `query ($id: ID!) { entitlementEvents(first: 100) { nodes { organizationId } }
             accessDenials { totalCount } organization(id: $id) { overrides { nodes { id } } events { totalCount } } }`,
          { id },
        );
        expect(distinct(eventsIn.parse(history).entitlementEvents.nodes)).toEqual([{ organizationId: id }]);
      }
    }
  });

  test('a token with a number that no reader can take exactly, or with none, is refused', async () => {
    for (const claim of ['9007199254740993', '-9007199254740993', '1.5', '1e400', 'null', '["7"]', '{}', 'true']) {
      const authorization = await bearer({ sub: 'ann', role: 'MEMBER', org_id: z.unknown().parse(JSON.parse(claim)) });
      expect({ claim, codes: codesOf(await ask(server, '{ viewer { id } }', { authorization })) }).toEqual({
        claim,
        codes: ['UNAUTHENTICATED'],
      });
    }
    for (const text of MALFORMED[type].filter((one) => one !== 'nobody' && one.length < 100)) {
      const authorization = await token('MEMBER', text);
      const answer = await ask(server, '{ viewer { organization { id } } }', { authorization });
      expect({ text, seen: answer.text.includes('"id"') }).toEqual({ text, seen: false });
    }
  });

  /** Each operation with a variable `$id`, and what must be answered for an id that nobody has. */
  const ABOUT_ONE = [
    'query ($id: ID!) { organization(id: $id) { id } }',
    `query ($id: ID!) { rolloutPreview(input: { organization: { organizationId: $id, mode: SHADOW } }) {
       gatingChanges { organizations } } }`,
    `mutation ($id: ID!) { overrideEntitlements(input: { organizationId: $id, expectedVersion: 0, reason: "${REASON}",
       changes: [{ moduleKey: "hr", status: ENABLED }] }) { dryRun } }`,
    `mutation ($id: ID!) { revokeOverrides(input: { organizationId: $id, expectedVersion: 0, reason: "${REASON}",
       overrideIds: ["1"] }) { organization { id } } }`,
    `mutation ($id: ID!) { setOrganizationRollout(input: { organizationId: $id, mode: SHADOW, reason: "${REASON}" }) {
       organization { id } } }`,
    `mutation ($id: ID!) { clearOrganizationRollout(input: { organizationId: $id, reason: "${REASON}" }) {
       organization { id } } }`,
  ];
  const ABOUT_SOME = [
    `mutation ($id: ID!) { startMigrationRun(input: { mode: DRY_RUN, reason: "${REASON}",
       source: { fresh: { organizationIds: [$id] } } }) { migrationRun { id } } }`,
    'mutation ($id: ID!) { startParityReport(input: { organizationIds: [$id] }) { parityReport { id } } }',
    `mutation ($id: ID!) { recordProductAnswers(input: { answers: [
       { organizationId: $id, moduleKey: "sales", allowed: true }] }) { recorded } }`,
  ];

  test('an id that nobody has is not found, whatever the text, and never troubles the database', async () => {
    const authorization = await token('SUPER_ADMIN');
    for (const id of MALFORMED[type]) {
      for (const [codes, queries] of [
        [['NOT_FOUND'], ABOUT_ONE],
        [['INVALID_INPUT'], ABOUT_SOME],
      ] as const)
        for (const query of queries) {
          const answer = await ask(server, query, { authorization, variables: { id } });
          expect({ id, query, codes: codesOf(answer) }).toEqual({ id, query, codes });
          expect(answer.text).not.toMatch(/invalid input syntax|out of range|encoding|SELECT /);
        }
      const checks = '[{ organizationId: $id, moduleKey: "sales" }]';
      const none = await ask(
        server,
        `query ($id: ID!, $search: String!) {
           checkEntitlements(checks: ${checks}) { reason } organizations(search: $search) { nodes { id } } }`,
        { authorization, variables: { id, search: id } },
      );
      expect({ errors: none.errors, data: none.data }).toMatchObject({
        errors: [],
        data: { checkEntitlements: [{ reason: 'ORGANIZATION_NOT_FOUND' }] },
      });
      // A text that could be an id may be that of an organization that was deleted, whose events are kept.
      const events = await ask(server, 'query ($id: ID!) { entitlementEvents(organizationId: $id) { totalCount } }', {
        authorization,
        variables: { id },
      });
      expect([
        [['NOT_FOUND'], null],
        [[], { entitlementEvents: { totalCount: 0 } }],
      ]).toContainEqual([codesOf(events), events.data]);
    }
  });

  test('an organization follows its own changes alone, and is told of each', async () => {
    const mine = follow(server, { authorization: await token('MEMBER', first) }, EntitlementsChangedDocument, {
      organizationId: first,
    });
    const theirs = follow(server, { authorization: await token('MEMBER', last) }, EntitlementsChangedDocument, {
      organizationId: last,
    });
    const foreign = follow(server, { authorization: await token('MEMBER', last) }, EntitlementsChangedDocument, {
      organizationId: first,
    });
    try {
      expect((await mine.until('it has begun', () => true)).entitlementsChanged.id).toBe(first);
      await theirs.until('it has begun', () => true);
      await database.sql(`UPDATE organizations SET enabled_modules = '[]' WHERE id::text = $1`, [first]);
      await database.sql(
        `INSERT INTO org_entitlements (org_id, module_id, status, source)
         SELECT $1, id, 'disabled', 'manual' FROM modules WHERE module_key = 'sales'`,
        [first],
      );
      await mine.until('access is lost', ({ entitlementsChanged }) => !entitlementsChanged.decision.allowed);
      expect(theirs.events.map(({ entitlementsChanged }) => entitlementsChanged.id)).toEqual([last]);
      await foreign.ended;
      expect({ codes: codesOfErrors(foreign), events: foreign.events }).toEqual({ codes: ['NOT_FOUND'], events: [] });
    } finally {
      for (const one of [mine, theirs, foreign]) await one.stop();
    }
  });

  test('a guarded field is answered to an organization with its module, and to no other', async () => {
    await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
    await database.sql(
      `UPDATE entitlement_overrides SET ended_at = now(), ended_by = 'ann'
       WHERE org_id::text <> $1 AND ended_at IS NULL`,
      [first],
    );
    const query =
      'query ($id: ID!) { organization(id: $id) { id insights { adoption { modules } history { count } } } }';
    for (const id of ids) {
      const authorization = await token('ORG_ADMIN', id);
      const answer = await ask(server, query, { authorization, variables: { id } });
      const has = id === first;
      expect({ id, codes: codesOf(answer), data: answer.data }).toEqual({
        id,
        codes: has ? [] : ['ENTITLEMENT_REQUIRED'],
        data: { organization: { id, insights: has ? expect.anything() : null } },
      });
      if (!has) expect(answer.errors[0]?.details).toMatchObject({ organizationIds: [id] });
    }
  });
});
