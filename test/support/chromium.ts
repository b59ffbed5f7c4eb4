import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const SYSTEM_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const START_MS = 15_000;

/**
 * Starts the first Chromium that works: that at CHROMIUM_PATH, the one installed by npm, or one of the system. Null
 * without any.
 * @throws Error without any if PORTCULLIS_REQUIRE_BROWSER is set, as `.ci/run` does
 */
export async function startChromium(): Promise<Browser | null> {
  const tried: string[] = [];
  for (const find of [
    async () => process.env['CHROMIUM_PATH'],
    fromNpm,
    ...SYSTEM_PATHS.map((path) => async () => path),
  ]) {
    try {
      const executablePath = await find();
      if (executablePath === undefined || !existsSync(executablePath)) continue;
      return await launch(executablePath);
    } catch (error) {
      tried.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  const message =
    'Chromium could not be started: set CHROMIUM_PATH, or install one (apt-get install chromium). ' + tried.join(' · ');
  if (process.env['PORTCULLIS_REQUIRE_BROWSER']) throw new Error(message);
  process.stderr.write(`${message} The console's tests are skipped.\n`);
  return null;
}

/** Waits while another process still unpacks the program, which cannot be started until then. */
async function launch(executablePath: string): Promise<Browser> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    try {
      return await chromium.launch({
        executablePath,
        timeout: START_MS,
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      });
    } catch (error) {
      if (!String(error).includes('ETXTBSY') || Date.now() > deadline) throw error;
      await delay(200);
    }
  }
}

/**
 * The package unpacks its binary into the temporary folder and returns its path. A process of its own, because Jest
 * does not load ES modules.
 */
async function fromNpm(): Promise<string> {
  const { stdout } = await run(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      "import c from '@sparticuz/chromium'; process.stdout.write(await c.executablePath())",
    ],
    { timeout: 60_000 },
  );
  return stdout;
}
