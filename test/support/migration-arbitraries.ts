import fc from 'fast-check';
import type { MappingRule } from '../../src/domain/legacy/mapping';
import type { NaiveModule, NaiveModuleRow, NaiveRows, NaiveSubmoduleRow } from './naive-migration';
import { rule } from './run-engine';
import type { TestDatabase } from './test-database';

/** A taxonomy small enough for rules, rows and flags to meet often, with an inactive submodule and module. */
export const SMALL_TAXONOMY: readonly NaiveModule[] = [
  {
    key: 'alpha',
    active: true,
    submodules: [
      { key: 'one', active: true },
      { key: 'two', active: true },
      { key: 'gone', active: false },
    ],
  },
  {
    key: 'beta',
    active: true,
    submodules: [
      { key: 'one', active: true },
      { key: 'three', active: true },
    ],
  },
  { key: 'gamma', active: true, submodules: [] },
  { key: 'old', active: false, submodules: [{ key: 'one', active: true }] },
];

/** A generated organization before a run. */
export interface Tenant {
  readonly flags: unknown;
  readonly rows: NaiveRows;
}

const FLAG_NAMES = ['CRM', 'crm', 'Order Book', 'order-book', 'order_book', 'HR', 'hr', 'Old Flag', 'Unmapped'];
const ROUTE_NAMES = ['leads', 'Leads', 'price lists', 'price-lists', 'hr'];
const RULE_FLAGS = [
  '*',
  'enabled_modules.CRM',
  'enabled_modules.Order Book',
  'enabled_modules.HR',
  'enabled_modules.Old-Flag',
  'route_access.leads',
  'route_access.Price Lists',
  'enabled_modules.CRM.leads',
  '@empty',
];

const KNOWN: MappingRule = { ...rule('enabled_modules.HR', '-', 'disabled'), notes: 'known' };

const targets = SMALL_TAXONOMY.flatMap(({ key, submodules }) => [
  key,
  ...submodules.map((submodule) => `${key}/${submodule.key}`),
]);
const source = fc.constantFrom('legacy_migration', 'legacy_migration', 'legacy_migration', 'manual');

/** A mapping that would pass the check of its file: no flag twice for one target, and no submodule `disabled`. */
export const rulesArbitrary: fc.Arbitrary<readonly MappingRule[]> = fc
  .uniqueArray(
    fc.record({
      flag: fc.constantFrom(...RULE_FLAGS),
      target: fc.constantFrom(...targets),
      status: fc.constantFrom('enabled', 'trial', 'disabled'),
      value: fc.constantFrom(undefined, undefined, undefined, 'full', '2', 'maybe'),
      isWhenAbsent: fc.constantFrom(false, false, false, false, true),
    }),
    { selector: ({ flag, target, value = '' }) => `${flag} ${target} ${value}`, minLength: 3, maxLength: 12 },
  )
  .map((lines) =>
    lines.map(({ flag, target, status, value, isWhenAbsent }): MappingRule => {
      const isOfFlag = flag !== '*' && flag !== '@empty';
      return {
        ...rule(flag, target, status === 'disabled' && target.includes('/') ? 'trial' : status),
        ...(isOfFlag && value !== undefined && { value }),
        ...(isOfFlag && isWhenAbsent && { whenAbsent: 'on' }),
      };
    }),
  )
  // Some flags are known and grant nothing.
  .map((rules) => (rules.some(({ legacyFlag }) => legacyFlag.includes('HR')) ? rules : [...rules, KNOWN]));

const on = fc.constantFrom<unknown>(true, 1, 'true', '1', 'yes', 'on', 'enabled');
const off = fc.constantFrom<unknown>(false, 0, null, '', 'false', '0', 'no', 'off', 'disabled');
const value = fc.oneof({ weight: 6, arbitrary: on }, { weight: 4, arbitrary: off });
const odd = fc.constantFrom<unknown>(2, 'maybe', 'Full ', [], [true], ['leads'], -1, ' TRUE', { a: { b: true } });

const flatFlags = fc.dictionary(fc.constantFrom(...FLAG_NAMES), value, { maxKeys: 5 });
const routeFlags = fc.dictionary(fc.constantFrom(...ROUTE_NAMES), value, { maxKeys: 4 });
const readable = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<unknown>(null, {}, [], '') },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...FLAG_NAMES), { maxLength: 5 }) },
  { weight: 4, arbitrary: flatFlags },
  {
    weight: 5,
    arbitrary: fc.tuple(flatFlags, routeFlags).map(([flags, routes]) => ({ ...flags, route_access: routes })),
  },
);
const unreadable = fc.oneof(
  odd.map((one) => ({ CRM: true, HR: one })),
  fc.tuple(flatFlags, odd).map(([flags, one]) => ({ ...flags, route_access: { leads: one } })),
  fc.constantFrom<unknown>(7, true, 'CRM', '"CRM"', ['CRM', 3], [null]),
);

/** Flags in every shape met in the wild, a few of them unreadable. */
const flagsArbitrary: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: readable },
  { weight: 3, arbitrary: readable.map((flags) => JSON.stringify(flags)) },
  { weight: 5, arbitrary: unreadable },
);

const moduleRows = fc
  .uniqueArray(
    fc.record({
      module: fc.constantFrom(...SMALL_TAXONOMY.map(({ key }) => key)),
      status: fc.constantFrom('enabled', 'enabled', 'trial', 'trial', 'disabled', 'suspended'),
      partial: fc.boolean(),
      end: fc.constantFrom(null, '2019-02-28T23:59:59.999Z', '2031-03-31T00:30:00.000Z'),
      source,
    }),
    { selector: ({ module }) => module, maxLength: 4 },
  )
  .map((rows): readonly NaiveModuleRow[] => rows);

const submoduleRows = fc
  .uniqueArray(
    fc.record({
      target: fc.constantFrom(...targets.filter((target) => target.includes('/'))),
      enabled: fc.boolean(),
      source,
    }),
    { selector: ({ target }) => target, maxLength: 5 },
  )
  .map((rows): readonly NaiveSubmoduleRow[] =>
    rows.map(({ target, ...rest }) => {
      const [module = '', submodule = ''] = target.split('/');
      return { module, submodule, ...rest };
    }),
  );

export const tenantArbitrary: fc.Arbitrary<Tenant> = fc.record({
  flags: flagsArbitrary,
  rows: fc.oneof(
    { weight: 1, arbitrary: fc.constant<NaiveRows>({ modules: [], submodules: [] }) },
    { weight: 3, arbitrary: fc.record({ modules: moduleRows, submodules: submoduleRows }) },
  ),
});

/** Puts the small taxonomy into an empty schema. */
export async function loadSmallTaxonomy(database: TestDatabase): Promise<void> {
  for (const [order, { key, active, submodules }] of SMALL_TAXONOMY.entries()) {
    await database.sql(
      'INSERT INTO modules (module_key, display_name, sort_order, is_active) VALUES ($1, $1, $2, $3)',
      [key, order, active],
    );
    for (const submodule of submodules) {
      await database.sql(
        `INSERT INTO submodules (module_id, submodule_key, display_name, is_active)
         SELECT id, $2, $2, $3 FROM modules WHERE module_key = $1`,
        [key, submodule.key, submodule.active],
      );
    }
  }
}

/** Deletes all runs, organizations and rows, and adds these organizations with ids from 1. */
export async function putTenants(database: TestDatabase, tenants: readonly Tenant[]): Promise<void> {
  await database.sql(
    `TRUNCATE organizations, org_entitlements, org_subentitlements, migration_runs, migration_run_batches,
              migration_run_rollback_batches, migration_run_organizations, migration_run_targets
     RESTART IDENTITY`,
  );
  // No trigger keeps a replica from it, which is sooner than to switch triggers off and on.
  await database.sql(
    `SET session_replication_role = replica;
     TRUNCATE entitlement_events, platform_events, audit_links, audit_checkpoints RESTART IDENTITY;
     RESET session_replication_role`,
  );
  await database.addOrganizations(tenants.map(({ flags }) => flags));
  await addRows(
    database,
    tenants.map(({ rows }, index) => ({ organizationId: String(index + 1), rows })),
  );
}

async function addRows(
  database: TestDatabase,
  tenants: readonly { readonly organizationId: string; readonly rows: NaiveRows }[],
): Promise<void> {
  const modules = tenants.flatMap(({ organizationId, rows }) =>
    rows.modules.map((row) => ({ organizationId, ...row })),
  );
  const submodules = tenants.flatMap(({ organizationId, rows }) =>
    rows.submodules.map((row) => ({ organizationId, ...row })),
  );
  await database.sql(
    `INSERT INTO org_entitlements (org_id, module_id, status, partial, trial_expires_at, source)
     SELECT (r ->> 'organizationId')::int, m.id, r ->> 'status', (r ->> 'partial')::boolean,
            (r ->> 'end')::timestamptz, r ->> 'source'
     FROM jsonb_array_elements($1::jsonb) r JOIN modules m ON m.module_key = r ->> 'module'`,
    [JSON.stringify(modules)],
  );
  await database.sql(
    `INSERT INTO org_subentitlements (org_id, module_id, submodule_id, enabled, source)
     SELECT (r ->> 'organizationId')::int, m.id, s.id, (r ->> 'enabled')::boolean, r ->> 'source'
     FROM jsonb_array_elements($1::jsonb) r JOIN modules m ON m.module_key = r ->> 'module'
     JOIN submodules s ON s.module_id = m.id AND s.submodule_key = r ->> 'submodule'`,
    [JSON.stringify(submodules)],
  );
}
