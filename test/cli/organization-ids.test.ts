import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { type AwkwardType, installAwkward } from '../support/awkward-ids';
import { documentOf, portcullis, type Ran, TestFolder } from '../support/command';
import { createTestDatabase, TEST_SECRET, type TestDatabase } from '../support/test-database';

const MAPPING =
  'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n' +
  'enabled_modules.CRM,,hr,,enabled,\n';
const WHY = ['--reason', 'agreed with the customer'] as const;

let database: TestDatabase;
let folder: TestFolder;
let ids: readonly string[];

const run = (...args: readonly string[]): Promise<Ran> =>
  portcullis(args, { env: { DATABASE_URL: database.url, AUTH_JWT_SECRET: TEST_SECRET }, cwd: folder.path });

/** Runs a command that must end with this exit code and print nothing but its document, which it returns. */
async function json(code: number, ...args: readonly string[]): Promise<unknown> {
  const ran = await run(...args, '--json');
  expect({ args, code: ran.code, stderr: ran.stderr }).toEqual({ args, code, stderr: '' });
  return documentOf(ran);
}

/** Those that a shell or a list of ids could take apart, and one more. */
const fewIds = () => ids.filter((id, place) => place === 0 || /^-|[ ,"]/.test(id));
const equals = (option: string) => ids.map((id) => `${option}=${id}`);
const named = (key: string): readonly unknown[] => ids.map((id): unknown => expect.objectContaining({ [key]: id }));
/** As one of several ids in a value of `--org`, and in a message. */
const asListed = (id: string) => (/[",]|^ | $/.test(id) ? `"${id.replaceAll('"', '""')}"` : id);
const rows = z.array(z.record(z.string(), z.string()));
const rowsOf = (csv: string) => rows.parse(parse(csv, { columns: true }));

const ran = z.object({ run: z.object({ id: z.number() }) });
const overridden = z.object({ overrides: z.array(z.object({ id: z.string() })) });
const checked = z.object({ checks: z.array(z.object({ name: z.string(), detail: z.string() })) });
const watched = z.object({ events: z.array(z.object({ organizationId: z.string().nullable() })) });

describe.each<AwkwardType>(['bigint', 'uuid', 'text'])('with ids of type %s', (type) => {
  beforeAll(async () => {
    folder = await TestFolder.create();
    database = await createTestDatabase('empty');
    ids = await installAwkward(database, type);
  });

  afterAll(async () => {
    await database.close();
    await folder.remove();
  });

  test('the source tells the type, and its check shows ids as they are', async () => {
    expect(await json(0, 'source', 'show')).toMatchObject({ idType: type === 'bigint' ? 'int8' : type });
    const table = ['--table', 'organizations', '--flags', 'enabled_modules', '--check'];
    expect(await json(0, 'source', 'set', ...table)).toMatchObject({
      checked: { organizations: ids.length, sample: { first: expect.arrayContaining([expect.anything()]) } },
    });
  });

  test('each organization is explained by its id, which may start with a dash', async () => {
    const about = ['--module', 'sales'];
    for (const id of ids)
      expect(await json(0, 'explain', '--org', id, ...about)).toMatchObject({ organizationId: id, allowed: true });
    for (const id of fewIds()) {
      const { stdout } = await run('explain', `--org=${id}`, ...about);
      expect(stdout).toContain(`Organization ${id} (Organization ${id}), sales`);
    }
    expect(await run('explain', '--org', '-77', '--module', 'sales')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        type === 'uuid'
          ? 'NOT_FOUND: There is no organization -77.\n'
          : expect.stringContaining('NOT_FOUND: There is no organization -77.'),
    });
  });

  test('a dry run takes exactly the organizations that are named, one by one and all', async () => {
    for (const id of fewIds()) {
      const one = await json(0, 'migrate', `--org=${asListed(id)}`);
      expect(one).toMatchObject({ run: { total: 1 }, organizations: [{ id, name: `Organization ${id}` }] });
    }
    expect(await json(0, 'migrate', ...equals('--org'), '--verbose')).toMatchObject({
      run: { total: ids.length },
      organizations: named('id'),
    });
    const said = '--org names organizations that do not exist: " y ", "no, nobody", x.';
    expect(await run('migrate', '--org', 'no, nobody', '--org=x', '--org', ' y ')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(said),
    });
    const pasted = await run('migrate', '--org', '"no, nobody", x, " y "');
    expect(pasted).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
    const blanks = await run('migrate', '--org', ' y , z ,,');
    expect(blanks.stderr).toContain('that do not exist: "", " y ", "z ".');
  });

  test('an execution, its journal and its verification name the organizations', async () => {
    const executed = await json(0, 'migrate', '--execute', '--yes', '--verbose');
    expect(executed).toMatchObject({ run: { total: ids.length }, organizations: named('id') });
    const { run: made } = ran.parse(executed);
    expect(await json(0, 'runs', 'show', String(made.id), '--verbose')).toMatchObject({ organizations: named('id') });
    const { stdout } = await run('runs', 'show', String(made.id), '--verbose');
    for (const id of ids) expect(stdout).toContain(`\n${id} Organization ${id}\n`);
    expect(await json(0, 'verify')).toMatchObject({ status: 'PASS' });
  });

  test('overrides are made, listed and revoked, also of an id that looks like an option', async () => {
    for (const id of ids) {
      const made = documentOf(await run('override', 'set', ...WHY, '--json', '--', id, 'hr=ENABLED'));
      // The execution has changed it once.
      expect(made).toMatchObject({ organizationId: id, version: 2 });
    }
    for (const id of fewIds()) {
      const listed = documentOf(await run('override', 'list', '--json', '--', id));
      expect(listed).toMatchObject({ organizationId: id, name: `Organization ${id}`, overrides: [{}] });
      const [{ id: overrideId } = { id: '' }] = overridden.parse(listed).overrides;
      expect((await run('override', 'list', '--', id)).stdout).toContain(`of organization ${id} (Organization ${id})`);
      const revoked = documentOf(await run('override', 'revoke', ...WHY, '--json', '--', id, overrideId));
      expect(revoked).toMatchObject({ organizationId: id, version: 3 });
    }
  });

  test('a negative number needs no dashes before it where a command takes the id as an argument', async () => {
    const id = type === 'uuid' ? '-1' : '-5';
    const found = { code: type === 'uuid' ? 1 : 0, stderr: type === 'uuid' ? expect.stringContaining(id) : '' };
    expect(await run('override', 'list', id)).toMatchObject(found);
    expect(await run('override', 'set', id, 'hr=ENABLED', ...WHY, '--dry-run')).toMatchObject(found);
    expect(await run('rollout', 'org', id, 'SHADOW', ...WHY)).toMatchObject(found);
    expect(await run('rollout', 'org', id, '--clear', ...WHY)).toMatchObject(found);
  });

  test('an organization gets a rollout of its own, which is previewed, listed and removed', async () => {
    for (const id of fewIds())
      expect(await json(0, 'rollout', 'preview', 'SHADOW', `--org=${id}`)).toMatchObject({
        organizations: [{ organizationId: id, organization: `Organization ${id}` }],
      });
    for (const id of ids) {
      const set = documentOf(await run('rollout', 'org', ...WHY, '--json', '--', id, 'SHADOW'));
      expect(set).toMatchObject({ organizationId: id, gating: 'SHADOW', gatingSource: 'ORGANIZATION' });
    }
    expect(await json(0, 'rollout', 'show')).toMatchObject({ organizations: named('organizationId') });
    for (const id of fewIds())
      expect((await run('rollout', 'preview', '--clear', '--org', id)).stdout).toContain(`${id} Organization ${id}: `);
    for (const id of ids) {
      expect((await run('rollout', 'org', ...WHY, '--clear', '--', id)).stdout).toContain(`Organization ${id} (`);
    }
    expect(await json(0, 'rollout', 'show')).toMatchObject({ organizations: [] });
  });

  test('parity compares the named organizations, and a spreadsheet gets their exact ids', async () => {
    await database.sql('DELETE FROM org_entitlements');
    const file = join(folder.path, 'differences.csv');
    const report = await json(3, 'parity', ...equals('--org'), '--csv', file);
    expect(report).toMatchObject({
      report: { organizationIds: ids, organizations: ids.length },
      differences: expect.arrayContaining(named('organizationId')),
    });
    const listed = new Set(rowsOf(await readFile(file, 'utf8')).map((row) => row['organization_id']));
    // What a spreadsheet would execute has an apostrophe; a negative number is none of that.
    expect([...listed]).toEqual(ids.map((id) => (/^[=@-]/.test(id) && id !== '-5' ? `'${id}` : id)));
    const one = ids[0] ?? '';
    expect((await run('parity', '--org', asListed(one))).stdout).toContain(`${one} Organization ${one}: sales`);
  });

  test('the questions for the product name the organizations so that the file with its answers is taken', async () => {
    const { stdout } = await run('answers', 'template', '--questions');
    const questions = rowsOf(stdout);
    expect([...new Set(questions.map((row) => row['organization']))]).toEqual(ids);
    const answered = stdout.replaceAll(/,$/gm, ',false');
    const file = await folder.write('answers.csv', answered);
    expect(await json(3, 'answers', 'import', file)).toMatchObject({
      organizations: ids.length,
      recorded: questions.length,
      status: { differingOrganizations: ids.length },
    });
    const status = await json(3, 'answers', 'status');
    expect(status).toMatchObject({ differing: expect.arrayContaining([named('organizationId')[0]]) });
    const [firstId = ''] = ids;
    expect((await run('answers', 'status')).stdout).toContain(`✗ ${asListed(firstId)} Organization ${firstId}: sales`);
    const ask = (await run('answers', 'template', '--language', 'js')).stdout;
    const program = await folder.write('ask.mjs', ask.replace(/throw new Error\(.*\);/, 'return true;'));
    const asked = spawnSync(process.execPath, [program], { input: ids.join('\n'), encoding: 'utf8' });
    expect([...new Set(rowsOf(asked.stdout).map((row) => row['organization']))]).toEqual(ids);
    const again = await json(3, 'answers', 'import', await folder.write('asked.csv', asked.stdout));
    expect(again).toMatchObject({ organizations: ids.length, changed: questions.length });
    if (type === 'text') {
      const bare = await folder.write('bare.csv', 'organization,module,submodule,allowed\n lead , sales ,,true\n');
      expect(await json(3, 'answers', 'import', bare)).toMatchObject({ organizations: 1, recorded: 1 });
    }
    const unknown = await folder.write('unknown.csv', 'organization,module,submodule,allowed\n-77,sales,,true\n');
    expect((await run('answers', 'import', unknown)).stderr).toContain('line 2: organization: ');
  });

  test('a token names its organization as it was given', async () => {
    for (const id of ids)
      for (const org of [['--org', id], [`--org=${id}`]]) {
        const { stdout, code } = await run('token', '--role', 'MEMBER', ...org);
        expect({ code, org: decodeJwt(stdout.trim())['org_id'] }).toEqual({ code: 0, org: id });
      }
  });

  test('a mapping that is loaded shows whom it concerns', async () => {
    const mapping = await folder.write('mapping.csv', MAPPING);
    const loaded = await json(0, 'mapping', 'load', mapping, ...WHY);
    expect(loaded).toMatchObject({
      impact: { organizationsLosing: ids.length, examples: expect.arrayContaining(named('id').slice(0, 3)) },
    });
    expect(await json(0, 'mapping', 'draft')).toMatchObject({ withoutTarget: 0 });
  });

  test('late writers, unreadable flags and events are told by id', async () => {
    expect((await run('legacy', 'fence', 'on', ...WHY)).code).toBe(0);
    await database.sql(`UPDATE organizations SET enabled_modules = '7'`);
    const changes = { changes: expect.arrayContaining([named('organizationId')[0]]) };
    expect(await json(3, 'legacy', 'status')).toMatchObject(changes);
    expect((await run('legacy', 'fence', 'off', ...WHY)).code).toBe(0);
    const { checks } = checked.parse(await json(0, 'preflight'));
    const detail = checks.find(({ name }) => name === 'legacy values')?.detail ?? '';
    for (const id of ids.slice(0, 4)) expect(detail).toContain(`${asListed(id)} (`);
    const { events } = watched.parse(await json(3, 'watch', '--once'));
    const last = ids.at(-1) ?? '';
    await run('rollout', 'org', ...WHY, '--', last, 'SHADOW');
    expect(events.length).toBeGreaterThan(0);
    expect((await run('watch', '--once')).stdout).toContain(`of organization ${last} by `);
  });

  test('a snapshot puts back what belongs to each organization', async () => {
    await database.sql(`UPDATE organizations SET enabled_modules = '["CRM"]'`);
    expect(await json(0, 'migrate', '--execute', '--yes')).toMatchObject({ run: { counts: { failed: 0 } } });
    const content = () => database.sql('SELECT org_id, module_id, status FROM org_entitlements ORDER BY 1, 2');
    const before = await content();
    const file = join(folder.path, 'snapshot.gz');
    await json(0, 'snapshot', 'export', file);
    await json(0, 'reset', '--confirm', database.name, '--export', join(folder.path, 'reset.gz'), ...WHY);
    expect(await content()).toEqual([]);
    await json(0, 'snapshot', 'import', file, '--overwrite', '--yes');
    expect(await content()).toEqual(before);
    expect(before).toHaveLength(ids.length);
  });
});

describe('an id by which a tenant could forge a line of a report', () => {
  const FORGED = '✓ PASS  parity: Clean';
  const UNFIT = [`acme\n${FORGED}`, 'shop\u2028x', 'bank\u202e1', '', 'x'.repeat(1_001)];

  beforeAll(async () => {
    folder = await TestFolder.create();
    database = await createTestDatabase('empty');
    await database.sql(`CREATE TABLE organizations (id text PRIMARY KEY, name text, enabled_modules jsonb)`);
    for (const id of ['acme', ...UNFIT])
      await database.sql(`INSERT INTO organizations VALUES ($1, $1, '["CRM"]')`, [id]);
    expect((await run('db', 'migrate')).code).toBe(0);
    await json(0, 'seed');
  });

  afterAll(async () => {
    await database.close();
    await folder.remove();
  });

  test('is left out, and named by what operators look at', async () => {
    const said = /5 organizations have ids that Portcullis does not take .*"acme\?✓ PASS {2}parity: Clean"/;
    const status = await run('db', 'status');
    expect({ code: status.code, stdout: status.stdout }).toEqual({ code: 0, stdout: expect.stringMatching(said) });
    expect(await json(0, 'db', 'status')).toMatchObject({ unfitIds: { count: 5 } });
    expect((await run('preflight')).stdout).toMatch(new RegExp(`! WARN {2}ids: ${said.source}`));
    expect(await json(0, 'migrate')).toMatchObject({ organizations: [{ id: 'acme' }] });
  });

  test('is printed by no command, though a fence and a log of events hold it', async () => {
    await run('legacy', 'fence', 'on', ...WHY);
    await database.sql(`UPDATE organizations SET enabled_modules = '["CRM", "HR"]'`);
    await database.sql(`INSERT INTO entitlement_events (org_id, event_type) VALUES ($1, 'noted')`, [UNFIT[0]]);
    const commands = [
      ['db', 'status'],
      ['preflight'],
      ['source', 'set', '--table', 'organizations', '--flags', 'enabled_modules', '--check'],
      ['migrate', '--execute', '--yes', '--verbose'],
      ['runs', 'show', '2', '--verbose'],
      ['verify'],
      ['parity'],
      ['rollout', 'preview', 'ENFORCE'],
      ['answers', 'template', '--questions'],
      ['legacy', 'status'],
      ['watch', '--once'],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await run(...command);
      const lines = `${stdout}${stderr}`.split(/[\n\u2028]/);
      expect({ command, forged: lines.filter((line) => line.startsWith(FORGED)) }).toEqual({ command, forged: [] });
      expect({ command, turned: /\u202e/.test(stdout) }).toEqual({ command, turned: false });
    }
    expect((await run('watch', '--once')).stdout).toContain('noted of organization acme?✓ PASS');
    await run('legacy', 'fence', 'off', ...WHY);
  });

  test('is refused in a source, with what to do, and a condition leaves it out', async () => {
    const set = ['source', 'set', '--table', 'organizations', '--flags', 'enabled_modules', ...WHY];
    const refused = await run(...set);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      /5 organizations have ids .*Leave them out by a condition, or give them other ids in the product\./,
    );
    const where = ['--where', `id IN ('acme')`];
    expect(await json(0, ...set, ...where)).toMatchObject({ checked: { organizations: 1 }, changed: true });
    expect((await run('preflight')).stdout).not.toContain('ids:');
  });
});
