import type { Page } from 'playwright-core';
import { mintToken } from '../../src/database/mint-token';
import { accessibilityFaults, ConsoleHarness, overflow } from '../support/console';
import { send } from '../support/http';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await harness.database.addOrganizations([['CRM'], ['HR']]);
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const token = (ttl: string) =>
  mintToken(harness.database.config, { subject: 'ann', role: 'SUPER_ADMIN', organizationId: null, ttl });
const post = (body: string) =>
  send(`${harness.server.url}/console/session`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });

test('a pasted token opens the requested page, an invalid one is refused, and signing out deletes it', async () => {
  if (!harness.canRun) return;
  const page = await harness.visit('/organizations?search=acme');
  await page.getByLabel('Token', { exact: true }).fill('nonsense');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('The token is invalid.').waitFor();
  expect(harness.takeTroubles()).toEqual([expect.stringContaining('401')]); // the browser logs the response
  await page.getByLabel('Token', { exact: true }).fill(await token('10m'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'Organizations').waitFor();
  expect(page.url()).toContain('search=acme');
  await page.getByText(harness.database.name).first().waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Token', { exact: true }).waitFor();
  await page.reload();
  await page.getByLabel('Token', { exact: true }).waitFor();
});

test('a sign-in link works once, leaves the address bar, and guesses of its code are limited', async () => {
  if (!harness.canRun) return;
  const link = harness.server.consoleLink();
  expect(link).toContain('/console/#code=');
  const page = await harness.visit((link ?? '').replace(/^.*\/console/, ''));
  await heading(page, 'Migration').waitFor();
  expect(page.url()).not.toContain('code');
  const [, code] = /code=(.+)$/.exec(link ?? '') ?? [];
  expect((await post(JSON.stringify({ code }))).status).toBe(403);
  const statuses = await Promise.all(
    Array.from({ length: 12 }, async () => (await post(JSON.stringify({ code: 'x'.repeat(43) }))).status),
  );
  expect(new Set(statuses)).toEqual(new Set([403, 429]));
});

test('an expired token leads to the sign-in page, and from there back to the same page', async () => {
  if (!harness.canRun) return;
  const page = await harness.visit('/organizations', {}, await token('2s'));
  await page.getByText('Your token has expired.').waitFor();
  await page.getByLabel('Token', { exact: true }).fill(await token('10m'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'Organizations').waitFor();
  expect(page.url()).toBe(`${harness.server.url}/console/organizations`);
});

test('the console allows no foreign or inline script, and caches every file except index.html', async () => {
  const index = await send(`${harness.server.url}/console/runs/7`);
  expect(index.status).toBe(200);
  expect(index.headers.get('cache-control')).toBe('no-cache');
  const policy = index.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("default-src 'none'");
  expect(index.text).not.toMatch(/<script(?![^>]*src=)/);
  const [, script = ''] = /src="(\/console\/assets\/[^"]+)"/.exec(index.text) ?? [];
  const file = await send(`${harness.server.url}${script}`);
  expect(file.status).toBe(200);
  expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect((await send(`${harness.server.url}/console/assets/gone.js`)).status).toBe(404);
  for (const path of ['..%2f..%2fpackage.json', '%2e%2e/%2e%2e/package.json'])
    expect((await send(`${harness.server.url}/console/${path}`)).text).not.toContain('"name"');
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the shell works with keyboard and screen reader, and names the database, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.open('/nowhere', { colorScheme, width });
    await heading(page, 'Page not found').waitFor();
    await page.getByText(harness.database.name).first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    if (width < 768) {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
    }
    await page.getByRole('link', { name: 'Organizations' }).press('Enter');
    await heading(page, 'Organizations').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Organizations');
  },
);

test('a member sees only its own organization in the navigation', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/', { role: 'MEMBER', organizationId: '2' });
  await page.waitForURL('**/organizations/2');
  expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allTextContents()).toEqual([
    'Organization 2',
  ]);
});

test('a banner is shown while the server cannot be reached, and disappears afterwards', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/organizations');
  await heading(page, 'Organizations').waitFor();
  await page.route('**/health/ready', (route) => route.abort());
  await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))"); // returning to the tab checks at once
  await page.getByText('The server does not answer').waitFor();
  await page.unroute('**/health/ready');
  await page.getByText('The server does not answer').waitFor({ state: 'detached' });
  expect(new Set(harness.takeTroubles().map((trouble) => trouble.replace(/^.*: /, '')))).toEqual(
    new Set([expect.stringContaining('ERR_FAILED')]),
  );
});
