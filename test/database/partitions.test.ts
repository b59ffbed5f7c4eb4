import { setTimeout as delay } from 'node:timers/promises';
import { createDataSource } from '../../src/database/data-source';
import { startOfMonth } from '../../src/domain/retention/months';
import { serveWorkers } from '../../src/features/serve-workers';
import {
  makePartitions,
  makeRunPartition,
  OWN_PARTITION_FROM,
  servePartitions,
  tryMakePartitions,
} from '../../src/store/partitions';
import { startCli } from '../support/cli-process';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** A month that begins after those that have partitions is then the last that gets one. */
const NEXT_MONTH = startOfMonth(new Date(), 1);

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase('seeded');
});

afterEach(() => database.close());

/** The names of a table's partitions. */
async function partitionsOf(table: string): Promise<readonly string[]> {
  const found = await database.sql<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass($1) ORDER BY 1`,
    [table],
  );
  return found.map(({ name }) => name);
}

/** How many rows of a table are in which partition. */
const whereRowsAre = (table: string) =>
  database.sql(
    `SELECT c.relname::text AS partition, count(*)::int AS rows
     FROM ${table} t JOIN pg_class c ON c.oid = t.tableoid GROUP BY 1 ORDER BY 1`,
  );

const nameOf = (table: string, months: number) =>
  `${table}_${startOfMonth(new Date(), months).toISOString().slice(0, 7).replace('-', '_')}`;

test('an installation has partitions for this month and the next three, and one for everything else', async () => {
  for (const table of ['entitlement_events', 'platform_events', 'access_counts'])
    expect(await partitionsOf(table)).toEqual([0, 1, 2, 3].map((n) => nameOf(table, n)).concat(`${table}_default`));
  expect(await partitionsOf('migration_run_organizations')).toEqual(['migration_run_organizations_default']);
});

test('a row of a month for which nobody made a partition is stored, and sorted into its month later', async () => {
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, created_at)
     SELECT 7, 'late', t
     FROM unnest(ARRAY['2031-01-31 23:59:59.999999+00', '2031-02-01 00:00+00', '1999-12-31 12:00+00',
                       'infinity']::timestamptz[]) AS t;
     INSERT INTO platform_events (event_type, actor_id, created_at) VALUES ('late', 'ann', '2031-02-28 23:59+00');
     INSERT INTO access_counts (day, module_key, gating, allowed, reason, unexpected, differs, count)
     VALUES ('2031-02-28', 'sales', 'LEGACY', true, 'LEGACY', false, false, 1)`,
  );
  const { dataSource } = database;
  expect([...(await makePartitions(dataSource, NEXT_MONTH))].sort()).toEqual(
    [
      ...['entitlement_events', 'platform_events', 'access_counts'].map((table) => nameOf(table, 4)),
      'access_counts_2031_02',
      'entitlement_events_1999_12',
      'entitlement_events_2031_01',
      'entitlement_events_2031_02',
      'platform_events_2031_02',
    ].sort(),
  );
  expect(await whereRowsAre('entitlement_events')).toEqual([
    { partition: 'entitlement_events_1999_12', rows: 1 },
    { partition: 'entitlement_events_2031_01', rows: 1 },
    { partition: 'entitlement_events_2031_02', rows: 1 },
    { partition: 'entitlement_events_default', rows: 1 },
  ]);
  expect(await whereRowsAre('platform_events')).toContainEqual({ partition: 'platform_events_2031_02', rows: 1 });
  expect(await whereRowsAre('access_counts')).toEqual([{ partition: 'access_counts_2031_02', rows: 1 }]);
  expect(await makePartitions(dataSource, NEXT_MONTH)).toEqual([]);
});

test('rows that are written before and after the turn of a month go to their own months', async () => {
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, created_at)
     SELECT 7, 'turn', date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + n * interval '1 month'
     FROM generate_series(0, 4) AS n`,
  );
  expect(await whereRowsAre('entitlement_events')).toEqual(
    [0, 1, 2, 3]
      .map((n) => ({ partition: nameOf('entitlement_events', n), rows: 1 }))
      .concat({
        partition: 'entitlement_events_default',
        rows: 1,
      }),
  );
});

test('many processes that make partitions at once make each of them once', async () => {
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, created_at)
     SELECT n, 'late', '2031-01-01'::timestamptz + n * interval '20 days' FROM generate_series(1, 20) AS n`,
  );
  const others = await Promise.all([1, 2, 3, 4].map(() => createDataSource(database.url, 2).initialize()));
  try {
    // One that waits for the others for longer than a second leaves the rest to them.
    const tried = await Promise.all(others.map((one) => tryMakePartitions(one)));
    const made = [...tried.flatMap((one) => one.made), ...(await makePartitions(database.dataSource))];
    expect(new Set(made).size).toBe(made.length);
    const months = (await partitionsOf('entitlement_events')).map((name) => name.replace('entitlement_events_', ''));
    expect(months.filter((month) => month.startsWith('2031_'))).toHaveLength(12);
    expect(months.filter((month) => !/^(\d{4}_\d\d|default)$/.test(month))).toEqual([]);
    expect(await database.sql('SELECT 1 FROM portcullis.entitlement_events_default')).toEqual([]);
    expect(await database.sql('SELECT 1 FROM entitlement_events')).toHaveLength(20);
  } finally {
    await Promise.all(others.map((one) => one.destroy()));
  }
});

test('a long read of the events keeps nobody waiting for longer than a second because of a partition', async () => {
  const runner = database.dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    await runner.query('SELECT 1 FROM entitlement_events LIMIT 1');
    await expect(makePartitions(database.dataSource, NEXT_MONTH)).rejects.toThrow(/lock timeout/);
    await database.sql(`INSERT INTO entitlement_events (org_id, event_type, created_at) VALUES (7, '', '2031-01-01')`);
    expect((await startCli(database, ['db', 'migrate']).exited).stdout).toContain('! Not all partitions');
    await database.sql(`INSERT INTO entitlement_events (org_id, event_type) VALUES (7, 'meanwhile')`);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
  expect(await makePartitions(database.dataSource, NEXT_MONTH)).toContain(nameOf('entitlement_events', 4));
});

test('a large run writes its journal into a partition of its own, and a small one shares the other', async () => {
  const { manager } = database.dataSource;
  await makeRunPartition(manager, { id: 7, total: OWN_PARTITION_FROM });
  await makeRunPartition(manager, { id: 8, total: OWN_PARTITION_FROM - 1 });
  await database.sql(
    `INSERT INTO migration_run_organizations
       (run_id, org_id, outcome, mapped_modules, changes, unmapped_flags, duplicate_flags)
     SELECT n, 1, 'UNCHANGED', '[]', '[]', '[]', '[]' FROM generate_series(7, 8) AS n`,
  );
  expect(await whereRowsAre('migration_run_organizations')).toEqual([
    { partition: 'migration_run_organizations_7', rows: 1 },
    { partition: 'migration_run_organizations_default', rows: 1 },
  ]);
  const plan = await database.sql<{ 'QUERY PLAN': string }>(
    'EXPLAIN SELECT * FROM migration_run_organizations WHERE run_id = 7 AND org_id > 5 ORDER BY org_id LIMIT 50',
  );
  const text = plan.map((line) => line['QUERY PLAN']).join('\n');
  expect(text).toContain('migration_run_organizations_7_pkey');
  expect(text).not.toContain('default');
});

test('a worker makes the partitions of the next months as soon as it starts', async () => {
  await database.sql(`DROP TABLE portcullis.${nameOf('access_counts', 3)}`);
  const stopping = new AbortController();
  const errors: unknown[] = [];
  const working = serveWorkers(
    database,
    database.config,
    { error: (...said: readonly unknown[]) => errors.push(said), info: () => undefined },
    { name: 'test', workers: 1, signal: stopping.signal },
  );
  while (!(await partitionsOf('access_counts')).includes(nameOf('access_counts', 3))) await delay(20);
  stopping.abort();
  await working;
  expect(errors).toEqual([]);
});

test('a default partition that somebody dropped is there again', async () => {
  await database.sql('DROP TABLE portcullis.access_counts_default, portcullis.migration_run_organizations_default');
  await makePartitions(database.dataSource, NEXT_MONTH);
  expect(await partitionsOf('access_counts')).toContain('access_counts_default');
  expect(await partitionsOf('migration_run_organizations')).toEqual(['migration_run_organizations_default']);
});

test('the ids of events go on from those that were written, in every partition', async () => {
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, created_at)
     SELECT 7, 'one', now() + n * interval '20 days' FROM generate_series(0, 5) AS n`,
  );
  expect(
    await database.sql('SELECT count(DISTINCT id)::int AS ids, max(id)::int AS last FROM entitlement_events'),
  ).toEqual([{ ids: 6, last: 6 }]);
});

describe('a role that owns nothing', () => {
  const role = `counter_${process.pid}`;
  const as = async (work: (one: ReturnType<typeof createDataSource>) => Promise<void>) => {
    const url = new URL(database.url);
    url.username = role;
    url.password = 'a password';
    const one = await createDataSource(url.href, 2).initialize();
    try {
      await work(one);
    } finally {
      await one.destroy();
    }
  };

  beforeEach(async () => {
    await database.sql(
      `CREATE ROLE ${role} LOGIN PASSWORD 'a password'; GRANT USAGE ON SCHEMA portcullis TO ${role};
       GRANT SELECT, INSERT, UPDATE (count) ON portcullis.access_counts TO ${role};
       GRANT SELECT, INSERT, UPDATE ON portcullis.access_count_writers TO ${role}`,
    );
  });
  afterEach(() => database.sql(`DROP OWNED BY ${role}; DROP ROLE ${role}`));

  test('counts through the whole table, in months with a partition and without', () =>
    as(async ({ manager }) => {
      for (const day of ['2031-01-31', new Date().toISOString().slice(0, 10)])
        for (let n = 0; n < 2; n++)
          await manager.query(
            `INSERT INTO access_counts (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count)
             VALUES ($1, 7, 'sales', 'LEGACY', true, 'LEGACY', false, false, 1)
             ON CONFLICT (day, (coalesce('=' || org_id::text, '')), module_key, submodule_key, gating, allowed, reason,
                          unexpected, differs, source, kind)
             DO UPDATE SET count = access_counts.count + excluded.count`,
            [day],
          );
      expect(await database.sql('SELECT count::int AS count FROM access_counts')).toEqual([{ count: 2 }, { count: 2 }]);
    }));

  test('may not make partitions unless it was given that right', () =>
    as(async (one) => {
      await expect(makePartitions(one, NEXT_MONTH)).rejects.toThrow(/permission denied/);
      const said: unknown[] = [];
      const stopping = new AbortController();
      const onError = (error: unknown) => {
        said.push(error);
        stopping.abort();
      };
      await servePartitions(one, { signal: stopping.signal, onError });
      expect(String(said[0])).toContain('GRANT EXECUTE ON FUNCTION portcullis.make_partition(text, text) TO it');
      await database.sql(`GRANT EXECUTE ON FUNCTION portcullis.make_partition(text, text) TO ${role}`);
      expect(await makePartitions(one, NEXT_MONTH)).toContain(nameOf('access_counts', 4));
    }));
});
