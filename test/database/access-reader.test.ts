import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { createDataSource } from '../../src/database/data-source';
import { AccessReader } from '../../src/store/access-reader';
import { loadAccess } from '../../src/store/load-access';
import { PrimaryReads } from '../../src/store/primary-reads';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let organizations: readonly string[];

beforeAll(async () => {
  database = await createTestDatabase();
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
});

afterAll(() => database.close());

beforeEach(async () => {
  organizations = await database.addOrganizations([null, null, null]);
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT o, id, 'enabled', 'admin' FROM modules, unnest($1::int[]) o WHERE module_key = 'sales'`,
    [organizations],
  );
});

const options = { environment: null, isLineUp: () => true, legacyTtl: 0, maxOrganizations: 100 };
const sell = (organizationId: string) => ({ organizationId, moduleKey: 'sales', submoduleKey: null });
const first = () => organizations[0] ?? '';
const allowed = async (reader: AccessReader, organizationId = first()) =>
  (await reader.decide([sell(organizationId)])).map((decision) => decision.allowed)[0];
const setStatus = (status: string, organizationId = first()) =>
  database.sql('UPDATE org_entitlements SET status = $2 WHERE org_id = $1', [organizationId, status]);

/** Reads from the real database and, after `hold`, keeps its answers until `letGo`. */
class HeldBack {
  readonly sent: string[] = [];
  private gate: Promise<void> = Promise.resolve();
  private open: () => void = () => undefined;

  readonly query = async (statement: string, parameters?: unknown[]): Promise<never> => {
    this.sent.push(statement);
    const { gate } = this;
    const answer: never = await database.dataSource.manager.query<never>(statement, parameters);
    await gate;
    return answer;
  };

  hold(): void {
    this.gate = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  letGo(): void {
    this.open();
    this.gate = Promise.resolve();
  }
}

test('a load that began before a change does not put the old answer into the cache', async () => {
  const held = new HeldBack();
  const reader = new AccessReader(held, options);
  await reader.read([]); // loads the set-up
  held.hold();
  const before = allowed(reader);
  while (held.sent.length < 2) await new Promise(setImmediate);
  await new Promise((resolve) => setTimeout(resolve, 100)); // time to read
  await setStatus('disabled');
  reader.drop([first()]);
  const after = allowed(reader); // must not join the stale load
  await new Promise((resolve) => setTimeout(resolve, 100));
  held.letGo();
  expect(await before).toBe(true);
  expect(await after).toBe(false);
  expect(await allowed(reader)).toBe(false);
  expect(held.sent).toHaveLength(3);
});

test('a load that began before a change of the set-up is not cached', async () => {
  const held = new HeldBack();
  const reader = new AccessReader(held, options);
  held.hold();
  const before = allowed(reader);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await database.sql(`UPDATE modules SET is_active = false WHERE module_key = 'sales'`);
  reader.drop(null);
  held.letGo();
  expect(await before).toBe(true);
  expect(await allowed(reader)).toBe(false);
  await database.sql(`UPDATE modules SET is_active = true WHERE module_key = 'sales'`);
});

test('cached answers cost no statement, concurrent reads share one, and no listener means no cache', async () => {
  const held = new HeldBack();
  let up = true;
  const reader = new AccessReader(held, { ...options, isLineUp: () => up });
  expect(await Promise.all(Array.from({ length: 50 }, () => allowed(reader)))).toEqual(
    Array.from({ length: 50 }, () => true),
  );
  expect(held.sent).toHaveLength(1);
  expect(await allowed(reader)).toBe(true);
  expect(held.sent).toHaveLength(1);
  const [, second = '', third = ''] = organizations;
  await reader.read([first(), second, third, '999999']);
  expect(held.sent).toHaveLength(2);
  expect(reader.size).toBe(3); // a missing organization is not cached: its creation sends no notification
  up = false;
  await setStatus('disabled');
  expect(await allowed(reader)).toBe(false);
  expect(held.sent).toHaveLength(3);
  expect(reader.statistics).toEqual({ hits: 2, misses: 4, uncached: 1, stale: 0 });
});

test('a change of the legacy column, which sends no notification, is seen after the legacy TTL', async () => {
  const reader = new AccessReader(database.dataSource.manager, { ...options, environment: false, legacyTtl: 150 });
  expect(await allowed(reader)).toBe(false);
  await database.sql(`UPDATE organizations SET enabled_modules = '["CRM"]' WHERE id = $1`, [first()]);
  await new Promise((resolve) => setTimeout(resolve, 160));
  expect(await allowed(reader)).toBe(true);
});

test('a change of the set-up without a notification is seen once it is too old, however much is asked', async () => {
  const reader = new AccessReader(database.dataSource.manager, { ...options, keptMs: 150 });
  const switchModule = (active: boolean) =>
    database.sql(
      `BEGIN; SET LOCAL session_replication_role = replica;
       UPDATE modules SET is_active = ${String(active)} WHERE module_key = 'sales'; COMMIT`,
    );
  expect(await allowed(reader)).toBe(true);
  await switchModule(false);
  try {
    // Organizations that are loaded meanwhile must not make the set-up that they were decided by any younger.
    for (const id of organizations) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      await allowed(reader, id);
    }
    expect(await allowed(reader)).toBe(false);
  } finally {
    await switchModule(true);
  }
});

test('the cache never holds more than the maximum number of organizations', async () => {
  const reader = new AccessReader(database.dataSource.manager, { ...options, maxOrganizations: 2 });
  await reader.read(organizations);
  expect(reader.size).toBe(2);
});

test('a database that hangs denies in time, and the connection that hung is given to nobody', async () => {
  const dataSource = await createDataSource(database.url, 1).initialize();
  try {
    const reader = new AccessReader(new PrimaryReads(dataSource, 300), options);
    expect(await allowed(reader)).toBe(true);
    await database.dataSource.transaction(async (manager) => {
      await manager.query('LOCK TABLE entitlement_overrides IN ACCESS EXCLUSIVE MODE');
      reader.drop(null);
      const failures: unknown[] = [];
      const asked = await Promise.all([1, 2].map(() => reader.decideOrDeny([sell(first())], (e) => failures.push(e))));
      expect(asked.flat().map(({ reason }) => reason)).toEqual(['CHECK_FAILED', 'CHECK_FAILED']);
      const late: unknown = expect.objectContaining({ code: 'ETIMEDOUT' });
      expect(failures).toEqual([late, late]);
    });
    expect(await allowed(reader)).toBe(true);
  } finally {
    await dataSource.destroy();
  }
});

test('a failure of the database denies with a reason, is reported, and is not cached', async () => {
  const failures: unknown[] = [];
  let broken = true;
  const reader = new AccessReader(
    {
      query: async (statement: string, parameters?: unknown[]): Promise<unknown> =>
        database.dataSource.manager.query(broken ? 'SELECT 1/0' : statement, broken ? [] : parameters),
    },
    options,
  );
  const ask = async () =>
    (await reader.decideOrDeny([sell(first())], (error) => failures.push(error))).map(({ reason }) => reason);
  expect(await ask()).toEqual(['CHECK_FAILED']);
  expect(String(failures[0])).toContain('division by zero');
  broken = false;
  expect(await ask()).toEqual(['ENTITLED']);
});

test('a load fails if the rollout has no row', async () => {
  const rollout = await database.sql('SELECT * FROM rollout');
  await database.sql('DELETE FROM rollout');
  await expect(loadAccess(database.dataSource.manager, [first()], { setup: null, environment: null })).rejects.toThrow(
    'rollout has no row',
  );
  await database.sql(`INSERT INTO rollout (mode, enforce_percentage) VALUES ('ENFORCE', 0)`);
  expect(rollout).toHaveLength(1);
});

test('an override whose submodule was deleted by hand does not apply to its module', async () => {
  const target = `SELECT $1::int, m.id, 999999, 'disabled', 'a test', 'ann' FROM modules m WHERE module_key = 'sales'`;
  await database.sql(
    `INSERT INTO entitlement_overrides (org_id, module_id, submodule_id, status, reason, actor_id) ${target}`,
    [first()],
  );
  expect(await allowed(new AccessReader(database.dataSource.manager, options))).toBe(true);
});

test('an override that ends in the year 12026 or later counts, and one that ended at -infinity does not', async () => {
  for (const [end, denies] of [
    ['12026-01-01', true],
    ['infinity', true],
    ['-infinity', false],
  ] as const) {
    const [made] = await database.sql<{ id: string }>(
      `INSERT INTO entitlement_overrides (org_id, module_id, status, reason, actor_id, expires_at)
       SELECT $1::int, id, 'disabled', 'a test', 'ann', $2::timestamptz FROM modules WHERE module_key = 'sales'
       RETURNING id`,
      [first(), end],
    );
    expect({ end, allowed: await allowed(new AccessReader(database.dataSource.manager, options)) }).toEqual({
      end,
      allowed: !denies,
    });
    await database.sql('DELETE FROM entitlement_overrides WHERE id = $1', [made?.id]);
  }
});

test('a read after a drop returns what was written before it, for any order of writes and reads', async () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant('write' as const),
      organization: fc.nat(2),
      status: fc.constantFrom('enabled', 'disabled'),
    }),
    fc.record({ do: fc.constant('ask' as const), organization: fc.nat(2), waits: fc.boolean() }),
  );
  // How long each statement waits before it is sent, and then its answer, in milliseconds.
  const waits = fc.array(fc.nat(6), { minLength: 1, maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), waits, async (steps, delays) => {
      const reader = new AccessReader(slowSource(delays), options);
      await setStatuses('enabled');
      /** Whether each organization was entitled, from the beginning: a write counts from when it is sent. */
      const states = new Map(organizations.map((id) => [id, [true]]));
      const asked: Promise<void>[] = [];
      for (const one of steps) {
        const id = organizations[one.organization] ?? '';
        const known = states.get(id) ?? [];
        if (one.do === 'write') {
          known.push(one.status === 'enabled');
          await setStatus(one.status, id);
          reader.drop([id]);
          continue;
        }
        const from = known.length - 1;
        const answer = allowed(reader, id).then((found) => {
          // What was written by then, or what a write since then has made of it: never what was before.
          expect(known.slice(from)).toContain(found);
        });
        asked.push(answer);
        if (one.waits) await answer;
      }
      await Promise.all(asked);
    }),
    { numRuns: 25 },
  );
});

/** Reads from the real database, with waits that come round again. */
function slowSource(waits: readonly number[]) {
  let waited = 0;
  const wait = () => delay(waits[waited++ % waits.length]);
  return {
    query: async (statement: string, parameters?: unknown[]): Promise<never> => {
      await wait();
      const answer: never = await database.dataSource.manager.query<never>(statement, parameters);
      await wait();
      return answer;
    },
  };
}

const setStatuses = (status: string) =>
  database.sql('UPDATE org_entitlements SET status = $2 WHERE org_id = ANY($1)', [organizations, status]);
