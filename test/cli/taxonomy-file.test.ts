import { portcullis, type Ran, TestFolder } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const SHORT = 'module,submodule,menu_path,permission\n';

let folder: TestFolder;
let database: TestDatabase;

beforeAll(async () => {
  folder = await TestFolder.create();
});

afterAll(() => folder.remove());

afterEach(() => database.close());

const run = (...args: readonly string[]): Promise<Ran> => portcullis(args, { env: { DATABASE_URL: database.url } });
const seed = async (content: string | Uint8Array, ...args: readonly string[]): Promise<Ran> =>
  run('seed', '--taxonomy', await folder.write('taxonomy.csv', content), ...args);

/** Every table that a seed may write. */
async function everything(): Promise<unknown> {
  const tables = [
    'modules',
    'submodules',
    'mappings',
    'platform_events',
    'entitlement_events',
    'org_entitlements',
    'org_subentitlements',
    'organizations',
  ];
  return Promise.all(tables.map((table) => database.sql(`SELECT * FROM ${table} ORDER BY id`)));
}

const stored = () =>
  database.sql<{ key: string; name: string; path: string | null; active: boolean }>(
    `SELECT m.module_key || coalesce('/' || s.submodule_key, '') AS key,
            coalesce(s.display_name, m.display_name) AS name, s.menu_path AS path,
            m.is_active AND coalesce(s.is_active, true) AS active
     FROM modules m LEFT JOIN submodules s ON s.module_id = m.id ORDER BY m.sort_order, m.id, s.sort_order, s.id`,
  );

describe('a taxonomy of the short form', () => {
  test('makes a module of each key, gives it a display name, and reports skipped lines', async () => {
    database = await createTestDatabase('schema');
    const result = await seed(
      `${SHORT}crm,leads,/crm/leads,crm.leads.view\n\ncrm,hr_kpi,/crm/kpi,\n` +
        'module,submodule,menu_path,permission\nai_tools,,/ai,ai.view\nai_tools,gst_returns,,\n\n\n',
    );
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('! line 3: blank line skipped');
    expect(result.stdout).toContain('! line 5: repeated header row skipped');
    expect(result.stdout).toContain('✓ Seeded 2 modules\n✓ Seeded 3 submodules across 2 modules\n');
    expect(result.stdout).toContain("! No mapping is active: load one with 'portcullis mapping load FILE'");
    expect(result.stdout).not.toContain('Loaded');
    expect(await stored()).toEqual([
      { key: 'crm/leads', name: 'Leads', path: '/crm/leads', active: true },
      { key: 'crm/hr_kpi', name: 'HR KPI', path: '/crm/kpi', active: true },
      { key: 'ai_tools/gst_returns', name: 'GST Returns', path: null, active: true },
    ]);
    expect(await database.sql('SELECT module_key, display_name FROM modules ORDER BY id')).toEqual([
      { module_key: 'crm', display_name: 'CRM' },
      { module_key: 'ai_tools', display_name: 'AI Tools' },
    ]);
    expect(await database.sql('SELECT 1 FROM mappings')).toEqual([]);
  });

  test.each([
    [
      'a byte order mark, CRLF and trailing blank lines',
      '\ufeff' + `${SHORT}crm,leads,/crm/leads,x\r\n\r\n\r\n`.replaceAll(/(?<!\r)\n/g, '\r\n'),
    ],
    ['quoted cells and spaces around them', `${SHORT}"crm" , "leads", /crm/leads ,"x"\n`],
    ['lines of commas', `${SHORT}crm,leads,/crm/leads,x\n,,,\n,,,\n`],
    [
      'columns in another order and one that is unknown',
      'permission,Colour,SUBMODULE,module,menu_path\nx,red,leads,crm,/crm/leads\n',
    ],
    ['old Mac line ends', `${SHORT}crm,leads,/crm/leads,x`.replaceAll('\n', '\r')],
    ['no line end at the end', `${SHORT}crm,leads,/crm/leads,x`],
  ])('is read as spreadsheets write it, with %s', async (_name, content) => {
    database = await createTestDatabase('schema');
    expect(await seed(content)).toMatchObject({ code: 0, stderr: '' });
    expect(await stored()).toEqual([{ key: 'crm/leads', name: 'Leads', path: '/crm/leads', active: true }]);
  });

  test('keeps a quoted comma and a line break in the text', async () => {
    database = await createTestDatabase('schema');
    await seed(
      'module,submodule,menu_path,permission,display_name,description\ncrm,,,,"Sales, and service","Two\nlines"\n',
    );
    expect(await database.sql('SELECT display_name, description FROM modules')).toEqual([
      { display_name: 'Sales, and service', description: 'Two\nlines' },
    ]);
  });
});

describe('a faulty taxonomy file', () => {
  const faulty: readonly (readonly [string, string | Uint8Array, readonly (string | RegExp)[]])[] = [
    [
      'every fault of the format has its line',
      `${SHORT}crm,leads,/crm/leads,x\nCRM,leads,,\ncrm,Bad Key,,\n\n` +
        'crm,deals,no slash,\ncrm,leads,,\n,x,,\ncrm,a,b,c,d\n',
      ['line 9: 5 cells for 4 columns: quote cells that contain commas'],
    ],
    [
      'every fault of the content has its line',
      `${SHORT}crm,leads,/crm/leads,x\nCRM,leads,,\ncrm,Bad Key,,\n\ncrm,deals,no slash,\ncrm,leads,,\n,x,,\n`,
      [
        "line 3: module: 'CRM' must be snake_case",
        "line 4: submodule: 'Bad Key' must be snake_case",
        "line 6: menu_path: 'no slash' must begin with /",
        "line 7: submodule: 'crm/leads' is on line 2 already",
        "line 8: module: '' must be snake_case",
      ],
    ],
    [
      'a column is missing',
      'module,submodule,menu_path\ncrm,leads,/x\n',
      ['line 1: permission: the column is missing'],
    ],
    [
      'a column is repeated',
      'module,submodule,menu_path,permission,module\ncrm,leads,/x,y,crm\n',
      ['line 1: module: the column appears twice'],
    ],
    [
      "a policy is unknown or a submodule's",
      'module,submodule,menu_path,permission,policy\ncrm,,,,SOMETIMES\nhr,,,,\nhr,x,,,ALWAYS_ON\n',
      [
        "line 2: policy: 'SOMETIMES' must be one of ENTITLEMENT, ALWAYS_ON, RBAC_ONLY",
        'line 4: policy: belongs to the module',
      ],
    ],
    [
      'a module has no row of its own, but names are given',
      'module,submodule,menu_path,permission,display_name\ncrm,leads,,,Leads\n',
      ["line 2: module: module 'crm' has no row of its own"],
    ],
    ['it is empty', '', ['expected the columns module,submodule,menu_path,permission']],
    ['it holds a header only', SHORT, ['the file holds no module']],
    [
      'it is not UTF-8',
      Buffer.concat([Buffer.from(`${SHORT}crm,b`), Buffer.from([0xfc]), Buffer.from('ro,,\n')]),
      ['it is not UTF-8; save it as "CSV UTF-8"'],
    ],
    ['it is UTF-16', Buffer.from(`\ufeff${SHORT}crm,leads,,\n`, 'utf16le'), ['UTF-8']],
    ['a quote is not closed', `${SHORT}crm,"leads,,\n`, ['is not CSV']],
  ];
  test.each(faulty)('is refused with exit code 2, and nothing is written: %s', async (_name, content, messages) => {
    database = await createTestDatabase();
    const before = await everything();
    const result = await seed(content, '--yes');
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^INVALID_INPUT: /);
    for (const message of messages) expect(result.stderr).toContain(message);
    expect(result.stderr).not.toMatch(/\n\s+at |node_modules/);
    expect(await everything()).toEqual(before);
  });

  test('is refused with exit code 2 if it does not exist', async () => {
    database = await createTestDatabase();
    expect(await run('seed', '--taxonomy', '/nowhere/taxonomy.csv')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'INVALID_INPUT: Cannot read /nowhere/taxonomy.csv: there is no such file.\n',
    });
    const folderRead = await run('seed', '--taxonomy', folder.path);
    expect(folderRead.code).toBe(2);
  });
});
