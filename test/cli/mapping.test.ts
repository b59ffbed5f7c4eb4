import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/platform/package-root';
import { documentOf, portcullis, type Ran, TestFolder } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const HEADER = 'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n';

let folder: TestFolder;
let database: TestDatabase;

beforeAll(async () => {
  folder = await TestFolder.create();
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['CRM', 'HR'], ['Fax'], null, 42]);
});

afterAll(async () => {
  await database.close();
  await folder.remove();
});

const run = (...args: readonly string[]): Promise<Ran> => portcullis(args, { env: { DATABASE_URL: database.url } });
const load = async (content: string | Uint8Array, ...args: readonly string[]): Promise<Ran> =>
  run('mapping', 'load', await folder.write('mapping.csv', content), ...args);
const state = () =>
  Promise.all(
    ['mappings', 'platform_events', 'migration_runs'].map((table) =>
      database.sql(`SELECT * FROM ${table} ORDER BY id`),
    ),
  );

describe('a faulty mapping file', () => {
  const good = 'enabled_modules.CRM,/crm/*,sales,,enabled,\n';
  test.each<readonly [string, string | Uint8Array, readonly string[]]>([
    [
      'every fault has its line',
      `${HEADER}${good}enabled_modules.HR,,slaes,,enabled,\nCRM,,sales,,enabled,\n` +
        'enabled_modules.X,,sales,leeds,enabled,\n\nenabled_modules.Y,,sales,leads,disabled,\n' +
        'enabled_modules.Z,,sales,,maybe,\nenabled_modules.crm,,sales,,trial,\nroute_access.,,sales,,,\n',
      [
        "line 3: target_module: unknown module 'slaes' (did you mean 'sales'?)",
        "line 4: legacy_flag: 'CRM' must be enabled_modules.<name>, route_access.<name>, enabled_modules, @empty or *",
        "line 5: target_submodule: module 'sales' has no submodule 'leeds' (did you mean 'leads'?)",
        'line 7: default_status: a rule for a submodule cannot be disabled',
        "line 8: default_status: 'maybe' must be one of enabled, trial, disabled",
        'line 9: legacy_flag: repeats the rule of line 2',
        'line 10: legacy_flag:',
        'line 10: default_status:',
      ],
    ],
    [
      'its text would clear the screen and forge a line',
      `${HEADER}enabled_modules.CRM,,"sal\u001b[2Jes\n✓ Loaded 7 rules",,enabled,\n`,
      ["line 2: target_module: unknown module 'sal?[2Jes?✓ Loaded 7 rules'"],
    ],
    [
      'a column is missing',
      'legacy_flag,target_module,target_submodule,default_status,notes\nx,y,z,enabled,\n',
      ['line 1: legacy_route_pattern: the column is missing'],
    ],
    [
      'semicolons separate the columns, as a spreadsheet writes them',
      `${HEADER}enabled_modules.CRM,,sales,,enabled,\n`.replaceAll(',', ';'),
      ["line 1: the columns are separated by ';': use commas"],
    ],
    [
      'a comma is not quoted',
      `${HEADER}enabled_modules.CRM,/crm/*,sales,,enabled,grants sales, and more\n`,
      ['line 2: 7 cells for 6 columns: quote cells that contain commas'],
    ],
    ['it holds no rule', HEADER, ['the file holds no rule']],
    [
      'it is not UTF-8',
      Buffer.concat([
        Buffer.from(`${HEADER}enabled_modules.B`),
        Buffer.from([0xfc]),
        Buffer.from('ro,,sales,,enabled,\n'),
      ]),
      ['it is not UTF-8'],
    ],
  ])(
    'is refused with exit code 2 by load, dry run and execution, and nothing is written: %s',
    async (_name, content, messages) => {
      const before = await state();
      const file = await folder.write('faulty.csv', content);
      for (const command of [
        ['mapping', 'load', file, '--yes'],
        ['migrate', '--mapping', file],
        ['migrate', '--execute', '--yes', '--mapping', file],
      ]) {
        const result = await run(...command);
        expect(result.code).toBe(2);
        for (const message of messages) expect(result.stderr).toContain(message);
      }
      expect(await state()).toEqual(before);
    },
  );
});

describe('mapping load', () => {
  test('shows who would gain or lose access, activates the mapping with an event, and is safe to repeat', async () => {
    const content =
      '\ufeff' +
      `${HEADER}enabled_modules.CRM,/crm/*,hr,,trial,"now, HR"\nenabled_modules.Fax,,sales,,enabled,\n\n`.replaceAll(
        '\n',
        '\r\n',
      );
    const result = await load(content, '--reason', 'another product');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toContain('By the legacy flags, 2 organizations would lose access and 2 would gain access.');
    expect(result.stdout).toMatch(/^ {2}3 Organization 3 gains sales$/m);
    expect(result.stdout).toMatch(/^ {2}1 Organization 1 loses \S.*, and gains hr$/m);
    expect(result.stdout).toContain('! The flags of 1 organization cannot be read by these rules, and grant nothing');
    expect(result.stdout).toMatch(/✓ Loaded 2 mapping rules from .*mapping\.csv/);
    expect(
      await database.sql('SELECT is_active, jsonb_array_length(rules) AS rules FROM mappings ORDER BY id'),
    ).toEqual([
      { is_active: false, rules: 52 },
      { is_active: true, rules: 2 },
    ]);
    expect(
      await database.sql(
        `SELECT reason, payload->'organizationsLosing' AS losing, payload->'rules' AS rules
         FROM platform_events WHERE event_type = 'mapping_loaded' ORDER BY id DESC LIMIT 1`,
      ),
    ).toEqual([{ reason: 'another product', losing: 2, rules: 2 }]);
    const before = await state();
    const again = await load(content);
    expect(again.stdout).toContain('The active mapping has these 2 rules already; nothing was changed');
    expect(await state()).toEqual(before);

    const shown = documentOf(await run('mapping', 'show', '--json'));
    expect(shown).toMatchObject({
      rules: [
        { legacyFlag: 'enabled_modules.CRM', targetModule: 'hr', defaultStatus: 'trial', notes: 'now, HR' },
        { legacyFlag: 'enabled_modules.Fax' },
      ],
    });
  });

  test('activates an earlier mapping again', async () => {
    const shipped = await readFile(join(packageRoot, 'seeds/entitlement_mapping_template.csv'), 'utf8');
    const result = await load(shipped, '--json');
    expect(documentOf(result)).toMatchObject({
      rules: 52,
      changed: true,
      impact: { organizationsLosing: 2, organizationsGaining: 2 },
    });
    expect(
      await database.sql('SELECT is_active, jsonb_array_length(rules) AS rules FROM mappings ORDER BY id'),
    ).toEqual([
      { is_active: true, rules: 52 },
      { is_active: false, rules: 2 },
    ]);
    expect((await run('mapping', 'show')).stdout).toContain('52 rules from');
  });

  test('is done by an execution with --mapping first; a dry run only tries the file', async () => {
    const file = await folder.write('trial.csv', `${HEADER}enabled_modules.Fax,,reports,,trial,\n`);
    const before = await database.sql('SELECT * FROM mappings ORDER BY id');
    const tried = await run('migrate', '--mapping', file, '--error-budget', '50');
    expect(tried.code).toBe(3);
    expect(tried.stdout).toContain('Loaded 1 mapping rule\n');
    expect(tried.stdout).toContain('✓ [DRY-RUN] Would create module entitlement: reports -> trial\n');
    expect(await database.sql('SELECT * FROM mappings ORDER BY id')).toEqual(before);
    expect(await database.sql('SELECT 1 FROM org_entitlements')).toEqual([]);
    const stale = await run('migrate', '--execute', '--yes', '--dry-run-id', '1');
    expect(stale.code).toBe(1);
    expect(stale.stderr).toContain('STALE_PLAN: The active mapping has changed since dry run 1');

    const executed = await run('migrate', '--execute', '--yes', '--mapping', file, '--error-budget', '50', '--json');
    expect(executed).toMatchObject({ code: 3, stderr: '' });
    expect(documentOf(executed)).toMatchObject({
      run: { counts: { moduleEntitlementsCreated: 1, failed: 1 }, mappingName: file },
    });
    expect(await database.sql('SELECT name FROM mappings WHERE is_active')).toEqual([{ name: file }]);
    expect(await database.sql(`SELECT org_id, status FROM org_entitlements`)).toEqual([{ org_id: 3, status: 'trial' }]);
  });
});

describe('the first mapping for a taxonomy of the operator', () => {
  const TIERS =
    'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes,value\n' +
    'enabled_modules.crm,,sales,,enabled,,premium\nenabled_modules.crm,,sales,leads,enabled,,basic\n';
  const LACKING =
    'crm=premium has sales without leads: rules for crm=basic name it. If it has it, add rules with the value premium.';
  let other: TestDatabase;
  const use = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: other.url } });

  beforeEach(async () => {
    other = await createTestDatabase('schema');
    const taxonomy = await folder.write(
      'taxonomy.csv',
      'module,submodule,menu_path,permission\nsales,leads,/leads,\nsales,quotes,/quotes,\n',
    );
    expect((await use('seed', '--taxonomy', taxonomy)).stdout).toContain(
      "No mapping is active: load one with 'portcullis mapping load FILE'",
    );
    await other.addOrganizations([{ crm: 'premium' }, { crm: 'basic' }, { crm: 'premium' }]);
  });
  afterEach(() => other.close());

  test('is drafted from the flags, say the commands that need one', async () => {
    expect((await use('mapping', 'show')).stderr).toContain("'portcullis mapping draft --out FILE'");
    expect((await use('preflight')).stdout).toMatch(/FAIL {2}mapping: No mapping is active: draft one from /);
  });

  test('shows who gains, and which tier lacks submodules of a lower one, until it has rules for them', async () => {
    const loaded = await use('mapping', 'load', await folder.write('tiers.csv', TIERS));
    expect(loaded.stdout).toContain(`! ${LACKING}\n`);
    expect(loaded.stdout).toContain('0 organizations would lose access and 3 would gain access.');
    expect(loaded.stdout).toContain('  1 Organization 1 gains sales\n');
    expect((await use('preflight')).stdout).toContain(`! WARN  rules by value: ${LACKING}\n`);
    const whole = await folder.write('whole.csv', `${TIERS}enabled_modules.crm,,sales,leads,enabled,,premium\n`);
    expect((await use('mapping', 'load', whole)).stdout).not.toContain('without leads');
    expect((await use('preflight')).stdout).not.toContain('rules by value');
  });

  test('leaves a tier unchecked until the product has answered about the submodules that it lacks', async () => {
    await use('mapping', 'load', await folder.write('tiers.csv', TIERS));
    const answer = async (...lines: readonly string[]) =>
      use(
        'answers',
        'import',
        await folder.write('answers.csv', `organization,module,submodule,allowed\n${lines.join('\n')}\n`),
      );
    const modules = await answer('1,sales,,true', '2,sales,,true');
    expect(modules.code).toBe(0);
    expect(modules.stdout).toContain('0 organizations with 0 values of the flags; 3 never checked');
    expect(modules.stdout).toContain('in modules that are on, every submodule that the mapping has rules for');
    expect((await answer('2,sales,leads,true')).stdout).toContain('1 organization with 1 value of the flags; 2 never');
    const differing = await answer('1,sales,leads,true');
    expect(differing.code).toBe(3);
    expect(differing.stdout).toContain('1 Organization 1: sales/leads, allowed by the product, denied by the reading');
    // Only the organization itself is checked where the product answers otherwise than the reading.
    expect(differing.stdout).toContain('2 organizations with 2 values of the flags; 1 never checked');
    expect((await answer('1,sales,leads,false')).stdout).toContain(
      '3 organizations with 2 values of the flags; 0 never',
    );
  });
});

describe('a drafted mapping', () => {
  const draftOf = async (...args: readonly string[]) =>
    z
      .object({ rows: z.array(z.record(z.string(), z.string())), withoutTarget: z.number() })
      .parse(documentOf(await run('mapping', 'draft', '--json', ...args)));

  test('has a row for each flag and value without a rule, and loads once every row has a target', async () => {
    const other = await createTestDatabase();
    const use = (...args: readonly string[]) => portcullis(args, { env: { DATABASE_URL: other.url } });
    try {
      await other.addOrganizations([
        { CRM: 'full', max_users: 100 },
        { CRM: '=cmd|calc', hr_modul: true },
        { modules: { crm: true }, disableHr: true },
        ['CRM', 7, '=1+1'],
        null,
        { zzzzzz: true },
        'pro',
        { hr: { limit: 5 } },
      ]);
      const path = join(folder.path, 'draft.csv');
      const drafted = await use('mapping', 'draft', '--out', path);
      expect(drafted).toMatchObject({ code: 0 });
      expect(drafted.stdout).not.toContain('Left out');
      const text = await readFile(path, 'utf8');
      const added = text.split('\n').slice(53, -1);
      expect(added.sort()).toEqual([
        expect.stringMatching(/^@empty,,,,enabled,"No flag is on in: 1 NULL\. Name what null, \{\} and \[\] mean /),
        'enabled_modules,,,,enabled,this value in 1 organization,pro,',
        'enabled_modules.=1+1,,,,enabled,"on in 1, off in 0",,',
        "enabled_modules.CRM,,,,enabled,this value in 1 organization,'=cmd|calc,",
        'enabled_modules.CRM,,sales,,enabled,this value in 1 organization,full,',
        expect.stringMatching(
          /^enabled_modules\.\[1\],,,,enabled,"on in 0, off in 0, other values in 1; no row for a value /,
        ),
        'enabled_modules.disableHr,,,,enabled,"on in 1, off in 0: may take access away, near hr",,',
        'enabled_modules.hr.limit,,,,enabled,this value in 1 organization,5,',
        'enabled_modules.hr_modul,,hr,,enabled,"on in 1, off in 0",,',
        'enabled_modules.max_users,,-,,enabled,"on in 0, off in 0, other values in 1: looks like a number or a time",,',
        'enabled_modules.modules.crm,,sales,,enabled,"on in 1, off in 0",,',
        'enabled_modules.zzzzzz,,,,enabled,"on in 1, off in 0",,',
      ]);
      const refused = await use('mapping', 'load', path);
      expect(refused).toMatchObject({ code: 2 });
      expect(refused.stderr.match(/target_module: is missing: name a module, or -/g)).toHaveLength(8);
      const reviewed = text.replaceAll(/^([^,]*),,,,enabled,/gm, '$1,,-,,enabled,');
      expect(await use('mapping', 'load', await folder.write('reviewed.csv', reviewed), '--yes')).toMatchObject({
        code: 0,
      });
      const after = z
        .object({ rows: z.array(z.unknown()), withoutTarget: z.number(), leftOut: z.array(z.string()) })
        .parse(documentOf(await use('mapping', 'draft', '--json')));
      expect(after).toMatchObject({
        rows: { length: 64 },
        withoutTarget: 0,
        leftOut: [expect.stringContaining('Of the flag hr: no row for a value in 1 organization')],
      });
      expect((await use('preflight')).stdout).toContain('8 ({"limit":5} at hr is neither on nor off;');
    } finally {
      await other.close();
    }
  });

  test('is never written over a file', async () => {
    const path = await folder.write('mine.csv', 'mine');
    expect(await run('mapping', 'draft', '--out', path)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`Cannot write ${path}: it already exists: choose another name.`),
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  test('is printed without a file, and holds the active rules', async () => {
    const { rows } = await draftOf();
    expect(rows.filter(({ legacy_flag: flag }) => flag === 'enabled_modules.CRM')).not.toEqual([]);
    expect((await run('mapping', 'draft')).stdout).toMatch(/^legacy_flag,.*,value,when_absent\n/);
  });
});
