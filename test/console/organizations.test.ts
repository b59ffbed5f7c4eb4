import { readEndMoment } from '../../src/domain/read-moment';
import { accessibilityFaults, ConsoleHarness, overflow } from '../support/console';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  const { database } = harness;
  await database.addOrganizations(Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? ['CRM'] : ['HR', 'reports'])));
  await database.sql(`UPDATE organizations SET name = 'Acme Corp' WHERE id = 2`);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT 2, id, 'enabled', 'manual' FROM modules WHERE module_key = 'reports'`,
  );
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

test('the list finds an organization by name, and its address holds filters and page', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/organizations');
  const rows = page.getByRole('table').getByRole('row');
  await page.getByText('25 of 30').waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText('5 of 30').waitFor();
  expect(page.url()).toContain('after=');
  await page.reload();
  await page.getByText('5 of 30').waitFor();
  await page.goBack();
  await page.getByText('25 of 30').waitFor();
  await page.getByLabel('Name or id').fill('acme');
  await page.getByLabel('Name or id').press('Enter');
  await page.getByText('1 of 1').waitFor();
  expect(await rows.count()).toBe(2);
  await page.getByRole('link', { name: 'Acme Corp' }).click();
  await page.getByRole('heading', { level: 1, name: 'Acme Corp' }).waitFor();
  await page.goBack();
  await page.getByText('1 of 1').waitFor();
  await page.goto(`${harness.server.url}/console/organizations?override=with`);
  await page.getByText('No organization matches.').waitFor();
});

test('an override is previewed, created, shown in explanation and events, and revoked', async () => {
  if (!harness.canRun) return;
  const { database } = harness;
  const page = await harness.open('/organizations/2');
  await page.getByLabel('Choose sales', { exact: true }).check();
  await page.getByLabel('Choose finance', { exact: true }).check();
  await page.getByRole('button', { name: 'Override 2' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('they asked for it');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByRole('row', { name: /sales denied \(not entitled\) allowed \(override enabled\)/ }).waitFor();
  expect(await database.sql('SELECT 1 FROM entitlement_overrides')).toEqual([]);
  await dialog.getByRole('button', { name: 'Override 2' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await database.sql('SELECT status, reason, actor_id FROM entitlement_overrides')).toEqual(
    Array(2).fill({ status: 'enabled', reason: 'they asked for it', actor_id: 'test:super_admin' }),
  );

  await page.getByRole('button', { name: 'Explain sales' }).click();
  await page.getByRole('dialog').getByText('they asked for it').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByText('they asked for it').first().waitFor();
  await page.getByRole('tab', { name: 'Overrides' }).click();
  await page
    .getByRole('row', { name: /^sales/ })
    .getByRole('button', { name: 'Revoke' })
    .click();
  await dialog.getByLabel('Reason').fill('enough of it');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('row', { name: /^sales/ }).waitFor({ state: 'detached' });
  expect(await database.sql('SELECT 1 FROM entitlement_overrides WHERE ended_at IS NULL')).toHaveLength(1);
});

test('the override dialog names the time zone, and takes a date without a time as the end of that day', async () => {
  if (!harness.canRun) return;
  const { database } = harness;
  const page = await harness.open('/organizations/6');
  await page.getByLabel('Choose sales', { exact: true }).check();
  await page.getByRole('button', { name: 'Override 1' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'trial' }).click();
  const trial = dialog.getByRole('group', { name: 'Trial ends (Europe/Berlin)' });
  const end = dialog.getByRole('group', { name: 'Override ends (Europe/Berlin)' });
  await trial.getByLabel('Date').fill('2099-06-30');
  await end.getByLabel('Date').fill('2099-12-31');
  await end.getByLabel('Time').fill('12:00');
  await dialog.getByLabel('Reason').fill('a trial for them');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByRole('row', { name: /^sales/ }).waitFor();
  await dialog.getByRole('button', { name: 'Override 1' }).click();
  await dialog.waitFor({ state: 'detached' });
  // Berlin is two hours ahead of UTC in June, and one hour in December.
  expect(await database.sql('SELECT trial_expires_at, expires_at FROM entitlement_overrides WHERE org_id = 6')).toEqual(
    [{ trial_expires_at: new Date('2099-06-30T22:00:00Z'), expires_at: new Date('2099-12-31T11:00:00Z') }],
  );
  await page.getByText('until 31 Dec 2099, 12:00').waitFor();
});

test('the override dialog warns of what ends before what they have, and makes it only with a tick', async () => {
  if (!harness.canRun) return;
  const { database } = harness;
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT 9, id, 'enabled', 'manual' FROM modules WHERE module_key = 'hr'`,
  );
  const page = await harness.open('/organizations/9');
  await page.getByLabel('Choose hr', { exact: true }).check();
  await page.getByRole('button', { name: 'Override 1' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'trial' }).click();
  await dialog.getByRole('group', { name: 'Trial ends (Europe/Berlin)' }).getByLabel('Date').fill('2099-06-30');
  await dialog.getByLabel('Reason').fill('a trial for them');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await dialog.getByRole('row', { name: /^hr .*, which ends before what they have today/ }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Override 1' }).isDisabled()).toBe(true);
  await dialog.getByLabel('It may end before what they have today').check();
  await dialog.getByRole('button', { name: 'Override 1' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await database.sql('SELECT status FROM entitlement_overrides WHERE org_id = 9')).toEqual([
    { status: 'trial' },
  ]);
});

test('the override dialog does not take a time without its date for "never"', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/organizations/8');
  await page.getByLabel('Choose sales', { exact: true }).check();
  await page.getByRole('button', { name: 'Override 1' }).click();
  const dialog = page.getByRole('dialog');
  const end = dialog.getByRole('group', { name: 'Override ends (Europe/Berlin)' });
  await end.getByLabel('Time').fill('12:00');
  await dialog.getByLabel('Reason').fill('as agreed');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  expect(await end.locator('input[type=date]:invalid').count()).toBe(1);
  expect(await dialog.getByRole('table', { name: 'What changes' }).count()).toBe(0);
});

test('the override dialog offers usual lengths, which end with a day in the zone that it names', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/organizations/8');
  await page.getByLabel('Choose sales', { exact: true }).check();
  await page.getByRole('button', { name: 'Override 1' }).click();
  const end = page.getByRole('dialog').getByRole('group', { name: 'Override ends (Europe/Berlin)' });
  await end.getByLabel('Time').fill('12:00');
  for (const [words, length] of [
    ['14 days', '14d'],
    ['1 month', '1m'],
    ['End of month', 'end-of-month'],
  ] as const) {
    await end.getByRole('button', { name: words }).click();
    // As the command reads it: the day whose end it is.
    const moment = readEndMoment(length, 'Europe/Berlin', new Date());
    expect({ length, day: await end.getByLabel('Date').inputValue() }).toEqual({
      length,
      day: 'endOf' in moment ? moment.endOf?.day : null,
    });
    expect(await end.getByLabel('Time').inputValue()).toBe('');
  }
});

test('an open organization page shows changes by others without reloading', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/organizations/4');
  await page.getByText('Live', { exact: true }).waitFor();
  const sales = page.getByRole('row').filter({ has: page.getByRole('button', { name: 'Explain sales' }) });
  await sales.getByText('denied').first().waitFor();
  await harness.database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT 4, id, 'enabled', 'manual' FROM modules WHERE module_key = 'sales'`,
  );
  await sales.getByText('entitled', { exact: true }).waitFor({ timeout: 4_000 }); // polling would take longer
  expect(await sales.textContent()).toMatch(/allowed\s*entitled/);
});

test('a member sees only access and menu, without anything to change', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/', { role: 'MEMBER', organizationId: '2' });
  await page.getByRole('heading', { level: 1, name: 'Acme Corp' }).waitFor();
  expect(await page.getByRole('tab').allTextContents()).toEqual(['Access', 'Menu']);
  expect(await page.getByRole('checkbox').count()).toBe(0);
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the organization pages have no accessibility faults and fit the window, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.open('/organizations', { colorScheme, width });
    await page.getByText('25 of 30').waitFor();
    const faults = { organizations: await accessibilityFaults(page), wide: await overflow(page) };
    expect(faults).toEqual({ organizations: [], wide: 0 });
    await page.goto(`${harness.server.url}/console/organizations/2`);
    await page.getByRole('button', { name: 'Explain sales' }).waitFor();
    for (const tab of ['Access', 'Overrides', 'Menu', 'Events', 'Insights']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      expect({ tab, faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({
        tab,
        faults: [],
        wide: 0,
      });
    }
  },
);
