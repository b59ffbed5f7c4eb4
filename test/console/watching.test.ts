import { accessibilityFaults, ConsoleHarness, overflow } from '../support/console';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  const { database } = harness;
  await database.addOrganizations([['CRM'], ['HR'], ['CRM', 'reports'], ['HR']]);
  await database.sql(`
    WITH days AS (SELECT n, (now() AT TIME ZONE 'UTC')::date - n AS day FROM generate_series(0, 9) n)
    INSERT INTO access_counts
      (day, org_id, module_key, submodule_key, gating, allowed, reason, unexpected, differs, count)
    SELECT day, 1, 'sales', 'leads', 'ENFORCE', false, 'NOT_ENTITLED', true, false, 3 + n FROM days
    UNION ALL SELECT day, 2, 'finance', '', 'ENFORCE', false, 'NOT_ENTITLED', false, false, 4000 - 300 * n FROM days
    UNION ALL SELECT day, 3, 'hr', '', 'SHADOW', true, 'LEGACY_ON', false, true, 1000 * n FROM days WHERE n > 0
    UNION ALL SELECT day, 4, 'hr', '', 'ENFORCE', true, 'ENTITLED', false, false, 20000 FROM days`);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT o.id, m.id, 'enabled', 'manual' FROM modules m, organizations o
     WHERE m.module_key = 'sales' AND o.id < 4`,
  );
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

test('unexpected denials are listed first, with numbers by day and a link to the organization', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/watching');
  const denials = page.getByRole('region', { name: 'Denied checks, unexpected ones first' }).first();
  await denials.getByRole('row').nth(1).waitFor();
  expect(await denials.getByRole('row').nth(1).textContent()).toMatch(/Organization 1sales\/leads4242not entitledapi/);
  const today = page.getByRole('region', { name: 'Denied unexpectedly, by day, in numbers' }).getByRole('row').nth(1);
  expect(await today.textContent()).toMatch(/3$/);
  expect(await page.locator('.recharts-bar-rectangle').count()).toBeGreaterThanOrEqual(14);
  await page.getByText('30 days').click();
  await page.reload();
  await denials.getByText('75').first().waitFor();
  await page.getByText('Today', { exact: true }).click();
  await denials.getByText('4,000').first().waitFor();
  expect(await page.locator('.recharts-bar-rectangle').count()).toBe(0);
  await page.getByRole('combobox', { name: 'Module' }).click();
  await page.getByRole('option', { name: 'Sales', exact: true }).click();
  await page.getByText('1 of 1').waitFor();
  expect(page.url()).toContain('days=1&module=sales');
  await denials.getByRole('link', { name: 'Organization 1' }).click();
  await page.waitForURL('**/organizations/1');
});

test('denials can be narrowed to what one application counted', async () => {
  if (!harness.canRun) return;
  await harness.database.sql(
    `INSERT INTO access_counts
       (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count, source)
     SELECT (now() AT TIME ZONE 'UTC')::date, 2, 'vouchers', 'ENFORCE', false, 'NOT_ENTITLED', false, false, 17,
            'billing'`,
  );
  const page = await harness.open('/watching');
  await page.getByRole('combobox', { name: 'Counted by' }).click();
  await page.getByRole('option', { name: 'billing', exact: true }).click();
  await page.getByRole('row', { name: /Organization 2 vouchers 0 17 not entitled billing/ }).waitFor();
  expect(page.url()).toContain('source=billing');
  await harness.database.sql(`DELETE FROM access_counts WHERE source = 'billing'`);
});

test('the tabs show shadow differences, adoption by module, and the newest runs', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/watching?tab=shadow');
  await page.getByRole('row', { name: /Organization 3 hr 21,000 legacy on/ }).waitFor();
  await page.getByRole('tab', { name: 'Adoption' }).click();
  await page.getByRole('row', { name: /^Sales 75% 3 / }).waitFor();
  await page.getByRole('tab', { name: 'Runs' }).click();
  await page.getByText('No runs yet').waitFor();
  expect(await page.getByText('No runs yet').isVisible()).toBe(true);
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the watching page has no accessibility faults and fits the window, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.open('/watching?days=30', { colorScheme, width });
    for (const tab of ['Denials', 'Shadow differences', 'Adoption', 'Runs']) {
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
