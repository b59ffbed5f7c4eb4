import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { Output } from '../src/cli/support/output';
import { packageRoot } from '../src/platform/package-root';
import { startChromium } from '../test/support/chromium';
import { createBenchDatabase } from './bench-database';
import { runCommand } from './run-command';

/**
 * Measures the console's pages in a browser, from the navigation until their numbers are shown, with many migrated
 * organizations. `npm run bench:console [-- --small]` with DATABASE_URL set.
 */
const ORGANIZATIONS = process.argv.includes('--small') ? 5_000 : 200_000;
/** How often each page is opened. The median is reported. */
const ROUNDS = 5;

interface PageUnderTest {
  readonly name: string;
  readonly path: string;
  /** Text that the page shows when it is complete. */
  readonly shows: RegExp;
}

const count = ORGANIZATIONS.toLocaleString('en-US').replace(/,/g, ',?');
const PAGES: readonly PageUnderTest[] = [
  { name: 'organizations', path: '/organizations', shows: new RegExp(`25 of ${count}`) },
  { name: 'organizations, by name', path: '/organizations?search=Organization%201234', shows: / of \d/ },
  { name: 'organizations, under LEGACY', path: '/organizations?gating=LEGACY', shows: new RegExp(`25 of ${count}`) },
  { name: 'organizations that have a module', path: '/organizations?module=sales', shows: /25 of \d/ },
  { name: 'an organization', path: '/organizations/4711', shows: /Legacy flags say/ },
  { name: 'the migration', path: '/migration', shows: /Run \d+ changed/ },
  { name: 'runs', path: '/runs', shows: /1 execution/ },
  { name: 'a run', path: '/runs/1', shows: /What changed/ },
  { name: 'a run, by module', path: '/runs/1', shows: /Submodule rows/ },
  { name: "a run's organizations", path: '/runs/1?tab=organizations', shows: new RegExp(`25 of ${count}`) },
  {
    name: "a run's organizations, by name",
    path: '/runs/1?tab=organizations&search=Organization%201234',
    shows: / of \d/,
  },
  { name: "a run's organizations, by module", path: '/runs/1?tab=organizations&module=sales', shows: /25 of \d/ },
];

const out = new Output(false);

/** Starts the built server and returns its address. */
async function serve(url: string, secret: string): Promise<{ readonly address: string; readonly stop: () => void }> {
  const child = spawn(process.execPath, [join(packageRoot, 'dist/src/cli.js'), 'serve'], {
    env: { ...process.env, DATABASE_URL: url, AUTH_JWT_SECRET: secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, address] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
    if (address !== undefined) {
      child.stdout.resume();
      return { address, stop: () => void child.kill() };
    }
  }
  throw new Error('the server did not start');
}

/** @returns the milliseconds until the page is complete */
async function open(page: Page, address: string, { path, shows }: PageUnderTest): Promise<number> {
  await page.goto('about:blank');
  const begun = performance.now();
  await page.goto(`${address}/console${path}`, { waitUntil: 'commit' });
  await page.getByText(shows).first().waitFor({ timeout: 60_000 });
  return performance.now() - begun;
}

async function main(): Promise<void> {
  const serverUrl = process.env['DATABASE_URL'];
  if (!serverUrl) throw new Error('Set DATABASE_URL to a server on which this benchmark may create databases.');
  const database = await createBenchDatabase(serverUrl, ORGANIZATIONS, 'common');
  const browser = await startChromium();
  if (!browser) throw new Error('No browser was found.');
  try {
    await runCommand(database.url, 'seed');
    await runCommand(database.url, 'migrate', '--execute', '--yes', '--json', '--workers', '2');
    const secret = 'a secret for this benchmark and for no other use';
    process.env['AUTH_JWT_SECRET'] = secret;
    const token = (await runCommand(database.url, 'token', '--role', 'SUPER_ADMIN')).output.trim();
    const { address, stop } = await serve(database.url, secret);
    try {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      await page.goto(`${address}/console`);
      await page.evaluate(`sessionStorage.setItem('portcullis.token', ${JSON.stringify(token)})`);
      const rows: (readonly string[])[] = [];
      for (const one of PAGES) {
        const took: number[] = [];
        for (let round = 0; round < ROUNDS; round++) took.push(await open(page, address, one));
        const [first = NaN] = took;
        took.sort((a, b) => a - b);
        rows.push([one.name, first.toFixed(0), (took[Math.floor(ROUNDS / 2)] ?? NaN).toFixed(0)]);
      }
      out.heading(`The console's pages with ${ORGANIZATIONS} organizations, until their numbers are shown`);
      out.table(['page', 'first, ms', 'median, ms'], rows);
    } finally {
      stop();
    }
  } finally {
    await browser.close();
    await database.drop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
