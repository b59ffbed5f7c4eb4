import { type Database, openDatabase } from '../../src/database/database';
import { DomainError } from '../../src/domain/errors';
import { workOnRun } from '../../src/features/migration-runs/work/run-worker';
import { createServices, type Services } from '../../src/features/services';
import { openEntitlements } from '../../src/open-entitlements';
import { readConfig } from '../../src/platform/config';
import { migrateSchema } from '../../src/store/schema-version';
import { onServer } from '../support/database-server';
import { describeWithPgBouncer, PgBouncer } from '../support/pgbouncer';
import { OPERATOR } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

jest.setTimeout(300_000);

const REASON = 'a test';
const AT_ONCE = 10;
const ORGANIZATIONS = 120;
const LEVELS = ['read committed', 'repeatable read', 'serializable'] as const;

const say = (error: unknown) => (error instanceof DomainError ? error.code : String(error));

/** Does the same many times at once. @returns how many succeeded, and how the others failed */
async function together<Result>(work: (index: number) => Promise<Result>) {
  const settled = await Promise.allSettled(Array.from({ length: AT_ONCE }, (_, index) => work(index)));
  return {
    done: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    failed: settled.flatMap((one) => (one.status === 'rejected' ? [say(one.reason)] : [])),
  };
}

const ALL_BUT_ONE = Array.from({ length: AT_ONCE - 1 }, () => 'CONFLICT');

describe.each(LEVELS.map((level) => ({ level })))(
  'in a database whose transactions are $level by default,',
  ({ level }) => {
    let database: TestDatabase;
    let pooler: PgBouncer | null = null;
    let opened: Database;
    let services: Services;
    let url: string;

    beforeAll(async () => {
      database = await createTestDatabase();
      await onServer((query) =>
        query(`ALTER DATABASE "${database.name}" SET default_transaction_isolation TO '${level}'`),
      );
      await database.addOrganizations(Array.from({ length: ORGANIZATIONS }, () => ['CRM', 'HR']));
    });
    afterAll(() => database.close());

    async function open(through: string): Promise<void> {
      url = through;
      opened = await openDatabase(
        readConfig({ DATABASE_URL: url, DATABASE_DIRECT_URL: database.url, DATABASE_POOL_SIZE: String(AT_ONCE) }),
      );
      services = createServices(opened, database.config);
    }

    function races(): void {
      test('of ten overrides that expect one version, one succeeds, and the others get CONFLICT', async () => {
        const [organizationId = ''] = await database.addOrganizations([null]);
        const { done, failed } = await together(() =>
          services.overrides.override(OPERATOR, {
            organizationId,
            expectedVersion: 0,
            reason: REASON,
            changes: [{ moduleKey: 'sales', status: 'ENABLED' }],
          }),
        );
        expect({ done: done.length, failed }).toEqual({ done: 1, failed: ALL_BUT_ONE });
      });

      test('of ten changes of the rollout with one version, one succeeds, and the others get CONFLICT', async () => {
        const { version, mode } = await services.rollout.show(OPERATOR);
        const input = {
          expectedVersion: version,
          reason: REASON,
          mode: mode === 'LEGACY' ? 'SHADOW' : 'LEGACY',
        } as const;
        const { done, failed } = await together(() => services.rollout.set(OPERATOR, input));
        expect({ done: done.length, failed }).toEqual({ done: 1, failed: ALL_BUT_ONE });
      });

      test('one request that is sent ten times at once is done once, and answered alike', async () => {
        const [organizationId = ''] = await database.addOrganizations([null]);
        const { done, failed } = await together(() =>
          services.overrides.override(OPERATOR, {
            organizationId,
            expectedVersion: 0,
            reason: REASON,
            changes: [{ moduleKey: 'sales', status: 'ENABLED' }],
            idempotencyKey: `again-${organizationId}`,
          }),
        );
        expect(failed).toEqual([]);
        expect(new Set(done.map(({ changes }) => changes[0]?.overrideId)).size).toBe(1);
      });

      test('of ten executions one starts, and four workers complete it while the product writes', async () => {
        const { done, failed } = await together(() =>
          services.runs.start(OPERATOR, { mode: 'EXECUTE', source: { fresh: {} }, reason: REASON }),
        );
        expect({ done: done.length, failed }).toEqual({ done: 1, failed: ALL_BUT_ONE });
        const [run] = done;
        const product = (async () => {
          for (let n = 1; n <= 40; n++)
            await database.sql(`UPDATE organizations SET name = name || '.' WHERE id % 40 = ${n} - 1`);
        })();
        const work = { batchSize: 5, batchesAtOnce: 1, workers: 2 };
        await Promise.all([
          workOnRun(opened.dataSource, run?.id ?? 0, { name: 'one', ...work }),
          workOnRun(opened.dataSource, run?.id ?? 0, { name: 'two', ...work }),
          product,
        ]);
        expect(await database.sql('SELECT status FROM migration_runs WHERE id = $1', [run?.id])).toEqual([
          { status: 'SUCCEEDED' },
        ]);
      });

      test('applications that count, record and ask at once report no error', async () => {
        const errors: string[] = [];
        const applications = await Promise.all(
          [1, 2, 3].map(() =>
            openEntitlements({
              environment: { DATABASE_URL: url, DATABASE_DIRECT_URL: database.url },
              onError: (error) => errors.push(String(error)),
            }),
          ),
        );
        const requests = Array.from({ length: 50 }, (_, index) => {
          return { organizationId: String(index + 1), module: 'sales', submodule: null };
        });
        for (let round = 0; round < 5; round++)
          await Promise.all(
            applications.map(async ({ loadDecisions, recordProductAnswer }) => {
              for (const { organizationId, module } of requests)
                recordProductAnswer({ organizationId, module, submodule: null, allowed: true, agrees: true });
              await loadDecisions(requests);
            }),
          );
        await Promise.all(applications.map(({ close }) => close()));
        expect(errors).toEqual([]);
      });

      test('two installations at once wait for each other', async () => {
        const empty = await createTestDatabase('empty');
        try {
          await onServer((query) =>
            query(`ALTER DATABASE "${empty.name}" SET default_transaction_isolation TO '${level}'`),
          );
          const both = await Promise.all([1, 2].map(() => openDatabase(readConfig({ DATABASE_URL: empty.url }))));
          const made = await Promise.all(both.map(({ dataSource }) => migrateSchema(dataSource)));
          for (const one of both) await one.close();
          expect(made.map(({ length }) => length).sort()).toEqual([0, 1]);
        } finally {
          await empty.close();
        }
      });
    }

    describe('directly,', () => {
      beforeAll(() => open(database.url));
      afterAll(() => opened.close());
      races();
    });

    describeWithPgBouncer('through PgBouncer in transaction mode,', () => {
      beforeAll(async () => {
        pooler = await PgBouncer.start(database.url, 'transaction', 'default_pool_size = 8');
        await open(pooler.url);
      });
      afterAll(async () => {
        await opened.close();
        await pooler?.close();
      });
      races();
    });
  },
);
