import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import type { Finding } from '../../src/domain/audit/finding';
import { type AuditVerification, examineRecord } from '../../src/features/audit/examine-record';
import { sealAllEvents } from '../../src/store/seal-events';
import { OPERATOR, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const EVENT_TABLES = ['entitlement_events', 'platform_events'] as const;
type EventTable = (typeof EVENT_TABLES)[number];

let database: TestDatabase;
let ids: Readonly<Record<EventTable, readonly string[]>>;
let lastPosition: number;

beforeAll(async () => {
  database = await createTestDatabase('seeded');
  await database.addOrganizations(
    Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? ['CRM'] : { HR: true, ERP: n > 9 })),
  );
  const engine = new RunEngine(database);
  await engine.run('EXECUTE');
  for (let n = 1; n <= 12; n++) {
    const version = await engine.services.overrides.version(String(n));
    await engine.services.overrides.override(OPERATOR, {
      organizationId: String(n),
      expectedVersion: version,
      reason: `change ${n}`,
      changes: [{ moduleKey: 'sales', status: 'DISABLED' }],
    });
  }
  // As a run writes them: so many that they are hashed only when they are sealed.
  await database.dataSource.query(
    `INSERT INTO entitlement_events (org_id, event_type, reason, payload)
     SELECT 1 + n % 60, 'legacy_migration', 'many at once', jsonb_build_object('runId', '1', 'changes', n)
     FROM generate_series(1, 260) AS n`,
  );
  const end = await sealAllEvents(database.dataSource.manager);
  lastPosition = end?.position ?? 0;
  const idsOf = async (table: EventTable) =>
    (await database.sql<{ id: string }>(`SELECT id::text AS id FROM ${table} ORDER BY id`)).map(({ id }) => id);
  ids = { entitlement_events: await idsOf('entitlement_events'), platform_events: await idsOf('platform_events') };
});
afterAll(() => database.close());

class Undo extends Error {}

/** Does something to the record as its owner, without triggers, and what a verification then says; takes it back. */
async function afterTampering(tamper: (manager: EntityManager) => Promise<unknown>): Promise<AuditVerification> {
  const found: AuditVerification[] = [];
  const tampering = database.dataSource.transaction(async (manager) => {
    await manager.query('SET LOCAL session_replication_role = replica');
    await tamper(manager);
    found.push(await examineRecord(manager, { trusted: [] }));
    throw new Undo();
  });
  await expect(tampering).rejects.toThrow(Undo);
  const [verification] = found;
  if (!verification) throw new Error('nothing was examined');
  return verification;
}

interface Tampering {
  readonly statements: readonly string[];
  /** The finding that must come first. */
  readonly first: Finding;
}

/** Columns, and SQL that makes another value of each. */
const OTHER_VALUES: Readonly<Record<EventTable, readonly string[]>> = {
  entitlement_events: [
    `reason = overlay(reason placing 'X' from 2 for 1)`,
    `reason = NULL`,
    `reason = reason || ' '`,
    `payload = payload || '{"runId": "99"}'`,
    `payload = payload - 'changes'`,
    `event_type = 'override_revoked'`,
    `actor_user_id = 'somebody else'`,
    `org_id = org_id + 1`,
    `created_at = created_at - interval '1 microsecond'`,
    `created_at = created_at - interval '40 days'`,
  ],
  platform_events: [
    `reason = coalesce(reason, '') || '.'`,
    `payload = payload || '{"forged": true}'`,
    `event_type = event_type || '_'`,
    `actor_id = 'somebody else'`,
    `created_at = created_at + interval '1 second'`,
  ],
};

const tampering: fc.Arbitrary<Tampering> = fc.constantFrom(...EVENT_TABLES).chain((log) => {
  const someId = () => fc.nat().map((n) => ids[log][n % ids[log].length] ?? '');
  const two = fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => {
    const all = ids[log];
    const one = a % all.length;
    return [all[one] ?? '', all[(one + 1 + (b % (all.length - 1))) % all.length] ?? ''] as const;
  });
  const altered = fc.tuple(someId(), fc.constantFrom(...OTHER_VALUES[log])).map(([id, set]): Tampering => {
    // One whose time was changed is not found at its place.
    const kind = set.startsWith('created_at') ? 'REMOVED' : 'ALTERED';
    return { statements: [`UPDATE ${log} SET ${set} WHERE id = ${id}`], first: { kind, log, id } };
  });
  const removed = someId().map((id): Tampering => {
    return { statements: [`DELETE FROM ${log} WHERE id = ${id}`], first: { kind: 'REMOVED', log, id } };
  });
  const cut = someId().map((id): Tampering => {
    return { statements: [`DELETE FROM ${log} WHERE id >= ${id}`], first: { kind: 'REMOVED', log, id } };
  });
  const copied = fc
    .tuple(someId(), fc.constantFrom('created_at', `created_at - interval '1 day'`, 'now()'))
    .map(([id, at]): Tampering => {
      const columns =
        log === 'platform_events' ? 'event_type, actor_id, reason, payload' : 'org_id, event_type, reason, payload';
      return {
        statements: [
          `INSERT INTO ${log} (id, ${columns}, created_at)
             SELECT 900000, ${columns}, ${at} FROM ${log} WHERE id = ${id}`,
        ],
        first: { kind: 'INSERTED', log, id: '900000' },
      };
    });
  const doubled = someId().map((id): Tampering => {
    const columns =
      log === 'platform_events' ? 'event_type, actor_id, reason, payload' : 'org_id, event_type, reason, payload';
    return {
      statements: [
        `INSERT INTO ${log} (id, ${columns}, created_at)
           SELECT id, ${columns}, created_at + interval '1 hour' FROM ${log} WHERE id = ${id}`,
      ],
      first: { kind: 'INSERTED', log, id },
    };
  });
  const reordered = two.map(([a, b]): Tampering => {
    const first = Number(a) < Number(b) ? a : b;
    return {
      statements: [
        `UPDATE ${log} SET id = -1 WHERE id = ${a}`,
        `UPDATE ${log} SET id = ${a} WHERE id = ${b}`,
        `UPDATE ${log} SET id = ${b} WHERE id = -1`,
      ],
      first: { kind: 'ALTERED', log, id: first },
    };
  });
  const emptied = fc.constant(0).map((): Tampering => {
    return { statements: [`TRUNCATE ${log}`], first: { kind: 'REMOVED', log, id: ids[log][0] ?? '' } };
  });
  return fc.oneof(
    { weight: 6, arbitrary: altered },
    { weight: 3, arbitrary: removed },
    { weight: 2, arbitrary: cut },
    { weight: 3, arbitrary: copied },
    { weight: 2, arbitrary: doubled },
    { weight: 3, arbitrary: reordered },
    { weight: 1, arbitrary: emptied },
  );
});

test('a record that nobody touched is whole', async () => {
  const { findings, events } = await afterTampering(async () => undefined);
  expect({ findings, events }).toEqual({
    findings: [],
    events: ids.entitlement_events.length + ids.platform_events.length,
  });
});

test('whatever an owner alters, removes, inserts, reorders or cuts off, the first event of it is named', async () => {
  await fc.assert(
    fc.asyncProperty(tampering, async ({ statements, first }) => {
      const { findings } = await afterTampering(async (manager) => {
        for (const statement of statements) await manager.query(statement);
      });
      const [found] = findings;
      // Swapped events of different times are both missed at their places.
      const kinds = statements.length === 3 ? ['ALTERED', 'REMOVED'] : [first.kind];
      expect(found).toMatchObject({ log: first.log, id: first.id });
      expect(kinds).toContain(found?.kind);
    }),
    { numRuns: 200, endOnFailure: true },
  );
});

const flipped = (column: string) => `set_byte(${column}, 3, get_byte(${column}, 3) # 1)`;

const OF_THE_CHAIN: readonly { what: string; sql: string; first: Partial<Finding> }[] = [
  { what: 'a hash of events', sql: `SET content = ${flipped('content')} WHERE position = 5`, first: { id: '5' } },
  { what: 'the hash of a link', sql: `SET hash = ${flipped('hash')} WHERE position = 5`, first: { id: '5' } },
  { what: 'the log of a link', sql: `SET log = 'platform_events' WHERE position = 5`, first: { id: '5' } },
  { what: 'the number of events', sql: 'SET rows = rows + 1 WHERE position = 5', first: { id: '5' } },
  { what: 'the digests of events', sql: `SET digests = ${flipped('digests')} WHERE position = 5`, first: {} },
  { what: 'the ids of events', sql: 'SET ids[1] = ids[1] + 1000 WHERE position = 5', first: { kind: 'REMOVED' } },
  { what: 'the times of events', sql: `SET until = until - interval '1 h', since = since - interval '1 h'`, first: {} },
];

test.each(OF_THE_CHAIN)('whoever alters $what in the chain is found', async ({ sql, first }) => {
  const { findings } = await afterTampering((manager) => manager.query(`UPDATE audit_links ${sql}`));
  expect(findings[0]).toMatchObject(first);
});

test('whoever removes a link, moves it, adds one or cuts the chain off is found', async () => {
  const removed = await afterTampering((manager) => manager.query('DELETE FROM audit_links WHERE position = 4'));
  expect(removed.findings[0]).toEqual({ kind: 'LINK_MISSING', log: null, id: '4' });
  const moved = await afterTampering(async (manager) => {
    await manager.query('UPDATE audit_links SET position = -1 WHERE position = 4');
    await manager.query('UPDATE audit_links SET position = 4 WHERE position = 6');
    await manager.query('UPDATE audit_links SET position = 6 WHERE position = -1');
  });
  expect(moved.findings[0]).toEqual({ kind: 'LINK_ALTERED', log: null, id: '4' });
  const added = await afterTampering((manager) =>
    manager.query(
      `INSERT INTO audit_links (id, log, ids, digests, rows, content, since, until, position, hash)
       SELECT nextval('audit_links_id_seq'), log, ids, digests, rows, content, since, until, position + 1, hash
       FROM audit_links WHERE position = $1`,
      [lastPosition],
    ),
  );
  expect(added.findings[0]).toMatchObject({ kind: 'LINK_ALTERED', id: String(lastPosition + 1) });
  const cut = await afterTampering(async (manager) => {
    const [gone]: readonly { log: EventTable; ids: string[] }[] = await manager
      .query('DELETE FROM audit_links WHERE position = $1 RETURNING log, ids', [lastPosition])
      .then(([rows]: [{ log: EventTable; ids: string[] }[]]) => rows);
    await manager.query(`DELETE FROM ${gone?.log ?? ''} WHERE id = ANY($1::bigint[])`, [gone?.ids]);
  });
  expect(cut.findings[0]).toEqual({ kind: 'CHECKPOINT_WRONG', log: null, id: String(lastPosition) });
});

test('the tables refuse whoever may write to them, and the owner by mistake, to change an event', async () => {
  for (const table of EVENT_TABLES)
    for (const statement of [
      `UPDATE ${table} SET reason = 'another'`,
      `DELETE FROM ${table} WHERE id < 3`,
      `TRUNCATE ${table}`,
    ])
      await expect(database.sql(statement)).rejects.toThrow('Events are a record: they are never changed or deleted.');
});

describe('what proves the record is held to itself as well', () => {
  const event = () => ids.entitlement_events[3] ?? '';
  const INSERTED = `INSERT INTO platform_events (id, event_type, actor_id, payload)
    VALUES (9001, 'backup_noted', 'mallory', '{}')`;

  /** Each hid a change of an event, or kept a verification from its end. */
  const WAYS: readonly { readonly way: string; readonly statements: () => readonly string[] }[] = [
    {
      way: 'a link gets an id below all others, and its event another reason',
      statements: () => [
        `UPDATE entitlement_events SET reason = 'forged' WHERE id = ${event()}`,
        `UPDATE audit_links SET id = -id WHERE log = 'entitlement_events' AND ${event()} = ANY(ids)`,
      ],
    },
    {
      way: 'an event is inserted with a link at a position below the first',
      statements: () => [
        INSERTED,
        `INSERT INTO audit_links (id, log, ids, digests, rows, content, since, until, position, hash)
         SELECT 9001, 'platform_events', '{9001}', digests, 1, content, now(), now(), -1, '\\x00'
         FROM audit_links WHERE rows = 1 LIMIT 1`,
      ],
    },
    {
      way: 'an event is inserted with a link at a position that numbers of programs do not reach',
      statements: () => [
        INSERTED,
        `INSERT INTO audit_links (id, log, ids, digests, rows, content, since, until, position, hash)
         SELECT 9001, 'platform_events', '{9001}', digests, 1, content, now(), now(), 9007199254740993, '\\x00'
         FROM audit_links WHERE rows = 1 LIMIT 1`,
      ],
    },
    {
      way: 'an event is removed, and its link moved to a month that retention has dropped',
      statements: () => [
        `INSERT INTO platform_events (event_type, actor_id, payload) VALUES ('partitions_dropped', 'ann',
           '{"tables": [{"parent": "entitlement_events", "part": "2025-01"}]}')`,
        `DELETE FROM entitlement_events WHERE id = ANY((SELECT ids FROM audit_links
           WHERE log = 'entitlement_events' AND ${event()} = ANY(ids))::bigint[])`,
        `UPDATE audit_links SET since = '2025-01-02', until = '2025-01-02'
         WHERE log = 'entitlement_events' AND ${event()} = ANY(ids)`,
      ],
    },
    {
      way: 'an inserted event is said to be older than the chain',
      statements: () => [
        `INSERT INTO entitlement_events (id, org_id, event_type) VALUES (9001, 1, 'override_set')`,
        `INSERT INTO audit_begins (log, id, rows) VALUES ('entitlement_events', 100000, 1000)
         ON CONFLICT (log) DO UPDATE SET id = 100000, rows = 1000`,
      ],
    },
    {
      way: 'an inserted event is said to be of another application',
      statements: () => [
        `INSERT INTO entitlement_events (id, org_id, event_type) VALUES (9001, 1, 'Override_set')`,
        `UPDATE portcullis_tables SET origin = 'adopted' WHERE name = 'entitlement_events'`,
      ],
    },
    {
      way: 'an event is moved to a table that no retention has made',
      statements: () => [
        `CREATE TABLE portcullis.entitlement_events_2020_01 AS SELECT * FROM entitlement_events WHERE id = ${event()}`,
        `INSERT INTO detached_partitions (name, parent, part, rows, actor_id, reason)
         VALUES ('entitlement_events_2020_01', 'entitlement_events', '2020-01', 1, 'ann', 'one year')`,
        `DELETE FROM entitlement_events WHERE id = ${event()}`,
      ],
    },
    {
      way: 'an event of retention has no tables, and another event is removed',
      statements: () => [
        `INSERT INTO platform_events (event_type, actor_id, payload)
         VALUES ('partitions_detached', 'ann', '{"tables": 5}')`,
        `DELETE FROM entitlement_events WHERE id = ${event()}`,
      ],
    },
    {
      way: 'the checkpoint at the end is of no time, and an event is removed',
      statements: () => [
        `UPDATE audit_checkpoints SET made_at = 'infinity', public_key = '\\x01', signature = '\\x02'`,
        `DELETE FROM entitlement_events WHERE id = ${event()}`,
      ],
    },
    {
      way: 'a link names no event any more',
      statements: () => [`UPDATE audit_links SET ids = '{NULL}' WHERE log = 'platform_events' AND rows = 1`],
    },
  ];

  test.each(WAYS)('$way: it is found', async ({ statements }) => {
    const { findings } = await afterTampering(async (manager) => {
      for (const statement of statements()) await manager.query(statement);
    });
    expect(findings.length).toBeGreaterThan(0);
    for (const { id } of findings) expect(id).toMatch(/\d/);
  });
});
