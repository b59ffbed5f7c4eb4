import { accessibilityFaults, confirmFor, ConsoleHarness, overflow } from '../support/console';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await harness.database.addOrganizations([['CRM'], ['HR'], ['CRM', 'reports'], ['HR']]);
});

afterEach(async () => {
  await harness.closePages();
  expect(harness.takeTroubles()).toEqual([]);
  await harness.database.sql(`UPDATE rollout SET mode = 'LEGACY', enforce_percentage = 0`);
  await harness.database.sql('DELETE FROM organization_rollouts');
});
afterAll(() => harness.close());

const modeNow = async () => (await harness.database.sql<{ mode: string }>('SELECT mode FROM rollout'))[0]?.mode;

test('a rollout change is previewed at its own address, and applied after the database name is typed', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/rollout');
  await page.getByText('4 (100 %)').waitFor();
  await page.getByRole('radio', { name: 'Shadow' }).check();
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByText('4 organizations from LEGACY to SHADOW').waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Apply this change' }).click();
  const dialog = page.getByRole('dialog');
  const change = dialog.getByRole('button', { name: 'Change the rollout' });
  await dialog.getByLabel('Reason').fill('as agreed');
  await dialog.getByLabel(/^Type the name of the database/).fill('another');
  expect(await change.isDisabled()).toBe(true);
  await confirmFor(page, harness.database, 'Change the rollout');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('SHADOW, since').waitFor();
  expect(await modeNow()).toBe('SHADOW');
});

test('a shut gate needs an acknowledgement, which the event records; going back to LEGACY needs none', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/rollout?to=ENFORCE');
  await page.getByText('The gate is shut').waitFor();
  await page.getByRole('region', { name: 'Affected organizations' }).getByText('sales never run').first().waitFor();
  await page.getByRole('button', { name: 'Apply this change' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('as agreed');
  await dialog.getByLabel(/^Type the name of the database/).fill(new URL(harness.database.url).pathname.slice(1));
  const change = dialog.getByRole('button', { name: 'Change the rollout' });
  expect(await change.isDisabled()).toBe(true);
  await dialog.getByLabel(/^I acknowledge/).check();
  await change.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('ENFORCE, since').waitFor();
  expect(
    await harness.database.sql(
      `SELECT payload ->> 'acknowledgedLostAccess' AS kept FROM platform_events
       WHERE event_type = 'rollout_set' ORDER BY id DESC LIMIT 1`,
    ),
  ).toEqual([{ kept: 'true' }]);

  await page.getByRole('button', { name: 'Set all to LEGACY' }).click();
  await confirmFor(page, harness.database, 'Set to LEGACY');
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('LEGACY, since').waitFor();
  expect(await modeNow()).toBe('LEGACY');
});

test('a rollout that was changed since the preview is not overwritten', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/rollout?to=SHADOW');
  await page.getByRole('button', { name: 'Apply this change' }).click();
  await harness.database.sql(`UPDATE rollout SET version = version + 1`);
  await confirmFor(page, harness.database, 'Change the rollout');
  await page.getByRole('dialog').getByRole('alert').waitFor();
  expect(await modeNow()).toBe('LEGACY');
});

test('an organization is individually set to ENFORCE, and later returned to the global rollout', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/rollout?tab=organizations');
  await page.getByLabel('Organization ID').fill('2');
  await page.getByRole('button', { name: 'Set its rollout' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('1 organization from LEGACY to ENFORCE').waitFor();
  await dialog.getByLabel('Reason').fill('the pilot');
  await dialog.getByLabel(/^I acknowledge/).check();
  await dialog.getByRole('button', { name: 'Set to ENFORCE' }).click();
  await page.getByRole('row', { name: /enforce the pilot test:super_admin/ }).waitFor();
  const own = () => harness.database.sql('SELECT org_id, mode FROM organization_rollouts');
  expect(await own()).toEqual([{ org_id: 2, mode: 'ENFORCE' }]);
  await page.getByRole('button', { name: 'Change organization 2' }).click();
  await dialog.getByRole('combobox', { name: 'Mode' }).click();
  await page.getByRole('option', { name: 'Follow the global rollout' }).click();
  await dialog.getByLabel('Reason').fill('it is over');
  await dialog.getByRole('button', { name: 'Follow the global rollout' }).click();
  await page.getByText('No organization has a rollout of its own').waitFor();
  expect(await own()).toEqual([]);
});

test('maintenance is started with a message, and ended', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/rollout?tab=maintenance');
  await page.getByLabel('Message to users').fill('Back at noon.');
  await page.getByLabel('Reason').fill('the migration');
  await page.getByRole('button', { name: 'Start maintenance' }).click();
  await page.getByText('The product is under maintenance').waitFor();
  const stored = () => harness.database.sql('SELECT maintenance, maintenance_message FROM rollout');
  expect(await stored()).toEqual([{ maintenance: true, maintenance_message: 'Back at noon.' }]);
  await page.getByLabel('Reason').fill('done');
  await page.getByRole('button', { name: 'End maintenance' }).click();
  await page.getByText('The product is under maintenance').waitFor({ state: 'detached' });
  expect(await stored()).toEqual([{ maintenance: false, maintenance_message: null }]);
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the rollout page and its dialogs have no accessibility faults and fit the window, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.open('/rollout?to=ENFORCE', { colorScheme, width });
    await page.getByText('The gate is shut').waitFor();
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
    await page.getByRole('button', { name: 'Apply this change' }).click();
    await page.getByRole('dialog').getByLabel('Reason').waitFor();
    await page.waitForTimeout(300); // contrast is too low while the dialog fades in
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
    for (const tab of ['organizations', 'maintenance']) {
      await page.goto(`${harness.server.url}/console/rollout?tab=${tab}`);
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      expect({ tab, faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({
        tab,
        faults: [],
        wide: 0,
      });
    }
    await page.goto(`${harness.server.url}/console/rollout?tab=organizations&organization=2`);
    await page.getByRole('dialog').getByText('from LEGACY to ENFORCE').waitFor();
    await page.waitForTimeout(300);
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
  },
);
