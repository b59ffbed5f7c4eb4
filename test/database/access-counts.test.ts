import fc from 'fast-check';
import { decide } from '../../src/domain/decision/decide';
import type { Decision } from '../../src/domain/decision/decision';
import { OrganizationAccess, readLegacy } from '../../src/domain/decision/organization-access';
import { Mapping } from '../../src/domain/legacy/mapping';
import { countSourceFault } from '../../src/domain/parity/access-count';
import { gatingOf } from '../../src/domain/rollout/gating';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { AccessCounts } from '../../src/store/access-counts';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('schema');
});

afterAll(() => database.close());

beforeEach(() => database.sql('TRUNCATE access_counts'));

const taxonomy = new Taxonomy([
  { id: 1, key: 'sales', policy: 'ALWAYS_ON', isActive: true, submodules: [{ id: 1, key: 'leads', isActive: true }] },
]);
const about = (moduleKey: string, submoduleKey: string | null = null): Decision =>
  decide({
    taxonomy,
    organization: { found: false, reason: 'ORGANIZATION_NOT_FOUND', organizationId: '7' },
    moduleKey,
    submoduleKey,
    at: new Date(),
  });
const stored = () =>
  database.sql<{ key: string; count: string }>(
    `SELECT module_key || '/' || submodule_key || ' ' || reason AS key, sum(count) AS count
     FROM access_counts GROUP BY 1 ORDER BY 1`,
  );
const never = (error: unknown) => {
  throw error;
};

/**
 * `fail`: the statement never arrives. `lose`: it is done and its answer is lost. `overtake`: the connection breaks
 * while it is still being done.
 */
const TROUBLES = ['fail', 'lose', 'overtake'] as const;
type Trouble = (typeof TROUBLES)[number] | null;

/** The real database behind a connection that breaks as `trouble` says. */
function behindLine(): {
  trouble: Trouble;
  query<T>(statement: string, parameters?: unknown[]): Promise<T>;
  settled(): Promise<unknown>;
} {
  const late: Promise<unknown>[] = [];
  return {
    trouble: null,
    async query<T>(statement: string, parameters?: unknown[]) {
      if (this.trouble === 'fail') throw new Error('the line broke before the statement came through');
      const done = database.dataSource.manager.query<T>(statement, parameters);
      if (this.trouble === null) return done;
      late.push(done);
      if (this.trouble === 'lose') await done;
      throw new Error('the line broke before the answer came back');
    },
    settled: () => Promise.all(late),
  };
}

test('access counts are stored exactly once although statements fail and answers are lost', async () => {
  const step = fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        module: fc.constantFrom('sales', 'nonsense', 'more nonsense'),
        submodule: fc.constantFrom(null, 'leads', 'made up'),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom('flush' as const, ...TROUBLES) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await database.sql('TRUNCATE access_counts');
      const line = behindLine();
      const counts = new AccessCounts(line, { source: 'api', onFailure: () => undefined });
      const expected = new Map<string, number>();
      for (const one of steps) {
        if (typeof one === 'string') {
          line.trouble = one === 'flush' ? null : one;
          await counts.flush();
          continue;
        }
        counts.count(about(one.module, one.submodule));
        const isKnown = one.module === 'sales';
        const submodule = one.submodule === null ? '' : isKnown && one.submodule === 'leads' ? 'leads' : '?';
        const reason = !isKnown ? 'UNKNOWN_MODULE' : submodule === '?' ? 'UNKNOWN_SUBMODULE' : 'ORGANIZATION_NOT_FOUND';
        const key = `${isKnown ? 'sales' : '?'}/${submodule} ${reason}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      line.trouble = null;
      await counts.close();
      await line.settled();
      const found = await stored();
      expect(Object.fromEntries(found.map(({ key, count }) => [key, Number(count)]))).toEqual(
        Object.fromEntries(expected),
      );
    }),
    { numRuns: 60 },
  );
});

test('two processes that write the same keys in opposite orders do not deadlock', async () => {
  const modules = Array.from({ length: 200 }, (_, index) => ({
    id: index + 1,
    key: `m_${index}`,
    policy: 'ENTITLEMENT' as const,
    isActive: true,
    submodules: [],
  }));
  const many = new Taxonomy(modules);
  const one = new AccessCounts(database.dataSource.manager, { source: 'api', onFailure: never });
  const other = new AccessCounts(database.dataSource.manager, { source: 'api', onFailure: never });
  for (let round = 0; round < 20; round++) {
    const decided = modules.map(({ key }) =>
      decide({
        taxonomy: many,
        organization: { found: false, reason: 'NO_ORGANIZATION', organizationId: null },
        moduleKey: key,
        submoduleKey: null,
        at: new Date(),
      }),
    );
    decided.forEach((decision) => one.count(decision));
    [...decided].reverse().forEach((decision) => other.count(decision));
    await Promise.all([one.flush(), other.flush()]);
  }
  expect(await database.sql('SELECT DISTINCT count::int AS count FROM access_counts')).toEqual([{ count: 40 }]);
});

test('memory stays bounded while the database is down, and dropped counts are reported', async () => {
  const line = behindLine();
  const counts = new AccessCounts(line, { source: 'api', onFailure: () => undefined, maxKeys: 3 });
  const flood = () => {
    for (const module of ['sales', 'a', 'b'])
      for (const submodule of [null, 'leads', 'x']) counts.count(about(module, submodule));
  };
  flood();
  const dropped = counts.statistics.dropped;
  expect(dropped).toBeGreaterThan(0);
  line.trouble = 'fail';
  await counts.flush();
  flood(); // the counts that wait to be written leave no room
  expect(counts.statistics.dropped).toBe(dropped + 9);
  line.trouble = null;
  await counts.flush();
  flood();
  expect(counts.statistics.dropped).toBe(dropped + 9 + dropped);
  await counts.close();
  const written = (await stored()).reduce((sum, { count }) => sum + Number(count), 0);
  expect(written + counts.statistics.dropped).toBe(27);
});

test('counts of applications are apart by their name, and looks of all organizations are one', async () => {
  const api = new AccessCounts(database.dataSource.manager, { source: 'api', onFailure: never });
  const billing = new AccessCounts(database.dataSource.manager, { source: 'billing', onFailure: never });
  api.count(about('sales'));
  billing.count(about('sales'));
  billing.count(about('sales'));
  const organization = (organizationId: string) =>
    new OrganizationAccess({
      organizationId,
      gating: gatingOf(organizationId, 'ENFORCE', { mode: 'LEGACY', enforcePercentage: 0 }, null),
      legacy: readLegacy(null, new Mapping([]), taxonomy),
      stored: { entitlements: [], subentitlements: [] },
      overrides: [],
    });
  for (const id of ['1', '2'])
    api.look(
      decide({ taxonomy, organization: organization(id), moduleKey: 'sales', submoduleKey: null, at: new Date() }),
    );
  await api.close();
  await billing.close();
  expect(api.statistics).toEqual({ written: 3, dropped: 0 });
  expect(
    await database.sql('SELECT kind, source, org_id, count::int AS count FROM access_counts ORDER BY kind, source'),
  ).toEqual([
    { kind: 'CHECK', source: 'api', org_id: null, count: 1 },
    { kind: 'CHECK', source: 'billing', org_id: null, count: 2 },
    { kind: 'LOOK', source: 'api', org_id: null, count: 2 },
  ]);
});

test('a failure is reported once until counts are written again, whatever the listener does with it', async () => {
  const line = behindLine();
  const reported: unknown[] = [];
  const counts = new AccessCounts(line, {
    source: 'api',
    onFailure: (error) => {
      reported.push(error);
      throw error;
    },
  });
  for (const [trouble, reports] of [
    ['fail', 1],
    ['fail', 1],
    [null, 1],
    ['fail', 2],
    [null, 2],
  ] as const) {
    counts.count(about('sales'));
    line.trouble = trouble;
    await counts.flush().catch(() => undefined);
    expect(reported).toHaveLength(reports);
  }
  expect(await stored()).toMatchObject([{ count: '5' }]);
});

test('a name that access_counts refuses is refused before anything is counted', async () => {
  const isTaken = async (source: string) =>
    database
      .sql(
        `INSERT INTO access_counts (day, module_key, gating, allowed, reason, unexpected, differs, count, source)
         VALUES (current_date, 'x', 'NONE', true, 'X', false, false, 1, $1)`,
        [source],
      )
      .then(() => true)
      .catch(() => false);
  for (const source of [
    'billing',
    'Billing 4.2',
    'a/b:c@d_e+f-g',
    '',
    ' a',
    'a\nb',
    'ü',
    'x'.repeat(60),
    'x'.repeat(61),
  ])
    expect({ source, isTaken: await isTaken(source) }).toEqual({
      source,
      isTaken: source === 'api' || countSourceFault(source) === null,
    });
});

test('access counts and writers past their retention are deleted', async () => {
  await database.sql(
    `INSERT INTO access_counts (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count)
     SELECT current_date - age, 1, 'sales', 'LEGACY', true, 'LEGACY_ON', false, false, 1
     FROM unnest(ARRAY[0, 399, 402]) age`,
  );
  await database.sql(
    `INSERT INTO access_count_writers (writer, batch, written_at)
     VALUES (gen_random_uuid(), 7, now() - interval '40 days')`,
  );
  await new AccessCounts(database.dataSource.manager, { source: 'api', onFailure: never }).close();
  expect(await database.sql('SELECT 1 FROM access_counts')).toHaveLength(2);
  expect(
    await database.sql(`SELECT 1 FROM access_count_writers WHERE written_at < now() - interval '31 days'`),
  ).toHaveLength(0);
});
