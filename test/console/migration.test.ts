import { mintToken } from '../../src/database/mint-token';
import { accessibilityFaults, ConsoleHarness, overflow } from '../support/console';
import { ask } from '../support/http';
import { answerAsRead } from '../support/product-answers';

let harness: ConsoleHarness;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await harness.database.addOrganizations([['CRM'], ['HR'], ['CRM', 'no_such_flag'], ['HR']]);
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

async function mutate(mutation: string): Promise<void> {
  const token = await mintToken(harness.database.config, {
    role: 'SUPER_ADMIN',
    organizationId: null,
    subject: 'test:other',
    ttl: '10m',
  });
  const { errors } = await ask(harness.server, mutation, { authorization: `Bearer ${token}` });
  expect(errors).toEqual([]);
}

async function setRollout(mode: string): Promise<void> {
  const [{ version } = { version: 0 }] = await harness.database.sql<{ version: number }>('SELECT version FROM rollout');
  const input = `{ mode: ${mode}, expectedVersion: ${version}, reason: "as agreed" }`;
  await mutate(`mutation { setRollout(input: ${input}) { rollout { version } } }`);
}

const start = (mode: string, source: string) =>
  mutate(
    `mutation {
      startMigrationRun(input: { mode: ${mode}, source: ${source}, reason: "as agreed" }) { migrationRun { id } }
    }`,
  );

test('the board leads an operator from phase to phase, and back after a rollback', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/');
  await page.getByRole('heading', { level: 1, name: 'Migration' }).waitFor();
  const phase = (title: string) =>
    page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) });
  const next = page.locator('[aria-current=step]');
  await next.getByRole('heading', { name: '2 Dry run' }).waitFor();
  await phase('1 Preflight').getByText('WARN').first().waitFor();

  await start('DRY_RUN', '{ fresh: {} }');
  await page.reload();
  await next.getByRole('heading', { name: '3 Review' }).waitFor();
  await next.getByText('1 legacy flag without a rule.').waitFor();
  expect(await next.getByRole('link').getAttribute('href')).toBe('/console/runs/1');

  await start('EXECUTE', '{ dryRunId: "1" }');
  await page.reload();
  await next.getByRole('heading', { name: '5 Verify' }).waitFor();
  await phase('4 Execute').getByText('Run 2 changed 4 organizations.').waitFor();

  await mutate('mutation { startParityReport(input: {}) { parityReport { id } } }');
  await page.reload();
  await next.getByRole('heading', { name: '6 Switch gating on' }).waitFor();
  await phase('5 Verify').getByText('Parity is clean for 4 organizations.').waitFor();

  await answerAsRead(harness.database);
  await setRollout('ENFORCE');
  await page.reload();
  await next.getByRole('heading', { name: '7 Monitor' }).waitFor();
  await phase('7 Monitor').getByText('0 denied unexpectedly').waitFor();
  await harness.database.sql(
    `INSERT INTO access_counts
     VALUES ((now() AT TIME ZONE 'UTC')::date, 1, 'sales', '', 'ENFORCE', false, 'NOT_ENTITLED', true, false, 5)`,
  );
  await page.reload();
  await next.getByText('Above 1 %: set the rollout to LEGACY.').waitFor();
  await phase('9 Clean up').getByText('Checks that do not pass yet').waitFor();

  await setRollout('LEGACY');
  await mutate(
    'mutation { rollbackMigrationRun(input: { id: "2", reason: "the mapping was wrong" }) { migrationRun { id } } }',
  );
  await page.reload();
  await phase('8 Roll back').getByText('Run 2 was rolled back.').waitFor();
  await phase('4 Execute').getByText('later').waitFor();
  await next.getByRole('heading', { name: '2 Dry run' }).waitFor();
  await next.getByText('The last plan was applied by run 2, which is no longer in effect: make a new plan.').waitFor();
});

test('the board shows a new run without reloading, and a paused run as the next step', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/migration');
  await page.getByRole('heading', { name: '2 Dry run' }).waitFor();
  await harness.database.sql(
    `INSERT INTO organizations (name, enabled_modules) SELECT 'Many ' || n, '["CRM"]' FROM generate_series(1, 3000) n`,
  );
  await start('DRY_RUN', '{ fresh: {} }');
  await mutate('mutation { pauseMigrationRun(input: { id: "3", reason: "lunch" }) { migrationRun { id } } }');
  const step = page.locator('[aria-current=step]');
  await step.getByText('Run 3 is paused.').waitFor();
  expect(await step.textContent()).toContain('Run 3 is paused.');
});

test.each([
  ['light', 1280],
  ['dark', 390],
] as const)(
  'the board has no accessibility faults and fits the window, in %s at %d pixels',
  async (colorScheme, width) => {
    if (!harness.canRun) return;
    const page = await harness.open('/migration', { colorScheme, width });
    await page.getByRole('heading', { name: '9 Clean up' }).waitFor();
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    expect({ faults: await accessibilityFaults(page), wide: await overflow(page) }).toEqual({ faults: [], wide: 0 });
  },
);
