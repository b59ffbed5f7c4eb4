import { z } from 'zod';
import { portcullis, startPortcullis } from '../support/command';
import { until } from '../support/run-engine';
import { LIVE_RUN } from '../support/scrape';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';

let database: TestDatabase;
const frame = z.looseObject({
  checks: z.number(),
  unexpected: z.number(),
  thresholds: z.array(z.object({ name: z.string(), level: z.string(), detail: z.string() })),
});
const watch = (...args: readonly string[]) => portcullis(['watch', ...args], { env: { DATABASE_URL: database.url } });
const count = (module: string, unexpected: boolean, times: number) =>
  database.sql(
    `INSERT INTO access_counts (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count)
     VALUES ((now() AT TIME ZONE 'UTC')::date, 1, $1, 'ENFORCE', NOT $2, 'X', $2, false, $3)`,
    [module, unexpected, times],
  );

beforeAll(async () => {
  database = await createTestDatabase();
  await database.addOrganizations([['CRM'], ['CRM']]);
  await database.sql(
    `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES (1, 'ENFORCE', 'a pilot', 'ann')`,
  );
  await count('sales', false, 100_000);
});

afterAll(() => database.close());

test('a look that passes no threshold says so, and exits with 0', async () => {
  await count('hr', true, 100);
  const { code, stdout } = await watch('--once');
  expect(stdout).toContain('No threshold is passed');
  expect(stdout).toContain('1 organization under ENFORCE, 0 under SHADOW, 1 under LEGACY');
  expect(stdout).toMatch(/hr +100 +100 +0.0999 %/);
  expect(code).toBe(0);
});

test('a look warns from 0.1 % of unexpected denials, names the way back from 1 %, and exits with 3', async () => {
  await count('finance', true, 10);
  const warned = await watch('--once', '--json');
  expect(warned.code).toBe(3);
  expect(warned.stdout.split('\n')).toHaveLength(2);
  expect(frame.parse(JSON.parse(warned.stdout))).toMatchObject({
    checks: 100_110,
    unexpected: 110,
    thresholds: [{ name: 'unexpected denials', level: 'WARNING' }],
  });
  await count('projects', true, 2_000);
  const critical = await watch('--once');
  expect(critical).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(
      /CRITICAL {2}unexpected denials: 2110 of 102110 checks \(2.07 %\).*portcullis rollout set LEGACY --reason/,
    ),
  });
  expect(critical.stdout).not.toContain('\x1b');
});

test('a look shows the live run and the latency of servers, and names a server that does not answer', async () => {
  await database.sql(LIVE_RUN);
  const server = await startTestServer(database, { worker: false });
  const { stdout } = await watch(
    '--once',
    '--metrics',
    `${server.url}/metrics`,
    '--metrics',
    'http://127.0.0.1:1/metrics',
  ).finally(() => server.close());
  expect(stdout).toMatch(/Run 1 \(EXECUTE\) PAUSED: █+░+ 3\/5.*2 changed, 0 unchanged, 1 failed/);
  expect(stdout).toContain('Latency: no requests');
  expect(stdout).toContain('http://127.0.0.1:1/metrics does not answer');
});

test('watch looks repeatedly, and Ctrl-C ends it with exit code 0, whatever thresholds are passed', async () => {
  const { child, output } = startPortcullis(['watch', '--every', '1', '--json'], {
    env: { DATABASE_URL: database.url },
  });
  const ended = new Promise<number | null>((resolve) => void child.on('close', resolve));
  await until('watch has looked twice', () => output().stdout.split('\n').length > 2);
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  for (const text of output().stdout.trim().split('\n')) frame.parse(JSON.parse(text));
});

test('watch refuses invalid options', async () => {
  for (const args of [
    ['--every', '0'],
    ['--every', '86401'],
    ['--every', '1.5'],
    ['--since', 'yesterday'],
    ['--since', '24'],
    ['--since', '2027-01-01'],
    ['--metrics', 'nowhere'],
  ])
    expect({ args, ...(await watch(...args)) }).toMatchObject({ args, code: 2, stdout: '' });
});
