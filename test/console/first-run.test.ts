import type { Browser } from 'playwright-core';
import { startChromium } from '../support/chromium';
import { portcullis, TestFolder } from '../support/command';
import { ask } from '../support/http';
import { serve, type Serving } from '../support/serve';

let folder: TestFolder;
let server: Serving;
let browser: Browser | null;

beforeAll(async () => {
  folder = await TestFolder.create();
  const env = { PORTCULLIS_DATA_DIR: folder.path, PORT: '0' };
  const migrated = await portcullis(['db', 'migrate'], { env });
  expect(migrated.code).toBe(0);
  server = await serve(env);
  browser = await startChromium();
});

afterAll(async () => {
  await browser?.close();
  server.child.kill('SIGTERM');
  await server.ended;
  await folder.remove();
});

test('the printed link signs in on an empty database, and the console offers demo data once', async () => {
  if (!browser) return;
  const { stdout } = server.output();
  expect(stdout).toContain('The database is empty: the console offers demo data');
  const [, link = ''] = /"console":"([^"]+)"/.exec(stdout) ?? [];
  const page = await browser.newPage();
  await page.goto(link);
  await page.getByText('This database has no organizations yet').waitFor();
  await page.getByRole('button', { name: 'Load demo data' }).click();
  await page.getByText('100 demo organizations created.').waitFor();
  await page.getByText('100 (100 %)').waitFor();
  await page.locator('[aria-current=step]').getByRole('heading', { name: '2 Dry run' }).waitFor();
  expect(await page.getByText('This database has no organizations yet').count()).toBe(0);

  const token = (
    await portcullis(['token', '--role', 'SUPER_ADMIN'], { env: { PORTCULLIS_DATA_DIR: folder.path } })
  ).stdout.trim();
  const { errors } = await ask(server, 'mutation { seedDemo { organizations } }', { authorization: `Bearer ${token}` });
  expect(errors).toMatchObject([{ code: 'CONFLICT' }]);
});
