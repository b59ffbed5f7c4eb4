import { rule, RunEngine } from '../support/run-engine';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
let engine: RunEngine;
let ids: readonly string[];

beforeEach(async () => {
  database = await createTestDatabase();
  engine = new RunEngine(database, 3);
  await engine.useRules([rule('enabled_modules.CRM', 'sales'), rule('enabled_modules.HR', 'hr')]);
  ids = await database.addOrganizations([['CRM'], ['CRM'], ['HR'], { CRM: 'maybe' }, null, ['CRM'], []]);
});

afterEach(() => database.close());

const id = (place: number): string => ids[place] ?? '';
const setFlags = (organizationId: string, flags: unknown) =>
  database.sql('UPDATE organizations SET enabled_modules = $2::jsonb WHERE id = $1', [
    organizationId,
    JSON.stringify(flags),
  ]);
const reached = (journal: readonly { readonly organizationId: string; readonly outcome: string }[]) =>
  journal.map(({ organizationId, outcome }) => [organizationId, outcome]);

test('a run limited to changes migrates organizations with changed flags and new organizations only', async () => {
  const first = await engine.run('EXECUTE', {}, { errorBudgetPercent: 100 });
  expect(first.counts).toMatchObject({ changed: 4, failed: 1, unchanged: 2 });
  await setFlags(id(1), ['CRM', 'HR']);
  await setFlags(id(4), ['HR']); // had none
  await database.sql('UPDATE organizations SET name = name, updated_at = now()'); // any other write
  const [fresh] = await database.addOrganizations([['HR']]);
  await database.sql('DELETE FROM organizations WHERE id = $1', [id(6)]);

  const tried = await engine.run('DRY_RUN', { changedSince: first.run.id });
  const expected = [
    [id(1), 'CHANGED'],
    [id(4), 'CHANGED'],
    [fresh, 'CHANGED'],
  ];
  expect(reached(tried.journal)).toEqual(expected);
  const executed = await engine.run('EXECUTE', { dryRunId: tried.run.id });
  expect(reached(executed.journal)).toEqual(expected);
  expect(executed).toMatchObject({ status: 'SUCCEEDED', total: 3, run: { changedSince: first.run.id } });

  // Against the first run's journal these organizations still count as changed, but there is nothing left to write.
  expect((await engine.run('EXECUTE', { changedSince: first.run.id })).counts).toMatchObject({
    changed: 0,
    unchanged: 3,
    eventsCreated: 0,
  });
  await setFlags(id(1), ['CRM']); // as the first run read it, and not as the second one did
  expect(reached((await engine.run('DRY_RUN', { changedSince: first.run.id })).journal)).toEqual([
    [id(1), 'UNCHANGED'], // what is no longer on is held
    [id(4), 'UNCHANGED'],
    [fresh, 'UNCHANGED'],
  ]);
});

test('a run limited to changes includes organizations that the earlier run left stale or never reached', async () => {
  const dry = await engine.run('DRY_RUN', {}, { errorBudgetPercent: 100 });
  await setFlags(id(0), ['CRM', 'HR']);
  const stale = await engine.run('EXECUTE', { dryRunId: dry.run.id }, { errorBudgetPercent: 100 });
  expect(stale.counts).toMatchObject({ stale: 1 });
  expect(reached((await engine.run('EXECUTE', { changedSince: stale.run.id })).journal)).toEqual([[id(0), 'CHANGED']]);

  const cancelled = await engine.start('EXECUTE');
  await engine.services.runs.cancel(
    { id: 'ann', role: 'SUPER_ADMIN', organizationId: null },
    { id: String(cancelled), reason: 'a test' },
  );
  expect((await engine.run('DRY_RUN', { changedSince: cancelled }, { errorBudgetPercent: 100 })).total).toBe(
    ids.length,
  );
});

test('an organization with unreadable flags fails once and is not tried again until its flags change', async () => {
  const first = await engine.run('EXECUTE', {}, { errorBudgetPercent: 100 });
  expect(await engine.run('EXECUTE', { changedSince: first.run.id })).toMatchObject({ status: 'SUCCEEDED', total: 0 });
  await setFlags(id(3), { CRM: 'yes' });
  expect(reached((await engine.run('EXECUTE', { changedSince: first.run.id })).journal)).toEqual([[id(3), 'CHANGED']]);
});

test('a run limited to changes and to named organizations takes only the named ones that changed', async () => {
  const first = await engine.run('EXECUTE', {}, { errorBudgetPercent: 100 });
  await setFlags(id(0), ['HR']);
  await setFlags(id(2), ['CRM']);
  expect(
    reached((await engine.run('DRY_RUN', { changedSince: first.run.id, organizationIds: [id(0), id(1)] })).journal),
  ).toEqual([[id(0), 'CHANGED']]);
});

test('changes since a dry run, an unknown run, a live run or a rolled back run are refused', async () => {
  const dry = await engine.run('DRY_RUN', {}, { errorBudgetPercent: 100 });
  for (const changedSince of [dry.run.id, 999_999])
    await expect(engine.start('DRY_RUN', { changedSince })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const live = await engine.start('EXECUTE', {}, { errorBudgetPercent: 100 });
  await expect(engine.start('DRY_RUN', { changedSince: live })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('QUEUED'),
  });
  await engine.work(live);
  await database.sql(`UPDATE migration_runs SET status = 'ROLLED_BACK' WHERE id = $1`, [live]);
  await expect(engine.start('DRY_RUN', { changedSince: live })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('rolled back'),
  });
});
