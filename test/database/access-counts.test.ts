import fc from 'fast-check';
import { decide } from '../../src/domain/decide';
import type { Decision } from '../../src/domain/decision';
import { Taxonomy } from '../../src/domain/taxonomy';
import { AccessCounts } from '../../src/features/usage/access-counts';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('schema');
});

afterAll(() => database.close());

beforeEach(() => database.sql('TRUNCATE access_counts'));

const taxonomy = new Taxonomy([{ id: 1, key: 'sales', policy: 'ALWAYS_ON', isActive: true, submodules: [{ id: 1, key: 'leads', isActive: true }] }]);
const about = (moduleKey: string, submoduleKey: string | null = null): Decision =>
  decide({ taxonomy, organization: { found: false, reason: 'ORGANIZATION_NOT_FOUND', organizationId: 7 }, moduleKey, submoduleKey, at: new Date() });
const stored = () => database.sql<{ key: string; count: string }>(`SELECT module_key || '/' || submodule_key || ' ' || reason AS key, sum(count) AS count FROM access_counts GROUP BY 1 ORDER BY 1`);
const never = (error: unknown) => {
  throw error;
};

test('whatever is counted and whenever the database fails, the table ends with exactly the sums', async () => {
  const step = fc.oneof(fc.record({ module: fc.constantFrom('sales', 'nonsense', 'more nonsense'), submodule: fc.constantFrom(null, 'leads', 'made up') }), fc.constantFrom('flush' as const, 'fail' as const));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      await database.sql('TRUNCATE access_counts');
      let broken = false;
      const failures: unknown[] = [];
      const counts = new AccessCounts(
        { query: async (statement: string, parameters?: unknown[]) => database.dataSource.manager.query(broken ? 'SELECT 1/0' : statement, broken ? [] : parameters) },
        { onFailure: (error) => failures.push(error) },
      );
      const expected = new Map<string, number>();
      for (const one of steps) {
        if (one === 'flush' || one === 'fail') {
          broken = one === 'fail';
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
      broken = false;
      await counts.close();
      const found = await stored();
      expect(Object.fromEntries(found.map(({ key, count }) => [key, Number(count)]))).toEqual(Object.fromEntries(expected));
    }),
    { numRuns: 30 },
  );
});

test('two processes that write the same kinds at once, in whatever order they met them, both get through', async () => {
  const modules = Array.from({ length: 200 }, (_, index) => ({ id: index + 1, key: `m_${index}`, policy: 'ENTITLEMENT' as const, isActive: true, submodules: [] }));
  const many = new Taxonomy(modules);
  const one = new AccessCounts(database.dataSource.manager, { onFailure: never });
  const other = new AccessCounts(database.dataSource.manager, { onFailure: never });
  for (let round = 0; round < 20; round++) {
    const decided = modules.map(({ key }) => decide({ taxonomy: many, organization: { found: false, reason: 'NO_ORGANIZATION', organizationId: null }, moduleKey: key, submoduleKey: null, at: new Date() }));
    decided.forEach((decision) => one.count(decision));
    [...decided].reverse().forEach((decision) => other.count(decision));
    await Promise.all([one.flush(), other.flush()]);
  }
  expect(await database.sql('SELECT DISTINCT count::int AS count FROM access_counts')).toEqual([{ count: 40 }]);
});

test('a flood while the database is away takes bounded memory, and what is not counted is told', async () => {
  const counts = new AccessCounts(database.dataSource.manager, { onFailure: never, maxKeys: 3 });
  for (const module of ['sales', 'a', 'b']) for (const submodule of [null, 'leads', 'x']) counts.count(about(module, submodule));
  expect(counts.dropped).toBeGreaterThan(0);
  await counts.close();
  const written = (await stored()).reduce((sum, { count }) => sum + Number(count), 0);
  expect(written + counts.dropped).toBe(9);
});

test('what is older than is kept goes', async () => {
  await database.sql(`INSERT INTO access_counts (day, org_id, module_key, gating, allowed, reason, unexpected, differs, count)
    SELECT current_date - age, 1, 'sales', 'LEGACY', true, 'LEGACY_ON', false, false, 1 FROM unnest(ARRAY[0, 399, 402]) age`);
  await new AccessCounts(database.dataSource.manager, { onFailure: never }).close();
  expect(await database.sql('SELECT 1 FROM access_counts')).toHaveLength(2);
});
