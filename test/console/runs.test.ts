import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { accessibilityFaults, confirmFor, ConsoleHarness, overflow } from '../support/console';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await harness.database.addOrganizations([
    ['CRM'],
    ['HR', 'no_such_flag'],
    ['CRM', 'reports'],
    7,
    ...Array<never[]>(11).fill([]),
  ]);
  await harness.database.sql(`UPDATE organizations SET name = '=HYPERLINK("evil")' WHERE id = 1`);
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

async function startDryRun(page: Page, ids?: string): Promise<void> {
  await page.getByRole('button', { name: 'Start a dry run' }).click();
  const dialog = page.getByRole('dialog');
  if (ids !== undefined) {
    await dialog.getByLabel('Selected').check();
    await dialog.getByLabel('Organization IDs').fill(ids);
  }
  await dialog.getByLabel('Reason').fill('as agreed');
  await dialog.getByRole('button', { name: 'Start the dry run' }).click();
}

const entitlements = async () => (await harness.database.sql('SELECT 1 FROM org_entitlements')).length;

test('the console executes exactly the reviewed plan, verifies it, and rolls it back', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/runs');
  await page.getByText('No runs yet').waitFor();
  await startDryRun(page);
  await page.getByRole('heading', { level: 1, name: 'Run 1: dry run' }).waitFor();
  await page.getByRole('row', { name: /^Sales 2 0 0/ }).waitFor();
  await page.getByRole('row', { name: 'no_such_flag 1' }).waitFor();

  await page.getByRole('tab', { name: 'Organizations' }).click();
  await page
    .getByRole('row', { name: /2 Organization 2 changed \["HR","no_such_flag"\] hr hr: none → enabled/ })
    .waitFor();
  await page.getByRole('row', { name: /4 Organization 4 failed 7/ }).waitFor();
  await page.getByRole('button', { name: '2 Organization 2' }).click();
  await page.getByRole('dialog').getByText('Flags without a rule: no_such_flag.').waitFor();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Execute this plan' }).click();
  await page.getByRole('dialog').getByText('3 of 15 organizations change').waitFor();
  expect(await entitlements()).toBe(0);
  await confirmFor(page, harness.database, 'Execute');
  await page.getByRole('heading', { level: 1, name: 'Run 2: execution' }).waitFor();
  await page.getByText('completed with errors').first().waitFor();
  expect(await entitlements()).toBe(3);
  await page.getByRole('tab', { name: 'Verification' }).click();
  await page.getByRole('button', { name: 'Verify the run' }).click();
  await page.getByRole('row', { name: /^run totals pass/ }).waitFor();

  await harness.database.sql(`UPDATE org_entitlements SET status = 'trial', source = 'manual' WHERE org_id = 2`);
  await page.getByRole('button', { name: 'Roll back' }).click();
  await confirmFor(page, harness.database, 'Roll back');
  await page.getByText('rolled back with conflicts').first().waitFor();
  await page.getByRole('tab', { name: 'Rollback' }).click();
  await page.getByRole('link', { name: 'Show these organizations and the causes' }).click();
  await page.getByRole('button', { name: '2 Organization 2' }).click();
  await page.getByRole('dialog').getByRole('row', { name: 'hr edited' }).waitFor();
  expect(await entitlements()).toBe(1);
});

test('a dry run of selected organizations plans only those, and refuses text that is no ID', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/runs');
  await page.getByRole('button', { name: 'Start a dry run' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Selected').check();
  await dialog.getByLabel('Reason').fill('as agreed');
  for (const [ids, unknown] of [
    ['1, 3\nAcme', 'Acme'],
    ['1 999999', '999999'],
  ] as const) {
    await dialog.getByLabel('Organization IDs').fill(ids);
    await dialog.getByRole('button', { name: 'Start the dry run' }).click();
    await dialog.getByRole('alert').getByText(unknown).waitFor();
  }
  await page.keyboard.press('Escape');
  await startDryRun(page, '1, 3');
  await page.getByRole('heading', { level: 1, name: 'Run 3: dry run' }).waitFor();
  await page.getByRole('tab', { name: 'Organizations' }).click();
  await page.getByText('2 of 2').waitFor();
});

test('the list of organizations is downloaded as CSV, with formulas escaped', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/runs/1?tab=organizations');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\n');
  expect(lines).toHaveLength(16);
  expect(lines[1]).toMatch(/^1,"'=HYPERLINK\(""evil""\)",CHANGED,/);
});

test('a long execution shows its progress, is paused and cancelled, and keeps other executions out', async () => {
  if (!harness.canRun) return;
  await harness.database.sql(
    `INSERT INTO organizations (name, enabled_modules) SELECT 'Many ' || n, '["CRM"]' FROM generate_series(1, 4000) n`,
  );
  const page = await harness.open('/runs');
  await startDryRun(page);
  await page.getByRole('button', { name: 'Execute this plan' }).click();
  await harness.holdRunsBack(200);
  await confirmFor(page, harness.database, 'Execute');
  await page.getByRole('heading', { level: 1, name: 'Run 5: execution' }).waitFor();
  await page.getByRole('progressbar').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('lunch');
  await page.getByRole('dialog').getByRole('button', { name: 'Pause the run' }).click();
  await page.getByText('paused').first().waitFor();
  await page.goto(`${harness.server.url}/console/runs/3`);
  await page.getByRole('button', { name: 'Execute this plan' }).click();
  await confirmFor(page, harness.database, 'Execute');
  await page
    .getByRole('dialog')
    .getByRole('alert')
    .getByText(/Run 5 is live/)
    .waitFor();
  await page.goto(`${harness.server.url}/console/runs/4`);
  await page.getByRole('link', { name: 'run 5' }).waitFor();
  expect(await page.getByRole('button', { name: 'Execute this plan' }).count()).toBe(0);
  await page.getByRole('link', { name: 'run 5' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('enough');
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click();
  await page.getByText('cancelled').first().waitFor();
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the run pages with their dialogs have no accessibility faults and fit the window, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.open('/runs', { colorScheme, width });
    const check = async (name: string) => {
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      await page.waitForTimeout(300); // contrast is too low while the dialog fades in
      expect({ name, faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({
        name,
        faults: [],
        wide: 0,
      });
    };
    await page.getByRole('button', { name: 'Run the preflight' }).click();
    await page.getByRole('region', { name: 'Preflight', exact: true }).waitFor();
    await check('list');
    await page.getByRole('button', { name: 'Start a dry run' }).click();
    await page.getByRole('dialog').getByLabel('Selected').check();
    await check('start-dialog');
    for (const tab of ['plan', 'organizations']) {
      await page.goto(`${harness.server.url}/console/runs/1?tab=${tab}`);
      await page.getByRole('tab').first().waitFor();
      await check(tab);
    }
    await page.getByRole('button', { name: '2 Organization 2' }).click();
    await check('organization-dialog');
    await page.goto(`${harness.server.url}/console/runs/3`);
    await page.getByRole('button', { name: 'Execute this plan' }).click();
    await check('execute-dialog');
    await page.goto(`${harness.server.url}/console/runs/2?tab=rollback`);
    await page.getByText('With retained rows').waitFor();
    await check('rollback');
    await page.getByRole('tab', { name: 'Verification' }).click();
    await page.getByRole('button', { name: 'Verify the run' }).click();
    await page.getByRole('row', { name: /^run totals/ }).waitFor();
    await check('verification');
  },
);
