import fc from 'fast-check';
import { type ReadableFlags, readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import type { EntitlementRow, StoredAccess, SubentitlementRow } from '../../src/domain/stored-access';
import { type Module, Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { codePoint } from './code-points';

/** Names of flags that rules and organizations share, with variants that are read as the same name. */
const FLAG_NAMES = ['crm', 'CRM', 'Order Book', 'order-book', 'ORDER_BOOK', 'hr', 'HR', 'stock'];
const ROUTE_NAMES = ['leads', 'Leads', 'price lists', 'price-lists', 'stock'];
const NASTY_NAMES = [
  '',
  ' ',
  '-',
  '.',
  'a.b',
  'route_access',
  'ÄRGER',
  'İstanbul',
  'K',
  'ﬀ',
  '销售',
  '🙂',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udc00y',
  '__proto__',
  'constructor',
  'toString',
  '*',
  'enabled_modules.crm',
  '"',
  '\\',
  '\n',
  "'; DROP TABLE modules",
  '0',
  'x'.repeat(300),
];

/** Values that mean on, off, and neither. */
export const ON_VALUES = [true, 1, 'true', '1', 'yes', 'on', 'enabled'] as const;
/** Values that mean neither on nor off, and that rules name. */
const NAMED_VALUES = ['full', ' Basic', 'FULL', 'trial', 2, -1, '2', [], {}] as const;
const SPELT_VALUES = ['TRUE', ' on', 'Yes', 'Off\n', 'DISABLED '] as const;
export const OFF_VALUES = [false, 0, null, '', 'false', '0', 'no', 'off', 'disabled'] as const;
const ODD_VALUES = [
  2,
  -1,
  0.5,
  'maybe',
  'full',
  [],
  [true],
  ['crm'],
  { deep: { deeper: true } },
  '\u0000',
  '\udfff',
] as const;

const ordinaryName = fc.constantFrom(...FLAG_NAMES);
const routeName = fc.constantFrom(...ROUTE_NAMES);
/** A flag's name: mostly one that rules know, sometimes a nasty one. */
const flagName = fc.oneof(
  { weight: 8, arbitrary: ordinaryName },
  { weight: 1, arbitrary: fc.constantFrom(...NASTY_NAMES) },
  { weight: 1, arbitrary: fc.string({ unit: codePoint, maxLength: 6 }) },
);

const readableValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...ON_VALUES) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...OFF_VALUES) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...NAMED_VALUES) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...SPELT_VALUES) },
);
const anyValue = fc.oneof(
  { weight: 12, arbitrary: readableValue },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(...ODD_VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
);

function shapes(
  name: fc.Arbitrary<string>,
  route: fc.Arbitrary<string>,
  value: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const flat = entriesOf(name, value, 5);
  const deep = fc.record({
    leads: fc.oneof(value, entriesOf(route, value, 2)),
    options: fc.array(route, { maxLength: 2 }),
  });
  const keyed = fc.record({ key: name, enabled: value, seats: value }, { requiredKeys: ['key'] });
  const nested = fc.tuple(flat, fc.constantFrom('route_access', 'Route Access', 'other'), entriesOf(route, value, 4));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.array(name, { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>({}, [], '', 'pro', 'Free', true, 2) },
    {
      weight: 1,
      arbitrary: fc.array(fc.oneof(name, keyed, fc.constantFrom<unknown>(7, null, true)), { maxLength: 4 }),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(flat, name, fc.oneof(deep, fc.array(name, { maxLength: 2 })))
        .map(([outer, key, inner]) => ({ ...outer, [key]: inner })),
    },
    { weight: 3, arbitrary: flat },
    { weight: 4, arbitrary: nested.map(([outer, key, inner]) => ({ ...outer, [key]: inner })) },
  );
}

function entriesOf(
  name: fc.Arbitrary<string>,
  value: fc.Arbitrary<unknown>,
  maxLength: number,
): fc.Arbitrary<Record<string, unknown>> {
  // `fromEntries` defines own properties, even for a name like `__proto__`.
  return fc.array(fc.tuple(name, value), { maxLength }).map((entries) => Object.fromEntries(entries));
}

const encoded = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: value.map((one) => JSON.stringify(one)) });

/**
 * A value of `organizations.enabled_modules` (before it is JSON text) in a known shape, with names that rules know and
 * values that can mostly be read.
 */
const readableFlagsValue: fc.Arbitrary<unknown> = encoded(shapes(ordinaryName, routeName, readableValue));

const unreadable = fc.oneof(
  fc.constantFrom<unknown>(
    7,
    true,
    'crm',
    '"crm"',
    '{"crm":',
    '',
    [1],
    ['crm', null],
    [['crm']],
    { crm: [] },
    { route_access: { leads: { a: true } } },
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: codePoint }),
);

/**
 * A value of `organizations.enabled_modules` (before it is JSON text), in every shape met in the wild and in others.
 * A constant, because creating it takes longer than taking a value from it.
 */
export const legacyFlagsValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: readableFlagsValue },
  { weight: 3, arbitrary: encoded(shapes(flagName, fc.oneof(routeName, flagName), anyValue)) },
  { weight: 1, arbitrary: encoded(unreadable) },
);

const MODULE_KEYS = ['alpha', 'beta', 'gamma'] as const;
const SUBMODULE_KEYS = ['one', 'two', 'three'] as const;
const active = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });

/** A taxonomy of one to three modules with up to three submodules each, some of them inactive. */
export function taxonomy(): fc.Arbitrary<Taxonomy> {
  const submodules = fc
    .subarray([...SUBMODULE_KEYS])
    .chain((keys) =>
      fc.tuple(...keys.map((key, index) => active.map((isActive) => ({ id: index + 1, key, isActive })))),
    );
  const module = (key: string, id: number): fc.Arbitrary<Module> =>
    fc.record({
      id: fc.constant(id),
      key: fc.constant(key),
      policy: fc.constantFrom('ENTITLEMENT', 'ENTITLEMENT', 'ENTITLEMENT', 'ALWAYS_ON', 'RBAC_ONLY'),
      isActive: active,
      submodules,
    });
  return fc
    .subarray([...MODULE_KEYS], { minLength: 1 })
    .chain((keys) => fc.tuple(...keys.map((key, index) => module(key, index + 1))))
    .map((modules) => new Taxonomy(modules));
}

const RULE_FLAGS = [
  '*',
  ...['crm', 'CRM', 'Order Book', 'hr', 'stock'].map((name) => `enabled_modules.${name}`),
  ...['leads', 'Price Lists', 'stock'].map((name) => `route_access.${name}`),
  ...['crm.enabled', 'crm.seats', 'HR.leads', 'stock.leads', 'crm.leads.Price-Lists'].map(
    (name) => `enabled_modules.${name}`,
  ),
  'enabled_modules',
  '@empty',
];
const RULE_VALUES = [undefined, undefined, undefined, 'full', 'basic', '2', '1', 'off', 'pro', '[]', '{}'];

/** A mapping that would pass the check of its file, with active and inactive targets of this taxonomy. */
export function mappingFor(known: Taxonomy): fc.Arbitrary<Mapping> {
  const targets = targetsOf(known);
  const rule: fc.Arbitrary<MappingRule> = fc
    .record({
      legacyFlag: fc.constantFrom(...RULE_FLAGS),
      target: fc.constantFrom(...targets),
      defaultStatus: fc.constantFrom('enabled', 'trial', 'disabled'),
      legacyRoutePattern: fc.constantFrom(null, '/crm/*'),
      notes: fc.constantFrom(null, 'a note'),
      value: fc.constantFrom(...RULE_VALUES),
      isWhenAbsent: fc.constantFrom(false, false, false, true),
    })
    .map(({ target: [targetModule, targetSubmodule], defaultStatus, value, isWhenAbsent, ...rest }) => {
      const isOfFlag = rest.legacyFlag !== '*' && rest.legacyFlag !== '@empty';
      const status = defaultStatus === 'disabled' && targetSubmodule !== null ? 'trial' : defaultStatus;
      return {
        ...rest,
        targetModule,
        targetSubmodule,
        defaultStatus: targetModule === '-' ? 'disabled' : status,
        ...(isOfFlag && value !== undefined && { value }),
        ...(isOfFlag && targetModule !== '-' && isWhenAbsent && { whenAbsent: 'on' as const }),
      };
    });
  const flagOf = ({ legacyFlag, value = '' }: MappingRule) => `${legacyFlag.toLowerCase()}=${value}`;
  return fc
    .uniqueArray(rule, {
      selector: (one) => `${flagOf(one)} ${one.targetModule}/${one.targetSubmodule ?? ''}`,
      maxLength: 10,
    })
    .map((rules) => {
      const granting = new Set(rules.filter(({ targetModule }) => targetModule !== '-').map(flagOf));
      // A file with such rules is refused.
      const isNoSense = (one: MappingRule) =>
        (one.targetModule === '-' && (one.legacyFlag === '*' || granting.has(flagOf(one)))) ||
        (one.legacyFlag === 'enabled_modules' && ['null', '{}', '[]'].includes(one.value ?? ''));
      return new Mapping(rules.filter((one) => !isNoSense(one)));
    });
}

/** A mapping for this taxonomy, and a value of the legacy flags that can be read by it. */
export function mappingWithFlags(known: Taxonomy): fc.Arbitrary<{
  readonly mapping: Mapping;
  readonly value: unknown;
  readonly flags: ReadableFlags;
}> {
  return fc
    .tuple(mappingFor(known), readableFlagsValue)
    .map(([mapping, value]) => ({ mapping, value, flags: readLegacyFlags(JSON.stringify(value), mapping) }))
    .filter((one): one is typeof one & { readonly flags: ReadableFlags } => one.flags.readable);
}

type Target = readonly [module: string, submodule: string | null];

function targetsOf(known: Taxonomy): readonly Target[] {
  return [
    ...known.modules.flatMap(({ key, submodules }): readonly Target[] => [
      [key, null],
      ...submodules.map((submodule): Target => [key, submodule.key]),
    ]),
    ['-', null],
  ];
}

const source = fc.constantFrom('legacy_migration', 'legacy_migration', 'legacy_migration', 'manual', 'billing');
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<readonly Value[]> =>
  fc.option(value, { freq: 2 }).map((one) => (one === null ? [] : [one]));

/**
 * Rows of one organization, from runs and other sources, with unknown statuses, trials with and without ends, and
 * submodules without a row of their module.
 */
export function storedAccess(known: Taxonomy): fc.Arbitrary<StoredAccess> {
  const entitlement = (module: string): fc.Arbitrary<EntitlementRow> =>
    fc.record({
      module: fc.constant(module),
      status: fc.constantFrom('enabled', 'enabled', 'trial', 'trial', 'disabled', 'suspended'),
      trialExpiresAt: fc.constantFrom(null, null, '2019-02-28T23:59:59.999Z', '2031-03-31T00:30:00.000Z'),
      partial: fc.boolean(),
      source,
    });
  const subentitlement = ([module, submodule]: readonly [string, string]): fc.Arbitrary<SubentitlementRow> =>
    fc.record({ module: fc.constant(module), submodule: fc.constant(submodule), enabled: fc.boolean(), source });
  const submoduleTargets = known.modules.flatMap(({ key, submodules }) =>
    submodules.map((submodule) => [key, submodule.key] as const),
  );
  return fc.record({
    entitlements: fc.tuple(...known.modules.map(({ key }) => optional(entitlement(key)))).map((rows) => rows.flat()),
    subentitlements: fc
      .tuple(...submoduleTargets.map((target) => optional(subentitlement(target))))
      .map((rows) => rows.flat()),
  });
}
