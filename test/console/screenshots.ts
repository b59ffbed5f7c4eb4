import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { packageRoot } from '../../src/platform/package-root';
import { startChromium } from '../support/chromium';
import { portcullis, TestFolder } from '../support/command';
import { ask } from '../support/http';
import { serve } from '../support/serve';

/** The pictures of `npm run screenshots`: a name, an address, and what to do before the picture. */
const SHOTS: readonly {
  readonly name: string;
  readonly path: string;
  readonly first?: (page: Page) => Promise<void>;
  readonly signedOut?: boolean;
}[] = [
  { name: 'sign-in', path: '/console/', signedOut: true },
  { name: 'migration', path: '/console/migration' },
  { name: 'runs', path: '/console/runs' },
  { name: 'runs-preflight', path: '/console/runs', first: (page) => click(page, 'Run the preflight') },
  { name: 'run', path: '/console/runs/1' },
  { name: 'run-organizations', path: '/console/runs/1?tab=organizations' },
  {
    name: 'run-organization',
    path: '/console/runs/1?tab=organizations',
    first: async (page) => page.getByRole('row').nth(1).getByRole('button').click(),
  },
  { name: 'run-roll-back', path: '/console/runs/2', first: (page) => click(page, 'Roll back') },
  { name: 'run-verification', path: '/console/runs/2?tab=verification', first: verify },
  { name: 'census', path: '/console/census' },
  { name: 'mapping', path: '/console/census?tab=mapping' },
  { name: 'mapping-load', path: '/console/census?tab=load' },
  { name: 'parity', path: '/console/parity' },
  { name: 'parity-differences', path: '/console/parity?tab=differences' },
  { name: 'rollout', path: '/console/rollout?to=ENFORCE' },
  { name: 'rollout-confirm', path: '/console/rollout?to=ENFORCE', first: (page) => click(page, 'Apply this change') },
  { name: 'rollout-organizations', path: '/console/rollout?tab=organizations' },
  { name: 'rollout-maintenance', path: '/console/rollout?tab=maintenance' },
  { name: 'organizations', path: '/console/organizations' },
  { name: 'organization', path: '/console/organizations/1' },
  { name: 'organization-explanation', path: '/console/organizations/1', first: (page) => click(page, 'Explain sales') },
  { name: 'organization-override', path: '/console/organizations/1', first: previewOverride },
  { name: 'organization-overrides', path: '/console/organizations/1?tab=overrides' },
  { name: 'organization-menu', path: '/console/organizations/1?tab=menu' },
  { name: 'organization-events', path: '/console/organizations/1?tab=events' },
  { name: 'organization-insights', path: '/console/organizations/1?tab=insights' },
  { name: 'watching', path: '/console/watching' },
  { name: 'watching-adoption', path: '/console/watching?tab=adoption' },
  { name: 'watching-runs', path: '/console/watching?tab=runs' },
  { name: 'record', path: '/console/record' },
];

/** Both widths and both themes. */
const LOOKS = [
  { width: 1280, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

async function click(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

async function verify(page: Page): Promise<void> {
  await click(page, 'Verify the run');
  await page.getByRole('table').waitFor();
}

async function previewOverride(page: Page): Promise<void> {
  await page.getByLabel('Choose hr', { exact: true }).check();
  await page.getByRole('button', { name: 'Override 1' }).click();
  await page.getByLabel('Reason').fill('Evaluation until the end of June');
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('table', { name: 'What changes' }).waitFor();
}

/** Takes a picture of each page, with the demo's data, into docs/screenshots. */
async function main(): Promise<void> {
  const target = join(packageRoot, 'docs/screenshots');
  const folder = await TestFolder.create();
  const env = { PORTCULLIS_DATA_DIR: join(folder.path, 'data'), PORT: '0' };
  const demo = await portcullis(['demo'], { env });
  if (demo.code !== 0) throw new Error(demo.stderr);
  const { stdout: token } = await portcullis(['token', '--role', 'SUPER_ADMIN', '--subject', 'ann'], { env });
  const authorization = `Bearer ${token.trim()}`;
  const server = await serve(env);
  const browser = await startChromium();
  try {
    if (!browser) throw new Error('no browser');
    for (const mutation of [OVERRIDE, PILOT, ROLLOUT, REPORT]) {
      const { errors } = await ask(server, mutation, { authorization });
      if (errors.length > 0) throw new Error(`${mutation}: ${JSON.stringify(errors)}`);
    }
    await checkAsProductDoes(server, authorization);
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    for (const { width, colorScheme } of LOOKS) {
      const options = {
        colorScheme,
        viewport: { width, height: 800 },
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
      } as const;
      const context = await browser.newContext(options);
      await context.addInitScript({
        content: `sessionStorage.setItem('portcullis.token', ${JSON.stringify(authorization.replace('Bearer ', ''))});`,
      });
      const signedOutContext = await browser.newContext(options);
      for (const { name, path, first, signedOut = false } of SHOTS) {
        const page = await (signedOut ? signedOutContext : context).newPage();
        await page.goto(`${server.url}${path}`, { waitUntil: 'load' });
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
        await first?.(page);
        await page.waitForTimeout(400); // until transitions have ended
        await page.screenshot({ path: join(target, `${name}-${width}-${colorScheme}.png`) });
        await page.close();
      }
      await context.close();
      await signedOutContext.close();
    }
  } finally {
    await browser?.close();
    server.child.kill('SIGTERM');
    await server.ended;
    await folder.remove();
  }
}

const OVERRIDE = `mutation {
  overrideEntitlements(input: {
    organizationId: "1", expectedVersion: 1, reason: "Pilot, as agreed with the customer"
    expiresAt: "2099-12-31T00:00:00Z"
    changes: [
      { moduleKey: "ai_analytics", status: ENABLED }
      { moduleKey: "sales", submoduleKey: "leads", status: DISABLED }
    ]
  }) { dryRun }
}`;
const PILOT = `mutation {
  setOrganizationRollout(input: {
    organizationId: "1", mode: ENFORCE, reason: "Pilot, as agreed with the customer", acknowledgeLostAccess: true
  }) { organization { id } }
}`;
const ROLLOUT = `mutation {
  setRollout(input: {
    mode: SHADOW, enforcePercentage: 20, expectedVersion: 1, reason: "20 % for one day", acknowledgeLostAccess: true
  }) { rollout { version } }
}`;
const REPORT = 'mutation { startParityReport(input: {}) { parityReport { id } } }';

/** Sends the checks that a product in use would send, so that there are counts to show. */
async function checkAsProductDoes(server: { readonly url: string }, authorization: string): Promise<void> {
  const organizations = Array.from({ length: 100 }, (_, index) => String(index + 1));
  const modules = ['sales', 'inventory', 'finance', 'hr', 'manufacturing', 'reports'];
  for (const moduleKey of modules) {
    const checks = organizations.map((organizationId) => ({ organizationId, moduleKey }));
    await ask(server, 'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed } }', {
      authorization,
      variables: { checks },
    });
  }
  const leads = { organizationId: '1', moduleKey: 'sales', submoduleKey: 'leads' };
  await ask(server, 'query ($checks: [EntitlementCheckInput!]!) { checkEntitlements(checks: $checks) { allowed } }', {
    authorization,
    variables: { checks: [leads, leads, leads] },
  });
  await delay(4_000); // counts are written every two seconds
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
