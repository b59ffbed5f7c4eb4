import { readFileSync } from 'node:fs';
import { installAwkward } from '../support/awkward-ids';
import { ConsoleHarness, overflow } from '../support/console';

let harness: ConsoleHarness;
let ids: readonly string[] = [];

beforeAll(async () => {
  harness = await ConsoleHarness.start({}, async (database) => (ids = await installAwkward(database, 'text')));
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

const quoted = (id: string) => `"${id.replaceAll('"', '""')}"`;
const addressOf = (id: string) => `/organizations/${encodeURIComponent(id)}`;

/** Ids that an address could be broken by. */
const IN_ADDRESSES = ['a/b/..', '%2F 100%', '#1', '?q=1&r', 'back\\slash', '🦊 Fuchs'];

test('an organization is found in the list, opened by its link, and shown again after reloading', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/organizations');
  for (const id of IN_ADDRESSES) {
    const name = `Organization ${id}`;
    await page.getByLabel('Name or id').fill(id);
    await page.getByLabel('Name or id').press('Enter');
    await page.getByRole('link', { name, exact: true }).click();
    const heading = page.getByRole('heading', { level: 1 }).filter({ hasText: name.trim() });
    await heading.waitFor();
    expect(page.url()).toBe(`${harness.server.url}/console${addressOf(id)}`);
    await page.reload();
    await heading.waitFor();
    await page.goto(`${harness.server.url}/console/organizations`);
  }
});

test('a dry run of chosen organizations plans exactly those, and its list is downloaded with their ids', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/runs');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Start a dry run' }).click();
  await dialog.getByLabel('Selected').check();
  await dialog.getByLabel('Organization IDs').fill(ids.map(quoted).join(', '));
  await dialog.getByText(`${ids.length} selected.`).waitFor();
  await dialog.getByLabel('Organization IDs').fill('-5\na b,"a, b"\r\n"x;y"; a/b/..\nd\'Or');
  await dialog.getByText('6 selected.').waitFor();
  await dialog.getByLabel('Reason').fill('as agreed');
  await dialog.getByRole('button', { name: 'Start the dry run' }).click();
  await page.getByRole('tab', { name: 'Organizations' }).click();
  await page.getByText('6 of 6').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');
  for (const cell of ['-5', 'a b', '"a, b"', 'x;y', 'a/b/..', "d'Or"]) expect(text).toContain(`\n${cell},`);
  await page.getByRole('button', { name: 'a, b Organization a, b' }).click();
  await dialog.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'Organization a, b' }).waitFor();
});

test('a parity report of chosen organizations links to them, and its differences are found by an id', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/parity');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Create a report' }).click();
  await dialog.getByLabel('Organizations').fill('a b, "a, b", %2F 100%');
  await dialog.getByRole('button', { name: 'Create the report' }).click();
  await page.getByText('3 selected organizations').waitFor();
  await page.getByRole('tab', { name: 'Differences (3)' }).click();
  for (const [typed, id] of [
    ['"a, b"', 'a, b'],
    ['%2F 100%', '%2F 100%'],
  ] as const) {
    await page.getByLabel('Organization ID').fill(typed);
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('1 of 1').waitFor();
    await page.getByRole('link', { name: `Organization ${id}` }).click();
    await page.getByRole('heading', { level: 1, name: `Organization ${id}` }).waitFor();
    await page.goBack();
  }
});

test('an organization gets a rollout of its own, whatever its id, and is linked in the list', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/rollout?tab=organizations');
  const dialog = page.getByRole('dialog');
  await page.getByLabel('Organization ID').fill('?q=1&r');
  await page.getByRole('button', { name: 'Set its rollout' }).click();
  await dialog.getByText('Rollout of Organization ?q=1&r').waitFor();
  await dialog.getByRole('combobox', { name: 'Mode' }).click();
  await page.getByRole('option', { name: /shadow/i }).click();
  await dialog.getByLabel('Reason').fill('a pilot');
  await dialog.getByRole('button', { name: 'Set to SHADOW' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await harness.database.sql('SELECT org_id, mode FROM organization_rollouts')).toEqual([
    { org_id: '?q=1&r', mode: 'SHADOW' },
  ]);
  await page.getByRole('link', { name: 'Organization ?q=1&r' }).click();
  await page.getByRole('heading', { level: 1, name: 'Organization ?q=1&r' }).waitFor();
});

test("a member's own organization is its page, and fits a narrow screen", async () => {
  if (!harness.canRun) return;
  for (const organizationId of ['a/b/..', '🦊 Fuchs']) {
    const page = await harness.open('/', { role: 'MEMBER', organizationId, width: 360 });
    await page.getByRole('heading', { level: 1, name: `Organization ${organizationId}` }).waitFor();
    expect(page.url()).toBe(`${harness.server.url}/console${addressOf(organizationId)}`);
    expect(await overflow(page)).toBe(0);
  }
});
