import { z } from 'zod';
import { ask } from '../support/http';
import { answerAsRead } from '../support/product-answers';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer, type TestServer } from '../support/test-server';
import { bearer, GOOD_CLAIMS } from '../support/tokens';

const FLAGS = [
  ['CRM', 'HR'],
  { crm: true, 'Order Book': 'on', Fax: 0 },
  { CRM: false, hr: 'yes', route_access: { leads: true, vendors: false } },
  '["CRM"]',
  '{"CRM":true,"route_access":{"leads":0}}',
  null,
  [],
  { CRM: 'maybe', HR: true },
  42,
  '"not json"',
];

let database: TestDatabase;
let server: TestServer;
let authorization: string;

beforeEach(async () => {
  database = await createTestDatabase();
  server = await startTestServer(database, { worker: false });
  authorization = await bearer(GOOD_CLAIMS);
});

afterEach(async () => {
  await server.close();
  await database.close();
});

const post = (query: string, one: { readonly url: string } = server) => ask(one, query, { authorization });

describe('the census of legacy flags', () => {
  test('counts each flag and shape, and names the organizations with unreadable flags', async () => {
    await database.addOrganizations(FLAGS);
    await database.sql(`INSERT INTO organizations (id, name, enabled_modules) VALUES (50, 'SQL null', NULL)`);
    const answer = await post(
      `{ legacyFlagCensus { organizations unreadableCount flagsLeftOut nothingOn { shape organizations decided }
        flags { name on off other values { value organizations } valuesWithoutRule { value organizations } unmapped
          nearest { legacyFlag moduleKey submoduleKey }
          rules { module { key } submodule { key } defaultStatus } }
        shapes { shape encoded count }
         unreadable { organization { id name } problems { path value message } } } }`,
    );
    expect(answer.errors).toEqual([]);
    const { legacyFlagCensus: census } = z
      .object({
        legacyFlagCensus: z.object({
          organizations: z.number(),
          unreadableCount: z.number(),
          flagsLeftOut: z.number(),
          nothingOn: z.array(z.unknown()),
          flags: z.array(z.unknown()),
          shapes: z.array(z.unknown()),
          unreadable: z.array(z.unknown()),
        }),
      })
      .parse(answer.data);
    expect(census).toMatchObject({ organizations: 11, unreadableCount: 3 });
    const sales = { module: { key: 'sales' }, submodule: null, defaultStatus: 'enabled' };
    const known = { unmapped: false, nearest: null, valuesWithoutRule: [] };
    expect(census.flags).toEqual([
      {
        ...known,
        name: 'crm',
        on: 4,
        off: 1,
        other: 1,
        values: [
          { value: 'true', organizations: 4 },
          { value: 'false', organizations: 1 },
          { value: 'maybe', organizations: 1 },
        ],
        valuesWithoutRule: [{ value: 'maybe', organizations: 1 }],
        rules: [sales],
      },
      {
        ...known,
        name: 'hr',
        on: 3,
        off: 0,
        other: 0,
        values: [
          { value: 'true', organizations: 2 },
          { value: 'yes', organizations: 1 },
        ],
        rules: [{ module: { key: 'hr' }, submodule: null, defaultStatus: 'enabled' }],
      },
      {
        ...known,
        name: 'route_access.leads',
        on: 1,
        off: 1,
        other: 0,
        values: [
          { value: '0', organizations: 1 },
          { value: 'true', organizations: 1 },
        ],
        rules: [{ module: { key: 'sales' }, submodule: { key: 'leads' }, defaultStatus: 'enabled' }],
      },
      {
        ...known,
        name: 'order_book',
        on: 1,
        off: 0,
        other: 0,
        values: [{ value: 'on', organizations: 1 }],
        rules: [{ module: { key: 'sales' }, submodule: { key: 'order_book' }, defaultStatus: 'enabled' }],
      },
      {
        name: 'the value itself',
        on: 0,
        off: 0,
        other: 2,
        values: [
          { value: '42', organizations: 1 },
          { value: 'not json', organizations: 1 },
        ],
        unmapped: true,
        nearest: null,
        valuesWithoutRule: [],
        rules: [],
      },
      {
        name: 'fax',
        on: 0,
        off: 1,
        other: 0,
        values: [{ value: '0', organizations: 1 }],
        unmapped: true,
        nearest: null,
        valuesWithoutRule: [],
        rules: [],
      },
      {
        ...known,
        name: 'route_access.vendors',
        on: 0,
        off: 1,
        other: 0,
        values: [{ value: 'false', organizations: 1 }],
        rules: [{ module: { key: 'master_data' }, submodule: { key: 'vendors' }, defaultStatus: 'enabled' }],
      },
    ]);
    expect(census).toMatchObject({
      flagsLeftOut: 0,
      nothingOn: [
        { shape: 'NULL', organizations: 2, decided: false },
        { shape: 'EMPTY_LIST', organizations: 1, decided: false },
      ],
    });
    expect(new Set(census.shapes)).toEqual(
      new Set([
        { shape: 'NULL', encoded: false, count: 2 },
        { shape: 'ARRAY', encoded: false, count: 2 },
        { shape: 'OBJECT', encoded: false, count: 1 },
        { shape: 'NESTED_OBJECT', encoded: false, count: 1 },
        { shape: 'ARRAY', encoded: true, count: 1 },
        { shape: 'NESTED_OBJECT', encoded: true, count: 1 },
        { shape: 'UNREADABLE', encoded: false, count: 2 },
        { shape: 'UNREADABLE', encoded: true, count: 1 },
      ]),
    );
    expect(census.unreadable).toMatchObject([
      { organization: { id: '8', name: 'Organization 8' }, problems: [{ path: 'CRM', value: '"maybe"' }] },
      { organization: { id: '9' }, problems: [{ path: '$', value: '42' }] },
      { organization: { id: '10' }, problems: [{ path: '$' }] },
    ]);
  });

  test('is empty without organizations', async () => {
    expect(
      await post(
        `{ legacyFlagCensus { organizations unreadableCount flags { name } shapes { shape }
          unreadable { organization { id } } } }`,
      ),
    ).toMatchObject({
      data: { legacyFlagCensus: { organizations: 0, unreadableCount: 0, flags: [], shapes: [], unreadable: [] } },
    });
  });

  test('counts all organizations when there are more than one page of the scan', async () => {
    await database.sql(
      `INSERT INTO organizations (name, enabled_modules) SELECT 'O', CASE
       WHEN n <= 150 THEN '7'::jsonb ELSE '["CRM"]'::jsonb END FROM generate_series(1, 4100) AS n`,
    );
    const answer = await post(
      '{ legacyFlagCensus { organizations unreadableCount flags { name on } unreadable { problems { path } } } }',
    );
    expect(answer.data).toMatchObject({
      legacyFlagCensus: {
        organizations: 4100,
        unreadableCount: 150,
        flags: [
          { name: 'crm', on: 3950 },
          { name: 'the value itself', on: 0 },
        ],
      },
    });
    expect(
      z.object({ legacyFlagCensus: z.object({ unreadable: z.array(z.unknown()) }) }).parse(answer.data).legacyFlagCensus
        .unreadable,
    ).toHaveLength(100);
  });
});

describe('the preflight check', () => {
  const preflight = z.object({
    migrationPreflight: z.object({
      status: z.string(),
      computedAt: z.string(),
      checks: z.array(z.object({ name: z.string(), status: z.string(), detail: z.string() })),
    }),
  });
  async function check(one: { readonly url: string } = server) {
    const answer = await post('{ migrationPreflight { status computedAt checks { name status detail } } }', one);
    expect(answer.errors).toEqual([]);
    const { migrationPreflight } = preflight.parse(answer.data);
    return {
      ...migrationPreflight,
      of: (name: string) => migrationPreflight.checks.find((found) => found.name === name),
    };
  }

  test('names the flags that one value has both on and off, because on wins', async () => {
    await database.addOrganizations([
      { CRM: true, crm: false },
      { CRM: 'yes', crm: true },
      { HR: 'off', hr: 'trial', plan: 'basic' },
      { CRM: false, ' crm': 1, plan: 'pro' },
    ]);
    expect((await check()).of('repeated names')).toEqual({
      name: 'repeated names',
      status: 'WARN',
      detail: expect.stringMatching(
        /^2 names occur more than once in one value, with different values: CRM \(2 organizations\), HR \(1 org/,
      ),
    });
  });

  test('passes when nothing would go wrong', async () => {
    await database.addOrganizations([['CRM'], { HR: true }]);
    await database.sql(`INSERT INTO platform_events (event_type, actor_id) VALUES ('backup_noted', 'op')`);
    expect((await check()).of('readings')).toMatchObject({
      status: 'WARN',
      detail: expect.stringContaining('The readings of 2 of 2 organizations were never checked'),
    });
    await answerAsRead(database);
    const all = await check();
    expect(all.checks.map(({ name, status }) => `${status} ${name}`)).toEqual([
      'PASS schema',
      'PASS taxonomy',
      'PASS mapping',
      'PASS organizations',
      'PASS legacy values',
      'PASS unmapped flags',
      'PASS no flag on',
      'PASS readings',
      'PASS snapshot',
      'PASS live run',
      'PASS gating',
    ]);
    expect(all.status).toBe('PASS');
    expect(all.of('taxonomy')?.detail).toBe('17 active modules with 285 active submodules.');
    expect(all.of('mapping')?.detail).toContain('52 rules from entitlement_mapping_template.csv');
    expect(all.of('organizations')?.detail).toBe('2 organizations.');
    await database.sql('UPDATE product_answers SET allowed = NOT allowed WHERE org_id = 1');
    expect((await check()).of('readings')).toMatchObject({
      status: 'FAIL',
      detail: expect.stringContaining('The flags of 1 organization (1) are read otherwise'),
    });
  });

  test('fails and checks nothing else while database migrations are pending', async () => {
    await database.sql('DELETE FROM portcullis_migrations');
    expect(await check()).toMatchObject({
      status: 'FAIL',
      checks: [{ name: 'schema', status: 'FAIL', detail: expect.stringContaining('portcullis db migrate') }],
    });
  });

  test('fails without a taxonomy, a mapping or organizations', async () => {
    const empty = await createTestDatabase('schema');
    const other = await startTestServer(empty, { worker: false });
    try {
      const found = await check(other);
      expect(found.status).toBe('FAIL');
      expect(found.of('taxonomy')).toMatchObject({
        status: 'FAIL',
        detail: expect.stringContaining('portcullis seed'),
      });
      expect(found.of('mapping')).toMatchObject({
        status: 'FAIL',
        detail: expect.stringContaining('portcullis mapping load'),
      });
      expect(found.of('organizations')).toMatchObject({
        status: 'FAIL',
        detail: expect.stringContaining('is it the right one?'),
      });
    } finally {
      await other.close();
      await empty.close();
    }
  });

  test('warns of rules that grant nothing because their target left the taxonomy', async () => {
    await database.addOrganizations([['CRM']]);
    await database.sql(`UPDATE submodules SET is_active = false WHERE submodule_key = 'leads'`);
    await database.sql(`UPDATE modules SET is_active = false WHERE module_key = 'hr'`);
    const found = (await check()).of('mapping');
    expect(found?.status).toBe('WARN');
    expect(found?.detail).toMatch(/^52 rules from .*; 7 grant nothing, .*enabled_modules\.HR -> hr.*\.$/);
  });

  test('warns of organizations with unreadable flags and of flags without a rule', async () => {
    await database.addOrganizations([{ CRM: 'maybe' }, 42, ['CRM', 'Fax', 'Telex'], { Fax: true }]);
    const found = await check();
    expect(found.status).toBe('WARN');
    expect(found.of('legacy values')).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(/^The flags of 2 organizations cannot be read.*1 \("maybe" at CRM.*2 \(42 at \$/),
    });
    expect(found.of('unmapped flags')).toMatchObject({
      status: 'WARN',
      detail: expect.stringContaining('2 flags without a rule: fax (on in 2), telex (on in 1)'),
    });
  });

  test('warns of values that no rule names, most met first, so that what they grant is not lost unseen', async () => {
    const rule = { legacyRoutePattern: null, targetSubmodule: null, defaultStatus: 'enabled', notes: null };
    await database.sql('UPDATE mappings SET rules = $1 WHERE is_active', [
      JSON.stringify([
        { ...rule, legacyFlag: 'enabled_modules.sales', targetModule: 'sales', value: 'full' },
        { ...rule, legacyFlag: 'enabled_modules.limits', targetModule: '-', defaultStatus: 'disabled' },
        { ...rule, legacyFlag: '@empty', targetModule: '-', defaultStatus: 'disabled' },
      ]),
    ]);
    await database.addOrganizations([{ sales: 'full' }, { sales: 'off', limits: 'many' }]);
    expect((await check()).of('unmapped flags')).toMatchObject({
      status: 'PASS',
      detail: 'Every flag, and every value that needs one, has a rule.',
    });
    await database.addOrganizations([{ sales: 'Premium' }, { sales: 'premium' }]);
    expect((await check()).of('unmapped flags')).toMatchObject({
      status: 'WARN',
      detail: '1 value without a rule: sales=premium (in 2 organizations). It grants nothing.',
    });
    await database.addOrganizations([
      ...['a"b', 'line\nbreak', 'c', 'd', 'e', 'f'].map((sales) => ({ sales })),
      { sales: { seats: 5 }, Fax: 1 },
      { sales: 'x'.repeat(130) },
    ]);
    expect((await check()).of('unmapped flags')).toMatchObject({
      status: 'WARN',
      detail:
        '2 flags without a rule: fax (on in 1), sales.seats (on in 0). They grant nothing. ' +
        '7 values without a rule: sales=premium (in 2 organizations), sales=a\\"b (in 1 organization), ' +
        'sales=c (in 1 organization), sales=d (in 1 organization), sales=e (in 1 organization) and 2 more. ' +
        'They grant nothing. 1 flag with values that no rule can name: sales (in 1 organization). It grants nothing.',
    });
  });

  test('warns of flags without a rule that are too many to be listed', async () => {
    await database.addOrganizations([Object.fromEntries(Array.from({ length: 5001 }, (_, flag) => [`f${flag}`, 0]))]);
    expect((await check()).of('unmapped flags')).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(
        /^5000 flags without a rule: .* Flags without a rule beyond the first 5000 were met once, and grant nothing\.$/,
      ),
    });
  });

  test('warns of organizations without a flag that is on, until the mapping says what that means', async () => {
    await database.addOrganizations([['CRM'], null, {}, [], { CRM: false }, null]);
    expect((await check()).of('no flag on')).toMatchObject({
      status: 'WARN',
      detail: expect.stringMatching(
        /^5 organizations have no .* \(2 null: 2, 6; 1 {}: 3; 1 \[\]: 4; 1 all off: 5\), and .*@empty/,
      ),
    });
    await database.sql(
      `UPDATE mappings SET rules = rules || '[{"legacyFlag":"@empty","legacyRoutePattern":null,"targetModule":"-",
        "targetSubmodule":null,"defaultStatus":"disabled","notes":null}]' WHERE is_active`,
    );
    expect((await check()).of('no flag on')).toMatchObject({ status: 'PASS' });
  });

  test('warns if no backup was noted within a day', async () => {
    expect((await check()).of('snapshot')).toMatchObject({
      status: 'WARN',
      detail: expect.stringContaining('No backup was noted'),
    });
    await database.sql(
      `INSERT INTO platform_events (event_type, actor_id, created_at)
       VALUES ('backup_noted', 'op', now() - interval '25 hours')`,
    );
    expect((await check()).of('snapshot')).toMatchObject({
      status: 'WARN',
      detail: expect.stringContaining('more than a day ago'),
    });
    await database.sql(
      `INSERT INTO platform_events (event_type, actor_id, created_at)
       VALUES ('backup_noted', 'op', now() - interval '23 hours')`,
    );
    expect((await check()).of('snapshot')?.status).toBe('PASS');
  });

  test('fails during a live execution but not during a dry run', async () => {
    await database.addOrganizations([['CRM']]);
    const start = (mode: string) =>
      post(
        `mutation { startMigrationRun(input: { mode: ${mode}, source: { fresh: {} }, reason: "a test" }) {
          migrationRun { id } } }`,
      );
    await start('DRY_RUN');
    expect((await check()).of('live run')?.status).toBe('PASS');
    await start('EXECUTE');
    expect(await check()).toMatchObject({ status: 'FAIL' });
    expect((await check()).of('live run')).toMatchObject({
      status: 'FAIL',
      detail: expect.stringContaining('Run 2 is QUEUED'),
    });
    await post('mutation { cancelMigrationRun(input: { id: "2", reason: "a test" }) { migrationRun { id } } }');
    expect((await check()).of('live run')?.status).toBe('PASS');
  });
});

describe('the list of mappings', () => {
  test('has the newest first, marks the active one and keeps the rules in the order of the file', async () => {
    const [shipped] = await database.sql<{ hash: string }>('SELECT hash FROM mappings');
    await database.sql(
      `INSERT INTO mappings (hash, name, rules, loaded_by, loaded_at)
       VALUES ('older', 'old.csv', $1, 'op', now() - interval '1 day')`,
      [
        JSON.stringify([
          {
            legacyFlag: '*',
            legacyRoutePattern: null,
            targetModule: 'sales',
            targetSubmodule: 'leads',
            defaultStatus: 'trial',
            notes: 'all',
          },
          {
            legacyFlag: 'enabled_modules.X',
            legacyRoutePattern: '/x/*',
            targetModule: 'lost',
            targetSubmodule: null,
            defaultStatus: 'enabled',
            notes: null,
          },
        ]),
      ],
    );
    const answer = await post(
      `{ mappings { id name hash active loadedBy loadedAt rules { legacyFlag legacyRoutePattern defaultStatus notes
        module { key } submodule { id } } } }`,
    );
    expect(answer.errors).toEqual([]);
    const { mappings } = z
      .object({ mappings: z.array(z.looseObject({ rules: z.array(z.unknown()) })) })
      .parse(answer.data);
    expect(mappings).toMatchObject([
      {
        id: shipped?.hash,
        hash: shipped?.hash,
        name: 'entitlement_mapping_template.csv',
        active: true,
        loadedBy: 'test',
        loadedAt: expect.any(String),
      },
      { id: 'older', name: 'old.csv', active: false },
    ]);
    expect(mappings[0]?.rules).toHaveLength(52);
    expect(mappings[0]?.rules[0]).toMatchObject({
      legacyFlag: 'enabled_modules.CRM',
      legacyRoutePattern: '/crm/*',
      module: { key: 'sales' },
      submodule: null,
    });
    expect(mappings[1]?.rules).toEqual([
      {
        legacyFlag: '*',
        legacyRoutePattern: null,
        defaultStatus: 'trial',
        notes: 'all',
        module: { key: 'sales' },
        submodule: { id: 'sales/leads' },
      },
      {
        legacyFlag: 'enabled_modules.X',
        legacyRoutePattern: '/x/*',
        defaultStatus: 'enabled',
        notes: null,
        module: null,
        submodule: null,
      },
    ]);
    expect(await post('{ mapping(id: "older") { name } none: mapping(id: "none") { name } }')).toMatchObject({
      errors: [],
      data: { mapping: { name: 'old.csv' }, none: null },
    });
  });

  test('is empty before a mapping is loaded, and flags then have no rules', async () => {
    await database.sql('DELETE FROM mappings');
    await database.addOrganizations([['CRM']]);
    expect(
      await post(
        `{ mappings { id } organization(id: 1) { legacyFlags { flags { name on rules { legacyFlag } } unmapped } }
          legacyFlagCensus { flags { name rules { legacyFlag } } } }`,
      ),
    ).toMatchObject({
      errors: [],
      data: {
        mappings: [],
        organization: { legacyFlags: { flags: [{ name: 'CRM', on: true, rules: [] }], unmapped: ['CRM'] } },
        legacyFlagCensus: { flags: [{ name: 'crm', rules: [] }] },
      },
    });
  });
});
