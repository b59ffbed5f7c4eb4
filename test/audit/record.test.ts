import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { readAuditKey } from '../../src/domain/audit/checkpoint';
import { sayFinding } from '../../src/domain/audit/finding';
import { ChainSealer } from '../../src/features/audit/chain-sealer';
import { hasUnsealed, isEndUnsigned, sealEvents } from '../../src/store/seal-events';
import { documentOf, portcullis, type Ran, startPortcullis, TestFolder } from '../support/command';
import { FOREIGN_TABLES } from '../support/foreign-organizations';
import { OPERATOR, RunEngine, until } from '../support/run-engine';
import { readSnapshotLines, withManifest, writeSnapshotLines } from '../support/snapshot-file';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let folder: TestFolder;
let database: TestDatabase;

beforeAll(async () => {
  folder = await TestFolder.create();
});
afterAll(() => folder.remove());
afterEach(() => database.close());

const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  portcullis(args, { env: { DATABASE_URL: database.url, ...env }, cwd: folder.path });

async function migrated(): Promise<RunEngine> {
  database = await createTestDatabase('seeded');
  await database.addOrganizations([['CRM'], { HR: true }, null, ['CRM', 'ERP']]);
  const engine = new RunEngine(database);
  await engine.run('EXECUTE');
  return engine;
}

/** Somebody with a client of PostgreSQL, without the settings of our sessions. */
async function byHand(statement: string): Promise<void> {
  const client = new Client({ connectionString: database.url, application_name: 'psql' });
  await client.connect();
  try {
    await client.query('SET search_path TO public, portcullis');
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const KEY = randomBytes(32).toString('base64');
const OTHER_KEY = randomBytes(32).toString('base64');
const publicKeyOf = async (key: string) => (await run(['audit', 'key'], { PORTCULLIS_AUDIT_KEY: key })).stdout.trim();

test('audit verify says that the record is whole, keeps that it was verified, and names what was not', async () => {
  await migrated();
  const whole = await run(['audit', 'verify']);
  expect(whole).toMatchObject({ code: 0, stderr: '' });
  expect(whole.stdout).toMatch(
    /✓ \d+ events: none altered, removed or inserted\n {2}The chain ends at \d+:[0-9a-f]{64}\n/,
  );
  await database.rewrite(`UPDATE entitlement_events SET reason = 'forged' WHERE id = 2`);
  await byHand(`INSERT INTO platform_events (event_type, actor_id, payload) VALUES ('backup_noted', 'mallory', '{}')`);
  const [forged] = await database.sql<{ id: string }>(`SELECT id FROM platform_events WHERE actor_id = 'mallory'`);
  const found = await run(['audit', 'verify']);
  expect(found.code).toBe(3);
  expect(found.stdout).toContain(
    `✗ event 2 of entitlement_events was altered\n` +
      `✗ event ${forged?.id} of platform_events was inserted, and not by Portcullis\n`,
  );
  expect(documentOf(await run(['audit', 'verify', '--json']))).toMatchObject({
    clean: false,
    findings: [
      { kind: 'ALTERED', log: 'entitlement_events', id: '2' },
      { kind: 'INSERTED', log: 'platform_events', id: forged?.id },
    ],
  });
  expect(
    await database.sql(
      `SELECT payload->>'findings' AS findings, payload->>'first' AS first, payload->'by'->>'via' AS via
       FROM platform_events WHERE event_type = 'audit_verified' ORDER BY id`,
    ),
  ).toEqual([
    { findings: '0', first: null, via: 'CLI' },
    { findings: '2', first: 'event 2 of entitlement_events was altered', via: 'CLI' },
    { findings: '2', first: 'event 2 of entitlement_events was altered', via: 'CLI' },
  ]);
});

test('whoever cuts off the end of the chain and its checkpoints is found by an end that was noted', async () => {
  await migrated();
  const [, noted = ''] = /ends at (\S+)/.exec((await run(['audit', 'verify'])).stdout) ?? [];
  expect(await run(['audit', 'verify', '--expect', noted])).toMatchObject({ code: 0 });
  await database.rewrite(
    `WITH gone AS (DELETE FROM audit_links WHERE position > 2 RETURNING log, ids),
       events AS (DELETE FROM entitlement_events WHERE id IN (
         SELECT unnest(ids) FROM gone WHERE log = 'entitlement_events')),
       others AS (DELETE FROM platform_events WHERE id IN (
         SELECT unnest(ids) FROM gone WHERE log = 'platform_events')),
       ends AS (DELETE FROM audit_checkpoints)
     INSERT INTO audit_checkpoints (position, hash, made_at)
     SELECT position, hash, now() FROM audit_links WHERE position = 2`,
  );
  expect(await run(['audit', 'verify'])).toMatchObject({ code: 0 });
  const cut = await run(['audit', 'verify', '--expect', noted]);
  expect([cut.code, cut.stdout]).toEqual([
    3,
    expect.stringContaining('is not in this chain: it was rewritten or cut off'),
  ]);
  expect(await run(['audit', 'verify', '--expect', '12'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--expect must be what'),
  });
});

test('a chain that was rewritten without the key is found, and so is a signature of another key', async () => {
  await migrated();
  const signed = await run(['audit', 'verify'], { PORTCULLIS_AUDIT_KEY: KEY });
  expect(signed.stdout).toMatch(/Signed up to position \d+, .* by the key \S+=\n/);
  const known = { PORTCULLIS_AUDIT_PUBLIC_KEYS: await publicKeyOf(KEY) };
  expect((await run(['audit', 'verify'], known)).code).toBe(0);
  const unknown = await run(['audit', 'verify'], { PORTCULLIS_AUDIT_PUBLIC_KEYS: await publicKeyOf(OTHER_KEY) });
  expect([unknown.code, unknown.stdout]).toEqual([
    3,
    expect.stringContaining('signed by a key that is not known here'),
  ]);
  await database.sql(
    `UPDATE audit_checkpoints SET made_at = made_at + interval '1 second' WHERE signature IS NOT NULL`,
  );
  const forged = await run(['audit', 'verify'], known);
  expect([forged.code, forged.stdout]).toEqual([3, expect.stringMatching(/signature .* at position \d+ is forged/)]);
  expect(await run(['audit', 'key'], { PORTCULLIS_AUDIT_KEY: 'short' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('PORTCULLIS_AUDIT_KEY must be 32 random bytes in base64'),
  });
});

test('a signature outlasts what is written after it, for whoever has the public key alone', async () => {
  await migrated();
  const publicKey = { PORTCULLIS_AUDIT_PUBLIC_KEYS: await publicKeyOf(KEY) };
  const unsigned = await run(['audit', 'verify'], publicKey);
  expect([unsigned.code, unsigned.stdout]).toEqual([
    3,
    expect.stringMatching(/✗ nothing up to position \d+ is signed by a key that is known here\n/),
  ]);
  expect(await run(['audit', 'verify'], { PORTCULLIS_AUDIT_KEY: KEY })).toMatchObject({ code: 0 });
  // By commands without a key, within the same hour.
  for (const note of ['monday.dump', 'tuesday.dump'])
    expect(await run(['snapshot', 'note-backup', note])).toMatchObject({ code: 0 });
  const later = await run(['audit', 'verify', '--json'], publicKey);
  expect(documentOf(later)).toMatchObject({ clean: true, signed: { publicKey: await publicKeyOf(KEY) } });
  expect((await run(['audit', 'verify'], publicKey)).stdout).toContain('what came since is not signed yet');
  const other = { PORTCULLIS_AUDIT_PUBLIC_KEYS: await publicKeyOf(OTHER_KEY) };
  expect((await run(['audit', 'verify'], other)).code).toBe(3);
  expect(await database.sql('SELECT 1 FROM audit_checkpoints WHERE signature IS NOT NULL')).toHaveLength(1);
});

test('a server that has the key signs what others have left unsigned', async () => {
  await migrated();
  await sealEvents(database.dataSource.manager);
  const worker = startPortcullis(['worker'], { env: { DATABASE_URL: database.url, PORTCULLIS_AUDIT_KEY: KEY } });
  try {
    await until(
      'the end is signed',
      async () =>
        (await database.sql(`SELECT 1 FROM audit_checkpoints WHERE signature IS NOT NULL`)).length === 1 &&
        !(await hasUnsealed(database.dataSource)),
    );
    // Also what a command without the key writes, and seals at its end.
    expect(await run(['snapshot', 'note-backup', 'monday.dump'])).toMatchObject({ code: 0 });
    await until('the end is signed again', async () => !(await isEndUnsigned(database.dataSource)));
  } finally {
    worker.child.kill('SIGTERM');
  }
  const found = await run(['audit', 'verify'], { PORTCULLIS_AUDIT_PUBLIC_KEYS: await publicKeyOf(KEY) });
  expect(found).toMatchObject({ code: 0 });
});

test('a process that signs does not sign a chain that somebody has rewritten since', async () => {
  await migrated();
  const key = readAuditKey(KEY);
  const sealer = new ChainSealer(database.dataSource, key, () => undefined);
  await sealer.work();
  // As an owner who knows how: another hash of an event, all links after it anew, and the checkpoints with them.
  await database.sql(
    `DO $$ DECLARE link record; before bytea; BEGIN
       UPDATE portcullis.audit_links SET content = sha256('forged') WHERE position = 2;
       FOR link IN SELECT * FROM portcullis.audit_links WHERE position IS NOT NULL ORDER BY position LOOP
         before := sha256(convert_to(json_build_array(link.position, link.log, link.rows, encode(link.content, 'hex'),
                                                      encode(before, 'hex'))::text, 'UTF8'));
         UPDATE portcullis.audit_links SET hash = before WHERE id = link.id;
       END LOOP;
       DELETE FROM portcullis.audit_checkpoints;
     END $$`,
  );
  await database.sql(`INSERT INTO entitlement_events (org_id, event_type, payload) VALUES (1, 'later', '{}')`);
  await expect(sealer.work()).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(/^The chain of events does not go on from position \d+.*rewritten/),
  });
  expect(await database.sql('SELECT 1 FROM audit_checkpoints WHERE signature IS NOT NULL')).toEqual([]);
});

test('events of many sessions that are sealed by several processes make one chain without a gap', async () => {
  const engine = await migrated();
  const { manager } = database.dataSource;
  await Promise.all([
    ...Array.from({ length: 4 }, async (_, writer) => {
      for (let n = 0; n < 15; n++)
        await database.sql(
          `INSERT INTO entitlement_events (org_id, event_type, reason, payload)
           SELECT o.id, 'many', $1, '{}' FROM organizations o`,
          [`writer ${writer}, ${n}`],
        );
    }),
    ...Array.from({ length: 3 }, async () => {
      for (let n = 0; n < 10; n++) await sealEvents(manager);
    }),
  ]);
  const { findings, events, end } = await engine.services.audit.verify(OPERATOR);
  expect(findings).toEqual([]);
  expect(events).toBeGreaterThan(240);
  const positions = await database.sql<{ n: number; last: number }>(
    'SELECT count(position)::int AS n, max(position)::int AS last FROM audit_links',
  );
  expect(positions[0]?.n).toBe(positions[0]?.last);
  expect(end?.position).toBeGreaterThan(60);
});

test('the events of a large statement are sealed in parts, and missed if one is removed before that', async () => {
  await migrated();
  const { manager } = database.dataSource;
  for (let statement = 1; statement <= 3; statement++)
    await manager.query(
      `INSERT INTO entitlement_events (org_id, event_type, reason, payload)
       SELECT o.id, 'many', 'a test', jsonb_build_object('n', n)
       FROM (SELECT min(id) AS id FROM organizations) o, generate_series(1, 4000) n`,
    );
  const unhashed = () =>
    database.sql('SELECT rows FROM audit_links WHERE content IS NULL AND position IS NULL ORDER BY id');
  expect(await unhashed()).toHaveLength(3);
  expect(await sealEvents(manager)).toMatchObject({ more: true });
  expect(await unhashed()).toHaveLength(1);
  const [last] = await database.sql<{ id: string }>('SELECT max(id)::text AS id FROM entitlement_events');
  await database.rewrite('DELETE FROM entitlement_events WHERE id = $1', [last?.id]);
  const { findings } = await new RunEngine(database).services.audit.verify(OPERATOR);
  expect(findings).toEqual([{ kind: 'REMOVED', log: 'entitlement_events', id: last?.id }]);
  expect(await unhashed()).toEqual([]);
});

test('an event is written and proved also where the sequence of links has fallen back, as after a crash', async () => {
  const engine = await migrated();
  await database.sql(`SELECT setval('audit_links_id_seq', 1)`);
  await database.sql(`INSERT INTO entitlement_events (org_id, event_type, payload) VALUES (1, 'later', '{}')`);
  expect((await engine.services.audit.verify(OPERATOR)).findings).toEqual([]);
});

test('events that retention detached are proved, and dropped ones are not taken for removed', async () => {
  const engine = await migrated();
  await database.rewrite(
    `UPDATE entitlement_events SET created_at = created_at - interval '3 years';
     UPDATE audit_links SET since = since - interval '3 years', until = until - interval '3 years', content = x.content,
            digests = x.digests
     FROM (
       SELECT l.id, sha256(string_agg(h.hash, ''::bytea ORDER BY h.id)) AS content,
              string_agg(substr(h.hash, 1, 8), ''::bytea ORDER BY h.id) AS digests
       FROM audit_links l JOIN LATERAL (
         SELECT e.id, sha256(convert_to(json_build_array('entitlement_events', e.id, e.org_id, e.event_type,
           e.actor_user_id, e.reason, e.payload, e.created_at)::text, 'UTF8')) AS hash
         FROM entitlement_events e WHERE e.id = ANY(l.ids)) h ON true
       WHERE l.log = 'entitlement_events' GROUP BY l.id) x
     WHERE x.id = audit_links.id AND log = 'entitlement_events'`,
  );
  // The run is as old, and nobody can go back to the flags: nothing needs its events any more.
  await database.sql(
    `UPDATE migration_runs
     SET created_at = created_at - interval '3 years', finished_at = finished_at - interval '3 years';
     INSERT INTO legacy_column_drop (actor_id, reason, column_type, definition, organizations, purged_at)
     VALUES ('ann', 'gone', 'jsonb', '{}', 4, now())`,
  );
  const env = { PORTCULLIS_RETENTION_EVENTS_MONTHS: '12' };
  expect(await run(['db', 'migrate'], env)).toMatchObject({ code: 0 });
  expect((await engine.services.audit.verify(OPERATOR)).findings).toEqual([]);
  const file = `${folder.path}/before-retention.gz`;
  expect(await run(['snapshot', 'export', file])).toMatchObject({ code: 0 });
  const apply = ['retention', 'apply', '--yes', '--reason', 'one year'];
  expect(await run(apply, env)).toMatchObject({ code: 0, stderr: '' });
  expect(await engine.services.audit.verify(OPERATOR)).toMatchObject({ findings: [], taken: 0 });
  const again = await run(['snapshot', 'import', file, '--overwrite', '--yes']);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('retention has taken their months out')]);
  expect(await engine.services.audit.verify(OPERATOR)).toMatchObject({ findings: [], taken: 0 });
  const [table] = await database.sql<{ name: string }>('SELECT name FROM detached_partitions');
  await database.sql(`UPDATE portcullis.${table?.name} SET reason = 'forged'`);
  const { findings } = await engine.services.audit.verify(OPERATOR);
  expect(findings[0]).toMatchObject({ kind: 'ALTERED', log: 'entitlement_events' });
  expect(await run([...apply, '--drop'], env)).toMatchObject({ code: 0, stderr: '' });
  const dropped = await run(['audit', 'verify']);
  expect([dropped.code, dropped.stdout]).toEqual([0, expect.stringContaining('taken out by retention')]);
});

test('the export has every event with its hash, and guards what a spreadsheet would execute', async () => {
  await migrated();
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, reason, payload) VALUES (1, 'odd', '=cmd|x', '{"a": 1}')`,
  );
  const file = `${folder.path}/events.ndjson`;
  expect(await run(['audit', 'export', '--file', file])).toMatchObject({
    code: 0,
    stdout: `✓ Exported to ${file}\n`,
    stderr: '',
  });
  const lines = (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const [count] = await database.sql<{ n: number }>(
    `SELECT (SELECT count(*)::int FROM entitlement_events) + (SELECT count(*)::int FROM platform_events) AS n`,
  );
  expect(lines).toHaveLength((count?.n ?? 0) + 1);
  expect(lines.at(-1)).toMatchObject({ checkpoint: { position: expect.any(Number), hash: expect.any(String) } });
  expect(lines.find((line) => JSON.stringify(line).includes('=cmd'))).toMatchObject({
    log: 'entitlement_events',
    organizationId: '1',
    reason: '=cmd|x',
    payload: { a: 1 },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    position: expect.any(Number),
  });
  expect((await run(['audit', 'export', '--file', file])).stderr).toMatch(
    /^INVALID_INPUT: .*already exists: an export replaces none/,
  );
  const csv = await run(['audit', 'export', '--format', 'csv']);
  expect(csv.stdout).toContain(`,'=cmd|x,`);
  expect((await run(['audit', 'export', '--since', '2099-01-01', '--format', 'csv'])).stdout.trimEnd()).toBe(
    'position,log,id,created_at,org_id,event_type,actor_id,reason,payload,hash',
  );
  expect(await run(['audit', 'export', '--since', 'yesterday'])).toMatchObject({ code: 2 });
});

test('a snapshot whose events were rewritten and whose hashes were made anew is not taken for our own', async () => {
  const engine = await migrated();
  const file = `${folder.path}/snapshot.gz`;
  expect(await run(['snapshot', 'export', file])).toMatchObject({ code: 0 });
  const forged = `${folder.path}/forged.gz`;
  const lines = await readSnapshotLines(file);
  await writeSnapshotLines(
    forged,
    withManifest(lines.map((line) => line.replace('"reason":"a test"', '"reason":"as ordered"'))),
  );
  const refused = await run(['snapshot', 'import', forged, '--overwrite', '--yes']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('No export of this installation')]);
  const taken = await run(['snapshot', 'import', forged, '--overwrite', '--yes', '--foreign']);
  expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining('events of the file were left out')]);
  expect(await database.sql(`SELECT 1 FROM entitlement_events WHERE reason = 'as ordered'`)).toEqual([]);
  const { findings, foreignImports } = await engine.services.audit.verify(OPERATOR);
  expect({ findings, imports: foreignImports.length }).toEqual({ findings: [], imports: 1 });
});

test('a snapshot brings lost events of the platform back, and never overwrites one of the record', async () => {
  const engine = await migrated();
  const file = `${folder.path}/with-platform.gz`;
  const exported = await run(['snapshot', 'export', file]);
  expect(exported.stdout).toMatch(/, 3 events of organizations, \d+ events of the platform, /);
  const before = await database.sql('SELECT * FROM platform_events ORDER BY id');
  await database.rewrite(`DELETE FROM platform_events WHERE event_type = 'mapping_loaded'`);
  expect((await engine.services.audit.verify(OPERATOR)).findings[0]).toMatchObject({ kind: 'REMOVED' });
  expect(await run(['snapshot', 'import', file, '--overwrite', '--yes'])).toMatchObject({ code: 0 });
  expect((await database.sql('SELECT * FROM platform_events ORDER BY id')).slice(0, before.length)).toEqual(before);
  expect((await engine.services.audit.verify(OPERATOR)).findings).toEqual([]);
  await database.rewrite(`UPDATE platform_events SET actor_id = 'nobody' WHERE event_type = 'mapping_loaded'`);
  expect(await run(['snapshot', 'import', file, '--overwrite', '--yes'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^CONFLICT: The event \d+ of platform_events in .* is another one \(actor_id\)/),
  });
});

test('a file of another installation is refused before anybody is asked to replace rows by it', async () => {
  await migrated();
  const file = `${folder.path}/elsewhere.gz`;
  expect(await run(['snapshot', 'export', file])).toMatchObject({ code: 0 });
  await database.rewrite(`DELETE FROM platform_events WHERE event_type = 'snapshot_exported'`);
  const refused = await run(['snapshot', 'import', file, '--overwrite']);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('No export of this installation')]);
  expect(refused.stdout).not.toContain('it replaces');
});

test('what the product wrote to its own table of events is neither proved nor taken for tampering', async () => {
  database = await createTestDatabase('empty');
  await database.sql(FOREIGN_TABLES);
  await database.sql(
    `INSERT INTO users (email) VALUES ('ann@example.com');
     INSERT INTO organizations (name, owner_id, enabled_modules) VALUES ('Pine', 1, '["CRM"]'), ('Oak', 1, '["HR"]')`,
  );
  await database.sql(
    `INSERT INTO entitlement_events (org_id, event_type, reason, payload)
     SELECT id, 'signed_up', 'by the product', '{}' FROM organizations`,
  );
  for (const args of [['db', 'migrate'], ['seed'], ['migrate', '--execute', '--yes']])
    expect(await run(args)).toMatchObject({ code: 0 });
  await byHand(
    `INSERT INTO entitlement_events (org_id, event_type, reason, payload)
     SELECT id, 'renewed', 'by the product', '{}' FROM organizations LIMIT 1`,
  );
  const whole = await run(['audit', 'verify']);
  expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining('from before the chain began: not proved')]);
  expect(whole.stdout).toContain('1 event that other applications wrote: not proved');
  await byHand(
    `INSERT INTO entitlement_events (org_id, event_type, reason, payload)
     SELECT id, 'override_set', 'forged', '{}' FROM organizations LIMIT 1`,
  );
  expect((await run(['audit', 'verify'])).stdout).toMatch(/✗ event \d+ of entitlement_events was inserted/);
});

test('what somebody changes by SQL is in the record, with who did it, before and after', async () => {
  const engine = await migrated();
  await byHand(`UPDATE org_entitlements SET status = 'disabled' WHERE org_id = 1`);
  await byHand(`DELETE FROM org_entitlements WHERE org_id = 2`);
  await byHand(`UPDATE rollout SET mode = 'ENFORCE'`);
  await byHand(`UPDATE org_entitlements SET status = 'disabled' WHERE org_id = 99`);
  expect(
    await database.sql(
      `SELECT org_id, payload->>'actor' AS actor, payload->>'application' AS application,
              payload->>'operation' AS operation, payload->'before'->0->>'status' AS before,
              payload->'after'->0->>'status' AS after
       FROM entitlement_events WHERE event_type = 'changed_by_sql' ORDER BY id`,
    ),
  ).toEqual([
    expect.objectContaining({
      org_id: 1,
      actor: expect.stringMatching(/^sql:/),
      application: 'psql',
      operation: 'UPDATE',
      before: 'enabled',
      after: 'disabled',
    }),
    expect.objectContaining({ org_id: 2, operation: 'DELETE', after: null }),
  ]);
  expect(
    await database.sql(`SELECT payload->>'table' AS changed FROM platform_events WHERE event_type = 'changed_by_sql'`),
  ).toEqual([{ changed: 'rollout' }]);
  expect((await engine.services.audit.verify(OPERATOR)).findings.map(sayFinding)).toEqual([]);
});

test('the trigger that chains events is told of when it is switched off', async () => {
  await migrated();
  await database.sql('ALTER TABLE entitlement_events DISABLE TRIGGER portcullis_chain');
  const status = await run(['db', 'status']);
  expect([status.code, status.stdout]).toEqual([3, expect.stringContaining('trigger portcullis_chain on ')]);
  expect(await run(['db', 'migrate'])).toMatchObject({ code: 0 });
  expect(await run(['db', 'status'])).toMatchObject({ code: 0 });
});
