import type { Page } from 'playwright-core';
import { accessibilityFaults, ConsoleHarness, overflow } from '../support/console';
import { send } from '../support/http';
import { startOidcProvider, type TestProvider } from '../support/oidc-provider';

let provider: TestProvider;
let harness: ConsoleHarness;

beforeAll(async () => {
  provider = await startOidcProvider();
  harness = await ConsoleHarness.start({
    AUTH_JWT_SECRET: '',
    AUTH_OIDC_ISSUER: provider.issuer,
    AUTH_OIDC_CLIENT_ID: 'console',
    AUTH_OIDC_ROLE_CLAIM: 'https://product.example/roles',
  });
});

/** What the console's own pages complained of; the provider's want a font from elsewhere. */
const ownTroubles = () => harness.takeTroubles().filter((trouble) => trouble.startsWith(harness.server.url));

afterEach(() => expect(ownTroubles()).toEqual([]));

afterAll(async () => {
  await harness.close();
  await provider.close();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page) => page.getByRole('button', { name: `Sign in with ${new URL(provider.issuer).host}` });

/** Signs in at the provider, and lets it tell the console. */
async function signInAs(page: Page, login: string): Promise<void> {
  await button(page).click();
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('button[type=submit]').click();
}

/** Changes a parameter of the request that the console sends to the provider, as one who stands between could. */
async function tamper(page: Page, parameter: string): Promise<void> {
  const other = 'x'.repeat(43);
  await page.route('**/auth?*', async (route) => {
    const url = new URL(route.request().url());
    if (url.searchParams.get(parameter) === other) return route.continue();
    url.searchParams.set(parameter, other);
    return route.fulfill({ status: 303, headers: { location: url.href } });
  });
}

test('who signs in at the provider comes back to the page that was asked for; neither code nor verifier stays behind', async () => {
  if (!harness.canRun) return;
  const page = await harness.visit('/organizations?search=acme');
  await signInAs(page, 'ann');
  await heading(page, 'Organizations').waitFor();
  expect(page.url()).toBe(`${harness.server.url}/console/organizations?search=acme`);
  await page.getByText('ann · SUPER_ADMIN').waitFor();
  expect(await page.evaluate('Object.keys(sessionStorage)')).toEqual(['portcullis.token']);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await button(page).waitFor();
  await page.goto(`${harness.server.url}/console/callback?code=stolen&state=guessed`);
  await page.getByRole('alert').getByText('was not begun in this tab').waitFor();
});

test('when the token ends, signing in leads back to the page', async () => {
  if (!harness.canRun) return;
  const page = await harness.visit('/organizations?search=acme');
  await signInAs(page, 'eve');
  await heading(page, 'Organizations').waitFor();
  await page.getByText('Your token has expired.').waitFor();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await button(page).click();
  await page.locator('button[type=submit]').click(); // the provider still knows who it is, and asks for consent alone
  await heading(page, 'Organizations').waitFor();
  expect(page.url()).toContain('search=acme');
});

test.each([
  ['state', 'unexpected "state" response parameter value'],
  ['nonce', 'unexpected ID Token "nonce" claim value'],
  ['code_challenge', 'grant request is invalid (invalid_grant)'],
])('an answer whose %s is not what was asked for lets nobody in, and says why', async (parameter, message) => {
  if (!harness.canRun) return;
  const page = await harness.visit('/organizations');
  await tamper(page, parameter);
  await signInAs(page, 'ann');
  await page.getByRole('alert').getByText(message).waitFor();
  ownTroubles(); // the browser's own note of what the provider refused
});

test('what the provider refuses is said in its words, and so is a token that names no role', async () => {
  if (!harness.canRun) return;
  const page = await harness.visit('/organizations');
  await button(page).click();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('alert').getByText('End-User aborted interaction (access_denied)').waitFor();
  await signInAs(page, 'bob');
  await page.getByRole('alert').getByText("The token's claims are not right: https://product.example/roles.").waitFor();
  expect(ownTroubles()).toEqual([expect.stringContaining('401')]); // the browser's own note
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)('everybody can sign in, in %s at %d pixels, with an error shown, too', async (colorScheme, width) => {
  if (!harness.canRun) return;
  const page = await harness.visit('/callback', { colorScheme, viewport: { width, height: 900 } });
  await page.getByRole('alert').waitFor();
  await button(page).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
});

test('the policy lets the page ask the provider and nobody else, and there are no links that sign in', async () => {
  const { headers } = await send(`${harness.server.url}/console/`);
  expect(headers.get('content-security-policy')).toContain(`connect-src 'self' ${provider.issuer};`);
  expect(harness.server.consoleLink()).toBeNull();
});
