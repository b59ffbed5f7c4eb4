import fc from 'fast-check';
import { gatingOf, GATINGS } from '../../src/domain/rollout/gating';
import { gatingSql } from '../../src/store/gating';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase('schema');
});

afterAll(() => database.close());

test('the gating in SQL is the gating in TypeScript for every rollout and organization', async () => {
  const mode = fc.constantFrom(...GATINGS);
  const rollout = fc.record({ mode, enforcePercentage: fc.oneof(fc.constantFrom(0, 1, 50, 99, 100), fc.nat(100)) });
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 2_147_483_647 }), { minLength: 1, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(rollout, ids, fc.array(mode, { maxLength: 5 }), async (stored, organizations, own) => {
      await database.sql('UPDATE rollout SET mode = $1, enforce_percentage = $2', [
        stored.mode,
        stored.enforcePercentage,
      ]);
      await database.sql('TRUNCATE organization_rollouts');
      for (const [index, one] of own.entries()) {
        if (organizations[index] !== undefined)
          await database.sql(
            `INSERT INTO organization_rollouts (org_id, mode, reason, actor_id) VALUES ($1, $2, 'a test', 'ann')`,
            [organizations[index], one],
          );
      }
      const found = await database.sql<{ id: string; gating: string }>(
        `SELECT id::text AS id, ${gatingSql('o.id')} AS gating FROM unnest($1::int[]) AS o (id)`,
        [organizations],
      );
      expect(found).toEqual(
        organizations
          .map(String)
          .map((id, index) => ({ id, gating: gatingOf(id, own[index] ?? null, stored, null).mode })),
      );
    }),
    { numRuns: 60 },
  );
});
