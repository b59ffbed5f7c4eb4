import type { Page } from 'playwright-core';
import { confirmFor, ConsoleHarness } from '../support/console';
import { answerAsRead } from '../support/product-answers';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await harness.database.addOrganizations([['CRM'], ['HR'], ['CRM', 'HR'], ['Fax']]);
  await harness.database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT 1, id, 'disabled', 'manual' FROM modules WHERE module_key = 'finance'`,
  );
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

const go = (page: Page, title: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: title, exact: true }).click();
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
/** Follows the link of the board's next phase. */
async function followNext(page: Page, phase: string): Promise<void> {
  await go(page, 'Migration');
  const next = page.locator('[aria-current=step]');
  await next.getByRole('heading', { name: phase }).waitFor();
  await next.getByRole('link').click();
}

async function changeRollout(page: Page, mode: string): Promise<void> {
  await go(page, 'Rollout');
  await page.getByRole('radio', { name: mode }).check();
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('button', { name: 'Apply this change' }).click();
  await confirmFor(page, harness.database, 'Change the rollout');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText(`${mode.toUpperCase()}, since`).waitFor();
}

test('an operator migrates a product from dry run to ENFORCE, overrides one module, and rolls back', async () => {
  if (!harness.canRun) return;
  const { database, server } = harness;
  const page = await harness.visit((server.consoleLink() ?? '').replace(/^.*\/console/, ''));
  await heading(page, 'Migration');

  await followNext(page, '2 Dry run');
  await page.getByRole('button', { name: 'Start a dry run' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('as agreed');
  await page.getByRole('button', { name: 'Start the dry run' }).click();
  await page.getByRole('row', { name: /^Sales 2 0 0/ }).waitFor();
  await followNext(page, '3 Review');
  await page.getByRole('button', { name: 'Execute this plan' }).click();
  await confirmFor(page, harness.database, 'Execute');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await heading(page, 'Run 2: execution');
  await page.getByText('succeeded').first().waitFor();
  await page.getByRole('tab', { name: 'Verification' }).click();
  await page.getByRole('button', { name: 'Verify the run' }).click();
  await page.getByRole('region', { name: 'Verification' }).getByText('pass').first().waitFor();

  await followNext(page, '5 Verify');
  await page.getByRole('button', { name: 'Create a report' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Create the report' }).click();
  await page.getByText(/clean/i).first().waitFor();
  await changeRollout(page, 'Shadow');
  await answerAsRead(database);
  await changeRollout(page, 'Enforce');
  expect(await database.sql('SELECT mode FROM rollout')).toEqual([{ mode: 'ENFORCE' }]);

  await go(page, 'Organizations');
  await page.getByRole('link', { name: 'Organization 1', exact: true }).click();
  await page.getByRole('button', { name: 'Explain finance' }).click();
  await page
    .getByRole('dialog')
    .getByText(/disabled/i)
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel('Choose finance', { exact: true }).check();
  await page.getByRole('button', { name: 'Override 1' }).click();
  const dialog = page.getByRole('dialog');
  const end = dialog.getByRole('group', { name: 'Override ends (Europe/Berlin)' });
  await end.getByLabel('Date').fill('2099-12-31');
  await end.getByLabel('Time').fill('12:00');
  await dialog.getByLabel('Reason').fill('they try it for a while');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByRole('button', { name: 'Override 1' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('until 31 Dec 2099, 12:00').waitFor();
  await page.getByRole('tab', { name: 'Menu' }).click();
  const item = (label: string) => page.locator('.mantine-Paper-root').filter({ hasText: label }).first();
  await item('Finance').getByText('open', { exact: true }).first().waitFor();
  await item('HR').getByText('locked', { exact: true }).first().waitFor();
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByText('they try it for a while').first().waitFor();

  await go(page, 'Rollout');
  await page.getByRole('button', { name: 'Set all to LEGACY' }).click();
  await confirmFor(page, harness.database, 'Set to LEGACY');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goto(`${server.url}/console/runs/2`);
  await page.getByRole('button', { name: 'Roll back' }).click();
  await confirmFor(page, harness.database, 'Roll back');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByText('rolled back', { exact: true }).first().waitFor();
  expect(await database.sql('SELECT source FROM org_entitlements')).toEqual([{ source: 'manual' }]);
});

test('a member who opens an address for operators sees no data', async () => {
  if (!harness.canRun) return;
  for (const path of [
    '/migration',
    '/runs',
    '/runs/2',
    '/census',
    '/parity',
    '/rollout',
    '/organizations',
    '/organizations/1',
    '/watching',
  ]) {
    const page = await harness.open(path, { role: 'MEMBER', organizationId: '2' });
    const refusal = page.getByRole('alert').or(page.getByText('This page is not for your role'));
    await refusal.first().waitFor();
    const shown = await page.getByRole('main').innerText();
    expect({ path, shown }).toEqual({
      path,
      shown: expect.not.stringMatching(/Organization 1|portcullis_test|as agreed|succeeded/),
    });
    await page.close();
  }
});

test('a page keeps its content while the server is down, and continues once it is back', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/migration');
  await page.getByRole('heading', { name: '4 Execute' }).waitFor();
  await page.context().setOffline(true);
  await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
  await page.getByText('The server does not answer').waitFor();
  await page.getByRole('heading', { name: '4 Execute' }).waitFor();
  await page.context().setOffline(false);
  await page.getByText('The server does not answer').waitFor({ state: 'detached' });
  expect(harness.takeTroubles().filter((trouble) => !trouble.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});
