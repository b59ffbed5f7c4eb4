import type { ParityCause, ParityKind } from '../../src/domain/parity/parity';
import { workOnNextReport } from '../../src/features/parity/work-on-report';
import { OPERATOR, rule, type RunEngine } from './run-engine';
import type { TestDatabase } from './test-database';

/** One way in which an organization's answers come to differ, and the one difference that a report must find for it. */
export interface Plant {
  readonly name: string;
  readonly finds: `${ParityKind} ${ParityCause}`;
  /** Whether such an organization counts as covered. */
  readonly covered: boolean;
  /** Legacy flags before the migration. */
  readonly flags: unknown;
  /** SQL that runs after the first execution, with the organizations' ids as $1. */
  readonly sql?: string;
  /** `never`: no run includes it. `held`: a second execution includes it, after its flags changed. */
  readonly run?: 'never' | 'held';
}

const MODULE = `(SELECT id FROM modules WHERE module_key = 'sales')`;
const OVERRIDE = (status: string, submodule = 'NULL') =>
  `INSERT INTO entitlement_overrides (org_id, module_id, submodule_id, status, reason, actor_id)
   SELECT unnest($1::int[]), ${MODULE}, ${submodule}, '${status}', 'planted', 'test'`;
const ROW = (change: string) =>
  `UPDATE org_entitlements SET ${change} WHERE org_id = ANY($1) AND module_id = ${MODULE}`;
const FLAGS = (json: string) => `UPDATE public.organizations SET enabled_modules = '${json}' WHERE id = ANY($1)`;
const NO_MODULE = `DELETE FROM org_entitlements WHERE org_id = ANY($1) AND module_id = ${MODULE}`;

/**
 * One for each kind and cause. The flags `CRM`, `HR` and `Finance` give modules, `Trial` a trial of sales, `Leads` a
 * submodule.
 */
export const PLANTS: readonly Plant[] = [
  { name: 'an override that denies', finds: 'LOST OVERRIDE', covered: true, flags: ['CRM'], sql: OVERRIDE('disabled') },
  { name: 'an override that allows', finds: 'GAINED OVERRIDE', covered: true, flags: ['HR'], sql: OVERRIDE('enabled') },
  {
    name: 'an override with a trial',
    finds: 'STATUS OVERRIDE',
    covered: true,
    flags: ['CRM'],
    sql: OVERRIDE('trial'),
  },
  {
    name: 'a row switched off by an admin',
    finds: 'LOST MANUAL_ROW',
    covered: true,
    flags: ['CRM'],
    sql: ROW(`status = 'disabled', source = 'manual'`),
  },
  {
    name: 'a row added by an admin',
    finds: 'GAINED MANUAL_ROW',
    covered: true,
    flags: ['HR'],
    sql: `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT unnest($1::int[]), ${MODULE}, 'enabled', 'support'`,
  },
  {
    name: 'a row made a trial by an admin',
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
    name: 'a flag set after the run',
    finds: 'LOST LATE_WRITER',
    covered: true,
    flags: ['HR'],
    sql: FLAGS('["HR", "CRM"]'),
  },
  {
    name: 'a flag removed after the run',
    finds: 'GAINED LATE_WRITER',
    covered: true,
    flags: ['HR', 'CRM'],
    sql: FLAGS('["HR"]'),
  },
  {
    name: 'a flag changed to trial after the run',
    finds: 'STATUS LATE_WRITER',
    covered: true,
    flags: ['CRM'],
    sql: FLAGS('["Trial"]'),
  },
  {
    name: 'an organization without a run',
    finds: 'LOST NEVER_RUN',
    covered: false,
    flags: ['CRM'],
    run: 'never',
  },
  {
    name: 'flags that became unreadable',
    finds: 'GAINED UNREADABLE',
    covered: true,
    flags: ['CRM'],
    sql: FLAGS('{"CRM": "maybe"}'),
  },
  {
    name: 'a held revocation',
    finds: 'GAINED HELD',
    covered: true,
    flags: ['HR', 'CRM'],
    sql: FLAGS('["HR"]'),
    run: 'held',
  },
  { name: 'a rule added after the run', finds: 'LOST TAXONOMY', covered: true, flags: ['Package'] },
  { name: 'a rule removed after the run', finds: 'GAINED TAXONOMY', covered: true, flags: ['Old package'] },
  { name: 'a rule changed to trial after the run', finds: 'STATUS TAXONOMY', covered: true, flags: ['Plan'] },
  { name: 'a row deleted by SQL', finds: 'LOST OTHER', covered: true, flags: ['CRM'], sql: NO_MODULE },
  {
    name: "a row added by SQL with a run's source",
    finds: 'GAINED OTHER',
    covered: true,
    flags: ['HR'],
    sql: `INSERT INTO org_entitlements (org_id, module_id, status, source)
     SELECT unnest($1::int[]), ${MODULE}, 'enabled', 'legacy_migration'`,
  },
  {
    name: "a run's row made a trial by SQL",
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

/** Organizations without differences, of several kinds. */
const SOUND: readonly unknown[] = [
  ['CRM'],
  ['HR', 'Finance'],
  { Leads: true, HR: 'yes' },
  { Trial: 1 },
  { Unknown: true },
  null,
  JSON.stringify(['Finance']),
];

/**
 * Migrates organizations with so many of each planted difference, among others without differences.
 * @returns the planted organizations' ids by the plant's name
 */
export async function plantDifferences(
  engine: RunEngine,
  ofEach: number,
  sound: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { database } = engine;
  await engine.useRules(RULES_AT_FIRST);
  await database.addOrganizations(
    Array.from({ length: Math.floor(sound / 2) }, (_, index) => SOUND[index % SOUND.length]),
  );
  const planted = new Map<string, readonly string[]>();
  for (const { name, flags } of PLANTS)
    planted.set(name, await database.addOrganizations(Array.from({ length: ofEach }, () => flags)));
  await database.addOrganizations(
    Array.from({ length: Math.ceil(sound / 2) }, (_, index) => SOUND[index % SOUND.length]),
  );

  const of = (wanted: Plant['run']) =>
    PLANTS.filter(({ run }) => run === wanted).flatMap(({ name }) => planted.get(name) ?? []);
  const never = of('never');
  const migrated = await database.sql<{ id: string }>('SELECT id::text AS id FROM organizations WHERE id <> ALL($1)', [
    never,
  ]);
  await engine.run('EXECUTE', { organizationIds: migrated.map(({ id }) => id) });
  for (const { name, sql } of PLANTS) if (sql) await database.sql(sql, [planted.get(name)]);
  const held = of('held');
  if (held.length > 0) await engine.run('EXECUTE', { organizationIds: held });
  await engine.useRules(RULES_IN_THE_END);
  return planted;
}

/** Makes a report of all organizations in this process. */
export async function makeReport(database: TestDatabase, engine: RunEngine): Promise<number> {
  const { id } = await engine.services.parity.start(OPERATOR, {});
  await workOnNextReport(database.dataSource, { pageSize: 50 });
  return id;
}
