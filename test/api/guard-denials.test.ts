import { z } from 'zod';
import type { Entitlements } from '../../src/open-entitlements';
import {
  addErpOrganization,
  createErpTables,
  openTestEntitlements,
  startTestErp,
  type TestErp,
  tokenOf,
} from '../support/erp';
import { type Answer, ask } from '../support/http';
import { StatementRecorder } from '../support/record-statements';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const MANY = 1_000;

let database: TestDatabase;
let entitlements: Entitlements;
let erp: TestErp;

beforeAll(async () => {
  database = await createTestDatabase();
  entitlements = await openTestEntitlements(database.url);
  await createErpTables(entitlements);
  erp = await startTestErp(entitlements, 'ERROR');
});

afterAll(async () => {
  await erp.close();
  await entitlements.close();
  await database.close();
});

const counted = z.object({
  coordinate: z.string(),
  occurrences: z.number(),
  organizationCount: z.number(),
  organizationIds: z.array(z.string()),
  paths: z.array(z.array(z.unknown())),
});

/** The counts in the errors, without the ten examples that each error names. */
function tallies({ errors }: Answer): readonly unknown[] {
  return errors.map(({ details }) => {
    const { coordinate, occurrences, organizationCount, organizationIds, paths } = counted.parse(details);
    return { coordinate, occurrences, organizationCount, named: organizationIds.length, paths: paths.length };
  });
}

test('1,000 denied objects with 5 fields give 5 errors with counts, not 5,000', async () => {
  const organizationId = await addErpOrganization(database, ['ai_analytics']);
  await database.sql(
    `INSERT INTO erp_leads (org_id, contact, company, value, score) SELECT $1, 'lead ' || n, 'company', 1, 7701
     FROM generate_series(1, ${MANY - 1}) AS n`,
    [organizationId],
  );
  const answer = await ask(erp, '{ leads { contact a: score b: score c: score d: score e: score } }', {
    authorization: await tokenOf(organizationId),
  });
  expect(answer.text).not.toContain('7701');
  expect(answer.text.match(/"a":null,"b":null,"c":null,"d":null,"e":null/g)).toHaveLength(MANY);
  expect(tallies(answer)).toEqual(
    Array.from({ length: 5 }, () => ({
      coordinate: 'Lead.score',
      occurrences: MANY,
      organizationCount: 1,
      named: 1,
      paths: 10,
    })),
  );
});

test('1,000 organizations denied 5 fields give 5 errors and take one extra statement', async () => {
  const holding = await addErpOrganization(database, []);
  await database.sql(
    `WITH made AS (INSERT INTO organizations (name) SELECT 'Subsidiary ' || n FROM generate_series(1, ${MANY}) AS n
     RETURNING id)
     INSERT INTO erp_subsidiaries (parent_id, org_id) SELECT $1, id FROM made`,
    [holding],
  );
  const recorder = new StatementRecorder(entitlements.dataSource);
  const authorization = await tokenOf(holding);
  let answer: Answer | undefined;
  const statements = await recorder.during(async () => {
    answer = await ask(
      erp,
      `{ me { subsidiaries { leads { contact } quotations { title } stockItems { name } payslips { employee }
        pipelineValue } } }`,
      { authorization },
    );
  });
  if (!answer) throw new Error('nothing was answered');
  expect(
    answer.text.match(/\{"leads":null,"quotations":null,"stockItems":null,"payslips":null,"pipelineValue":null\}/g),
  ).toHaveLength(MANY);
  expect(tallies(answer)).toEqual(
    ['leads', 'quotations', 'stockItems', 'payslips', 'pipelineValue'].map((field) => ({
      coordinate: `Organization.${field}`,
      occurrences: MANY,
      organizationCount: MANY,
      named: 10,
      paths: 10,
    })),
  );
  // One for the organization itself, one for the level of its subsidiaries.
  expect(statements.filter((statement) => statement.includes('org_entitlements'))).toHaveLength(2);
});
