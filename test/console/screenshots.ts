import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packageRoot } from '../../src/platform/package-root';
import { startChromium } from '../support/chromium';
import { portcullis, TestFolder } from '../support/command';
import { ask } from '../support/http';
import { serve } from '../support/serve';

/** What `npm run screenshots` takes pictures of: a name, an address below `/console`, and what is done there first. */
const SHOTS: readonly { readonly name: string; readonly path: string; readonly first?: (page: Page) => Promise<void> }[] = [
  { name: 'organizations', path: '/organizations' },
  { name: 'organization', path: '/organizations/1' },
  { name: 'organization-explanation', path: '/organizations/1', first: async (page) => page.getByRole('button', { name: 'Explain sales' }).click() },
  { name: 'organization-override', path: '/organizations/1', first: previewOverride },
  { name: 'organization-overrides', path: '/organizations/1?tab=overrides' },
  { name: 'organization-menu', path: '/organizations/1?tab=menu' },
  { name: 'organization-events', path: '/organizations/1?tab=events' },
  { name: 'organization-insights', path: '/organizations/1?tab=insights' },
];

async function previewOverride(page: Page): Promise<void> {
  await page.getByLabel('Choose hr', { exact: true }).check();
  await page.getByRole('button', { name: 'Override 1' }).click();
  await page.getByLabel('Reason').fill('They try it until the summer.');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('table', { name: 'What changes' }).waitFor();
}

/** Takes a picture of each page, of the demo's data, in two widths and both themes, into docs/screenshots. */
async function main(): Promise<void> {
  const target = join(packageRoot, 'docs/screenshots');
  const folder = await TestFolder.create();
  const env = { PORTCULLIS_DATA_DIR: join(folder.path, 'data'), PORT: '0' };
  const demo = await portcullis(['demo'], { env });
  if (demo.code !== 0) throw new Error(demo.stderr);
  const authorization = `Bearer ${(await portcullis(['token', '--role', 'SUPER_ADMIN', '--subject', 'ann'], { env })).stdout.trim()}`;
  const server = await serve(env);
  const browser = await startChromium();
  try {
    if (!browser) throw new Error('no browser');
    await ask(server, OVERRIDE, { authorization });
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
        await context.addInitScript({ content: `sessionStorage.setItem('portcullis.token', ${JSON.stringify(authorization.replace('Bearer ', ''))});` });
        for (const { name, path, first } of SHOTS) {
          const page = await context.newPage();
          await page.goto(`${server.url}/console${path}`, { waitUntil: 'load' });
          await page.getByRole('heading', { level: 1 }).waitFor();
          await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
          await first?.(page);
          await page.waitForTimeout(400); // for what glides in
          await page.screenshot({ path: join(target, `${name}-${width}-${colorScheme}.png`) });
          await page.close();
        }
        await context.close();
      }
    }
  } finally {
    await browser?.close();
    server.child.kill('SIGTERM');
    await server.ended;
    await folder.remove();
  }
}

const OVERRIDE = `mutation { overrideEntitlements(input: { organizationId: "1", expectedVersion: 0, reason: "A pilot, agreed with their buyer", expiresAt: "2099-12-31T00:00:00Z",
  changes: [{ moduleKey: "ai_analytics", status: ENABLED }, { moduleKey: "sales", submoduleKey: "leads", status: DISABLED }] }) { dryRun } }`;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
