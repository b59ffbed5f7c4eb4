import { gql } from 'graphql-request';
import { type NewProductAnswer, writeAnswers } from '../../src/store/product-answers';
import { answerAsRead } from '../support/product-answers';
import { refusalOf, settled } from '../support/refusal';
import { rule, RunEngine, until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';

let database: TestDatabase;
let server: TestServer;
let engine: RunEngine;

beforeEach(async () => {
  database = await createTestDatabase();
  engine = new RunEngine(database, 25);
  server = await startTestServer(database);
});

afterEach(async () => {
  await server.close();
  await database.close();
});

const RECORD = gql`
  mutation Record($answers: [ProductAnswerInput!]!) {
    recordProductAnswers(input: { answers: $answers }) {
      recorded
      changed
      differing
    }
  }
`;
const LIST = gql`
  query List($first: Int = 25, $after: String, $differing: Boolean) {
    productAnswers(first: $first, after: $after, differing: $differing) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        organizationId
        organization {
          name
        }
        moduleKey
        submoduleKey
        allowed
        source
        outOfDate
        readingAllowed
        differs
      }
    }
  }
`;
const START = gql`
  mutation {
    startParityReport(input: {}) {
      parityReport {
        id
      }
    }
  }
`;
const REPORT = gql`
  query Report($id: ID!) {
    parityReport(id: $id) {
      status
      clean
      uncovered
      totals {
        kind
        cause
        explained
        count
      }
      readings {
        checkedValues
        checkedOrganizations
        uncheckedOrganizations
      }
      differences(first: 100) {
        nodes {
          kind
          cause
          organizationId
          moduleKey
          submoduleKey
          alikeSubmodules
          productAllowed
          legacy {
            allowed
            reason
          }
          entitlement {
            allowed
          }
        }
      }
    }
  }
`;
const GATE = gql`
  {
    rollout {
      version
      gate {
        open
        reasons
        uncheckedReadings
      }
    }
  }
`;

interface Answer {
  readonly organizationId: string;
  readonly moduleKey: string;
  readonly submoduleKey?: string | null;
  readonly allowed: boolean;
  readonly source?: string;
}

interface Report {
  readonly status: string;
  readonly clean: boolean | null;
  readonly totals: readonly unknown[];
  readonly readings: unknown;
  readonly differences: { readonly nodes: readonly unknown[] };
}

const record = async (answers: readonly Answer[], role: 'SERVICE' | 'SUPER_ADMIN' = 'SERVICE') =>
  (await (await server.as(role)).request<{ recordProductAnswers: unknown }>(RECORD, { answers })).recordProductAnswers;
const list = async (variables: Record<string, unknown> = {}) =>
  (
    await (
      await server.as('SUPER_ADMIN')
    ).request<{
      productAnswers: {
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
        nodes: readonly { id: string; organizationId: string; moduleKey: string; differs: boolean }[];
      };
    }>(LIST, variables)
  ).productAnswers;
const gate = async () =>
  (
    await (
      await server.as('SUPER_ADMIN')
    ).request<{
      rollout: { version: number; gate: { open: boolean; reasons: string[]; uncheckedReadings: string[] } };
    }>(GATE)
  ).rollout;
async function makeReport(): Promise<Report> {
  const admin = await server.as('SUPER_ADMIN');
  const { startParityReport } = await admin.request<{ startParityReport: { parityReport: { id: string } } }>(START);
  const load = async () =>
    (await admin.request<{ parityReport: Report }>(REPORT, startParityReport.parityReport)).parityReport;
  await until('the report is made', async () => ['SUCCEEDED', 'FAILED'].includes((await load()).status));
  return load();
}
const modules = async () =>
  (
    await database.sql<{ key: string }>(
      `SELECT module_key AS key FROM modules WHERE is_active AND policy = 'ENTITLEMENT' ORDER BY sort_order, id`,
    )
  ).map(({ key }) => key);
const events = () =>
  database.sql<{ actor_id: string; payload: unknown }>(
    `SELECT actor_id, payload FROM platform_events WHERE event_type = 'product_answers_recorded' ORDER BY id`,
  );

test('a product that reads NULL as everything finds the gate shut, and the difference named', async () => {
  const [all = '', crm = ''] = await database.addOrganizations([null, ['CRM']]);
  await database.sql('UPDATE organizations SET enabled_modules = NULL WHERE id = $1', [all]);
  await engine.run('EXECUTE');
  const unchecked = await makeReport();
  expect(unchecked).toMatchObject({
    clean: true,
    readings: { checkedValues: 0, checkedOrganizations: 0, uncheckedOrganizations: 2 },
  });
  expect((await gate()).gate).toEqual({
    open: false,
    reasons: [
      expect.stringContaining('1 organization has no legacy flag that is on (1 null'),
      expect.stringContaining('The readings of 2 organizations were never checked'),
    ],
    uncheckedReadings: [expect.stringContaining('The readings of 2 organizations were never checked')],
  });

  const keys = await modules();
  const answers = [all, crm].flatMap((id) =>
    keys.map((moduleKey) => ({
      organizationId: id,
      moduleKey,
      allowed: id === all || moduleKey === 'sales',
      source: 'product 4.2',
    })),
  );
  // The shipped mapping lets CRM grant sales alone among these.
  await record(answers);
  const report = await makeReport();
  expect(report.clean).toBe(false);
  expect(report.totals).toContainEqual({
    kind: 'READING',
    cause: 'PRODUCT_ALLOWS',
    explained: false,
    count: expect.any(Number),
  });
  expect(report.differences.nodes).toContainEqual({
    kind: 'READING',
    cause: 'PRODUCT_ALLOWS',
    organizationId: all,
    moduleKey: 'sales',
    submoduleKey: null,
    alikeSubmodules: 0,
    productAllowed: true,
    legacy: { allowed: false, reason: 'LEGACY_OFF' },
    entitlement: null,
  });
  const shut = await gate();
  expect(shut.gate.reasons[1]).toMatch(new RegExp(`readings? differs? from the product's answers.*\\(${all}`));
  const admin = await server.as('SUPER_ADMIN');
  const enforce = async (acknowledgement: Readonly<Record<string, boolean>>) =>
    settled(
      admin.request(
        gql`
          mutation Set($input: SetRolloutInput!) {
            setRollout(input: $input) {
              rollout {
                mode
              }
            }
          }
        `,
        { input: { mode: 'ENFORCE', expectedVersion: shut.version, reason: 'a test', ...acknowledgement } },
      ),
    );
  expect((await enforce({ acknowledgeUncheckedReadings: true })).refusal).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining("differ from the product's answers"),
  });
});

describe('unchecked readings', () => {
  beforeEach(async () => {
    await database.addOrganizations([['CRM'], ['HR']]);
    await engine.run('EXECUTE');
    await makeReport();
  });

  const SET = gql`
    mutation Set($input: SetRolloutInput!) {
      setRollout(input: $input) {
        rollout {
          mode
        }
      }
    }
  `;

  test('go to ENFORCE only with an acknowledgement of their own, which the event keeps', async () => {
    const admin = await server.as('SUPER_ADMIN');
    const input = { mode: 'ENFORCE', expectedVersion: (await gate()).version, reason: 'a test' };
    expect((await settled(admin.request(SET, { input }))).refusal?.message).toContain(
      '--acknowledge-unchecked-readings',
    );
    await admin.request(SET, { input: { ...input, acknowledgeUncheckedReadings: true } });
    expect(
      await database.sql(
        `SELECT payload->'acknowledgedLostAccess' AS lost, payload->'acknowledgedUncheckedReadings' AS unchecked,
                payload->'acknowledged' AS reasons FROM platform_events WHERE event_type = 'rollout_set'`,
      ),
    ).toEqual([
      { lost: false, unchecked: true, reasons: [expect.stringContaining('The readings of 2 organizations')] },
    ]);
  });

  test('are checked by one organization with the same flags, until an answer for another one differs', async () => {
    await answerAsRead(database);
    await database.addOrganizations([['CRM']]);
    await engine.run('EXECUTE');
    expect((await makeReport()).readings).toEqual({
      checkedValues: 2,
      checkedOrganizations: 3,
      uncheckedOrganizations: 0,
    });
    expect((await gate()).gate).toEqual({ open: true, reasons: [], uncheckedReadings: [] });
    // Answers that come later count without another report.
    await record([{ organizationId: '3', moduleKey: 'sales', allowed: false }]);
    expect((await gate()).gate).toMatchObject({
      open: false,
      reasons: [
        expect.stringContaining("1 reading differs from the product's answers, of 1 organization (3)"),
        expect.stringContaining('The reading of 1 organization was never checked'),
      ],
    });
  });

  test('are unchecked again when the flags change', async () => {
    await answerAsRead(database);
    await database.sql(`UPDATE organizations SET enabled_modules = '["Finance"]' WHERE id = 1`);
    expect((await gate()).gate.uncheckedReadings).toEqual([
      expect.stringContaining('The reading of 1 organization was never checked'),
    ]);
    expect((await list()).nodes.filter(({ organizationId }) => organizationId === '1')[0]).toMatchObject({
      outOfDate: true,
      differs: false,
    });
  });
});

describe('recording answers', () => {
  let ids: readonly string[];
  beforeEach(async () => {
    ids = await database.addOrganizations([['CRM'], ['HR'], null]);
  });

  test('counts what is new, what changed and what differs, and tells of it once', async () => {
    const answers: readonly Answer[] = [
      { organizationId: '1', moduleKey: 'sales', allowed: true, source: 'billing' },
      { organizationId: '1', moduleKey: 'sales', submoduleKey: 'leads', allowed: false, source: 'billing' },
      { organizationId: '2', moduleKey: 'sales', allowed: true },
      { organizationId: '2', moduleKey: 'sales', allowed: true },
    ];
    expect(await record(answers)).toEqual({ recorded: 3, changed: 3, differing: 2 });
    expect(await record(answers)).toEqual({ recorded: 3, changed: 0, differing: 2 });
    await database.sql(`UPDATE organizations SET enabled_modules = '["HR", "CRM"]' WHERE id = 2`);
    expect(await record(answers, 'SUPER_ADMIN')).toEqual({ recorded: 3, changed: 1, differing: 1 });
    const told = await events();
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({
      payload: { sources: ['billing', told[0]?.actor_id], answers: 3, changed: 3, organizations: 2 },
    });
  });

  test('counts and tells what changed, also while another service is answering', async () => {
    await record([{ organizationId: '1', moduleKey: 'sales', allowed: true }]);
    /** Answers while another transaction has given its own answers, and not yet committed. */
    const answerMeanwhile = async (other: readonly NewProductAnswer[], ours: readonly Answer[]) => {
      let answered: Promise<unknown> = Promise.resolve();
      await database.dataSource.transaction(async (manager) => {
        await writeAnswers(manager, other);
        answered = record(ours);
        await until('we wait for the other', async () => {
          const waiting = await database.sql(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          );
          return waiting.length > 0;
        });
      });
      return answered;
    };
    const other = { organizationId: '1', module: 'sales', submodule: null, allowed: false, source: 'another' };
    const ours = { organizationId: '1', moduleKey: 'sales', allowed: true };
    expect(await answerMeanwhile([other], [ours])).toMatchObject({ recorded: 1, changed: 1 });
    expect(
      await answerMeanwhile([{ ...other, module: 'hr' }], [{ ...ours, moduleKey: 'hr', allowed: false }]),
    ).toMatchObject({ recorded: 1, changed: 0 });
    expect(await events()).toHaveLength(2);
    expect((await list()).nodes).toMatchObject([{ moduleKey: 'sales', allowed: true }, { moduleKey: 'hr' }]);
  });

  test('renews the time and the source of answers that are as they were', async () => {
    await record([{ organizationId: '1', moduleKey: 'sales', allowed: true, source: 'old' }]);
    await database.sql(`UPDATE product_answers SET answered_at = '2026-01-01'`);
    await record([
      { organizationId: '1', moduleKey: 'sales', allowed: true, source: 'new' },
      { organizationId: '2', moduleKey: 'sales', allowed: true, source: 'new' },
    ]);
    expect(
      await database.sql(
        `SELECT source, answered_at > now() - interval '1 hour' AS renewed FROM product_answers ORDER BY org_id`,
      ),
    ).toEqual([
      { source: 'new', renewed: true },
      { source: 'new', renewed: true },
    ]);
  });

  test('refuses all of them with every fault, and stores nothing', async () => {
    const refusal = await refusalOf(
      record([
        { organizationId: '1', moduleKey: 'sales', allowed: true },
        { organizationId: '77', moduleKey: 'slaes', allowed: true },
        { organizationId: 'x', moduleKey: 'sales', submoduleKey: 'leeds', allowed: true, source: ' ' },
        { organizationId: '1', moduleKey: 'sales', allowed: false },
      ]),
    );
    expect(refusal.code).toBe('INVALID_INPUT');
    for (const part of [
      'input.answers.1.organizationId there is no organization 77',
      "input.answers.1.moduleKey there is no module 'slaes' (did you mean 'sales'?)",
      "input.answers.2.submoduleKey sales has no submodule 'leeds' (did you mean 'leads'?)",
      'input.answers.2.source must have 1 to 200 characters in one line',
      'input.answers answers both true and false for organization 1, sales',
    ])
      expect(refusal.message).toContain(part);
    expect((await list()).totalCount).toBe(0);
    for (const answers of [
      [],
      Array.from({ length: 1_001 }, () => ({ organizationId: '1', moduleKey: 'sales', allowed: true })),
    ])
      expect((await refusalOf(record(answers))).message).toContain('must have 1 to 1000 answers');
  });

  test.each(['MEMBER', 'ORG_ADMIN'] as const)(
    'is refused to a %s, whose answers could hide a wrong reading',
    async (role) => {
      const client = await server.as(role, ids[0]);
      const answers = [{ organizationId: String(ids[0]), moduleKey: 'sales', allowed: true }];
      expect(await refusalOf(client.request(RECORD, { answers }))).toMatchObject({ code: 'FORBIDDEN' });
      expect(await refusalOf(client.request(LIST))).toMatchObject({ code: 'FORBIDDEN' });
    },
  );

  test('lists them page by page, also those that differ', async () => {
    const keys = await modules();
    await record(
      ids.flatMap((id) => keys.map((moduleKey) => ({ organizationId: id, moduleKey, allowed: id === '3' }))),
    );
    for (const differing of [null, true, false]) {
      const seen: string[] = [];
      let after: string | null = null;
      let total = 0;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list({ first: 7, after, differing });
        if (differing !== null) expect(page.nodes.every((one) => one.differs === differing)).toBe(true);
        seen.push(...page.nodes.map(({ id }) => id));
        total = page.totalCount;
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);
      expect({ differing, distinct: new Set(seen).size, seen: seen.length }).toEqual({
        differing,
        distinct: total,
        seen: total,
      });
    }
    const differing = await list({ first: 100, differing: true });
    expect(differing.nodes.filter(({ organizationId }) => organizationId === '3')).toHaveLength(keys.length);
  });

  test('is refused once the legacy column is dropped, since there is no reading', async () => {
    await database.sql('ALTER TABLE organizations DROP COLUMN enabled_modules');
    expect(await refusalOf(record([{ organizationId: '1', moduleKey: 'sales', allowed: true }]))).toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('is held to the mapping as it is: a new rule makes a reading right', async () => {
    await record([{ organizationId: '2', moduleKey: 'finance', allowed: true }]);
    expect((await list({ differing: true })).nodes).toMatchObject([{ organizationId: '2', moduleKey: 'finance' }]);
    await engine.useRules([rule('enabled_modules.HR', 'finance')]);
    expect((await list({ differing: true })).nodes).toEqual([]);
  });
});
