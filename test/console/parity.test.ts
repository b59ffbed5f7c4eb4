import { accessibilityFaults, ConsoleHarness, overflow } from '../support/console';
import { plantDifferences, PLANTS } from '../support/planted-parity';
import { RunEngine } from '../support/run-engine';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await plantDifferences(new RunEngine(harness.database, 25), 2, 10);
});

afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

test('a report is made, and tells what is unexplained, by which cause, of whom, and what keeps the gate shut', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/parity');
  await page.getByText('No report was made yet').waitFor();
  await page.getByRole('button', { name: 'Make a report' }).click();
  await page.getByRole('button', { name: 'Make the report' }).click();
  await page.getByRole('heading', { name: 'The newest report, 1' }).waitFor();
  await page
    .getByText(
      '24 differences are unexplained, and 2 organizations were not brought over by any execution that stands.',
    )
    .waitFor();
  await page.getByRole('row', { name: /^late writer .* unexplained 2 2 2$/ }).waitFor();
  await page.getByRole('row', { name: /^override .* explained 2 2 2$/ }).waitFor();

  await page.getByRole('link', { name: 'late writer' }).click();
  await page.getByText('6 of 6').waitFor();
  await page.getByRole('tab', { name: `Differences (${2 * PLANTS.length})` }).click();
  await page.getByText(`25 of ${2 * PLANTS.length}`).waitFor();
  await page.getByRole('button', { name: 'Next page' }).click();
  await page.getByText(`13 of ${2 * PLANTS.length}`).waitFor();
  await page.getByRole('combobox', { name: 'Explained' }).click();
  await page.getByRole('option', { name: 'Unexplained only' }).click();
  await page.getByText('24 of 24').waitFor();
  await page.goto(`${page.url()}&kind=LOST&module=sales`);
  await page.getByText('8 of 8').waitFor();
  const [row] = await harness.database.sql<{ id: number; name: string }>(
    `SELECT o.id, o.name FROM organizations o JOIN parity_differences d ON d.org_id = o.id WHERE d.kind = 'LOST' AND d.cause = 'OTHER' ORDER BY d.id`,
  );
  await page.getByLabel("Organization's id").fill(String(row?.id));
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByText('1 of 1').waitFor();
  await page
    .getByRole('row', {
      name: /Sales and \d+ submodules alike lost other unexplained allowed legacy on denied not entitled/,
    })
    .getByRole('link')
    .click();
  await page.getByRole('heading', { level: 1, name: row?.name ?? '' }).waitFor();

  await page.goto(`${harness.server.url}/console/parity?tab=gate`);
  await page.getByText('Parity report 1 finds 24 differences that nobody decided').waitFor();
  await page.getByRole('tab', { name: 'Not covered (2)' }).click();
  await page.getByText('2 of 2').waitFor();
});

test('a report of chosen organizations at a later time says so; one that does not exist is refused; all stand in the list', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/parity');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Make a report' }).click();
  await dialog.getByLabel('A later time').check();
  await dialog.getByLabel('When').fill('2100-01-01T12:00');
  await dialog.getByLabel('Organizations').fill('1, 999999');
  await dialog.getByRole('button', { name: 'Make the report' }).click();
  await dialog.getByText('there is no organization 999999').waitFor();
  await dialog.getByLabel('Organizations').fill('1');
  await dialog.getByRole('button', { name: 'Make the report' }).click();
  await page.getByRole('heading', { name: 'The newest report, 2' }).waitFor();
  await page.getByText('Of organization 1, as it will be on 1 Jan 2100, 12:00').waitFor();
  await page.getByRole('tab', { name: 'All reports' }).click();
  await page
    .getByRole('row', { name: /^1 not clean 24 2 14 all organizations/ })
    .getByRole('link')
    .click();
  await page.getByRole('heading', { name: 'Report 1', exact: true }).waitFor();
});

test('a report that is being made shows how far it is, and one that came to nothing says why', async () => {
  if (!harness.canRun) return;
  const { database } = harness;
  // Its worker's lease ends long after this test.
  await database.sql(
    `INSERT INTO parity_reports (status, requested_by, at, total, compared, leased_until) VALUES ('RUNNING', 'somebody', now(), 40, 10, now() + interval '1 hour')`,
  );
  const page = await harness.open('/parity');
  await page.getByText('10 of 40 organizations compared').waitFor();
  expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('25');
  await database.sql(`UPDATE parity_reports SET compared = 30 WHERE status = 'RUNNING'`);
  await page.getByText('30 of 40 organizations compared').waitFor();
  await database.sql(
    `UPDATE parity_reports SET status = 'FAILED', error = 'the disk is full', finished_at = now() WHERE status = 'RUNNING'`,
  );
  await page.getByText('the disk is full').waitFor();
  await database.sql(`DELETE FROM parity_reports WHERE status = 'FAILED'`);
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)('the page and its dialog can be read by everybody in %s at %d pixels', async (colorScheme, width) => {
  if (!harness.canRun) return;
  const page = await harness.open('/parity?report=1', { colorScheme, width });
  for (const tab of ['Causes', 'Differences', 'Not covered', 'Gate', 'All reports']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel', { name: tab }).locator('table, [role=alert]').first().waitFor();
    expect({ tab, faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({
      tab,
      faults: [],
      wide: 0,
    });
  }
  await page.getByRole('button', { name: 'Make a report' }).click();
  await page.getByRole('dialog').getByLabel('A later time').check();
  await page.waitForTimeout(300); // while it fades in, nothing has its contrast
  expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
});
