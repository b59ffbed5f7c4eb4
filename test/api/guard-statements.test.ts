import type { Entitlements } from '../../src/open-entitlements';
import {
  addErpOrganization,
  createErpTables,
  openTestEntitlements,
  startTestErp,
  type TestErp,
  tokenOf,
} from '../support/erp';
import { ask } from '../support/http';
import { StatementRecorder } from '../support/record-statements';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** An API with guards, whose statements are counted: one with a filled cache, one without a cache. */
interface Host {
  readonly entitlements: Entitlements;
  readonly erp: TestErp;
  readonly recorder: StatementRecorder;
}

let database: TestDatabase;
let caching: Host;
let uncached: Host;
/** A holding; each of its three subsidiaries has two subsidiaries of its own. */
let holding: number;
let subsidiary: number;

async function openHost(environment: Readonly<Record<string, string>>): Promise<Host> {
  const entitlements = await openTestEntitlements(database.url, { environment });
  await createErpTables(entitlements);
  return {
    entitlements,
    erp: await startTestErp(entitlements),
    recorder: new StatementRecorder(entitlements.dataSource),
  };
}

beforeAll(async () => {
  database = await createTestDatabase();
  caching = await openHost({});
  uncached = await openHost({ PORTCULLIS_CACHE_SIZE: '0' });
  holding = await addErpOrganization(database, []);
  for (let index = 0; index < 3; index++) {
    subsidiary = await addErpOrganization(database, index === 0 ? [] : ['sales'], holding);
    await addErpOrganization(database, [], subsidiary);
    await addErpOrganization(database, 'EVERYTHING', subsidiary);
  }
});

afterAll(async () => {
  for (const { erp, entitlements } of [caching, uncached]) {
    await erp.close();
    await entitlements.close();
  }
  await database.close();
});

/** The number of statements that read entitlements. */
async function count({ erp, recorder }: Host, query: string): Promise<number> {
  const authorization = await tokenOf(holding, 'SUPER_ADMIN');
  const statements = await recorder.during(async () => {
    expect((await ask(erp, query.replace('SUBSIDIARY', String(subsidiary)), { authorization })).text).toContain(
      '"data"',
    );
  });
  return statements.filter((statement) => statement.includes('org_entitlements')).length;
}

const OWN = `{ leads(orderBy: SCORE, filter: { minScore: 1 }) { contact score } payslips { employee }
    documents { title extractedText } search(text: "secret", byMeaning: true) { __typename } salesForecast
    payrollExport }`;

describe('without a cache, entitlements take', () => {
  test.each([
    ['no statement for unguarded fields', '{ me { name } notes { title } }', 0],
    ['one statement for any number of guarded fields, arguments and values', OWN, 1],
    [
      'one statement for a batch of aliases',
      `{ ${Array.from({ length: 30 }, (_, index) => `a${index}: leads { contact score }`).join(' ')} }`,
      1,
    ],
    [
      'one more statement for the other organizations of a level',
      '{ leads { contact } organizations { id leads { contact } quotations { title } payslips { employee } } }',
      2,
    ],
    [
      'one more statement for each level',
      `{ me { leads { contact } subsidiaries { leads { contact } stockItems { name } pipelineValue
        subsidiaries { leads { contact score } } } } }`,
      3,
    ],
    [
      'one statement for the own organization and the one that an argument names',
      '{ leads { contact } stockValue(organizationId: SUBSIDIARY) }',
      1,
    ],
    [
      'one statement for each field of a mutation, because each may change entitlements',
      'mutation { a: releasePayslips b: releasePayslips c: releasePayslips }',
      3,
    ],
  ])('%s', async (_what, query, expected) => {
    expect(await count(uncached, query)).toBe(expected);
  });
});

test.each([
  ['fields of the own organization', OWN],
  ['nested organizations', '{ organizations { leads { contact } subsidiaries { leads { contact } } } }'],
  ['mutations', 'mutation { a: releasePayslips b: releasePayslips }'],
])('with a filled cache, entitlements take no statement: %s', async (_what, query) => {
  await count(caching, query);
  expect(await count(caching, query)).toBe(0);
});
