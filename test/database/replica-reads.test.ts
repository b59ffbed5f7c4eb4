import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { targetOf } from '../../src/database/client-options';
import { type Database, openDatabase } from '../../src/database/database';
import { Heartbeat } from '../../src/database/heartbeat';
import { Replica } from '../../src/database/replica';
import { readConfig } from '../../src/platform/config';
import { loadAccess } from '../../src/store/load-access';
import { type OpenAccess, openAccess } from '../../src/store/open-access';
import { ReplicaReads } from '../../src/store/replica-reads';
import { DatabaseProxy } from '../support/database-proxy';
import { createDatabaseOn } from '../support/large-migration';
import { PrivatePostgres } from '../support/private-postgres';
import { until } from '../support/run-engine';
import { seedShipped } from '../support/seed-shipped';
import type { TestDatabase } from '../support/test-database';

const NAME = 'replicated';

let primary: PrivatePostgres;
let standby: PrivatePostgres;
let database: TestDatabase;
/** Two organizations, of which a process keeps one: so that each is loaded whenever the other was asked about. */
let organizations: readonly [string, string];
/** What to clean up, the last item first. */
const cleaning: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  primary = await PrivatePostgres.create();
  standby = await primary.createStandby();
  database = await createDatabaseOn(primary, NAME);
  await seedShipped(database);
  await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  const [first = '', second = ''] = await database.addOrganizations([null, null]);
  organizations = [first, second];
  for (const id of organizations)
    await database.sql(
      `INSERT INTO org_entitlements (org_id, module_id, status, source)
       SELECT $1, id, 'enabled', 'admin' FROM modules WHERE module_key = 'sales'`,
      [id],
    );
});
afterEach(async () => {
  for (const clean of cleaning.splice(0).reverse()) await clean();
});
afterAll(async () => {
  await database.close();
  await primary.remove();
});

interface Opened {
  readonly access: OpenAccess;
  readonly opened: Database;
  readonly told: (string | null)[];
}

async function open(replica = standby.urlOf(NAME)): Promise<Opened> {
  const config = readConfig({ DATABASE_URL: database.url, DATABASE_READ_URL: replica, PORTCULLIS_CACHE_SIZE: '1' });
  const opened = await openDatabase(config);
  cleaning.push(() => opened.close());
  const told: (string | null)[] = [];
  const access = await openAccess(opened, config, {
    onLine: () => undefined,
    onClock: () => undefined,
    onStale: () => undefined,
    onReplica: ({ trouble }) => told.push(trouble),
  });
  cleaning.push(() => access.close());
  return { access, opened, told };
}

async function allowed({ access }: Opened, id = organizations[0]): Promise<boolean> {
  const [decision] = await access.reader.decide([{ organizationId: id, moduleKey: 'sales', submoduleKey: null }]);
  return decision?.allowed ?? false;
}

const setStatus = (status: string, id = organizations[0]) =>
  database.sql('UPDATE org_entitlements SET status = $2 WHERE org_id = $1', [id, status]);

const replay = (paused: boolean) => standby.query(`SELECT pg_wal_replay_${paused ? 'pause' : 'resume'}()`);

/** Reads of both organizations in turn, each of which is a load. */
async function readAll(opened: Opened, times = 10): Promise<readonly boolean[]> {
  const answers = [];
  for (let time = 0; time < times; time++) {
    await allowed(opened, organizations[1]);
    answers.push(await allowed(opened));
  }
  return answers;
}

const used = ({ access }: Opened) => ({ ...access.replicas });

async function untilUsed(opened: Opened): Promise<void> {
  const before = used(opened).replica ?? 0;
  await until(
    'the replica is read from',
    async () => {
      await readAll(opened, 1);
      return (used(opened).replica ?? 0) > before;
    },
    10,
  );
}

beforeEach(() => setStatus('enabled'));

test('decisions are read from a replica that has replayed everything', async () => {
  const opened = await open();
  await untilUsed(opened);
  const { primary: before } = used(opened);
  expect(await readAll(opened, 50)).toEqual(Array.from({ length: 50 }, () => true));
  const { replica, primary: after } = used(opened);
  expect(replica).toBeGreaterThan(50);
  // Heartbeats raise what must be replayed, so that the primary is asked meanwhile: on a busy machine, for longer.
  expect((after ?? 0) - (before ?? 0)).toBeLessThan(50);
  expect(opened.told).toEqual([]);
});

test('a replica that lags by 5 seconds never brings an old answer back', async () => {
  const opened = await open();
  await untilUsed(opened);
  await replay(true);
  try {
    const { replica: before } = used(opened);
    for (const status of ['disabled', 'enabled', 'disabled', 'enabled', 'disabled']) {
      await setStatus(status);
      await until('the change is heard', async () => (await allowed(opened)) === (status === 'enabled'), 2);
      expect(new Set(await readAll(opened, 20))).toEqual(new Set([status === 'enabled']));
      await delay(1_000);
      expect(new Set(await readAll(opened, 20))).toEqual(new Set([status === 'enabled']));
    }
    expect(used(opened).replica).toBe(before);
  } finally {
    await replay(false);
  }
  await untilUsed(opened);
  expect(await readAll(opened)).toEqual(Array.from({ length: 10 }, () => false));
});

test('a change of this process counts in its next read, before any notification', async () => {
  const opened = await open();
  await untilUsed(opened);
  await replay(true);
  try {
    for (const status of ['disabled', 'enabled', 'disabled']) {
      await opened.access.reader.change([organizations[0]], () => setStatus(status));
      expect(await allowed(opened)).toBe(status === 'enabled');
    }
  } finally {
    await replay(false);
  }
});

test('flags of the product, of which nobody is notified, are not older than what was read of them before', async () => {
  await database.sql(`UPDATE rollout SET mode = 'LEGACY'`);
  try {
    const opened = await open();
    const readable = async () => {
      const [decision] = await opened.access.reader.decide([
        { organizationId: organizations[0], moduleKey: 'sales', submoduleKey: null },
      ]);
      return decision?.reason;
    };
    await untilUsed(opened);
    expect(await readable()).toBe('LEGACY_OFF');
    await replay(true);
    await database.sql(`UPDATE organizations SET enabled_modules = '{"CRM": "perhaps"}' WHERE id = $1`, [
      organizations[0],
    ]);
    await database.sql('SELECT pg_switch_wal()');
    await until('the flags are seen', async () => {
      await allowed(opened, organizations[1]);
      return (await opened.access.reader.read([organizations[0]])).organization(organizations[0]).found;
    });
    const flags = async () => {
      await allowed(opened, organizations[1]);
      const found = (await opened.access.reader.read([organizations[0]])).organization(organizations[0]);
      return found.found ? found.facts.flagsHash : null;
    };
    const old = await flags();
    let seen = old;
    await until('the new flags are read', async () => (seen = await flags()) !== old, 10);
    for (let time = 0; time < 50; time++) expect(await flags()).toBe(seen);
  } finally {
    await replay(false);
    await database.sql(`UPDATE rollout SET mode = 'ENFORCE'`);
  }
});

test('whatever the replica replays when, a change that was seen stays seen', async () => {
  const opened = await open();
  let status = 'enabled';
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('pause', 'resume', 'change', 'change here', 'read', 'read', 'wait'), {
        minLength: 5,
        maxLength: 15,
      }),
      async (steps) => {
        for (const step of steps) {
          if (step === 'pause' || step === 'resume') await replay(step === 'pause');
          else if (step === 'wait') await delay(60);
          else if (step === 'read') expect(new Set(await readAll(opened, 3))).toEqual(new Set([status === 'enabled']));
          else {
            status = status === 'enabled' ? 'disabled' : 'enabled';
            if (step === 'change here') await opened.access.reader.change([organizations[0]], () => setStatus(status));
            else {
              await setStatus(status);
              await until('it is heard', async () => (await allowed(opened)) === (status === 'enabled'), 2);
            }
          }
        }
      },
    ),
    { numRuns: 40 },
  );
  await replay(false);
}, 120_000);

test('without a replica the primary answers, one that is back is used again, and both are told', async () => {
  const opened = await open();
  await untilUsed(opened);
  await standby.stop('fast');
  expect(await readAll(opened)).toEqual(Array.from({ length: 10 }, () => true));
  expect(opened.told).toEqual(['UNREACHABLE']);
  await standby.start();
  await untilUsed(opened);
  expect(opened.told).toEqual(['UNREACHABLE', null]);
});

test('an address that leads to the primary, or to another server, is not read from, and is told of', async () => {
  const toPrimary = await open(database.url);
  await until('it is told', async () => {
    await readAll(toPrimary, 1);
    return toPrimary.told.length > 0;
  });
  const other = await PrivatePostgres.create();
  cleaning.push(() => other.remove());
  const otherStandby = await other.createStandby();
  const toOther = await open(otherStandby.url);
  await until('it is told', async () => {
    await readAll(toOther, 1);
    return toOther.told.length > 0;
  });
  expect({ toPrimary: toPrimary.told, toOther: toOther.told }).toEqual({
    toPrimary: ['UNREACHABLE'],
    toOther: ['OTHER_SERVER'],
  });
  expect([used(toPrimary).replica, used(toOther).replica]).toEqual([0, 0]);
});

test('a process lives on where the connection to a replica breaks while it reads', async () => {
  const proxy = await DatabaseProxy.start(standby.urlOf(NAME));
  cleaning.push(() => proxy.close());
  const replica = new Replica(targetOf(proxy.url), 2);
  const heartbeat = new Heartbeat(database.url);
  cleaning.push(() => Promise.all([replica.close(), heartbeat.close()]));
  const read = async () => replica.readAfter(await heartbeat.position(), 'SELECT 7 AS broken', []);
  await until('it reads', () =>
    read().then(
      () => true,
      () => false,
    ),
  );
  proxy.breakAt('AS broken');
  await expect(read()).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
  expect(await allowed(await open())).toBe(true);
});

test('of two replicas, the one behind is not asked for what the other has shown already', async () => {
  const second = await primary.createStandby();
  const replicas = [standby, second].map((one) => new Replica(targetOf(one.urlOf(NAME)), 2));
  const heartbeat = new Heartbeat(database.url);
  cleaning.push(() => Promise.all([...replicas.map((one) => one.close()), heartbeat.close()]));
  const { manager } = database.dataSource;
  let asked = 0;
  const nextReplica = () => {
    const next = replicas[asked++ % replicas.length];
    if (!next) throw new Error('there is no replica');
    return next;
  };
  const reads = new ReplicaReads(manager, {
    // As behind a load balancer. No heartbeat raises what must have been replayed.
    replica: { readAfter: (...read) => nextReplica().readAfter(...read) },
    position: () => heartbeat.position(),
    isLineUp: () => true,
    onTrouble: () => undefined,
  });
  const flags = async () => {
    const { organizations: found } = await loadAccess(reads, [organizations[0]], { setup: null, environment: null });
    return found.get(organizations[0])?.facts.flagsHash;
  };
  reads.changed();
  await until(
    'both are read from',
    async () => {
      await flags();
      return reads.statistics.replica >= 4;
    },
    10,
  );
  await second.query('SELECT pg_wal_replay_pause()');
  await database.sql(`UPDATE organizations SET enabled_modules = '{"HR": true}' WHERE id = $1`, [organizations[0]]);
  await until('the first has replayed it', async () => {
    const [row] = await standby.query<{ flags: unknown }>(
      'SELECT enabled_modules AS flags FROM organizations WHERE id = $1',
      [organizations[0]],
      NAME,
    );
    return JSON.stringify(row?.flags) === '{"HR":true}';
  });
  const old = await second.query(
    'SELECT enabled_modules AS flags FROM organizations WHERE id = $1',
    [organizations[0]],
    NAME,
  );
  expect(old).not.toEqual([{ flags: { HR: true } }]);
  asked = 0;
  const shown = await flags();
  const { replica: before } = reads.statistics;
  for (let time = 0; time < 10; time++) {
    expect(await flags()).toBe(shown);
    await delay(60);
  }
  expect(reads.statistics.replica).toBeGreaterThan(before);
  await second.query('SELECT pg_wal_replay_resume()');
});

test('a replica that was promoted by mistake is not read from any more', async () => {
  const opened = await open();
  await untilUsed(opened);
  await standby.query('SELECT pg_promote()');
  const before = used(opened).replica;
  await standby.query(`UPDATE org_entitlements SET status = 'disabled'`, [], NAME);
  expect(await readAll(opened, 20)).toEqual(Array.from({ length: 20 }, () => true));
  expect(used(opened).replica).toBe(before);
  expect(opened.told).toEqual(['NOT_A_STANDBY']);
});
