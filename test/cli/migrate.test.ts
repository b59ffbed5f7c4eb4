import { z } from 'zod';
import { seedDemoOrganizations } from '../../src/features/demo/seed-demo-organizations';
import { startCli } from '../support/cli-process';
import { documentOf, portcullis, type Ran } from '../support/command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

const run = (...args: readonly string[]): Promise<Ran> => portcullis(args, { env: { DATABASE_URL: database.url } });
const linesOf = ({ stdout }: Ran) => stdout.split('\n');
const rows = async (table: string) => (await database.sql(`SELECT 1 FROM ${table}`)).length;
const runDocument = z.object({
  run: z.looseObject({ id: z.number(), status: z.string(), counts: z.record(z.string(), z.number()) }),
  organizations: z.array(z.looseObject({ id: z.string() })),
});

const ESCAPE = String.fromCharCode(27);

describe('portcullis migrate, on the demo organizations,', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    await seedDemoOrganizations(database.dataSource, false);
  });

  afterAll(() => database.close());

  test('prints the plan and the summary of a dry run, and changes nothing', async () => {
    const result = await run('migrate');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    const lines = linesOf(result);
    expect(lines.slice(0, 11)).toEqual([
      'Portcullis: legacy flags to entitlements',
      'Mode: DRY-RUN (no changes will be made)',
      expect.stringMatching(/^Database: .* at .*/),
      'Loaded 17 modules and 285 submodules',
      'Loaded 52 mapping rules',
      'Found 100 organizations to process',
      '',
      '1 Acme Corp',
      '  Legacy flags: ["CRM","ERP","HR","Inventory"]',
      '  Mapped modules: sales, inventory, finance, hr',
      '✓ [DRY-RUN] Would create module entitlement: sales -> enabled',
    ]);
    expect(lines.filter((line) => /^\d+ /.test(line))).toHaveLength(5);
    expect(lines).toContain("… and 95 more organizations ('portcullis runs show 1 --verbose' prints all)");
    const summary = lines.indexOf('Summary of run 1 (dry run: nothing was changed)');
    expect(lines.slice(summary + 1, summary + 17)).toEqual([
      'Organizations processed: 100',
      'Module entitlements created: 400',
      'Module entitlements updated: 0',
      'Module entitlements revoked: 0',
      expect.stringMatching(/^Submodule entitlements created: [1-9]\d+$/),
      'Submodule entitlements updated: 0',
      'Submodule entitlements revoked: 0',
      'Kept manual: 0',
      'Held: 0',
      expect.stringMatching(/^Unmapped flags: \d+$/),
      'Events created: 100',
      'Stale: 0',
      'Skipped: 0',
      'Errors: 0',
      'Run: 1',
      'Status: SUCCEEDED',
    ]);
    expect(lines[summary + 17]).toMatch(/^Plan: [0-9a-f]{16}$/);
    expect(lines).toContain('Execute this plan:    portcullis migrate --execute --dry-run-id 1');
    expect(result.stdout).not.toContain(ESCAPE);
    for (const table of ['org_entitlements', 'org_subentitlements', 'entitlement_events'])
      expect(await rows(table)).toBe(0);
  });

  test('refuses to execute without --yes if it cannot ask, and writes nothing', async () => {
    for (const args of [[], ['--json'], ['--dry-run-id', '1']] as const) {
      const before = await rows('migration_runs');
      const result = await run('migrate', '--execute', ...args);
      expect(result.code).toBe(2);
      expect(result.stderr).toMatch(
        new RegExp(
          "^INVALID_INPUT: Write entitlements to the database '.*' at .*\\? Confirmation needed, " +
            `but ${args.some((one) => one === '--json') ? '--json does not ask' : 'this is not a terminal'}\\. ` +
            'Pass --yes to proceed\\.\\n$',
        ),
      );
      expect(await rows('migration_runs')).toBe(before);
      expect(await rows('org_entitlements')).toBe(0);
    }
  });

  test('refuses to execute a dry run that does not exist', async () => {
    const none = await run('migrate', '--execute', '--yes', '--dry-run-id', '77');
    expect(none.code).toBe(1);
    expect(none.stderr).toBe('NOT_FOUND: There is no dry run 77.\n');
  });

  test('executes exactly the reviewed plan, once', async () => {
    const result = await run('migrate', '--execute', '--yes', '--dry-run-id', '1');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(linesOf(result)).toEqual(
      expect.arrayContaining([
        'Mode: EXECUTE',
        'Found 100 organizations to process',
        '✓ Created module entitlement: sales -> enabled',
        'Module entitlements created: 400',
        'Events created: 100',
        'Errors: 0',
        'Status: SUCCEEDED',
      ]),
    );
    expect(await rows('org_entitlements')).toBe(400);
    expect(await rows('entitlement_events')).toBe(100);
    const twice = await run('migrate', '--execute', '--yes', '--dry-run-id', '1');
    expect(twice.code).toBe(1);
    expect(twice.stderr).toMatch(/^CONFLICT: The plan of dry run 1 has already been executed, by run \d+\./);
  });

  test('changes nothing when it is executed again', async () => {
    const result = await run('migrate', '--execute', '--yes');
    expect(result.code).toBe(0);
    expect(linesOf(result)).toEqual(
      expect.arrayContaining([
        '  Nothing to change',
        'Module entitlements created: 0',
        'Events created: 0',
        'Errors: 0',
      ]),
    );
    expect(await rows('entitlement_events')).toBe(100);
  });

  test('leaves runs that can be listed and shown', async () => {
    const list = await run('runs', 'list');
    expect(list.code).toBe(0);
    expect(list.stdout).toMatch(/│ 1 +│ MIGRATION +│ DRY_RUN +│ SUCCEEDED +│ 100\/100 +│ 100 +│ 0 +│ cli:/);
    const shown = await run('runs', 'show', '1', '--verbose');
    expect(linesOf(shown).filter((line) => /^\d+ /.test(line))).toHaveLength(100);
    expect(linesOf(await run('runs', 'show', '1')).filter((line) => /^\d+ /.test(line))).toHaveLength(0);
    const document = runDocument.parse(documentOf(await run('runs', 'show', '1', '--outcome', 'CHANGED', '--json')));
    expect(document.organizations).toHaveLength(100);
    const none = await run('runs', 'show', '4711');
    expect(none).toEqual({ code: 1, stdout: '', stderr: 'NOT_FOUND: There is no run 4711.\n' });
    const ended = await run('runs', 'pause', '1');
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^INVALID_TRANSITION: Run 1 is SUCCEEDED and cannot be paused/);
  });

  test('does not warn of a memory leak with more than ten workers, the default on a large machine', async () => {
    const { code, stderr } = await startCli(database, ['migrate', '--workers', '30']).exited;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

describe('portcullis migrate, on organizations with faulty flags,', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    await seedDemoOrganizations(database.dataSource, true);
  });

  afterAll(() => database.close());

  const UNREADABLE = {
    108: ['CRM', '"maybe"'],
    109: ['$', '42'],
    112: ['$', '"CRM, HR"'],
  };

  test('leaves each of them untouched, with path and reason, and migrates all others', async () => {
    const result = await run('migrate', '--execute', '--yes');
    expect(result).toMatchObject({ code: 3, stderr: '' });
    expect(linesOf(result)).toEqual(
      expect.arrayContaining([
        'Organizations processed: 113',
        'Errors: 3',
        'Status: COMPLETED_WITH_ERRORS',
        'See the failures:     portcullis runs show 1 --outcome FAILED',
      ]),
    );

    const failed = await run('runs', 'show', '1', '--outcome', 'FAILED');
    expect(failed.code).toBe(0);
    for (const [id, [path, value]] of Object.entries(UNREADABLE))
      expect(failed.stdout).toMatch(
        new RegExp(
          `\\n${id} [^\\n]*\\n[^\\n]*\\n[^\\n]*\\n✗ UNREADABLE_FLAGS: ${escape(value ?? '')} at ${escape(path ?? '')} `,
        ),
      );
    expect(failed.stdout).toMatch(
      /\n\nRun 1 \(COMPLETED_WITH_ERRORS\): 3 of 113 organizations with the outcome FAILED\n$/,
    );
    expect((await run('runs', 'show', '1', '--outcome', 'STALE')).stdout).toBe(
      '\nRun 1 (COMPLETED_WITH_ERRORS): 0 of 113 organizations with the outcome STALE\n',
    );
    const document = z
      .object({
        organizations: z.array(
          z.object({ id: z.string(), error: z.object({ code: z.string(), path: z.string(), message: z.string() }) }),
        ),
      })
      .parse(documentOf(await run('runs', 'show', '1', '--outcome', 'FAILED', '--json')));
    expect(Object.fromEntries(document.organizations.map(({ id, error }) => [id, error.path]))).toEqual(
      Object.fromEntries(Object.entries(UNREADABLE).map(([id, [path]]) => [id, path])),
    );

    expect(
      await database.sql(
        `SELECT DISTINCT org_id FROM org_entitlements WHERE org_id IN (108, 109, 110, 112)
         UNION SELECT org_id FROM entitlement_events WHERE org_id IN (108, 109, 110, 112)`,
      ),
    ).toEqual([]);
    expect(await database.sql(`SELECT count(DISTINCT org_id)::int AS n FROM org_entitlements`)).toEqual([{ n: 104 }]);
    const [{ enabled_modules: flags } = { enabled_modules: null }] = await database.sql<{ enabled_modules: unknown }>(
      'SELECT enabled_modules FROM organizations WHERE id = 108',
    );
    expect(flags).toEqual({ CRM: 'maybe', HR: true });
  });

  test('migrates only the organizations of --org', async () => {
    const result = await run('migrate', '--org', '1, 105,106', '--verbose');
    expect(result.code).toBe(0);
    expect(linesOf(result)).toEqual(
      expect.arrayContaining([
        'Found 3 organizations to process',
        'Organizations processed: 3',
        '  Unmapped flags: Fax_Machine',
        '  Named twice: crm',
      ]),
    );
  });

  test('leaves an organization that changed since the dry run as STALE, and says how to plan it again', async () => {
    await database.sql('DELETE FROM org_entitlements');
    const { run: dryRun } = runDocument.parse(documentOf(await run('migrate', '--org', '1,2,3', '--json')));
    await database.sql(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = 2`);
    const result = await run('migrate', '--execute', '--yes', '--dry-run-id', String(dryRun.id));
    expect(result.code).toBe(3);
    expect(result.stdout).toMatch(/\nStale: 1\n.*\nStatus: COMPLETED_WITH_ERRORS\n/s);
    expect(result.stdout).toMatch(
      /\nSee the stale: +portcullis runs show \d+ --outcome STALE\nPlan them again: +portcullis migrate\n/,
    );
    expect(result.stdout).not.toContain('--outcome FAILED');
    expect(await database.sql('SELECT DISTINCT org_id FROM org_entitlements ORDER BY 1')).toEqual([
      { org_id: 1 },
      { org_id: 3 },
    ]);
  });

  test('stops when too many organizations fail; resuming accepts the failures', async () => {
    await database.sql(`UPDATE organizations SET enabled_modules = '{"CRM":"maybe"}' WHERE id > 50`);
    const stopped = await run('migrate', '--execute', '--yes', '--error-budget', '0', '--json');
    expect(stopped.code).toBe(1);
    const failed = runDocument.parse(documentOf(stopped)).run;
    expect(failed).toMatchObject({ status: 'FAILED', error: { code: 'ERROR_BUDGET' } });
    const resumed = await run('runs', 'resume', String(failed.id));
    expect(resumed.code).toBe(3);
    expect(linesOf(resumed)).toContain('Status: COMPLETED_WITH_ERRORS');
  });
});

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
