import fc from 'fast-check';
import { type DesiredState, desiredState } from '../../src/domain/legacy/desired-state';
import { type Change, isMade, planChanges, type PlanOptions } from '../../src/domain/run/plan-changes';
import { settleTrial } from '../../src/domain/run/row-state';
import {
  type EntitlementRow,
  RUN_SOURCE,
  type StoredAccess,
  type SubentitlementRow,
} from '../../src/domain/stored-access';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import type { DesiredModule } from '../../src/domain/taxonomy/unite';
import { mappingWithFlags, storedAccess, taxonomy } from '../support/arbitraries';

const CREATED_AT = new Date('2026-03-01T12:00:00.000Z');
const END = '2031-03-31T00:30:00.000Z';

const known = new Taxonomy([
  {
    id: 1,
    key: 'sales',
    policy: 'ENTITLEMENT',
    isActive: true,
    submodules: [
      { id: 1, key: 'leads', isActive: true },
      { id: 2, key: 'quotations', isActive: true },
      { id: 3, key: 'retired', isActive: false },
    ],
  },
  { id: 2, key: 'hr', policy: 'ENTITLEMENT', isActive: true, submodules: [] },
  { id: 3, key: 'old', policy: 'ENTITLEMENT', isActive: false, submodules: [{ id: 4, key: 'leads', isActive: true }] },
]);

const row = (module: string, status: string, rest: Partial<EntitlementRow> = {}): EntitlementRow => ({
  module,
  status,
  trialExpiresAt: null,
  partial: false,
  source: RUN_SOURCE,
  ...rest,
});
const subrow = (target: string, enabled: boolean, source = RUN_SOURCE): SubentitlementRow => {
  const [module = '', submodule = ''] = target.split('/');
  return { module, submodule, enabled, source };
};
const stored = (
  entitlements: readonly EntitlementRow[],
  subentitlements: readonly SubentitlementRow[] = [],
): StoredAccess => ({ entitlements, subentitlements });
const NOTHING = stored([]);

const wanted = (
  modules: Readonly<
    Record<
      string,
      Partial<Omit<DesiredModule, 'submodules'>> & { readonly submodules?: Readonly<Record<string, boolean>> }
    >
  >,
): DesiredState => ({
  modules: new Map(
    Object.entries(modules).map(([key, { status = 'enabled', partial = false, submodules = {} }]) => [
      key,
      { status, partial, submodules: new Map(Object.entries(submodules)) },
    ]),
  ),
  met: [],
  unmapped: [],
});

const ALLOWED: PlanOptions = { trialDays: null, allowRevocations: true };
const HOLDING: PlanOptions = { trialDays: null, allowRevocations: false };
const plan = (desired: DesiredState, access: StoredAccess, options: PlanOptions = ALLOWED) =>
  planChanges(desired, access, known, options);
/** Changes as `UPDATE sales` or `CREATE sales/leads`. */
const actions = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ action, module, submodule }) => `${action} ${module}${submodule === null ? '' : `/${submodule}`}`);

describe('a plan creates', () => {
  test('a module, and its submodules with an answer of their own', () => {
    expect(plan(wanted({ sales: { submodules: { leads: false } } }), NOTHING)).toEqual([
      {
        action: 'CREATE',
        module: 'sales',
        submodule: null,
        before: null,
        after: { status: 'enabled', partial: false, trialExpiresAt: null },
      },
      { action: 'CREATE', module: 'sales', submodule: 'leads', before: null, after: { enabled: false } },
    ]);
  });

  test('a partial grant', () => {
    expect(
      plan(wanted({ sales: { partial: true, submodules: { leads: true, quotations: false } } }), NOTHING),
    ).toMatchObject([
      { action: 'CREATE', submodule: null, after: { status: 'enabled', partial: true } },
      { action: 'CREATE', submodule: 'leads', after: { enabled: true } },
      { action: 'CREATE', submodule: 'quotations', after: { enabled: false } },
    ]);
  });

  test.each([14, null])('a trial of %j days, whose end depends on the execution', (trialDays) => {
    expect(plan(wanted({ sales: { status: 'trial' } }), NOTHING, { ...ALLOWED, trialDays })).toMatchObject([
      { action: 'CREATE', after: { status: 'trial', trialExpiresAt: null, trialDays } },
    ]);
  });

  test('other modules without trial days', () => {
    expect(
      plan(wanted({ sales: { status: 'disabled' }, hr: {} }), NOTHING, { ...ALLOWED, trialDays: 14 }).map(
        ({ after }) => after && 'trialDays' in after,
      ),
    ).toEqual([false, false]);
  });

  test('disabled rows even without revocations, because an organization without rows loses nothing', () => {
    expect(
      actions(plan(wanted({ sales: { submodules: { leads: false } }, hr: { status: 'disabled' } }), NOTHING, HOLDING)),
    ).toEqual(['CREATE sales', 'CREATE sales/leads', 'CREATE hr']);
  });
});

describe('a plan leaves out rows that already match', () => {
  test.each<[string, DesiredState, StoredAccess]>([
    ['no module', wanted({}), NOTHING],
    ['a module', wanted({ sales: {} }), stored([row('sales', 'enabled')])],
    [
      'a module with submodules',
      wanted({ sales: { submodules: { leads: false, quotations: true } } }),
      stored([row('sales', 'enabled')], [subrow('sales/quotations', true), subrow('sales/leads', false)]),
    ],
    [
      'a trial with its end',
      wanted({ sales: { status: 'trial' } }),
      stored([row('sales', 'trial', { trialExpiresAt: END })]),
    ],
    ['a trial without end', wanted({ sales: { status: 'trial' } }), stored([row('sales', 'trial')])],
    ['a disabled module', wanted({ sales: { status: 'disabled' } }), stored([row('sales', 'disabled')])],
  ])('%s', (_, desired, access) => {
    expect(plan(desired, access, { ...ALLOWED, trialDays: 30 })).toEqual([]);
    expect(plan(desired, access, { ...HOLDING, trialDays: 30 })).toEqual([]);
  });
});

describe('a plan updates', () => {
  test('a trial to enabled, without its end', () => {
    expect(plan(wanted({ sales: {} }), stored([row('sales', 'trial', { trialExpiresAt: END })]), HOLDING)).toEqual([
      {
        action: 'UPDATE',
        module: 'sales',
        submodule: null,
        before: { status: 'trial', partial: false, trialExpiresAt: END },
        after: { status: 'enabled', partial: false, trialExpiresAt: null },
      },
    ]);
  });

  test('the row of an existing trial without changing its end', () => {
    const changes = plan(
      wanted({ sales: { status: 'trial' } }),
      stored([row('sales', 'trial', { trialExpiresAt: END, partial: true })]),
      { ...HOLDING, trialDays: 30 },
    );
    expect(changes).toMatchObject([
      { action: 'UPDATE', after: { status: 'trial', partial: false, trialExpiresAt: END } },
    ]);
    expect(changes[0]?.after).not.toHaveProperty('trialDays');
  });

  test('the row of a trial without end without giving it an end', () => {
    expect(
      plan(wanted({ sales: { status: 'trial' } }), stored([row('sales', 'trial', { partial: true })]), {
        ...HOLDING,
        trialDays: 30,
      }),
    ).toMatchObject([{ action: 'UPDATE', after: { trialExpiresAt: null } }]);
  });

  test.each(['disabled', 'suspended'])('a %s module to a new trial', (status) => {
    expect(
      plan(wanted({ sales: { status: 'trial' } }), stored([row('sales', status, { trialExpiresAt: END })]), {
        ...HOLDING,
        trialDays: 30,
      }),
    ).toMatchObject([{ action: 'UPDATE', after: { status: 'trial', trialExpiresAt: null, trialDays: 30 } }]);
  });

  test('a leftover end of a module that is not a trial', () => {
    expect(
      plan(wanted({ sales: {} }), stored([row('sales', 'enabled', { trialExpiresAt: END })]), HOLDING),
    ).toMatchObject([{ action: 'UPDATE', after: { trialExpiresAt: null } }]);
  });

  test('an unknown status even without revocations, because it gives no access', () => {
    expect(
      actions(plan(wanted({ sales: { status: 'disabled' } }), stored([row('sales', 'suspended')]), HOLDING)),
    ).toEqual(['UPDATE sales']);
    expect(actions(plan(wanted({}), stored([row('sales', 'suspended')]), HOLDING))).toEqual(['REVOKE sales']);
  });

  test('a submodule from off to on', () => {
    expect(
      plan(
        wanted({ sales: { submodules: { leads: true } } }),
        stored([row('sales', 'enabled')], [subrow('sales/leads', false)]),
        HOLDING,
      ),
    ).toEqual([
      { action: 'UPDATE', module: 'sales', submodule: 'leads', before: { enabled: false }, after: { enabled: true } },
    ]);
  });
});

describe('a plan revokes', () => {
  test('a module with its submodules if the flags no longer grant it', () => {
    expect(
      plan(wanted({}), stored([row('sales', 'trial', { trialExpiresAt: END })], [subrow('sales/leads', true)])),
    ).toEqual([
      {
        action: 'REVOKE',
        module: 'sales',
        submodule: null,
        before: { status: 'trial', partial: false, trialExpiresAt: END },
        after: null,
      },
      { action: 'REVOKE', module: 'sales', submodule: 'leads', before: { enabled: true }, after: null },
    ]);
  });

  test('the row of a submodule if the module’s answer counts again', () => {
    expect(
      actions(plan(wanted({ sales: {} }), stored([row('sales', 'enabled')], [subrow('sales/leads', false)]), HOLDING)),
    ).toEqual(['REVOKE sales/leads']);
  });

  test('the row of a submodule whose module has no row', () => {
    expect(actions(plan(wanted({}), stored([], [subrow('sales/leads', true)]), HOLDING))).toEqual([
      'REVOKE sales/leads',
    ]);
  });
});

describe('a plan without allowRevocations', () => {
  test.each<[string, DesiredState, StoredAccess, readonly string[]]>([
    ['a revocation', wanted({}), stored([row('sales', 'enabled')]), ['HELD sales']],
    [
      'a revocation with submodules',
      wanted({}),
      stored([row('sales', 'trial')], [subrow('sales/leads', false)]),
      ['HELD sales', 'HELD sales/leads'],
    ],
    [
      'a change from enabled to trial',
      wanted({ sales: { status: 'trial' } }),
      stored([row('sales', 'enabled')]),
      ['HELD sales'],
    ],
    [
      'a change from enabled to disabled',
      wanted({ sales: { status: 'disabled' } }),
      stored([row('sales', 'enabled')]),
      ['HELD sales'],
    ],
    [
      'a change from trial to disabled',
      wanted({ sales: { status: 'disabled' } }),
      stored([row('sales', 'trial')]),
      ['HELD sales'],
    ],
    [
      'a submodule switched off',
      wanted({ sales: { submodules: { leads: false } } }),
      stored([row('sales', 'enabled')]),
      ['HELD sales/leads'],
    ],
    [
      'a submodule row that changes to off',
      wanted({ sales: { submodules: { leads: false } } }),
      stored([row('sales', 'enabled')], [subrow('sales/leads', true)]),
      ['HELD sales/leads'],
    ],
    [
      'a full grant that becomes partial',
      wanted({ sales: { partial: true, submodules: { leads: true, quotations: false } } }),
      stored([row('sales', 'enabled')]),
      ['HELD sales', 'HELD sales/leads', 'HELD sales/quotations'],
    ],
    [
      'a loss, with the gains of the same module',
      wanted({ sales: { submodules: { leads: true, quotations: false } } }),
      stored([row('sales', 'trial')], [subrow('sales/leads', false), subrow('sales/quotations', true)]),
      ['HELD sales', 'HELD sales/leads', 'HELD sales/quotations'],
    ],
    [
      'a loss in it, but makes a gain in another',
      wanted({ hr: {} }),
      stored([row('sales', 'enabled')]),
      ['HELD sales', 'CREATE hr'],
    ],
  ])('holds a module whole for %s', (_, desired, access, expected) => {
    expect(actions(plan(desired, access, HOLDING))).toEqual(expected);
    expect(plan(desired, access).some(({ action }) => action === 'HELD')).toBe(false);
  });

  test('records the current row and the desired one in a held change', () => {
    expect(plan(wanted({ sales: { status: 'disabled' } }), stored([row('sales', 'enabled')]), HOLDING)).toEqual([
      {
        action: 'HELD',
        module: 'sales',
        submodule: null,
        before: { status: 'enabled', partial: false, trialExpiresAt: null },
        after: { status: 'disabled', partial: false, trialExpiresAt: null },
      },
    ]);
  });

  test.each<[string, DesiredState, StoredAccess, readonly string[]]>([
    ['a change from trial to enabled', wanted({ sales: {} }), stored([row('sales', 'trial')]), ['UPDATE sales']],
    [
      'the revocation of a disabled module',
      wanted({}),
      stored([row('sales', 'disabled')], [subrow('sales/leads', true)]),
      ['REVOKE sales', 'REVOKE sales/leads'],
    ],
    [
      "the deletion of a submodule row with the module's answer",
      wanted({ sales: {} }),
      stored([row('sales', 'enabled')], [subrow('sales/leads', true)]),
      ['REVOKE sales/leads'],
    ],
    [
      'a change from a partial to a full grant',
      wanted({ sales: {} }),
      stored([row('sales', 'enabled', { partial: true })], [subrow('sales/leads', false)]),
      ['UPDATE sales', 'REVOKE sales/leads'],
    ],
    [
      'a change from a full to a partial grant with all submodules on',
      wanted({ sales: { partial: true, submodules: { leads: true, quotations: true } } }),
      stored([row('sales', 'enabled')]),
      ['UPDATE sales', 'CREATE sales/leads', 'CREATE sales/quotations'],
    ],
  ])('makes %s, which takes no access away', (_, desired, access, expected) => {
    expect(actions(plan(desired, access, HOLDING))).toEqual(expected);
  });

  test('holds nothing for a submodule that a manual row keeps on', () => {
    const desired = wanted({ sales: { submodules: { leads: false } } });
    expect(
      actions(plan(desired, stored([row('sales', 'enabled')], [subrow('sales/leads', true, 'manual')]), HOLDING)),
    ).toEqual(['KEEP_MANUAL sales/leads']);
  });
});

describe('a plan keeps and reports', () => {
  test.each(['manual', 'billing', '', 'LEGACY_MIGRATION'])("a module row of source '%s' for any flags", (source) => {
    const access = stored([row('sales', 'disabled', { source })]);
    expect(plan(wanted({ sales: {} }), access)).toEqual([
      {
        action: 'KEEP_MANUAL',
        module: 'sales',
        submodule: null,
        before: { status: 'disabled', partial: false, trialExpiresAt: null, source },
        after: { status: 'enabled', partial: false, trialExpiresAt: null },
      },
    ]);
    expect(plan(wanted({}), access)).toMatchObject([{ action: 'KEEP_MANUAL', after: null }]);
  });

  test('every submodule row under a manual module row, even rows of runs, and adds none', () => {
    const access = stored([row('sales', 'enabled', { source: 'manual' })], [subrow('sales/leads', true)]);
    expect(plan(wanted({ sales: { submodules: { leads: false, quotations: false } } }), access)).toEqual([
      expect.objectContaining({ action: 'KEEP_MANUAL', submodule: null }),
      {
        action: 'KEEP_MANUAL',
        module: 'sales',
        submodule: 'leads',
        before: { enabled: true, source: RUN_SOURCE },
        after: { enabled: false },
      },
    ]);
  });

  test('a manual submodule row under a run’s module, and changes the other rows', () => {
    const access = stored(
      [row('sales', 'enabled')],
      [subrow('sales/leads', false, 'manual'), subrow('sales/quotations', false)],
    );
    expect(actions(plan(wanted({}), access))).toEqual([
      'REVOKE sales',
      'KEEP_MANUAL sales/leads',
      'REVOKE sales/quotations',
    ]);
  });
});

describe('a plan leaves alone', () => {
  test('rows of inactive modules and submodules, which may become active again', () => {
    const access = stored(
      [row('old', 'enabled'), row('sales', 'enabled')],
      [subrow('old/leads', true), subrow('sales/retired', true), subrow('sales/leads', true)],
    );
    expect(actions(plan(wanted({}), access))).toEqual(['REVOKE sales', 'REVOKE sales/leads']);
    expect(plan(wanted({}), stored([row('old', 'enabled', { source: 'manual' })]))).toEqual([]);
  });
});

test('a kept or held change is not made', () => {
  const changes = plan(wanted({ hr: {} }), stored([row('sales', 'enabled', { source: 'manual' })]));
  expect(changes.map((change) => [change.action, isMade(change)])).toEqual([
    ['KEEP_MANUAL', false],
    ['CREATE', true],
  ]);
  expect(plan(wanted({}), stored([row('sales', 'enabled')]), HOLDING).map(isMade)).toEqual([false]);
});

describe('for any flags, rules, taxonomy and rows', () => {
  const scenario = taxonomy().chain((one) =>
    fc
      .record({
        taxonomy: fc.constant(one),
        readable: mappingWithFlags(one),
        access: storedAccess(one),
        trialDays: fc.constantFrom(null, 14),
        allowRevocations: fc.boolean(),
      })
      .map(({ readable: { mapping, flags }, access, trialDays, allowRevocations }) => {
        const desired = desiredState(flags, mapping, one);
        const options = { trialDays, allowRevocations };
        const changes = planChanges(desired, access, one, options);
        return { taxonomy: one, desired, access, options, changes, after: apply(access, changes) };
      }),
  );
  type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;
  const holds = (numRuns: number, property: (one: Scenario) => void) =>
    fc.assert(fc.property(scenario, property), { numRuns });

  test('a run leaves the rows of a second, simple implementation', () => {
    holds(1500, ({ taxonomy: one, desired, access, options, after }) => {
      expect(lines(after)).toEqual(lines(plainMigration(desired, access, one, options)));
    });
  });

  test('with revocations allowed, the rows of runs are exactly the desired state', () => {
    holds(800, ({ taxonomy: one, desired, access, options, after: afterwards }) => {
      const after = options.allowRevocations
        ? afterwards
        : apply(access, planChanges(desired, access, one, { ...options, allowRevocations: true }));
      for (const module of one.activeModules()) {
        const now = after.entitlements.find((candidate) => candidate.module === module.key);
        if (now && now.source !== RUN_SOURCE) continue;
        const want = desired.modules.get(module.key);
        expect(now && { status: now.status, partial: now.partial }).toEqual(
          want && { status: want.status, partial: want.partial },
        );
        for (const { key } of one.activeSubmodules(module.key)) {
          const submodule = after.subentitlements.find(
            (candidate) => candidate.module === module.key && candidate.submodule === key,
          );
          if (submodule?.source === RUN_SOURCE || submodule === undefined)
            expect(submodule?.enabled).toBe(want?.submodules.get(key));
        }
      }
    });
  });

  test('a second run makes no change, and holds the same changes', () => {
    holds(800, ({ taxonomy: one, desired, options, changes, after }) => {
      const again = planChanges(desired, after, one, { ...options, trialDays: 99 });
      expect(again.filter(isMade)).toEqual([]);
      const held = (list: readonly Change[]) => actions(list.filter(({ action }) => action === 'HELD'));
      expect(held(again)).toEqual(held(changes));
    });
  });

  test('without revocations, no organization loses a module, a status or a submodule', () => {
    holds(800, ({ taxonomy: one, desired, access, options }) => {
      const after = apply(access, planChanges(desired, access, one, { ...options, allowRevocations: false }));
      for (const module of one.activeModules()) {
        expect(level(after, module.key)).toBeGreaterThanOrEqual(level(access, module.key));
        const lost = one
          .activeSubmodules(module.key)
          .filter(({ key }) => mayUse(access, module.key, key) && !mayUse(after, module.key, key));
        expect(lost).toEqual([]);
      }
    });
  });

  test('the changes of a module are either all made or all held', () => {
    holds(500, ({ taxonomy: one, changes }) => {
      for (const { key } of one.modules) {
        const ofModule = changes.filter(({ module }) => module === key);
        expect(ofModule.some(isMade) && ofModule.some(({ action }) => action === 'HELD')).toBe(false);
      }
    });
  });

  test('rows of other sources and rows of inactive targets are never changed', () => {
    holds(600, ({ taxonomy: one, access, after }) => {
      const foreign = ({ entitlements, subentitlements }: StoredAccess): StoredAccess => ({
        entitlements: entitlements.filter(({ source, module }) => source !== RUN_SOURCE || !one.isActive(module, null)),
        subentitlements: subentitlements.filter(
          ({ source, module, submodule }) => source !== RUN_SOURCE || !one.isActive(module, submodule),
        ),
      });
      expect(lines(foreign(after))).toEqual(lines(foreign(access)));
    });
  });

  test('an existing trial that stays a trial keeps its end', () => {
    holds(500, ({ access, after }) => {
      for (const before of access.entitlements.filter(({ status }) => status === 'trial')) {
        const now = after.entitlements.find(({ module }) => module === before.module);
        if (now?.status === 'trial') expect(now.trialExpiresAt).toBe(before.trialExpiresAt);
      }
    });
  });

  test('no row has two changes, and every manual row of an active target is reported', () => {
    holds(500, ({ taxonomy: one, access, changes }) => {
      const targets = changes.map(({ module, submodule }) => `${module}/${submodule ?? ''}`);
      expect(new Set(targets).size).toBe(targets.length);
      const byHand = [
        ...access.entitlements
          .filter(({ source, module }) => source !== RUN_SOURCE && one.isActive(module, null))
          .map(({ module }) => `KEEP_MANUAL ${module}`),
        ...access.subentitlements
          .filter(
            ({ source, module, submodule }) =>
              one.isActive(module, submodule) &&
              (source !== RUN_SOURCE ||
                access.entitlements.some((e) => e.module === module && e.source !== RUN_SOURCE)),
          )
          .map(({ module, submodule }) => `KEEP_MANUAL ${module}/${submodule}`),
      ];
      expect([...actions(changes.filter(({ action }) => action === 'KEEP_MANUAL'))].sort()).toEqual(byHand.sort());
    });
  });
});

const lines = ({ entitlements, subentitlements }: StoredAccess): readonly string[] =>
  [
    ...entitlements.map(
      (one) =>
        `${one.module} ${one.status}${one.partial ? ' partial' : ''} ` +
        `until ${one.trialExpiresAt ?? 'ever'} by ${one.source}`,
    ),
    ...subentitlements.map((one) => `${one.module}/${one.submodule} ${one.enabled ? 'on' : 'off'} by ${one.source}`),
  ].sort();

/** Applies the changes that are made, as a database would; fails if a change does not match its row. */
function apply(access: StoredAccess, changes: readonly Change[]): StoredAccess {
  const entitlements = new Map(access.entitlements.map((one) => [one.module, one]));
  const subentitlements = new Map(access.subentitlements.map((one) => [`${one.module}/${one.submodule}`, one]));
  for (const change of changes.filter(isMade)) {
    const { action, module } = change;
    const target = change.submodule === null ? module : `${module}/${change.submodule}`;
    if ((action === 'CREATE') !== (change.before === null)) throw new Error(`${action} ${target} with another before`);
    if ((action === 'REVOKE') !== (change.after === null)) throw new Error(`${action} ${target} with another after`);
    if (change.submodule === null) {
      const now = entitlements.get(module);
      expect(change.before).toEqual(
        now ? { status: now.status, partial: now.partial, trialExpiresAt: now.trialExpiresAt } : null,
      );
      if (change.after === null) entitlements.delete(module);
      else {
        const { status, partial, trialExpiresAt } = settleTrial(change.after, CREATED_AT);
        entitlements.set(module, { module, status, partial, trialExpiresAt, source: now?.source ?? RUN_SOURCE });
      }
    } else {
      const now = subentitlements.get(target);
      expect(change.before).toEqual(now ? { enabled: now.enabled } : null);
      if (change.after === null) subentitlements.delete(target);
      else
        subentitlements.set(target, {
          module,
          submodule: change.submodule,
          enabled: change.after.enabled,
          source: now?.source ?? RUN_SOURCE,
        });
    }
  }
  return { entitlements: [...entitlements.values()], subentitlements: [...subentitlements.values()] };
}

function level(access: StoredAccess, module: string): number {
  const status = access.entitlements.find((one) => one.module === module)?.status ?? 'none';
  return ['trial', 'enabled'].indexOf(status) + 1;
}

function mayUse(access: StoredAccess, module: string, submodule: string): boolean {
  const own = access.subentitlements.find((one) => one.module === module && one.submodule === submodule);
  return level(access, module) > 0 && own?.enabled !== false;
}

/** The rows that a run leaves, implemented again: replaces a module's rows whole, and then checks for losses. */
function plainMigration(
  desired: DesiredState,
  access: StoredAccess,
  one: Taxonomy,
  options: PlanOptions,
): StoredAccess {
  const newEnd = options.trialDays === null ? null : '2026-03-15T12:00:00.000Z';
  return one.modules.reduce((now, { key, isActive, submodules }) => {
    const row = now.entitlements.find(({ module }) => module === key);
    const isByHand = row && row.source !== 'legacy_migration';
    if (!isActive || isByHand) return now;

    const mayTouch = (subrow: SubentitlementRow) =>
      subrow.module === key &&
      subrow.source === 'legacy_migration' &&
      submodules.some((submodule) => submodule.key === subrow.submodule && submodule.isActive);
    const left: StoredAccess = {
      entitlements: now.entitlements.filter((other) => other !== row),
      subentitlements: now.subentitlements.filter((subrow) => !mayTouch(subrow)),
    };
    const want = desired.modules.get(key);
    const then: StoredAccess = want
      ? {
          entitlements: [
            ...left.entitlements,
            {
              module: key,
              status: want.status,
              partial: want.partial,
              trialExpiresAt: want.status !== 'trial' ? null : row?.status === 'trial' ? row.trialExpiresAt : newEnd,
              source: 'legacy_migration',
            },
          ],
          subentitlements: [
            ...left.subentitlements,
            ...[...want.submodules]
              .filter(
                ([submodule]) =>
                  !left.subentitlements.some((kept) => kept.module === key && kept.submodule === submodule),
              )
              .map(([submodule, enabled]) => ({ module: key, submodule, enabled, source: 'legacy_migration' })),
          ],
        }
      : left;
    const loses =
      level(then, key) < level(now, key) ||
      submodules.some(
        (submodule) => submodule.isActive && mayUse(now, key, submodule.key) && !mayUse(then, key, submodule.key),
      );
    return loses && !options.allowRevocations ? now : then;
  }, access);
}
