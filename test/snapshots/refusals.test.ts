import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { rolloutPlace } from '../../src/domain/rollout/gating';
import { createServices } from '../../src/features/services';
import { holdEntitlements } from '../../src/features/snapshots/hold-entitlements';
import { TestFolder } from '../support/command';
import { migrateDatabase, ORGANIZATIONS, unchangedBy } from '../support/migrated';
import { patiently } from '../support/patience';
import { OPERATOR, type RunEngine, untilBlocked } from '../support/run-engine';
import type { TestDatabase } from '../support/test-database';

jest.setTimeout(600_000);

const signal = new AbortController().signal;
const IMPORT = { overwrite: false, acknowledgeLostAccess: false, reason: 'a test' };

let folder: TestFolder;
let database: TestDatabase;
let engine: RunEngine;
/** A snapshot of the database after its migration. */
let file: string;
let copies = 0;

beforeAll(async () => {
  folder = await TestFolder.create();
});

afterAll(() => folder.remove());

beforeEach(async () => {
  ({ database, engine, file } = await migrateDatabase(folder));
});

afterEach(() => database.close());

const newFile = (): string => join(folder.path, `copy-${(copies += 1)}.gz`);
const reset = (path = newFile(), confirm = database.name) =>
  engine.services.reset.reset(OPERATOR, { confirm, reason: 'start over', file: path, signal });
const refusal = (work: () => Promise<unknown>) => unchangedBy(database, work);

async function importFile(path: string, options: Partial<typeof IMPORT> = {}) {
  const { snapshots } = engine.services;
  return snapshots.import(OPERATOR, await snapshots.check(OPERATOR, path), { ...IMPORT, ...options });
}

describe('an import', () => {
  test('is refused if the tables are not empty, and replaces all rows with --overwrite', async () => {
    await database.sql(`DELETE FROM org_entitlements WHERE org_id > 3`);
    await database.sql(`INSERT INTO entitlement_events (org_id, event_type) VALUES (1, 'since')`);
    const refused = await refusal(() => importFile(file));
    expect(refused).toBe(
      [
        'CONFLICT: The tables are not empty; nothing was changed:',
        '  org_entitlements: 6 rows',
        '  org_subentitlements: 6 rows',
        '  entitlement_overrides: 1 row',
        'With --overwrite, the snapshot replaces all of it.',
      ].join('\n'),
    );
    await importFile(file, { overwrite: true });
    const again = newFile();
    const { tables } = await engine.services.snapshots.export(OPERATOR, again, { force: false, signal });
    const isReplaced = ({ name }: { readonly name: string }) => !name.endsWith('_events');
    const { manifest } = await engine.services.snapshots.check(OPERATOR, file);
    expect(tables.filter(isReplaced)).toEqual(manifest.tables.filter(isReplaced));
    // The record has what was done since as well.
    expect(await database.sql(`SELECT 1 FROM entitlement_events WHERE event_type = 'since'`)).toHaveLength(1);
    expect(
      await database.sql(
        `SELECT reason, payload->'replaced'->0 AS first FROM platform_events
         WHERE event_type = 'snapshot_imported'`,
      ),
    ).toEqual([{ reason: 'a test', first: { table: 'org_entitlements', rows: 6 } }]);
  });

  test("is refused if the rollout is neither the initial one nor the snapshot's", async () => {
    await reset();
    await database.sql(`UPDATE rollout SET mode = 'SHADOW', version = version + 1`);
    expect(await refusal(() => importFile(file))).toContain('rollout: has other settings');
    await importFile(file, { overwrite: true });
    expect(await database.sql('SELECT mode, version FROM rollout')).toEqual([{ mode: 'LEGACY', version: 1 }]);
  });

  test('that puts organizations under ENFORCE needs an acknowledgement, which its event records', async () => {
    await database.sql(`UPDATE rollout SET enforce_percentage = 30`);
    await database.sql(`UPDATE organization_rollouts SET mode = 'ENFORCE'`);
    const enforcing = newFile();
    await engine.services.snapshots.export(OPERATOR, enforcing, { force: false, signal });
    // The rollout is the same already: no organization is put under ENFORCE.
    await importFile(enforcing, { overwrite: true });
    await database.sql(`UPDATE rollout SET enforce_percentage = 0`);
    expect(await refusal(() => importFile(enforcing, { overwrite: true }))).toContain(
      'CONFLICT: The gate towards ENFORCE is shut:\n' +
        '  The snapshot puts 30 % of organizations and 1 organization individually under ENFORCE',
    );
    await importFile(enforcing, { overwrite: true, acknowledgeLostAccess: true, reason: 'Ann knows' });
    expect(
      await database.sql(
        `SELECT reason, payload->'acknowledgedLostAccess' AS acknowledged
         FROM platform_events ORDER BY id DESC LIMIT 1`,
      ),
    ).toEqual([{ reason: 'Ann knows', acknowledged: true }]);
    expect(await database.sql('SELECT enforce_percentage FROM rollout')).toEqual([{ enforce_percentage: 30 }]);
  });

  test("is undone, naming the trigger, if another application's trigger changes its rows", async () => {
    await reset();
    await database.sql(
      `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql
       AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$`,
    );
    await database.sql(
      `CREATE TRIGGER touch_it BEFORE INSERT ON org_entitlements FOR EACH ROW EXECUTE FUNCTION touch()`,
    );
    expect(await refusal(() => importFile(file))).toMatch(
      /^CONFLICT: org_entitlements does not match the snapshot after the import: its rows differ\..*\(touch_it\)/,
    );
  });

  test('drops all cached answers of its process', async () => {
    await reset();
    const { access } = engine.services;
    const drop = jest.spyOn(access, 'drop');
    await importFile(file);
    expect(drop).toHaveBeenCalledWith(null);
  });
});

describe.each([
  ['a reset', () => reset()],
  ['an import', () => importFile(file, { overwrite: true })],
])('%s', (_what, work) => {
  test('is refused, naming the run, while a run is live', async () => {
    const id = await engine.start('EXECUTE');
    expect(await refusal(work)).toContain(`CONFLICT: Run ${id} is live (QUEUED, started by test:operator)`);
    await engine.services.runs.cancel(OPERATOR, { id: String(id), reason: 'make room' });
    await work();
  });

  test("is refused, naming the tables, if another application's tables refer to rows to be deleted", async () => {
    await database.sql(
      `CREATE TABLE invoices (
         id serial PRIMARY KEY,
         entitlement_id bigint REFERENCES org_entitlements (id) ON DELETE CASCADE,
         event_id bigint,
         event_at timestamptz,
         FOREIGN KEY (event_id, event_at) REFERENCES entitlement_events (id, created_at))`,
    );
    await database.sql('INSERT INTO invoices (entitlement_id) SELECT id FROM org_entitlements LIMIT 1');
    const refused = await refusal(work);
    expect(refused).toContain('CONFLICT: Tables of another application refer to rows that would be deleted');
    expect(refused).toContain('  invoices refers to org_entitlements (invoices_entitlement_id_fkey)\n');
    // Events are never deleted.
    expect(refused).not.toContain('invoices_event_id');
    await database.sql('DROP TABLE invoices');
    await work();
  });

  test('gives up soon if another transaction is writing', async () => {
    const writer = database.dataSource.createQueryRunner();
    await writer.startTransaction();
    await writer.query(
      `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
       VALUES (3, 2, 4, true, 'manual')`,
    );
    const begun = performance.now();
    expect(await refusal(work)).toContain(
      'CONFLICT: Another session held a lock on the table org_subentitlements for longer than 3 seconds',
    );
    expect(performance.now() - begun).toBeLessThan(patiently(8_000));
    await writer.rollbackTransaction();
    await writer.release();
    await work();
  });
});

test('an import refuses a file that was replaced since it was checked', async () => {
  const path = newFile();
  await copyFile(file, path);
  const { snapshots } = engine.services;
  const checked = await snapshots.check(OPERATOR, path);
  await database.sql(`UPDATE org_entitlements SET status = 'disabled'`);
  await snapshots.export(OPERATOR, path, { force: true, signal });
  expect(await refusal(() => snapshots.import(OPERATOR, checked, { ...IMPORT, overwrite: true }))).toContain(
    'was changed while it was being read',
  );
});

test('a run that is started while entitlements are replaced begins afterwards', async () => {
  let begun = false;
  let starting: Promise<unknown> = Promise.resolve();
  await database.dataSource.transaction(async (manager) => {
    await holdEntitlements(manager);
    starting = engine.start('EXECUTE').then(() => (begun = true));
    await untilBlocked(database);
    expect(begun).toBe(false);
  });
  await starting;
  expect(begun).toBe(true);
});

describe('a reset is refused while any organization is under ENFORCE', () => {
  const percentage =
    1 + Math.min(...Array.from({ length: ORGANIZATIONS }, (_, index) => rolloutPlace(String(index + 1))));
  test.each<readonly [string, string, string, string]>([
    [
      'by the mode of the rollout',
      `UPDATE rollout SET mode = 'ENFORCE'`,
      `UPDATE rollout SET mode = 'SHADOW'`,
      `CONFLICT: 5 organizations are under ENFORCE (5 by the rollout's mode; 1, 3, 4, 5, 6), and would lose all access`,
    ],
    [
      'by the percentage',
      `UPDATE rollout SET enforce_percentage = ${percentage}`,
      `UPDATE rollout SET enforce_percentage = ${percentage - 1}`,
      `CONFLICT: 1 organization is under ENFORCE (1 by its ${percentage} %; `,
    ],
    [
      'individually',
      `UPDATE organization_rollouts SET mode = 'ENFORCE'`,
      `DELETE FROM organization_rollouts`,
      'CONFLICT: 1 organization is under ENFORCE (1 individually; 2)',
    ],
  ])('%s', async (_name, shut, open, message) => {
    // The percentage does not apply to an organization with a row of its own.
    if (shut.includes('percentage')) await database.sql('DELETE FROM organization_rollouts');
    await database.sql(shut);
    const path = newFile();
    expect(await refusal(() => reset(path))).toContain(message);
    // The kill switch applies to one process only.
    const killed = createServices(database, { ...database.config, gating: false });
    expect(
      await refusal(() =>
        killed.reset.reset(OPERATOR, { confirm: database.name, reason: 'start over', file: path, signal }),
      ),
    ).toContain(message);
    expect(existsSync(path)).toBe(false);
    await database.sql(open);
    await reset(path);
  });

  test('by the environment', async () => {
    const forced = createServices(database, { ...database.config, gating: true });
    const path = newFile();
    expect(
      await refusal(() =>
        forced.reset.reset(OPERATOR, { confirm: database.name, reason: 'start over', file: path, signal }),
      ),
    ).toContain('CONFLICT: ENABLE_ENTITLEMENTS_GATING=true puts every organization under ENFORCE');
  });
});

test('a reset is refused with a wrong database name, without a reason, or onto an existing file', async () => {
  expect(await refusal(() => reset(newFile(), 'production'))).toContain(
    `INVALID_INPUT: Nothing was changed: --confirm must be '${database.name}', ` +
      `the name of this database, not 'production'.`,
  );
  expect(
    await refusal(() => engine.services.reset.reset(OPERATOR, { confirm: database.name, reason: ' ', signal })),
  ).toContain('INVALID_INPUT');
  expect(await refusal(() => reset(file))).toContain('INVALID_INPUT');
  expect(await refusal(() => reset('/nowhere/at/all.gz'))).toContain('the folder does not exist');
});

test('only a super admin can export, import and reset', async () => {
  const { snapshots, reset: resets } = engine.services;
  const checked = await snapshots.check(OPERATOR, file);
  for (const role of ['SERVICE', 'ORG_ADMIN', 'MEMBER'] as const) {
    const actor = { id: 'x', role, organizationId: '1' };
    for (const work of [
      () => snapshots.export(actor, newFile(), { force: false, signal }),
      () => snapshots.check(actor, file),
      () => snapshots.import(actor, checked, { ...IMPORT, overwrite: true }),
      () => resets.reset(actor, { confirm: database.name, reason: 'start over', file: newFile(), signal }),
    ]) {
      expect(await refusal(work)).toContain('FORBIDDEN');
    }
  }
});

describe('after a reset or an import', () => {
  const marks = async () =>
    z
      .array(z.object({ id: z.number(), reset: z.boolean() }))
      .parse(
        await database.sql(
          `SELECT id, reset_at IS NOT NULL AS reset FROM migration_runs WHERE mode = 'EXECUTE' ORDER BY id`,
        ),
      );

  test('runs without rows are not in effect and not resumable, until an import restores their rows', async () => {
    const failed = await engine.start('EXECUTE');
    await database.sql(`UPDATE migration_runs SET status = 'FAILED', total = 0, finished_at = now() WHERE id = $1`, [
      failed,
    ]);
    const after = newFile();
    await engine.services.snapshots.export(OPERATOR, after, { force: false, signal });
    expect(await marks()).toEqual([
      { id: 1, reset: false },
      { id: failed, reset: false },
    ]);

    expect(await reset()).toMatchObject({ runs: 2 });
    expect(await marks()).toEqual([
      { id: 1, reset: true },
      { id: failed, reset: true },
    ]);
    expect(
      await refusal(() => engine.services.runs.resume(OPERATOR, { id: String(failed), reason: 'go on' })),
    ).toContain(`CONFLICT: The entitlements were reset or replaced by a snapshot since run ${failed}`);
    expect((await engine.report(1)).journal).toHaveLength(ORGANIZATIONS);
    const again = await engine.run('EXECUTE');
    expect(again.counts.changed).toBe(ORGANIZATIONS);

    // The first snapshot contains only the rows of the first run.
    await importFile(file, { overwrite: true });
    expect(await marks()).toEqual([
      { id: 1, reset: false },
      { id: failed, reset: true },
      { id: again.run.id, reset: true },
    ]);
    await importFile(after, { overwrite: true });
    expect(await marks()).toEqual([
      { id: 1, reset: false },
      { id: failed, reset: false },
      { id: again.run.id, reset: true },
    ]);
  });

  test('a run that continued after the snapshot was made is not in effect', async () => {
    const id = await engine.start('EXECUTE');
    const during = newFile();
    await engine.services.snapshots.export(OPERATOR, during, { force: false, signal });
    await engine.work(id);
    await importFile(during, { overwrite: true });
    expect(await marks()).toEqual([
      { id: 1, reset: false },
      { id, reset: true },
    ]);
  });
});
