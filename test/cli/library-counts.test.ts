import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { startPortcullis } from '../support/command';
import {
  addErpOrganization,
  createErpTables,
  entitle,
  openTestEntitlements,
  startTestErp,
  type TestErp,
  tokenOf,
} from '../support/erp';
import { ask } from '../support/http';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const SEEN_WITHIN_MS = 5_000;

const sums = { checks: z.number(), denied: z.number(), unexpected: z.number(), differs: z.number() };
const frame = z.looseObject({
  ...sums,
  modules: z.array(z.looseObject({ module: z.string(), ...sums })),
  sources: z.array(z.looseObject({ source: z.string(), ...sums })),
});
type Frame = z.infer<typeof frame>;

/** `portcullis watch` beside the ERP, looking every second. */
class Watch {
  private readonly running;
  private readonly looks: Frame[] = [];

  constructor(url: string) {
    this.running = startPortcullis(['watch', '--every', '1', '--json'], { env: { DATABASE_URL: url } });
    const { stdout } = this.running.child;
    if (stdout) createInterface(stdout).on('line', (line) => this.looks.push(frame.parse(JSON.parse(line))));
  }

  /** The first look that shows it, and after how many milliseconds it came. */
  async until(
    shows: (look: Frame) => boolean,
    patience = 60_000,
  ): Promise<{ readonly look: Frame; readonly ms: number }> {
    const start = performance.now();
    for (;;) {
      const look = this.looks.findLast(shows);
      if (look) return { look, ms: performance.now() - start };
      if (performance.now() - start > patience)
        throw new Error(`watch did not show it: ${JSON.stringify(this.looks.at(-1))} ${this.running.output().stderr}`);
      await delay(20);
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.running.child.once('close', resolve));
    this.running.child.kill('SIGINT');
    await ended;
  }
}

let database: TestDatabase;
let watch: Watch;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  await watch.stop();
  await database.close();
});

/** Runs the ERP as `erp`, on a database whose rollout is stored. */
async function withErp(mode: string, work: (erp: TestErp) => Promise<void>): Promise<void> {
  await database.sql('UPDATE rollout SET mode = $1', [mode]);
  const entitlements = await openTestEntitlements(database.url, {
    environment: { ENABLE_ENTITLEMENTS_GATING: '' },
    source: 'erp',
  });
  await createErpTables(entitlements);
  const erp = await startTestErp(entitlements);
  watch = new Watch(database.url);
  try {
    await watch.until(({ checks }) => checks === 0);
    await work(erp);
  } finally {
    await erp.close();
    await entitlements.close();
  }
}

const of = (look: Frame) => look.sources.find(({ source }) => source === 'erp');

test('an operator sees denied queries of an application under ENFORCE within five seconds, by its name', () =>
  withErp('ENFORCE', async (erp) => {
    const lacking = await addErpOrganization(database, ['sales']);
    // The legacy flags would have allowed: an unexpected denial.
    await database.sql(`UPDATE organizations SET enabled_modules = '["CRM"]' WHERE id = $1`, [lacking]);
    const authorization = await tokenOf(lacking);
    const answer = await ask(erp, '{ leads { contact } again: leads { contact } me { name } }', { authorization });
    expect(answer.data).toMatchObject({ leads: null, again: null });
    const { look, ms } = await watch.until(({ denied }) => denied > 0);
    expect(ms).toBeLessThan(SEEN_WITHIN_MS);
    // One operation asks once for a module and submodule, wherever in it they are needed.
    expect(of(look)).toMatchObject({ source: 'erp', checks: 1, denied: 1, unexpected: 1, differs: 0 });
    expect(look.modules).toMatchObject([{ module: 'sales', denied: 1, unexpected: 1 }]);
  }));

test('an operator sees differences of an application under SHADOW within five seconds, by its name', () =>
  withErp('SHADOW', async (erp) => {
    const organization = await addErpOrganization(database, 'EVERYTHING');
    await entitle(database, organization, ['hr']);
    const authorization = await tokenOf(organization);
    expect((await ask(erp, '{ leads { contact } }', { authorization })).data).toMatchObject({ leads: null });
    const { look, ms } = await watch.until(({ denied }) => denied > 0);
    expect(ms).toBeLessThan(SEEN_WITHIN_MS);
    expect(of(look)).toMatchObject({ source: 'erp', checks: 1, denied: 1, unexpected: 0, differs: 1 });
  }));
