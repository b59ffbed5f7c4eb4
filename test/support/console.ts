import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { z } from 'zod';
import { mintToken } from '../../src/database/mint-token';
import type { Role } from '../../src/domain/actor';
import { startChromium } from './chromium';
import { createTestDatabase, type TestDatabase } from './test-database';
import { startTestServer, type TestServer } from './test-server';

/** The timeout of a page, in milliseconds, on a busy machine. */
const PATIENCE_MS = 60_000;
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const axeResults = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullable(),
      nodes: z.array(z.object({ target: z.array(z.unknown()), failureSummary: z.string().optional() })),
    }),
  ),
});

export interface OpenOptions {
  readonly role?: Role;
  readonly organizationId?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

/** The console in a real browser, with a real server and database. Collects errors of pages and policy violations. */
export class ConsoleHarness {
  private readonly troubles: string[] = [];
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly server: TestServer,
    private readonly browser: Browser | null,
  ) {}

  /** @param install makes the product and Portcullis in an empty database, in place of the seeded one */
  static async start(
    environment: Readonly<Record<string, string>> = {},
    install: ((database: TestDatabase) => Promise<unknown>) | null = null,
  ): Promise<ConsoleHarness> {
    const template = install ? 'empty' : 'seeded';
    const database = await createTestDatabase(template, { PORTCULLIS_CONSOLE_LINK: 'true', ...environment });
    await install?.(database);
    const server = await startTestServer(database);
    return new ConsoleHarness(database, server, await startChromium());
  }

  /** False without a browser; tests then pass, after a warning. */
  get canRun(): boolean {
    return this.browser !== null;
  }

  /**
   * Opens a page with a token of this role.
   * @param path below `/console`
   */
  async open(
    path: string,
    { role = 'SUPER_ADMIN', organizationId, colorScheme = 'light', width = 1280 }: OpenOptions = {},
  ): Promise<Page> {
    const token = await mintToken(this.database.config, {
      role,
      organizationId: organizationId ?? null,
      subject: `test:${role.toLowerCase()}`,
      ttl: '10m',
    });
    return this.visit(path, { colorScheme, viewport: { width, height: 900 } }, token);
  }

  /** Opens a page without a session, unless a token is given. */
  async visit(path: string, options: BrowserContextOptions = {}, token: string | null = null): Promise<Page> {
    if (!this.browser) throw new Error('no browser was started');
    const context = await this.browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    if (token !== null) await context.addInitScript({ content: signedInBy(token) });
    this.contexts.push(context);
    const page = await context.newPage();
    page.on('console', (message) => {
      const { url } = message.location();
      // A machine that was busy for two seconds: the page shows a banner until it is asked again.
      if (url.endsWith('/health/ready') && / 503 /.test(message.text())) return;
      if (message.type() === 'error' || /Content.Security.Policy/i.test(message.text()))
        this.troubles.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.troubles.push(`${page.url()}: ${error.message}`));
    await page.goto(`${this.server.url}/console${path}`);
    return page;
  }

  /** Limits runs that start from now on to this many organizations per second. */
  async holdRunsBack(maxRate: number): Promise<void> {
    await this.database.sql(
      `CREATE FUNCTION hold_back() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN NEW.max_rate := ${maxRate}; RETURN NEW; END $$`,
    );
    await this.database.sql(
      'CREATE TRIGGER hold_back BEFORE INSERT ON migration_runs FOR EACH ROW EXECUTE FUNCTION hold_back()',
    );
  }

  /** Closes every page: an open one goes on asking the server and drawing. */
  async closePages(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  /** The errors of pages since the last call. A test expects none, or those that it provokes. */
  takeTroubles(): readonly string[] {
    return this.troubles.splice(0);
  }

  async close(): Promise<void> {
    await this.browser?.close();
    await this.server.close();
    await this.database.close();
  }
}

/** Stores the token in the session when the tab opens, but only once, so that signing out is not undone. */
function signedInBy(token: string): string {
  return `if (location.protocol === 'http:' && !sessionStorage.getItem('test.opened')) {
    sessionStorage.setItem('test.opened', 'yes');
    sessionStorage.setItem('portcullis.token', ${JSON.stringify(token)});
  }`;
}

/** Fills in and submits a confirmation: the reason, the database's name, and the button. */
export async function confirmFor(page: Page, { name }: TestDatabase, action: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('as agreed');
  await dialog.getByLabel(/^Type the name of the database/).fill(name);
  await dialog.getByRole('button', { name: action, exact: true }).click();
}

/** The serious and critical accessibility faults that axe finds on the page. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, which the page's policy does not restrict.
  await page.evaluate(AXE);
  const { violations } = axeResults.parse(await page.evaluate("axe.run(document, { resultTypes: ['violations'] })"));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
    );
}

/** By how many pixels the page is wider than its window; more than 0 makes it scroll sideways. */
export async function overflow(page: Page): Promise<number> {
  return z
    .number()
    .parse(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'));
}
