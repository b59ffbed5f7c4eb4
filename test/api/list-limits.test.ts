import {
  type GraphQLArgument,
  type GraphQLInputField,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { createSchema } from '../../src/server/schema';
import { type Answer, ask, codesOf } from '../support/http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

let database: TestDatabase;
let server: TestServer;
let authorization: string;

beforeAll(async () => {
  database = await createTestDatabase('seeded', { MAX_QUERY_COST: '10000000' });
  await database.addOrganizations([['CRM']]);
  server = await startTestServer(database, { worker: false });
  authorization = await bearer({ ...GOOD_CLAIMS, role: 'SUPER_ADMIN' });
});

afterAll(async () => {
  await server.close();
  await database.close();
});

const SALES_OFF = { moduleKey: 'sales', status: 'DISABLED' };

/** A list within the change of a change run. */
function ofChange(coordinate: string, type: string, change: string, item: unknown) {
  const query = `mutation ($list: ${type}) { startChangeRun(input: { mode: DRY_RUN, reason: "a test", source: { fresh: {
    selection: { organizationIds: ["1"] }, change: { ${change} } } } }) { migrationRun { id } } }`;
  return { [coordinate]: { query, item } };
}

/** An operation with a list of so many items, and one item, by the coordinate of each list that a client sends. */
const LISTS: Readonly<Record<string, { readonly query: string; readonly item: unknown }>> = {
  'Query.checkEntitlements(checks:)': {
    query: 'query ($list: [EntitlementCheckInput!]!) { checkEntitlements(checks: $list) { allowed } }',
    item: { organizationId: '1', moduleKey: 'sales' },
  },
  'Organization.routeAccess(paths:)': {
    query: 'query ($list: [String!]!) { organization(id: "1") { routeAccess(paths: $list) { path } } }',
    item: '/sales',
  },
  'ParityReport.differences(organizationIds:)': {
    query: 'query ($list: [ID!]) { parityReport(id: "1") { differences(organizationIds: $list) { nodes { id } } } }',
    item: '1',
  },
  'StartParityReportInput.organizationIds': {
    query: 'mutation ($list: [ID!]) { startParityReport(input: { organizationIds: $list }) { parityReport { id } } }',
    item: '1',
  },
  'FreshMigrationInput.organizationIds': {
    query: `mutation ($list: [ID!]) { startMigrationRun(input: {
      mode: DRY_RUN, reason: "a test", source: { fresh: { organizationIds: $list } } }) { migrationRun { id } } }`,
    item: '1',
  },
  'ChangeRunSelection.organizationIds': {
    query: `mutation ($list: [ID!]) { startChangeRun(input: { mode: DRY_RUN, reason: "a test", source: { fresh: {
      selection: { organizationIds: $list }, change: { revoke: { targets: [{ moduleKey: "sales" }] } } } } }) {
        migrationRun { id } } }`,
    item: '1',
  },
  ...ofChange('ChangeRunGrant.changes', '[GrantChangeInput!]!', 'grant: { changes: $list }', SALES_OFF),
  ...ofChange('ChangeRunOverrides.changes', '[OverrideChangeInput!]!', 'override: { changes: $list }', SALES_OFF),
  ...ofChange('ChangeRunRevocations.targets', '[GrantTargetInput!]!', 'revoke: { targets: $list }', {
    moduleKey: 'sales',
  }),
  ...ofChange('ChangeRunTrials.moduleKeys', '[String!]', 'extendTrial: { days: 1, moduleKeys: $list }', 'sales'),
  ...ofChange('ChangeRunPackages.packages', '[AssignedPackageInput!]!', 'package: { packages: $list }', { key: 'a' }),
  ...ofChange('ChangeRunPackages.ends', '[String!]!', 'package: { ends: $list }', 'a'),
  'OverrideEntitlementsInput.changes': {
    query: `mutation ($list: [OverrideChangeInput!]!) { overrideEntitlements(input: {
      organizationId: "1", expectedVersion: 0, reason: "a test", changes: $list }) { dryRun } }`,
    item: { moduleKey: 'sales', status: 'DISABLED' },
  },
  'GrantEntitlementsInput.changes': {
    query: `mutation ($list: [GrantChangeInput!]!) { grantEntitlements(input: {
      organizationId: "1", expectedVersion: 0, reason: "a test", changes: $list }) { dryRun } }`,
    item: { moduleKey: 'sales', status: 'DISABLED' },
  },
  'EndEntitlementsInput.targets': {
    query: `mutation ($list: [GrantTargetInput!]!) { endEntitlements(input: {
      organizationId: "1", expectedVersion: 0, reason: "a test", targets: $list }) { dryRun } }`,
    item: { moduleKey: 'sales' },
  },
  'RevokeOverridesInput.overrideIds': {
    query: `mutation ($list: [ID!]!) { revokeOverrides(input: {
      organizationId: "1", expectedVersion: 0, reason: "a test", overrideIds: $list }) { organization { id } } }`,
    item: '1',
  },
  'PublishPackageInput.items': {
    query: `mutation ($list: [PackageItemInput!]!) { publishPackage(input: {
      key: "tried", displayName: "Tried", reason: "a test", items: $list }) { changed } }`,
    item: { moduleKey: 'unknown' },
  },
  'AssignPackagesInput.packages': {
    query: `mutation ($list: [AssignedPackageInput!]!) { assignPackages(input: {
      organizationId: "1", reason: "a test", packages: $list }) { dryRun } }`,
    item: { key: 'tried' },
  },
  'AssignPackagesInput.ends': {
    query: `mutation ($list: [String!]!) { assignPackages(input: {
      organizationId: "1", reason: "a test", packages: [], ends: $list }) { dryRun } }`,
    item: 'tried',
  },
  'EndPackagesInput.keys': {
    query: `mutation ($list: [String!]!) { endPackages(input: {
      organizationId: "1", reason: "a test", keys: $list }) { dryRun } }`,
    item: 'tried',
  },
  'SetDefaultPackagesInput.keys': {
    query: `mutation ($list: [String!]!) { setDefaultPackages(input: { reason: "a test", keys: $list }) {
      packages { id } } }`,
    item: 'tried',
  },
  'RecordProductAnswersInput.answers': {
    query: `mutation ($list: [ProductAnswerInput!]!) { recordProductAnswers(input: { answers: $list }) { recorded } }`,
    item: { organizationId: '1', moduleKey: 'sales', allowed: true },
  },
};

/** All lists that a client may send, by coordinate, with what the SDL says of them. */
function listsOfSchema(): ReadonlyMap<string, string> {
  const lists = new Map<string, string>();
  const look = (coordinate: string, { type, description }: GraphQLArgument | GraphQLInputField) => {
    if (isListType(isNonNullType(type) ? type.ofType : type)) lists.set(coordinate, description ?? '');
  };
  for (const type of Object.values(createSchema().getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    if (isObjectType(type))
      for (const field of Object.values(type.getFields()))
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name}:)`, argument);
  }
  return lists;
}

test('every list that a client may send is tried here', () => {
  expect([...listsOfSchema().keys()].sort()).toEqual(Object.keys(LISTS).sort());
});

describe.each(Object.entries(LISTS).map(([coordinate, list]) => ({ coordinate, ...list })))(
  '$coordinate',
  ({ coordinate, query, item }) => {
    const most = () => Number(/at most ([\d,]+)/.exec(listsOfSchema().get(coordinate) ?? '')?.[1]?.replace(/,/g, ''));
    const send = (count: number): Promise<Answer> =>
      ask(server, query, { authorization, variables: { list: Array(count).fill(item) } });

    beforeAll(async () => {
      await database.sql(`INSERT INTO parity_reports (id, status, requested_by, at) OVERRIDING SYSTEM VALUE
        VALUES (1, 'SUCCEEDED', 'a test', now()) ON CONFLICT DO NOTHING`);
    });

    test('may have as many items as the SDL says, and is refused with one more', async () => {
      expect(most()).toBeGreaterThanOrEqual(500);
      const refused = await send(most() + 1);
      expect(codesOf(refused)).toEqual(['INVALID_INPUT']);
      const said = refused.errors[0]?.message.replace(/,/g, '');
      expect(said).toContain(String(most()));
      // It is not the length for which others are refused, such as ids that do not exist.
      expect((await send(most())).errors[0]?.message ?? '').not.toMatch(/items(?!\.\d)|more than|must have 1 to/);
    });
  },
);
