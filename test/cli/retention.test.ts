import { Client } from 'pg';
import { migrateSchema } from '../../src/store/schema-version';
import { documentOf, portcullis, type Ran } from '../support/command';
import { FOREIGN_TABLES } from '../support/foreign-organizations';
import { until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const WHY = ['--reason', 'we keep one year'] as const;
const ONE_YEAR = {
  PORTCULLIS_RETENTION_EVENTS_MONTHS: '12',
  PORTCULLIS_RETENTION_COUNTS_MONTHS: '12',
  PORTCULLIS_RETENTION_JOURNAL_MONTHS: '12',
};

let database: TestDatabase;

afterEach(() => database.close());

const run = (args: readonly string[], env: Readonly<Record<string, string>> = ONE_YEAR): Promise<Ran> =>
  portcullis(args, { env: { DATABASE_URL: database.url, ...env } });

async function done(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout;
}

/** A dry run, its execution, and another dry run; checks that were counted. All of it two years and more ago. */
async function migratedLongAgo(): Promise<void> {
  database = await createTestDatabase('seeded');
  await database.addOrganizations([['CRM'], { HR: true }, null]);
  await done('migrate');
  await done('migrate', '--execute', '--yes', '--dry-run-id', '1');
  await done('migrate');
  await database.rewrite(
    `UPDATE migration_runs
     SET created_at = created_at - interval '3 years', finished_at = finished_at - interval '3 years';
     UPDATE entitlement_events SET created_at = created_at - interval '3 years';
     UPDATE platform_events SET created_at = created_at - interval '3 years';
     INSERT INTO entitlement_events (org_id, event_type, created_at) VALUES (1, 'other', '2024-02-29 12:00+00');
     INSERT INTO access_counts (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count)
     VALUES ('2024-02-29', 1, 'sales', 'ENFORCE', true, 'ENABLED', false, false, 3)`,
  );
  expect(await done('db', 'migrate')).toContain('access_counts_2024_02');
}

/** As after 'legacy drop-column' and 'legacy purge', without the days that these wait for. */
const purgeFlags = () =>
  database.sql(
    `INSERT INTO legacy_column_drop (actor_id, reason, column_type, definition, organizations, purged_at)
     VALUES ('ann', 'gone', 'jsonb', '{}', 3, now())`,
  );

test('nothing is ever detached without a setting', async () => {
  await migratedLongAgo();
  const shown = await run(['retention'], {});
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toContain('events are kept for ever, counts for ever, journals for ever');
  expect(shown.stdout).toContain('✓ Nothing is due');
  const applied = await run(['retention', 'apply', '--yes', ...WHY], {});
  expect(applied).toMatchObject({ code: 0, stderr: '' });
  expect(applied.stdout).toContain('Nothing is due; nothing was changed');
  expect(await database.sql('SELECT 1 FROM entitlement_events')).toHaveLength(3);
});

test('an operator sees what is due and what is held back, detaches it, and drops it later', async () => {
  await migratedLongAgo();
  await database.sql(`SELECT portcullis.make_partition('access_counts', '2024-03-01')`);
  const shown = await run(['retention']);
  expect(shown).toMatchObject({ code: 3, stderr: '' });
  for (const line of [
    '! the journal of run 2, of 3 organizations, is held back: the run is in effect and can be rolled back',
    'is held back: run 2 can be rolled back, which reads its events',
    '! 6 parts can be detached: portcullis retention apply --reason …',
  ])
    expect(shown.stdout).toContain(line);

  const asked = await run(['retention', 'apply', ...WHY]);
  expect(asked).toMatchObject({ code: 2 });
  expect(asked.stderr).toContain('Pass --yes to proceed');
  const applied = await done('retention', 'apply', '--yes', ...WHY);
  for (const line of [
    '✓ Detached portcullis.entitlement_events_2024_02 (2024-02): 1 row',
    '✓ Detached portcullis.access_counts_2024_02 (2024-02): 1 row',
    '✓ Detached portcullis.migration_run_organizations_from_1 (1, 3): 6 rows',
    '✓ Dropped portcullis.access_counts_2024_03, which had no row',
  ])
    expect(applied).toContain(line);
  expect(
    await database.sql(
      `SELECT reason, payload -> 'months' AS months, payload -> 'tables' -> 0 AS first FROM platform_events
       WHERE event_type = 'partitions_detached'`,
    ),
  ).toEqual([
    {
      reason: 'we keep one year',
      months: { events: 12, counts: 12, journal: 12 },
      first: { name: 'entitlement_events_2024_02', parent: 'entitlement_events', part: '2024-02', rows: 1 },
    },
  ]);
  expect(await database.sql('SELECT 1 FROM access_counts')).toEqual([]);
  expect(await database.sql('SELECT DISTINCT run_id FROM migration_run_organizations')).toEqual([{ run_id: 2 }]);
  expect(await database.sql('SELECT 1 FROM portcullis.migration_run_organizations_from_1')).toHaveLength(6);

  const after = await run(['retention', '--json']);
  expect(after.code).toBe(0);
  expect(documentOf(after)).toMatchObject({
    detached: [{ rows: 1 }, { rows: 1 }, { rows: 6 }, { rows: 4 }],
  });
  expect(await done('retention', 'apply', '--drop', '--yes', '--reason', 'archived')).toContain(
    '✓ Dropped portcullis.entitlement_events_2024_02: 1 row',
  );
  expect(await database.sql('SELECT 1 FROM detached_partitions')).toEqual([]);
  expect(await database.sql(`SELECT to_regclass('portcullis.access_counts_2024_02') AS t`)).toEqual([{ t: null }]);
  expect(await done('db', 'status')).toContain('migration_run_organizations');
});

test('a run whose journal was taken away is shown and refused as such, not as one that did nothing', async () => {
  await migratedLongAgo();
  await purgeFlags();
  // As a large run has it.
  await database.sql(`SELECT portcullis.make_partition('migration_run_organizations', '2')`);
  const applied = await done('retention', 'apply', '--yes', ...WHY);
  expect(applied).toContain('Detached portcullis.migration_run_organizations_2 (2): 3 rows');
  expect(applied).toContain('Detached portcullis.migration_run_organizations_from_1 (1, 3): 6 rows');
  expect(applied).toContain('Detached portcullis.entitlement_events_20');

  const removed = /the journal of run 2 was removed by retention on 2\d{3}-\d\d-\d\d/;
  expect(await done('runs', 'show', '2')).toMatch(removed);
  expect(await done('runs', 'show', '2', '--outcome', 'CHANGED')).toMatch(removed);
  const rollback = await run(['rollback', '2', '--yes', '--reason', 'too late']);
  expect(rollback.code).toBe(1);
  expect(rollback.stderr).toMatch(
    /^CONFLICT: Run 2 cannot be rolled back: the journal of run 2 was removed by retention/,
  );
  await database.sql('DELETE FROM legacy_column_drop');
  const executed = await run(['migrate', '--execute', '--yes', '--dry-run-id', '3']);
  expect(executed.stderr).toMatch(
    /Dry run 3 cannot be executed any more: the journal of run 3 was removed by retention/,
  );
  const since = await run(['migrate', '--changed-since', '2']);
  expect(since.stderr).toMatch(/It is not known what has changed since: the journal of run 2 was removed by retention/);
  const verified = await run(['verify', '--run', '2']);
  expect(verified.code).toBe(0);
  expect(verified.stdout).toMatch(removed);
  expect(verified.stdout).not.toContain('FAIL');
  expect(await done('explain', '--org', '1', '--module', 'sales')).not.toContain('run 2');
});

test('a partition that somebody moved is named with the statement that puts it back', async () => {
  await migratedLongAgo();
  await database.sql(
    `CREATE SCHEMA "Old stuff"; ALTER TABLE portcullis.entitlement_events_2024_02 SET SCHEMA "Old stuff"`,
  );
  for (const args of [['retention'], ['retention', 'apply', '--yes', ...WHY]]) {
    const { code, stderr } = await run(args);
    expect({ args, code }).toEqual({ args, code: 1 });
    expect(stderr).toContain('ALTER TABLE "Old stuff"."entitlement_events_2024_02" SET SCHEMA portcullis;');
  }
  await database.sql('ALTER TABLE "Old stuff"."entitlement_events_2024_02" SET SCHEMA portcullis');
  expect(await done('retention', 'apply', '--yes', ...WHY)).toContain('entitlement_events_2024_02');
});

test('counts that servers have deleted leave no partitions behind, also without a setting', async () => {
  database = await createTestDatabase('seeded');
  await database.sql(
    `SELECT portcullis.make_partition('access_counts', '2024-02-01');
     SELECT portcullis.make_partition('access_counts', '2024-03-01');
     INSERT INTO access_counts (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count)
     VALUES ('2024-02-29', 1, 'sales', 'ENFORCE', true, 'ENABLED', false, false, 3)`,
  );
  const applied = await run(['retention', 'apply', '--yes', ...WHY], {});
  expect(applied).toMatchObject({ code: 0, stderr: '' });
  expect(applied.stdout).toContain('✓ Dropped portcullis.access_counts_2024_03, which had no row');
  expect(applied.stdout).not.toContain('access_counts_2024_02');
  expect(await database.sql('SELECT count::int AS count FROM access_counts')).toEqual([{ count: 3 }]);
});

test('a run that is live, or whose plan is being executed, keeps its journal however old it is', async () => {
  database = await createTestDatabase('seeded');
  await database.addOrganizations([['CRM']]);
  await done('migrate');
  await database.sql(
    `INSERT INTO migration_runs (mode, status, dry_run_id, requested_by, reason, mapping_name, mapping_hash,
       mapping_rules, taxonomy_hash, rules_version, module_count, submodule_count, allow_revocations,
       error_budget_percent)
     SELECT 'EXECUTE', 'PAUSED', id, requested_by, reason, mapping_name, mapping_hash, mapping_rules, taxonomy_hash,
            rules_version, module_count, submodule_count, allow_revocations, error_budget_percent FROM migration_runs;
     UPDATE migration_runs SET created_at = '2020-01-01 00:00+00', finished_at = '2020-01-01 00:00+00' WHERE id = 1`,
  );
  const applied = await done('retention', 'apply', '--yes', ...WHY);
  expect(applied).toContain(
    'the journal of run 1, of 1 organization, is held back: run 2 executes its plan and is PAUSED',
  );
  expect(applied).toContain('Nothing is due; nothing was changed');
});

test('an uninstallation names the tables that were detached, and leaves nothing', async () => {
  await migratedLongAgo();
  await done('retention', 'apply', '--yes', ...WHY);
  await database.sql('CREATE SCHEMA archive; ALTER TABLE portcullis.access_counts_2024_02 SET SCHEMA archive');
  const uninstalled = await done('db', 'uninstall', '--confirm', database.name);
  expect(uninstalled).toContain('removed table portcullis.entitlement_events_2024_02, which retention had detached');
  expect(
    await database.sql(
      `SELECT relnamespace::regnamespace::text AS schema, relname::text AS name FROM pg_class
       WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)' AND relkind NOT IN ('t', 'i')`,
    ),
  ).toEqual([{ schema: 'archive', name: 'access_counts_2024_02' }]);
});

test("a product's own table of events keeps its shape, and is told to be its owner's to prune", async () => {
  database = await createTestDatabase('empty');
  await database.sql(FOREIGN_TABLES);
  const shape = () =>
    database.sql(
      `SELECT relkind, relispartition, (SELECT count(*)::int FROM pg_inherits WHERE inhparent = c.oid) AS partitions
       FROM pg_class c WHERE oid = 'public.entitlement_events'::regclass`,
    );
  const before = await shape();
  await migrateSchema(database.dataSource);
  await database.sql(
    `INSERT INTO users (email) VALUES ('ann'); INSERT INTO organizations (name, owner_id) VALUES ('Acme', 1);
     INSERT INTO entitlement_events (org_id, event_type, created_at) VALUES (1, 'old', '2001-01-01')`,
  );
  await done('db', 'migrate');
  const shown = await done('retention');
  expect(shown).toContain('! public.entitlement_events is a table of your own: retention never changes it');
  expect(shown).not.toContain('2001-01');
  expect(await shape()).toEqual(before);
});

test('a row that is committed while its month is being detached is kept, and so is the month', async () => {
  database = await createTestDatabase('seeded');
  const [organization = ''] = await database.addOrganizations([null]);
  await database.sql(`SELECT portcullis.make_partition('entitlement_events', '2024-03-01')`);
  const late = new Client({ connectionString: database.url, options: '-c search_path=public,portcullis' });
  await late.connect();
  try {
    await late.query('BEGIN');
    await late.query(
      `INSERT INTO entitlement_events (org_id, event_type, created_at) VALUES ($1, 'late', '2024-03-15')`,
      [organization],
    );
    const applying = run(['retention', 'apply', '--yes', ...WHY]);
    await until(
      'it waits for the row',
      async () =>
        (await database.sql(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%DETACH%'`))
          .length > 0,
    );
    await late.query('COMMIT');
    expect(await applying).toMatchObject({ code: 0, stderr: '' });
  } finally {
    await late.end();
  }
  expect(await database.sql('SELECT event_type FROM portcullis.entitlement_events_2024_03')).toEqual([
    { event_type: 'late' },
  ]);
  // Archived elsewhere, its month comes again by another late row: that is detached under another name.
  await database.sql('CREATE SCHEMA archive; ALTER TABLE portcullis.entitlement_events_2024_03 SET SCHEMA archive');
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, created_at) VALUES ($1, 'later', '2024-03-16')`,
    [organization],
  );
  await done('db', 'migrate');
  expect(await done('retention', 'apply', '--yes', ...WHY)).toContain('entitlement_events_2024_03_2');
});
