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

/** Errors of the console's own pages; the provider's pages request a font from another host. */
const ownTroubles = () => harness.takeTroubles().filter((trouble) => trouble.startsWith(harness.server.url));

afterEach(() => harness.closePages());
afterEach(() => expect(ownTroubles()).toEqual([]));

afterAll(async () => {
  await harness.close();
  await provider.close();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page) => page.getByRole('button', { name: `Sign in with ${new URL(provider.issuer).host}` });

/** Signs in at the provider, and consents. */
async function signInAs(page: Page, login: string): Promise<void> {
  await button(page).click();
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('button[type=submit]').click();
}

/** Changes a parameter of the request to the provider, as an attacker in between could. */
async function tamper(page: Page, parameter: string): Promise<void> {
  const other = 'x'.repeat(43);
  await page.route('**/auth?*', async (route) => {
    const url = new URL(route.request().url());
    if (url.searchParams.get(parameter) === other) return route.continue();
    url.searchParams.set(parameter, other);
    return route.fulfill({ status: 303, headers: { location: url.href } });
  });
}

test('signing in at the provider returns to the requested page, and leaves no code or verifier', async () => {
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
  await page.getByRole('alert').getByText('was not started in this tab').waitFor();
});

test('signing in after the token has expired returns to the same page', async () => {
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
  await page.locator('button[type=submit]').click(); // the provider's session is still valid: it only asks for consent
  await heading(page, 'Organizations').waitFor();
  expect(page.url()).toContain('search=acme');
});

test.each([
  ['state', 'unexpected "state" response parameter value'],
  ['nonce', 'unexpected ID Token "nonce" claim value'],
  ['code_challenge', 'grant request is invalid (invalid_grant)'],
])('a response with a wrong %s is refused with the reason', async (parameter, message) => {
  if (!harness.canRun) return;
  const page = await harness.visit('/organizations');
  await tamper(page, parameter);
  await signInAs(page, 'ann');
  await page.getByRole('alert').getByText(message).waitFor();
  expect(await page.getByRole('alert').textContent()).toContain(message);
  ownTroubles(); // the browser logs the response that the provider refused
});

test('a refusal by the provider and a token without a role are shown with the reason', async () => {
  if (!harness.canRun) return;
  const page = await harness.visit('/organizations');
  await button(page).click();
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('alert').getByText('End-User aborted interaction (access_denied)').waitFor();
  await signInAs(page, 'bob');
  await page
    .getByRole('alert')
    .getByText('The token has missing or invalid claims: https://product.example/roles.')
    .waitFor();
  expect(ownTroubles()).toEqual([expect.stringContaining('401')]); // the browser logs the 401 response
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the sign-in page with an error has no accessibility faults and fits the window, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.visit('/callback', { colorScheme, viewport: { width, height: 900 } });
    await page.getByRole('alert').waitFor();
    await button(page).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
  },
);

test('the content security policy allows connections to the provider only, and no sign-in link is issued', async () => {
  const { headers } = await send(`${harness.server.url}/console/`);
  expect(headers.get('content-security-policy')).toContain(`connect-src 'self' ${provider.issuer};`);
  expect(harness.server.consoleLink()).toBeNull();
});
