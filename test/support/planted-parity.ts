import type { ParityCause, ParityKind } from '../../src/domain/parity/parity';
import { workOnNextReport } from '../../src/features/parity/work-on-report';
import { OPERATOR, rule, type RunEngine } from './run-engine';
import type { TestDatabase } from './test-database';

/** One way in which the answers of an organization come to differ, and what a report has to say of it: once for each of its organizations. */
export interface Plant {
  readonly name: string;
  readonly finds: `${ParityKind} ${ParityCause}`;
  /** Whether such an organization is covered all the same. */
  readonly covered: boolean;
  /** Legacy flags before the migration. */
  readonly flags: unknown;
  /** Done after the first run: SQL with the organizations' ids as $1. */
  readonly sql?: string;
  /** Done by runs: `never` takes no part in any, `held` in a second one after its flags changed. */
  readonly run?: 'never' | 'held';
}

const MODULE = `(SELECT id FROM modules WHERE module_key = 'sales')`;
const OVERRIDE = (status: string, submodule = 'NULL') =>
  `INSERT INTO entitlement_overrides (org_id, module_id, submodule_id, status, reason, actor_id) SELECT unnest($1::int[]), ${MODULE}, ${submodule}, '${status}', 'planted', 'test'`;
const ROW = (change: string) =>
  `UPDATE org_entitlements SET ${change} WHERE org_id = ANY($1) AND module_id = ${MODULE}`;
const FLAGS = (json: string) => `UPDATE organizations SET enabled_modules = '${json}' WHERE id = ANY($1)`;
const NO_MODULE = `DELETE FROM org_entitlements WHERE org_id = ANY($1) AND module_id = ${MODULE}`;

/** Of each kind and cause that can be had, one; flags `CRM`, `HR` and `Finance` give modules, `Trial` a trial of sales, `Leads` one submodule. */
export const PLANTS: readonly Plant[] = [
  { name: 'an override that denies', finds: 'LOST OVERRIDE', covered: true, flags: ['CRM'], sql: OVERRIDE('disabled') },
  { name: 'an override that allows', finds: 'GAINED OVERRIDE', covered: true, flags: ['HR'], sql: OVERRIDE('enabled') },
  {
    name: 'an override that makes a trial of it',
    finds: 'STATUS OVERRIDE',
    covered: true,
    flags: ['CRM'],
    sql: OVERRIDE('trial'),
  },
  {
    name: 'a row that somebody switched off and made theirs',
    finds: 'LOST MANUAL_ROW',
    covered: true,
    flags: ['CRM'],
    sql: ROW(`status = 'disabled', source = 'manual'`),
  },
  {
    name: 'a row that somebody added',
    finds: 'GAINED MANUAL_ROW',
    covered: true,
    flags: ['HR'],
    sql: `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT unnest($1::int[]), ${MODULE}, 'enabled', 'support'`,
  },
  {
    name: 'a row that somebody made a trial',
    finds: 'STATUS MANUAL_ROW',
    covered: true,
    flags: ['CRM'],
    sql: ROW(`status = 'trial', source = 'manual'`),
  },
  {
    name: 'a trial that has ended',
    finds: 'LOST TRIAL_ENDED',
    covered: true,
    flags: ['Trial'],
    sql: ROW(`trial_expires_at = now() - interval '1 minute'`),
  },
  {
    name: 'a flag that was set after the run',
    finds: 'LOST LATE_WRITER',
    covered: true,
    flags: ['HR'],
    sql: FLAGS('["HR", "CRM"]'),
  },
  {
    name: 'a flag that was taken away after the run',
    finds: 'GAINED LATE_WRITER',
    covered: true,
    flags: ['HR', 'CRM'],
    sql: FLAGS('["HR"]'),
  },
  {
    name: 'a flag that says trial after the run',
    finds: 'STATUS LATE_WRITER',
    covered: true,
    flags: ['CRM'],
    sql: FLAGS('["Trial"]'),
  },
  {
    name: 'an organization that no run has met',
    finds: 'LOST NEVER_RUN',
    covered: false,
    flags: ['CRM'],
    run: 'never',
  },
  {
    name: 'flags that cannot be read any more',
    finds: 'GAINED UNREADABLE',
    covered: true,
    flags: ['CRM'],
    sql: FLAGS('["CRM", 7]'),
  },
  {
    name: 'a revocation that was held',
    finds: 'GAINED HELD',
    covered: true,
    flags: ['HR', 'CRM'],
    sql: FLAGS('["HR"]'),
    run: 'held',
  },
  { name: 'a rule that came after the run', finds: 'LOST TAXONOMY', covered: true, flags: ['Package'] },
  { name: 'a rule that was taken away after the run', finds: 'GAINED TAXONOMY', covered: true, flags: ['Old package'] },
  { name: 'a rule that says trial after the run', finds: 'STATUS TAXONOMY', covered: true, flags: ['Plan'] },
  { name: 'a row that a hand deleted', finds: 'LOST OTHER', covered: true, flags: ['CRM'], sql: NO_MODULE },
  {
    name: "a row that a hand wrote in a run's name",
    finds: 'GAINED OTHER',
    covered: true,
    flags: ['HR'],
    sql: `INSERT INTO org_entitlements (org_id, module_id, status, source) SELECT unnest($1::int[]), ${MODULE}, 'enabled', 'legacy_migration'`,
  },
  {
    name: "a run's row that a hand made a trial",
    finds: 'STATUS OTHER',
    covered: true,
    flags: ['CRM'],
    sql: ROW(`status = 'trial'`),
  },
];

const COMMON_RULES = [
  rule('enabled_modules.CRM', 'sales'),
  rule('enabled_modules.HR', 'hr'),
  rule('enabled_modules.Finance', 'finance'),
  rule('enabled_modules.Trial', 'sales', 'trial'),
  rule('enabled_modules.Leads', 'sales/leads'),
];
export const RULES_AT_FIRST = [
  ...COMMON_RULES,
  rule('enabled_modules.Old package', 'sales'),
  rule('enabled_modules.Plan', 'sales'),
];
export const RULES_IN_THE_END = [
  ...COMMON_RULES,
  rule('enabled_modules.Package', 'sales'),
  rule('enabled_modules.Plan', 'sales', 'trial'),
];

/** Organizations that are as they must be, of several kinds. */
const SOUND: readonly unknown[] = [
  ['CRM'],
  ['HR', 'Finance'],
  { Leads: true, HR: 'yes' },
  { Trial: 1 },
  { 'Nobody knows': true },
  null,
  JSON.stringify(['Finance']),
];

/**
 * Takes organizations over of which so many are planted with each difference, among sound ones.
 * @returns the planted organizations' ids, by the plant's name
 */
export async function plantDifferences(
  engine: RunEngine,
  ofEach: number,
  sound: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const { database } = engine;
  await engine.useRules(RULES_AT_FIRST);
  await database.addOrganizations(
    Array.from({ length: Math.floor(sound / 2) }, (_, index) => SOUND[index % SOUND.length]),
  );
  const planted = new Map<string, readonly number[]>();
  for (const { name, flags } of PLANTS)
    planted.set(name, await database.addOrganizations(Array.from({ length: ofEach }, () => flags)));
  await database.addOrganizations(
    Array.from({ length: Math.ceil(sound / 2) }, (_, index) => SOUND[index % SOUND.length]),
  );

  const of = (wanted: Plant['run']) =>
    PLANTS.filter(({ run }) => run === wanted).flatMap(({ name }) => planted.get(name) ?? []);
  const never = of('never');
  const everybody = await database.sql<{ id: number }>('SELECT id FROM organizations WHERE id <> ALL($1)', [never]);
  await engine.run('EXECUTE', { organizationIds: everybody.map(({ id }) => id) });
  for (const { name, sql } of PLANTS) if (sql) await database.sql(sql, [planted.get(name)]);
  const held = of('held');
  if (held.length > 0) await engine.run('EXECUTE', { organizationIds: held });
  await engine.useRules(RULES_IN_THE_END);
  return planted;
}

/** Makes a report of all in this process. */
export async function makeReport(database: TestDatabase, engine: RunEngine): Promise<number> {
  const { id } = await engine.services.parity.start(OPERATOR, {});
  await workOnNextReport(database.dataSource, { pageSize: 50 });
  return id;
}
