import { createDataSource } from '../../src/database/data-source';
import { DatabaseWatch } from '../../src/database/database-load';
import { startPortcullis } from '../support/command';
import { PrivatePostgres } from '../support/private-postgres';
import { until } from '../support/run-engine';

jest.setTimeout(600_000);

let primary: PrivatePostgres;
let standby: PrivatePostgres;

beforeAll(async () => {
  primary = await PrivatePostgres.create();
  standby = await primary.createStandby();
});

afterAll(() => primary.remove());

/** Runs a command to its end, and fails if its exit code is not 0. */
async function portcullis(...args: readonly string[]): Promise<string> {
  const { child, output } = startPortcullis(args, { env: { DATABASE_URL: primary.url } });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, stderr: output().stderr }).toEqual({ code: 0, stderr: '' });
  return output().stdout;
}

const run = async () => {
  const [row] = await primary.query<{ status: string; held: string | null; done: number }>(
    `SELECT status, hold_reason AS held,
            (SELECT count(*)::int FROM portcullis.migration_run_batches WHERE status = 'DONE') AS done
     FROM portcullis.migration_runs`,
  );
  return row;
};

test('a run waits while a standby lags, names it and its lag, and goes on when it has caught up', async () => {
  await portcullis('db', 'migrate');
  await portcullis('seed');
  await primary.query(
    `INSERT INTO organizations (name, enabled_modules)
     SELECT 'Organization ' || n, '["CRM", "HR"]' FROM generate_series(1, 200) n`,
  );
  await standby.query('SELECT pg_wal_replay_pause()');
  await primary.query('CREATE TABLE written_meanwhile AS SELECT 1 AS one');

  // Without the rate the run could end before the lag exceeds the limit.
  const executing = portcullis('migrate', '--execute', '--yes', '--max-replication-lag', '1', '--max-rate', '40');
  await until('the run is held back', async () => ((await run())?.held ?? null) !== null, 25);
  const held = await run();
  expect(held).toMatchObject({
    status: 'RUNNING',
    held: expect.stringMatching(/^the standby '.+' is \d+\.\d s behind \(limit 1 s\)$/),
  });
  expect(held?.done).toBeLessThan(5);

  await standby.query('SELECT pg_wal_replay_resume()');
  expect(await executing).toContain('Status: SUCCEEDED');
  expect(await run()).toMatchObject({ status: 'SUCCEEDED', held: null, done: 5 });
});

test('the lag of a paused standby grows, is 0 after it caught up, and is not listed once it disconnects', async () => {
  const dataSource = await createDataSource(primary.url, 2).initialize();
  const watch = new DatabaseWatch(dataSource);
  const lagsOnce = async (what: string, holds: (lags: readonly (number | null)[]) => boolean) => {
    let lags: readonly (number | null)[] = [];
    await until(what, async () => {
      const { standbys } = await watch.look({ lockWaits: false, standbys: true });
      lags = standbys.map(({ lagSeconds }) => lagSeconds);
      return holds(lags);
    });
    return lags;
  };
  try {
    await standby.query('SELECT pg_wal_replay_pause()');
    await primary.query('CREATE TABLE more_meanwhile AS SELECT 1 AS one');
    expect(await lagsOnce('the standby is two seconds behind', ([lag]) => (lag ?? 0) > 2)).toHaveLength(1);
    await standby.query('SELECT pg_wal_replay_resume()');
    expect(await lagsOnce('the standby has caught up', ([lag]) => lag === 0)).toEqual([0]);
    await standby.stop('fast');
    expect(await lagsOnce('the standby is not listed', (lags) => lags.length === 0)).toEqual([]);
  } finally {
    await dataSource.destroy();
    await standby.start();
  }
});

test('a database user without the right to see a lag gets null for it, not 0', async () => {
  await primary.query(`CREATE ROLE stranger LOGIN PASSWORD 'stranger'`);
  const url = new URL(primary.url);
  url.username = 'stranger';
  url.password = 'stranger';
  const dataSource = await createDataSource(url.href, 2).initialize();
  try {
    await until(
      'the standby is connected',
      async () => (await primary.query('SELECT 1 FROM pg_stat_replication')).length === 1,
    );
    const { standbys } = await new DatabaseWatch(dataSource).look({ lockWaits: true, standbys: true });
    expect(standbys).toEqual([{ name: expect.any(String), lagSeconds: null }]);
  } finally {
    await dataSource.destroy();
  }
});
