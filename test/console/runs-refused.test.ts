import type { Page } from 'playwright-core';
import { accessibilityFaults, confirmFor, ConsoleHarness, overflow } from '../support/console';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  // One in eleven fails: the limit is one in ten.
  await harness.database.addOrganizations([['CRM'], ['HR'], 7, ...Array.from({ length: 8 }, () => [])]);
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

async function start(page: Page): Promise<void> {
  await page.getByRole('dialog').getByLabel('Reason').fill('as agreed');
  await page.getByRole('dialog').getByRole('button', { name: 'Start the dry run' }).click();
}

test('a plan made with another taxonomy is refused with the reason, and writes nothing', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/runs');
  await page.getByRole('button', { name: 'Start a dry run' }).click();
  await start(page);
  await page.getByRole('button', { name: 'Execute this plan' }).click();
  await harness.database.sql(
    `INSERT INTO modules (module_key, display_name, sort_order) VALUES ('newest', 'Newest', 99)`,
  );
  await confirmFor(page, harness.database, 'Execute');
  await page
    .getByRole('dialog')
    .getByRole('alert')
    .getByText(/The taxonomy has changed since dry run 1/)
    .waitFor();
  expect(await harness.database.sql('SELECT 1 FROM org_entitlements')).toEqual([]);
});

test('the plan links to the failed organizations and their reasons', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/runs/1');
  await page.getByRole('link', { name: '1 failed organization, with reasons' }).click();
  await page.getByText('1 of 1').waitFor();
  await page.getByRole('row', { name: /3 Organization 3 failed 7/ }).waitFor();
  expect(await page.getByRole('row', { name: /Organization \d+/ }).count()).toBe(1);
});

test('a rollback that takes access from an organization under ENFORCE needs an acknowledgement', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/runs');
  await page.getByRole('button', { name: 'Start a dry run' }).click();
  await start(page);
  await page.getByRole('button', { name: 'Execute this plan' }).click();
  await confirmFor(page, harness.database, 'Execute');
  await page.getByRole('heading', { level: 1, name: 'Run 3: execution' }).waitFor();
  await harness.database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  await page.getByRole('button', { name: 'Roll back' }).click();
  const dialog = page.getByRole('dialog');
  const acknowledgement = dialog.getByRole('checkbox', { name: /lose at once the access that the run gave them/ });
  expect(await acknowledgement.count()).toBe(0);
  await confirmFor(page, harness.database, 'Roll back');
  await dialog.getByText(/are under ENFORCE, and would lose what it granted/).waitFor();
  await acknowledgement.waitFor();
  await page.keyboard.press('Escape');
  await harness.database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
});

test('a dry run since an execution plans only organizations that have changed', async () => {
  if (!harness.canRun) return;
  await harness.database.sql(`UPDATE organizations SET enabled_modules = '["CRM", "HR"]' WHERE id = 2`);
  const page = await harness.open('/runs');
  await page.getByRole('button', { name: 'Start a dry run' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Changed since an execution').check();
  await dialog.getByRole('combobox', { name: 'Execution' }).click();
  await page.getByRole('option', { name: /^Run 3,/ }).click();
  await start(page);
  await page.getByRole('heading', { level: 1, name: 'Run 4: dry run' }).waitFor();
  await page.getByText('Only organizations that changed since run 3.').waitFor();
  await page.getByRole('tab', { name: 'Organizations' }).click();
  await page.getByText('1 of 1').waitFor();
  await page.getByRole('row', { name: /^2 Organization 2/ }).waitFor();
  expect(await page.getByRole('row', { name: /Organization \d+/ }).count()).toBe(1);
});

test('a paused run is shown as paused, and completes after it is resumed', async () => {
  if (!harness.canRun) return;
  await harness.holdRunsBack(100);
  const page = await harness.open('/runs');
  await page.getByRole('button', { name: 'Start a dry run' }).click();
  await harness.database.addOrganizations(Array.from({ length: 2_000 }, () => ['CRM']));
  await start(page);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Pause' }).click();
  await dialog.getByLabel('Reason').fill('lunch');
  await dialog.getByRole('button', { name: 'Pause the run' }).click();
  await page.getByText('paused', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).waitFor({ state: 'detached' });
  await harness.database.sql('UPDATE migration_runs SET max_rate = NULL');
  await page.getByRole('button', { name: 'Resume' }).click();
  await dialog.getByLabel('Reason').fill('back from lunch');
  await dialog.getByRole('button', { name: 'Resume the run' }).click();
  await page.getByRole('button', { name: 'Execute this plan' }).waitFor();
  await page.getByRole('row', { name: /^Sales 2,001 / }).waitFor();
  const [run] = await harness.database.sql('SELECT status FROM migration_runs ORDER BY id DESC LIMIT 1');
  expect(run).toEqual({ status: 'COMPLETED_WITH_ERRORS' });
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the dry run dialog and a plan with failures have no accessibility faults, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.open('/runs', { colorScheme, width });
    await page.getByRole('button', { name: 'Start a dry run' }).click();
    await page.getByRole('dialog').getByLabel('Changed since an execution').check();
    await page.getByRole('combobox', { name: 'Execution' }).waitFor();
    await page.waitForTimeout(300); // contrast is too low while the dialog fades in
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
    await page.goto(`${harness.server.url}/console/runs/1`);
    await page.getByRole('link', { name: '1 failed organization, with reasons' }).waitFor();
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
  },
);
