import { parse } from 'graphql';
import type { ErpContext } from '../../examples/erp/erp-context';
import { Feeds } from '../../examples/erp/feeds';
import { guardOptions } from '../../examples/erp/guard';
import { createRecords } from '../../examples/erp/records';
import { createErpSchema, typeDefs } from '../../examples/erp/schema';
import { assertGuarded, guardSchema } from '../../src/directive';
import type { Entitlements } from '../../src/open-entitlements';
import { addErpOrganization, createErpTables, openTestEntitlements } from '../support/erp';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let entitlements: Entitlements;

beforeAll(async () => {
  database = await createTestDatabase();
  entitlements = await openTestEntitlements(database.url);
  await createErpTables(entitlements);
});

afterAll(async () => {
  await entitlements.close();
  await database.close();
});

function guardErp(sdl = typeDefs) {
  return guardSchema(
    createErpSchema(sdl),
    guardOptions(entitlements, { onBypass: () => undefined, onCheckFailure: () => undefined }),
  );
}

test.each([
  ['Query.leads', { module: 'sales', submodule: 'leads' }],
  ['Lead', { module: 'sales', submodule: 'leads' }],
  ['Lead.score', { module: 'ai_analytics', submodule: 'lead_scoring' }],
  ['LeadFilter.minScore', { module: 'ai_analytics', submodule: 'lead_scoring' }],
  ['LeadOrder.SCORE', { module: 'ai_analytics', submodule: 'lead_scoring' }],
  ['Query.search(byMeaning:)', { module: 'ai_analytics', submodule: 'natural_language_queries' }],
  ['Document.extractedText', { module: 'ai_analytics', submodule: 'document_extraction' }],
  ['EmployeeRecord', { module: 'hr' }],
  ['Query.salesForecast', [{ module: 'reports' }, { module: 'ai_analytics', submodule: 'demand_forecasting' }]],
  ['Mutation.createLead', { module: 'sales', submodule: 'leads' }],
  ['Subscription.leadAdded', { module: 'sales', submodule: 'leads' }],
])("the ERP's %s is guarded by %j", (coordinate, requirement) => {
  const { schema } = guardErp();
  expect(() => assertGuarded(schema, coordinate, requirement)).not.toThrow();
});

test("explainOperation lists an operation's requirements without running it", async () => {
  const organizationId = await addErpOrganization(database, ['ai_analytics/lead_scoring']);
  const { explainOperation } = guardErp();
  const contextValue: ErpContext = {
    actor: { id: 'test', role: 'MEMBER', organizationId, signedInUntil: new Date() },
    records: createRecords(entitlements.dataSource),
    feeds: new Feeds(),
  };
  const needs = await explainOperation(
    parse('{ leads(orderBy: SCORE) { contact score } notes { title } }'),
    organizationId,
    { contextValue },
  );
  expect(
    needs.map(({ coordinate, onDeny, allowed, decisions }) => ({
      coordinate,
      onDeny,
      allowed,
      reasons: decisions.map(({ reason }) => reason),
    })),
  ).toEqual([
    { coordinate: 'Query.leads', onDeny: 'ERROR', allowed: true, reasons: ['ENTITLED'] },
    { coordinate: 'LeadOrder.SCORE', onDeny: 'REJECT', allowed: false, reasons: ['SUBMODULE_DISABLED'] },
    { coordinate: 'Lead.score', onDeny: 'NULL', allowed: false, reasons: ['SUBMODULE_DISABLED'] },
  ]);
});

test.each([
  [
    'an unguarded and unmarked root field',
    (sdl: string) => sdl.replace('type Query {', 'type Query { salaries: [Float!]'),
    'Query.salaries: is a root field that is neither guarded nor marked @entitlementFree(reason:)',
  ],
  [
    'a renamed module',
    (sdl: string) => sdl.replace('lead_scoring', 'lead_scores'),
    "Lead.score: unknown submodule 'lead_scores' of module 'ai_analytics' (did you mean 'lead_scoring'?)",
  ],
  [
    'a guarded field that became non-null',
    (sdl: string) => sdl.replace('salesForecast: Float', 'salesForecast: Float!'),
    'Query.salesForecast: is guarded, but its type Float! cannot be null: make it nullable, or use onDeny: REJECT',
  ],
  [
    'a renamed argument',
    (sdl: string) => sdl.replace('stockValue(organizationId:', 'stockValue(organization:'),
    "Query.stockValue: organizationArg 'organizationId' does not exist: there is no argument or input field " +
      "'organizationId'",
  ],
  [
    'a rejecting guard below an object whose organization comes from a hook',
    (sdl: string) => sdl.replace('submodule: "opportunities")', 'submodule: "opportunities", onDeny: REJECT)'),
    'Organization.pipelineValue: rejects, but the organization of Organization comes from a hook',
  ],
])('the ERP does not boot with %s', (_fault, edit, message) => {
  expect(() => guardErp(edit(typeDefs))).toThrow(message);
});
