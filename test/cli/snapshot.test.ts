import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { documentOf, portcullis, type Ran, startPortcullis, TestFolder } from '../support/command';
import { type Migrated, migrateDatabase, ORGANIZATIONS as ORGANIZATIONS_MIGRATED } from '../support/migrated';
import { until } from '../support/run-engine';
import { readSnapshotRows } from '../support/snapshot-file';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

jest.setTimeout(600_000);

const ORGANIZATIONS = 25_000;
const ROWS = 8 * ORGANIZATIONS;

let database: TestDatabase;
let folder: TestFolder;
let copies = 0;

beforeAll(async () => {
  folder = await TestFolder.create();
  database = await createTestDatabase('seeded');
  await database.sql(
    `INSERT INTO organizations (name) SELECT 'Organization ' || n FROM generate_series(1, ${ORGANIZATIONS}) n`,
  );
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT o.id, m.id, 'enabled', md5(o.id::text)
     FROM organizations o CROSS JOIN (SELECT id FROM modules ORDER BY id LIMIT 8) m`,
  );
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, payload)
     VALUES (1, 'large', json_build_object('text', repeat('Überlänge ', 300000)))`,
  );
});

afterAll(async () => {
  await database.close();
  await folder.remove();
});

const newFile = (): string => join(folder.path, `snapshot-${(copies += 1)}.gz`);
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  portcullis(args, { env: { DATABASE_URL: database.url, ...env }, cwd: folder.path });
const partials = (): readonly string[] => readdirSync(folder.path).filter((name) => name.endsWith('.partial'));
const events = (type: string) =>
  database.sql<{ payload: unknown }>(`SELECT payload FROM platform_events WHERE event_type = $1 ORDER BY id`, [type]);

/** Starts a command and waits until it has written some of its file. */
async function inMidExport(args: readonly string[]) {
  const { child, output } = startPortcullis(args, { env: { DATABASE_URL: database.url }, cwd: folder.path });
  await until('the file is being written', () =>
    partials().some((name) => statSync(join(folder.path, name)).size > 100_000),
  );
  return { output, kill };

  async function kill(signal: NodeJS.Signals): Promise<unknown> {
    child.kill(signal);
    const [code]: readonly unknown[] = await once(child, 'close');
    return code;
  }
}

describe('an export that does not end leaves no file that looks complete', () => {
  test('when it is killed', async () => {
    const file = newFile();
    await (await inMidExport(['snapshot', 'export', file])).kill('SIGKILL');
    expect(existsSync(file)).toBe(false);
    expect(await events('snapshot_exported')).toEqual([]);
    for (const name of partials()) spawnSync('rm', [join(folder.path, name)]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'when it is stopped by %s: nothing is left, and the exit code is 130',
    async (signal) => {
      const file = newFile();
      const exporting = await inMidExport(['snapshot', 'export', file]);
      expect(await exporting.kill(signal)).toBe(130);
      expect(exporting.output()).toEqual({
        stdout: '',
        stderr: 'Interrupted: nothing was changed, and nothing is left half done.\n',
      });
      expect([existsSync(file), partials()]).toEqual([false, []]);
    },
  );

  test('when a reset is stopped while it exports, which then has changed nothing', async () => {
    const file = newFile();
    const resetting = await inMidExport([
      'reset',
      '--confirm',
      database.name,
      '--reason',
      'start over',
      '--export',
      file,
    ]);
    expect(await resetting.kill('SIGINT')).toBe(130);
    expect([existsSync(file), partials()]).toEqual([false, []]);
    expect(await database.sql('SELECT count(*)::int AS n FROM org_entitlements')).toEqual([{ n: ROWS }]);
  });

  test('when the file exceeds the size limit: an existing file stays, even with --force', async () => {
    const file = newFile();
    writeFileSync(file, 'the one before');
    const cli = join(packageRoot, 'dist/src/cli.js');
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', 'ulimit -f 300; exec "$0" "$@"', process.execPath, cli, 'snapshot', 'export', file, '--force'],
      { env: { ...process.env, DATABASE_URL: database.url }, encoding: 'utf8' },
    );
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        `${file} could not be written: the file is too large for the file system. ` +
        'The incomplete file was removed.\n',
    });
    expect([statSync(file).size, partials()]).toEqual([14, []]);
  });

  (canMount() ? test : test.skip)('when the disk is full; a reset that cannot export deletes nothing', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'portcullis-small-disk-'));
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    try {
      const file = join(disk, 'snapshot.gz');
      const full = `${file} could not be written: no space is left on the disk. The incomplete file was removed.\n`;
      expect(await run(['snapshot', 'export', file])).toEqual({ code: 1, stdout: '', stderr: full });
      expect(await run(['reset', '--confirm', database.name, '--reason', 'start over', '--export', file])).toEqual({
        code: 1,
        stdout: '',
        stderr: full,
      });
      expect(readdirSync(disk)).toEqual([]);
      expect(await database.sql('SELECT count(*)::int AS n FROM org_entitlements')).toEqual([{ n: ROWS }]);
    } finally {
      spawnSync('umount', [disk]);
      rmdirSync(disk);
    }
  });
});

test('export, reset and import handle 200,000 rows, one of three megabytes, with 64 megabytes of memory', async () => {
  const env = { NODE_OPTIONS: '--max-old-space-size=64' };
  const file = newFile();
  const exported = await run(['snapshot', 'export', file, '--json'], env);
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(documentOf(exported)).toMatchObject({ file, rows: { org_entitlements: ROWS, entitlement_events: 1 } });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const before = await checksum();

  const done = await run(['reset', '--confirm', database.name, '--reason', 'start over', '--json'], env);
  expect(done).toMatchObject({ code: 0, stderr: '' });
  expect(documentOf(done)).toMatchObject({
    snapshot: {
      file: expect.stringMatching(
        new RegExp(`^${folder.path}/portcullis-${database.name}-\\d{8}T\\d{6}Z\\.ndjson\\.gz$`),
      ),
    },
    runs: 0,
  });
  expect(await database.sql('SELECT 1 FROM org_entitlements')).toEqual([]);
  expect(await database.sql('SELECT 1 FROM entitlement_events')).toHaveLength(1);

  const imported = await run(['snapshot', 'import', file], env);
  expect(imported).toMatchObject({ code: 0, stderr: '' });
  expect(imported.stdout).toContain(
    `✓ Imported ${file}: ${ROWS} entitlements, 0 subentitlements, 0 overrides, ` +
      '0 packages of organizations, 1 event of organizations, 2 events of the platform, ' +
      '0 rollouts of single organizations',
  );
  expect(await checksum()).toEqual(before);
  expect(await events('entitlements_reset')).toMatchObject([{ payload: { rows: { org_entitlements: ROWS } } }]);
  expect(await events('snapshot_imported')).toMatchObject([
    { payload: { file, sha256: expect.any(String), replaced: [] } },
  ]);
});

const checksum = () => database.sql(`SELECT md5(string_agg(e::text, ',' ORDER BY id)) AS rows FROM org_entitlements e`);

describe('the snapshot and reset commands', () => {
  let small: Migrated;
  const runSmall = (...args: readonly string[]): Promise<Ran> =>
    portcullis(args, { env: { DATABASE_URL: small.database.url }, cwd: folder.path });

  beforeAll(async () => {
    small = await migrateDatabase(folder);
  });

  afterAll(() => small.database.close());

  test('export overwrites a file only with --force, and counts as a backup in preflight', async () => {
    const file = newFile();
    await small.database.rewrite('DELETE FROM platform_events');
    expect(await runSmall('preflight')).toMatchObject({
      stdout: expect.stringContaining('WARN  snapshot: No backup was noted'),
    });
    expect((await runSmall('snapshot', 'export', file)).code).toBe(0);
    expect(await runSmall('preflight')).toMatchObject({ stdout: expect.stringContaining('PASS  snapshot') });
    expect(await runSmall('snapshot', 'export', file)).toEqual({
      code: 2,
      stdout: '',
      stderr: `INVALID_INPUT: ${file} already exists: choose another name, or pass --force to overwrite it.\n`,
    });
    await small.database.sql(`INSERT INTO entitlement_events (org_id, event_type) VALUES (1, 'since')`);
    expect((await runSmall('snapshot', 'export', file, '--force')).code).toBe(0);
    expect(await readSnapshotRows(file, 'entitlement_events')).toHaveLength(ORGANIZATIONS_MIGRATED + 1);
    expect(await runSmall('snapshot', 'export', join(folder.path, 'no/such/folder.gz'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the folder does not exist'),
    });
  });

  test('import says what it replaces, and asks', async () => {
    expect((await runSmall('snapshot', 'export', small.file, '--force')).code).toBe(0);
    const refused = await runSmall('snapshot', 'import', small.file);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'CONFLICT: The tables are not empty; nothing was changed:\n  org_entitlements: 12 rows\n',
      ),
    });
    const asked = await runSmall('snapshot', 'import', small.file, '--overwrite');
    expect(asked).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'Replace all of it? Confirmation needed, but this is not a terminal. Pass --yes to proceed.',
      ),
    });
    const done = await runSmall('snapshot', 'import', small.file, '--overwrite', '--yes', '--reason', 'back to Monday');
    expect(done).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining(`! In the database '${small.database.name}' at `),
    });
    expect(done.stdout).toContain(
      '    org_entitlements: 12 rows\n    org_subentitlements: 6 rows\n' +
        '    entitlement_overrides: 1 row\n✓ Imported',
    );
    expect(
      await small.database.sql(`SELECT reason FROM platform_events WHERE event_type = 'snapshot_imported'`),
    ).toEqual([{ reason: 'back to Monday' }]);
    expect(await runSmall('snapshot', 'import', newFile())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no such file'),
    });
    expect(await runSmall('snapshot', 'import', small.file, '--acknowledge-lost-access')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('needs a --reason'),
    });
  });

  test('reset needs the name of the database and a reason, and marks the run that it undoes', async () => {
    const { name } = small.database;
    expect(await runSmall('reset', '--reason', 'start over')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--confirm'),
    });
    expect(await runSmall('reset', '--confirm', name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--reason'),
    });
    expect(await runSmall('reset', '--confirm', 'production', '--reason', 'start over')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`--confirm must be '${name}', the name of this database, not 'production'`),
    });
    await small.database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
    expect(await runSmall('reset', '--confirm', name, '--reason', 'start over')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^CONFLICT: 5 organizations are under ENFORCE/),
    });
    await small.database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
    const done = await runSmall('reset', '--confirm', name, '--reason', 'start over');
    expect(done).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining(
        '✓ 1 executed run can still be shown, but no longer rolled back or resumed\n' +
          'Put it all back:  portcullis snapshot import /',
      ),
    });
    expect((await runSmall('runs', 'show', '1')).stdout).toContain(
      '! What the run wrote was reset, or replaced by a snapshot, at ',
    );
    const [, file = ''] = /portcullis snapshot import (\S+)/.exec(done.stdout) ?? [];
    expect((await runSmall('snapshot', 'import', file)).stdout).toContain(
      '✓ 1 executed run can be rolled back or resumed again',
    );
    expect((await runSmall('runs', 'show', '1')).stdout).not.toContain('reset');
  });
});

function canMount(): boolean {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false;
  const disk = mkdtempSync(join(tmpdir(), 'portcullis-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0;
  if (mounted) spawnSync('umount', [disk]);
  rmdirSync(disk);
  return mounted;
}
