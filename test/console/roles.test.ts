import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../../src/domain/actor';
import { rightsOf } from '../../src/domain/rights';
import { accessibilityFaults, ConsoleHarness } from '../support/console';
import { runToEnd } from '../support/run';

/** A folder for pictures of the pages, to look at. */
const PICTURES = process.env['ROLE_PICTURES'];

let harness: ConsoleHarness;
let run: string;

beforeAll(async () => {
  harness = await ConsoleHarness.start();
  await harness.database.addOrganizations([['CRM'], ['HR']]);
  const admin = await harness.server.as('SUPER_ADMIN');
  run = (await runToEnd(admin, { mode: 'DRY_RUN', source: { fresh: {} } })).id;
  if (PICTURES !== undefined) await mkdir(PICTURES, { recursive: true });
});

afterEach(() => harness.closePages());
afterEach(() => expect(harness.takeTroubles()).toEqual([]));
afterAll(() => harness.close());

const READ = ['Migration', 'Runs', 'Census & mapping', 'Parity', 'Rollout', 'Organizations', 'Watching'];
const ROLES: readonly (readonly [Role, readonly string[]])[] = [
  ['AUDITOR', [...READ, 'Record']],
  ['OPERATOR', [...READ, 'Record']],
  ['SUPPORT', READ],
];

describe.each(ROLES)('%s', (role, titles) => {
  test('sees every page of its navigation without an error', async () => {
    if (!harness.canRun) return;
    const page = await harness.open('/', { role });
    const links = page.getByRole('navigation', { name: 'Pages' }).locator('a[href^="/console/"]');
    await links.first().waitFor();
    expect(await links.allTextContents()).toEqual(titles);
    const paths = await links.evaluateAll((all: readonly { getAttribute(name: string): string | null }[]) =>
      all.map((one) => one.getAttribute('href')?.replace('/console', '') ?? ''),
    );
    const tabs = ['/rollout?tab=organizations', '/rollout?tab=maintenance', '/census?tab=load', '/parity?tab=gate'];
    const organization = ['access', 'overrides', 'menu', 'events', 'insights'].map(
      (tab) => `/organizations/1?tab=${tab}`,
    );
    for (const path of [...paths, ...tabs, ...organization, `/runs/${run}`, '/runs?check=yes']) {
      const opened = await harness.open(path, { role });
      await opened.getByRole('heading', { level: 1 }).waitFor();
      await opened.waitForLoadState('networkidle');
      const refused = opened.getByText(/Loading failed|may do this|not visible to you|server refused/);
      expect({ path, refused: await refused.allTextContents() }).toEqual({ path, refused: [] });
      if (PICTURES !== undefined)
        await opened.screenshot({
          path: join(PICTURES, `${role}-${path.replaceAll(/\W+/g, '-')}.png`),
          fullPage: true,
        });
      await opened.close();
    }
  });

  test.each([
    ['/runs', 'MANAGE_RUNS', 'Start a dry run', 'start runs'],
    ['/runs/RUN', 'MANAGE_RUNS', 'Execute this plan', 'steer runs'],
    ['/parity', 'MANAGE_RUNS', 'Create a report', 'create reports'],
    ['/rollout', 'MANAGE_ROLLOUT', 'Set all to LEGACY', 'change the rollout'],
    ['/rollout?tab=organizations', 'MANAGE_ROLLOUT', 'Set its rollout', 'change the rollout of an organization'],
    ['/rollout?tab=maintenance', 'MANAGE_MAINTENANCE', 'Start maintenance', 'begin or end maintenance'],
    ['/organizations/1', 'CHANGE_ACCESS', 'Override', 'override'],
  ] as const)('is offered on %s what it may do, and told what it may not', async (path, right, button, what) => {
    if (!harness.canRun) return;
    const page = await harness.open(path.replace('RUN', run), { role });
    const [offer, reason] = [
      page.getByRole('button', { name: button }),
      page.getByText(`The role ${role} may not ${what}.`, { exact: true }),
    ];
    await offer.or(reason).first().waitFor();
    const may = rightsOf(role).includes(right);
    expect([await offer.count(), await reason.count()]).toEqual(may ? [1, 0] : [0, 1]);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

test('support begins with the organizations, has to end overrides, and is told which page is not for it', async () => {
  if (!harness.canRun) return;
  const page = await harness.open('/', { role: 'SUPPORT' });
  await page.waitForURL('**/organizations');
  const record = await harness.open('/record', { role: 'SUPPORT' });
  await record.getByText('The role SUPPORT does not have the right READ_RECORD.').waitFor();

  const access = await harness.open('/organizations/1', { role: 'SUPPORT' });
  await access.getByLabel('Choose hr', { exact: true }).check();
  await access.getByRole('button', { name: 'Override 1' }).click();
  const dialog = access.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('ticket 4711');
  await dialog.getByText('Your role may override for a limited time.', { exact: false }).waitFor();
  expect(await dialog.getByRole('button', { name: 'Preview' }).isDisabled()).toBe(true);
});
