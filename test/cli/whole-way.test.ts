import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { z } from 'zod';
import { documentOf, portcullis, type Ran, TestFolder } from '../support/command';
import { onServer } from '../support/database-server';
import { SOURCE_LAYOUTS, type SourceLayout } from '../support/source-layouts';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** The modules that are asked for, and how the flags are called that grant them. */
const GRANTED: Readonly<Record<string, RegExp>> = { sales: /crm|bit_0/, hr: /hr|bit_1/ };

/** Portcullis' own, where the layout has grants. */
const ROLE = `portcullis_way_${randomBytes(4).toString('hex')}`;

let folder: TestFolder;
let database: TestDatabase;
let layout: SourceLayout;
let url: string;

beforeAll(async () => {
  folder = await TestFolder.create();
  await onServer((query) => query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'secret'`));
});
afterAll(async () => {
  await folder.remove();
  await onServer((query) => query(`DROP ROLE ${ROLE}`));
});
afterEach(() => database.close());

const run = (...args: readonly string[]): Promise<Ran> =>
  portcullis(args, {
    env: { DATABASE_URL: url, ...(layout.searchPath && { DATABASE_SEARCH_PATH: layout.searchPath }) },
    cwd: folder.path,
  });

/** Runs a command that must succeed. */
async function must(...args: readonly string[]): Promise<Ran> {
  const ran = await run(...args);
  expect({ args, code: ran.code, stderr: ran.stderr }).toEqual({ args, code: 0, stderr: '' });
  return ran;
}

/** The address by which Portcullis connects: as the product's owner, or as a role that may do what it was granted. */
async function addressFor({ grants = [] }: SourceLayout): Promise<string> {
  if (grants.length === 0) return database.url;
  for (const grant of grants)
    await database.sql(`${grant.replace('DATABASE CURRENT', `DATABASE "${database.name}"`)} ${ROLE}`);
  const address = new URL(database.url);
  address.username = ROLE;
  address.password = 'secret';
  return address.href;
}

/** The tables of the product with their rows. */
async function product(): Promise<unknown> {
  const tables = await database.sql<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema !~ '^pg_' AND table_schema NOT IN ('information_schema', 'portcullis') ORDER BY 1`,
  );
  const rows = [];
  for (const { name } of tables)
    rows.push(await database.sql(`SELECT $1::text AS name, t::text AS row FROM ${name} AS t ORDER BY 2`, [name]));
  return rows;
}

/** Decides the rows of a draft as a person would who knows the product. */
async function decide(draft: string, reviewed: string): Promise<void> {
  const rows = z.array(z.record(z.string(), z.string())).parse(parse(await readFile(draft), { columns: true }));
  const decided = rows.map((row) => {
    const flag = row['legacy_flag']?.toLowerCase() ?? '';
    const [module] = Object.entries(GRANTED).find(([, name]) => name.test(flag)) ?? [];
    if (row['target_module'] !== '' && !/has_|_enabled|module_|bit_/.test(flag)) return row;
    return module === undefined
      ? { ...row, target_module: '-', target_submodule: '', default_status: '' }
      : { ...row, target_module: module, target_submodule: '', default_status: 'enabled' };
  });
  await folder.write(reviewed, stringify(decided, { header: true }));
}

test.each(SOURCE_LAYOUTS)('a product with $name keeps all access, and is left as it was', async (one) => {
  layout = one;
  database = await createTestDatabase('empty');
  await database.sql(layout.sql);
  url = await addressFor(layout);
  const before = await product();
  await must('db', 'migrate');
  if ((await run('source', 'show')).code === 3) {
    const file = join(folder.path, `${database.name}.sql`);
    await must('source', 'detect', '--out', file);
    await must('source', 'set', '--sql', file, '--reason', 'where they are');
  }
  await must('seed');
  const draft = join(folder.path, `${database.name}.csv`);
  await must('mapping', 'draft', '--out', draft);
  await decide(draft, 'reviewed.csv');
  await must('mapping', 'load', 'reviewed.csv', '--reason', 'as reviewed', '--yes');
  await must('preflight');
  await must('migrate');
  await must('migrate', '--execute', '--dry-run-id', '1', '--yes');
  await must('verify');
  const [, targets = ''] = (await must('answers', 'template')).stdout.split('\nmodule,submodule\n');
  const answers = layout.organizations.flatMap(([id, ...on]) =>
    targets
      .trim()
      .split('\n')
      .map((target) => {
        const [module = '', submodule = ''] = target.split(',');
        const name = GRANTED[module];
        return { organization: id, module, submodule, allowed: String(on.some((flag) => name?.test(flag))) };
      }),
  );
  await folder.write('answers.csv', stringify(answers, { header: true }));
  await must('answers', 'import', 'answers.csv');
  await must('parity');
  await must('rollout', 'set', 'SHADOW', '--reason', 'compare');
  await must('rollout', 'set', 'ENFORCE', '--reason', 'as compared');
  for (const [id, ...on] of layout.organizations) {
    for (const [module, name] of Object.entries(GRANTED)) {
      const explained = await run('explain', '--org', id, '--module', module, '--json');
      const { allowed } = z.object({ allowed: z.boolean() }).parse(documentOf(explained));
      expect({ id, module, allowed }).toEqual({ id, module, allowed: on.some((flag) => name.test(flag)) });
    }
  }
  const tooEarly = await run('db', 'uninstall', '--confirm', database.name);
  expect(tooEarly.stderr).toContain('Entitlements answer for all organizations');
  await must('rollout', 'set', 'LEGACY', '--reason', 'back');
  await must('rollback', '2', '--yes', '--reason', 'back');
  await must('db', 'uninstall', '--confirm', database.name);
  expect(await product()).toEqual(before);
  await database.sql(`DROP OWNED BY ${ROLE}`);
});
