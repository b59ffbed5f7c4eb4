import type { Page } from 'playwright-core';
import { mintToken } from '../../src/database/mint-token';
import { ConsoleHarness, overflow } from '../support/console';
import { send } from '../support/http';
import { createTestDatabase } from '../support/test-database';
import { startTestServer } from '../support/test-server';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await harness.database.addOrganizations([['CRM']]);
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

/** Replaces the operation, and runs it once the tab shows its name: before that GraphiQL runs the previous one. */
async function run(page: Page, kind: string, name: string, selection: string): Promise<void> {
  await page.locator('.graphiql-query-editor .view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete'); // the editor would enclose a selection in the brackets that are typed
  // All at once: it looks at the text after each pause of 100 ms, and names the tab before the operation is complete.
  await page.keyboard.insertText(`${kind} ${name} ${selection}`);
  await page.getByRole('tab', { name, exact: true }).waitFor();
  await page.keyboard.press('Control+Enter');
}

const answer = (page: Page) => page.locator('.graphiql-response .view-lines');

test('GraphiQL runs queries and subscriptions with the console session, and shows the documentation', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/nowhere');
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await page.goto(`${harness.server.url}/graphiql`);
  await run(page, 'query', 'Role', '{ viewer { role } }');
  await answer(page).getByText('SUPER_ADMIN').waitFor();
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.getByRole('link', { name: 'Mutation' }).or(page.getByText('Mutation')).first().waitFor();
  await run(page, 'subscription', 'Follow', '{ entitlementsChanged(organizationId: 1) { name } }');
  await answer(page).getByText('Organization 1').waitFor();
  expect(await answer(page).getByText('Organization 1').isVisible()).toBe(true);
});

test('GraphiQL without a session says so, and uses a token in the headers without storing it', async () => {
  if (!harness.canRun) return;
  const page = await harness.visit('/../graphiql', { colorScheme: 'dark', viewport: { width: 390, height: 900 } });
  await page.getByRole('status').getByText('Not signed in').waitFor();
  expect(await overflow(page)).toBe(0);
  const token = await mintToken(harness.database.config, {
    subject: 'ann',
    role: 'SUPER_ADMIN',
    organizationId: null,
    ttl: '10m',
  });
  await page.locator('.graphiql-editor-tool .view-lines').filter({ hasText: 'authorization' }).click();
  await page.keyboard.press('Control+End');
  for (const key of ['ArrowUp', 'End', 'ArrowLeft']) await page.keyboard.press(key); // before the closing quote
  await page.keyboard.insertText(token);
  await page.getByRole('button', { name: 'Execute query' }).click();
  await answer(page).getByText('SUPER_ADMIN').waitFor();
  expect(await page.evaluate('JSON.stringify({ ...localStorage, ...sessionStorage })')).not.toContain(token);
});

test('a browser that opens the API is redirected to GraphiQL, which production does not serve', async () => {
  const page = (path: string, url = harness.server.url) =>
    send(`${url}${path}`, { headers: { accept: 'text/html' }, redirect: 'manual' });
  const opened = await page('/graphql');
  expect(opened.status).toBe(302);
  expect(opened.headers.get('location')).toBe('/graphiql');
  const policy = (await page('/graphiql')).headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'self';");
  const database = await createTestDatabase('schema', { NODE_ENV: 'production' });
  const server = await startTestServer(database, { worker: false });
  try {
    expect((await page('/graphiql', server.url)).status).toBe(404);
    expect((await page('/graphql', server.url)).status).toBe(400);
    expect((await page('/console/graphiql.html', server.url)).text).not.toContain('GraphiQL');
  } finally {
    await server.close();
    await database.close();
  }
});
