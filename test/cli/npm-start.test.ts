import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { TestFolder } from '../support/command';
import { until } from '../support/run-engine';

jest.setTimeout(600_000);

let folder: TestFolder;

beforeAll(async () => {
  folder = await TestFolder.create();
});

afterAll(() => folder.remove());

interface Started {
  readonly npm: ChildProcess;
  readonly url: string;
  readonly log: () => string;
  readonly ended: Promise<unknown>;
}

async function npmStart(): Promise<Started> {
  const { PATH, HOME } = process.env;
  const npm = spawn('npm', ['start'], {
    cwd: packageRoot,
    env: { PATH, HOME, PORT: '0', PORTCULLIS_DATA_DIR: join(folder.path, 'data') },
    detached: true, // a process group of its own
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(npm, 'close');
  let printed = '';
  npm.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  npm.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const findUrl = () => /"url":"(http:[^"]+)\/graphql"/.exec(printed)?.[1];
  await until('the server listens', () => npm.exitCode !== null || findUrl() !== undefined, 50);
  return { npm, url: findUrl() ?? `npm start ended: ${printed}`, log: () => printed, ended };
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );

test('npm start ends its server, and the embedded database, when npm receives SIGTERM', async () => {
  const { npm, url, log, ended } = await npmStart();
  try {
    expect({ url, answers: await answers(url) }).toEqual({ url, answers: true });
  } finally {
    npm.kill('SIGTERM');
    await ended;
  }
  expect(log()).toContain('"signal":"SIGTERM","msg":"stopping"');
  expect(await answers(url)).toBe(false);
});

test('npm start ends its server cleanly on Ctrl-C, which reaches the server twice', async () => {
  const { npm, url, log, ended } = await npmStart();
  // As a terminal does: SIGINT to the whole group. npm passes it on to the server, which has received it already.
  process.kill(-(npm.pid ?? NaN), 'SIGINT');
  await ended;
  expect(log()).toContain('"signal":"SIGINT","msg":"stopping"');
  expect(log()).not.toContain('stopping at once');
  expect(await answers(url)).toBe(false);
});
