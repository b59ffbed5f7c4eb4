import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { z } from 'zod';
import { Baseline1796000000000 } from '../../migrations/1796000000000-baseline';
import { fenceObstacle, putFenceUp } from '../../src/features/legacy/fence-store';
import { LegacyFenceService } from '../../src/features/legacy/legacy-fence-service';
import { ACCESS_CHANNEL } from '../../src/store/channels';
import { migrateSchema } from '../../src/store/schema-version';
import { onServer } from '../support/database-server';
import { foreignOrganizations } from '../support/foreign-organizations';
import { patiently } from '../support/patience';
import { OPERATOR, until } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const REASON = 'the flags are migrated';
/** The role of the other application, which may only write its table. */
const ROLE = `fence_app_${randomBytes(4).toString('hex')}`;
const TRIGGERS = `SELECT tgname AS name FROM pg_trigger
  WHERE tgrelid = 'organizations'::regclass AND NOT tgisinternal ORDER BY 1`;

let database: TestDatabase;
let fence: LegacyFenceService;
let app: Client;
let listener: Client;
let payloads: string[];

beforeAll(() => onServer((query) => query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'app'`)));
afterAll(() => onServer((query) => query(`DROP ROLE ${ROLE}`)));

async function adopt(type: 'json' | 'jsonb'): Promise<void> {
  database = await createTestDatabase('empty');
  await database.sql(foreignOrganizations(type));
  await migrateSchema(database.dataSource);
  await database.sql(
    `GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON organizations TO ${ROLE};
     GRANT USAGE ON SEQUENCE organizations_id_seq TO ${ROLE}`,
  );
  fence = new LegacyFenceService(database.dataSource, { change: (_ids, work) => work() });
  const url = new URL(database.url);
  url.username = ROLE;
  url.password = 'app';
  app = new Client({ connectionString: url.href, application_name: 'billing' });
  listener = new Client({ connectionString: database.url });
  await Promise.all([app.connect(), listener.connect()]);
  payloads = [];
  listener.on('notification', ({ payload }) => payloads.push(payload ?? ''));
  await listener.query(`LISTEN ${ACCESS_CHANNEL}`);
  await app.query(
    `INSERT INTO organizations (name, enabled_modules)
     SELECT 'Organization ' || n, '["CRM"]' FROM generate_series(1, 150) n`,
  );
}

afterEach(async () => {
  await Promise.all([app.end(), listener.end()]);
  await database.sql(`DROP OWNED BY ${ROLE}`);
  await database.close();
});

const changes = () =>
  database.sql(
    `SELECT org_id AS id, old_flags AS old, new_flags AS new, application_name AS application, user_name AS "user",
            count::int AS count
     FROM legacy_changes ORDER BY 1`,
  );

/** All notifications until now. The mark arrives last, because notifications come in the order of commits. */
async function notified(): Promise<readonly string[]> {
  await database.sql(`SELECT pg_notify($1, 'mark')`, [ACCESS_CHANNEL]);
  await until('the mark has arrived', () => payloads.includes('mark'));
  return payloads.splice(0).filter((payload) => payload !== 'mark');
}

describe.each(['json', 'jsonb'] as const)('on a legacy column of type %s', (type) => {
  beforeEach(() => adopt(type));

  test('the fence records and notifies each statement that changes flags, and no other write', async () => {
    expect(await fence.raise(OPERATOR, { rejects: false, reason: REASON })).toMatchObject({
      changed: true,
      fence: { standing: true, rejects: false, reason: REASON, actorId: OPERATOR.id },
    });
    expect(await notified()).toEqual(['*']); // caches may keep legacy answers for longer from now on

    await app.query(`UPDATE organizations SET seen = seen + 1, enabled_modules = enabled_modules`);
    await app.query(`INSERT INTO organizations (name, enabled_modules) VALUES ('Without', NULL), ('Empty', ' [ ] ')`);
    await app.query(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id < 0`);
    expect({ changes: await changes(), notified: await notified() }).toEqual({ changes: [], notified: [] });

    await app.query(`UPDATE organizations SET enabled_modules = '["CRM","HR"]', seen = 7 WHERE id IN (3, 4)`);
    await app.query(`UPDATE organizations SET enabled_modules = NULL WHERE id = 3`);
    const { rows } = await app.query<{ id: number }>(
      `INSERT INTO organizations (name, enabled_modules) VALUES ('New', '["ERP"]'), ('Quiet', '{}') RETURNING id`,
    );
    const text = (flags: string) => (type === 'jsonb' ? flags.replaceAll(',', ', ') : flags);
    const by = { application: 'billing', user: ROLE };
    expect(await changes()).toEqual([
      { id: 3, old: text('["CRM","HR"]'), new: null, count: 2, ...by },
      { id: 4, old: '["CRM"]', new: text('["CRM","HR"]'), count: 1, ...by },
      { id: rows[0]?.id, old: null, new: '["ERP"]', count: 1, ...by },
    ]);
    const named = z.array(z.string());
    expect((await notified()).map((payload) => named.parse(JSON.parse(payload)).sort())).toEqual([
      ['3', '4'],
      ['3'],
      [String(rows[0]?.id)],
    ]);

    await app.query(`UPDATE organizations SET enabled_modules = '["HR"]'`);
    await app.query(
      `INSERT INTO organizations (id, name, enabled_modules) VALUES (5, 'again', '["ERP"]')
       ON CONFLICT (id) DO UPDATE SET enabled_modules = excluded.enabled_modules`,
    );
    await app.query(`DELETE FROM organizations WHERE id = 9`);
    expect(await notified()).toEqual(['*', '["5"]', '["9"]']);
    expect(await changes()).toHaveLength(154); // one row for each organization
  });

  test('the fence does not record or notify a change that is rolled back', async () => {
    await fence.raise(OPERATOR, { rejects: false, reason: REASON });
    await app.query(`BEGIN; UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = 1; ROLLBACK`);
    expect({ changes: await changes(), notified: await notified() }).toEqual({ changes: [], notified: ['*'] });
  });

  test('a rejecting fence refuses changes of flags with a hint what to do, and no other write', async () => {
    await fence.raise(OPERATOR, { rejects: true, reason: REASON });
    for (const change of [
      `UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = 7`,
      `UPDATE organizations SET enabled_modules = NULL`,
      `INSERT INTO organizations (name, enabled_modules) VALUES ('New', '["ERP"]')`,
    ]) {
      await expect(app.query(change)).rejects.toMatchObject({
        code: 'P0001',
        message: expect.stringMatching(
          /^Portcullis refuses to change organizations\.enabled_modules of organization \d+/,
        ),
        hint: expect.stringContaining('portcullis override set'),
      });
    }
    await app.query(`UPDATE organizations SET enabled_modules = enabled_modules, seen = 1`);
    await app.query(`INSERT INTO organizations (name, enabled_modules) VALUES ('Without', '[]')`);
    await app.query(`DELETE FROM organizations WHERE id = 9`);
    expect(await database.sql(`SELECT DISTINCT enabled_modules::text AS flags FROM organizations ORDER BY 1`)).toEqual([
      { flags: '["CRM"]' },
      { flags: '[]' },
    ]);
  });

  test('lowering the fence removes its triggers and keeps the recorded changes', async () => {
    const before = await database.sql(TRIGGERS);
    await fence.raise(OPERATOR, { rejects: false, reason: REASON });
    await app.query(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = 1`);
    await fence.raise(OPERATOR, { rejects: true, reason: 'and no further' });
    expect((await database.sql(TRIGGERS)).length).toBe(before.length + 4);
    await notified();
    expect(await fence.lower(OPERATOR, { reason: 'a test' })).toMatchObject({
      changed: true,
      fence: { standing: false, since: null },
    });
    expect(await notified()).toContain('*'); // without notifications caches must drop their answers
    expect(await database.sql(TRIGGERS)).toEqual(before);
    await app.query(`UPDATE organizations SET enabled_modules = '["ERP"]'`);
    expect(await changes()).toHaveLength(1);
    expect(
      await database.sql(
        `SELECT event_type, reason, payload FROM platform_events WHERE event_type LIKE 'legacy_fence%' ORDER BY id`,
      ),
    ).toEqual([
      { event_type: 'legacy_fence_raised', reason: REASON, payload: { rejects: false, before: null } },
      {
        event_type: 'legacy_fence_raised',
        reason: 'and no further',
        payload: { rejects: true, before: { rejects: false } },
      },
      { event_type: 'legacy_fence_lowered', reason: 'a test', payload: { rejects: true } },
    ]);
    expect(await fence.lower(OPERATOR, { reason: 'a test' })).toMatchObject({ changed: false });
    expect(await fence.raise(OPERATOR, { rejects: true, reason: 'a test' })).toMatchObject({ changed: true });
    expect(await fence.raise(OPERATOR, { rejects: true, reason: 'a test' })).toMatchObject({ changed: false });
  });
});

describe('a recording fence', () => {
  beforeEach(async () => {
    await adopt('jsonb');
    await fence.raise(OPERATOR, { rejects: false, reason: REASON });
    await notified();
  });

  const write = async () => {
    await app.query(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = 1`);
    await app.query(`INSERT INTO organizations (name, enabled_modules) VALUES ('New', '["ERP"]')`);
    expect(await database.sql(`SELECT enabled_modules AS flags FROM organizations WHERE id = 1`)).toEqual([
      { flags: ['HR'] },
    ]);
  };

  test.each([
    ['was dropped', 'DROP TABLE legacy_changes'],
    ['takes no rows', 'ALTER TABLE legacy_changes ADD CHECK (org_id IS NULL) NOT VALID'],
    ['lost a column', 'ALTER TABLE legacy_changes DROP COLUMN count'],
  ])('lets writes through if legacy_changes %s, and notifies for all organizations', async (_what, breakIt) => {
    await database.sql(breakIt);
    await write();
    expect(await notified()).toEqual(['*', '*']);
  });

  test('lets writes through after the legacy column was dropped', async () => {
    await database.sql('ALTER TABLE organizations DROP COLUMN enabled_modules');
    await app.query('UPDATE organizations SET seen = 1');
    await app.query(`INSERT INTO organizations (name) VALUES ('New')`);
    expect(await database.sql(`SELECT seen FROM organizations WHERE name = 'Organization 1'`)).toEqual([{ seen: 1 }]);
    expect(await database.sql(`SELECT 1 FROM organizations WHERE name = 'New'`)).toHaveLength(1);
  });

  test('lets writes through after Portcullis was uninstalled', async () => {
    const runner = database.dataSource.createQueryRunner();
    await new Baseline1796000000000().down(runner).finally(() => runner.release());
    expect(await database.sql(TRIGGERS)).toEqual([]);
    await app.query(`UPDATE organizations SET enabled_modules = '["HR"]' WHERE id = 1`);
  });

  test('does not slow down a bulk write in a session that has written single rows before', async () => {
    for (let index = 0; index < 10; index++) await app.query('UPDATE organizations SET seen = seen + 1 WHERE id = 1');
    await app.query(
      `INSERT INTO organizations (name, enabled_modules)
       SELECT 'Organization ' || n, '["CRM"]' FROM generate_series(1, 20000) n`,
    );
    const begun = performance.now();
    await app.query(`UPDATE organizations SET enabled_modules = '["HR"]'`);
    expect(performance.now() - begun).toBeLessThan(patiently(15_000)); // a nested loop would take minutes
    expect(await database.sql('SELECT count(*)::int AS n FROM legacy_changes')).toEqual([{ n: 20_150 }]);
  });

  test('stays as it is, and the command gives up soon, while another transaction holds the table', async () => {
    await app.query('BEGIN; UPDATE organizations SET seen = 1 WHERE id = 1');
    const begun = performance.now();
    await expect(fence.raise(OPERATOR, { rejects: true, reason: REASON })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('less traffic'),
    });
    await expect(fence.lower(OPERATOR, { reason: REASON })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(performance.now() - begun).toBeLessThan(patiently(10_000));
    await app.query('COMMIT');
    expect(await fence.show(OPERATOR)).toMatchObject({ standing: true, rejects: false });
  });

  test('cannot be made to record what a role without rights made up, and hears the product as before', async () => {
    await database.sql(`GRANT USAGE ON SCHEMA portcullis TO ${ROLE}; GRANT INSERT ON org_entitlements TO ${ROLE};
      INSERT INTO modules (module_key, display_name) VALUES ('sales', 'Sales')`);
    const recorded = await changes();
    await app.query('CREATE TEMPORARY TABLE forged (id int, org_id int, enabled_modules json)');
    for (const name of ['fence_record', 'notify_organizations', 'notify_all'])
      await expect(
        app.query(
          `CREATE TRIGGER forge AFTER INSERT ON forged REFERENCING NEW TABLE AS new_rows
           FOR EACH STATEMENT EXECUTE FUNCTION portcullis.${name}()`,
        ),
      ).rejects.toThrow(`permission denied for function portcullis.${name}`);
    expect(await changes()).toEqual(recorded);
    await notified();
    await write();
    expect(await changes()).not.toEqual(recorded);
    expect(await notified()).not.toEqual([]);
    await database.sql(`GRANT USAGE ON SEQUENCE org_entitlements_id_seq TO ${ROLE}`);
    await app.query(
      `INSERT INTO org_entitlements (org_id, module_id, status, source) VALUES (7, 1, 'enabled', 'admin')`,
    );
    expect(await notified()).toEqual(['["7"]']);
  });

  test('is raised by another owner of the table only with the right to its function, which is named', async () => {
    await fence.lower(OPERATOR, { reason: REASON });
    await database.sql(`GRANT USAGE ON SCHEMA portcullis TO ${ROLE};
      GRANT ALL ON ALL TABLES IN SCHEMA portcullis TO ${ROLE}; GRANT CREATE ON SCHEMA public TO ${ROLE}`);
    const runner = database.dataSource.createQueryRunner();
    const raise = async () => {
      await runner.startTransaction();
      await runner.query(`ALTER TABLE public.organizations OWNER TO ${ROLE}; SET LOCAL ROLE ${ROLE}`);
      await putFenceUp(runner.manager, false, OPERATOR, REASON).finally(() => runner.rollbackTransaction());
    };
    try {
      await expect(raise()).rejects.toThrow(`GRANT EXECUTE ON FUNCTION portcullis.fence_record() TO ${ROLE};`);
      await database.sql(`GRANT EXECUTE ON FUNCTION portcullis.fence_record() TO ${ROLE}`);
      await raise();
    } finally {
      await runner.release();
    }
  });

  test('cannot be raised on a table that Portcullis does not own', async () => {
    await fence.lower(OPERATOR, { reason: REASON });
    const plain = `fence_plain_${randomBytes(4).toString('hex')}`;
    await database.sql(
      `CREATE ROLE ${plain}; GRANT USAGE ON SCHEMA portcullis TO ${plain};
       GRANT ALL ON ALL TABLES IN SCHEMA public, portcullis TO ${plain}`,
    );
    const runner = database.dataSource.createQueryRunner();
    try {
      await runner.query(`SET ROLE ${plain}`);
      expect(await fenceObstacle(runner.manager)).toContain("The table 'organizations' belongs to");
    } finally {
      await runner.query('RESET ROLE');
      await runner.release();
      await database.sql(`DROP OWNED BY ${plain}; DROP ROLE ${plain}`);
    }
  });
});
