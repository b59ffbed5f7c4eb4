import { accessibilityFaults, ConsoleHarness, overflow } from '../support/console';

const HEADER = 'legacy_flag,legacy_route_pattern,target_module,target_submodule,default_status,notes\n';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await harness.database.addOrganizations([
    ['CRM'],
    ['CRM', 'HR'],
    { Fax: true, HR: '' },
    '["CRM", "Fax"]',
    { CRM: 'maybe' },
  ]);
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

test('the census lists flags without a rule first, and organizations with unreadable flags', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/census');
  const flags = page.getByRole('region', { name: 'Flags', exact: true }).getByRole('row');
  await flags.nth(1).waitFor();
  expect(await flags.nth(1).innerText()).toMatch(/^fax\s+no rule\s+2 40 %\s+nothing\s+0\s+true \(2\)$/);
  expect(await flags.nth(2).innerText()).toMatch(
    /^crm\s+3 60 %\s+sales\s+0\s+true \(3\), maybe \(1\)\s+No rule for maybe \(1\)$/,
  );
  expect(await flags.filter({ hasText: /^hr/ }).innerText()).toContain(`"" (1), true (1)`);
  await page.getByRole('link', { name: 'Organization 5' }).waitFor();
  await page.getByText('"maybe" at CRM is neither on nor off').waitFor();
  await page.getByText('1 flag and 1 value have no rule').waitFor();
  await page.getByRole('switch', { name: 'Only what has no rule' }).click();
  await flags.nth(3).waitFor({ state: 'detached' });
  expect(await flags.count()).toBe(3);
  expect(page.url()).toContain('only=unmapped');
});

test('a faulty mapping file is rejected, and each fault is shown with its line', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/census?tab=load');
  await page.locator('input[type=file]').setInputFiles({
    name: 'faulty.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${HEADER}enabled_modules.CRM,,slaes,,enabled,\n`),
  });
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('row', { name: "2 target_module unknown module 'slaes' (did you mean 'sales'?)" }).waitFor();
  expect(await page.getByRole('button', { name: 'Load these rules' }).count()).toBe(0);
});

test('a mapping is previewed, then loaded after confirmation, and an earlier version can be loaded again', async () => {
  if (!harness.canRun) return;
  const { database } = harness;
  const page = await harness.open('/census');
  await page.getByRole('link', { name: 'Add rules to the active mapping' }).click();
  const rules = page.getByRole('textbox', { name: 'Rules', exact: true });
  const changed = (await rules.inputValue()).replace('.CRM,/crm/*,sales', '.CRM,/crm/*,finance');
  await rules.fill(`${changed}enabled_modules.Fax,,sales,,trial,\n`);
  await page.getByLabel('Name').fill('with-fax.csv');
  await page.getByRole('button', { name: 'Preview' }).click();
  const preview = page.getByRole('region', { name: 'Effect of the rules' });
  await preview.getByText('Flags that gain a rule: fax (on in 2)').waitFor();
  await preview.getByRole('row', { name: 'Sales 2 1', exact: true }).waitFor();
  await preview.getByRole('row', { name: 'Organization 1 sales finance', exact: true }).waitFor();
  expect(await database.sql('SELECT 1 FROM mappings')).toHaveLength(1);
  await preview.getByRole('button', { name: 'Load these rules' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('2 organizations would lose access at once').waitFor();
  await dialog.getByLabel('Reason').fill('fax is sold with sales');
  await dialog.getByLabel(/Type the name of the database/).fill(database.name);
  await dialog.getByRole('button', { name: 'Load these rules' }).click();
  await page
    .getByRole('region', { name: 'All versions' })
    .getByRole('row', { name: /active with-fax\.csv/ })
    .waitFor();
  expect(await database.sql('SELECT name, loaded_by FROM mappings WHERE is_active')).toEqual([
    { name: 'with-fax.csv', loaded_by: 'test:super_admin' },
  ]);
  expect(
    await database.sql(
      `SELECT reason FROM platform_events WHERE event_type = 'mapping_loaded' AND actor_id = 'test:super_admin'`,
    ),
  ).toEqual([{ reason: 'fax is sold with sales' }]);
  await page.getByLabel('Search 53 rules').fill('fax');
  await page.getByRole('row', { name: 'enabled_modules.Fax Sales trial' }).waitFor();

  await page
    .getByRole('row', { name: /entitlement_mapping_template\.csv/ })
    .getByRole('link')
    .click();
  await page.getByRole('link', { name: 'Load it again' }).click();
  await page.getByRole('button', { name: 'Preview' }).click();
  await preview.getByText('Flags that lose their rule: fax (on in 2)').waitFor();
  // Another operator deactivates the mapping after the preview.
  await database.sql('UPDATE mappings SET is_active = false');
  await preview.getByRole('button', { name: 'Load these rules' }).click();
  await dialog.getByLabel('Reason').fill('too late');
  await dialog.getByLabel(/Type the name of the database/).fill(database.name);
  await dialog.getByRole('button', { name: 'Load these rules' }).click();
  await dialog.getByText('preview it again').waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByText('No mapping is active: without one the flags grant nothing.').waitFor();
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the census page with its dialog has no accessibility faults and fits the window, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.open('/census', { colorScheme, width });
    await page.getByRole('region', { name: 'Flags', exact: true }).waitFor();
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
    await page.getByRole('tab', { name: 'Mapping', exact: true }).click();
    await page.getByRole('region', { name: 'Rules', exact: true }).first().waitFor();
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
    await page.getByRole('tab', { name: 'Load a mapping' }).click();
    await page
      .getByRole('textbox', { name: 'Rules', exact: true })
      .fill(`${HEADER}enabled_modules.HR,,sales,,enabled,\n`);
    await page.getByLabel('Name').fill('other.csv');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('button', { name: 'Load these rules' }).waitFor();
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
    await page.getByRole('button', { name: 'Load these rules' }).click();
    await page.getByRole('dialog').getByLabel('Reason').waitFor();
    await page.waitForTimeout(300); // contrast is too low while the dialog fades in
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
  },
);
