import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const run = promisify(execFile);
const ELSEWHERE = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const START_MS = 15_000;

/**
 * Starts Chromium: that at CHROMIUM_PATH, the one that comes by npm, or an installed one; the first that starts. Null where none does.
 * @throws Error instead, where PORTCULLIS_REQUIRE_BROWSER is set, as `.ci/run` does
 */
export async function startChromium(): Promise<Browser | null> {
  const tried: string[] = [];
  for (const find of [
    async () => process.env['CHROMIUM_PATH'],
    fromNpm,
    ...ELSEWHERE.map((path) => async () => path),
  ]) {
    try {
      const executablePath = await find();
      if (executablePath === undefined || !existsSync(executablePath)) continue;
      return await chromium.launch({
        executablePath,
        timeout: START_MS,
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      });
    } catch (error) {
      tried.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    }
  }
  const message = `No Chromium was found that starts: set CHROMIUM_PATH, or install one (apt-get install chromium). ${tried.join(' · ')}`;
  if (process.env['PORTCULLIS_REQUIRE_BROWSER']) throw new Error(message);
  process.stderr.write(`${message} The console's tests are skipped.\n`);
  return null;
}

/** The package unpacks its binary to the temporary folder, and says where. It is an ES module, which jest does not load as it is. */
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
