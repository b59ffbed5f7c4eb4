import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { documentOf, portcullis, type Ran, TestFolder } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let folder: TestFolder;

beforeAll(async () => {
  folder = await TestFolder.create();
});
afterAll(() => folder.remove());

const check = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  portcullis(['schema', 'check', ...args], { env, cwd: folder.path });
const offline = (...args: readonly string[]) => check([...args, '--offline']);

const MAIN = `type Query {
  leads: [Lead]
  stock(org: ID!): Int @requiresEntitlement(module: "inventory", organizationArg: "org")
  notes: [String!]! @entitlementFree(reason: "Notes come with every plan.")
}

type Lead @requiresEntitlement(module: "sales", submodule: "leads") {
  name: String
}
`;

test('a clean schema passes a build, and is told what else could be checked', async () => {
  await folder.write('main.graphql', MAIN);
  const alone = await offline('--schema', 'main.graphql');
  expect([alone.code, alone.stderr]).toEqual([0, '']);
  expect(alone.stdout).toContain(
    '2 directives in main.graphql, with the modules of the shipped taxonomy\n✓ No fault\n',
  );
  expect(alone.stdout).toContain('Next: with --against');
  const compared = await offline('--schema', 'main.graphql', '--against', 'main.graphql');
  expect([compared.code, compared.stdout]).toEqual([0, expect.stringContaining('✓ No fault, and nothing is opened')]);
});

test('unknown keys, root fields without a guard and other faults of boot fail a build, with their lines', async () => {
  await folder.write(
    'faulty.graphql',
    `type Query {
  leads: [Int] @requiresEntitlement(module: "slaes")
  deals: [Int]
  count: Int! @requiresEntitlement(module: "sales")
}`,
  );
  const ran = await offline('--schema', 'faulty.graphql');
  expect(ran.code).toBe(3);
  for (const row of [
    /unknown key .* Query\.leads .* faulty\.graphql:2 .* unknown module 'slaes' \(did you mean 'sales'\?\)/,
    /no guard .* Query\.deals .* faulty\.graphql:3 .* is a root field that is neither guarded nor marked/,
    /fault .* Query\.count .* faulty\.graphql:4 .* is guarded, but its type Int! cannot be null/,
  ])
    expect(ran.stdout).toMatch(row);
  expect(ran.stdout).toContain('Next: correct the keys');
});

test('a misspelt directive, and a guard that merging would drop, do not pass a build as guards', async () => {
  const free = '@entitlementFree(reason: "x")';
  const type = 'type T { x: Int @requiresEntitlment(module: "hr") }';
  await folder.write('misspelt.graphql', `type Query { a: T ${free} }\n${type}`);
  const misspelt = await offline('--schema', 'misspelt.graphql');
  expect(misspelt.code).toBe(3);
  expect(misspelt.stdout).toMatch(/misspelt .* T\.x .* misspelt\.graphql:2 .*\(did you mean 'requiresEntitlement'\?/);
  await folder.write('one.graphql', `type Query { a(x: Int @requiresEntitlement(module: "hr")): Int ${free} }`);
  await folder.write('two.graphql', `type Query { a(x: Int): Int ${free} }`);
  const dropped = await offline('--schema', 'one.graphql', '--schema', 'two.graphql');
  expect([dropped.code, dropped.stdout]).toEqual([3, expect.stringContaining('is defined 2 times and guarded in 1')]);
});

test('what a change opens fails a build, in a table and as JSON', async () => {
  await folder.write('main.graphql', MAIN);
  await folder.write(
    'change.graphql',
    MAIN.replace(' @requiresEntitlement(module: "sales", submodule: "leads")', '')
      .replace('leads: [Lead]', 'leads: [Lead] @entitlementFree(reason: "so it was asked")')
      .replace(', organizationArg: "org"', ''),
  );
  const change = ['--schema', 'change.graphql', '--against', 'main.graphql'];
  const ran = await offline(...change);
  expect([ran.code, ran.stderr]).toEqual([3, '']);
  expect(ran.stdout).toContain('What the change opens');
  expect(ran.stdout).toMatch(/unguarded .* Lead .* change\.graphql:7 .* required sales\/leads, .* Query\.leads/);
  expect(ran.stdout).toMatch(/free .* Query\.leads .* change\.graphql:2 .* is marked @entitlementFree now/);
  expect(ran.stdout).toMatch(/organization .* Query\.stock .* about the organization in 'org'/);
  const json = await offline(...change, '--json');
  expect([json.code, documentOf(json)]).toEqual([
    3,
    {
      schema: ['change.graphql'],
      against: ['main.graphql'],
      modulesFrom: 'the shipped taxonomy',
      directives: 1,
      faults: [],
      unguarded: [
        expect.objectContaining({ kind: 'LOST', coordinate: 'Lead', places: ['Query.leads'], line: 7 }),
        expect.objectContaining({ kind: 'ORGANIZATION', coordinate: 'Query.stock', file: 'change.graphql', line: 3 }),
        expect.objectContaining({ kind: 'FREE', coordinate: 'Query.leads' }),
      ],
      denials: null,
      clean: false,
    },
  ]);
});

test('SDL whose directives were lost when it was printed is not taken for a clean schema', async () => {
  await folder.write('main.graphql', MAIN);
  await folder.write('printed.graphql', MAIN.replaceAll(/@\w+\([^)]*\)/g, ''));
  const ran = await offline('--schema', 'printed.graphql', '--against', 'main.graphql');
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain('! Nothing is guarded');
});

test('a schema in several files, also of a subgraph, is read as a server reads it', async () => {
  await folder.write(
    'users.graphql',
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
directive @requiresEntitlement(module: String!, submodule: String) repeatable on OBJECT | FIELD_DEFINITION
extend type User @key(fields: "id") { id: ID! @external pay: Int @requiresEntitlement(module: "hr") @tag(name: "x") }`,
  );
  await folder.write(
    'products.graphql',
    `type Product @key(fields: "id") @requiresEntitlement(module: "inventory") { id: ID! }
extend type User { mail: String }`,
  );
  const args = ['--schema', 'users.graphql', '--schema', 'products.graphql'];
  const ran = await offline(...args);
  expect([ran.code, ran.stderr]).toEqual([0, '']);
  expect(ran.stdout).toContain('2 directives in users.graphql, products.graphql');
  await folder.write(
    'users-after.graphql',
    'extend type User @key(fields: "id") { id: ID! @external pay: Int } type Product { id: ID! }',
  );
  const compared = documentOf(await offline('--schema', 'users-after.graphql', ...against(args), '--json'));
  expect(compared).toMatchObject({
    faults: [{ coordinate: 'schema', message: expect.stringContaining('nothing in it carries') }],
    unguarded: [
      { kind: 'LOST', coordinate: 'User.pay' },
      { kind: 'LOST', coordinate: 'Product' },
    ],
  });
});

const against = (args: readonly string[]) => args.map((arg) => (arg === '--schema' ? '--against' : arg));

test('a file that cannot be read or is not SDL is told from a finding, with its line', async () => {
  await folder.write('query.graphql', 'type Query { a: Int }\n{ a }');
  await folder.write('cut.graphql', 'type Query {\n  a: Int');
  await folder.write('unknown.graphql', 'type Query {\n  a: Foo\n  b(x: Bar): Int\n}');
  await folder.write('invalid.graphql', 'interface I { x: Int }\ntype Query implements I { y: Int }');
  await folder.write('empty.graphql', '# nothing\n');
  for (const [file, ...said] of [
    ['nowhere.graphql', 'Cannot read nowhere.graphql'],
    ['query.graphql', 'query.graphql is not SDL', 'line 2: this is an operation'],
    ['cut.graphql', 'cut.graphql is not SDL', 'line 2: Syntax Error'],
    ['unknown.graphql', "line 2: there is no type 'Foo'", "line 3: there is no type 'Bar'"],
    ['invalid.graphql', 'Interface field I.x expected but Query does not provide it'],
    ['empty.graphql', 'there is no type in it'],
  ] as const) {
    const { code, stdout, stderr } = await offline('--schema', file);
    expect({ file, code, stdout }).toEqual({ file, code: 2, stdout: '' });
    for (const text of said) expect(stderr).toContain(text);
  }
  await folder.write('main.graphql', MAIN);
  expect(await offline('--schema', 'main.graphql', '--against', 'cut.graphql')).toMatchObject({ code: 2 });
  expect(await offline()).toMatchObject({ code: 2, stderr: expect.stringContaining('--schema') });
});

test('a build that names neither a taxonomy nor a database is told to, and no database is made for it', async () => {
  await folder.write('main.graphql', MAIN);
  const { code, stderr } = await check(['--schema', 'main.graphql']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--taxonomy, use --offline') });
  await expect(stat(join(folder.path, '.portcullis'))).rejects.toThrow('ENOENT');
});

test("a team's own taxonomy file tells the keys, without a database", async () => {
  await folder.write('own.graphql', 'type Query { a: Int @requiresEntitlement(module: "kitchen") }');
  await folder.write('own.csv', 'module,submodule,menu_path,permission\nkitchen,,,\n');
  expect(await check(['--schema', 'own.graphql', '--taxonomy', 'own.csv'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('with the modules of own.csv'),
  });
  expect(await offline('--schema', 'own.graphql')).toMatchObject({ code: 3 });
  expect(await check(['--schema', 'own.graphql', '--taxonomy', 'nowhere.csv'])).toMatchObject({ code: 2 });
});

describe('with a database', () => {
  let database: TestDatabase;
  let ids: readonly string[];

  beforeAll(async () => {
    database = await createTestDatabase();
    ids = await database.addOrganizations([
      { CRM: true },
      { CRM: true, route_access: { leads: 'off' } },
      ...Array.from({ length: 12 }, () => ({})),
    ]);
  });
  afterAll(() => database.close());

  const online = (...args: readonly string[]) => check(args, { DATABASE_URL: database.url });

  test('organizations that a new or stricter guard would deny now are counted, by what it requires', async () => {
    await folder.write(
      'before.graphql',
      'type Query { a: Int @requiresEntitlement(module: "sales") b: [T] }\ntype T { x: Int }',
    );
    await folder.write(
      'after.graphql',
      `type Query { a: Int @requiresEntitlement(module: "sales", submodule: "leads") b: [T] }
type T @requiresEntitlement(module: "sales") { x: Int }`,
    );
    const args = ['--schema', 'after.graphql', '--against', 'before.graphql'];
    const ran = await online(...args);
    expect([ran.code, ran.stderr]).toEqual([3, '']);
    expect(ran.stdout).toContain('Organizations that new guards would deny now');
    expect(ran.stdout).toContain('Next: portcullis explain --org');
    expect(documentOf(await online(...args, '--json'))).toMatchObject({
      unguarded: [],
      denials: [
        {
          anyOf: [{ module: 'sales', submodule: null }],
          before: [],
          places: ['Query.b'],
          organizations: 12,
          firstOrganizationIds: ids.slice(2, 12),
        },
        {
          // the others are denied already, by the guard that there was
          anyOf: [{ module: 'sales', submodule: 'leads' }],
          before: [[{ module: 'sales', submodule: null }]],
          organizations: 1,
          firstOrganizationIds: [ids[1]],
        },
      ],
    });
  });

  test('a new guard that denies nobody passes a build, whatever the gating', async () => {
    await folder.write('before.graphql', 'type Query { a: Int @entitlementFree(reason: "x") }');
    await folder.write('after.graphql', 'type Query { a: Int @requiresEntitlement(module: "sales") }');
    const args = ['--schema', 'after.graphql', '--against', 'before.graphql'];
    expect(await online(...args)).toMatchObject({ code: 3 });
    await database.sql(
      `INSERT INTO org_entitlements (org_id, module_id, status, source)
       SELECT o.id, m.id, 'enabled', 'admin' FROM organizations o, modules m WHERE m.module_key = 'sales'`,
    );
    expect(await online(...args)).toMatchObject({ code: 3 });
    await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
    expect(await online(...args)).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing is opened') });
  });
});
