import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm, rmdir, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type CliExit, type CliProcess, startCli } from '../support/cli-process';
import {
  createDatabaseOn,
  halfDone,
  type LargeMigration,
  MIGRATE,
  processed,
  putLargeMigration,
  requireSameOutcome,
  startLargeMigration,
  statusOf,
} from '../support/large-migration';
import { PrivatePostgres } from '../support/private-postgres';
import { until } from '../support/run-engine';
import type { TestDatabase } from '../support/test-database';

jest.setTimeout(600_000);

const ORGANIZATIONS = 2_000;
/** The exit code of a run with organizations that failed or were held. */
const INCOMPLETE = 3;
const OUTAGE_MS = 3_000;

let server: PrivatePostgres;
let undisturbed: LargeMigration;
/** Steps to take after each test, the last one first. */
const cleaning: (() => Promise<unknown>)[] = [];
/** Steps to take after all tests. */
const finalCleaning: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await PrivatePostgres.create();
  finalCleaning.push(() => server.remove());
  const organizations = await createDatabaseOn(server, 'organizations');
  await putLargeMigration(organizations, ORGANIZATIONS).finally(() => organizations.close());
  const database = await createDatabaseOn(server, 'undisturbed', 'organizations');
  finalCleaning.push(() => database.close());
  undisturbed = await startLargeMigration(database, false);
  const { code, stderr } = await cli(database, ['runs', 'resume', String(undisturbed.runId)]).exited;
  expect({ code, stderr }).toEqual({ code: INCOMPLETE, stderr: '' });
});

afterEach(async () => {
  if (!server.isUp) await server.start();
  await cleanUp(cleaning);
});

afterAll(async () => {
  await cleanUp([...finalCleaning, ...cleaning]);
});

describe('when the database goes away during a run and comes back,', () => {
  test.each(['stopped', 'killed'] as const)(
    'portcullis migrate --execute waits and completes the run as if undisturbed (database %s)',
    async (how) => {
      const run = { database: await cloneOrganizations(), runId: 1 };
      const command = cli(run.database, MIGRATE);
      await goAway(run, how);
      const { code, stdout, stderr } = await command.exited;
      expect({ code, stderr }).toEqual({ code: INCOMPLETE, stderr: '' });
      expect(stdout).toContain('The database went away');
      await requireSameOutcome(run, undisturbed);
    },
  );

  test.each(['stopped', 'killed'] as const)(
    'portcullis worker resumes the run and completes it as if undisturbed (database %s)',
    async (how) => {
      const run = await startLargeMigration(await cloneOrganizations(), false);
      const worker = cli(run.database, ['worker']);
      await goAway(run, how);
      await until('the run has ended', async () => !['QUEUED', 'RUNNING'].includes(await statusOf(run)), 25);
      worker.child.kill('SIGTERM');
      expect(await worker.exited).toMatchObject({ code: 0, signal: null, stderr: '' });
      await requireSameOutcome(run, undisturbed);
    },
  );

  async function goAway(run: LargeMigration, how: 'stopped' | 'killed'): Promise<void> {
    await until('the run is at work', async () => (await processed(run)) >= ORGANIZATIONS / 20, 25);
    if (how === 'stopped') await server.stop('fast');
    else await server.kill();
    await delay(OUTAGE_MS);
    const back = new Date();
    await server.start();
    expect(await halfDone(run)).toEqual([]);
    // A run that had ended before the outage would prove nothing.
    expect(await run.database.sql('SELECT 1 FROM migration_runs WHERE finished_at < $1', [back])).toEqual([]);
  }
});

describe('after a full disk has stopped a run,', () => {
  if (!canMount()) {
    test.skip('(not tested: mounting a small file system takes root on Linux)', () => undefined);
    return;
  }

  test('the run resumes and completes as if undisturbed if the tables it writes were on that disk', async () => {
    const disk = await mountSmallDisk(32);
    await putTablespace(disk);
    const run = { database: await cloneOrganizations(), runId: 1 };
    await moveTables(run.database, ['org_entitlements', 'entitlement_events', 'migration_run_organizations']);
    const ballast = await leaveRoom(disk, 1_000_000);

    const stopped = await cli(run.database, MIGRATE).exited;
    expect(await statusOf(run)).toBe('RUNNING');
    expect(await halfDone(run)).toEqual([]);
    expect(await processed(run)).toBeLessThan(ORGANIZATIONS);
    expectAdviceToResume(stopped);

    await rm(ballast);
    await resume(run);
    await requireSameOutcome(run, undisturbed);
  });

  test('the run resumes and completes as if undisturbed if the whole database was on that disk', async () => {
    const disk = await mountSmallDisk(200);
    const small = await PrivatePostgres.create({ parent: disk, settings: ['wal_recycle=off'] });
    cleaning.push(() => small.remove());
    const run = { database: await createDatabaseOn(small, 'migration'), runId: 1 };
    cleaning.push(() => run.database.close());
    await putLargeMigration(run.database, ORGANIZATIONS);
    const ballast = await leaveLittleWal(small, disk);

    const command = cli(run.database, MIGRATE);
    let ended = false;
    void command.exited.then(() => (ended = true));
    // Whichever it writes first: the log, without which it cannot go on, or a table, which fails the command alone.
    await until('the disk is full', () => /PANIC: .*No space left on device/.test(small.log) || ended, 25);
    expect(small.log).toContain('No space left on device');
    await small.untilItAnswers().catch(() => undefined); // fails if the server has given up
    await rm(ballast);
    if (!small.isUp) await small.start();
    await small.untilItAnswers();
    expect(await halfDone(run)).toEqual([]);

    // The command stops if the server reported the full disk to it, and waits if it only lost its connection.
    const stopped = await command.exited;
    if (stopped.code !== INCOMPLETE) {
      expect(await statusOf(run)).toBe('RUNNING');
      expectAdviceToResume(stopped);
      await resume(run);
    }
    await requireSameOutcome(run, undisturbed);
  });

  function expectAdviceToResume({ code, stdout, stderr }: CliExit): void {
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('No space left on device') });
    expect(stdout + stderr).toContain('portcullis runs resume 1');
  }

  async function resume({ database, runId }: LargeMigration): Promise<void> {
    const { code, stderr } = await cli(database, ['runs', 'resume', String(runId)]).exited;
    expect({ code, stderr }).toEqual({ code: INCOMPLETE, stderr: '' });
  }
});

/** A database with the organizations and no run. */
async function cloneOrganizations(): Promise<TestDatabase> {
  const database = await createDatabaseOn(server, `migration_${Date.now()}`, 'organizations');
  cleaning.push(async () => {
    await database.close();
    await server.query(`DROP DATABASE "${database.name}" WITH (FORCE)`, [], 'postgres');
  });
  return database;
}

/** Starts the command, which is killed if it still runs at the end of the test. */
function cli(database: TestDatabase, args: readonly string[]): CliProcess {
  const started = startCli(database, args, { PORTCULLIS_BATCH_SIZE: '10' });
  cleaning.push(async () => {
    started.child.kill('SIGKILL');
    await started.exited;
  });
  return started;
}

function canMount(): boolean {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false;
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return mounted;
}

/** A file system of a few megabytes, in memory. */
async function mountSmallDisk(megabytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portcullis-small-disk-'));
  cleaning.push(() => rmdir(folder));
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`mount: ${stderr}`);
  cleaning.push(async () => {
    // A process may still use the folder: unmounted lazily, it disappears with the last use.
    if (spawnSync('umount', [folder]).status !== 0 && spawnSync('umount', ['-l', folder]).status !== 0)
      throw new Error(`${folder} cannot be unmounted`);
  });
  return folder;
}

/** Fills a disk, except for some bytes, with a file that can be removed. */
async function leaveRoom(disk: string, bytes: number): Promise<string> {
  const { bavail, bsize } = await statfs(disk);
  const ballast = join(disk, 'ballast');
  await writeFile(ballast, Buffer.alloc(bavail * bsize - bytes));
  return ballast;
}

const TABLESPACE = 'small_disk';

async function putTablespace(disk: string): Promise<void> {
  const folder = join(disk, 'tables');
  await mkdir(folder, { mode: 0o700 });
  if (server.user) await chown(folder, server.user.uid, server.user.gid);
  await server.query(`CREATE TABLESPACE ${TABLESPACE} LOCATION '${folder}'`, [], 'postgres');
  cleaning.push(() => server.query(`DROP TABLESPACE ${TABLESPACE}`, [], 'postgres'));
}

async function moveTables(database: TestDatabase, tables: readonly string[]): Promise<void> {
  const parts = await database.sql<{ table: string }>(
    `SELECT name AS table FROM unnest($1::text[]) AS t (name)
     UNION ALL SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY($1::text[]::regclass[])`,
    [tables],
  );
  for (const { table } of parts) {
    await database.sql(`ALTER TABLE ${table} SET TABLESPACE ${TABLESPACE}`);
    const indexes = await database.sql<{ name: string }>(
      `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = $1::regclass`,
      [table],
    );
    for (const { name } of indexes) await database.sql(`ALTER INDEX ${name} SET TABLESPACE ${TABLESPACE}`);
  }
}

/** Leaves room for tables but not for another file of the write-ahead log, and almost fills the current one. */
async function leaveLittleWal(small: PrivatePostgres, disk: string): Promise<string> {
  await small.query('SELECT pg_switch_wal()');
  await small.query('CHECKPOINT');
  const ballast = await leaveRoom(disk, 10_000_000);
  await small.query(
    `SELECT pg_logical_emit_message(
       false, 'filler', repeat('x', pg_size_bytes(current_setting('wal_segment_size'))::int - file_offset - 700000))
     FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())`,
  );
  return ballast;
}

/** Takes every step, even after one has failed. */
async function cleanUp(steps: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps.splice(0).reverse()) await step().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, 'some clean-up steps failed');
}
