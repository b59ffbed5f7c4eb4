import { AuditService } from '../../src/features/audit/audit-service';
import { accessibilityFaults, ConsoleHarness, overflow } from '../support/console';
import { OPERATOR } from '../support/run-engine';

let harness: ConsoleHarness;
let audit: AuditService;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  audit = new AuditService(harness.database.dataSource, { own: null, trusted: [] });
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

test('the record page says whether the record is whole, and names the first event that was tampered with', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/record');
  await page.getByText('Never verified').waitFor();
  const { end } = await audit.verify(OPERATOR);
  await page.reload();
  await page.getByRole('alert').getByText('none altered, removed or inserted').waitFor();
  await page.getByRole('button', { name: `${String(end?.position)}:${String(end?.hash)} copy` }).waitFor();
  await page.getByText('set PORTCULLIS_AUDIT_KEY').waitFor();
  await harness.database.rewrite(`UPDATE platform_events SET actor_id = 'x' WHERE event_type = 'taxonomy_seeded'`);
  await audit.verify(OPERATOR);
  await page.reload();
  await page.getByRole('alert', { name: '1 found' }).waitFor();
  expect(await page.getByRole('alert').textContent()).toMatch(/event \d+ of platform_events was altered/);
});

test('the record page tells who changed the mapping, when and why, with the details', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/record');
  const row = page.getByRole('row', { name: /mapping loaded/ }).first();
  await row.getByText('Details').click();
  expect(await row.getByText('"hash"').isVisible()).toBe(true);
});

test.each([
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 390 },
] as const)(
  'the record page has no accessibility faults and fits the window, in $colorScheme at $width pixels',
  async (look) => {
    if (!harness.canRun) return;
    const page = await harness.open('/record', look);
    await page.getByRole('table').waitFor();
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
  },
);
