import { execFile, spawnSync } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { documentOf, portcullis, type Ran, TestFolder } from '../support/command';
import { onServer } from '../support/database-server';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const HEADER = 'organization,module,submodule,allowed\n';

let folder: TestFolder;
let database: TestDatabase;

beforeEach(async () => {
  folder = await TestFolder.create();
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['HR'], ['CRM']]);
});

afterEach(async () => {
  await database.close();
  await folder.remove();
});

const run = (...args: readonly string[]): Promise<Ran> => portcullis(args, { env: { DATABASE_URL: database.url } });
const load = async (content: string, ...args: readonly string[]): Promise<Ran> =>
  run('answers', 'import', await folder.write('answers.csv', content), ...args);
const stored = () =>
  database.sql<{ org_id: number; module_key: string; submodule_key: string; allowed: boolean; source: string }>(
    `SELECT org_id, module_key, submodule_key, allowed, source FROM product_answers ORDER BY 1, 2, 3`,
  );

const BY_COMMAND = { role: 'SUPER_ADMIN', via: 'CLI', requestId: null, address: null };

describe('importing answers', () => {
  test('records them with their source, in any of the usual words, and exits with 3 if a reading differs', async () => {
    const agreeing = await load(`${HEADER}1,sales,,true\n1,sales,leads,T\n2,sales,,0\n\n2,sales,,NO\n`);
    expect(agreeing).toMatchObject({ code: 0, stderr: '' });
    expect(agreeing.stdout).toContain('Recorded 3 answers for 2 organizations, 3 new or changed');
    expect(await stored()).toEqual([
      { org_id: 1, module_key: 'sales', submodule_key: '', allowed: true, source: 'answers.csv' },
      { org_id: 1, module_key: 'sales', submodule_key: 'leads', allowed: true, source: 'answers.csv' },
      { org_id: 2, module_key: 'sales', submodule_key: '', allowed: false, source: 'answers.csv' },
    ]);
    const differing = await load(
      '\uFEFFallowed,ORGANIZATION,module,submodule,note\r\nyes,2,sales,,"a, b"\r\n',
      '--source',
      'product 4.2',
    );
    expect(differing.code).toBe(3);
    expect(differing.stdout).toContain('2 Organization 2: sales, allowed by the product, denied by the reading');
    expect(
      await database.sql(
        `SELECT payload FROM platform_events WHERE event_type = 'product_answers_recorded' ORDER BY id`,
      ),
    ).toEqual([
      { payload: { sources: ['answers.csv'], answers: 3, changed: 3, organizations: 2, by: BY_COMMAND } },
      { payload: { sources: ['product 4.2'], answers: 1, changed: 1, organizations: 1, by: BY_COMMAND } },
    ]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    [
      'unknown things and words',
      `${HEADER}1,sales,,true\n77,sales,,true\nx,slaes,,true\n1,sales,leeds,true\n1,sales,,\n1,hr,,perhaps\n` +
        '77,hr,,no\n78,slaes,,true\n',
      [
        "line 4: organization: 'x' is no id of an organization",
        "line 4: module: there is no module 'slaes' (did you mean 'sales'?)",
        "line 5: submodule: sales has no submodule 'leeds' (did you mean 'leads'?)",
        'line 6: allowed: must be true or false, not empty',
        "line 7: allowed: must be true or false, not 'perhaps'",
        'line 3: organization: there is no organization 77',
        'line 9: organization: there is no organization 78',
      ],
    ],
    [
      'a contradiction',
      `${HEADER}1,sales,,true\n2,sales,,true\n1,sales,,false\n`,
      ['line 4: allowed: contradicts line 2: organization 1 is allowed sales in line 2, and denied it in line 4'],
    ],
    [
      'a comma in a cell without quotes, which would be read as another answer',
      `${HEADER}1,sales,,true,\n1,sales,,false, of the old plan\n1,hr,,perhaps\n`,
      [
        'line 3: 5 cells for 4 columns: quote cells that contain commas',
        "line 4: allowed: must be true or false, not 'perhaps'",
      ],
    ],
    [
      'text that would clear the screen and forge a line',
      `${HEADER}"x\u001b[2J\n✓ Recorded 5000 answers",sales,,true\n1,"sal\u009b\nes",,true\n1,sales,,"\u202eyes"\n`,
      [
        "line 2: organization: 'x?[2J?✓ Recorded 5000 answers' is no id of an organization",
        "line 4: module: there is no module 'sal??es'",
        "line 6: allowed: must be true or false, not '?yes'",
      ],
    ],
    ['a missing column', 'organization,module,allowed\n1,sales,true\n', ['line 1: submodule: the column is missing']],
    [
      'semicolons in place of commas',
      '"organization";"module";"submodule";"allowed"\n"1";"sales";"";"true"\n',
      ["line 1: the columns are separated by ';': use commas"],
    ],
    [
      'tabs in place of commas',
      '\norganization\tmodule\tsubmodule\tallowed\n1\tsales\t\ttrue\n',
      ['line 2: the columns are separated by tabs: use commas'],
    ],
    ['a file that is not CSV', `${HEADER}1,"sales,,true\n`, ['is not CSV']],
    ['no answer below its header', HEADER, ['line 2: organization: has no answer: the export that wrote the file']],
    ['an empty file', '', ['expected the columns organization,module,submodule,allowed']],
  ])('refuses a file with %s whole', async (_, content, messages) => {
    const { code, stderr } = await load(content);
    expect(code).toBe(2);
    for (const message of messages) expect(stderr).toContain(message);
    expect(await stored()).toEqual([]);
  });

  test('refuses a file that is not there, and one that is not UTF-8', async () => {
    expect(await run('answers', 'import', 'nowhere.csv')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such file'),
    });
    const path = await folder.write('latin.csv', HEADER);
    await appendFile(path, Buffer.from([0xe9, 0x0a]));
    expect(await run('answers', 'import', path)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it is not UTF-8'),
    });
  });

  test('says which right it needs where nobody may create a temporary table', async () => {
    const role = `importer_${database.name}`;
    await onServer((query) => query(`CREATE ROLE "${role}" LOGIN PASSWORD 'x'`));
    await database.sql(
      `REVOKE TEMPORARY ON DATABASE "${database.name}" FROM PUBLIC;
       GRANT USAGE ON SCHEMA public, portcullis TO "${role}";
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, portcullis TO "${role}";
       GRANT USAGE ON ALL SEQUENCES IN SCHEMA public, portcullis TO "${role}"`,
    );
    const url = new URL(database.url);
    url.username = role;
    url.password = 'x';
    const file = await folder.write('answers.csv', `${HEADER}1,sales,,true\n`);
    const imported = () => portcullis(['answers', 'import', file], { env: { DATABASE_URL: url.href } });
    const { code, stderr } = await imported();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        'CONFLICT: The import holds the lines of the file in a temporary table, which this role may not create: ' +
        'GRANT TEMPORARY ON DATABASE … TO the role of DATABASE_URL.\n',
    });
    await database.sql(`GRANT TEMPORARY ON DATABASE "${database.name}" TO "${role}"`);
    expect(await imported()).toMatchObject({ code: 0, stderr: '' });
    await database.sql(`DROP OWNED BY "${role}"`);
    await onServer((query) => query(`DROP ROLE "${role}"`));
  });

  test('takes no blank around a cell for a part of a number or a key', async () => {
    expect(await load(` organization , module,submodule , allowed\n 1 , sales , leads , true\n`)).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(await stored()).toMatchObject([{ org_id: 1, module_key: 'sales', submodule_key: 'leads', allowed: true }]);
  });

  test('changes nothing when it is repeated, and tells of it once', async () => {
    const content = `${HEADER}1,sales,,true\n2,sales,,false\n`;
    await load(content);
    const again = await load(content, '--json');
    expect(documentOf(again)).toMatchObject({ recorded: 2, changed: 0, organizations: 2 });
    expect(
      await database.sql(
        `SELECT count(*)::int AS n FROM platform_events WHERE event_type = 'product_answers_recorded'`,
      ),
    ).toEqual([{ n: 1 }]);
  });

  test('takes 200,000 lines in one transaction', async () => {
    await database.addOrganizations(Array.from({ length: 2_000 }, (_, index) => (index % 2 === 0 ? ['CRM'] : null)));
    const keys = (
      await database.sql<{ key: string }>(
        `SELECT module_key || ',' || coalesce(submodule_key, '') AS key
         FROM (SELECT id AS module_id, NULL AS submodule_key, module_key FROM modules
               UNION ALL SELECT module_id, submodule_key, module_key
               FROM submodules s JOIN modules m ON m.id = s.module_id) AS t LIMIT 100`,
      )
    ).map(({ key }) => key);
    const lines = Array.from({ length: 2_000 }, (_, index) => keys.map((key) => `${index + 4},${key},f`).join('\n'));
    const { stdout } = await load(`${HEADER}${lines.join('\n')}\n`);
    expect(stdout).toContain(`Recorded ${2_000 * keys.length} answers for 2000 organizations`);
  });
});

test('the status says what is checked, what differs and what is out of date', async () => {
  expect((await run('answers', 'status')).stdout).toContain('3 never checked');
  const modules = await database.sql<{ key: string }>(
    `SELECT module_key AS key FROM modules WHERE is_active AND policy = 'ENTITLEMENT'`,
  );
  const state = async () => documentOf(await run('answers', 'status', '--json'));
  await load(`${HEADER}${modules.map(({ key }) => `2,${key},,true`).join('\n')}`);
  expect(await state()).toMatchObject({ answers: modules.length, uncheckedOrganizations: 3 });
  // HR is on, and the mapping has rules for these.
  const named = ['attendance', 'leave_management', 'payroll_management', 'payslips', 'talent_management'];
  await load(`${HEADER}${named.map((key) => `2,hr,${key},true`).join('\n')}`);
  expect(await state()).toMatchObject({
    answers: modules.length + named.length,
    outOfDate: 0,
    checkedOrganizations: 1,
    uncheckedOrganizations: 2,
    differingOrganizations: 1,
  });
  await database.sql(`UPDATE organizations SET enabled_modules = '["HR", "X"]' WHERE id = 2`);
  expect(await state()).toMatchObject({
    outOfDate: modules.length + named.length,
    uncheckedOrganizations: 3,
    differences: 0,
  });
});

describe('the template', () => {
  const answered = (output: string) => {
    const [header, ...lines] = output.trim().split(/\r?\n/);
    return { header, lines };
  };

  test('lists what to ask, and with --questions a file to be filled in for every organization', async () => {
    const { stdout } = await run('answers', 'template');
    expect(stdout).toContain('\nsales,\nsales,leads\n');
    expect(stdout).not.toContain('\nemail,');
    const questions = answered((await run('answers', 'template', '--questions')).stdout);
    expect(questions.header).toBe('organization,module,submodule,allowed');
    expect(questions.lines).toContain('3,sales,leads,');
    const { code, stderr } = await load(`${questions.header}\n${questions.lines.join('\n')}`);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('not empty') });
  });

  test("is a statement that psql runs, with the source's ids and the product's condition in its place", async () => {
    await database.sql(`INSERT INTO organizations (name, enabled_modules) VALUES ('Left', '["CRM"]')`);
    const source = ['--table', 'organizations', '--flags', 'enabled_modules', '--where', `name <> 'Left'`];
    expect((await run('source', 'set', ...source, '--reason', 'those that pay', '--yes')).stderr).toBe('');
    const { stdout } = await run('answers', 'template', '--language', 'sql');
    await database.sql(
      `CREATE FUNCTION product_allows(id int, module text, submodule text) RETURNS boolean LANGUAGE sql
       RETURN module = 'sales' AND id <> 2`,
    );
    const query = stdout
      .replaceAll(/^--.*$/gm, '')
      .replace(/^\s*COPY \(/, '')
      .replace(/\) TO STDOUT[\s\S]*$/, '');
    const rows = await database.sql<{ organization: number; module: string; submodule: string; allowed: boolean }>(
      query,
    );
    expect([...new Set(rows.map(({ organization }) => organization))]).toEqual([1, 2, 3]);
    const { code } = await load(
      `${HEADER}${rows.map((row) => [row.organization, row.module, row.submodule, row.allowed].join(',')).join('\n')}`,
    );
    expect(code).toBe(3);
    expect((await stored()).length).toBe(rows.length);
  });

  test.each([
    ['js', 'mjs', process.execPath, /throw new Error\(.*\);/, `return module === 'sales';`],
    ['python', 'py', 'python3', /raise NotImplementedError\(.*\)/, `return module == "sales"`],
    ['ruby', 'rb', 'ruby', /raise NotImplementedError.*/, `mod == "sales"`],
    ['php', 'php', 'php', /throw new RuntimeException\(.*\);/, `return $module === 'sales';`],
  ] as const)(
    'is a program in %s that writes the file for the import',
    async (language, ending, command, hole, body) => {
      const program = (await run('answers', 'template', '--language', language)).stdout;
      expect(program).toMatch(hole);
      if (spawnSync(command, ['--version']).error) return; // the language is not on this machine
      const path = await folder.write(
        `export.${ending}`,
        program.replace(hole, () => body),
      );
      const child = promisify(execFile)(command, [path]);
      child.child.stdin?.end('1\n2\n3\n');
      const { stdout } = await child;
      const { code, stderr } = await load(stdout);
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      expect((await stored()).filter(({ allowed }) => allowed).every((one) => one.module_key === 'sales')).toBe(true);
      const { lines } = answered(stdout);
      expect(lines).toHaveLength((await stored()).length);
    },
  );
});
