import { ConsoleHarness } from '../support/console';
test('shots', async () => {
  const harness = await ConsoleHarness.start();
  const { database } = harness;
  await database.addOrganizations(Array.from({ length: 60 }, (_, n) => (n % 20 === 0 ? { CRM: 'maybe', HR: [1] } : n % 3 === 0 ? ['CRM', 'Fax'] : n % 3 === 1 ? { HR: true, reports: false, route_access: { vendors: true } } : '{"CRM":true,"Telex":0}')));
  for (const [colorScheme, width] of [['light', 1280], ['dark', 390]] as const) {
    const shot = async (name: string, page: Awaited<ReturnType<typeof harness.open>>) => { await page.waitForTimeout(500); await page.screenshot({ path: `/tmp/shot-census-${name}-${colorScheme}-${width}.png`, fullPage: true }); };
    const page = await harness.open('/census', { colorScheme, width });
    await page.getByRole('table').first().waitFor();
    await shot('flags', page);
    await page.goto(`${harness.server.url}/console/census?tab=mapping`);
    await page.getByRole('table').first().waitFor();
    await shot('mapping', page);
    await page.goto(`${harness.server.url}/console/census?tab=load&from=active`);
    const rules = page.getByRole('textbox', { name: 'Rules' });
    await rules.waitFor();
    const csv = (await rules.inputValue()).replace('/crm/*,sales', '/crm/*,hr') + 'enabled_modules.Fax,,sales,,trial,\n';
    await rules.fill(csv);
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByRole('table').first().waitFor();
    await shot('preview', page);
    await page.getByRole('button', { name: 'Load these rules' }).click();
    await shot('dialog', page);
    await page.keyboard.press('Escape');
    await rules.fill(csv + 'x,,salse,,maybe,\n');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('The file was not taken').waitFor();
    await shot('faults', page);
  }
  console.log(harness.takeTroubles());
  await harness.close();
}, 120000);
