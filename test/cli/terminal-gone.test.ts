import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../src/platform/package-root';
import { until } from '../support/run-engine';
import { createTestDatabase, TEST_SECRET } from '../support/test-database';

/** `script` of util-linux gives a program a terminal of its own. */
const hasScript = spawnSync('script', ['--version']).status === 0;
// `.ci/run` sets it where there is one: there this test may not be skipped.
if (!hasScript && process.env['PORTCULLIS_REQUIRE_TERMINAL']) throw new Error('script is not installed');

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

(hasScript ? test : test.skip)('a server whose terminal was closed ends, and leaves its port', async () => {
  const database = await createTestDatabase();
  const { PATH, HOME } = process.env;
  const command = `echo "PID=$$."; exec "${process.execPath}" "${join(packageRoot, 'dist/src/cli.js')}" serve`;
  const terminal = spawn('script', ['-qfc', `sh -c '${command}'`, '/dev/null'], {
    env: { PATH, HOME, DATABASE_URL: database.url, AUTH_JWT_SECRET: TEST_SECRET, PORT: '0', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  await until('it serves', () => /GraphQL at http/.test(shown), 50);
  const pid = Number(/PID=(\d+)\./.exec(shown)?.[1]);
  const url = /(http:\/\/[^"\s]+)\/graphql/.exec(shown)?.[1] ?? '';
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  terminal.kill('SIGKILL');
  const begun = Date.now();
  while (isRunning(pid) && Date.now() - begun < 30_000) await delay(100);
  const ended = !isRunning(pid);
  if (!ended) process.kill(pid, 'SIGKILL');
  await database.close();
  expect(ended).toBe(true);
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
});
