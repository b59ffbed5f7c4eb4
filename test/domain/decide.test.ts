import fc from 'fast-check';
import { type Answer, DECISION_REASONS, type DecisionReason } from '../../src/domain/decision/answer';
import { decide, failedDecision } from '../../src/domain/decision/decide';
import type { Decision, Question } from '../../src/domain/decision/decision';
import {
  type MissingOrganization,
  OrganizationAccess,
  type OrganizationFacts,
  readLegacy,
} from '../../src/domain/decision/organization-access';
import type { Override } from '../../src/domain/decision/override';
import { desiredState, desiredStateAllows } from '../../src/domain/legacy/desired-state';
import { readLegacyFlags } from '../../src/domain/legacy/legacy-flags';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import { type Gating, GATINGS } from '../../src/domain/rollout/gating';
import { planChanges } from '../../src/domain/run/plan-changes';
import type { EntitlementRow, StoredAccess } from '../../src/domain/stored-access';
import { MODULE_POLICIES, type ModulePolicy, Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { mappingWithFlags, taxonomy } from '../support/arbitraries';
import { anyMoment, FUTURE, MOMENTS, NOW, PAST, questions, scenario, targets } from './decision-facts';

const withPolicy = (policy: ModulePolicy): Taxonomy =>
  new Taxonomy([
    {
      id: 1,
      key: 'sales',
      policy,
      isActive: true,
      submodules: [
        { id: 1, key: 'leads', isActive: true },
        { id: 2, key: 'quotations', isActive: true },
        { id: 3, key: 'retired', isActive: false },
      ],
    },
    { id: 2, key: 'old', policy, isActive: false, submodules: [{ id: 4, key: 'leads', isActive: true }] },
  ]);
const known = withPolicy('ENTITLEMENT');

const rule = (
  legacyFlag: string,
  targetSubmodule: string | null,
  defaultStatus: MappingRule['defaultStatus'] = 'enabled',
): MappingRule => ({
  legacyFlag,
  legacyRoutePattern: null,
  targetModule: 'sales',
  targetSubmodule,
  defaultStatus,
  notes: null,
});
const mapping = new Mapping([
  rule('enabled_modules.CRM', null),
  rule('enabled_modules.CRM trial', null, 'trial'),
  rule('enabled_modules.CRM off', null, 'disabled'),
  rule('route_access.leads', 'leads'),
  rule('route_access.quotations', 'quotations'),
]);

const override = (status: Override['status'], rest: Partial<Override> = {}): Override => ({
  id: '12',
  module: 'sales',
  submodule: null,
  status,
  trialExpiresAt: null,
  createdAt: PAST,
  expiresAt: null,
  endedAt: null,
  ...rest,
});
const row = (status: string, trialExpiresAt: Date | string | null = null): EntitlementRow => ({
  module: 'sales',
  status,
  trialExpiresAt: trialExpiresAt instanceof Date ? trialExpiresAt.toISOString() : trialExpiresAt,
  partial: false,
  source: 'billing',
});

interface Given {
  readonly policy?: ModulePolicy;
  readonly gating?: Gating;
  readonly flags?: unknown;
  readonly row?: EntitlementRow | null;
  readonly leads?: boolean | null;
  readonly overrides?: readonly Override[];
}

const facts = ({
  policy = 'ENTITLEMENT',
  gating = 'ENFORCE',
  flags = null,
  row: entitlement = null,
  leads = null,
  overrides = [],
}: Given): OrganizationFacts => ({
  organizationId: '7',
  gating: { mode: gating, by: 'GLOBAL' },
  legacy: readLegacy(JSON.stringify(flags), mapping, withPolicy(policy)),
  stored: {
    entitlements: entitlement ? [entitlement] : [],
    subentitlements: leads === null ? [] : [{ module: 'sales', submodule: 'leads', enabled: leads, source: 'support' }],
  },
  overrides,
});

const ask = (given: Given, submoduleKey: string | null = null, at = NOW, moduleKey = 'sales'): Decision =>
  decide({
    taxonomy: withPolicy(given.policy ?? 'ENTITLEMENT'),
    organization: new OrganizationAccess(facts(given)),
    moduleKey,
    submoduleKey,
    at,
  });

/** `allowed TRIAL OVERRIDE_TRIAL`, `denied - NOT_ENTITLED`. */
const say = ({ allowed, status, reason }: Answer): string =>
  `${allowed ? 'allowed' : 'denied'} ${status ?? '-'} ${reason}`;

/** The expected answer of every fact, written by hand, and the rules that combine them. */
describe('all combinations of facts', () => {
  const ROWS: Readonly<Record<string, { readonly row: EntitlementRow | null; readonly says: string }>> = {
    none: { row: null, says: 'denied - NOT_ENTITLED' },
    enabled: { row: row('enabled'), says: 'allowed ENABLED ENTITLED' },
    'enabled, with an end left behind': { row: row('enabled', PAST), says: 'allowed ENABLED ENTITLED' },
    disabled: { row: row('disabled'), says: 'denied DISABLED MODULE_DISABLED' },
    'disabled, with an end to come': { row: row('disabled', FUTURE), says: 'denied DISABLED MODULE_DISABLED' },
    suspended: { row: row('suspended'), says: 'denied - UNKNOWN_STATUS' },
    'trial to come to its end': { row: row('trial', FUTURE), says: 'allowed TRIAL TRIAL' },
    'trial without end': { row: row('trial'), says: 'allowed TRIAL TRIAL' },
    'trial that ends now': { row: row('trial', NOW), says: 'denied TRIAL TRIAL_EXPIRED' },
    'trial that has ended': { row: row('trial', PAST), says: 'denied TRIAL TRIAL_EXPIRED' },
  };
  const MODULE_OVERRIDES: Readonly<
    Record<string, { readonly override: Override | null; readonly says: string | null }>
  > = {
    none: { override: null, says: null },
    enabled: { override: override('enabled'), says: 'allowed ENABLED OVERRIDE_ENABLED' },
    'enabled for a time': {
      override: override('enabled', { expiresAt: FUTURE }),
      says: 'allowed ENABLED OVERRIDE_ENABLED',
    },
    'enabled until now': { override: override('enabled', { expiresAt: NOW }), says: null },
    'enabled, expired': { override: override('enabled', { expiresAt: PAST }), says: null },
    'enabled, ended by hand': { override: override('enabled', { endedAt: PAST }), says: null },
    disabled: { override: override('disabled'), says: 'denied DISABLED OVERRIDE_DISABLED' },
    'disabled for a time': {
      override: override('disabled', { expiresAt: FUTURE }),
      says: 'denied DISABLED OVERRIDE_DISABLED',
    },
    'disabled until now': { override: override('disabled', { expiresAt: NOW }), says: null },
    'disabled, ended by hand': { override: override('disabled', { endedAt: PAST, expiresAt: FUTURE }), says: null },
    'trial without end': { override: override('trial'), says: 'allowed TRIAL OVERRIDE_TRIAL' },
    'trial to come to its end': {
      override: override('trial', { trialExpiresAt: FUTURE }),
      says: 'allowed TRIAL OVERRIDE_TRIAL',
    },
    'trial that ends now': {
      override: override('trial', { trialExpiresAt: NOW, expiresAt: FUTURE }),
      says: 'denied TRIAL TRIAL_EXPIRED',
    },
    'trial that has ended': {
      override: override('trial', { trialExpiresAt: PAST }),
      says: 'denied TRIAL TRIAL_EXPIRED',
    },
    'trial until now with the override': {
      override: override('trial', { trialExpiresAt: NOW, expiresAt: NOW }),
      says: null,
    },
  };
  const leads = { id: '13', submodule: 'leads' };
  const SUBMODULE_OVERRIDES: Readonly<
    Record<string, { readonly override: Override | null; readonly says: string | null }>
  > = {
    none: { override: null, says: null },
    enabled: { override: override('enabled', leads), says: 'on OVERRIDE_ENABLED' },
    'enabled until now': { override: override('enabled', { ...leads, expiresAt: NOW }), says: null },
    disabled: { override: override('disabled', { ...leads, expiresAt: FUTURE }), says: 'off OVERRIDE_DISABLED' },
    'disabled, ended by hand': { override: override('disabled', { ...leads, endedAt: PAST }), says: null },
    'a trial, which it cannot be': { override: override('trial', leads), says: 'unknown UNKNOWN_STATUS' },
  };
  const SUBENTITLEMENTS: readonly { readonly leads: boolean | null; readonly says: string | null }[] = [
    { leads: null, says: null },
    { leads: true, says: 'on SUBMODULE_ENABLED' },
    { leads: false, says: 'off SUBMODULE_DISABLED' },
  ];
  const LEGACY: readonly { readonly flags: unknown; readonly module: string; readonly leads: string }[] = [
    { flags: null, module: 'denied - LEGACY_OFF', leads: 'denied - LEGACY_OFF' },
    { flags: { CRM: false }, module: 'denied - LEGACY_OFF', leads: 'denied - LEGACY_OFF' },
    { flags: ['CRM'], module: 'allowed ENABLED LEGACY_ON', leads: 'allowed ENABLED LEGACY_ON' },
    { flags: ['CRM trial'], module: 'allowed TRIAL LEGACY_ON', leads: 'allowed TRIAL LEGACY_ON' },
    { flags: ['CRM off'], module: 'denied DISABLED LEGACY_OFF', leads: 'denied DISABLED LEGACY_OFF' },
    {
      flags: { CRM: true, route_access: { leads: false } },
      module: 'allowed ENABLED LEGACY_ON',
      leads: 'denied DISABLED LEGACY_OFF',
    },
    {
      flags: { route_access: { leads: true } },
      module: 'allowed ENABLED LEGACY_ON',
      leads: 'allowed ENABLED LEGACY_ON',
    },
    {
      flags: { route_access: { quotations: true } },
      module: 'allowed ENABLED LEGACY_ON',
      leads: 'denied DISABLED LEGACY_OFF',
    },
    { flags: { CRM: 'maybe' }, module: 'denied - LEGACY_UNREADABLE', leads: 'denied - LEGACY_UNREADABLE' },
  ];

  /** A submodule's own answer counts only within an allowed module, and has the module's status. */
  const withinModule = (module: string, own: string | null): string => {
    if (own === null || module.startsWith('denied')) return module;
    const [verdict = '', reason = ''] = own.split(' ');
    const status = module.split(' ')[1] ?? '';
    return { on: `allowed ${status} ${reason}`, off: `denied DISABLED ${reason}` }[verdict] ?? `denied - ${reason}`;
  };

  test.each(MODULE_POLICIES.flatMap((policy) => GATINGS.map((gating) => [policy, gating] as const)))(
    'are decided as the table says, for policy %s under %s',
    (policy, gating) => {
      const wrong: string[] = [];
      let asked = 0;
      const one = withPolicy(policy);
      for (const legacy of LEGACY) {
        const reading = readLegacy(JSON.stringify(legacy.flags), mapping, one);
        for (const [rowName, stored] of Object.entries(ROWS)) {
          for (const [overrideName, ofModule] of Object.entries(MODULE_OVERRIDES)) {
            for (const [subName, ofSubmodule] of Object.entries(SUBMODULE_OVERRIDES)) {
              for (const sub of SUBENTITLEMENTS) {
                const overrides = [ofModule.override, ofSubmodule.override].filter((found) => found !== null);
                const organization = new OrganizationAccess({
                  ...facts({ policy, gating, row: stored.row, leads: sub.leads, overrides }),
                  legacy: reading,
                });
                for (const submoduleKey of [null, 'leads']) {
                  asked++;
                  const decision = decide({ taxonomy: one, organization, moduleKey: 'sales', submoduleKey, at: NOW });
                  const always = policy === 'ENTITLEMENT' ? null : `allowed ENABLED ${policy}`;
                  const module = ofModule.says ?? stored.says;
                  const entitlement =
                    always ?? (submoduleKey === null ? module : withinModule(module, ofSubmodule.says ?? sub.says));
                  const flags = always ?? (submoduleKey === null ? legacy.module : legacy.leads);
                  const expected = [gating === 'ENFORCE' ? entitlement : flags, flags, entitlement].join(' | ');
                  const found = [decision, decision.legacy, decision.entitlement].map(say).join(' | ');
                  if (found !== expected) {
                    wrong.push(
                      `${JSON.stringify(legacy.flags)}, row ${rowName}, override ${overrideName}, ` +
                        `${submoduleKey ?? 'module'} (${subName}, ${String(sub.leads)}): ${found}, not ${expected}`,
                    );
                  }
                }
              }
            }
          }
        }
      }
      expect(wrong.slice(0, 5)).toEqual([]);
      expect(asked).toBe(LEGACY.length * 10 * 15 * 6 * 3 * 2);
    },
  );
});

describe('every reason of the closed list', () => {
  const missing = (reason: MissingOrganization['reason'], organizationId: string | null = null): Decision =>
    decide({
      taxonomy: known,
      organization: { found: false, reason, organizationId },
      moduleKey: 'sales',
      submoduleKey: null,
      at: NOW,
    });
  const enabled = row('enabled');
  const CASES: Readonly<Record<DecisionReason, { readonly decision: Decision; readonly says: string }>> = {
    ALWAYS_ON: { decision: ask({ policy: 'ALWAYS_ON' }), says: 'allowed ENABLED ALWAYS_ON' },
    RBAC_ONLY: { decision: ask({ policy: 'RBAC_ONLY' }, 'leads'), says: 'allowed ENABLED RBAC_ONLY' },
    LEGACY_ON: { decision: ask({ gating: 'SHADOW', flags: ['CRM'] }), says: 'allowed ENABLED LEGACY_ON' },
    LEGACY_OFF: { decision: ask({ gating: 'LEGACY', row: enabled }), says: 'denied - LEGACY_OFF' },
    LEGACY_UNREADABLE: {
      decision: ask({ gating: 'LEGACY', flags: 7, row: enabled }),
      says: 'denied - LEGACY_UNREADABLE',
    },
    OVERRIDE_ENABLED: { decision: ask({ overrides: [override('enabled')] }), says: 'allowed ENABLED OVERRIDE_ENABLED' },
    OVERRIDE_TRIAL: { decision: ask({ overrides: [override('trial')] }), says: 'allowed TRIAL OVERRIDE_TRIAL' },
    OVERRIDE_DISABLED: {
      decision: ask({ row: enabled, overrides: [override('disabled')] }),
      says: 'denied DISABLED OVERRIDE_DISABLED',
    },
    ENTITLED: { decision: ask({ row: enabled }), says: 'allowed ENABLED ENTITLED' },
    TRIAL: { decision: ask({ row: row('trial', FUTURE) }, 'leads'), says: 'allowed TRIAL TRIAL' },
    TRIAL_EXPIRED: { decision: ask({ row: row('trial', PAST) }), says: 'denied TRIAL TRIAL_EXPIRED' },
    NOT_ENTITLED: { decision: ask({ flags: ['CRM'], leads: true }, 'leads'), says: 'denied - NOT_ENTITLED' },
    MODULE_DISABLED: {
      decision: ask({ row: row('disabled'), leads: true }, 'leads'),
      says: 'denied DISABLED MODULE_DISABLED',
    },
    SUBMODULE_ENABLED: {
      decision: ask({ row: row('trial'), leads: true }, 'leads'),
      says: 'allowed TRIAL SUBMODULE_ENABLED',
    },
    SUBMODULE_DISABLED: {
      decision: ask({ row: enabled, leads: false }, 'leads'),
      says: 'denied DISABLED SUBMODULE_DISABLED',
    },
    UNKNOWN_MODULE: { decision: ask({ row: enabled }, null, NOW, 'slaes'), says: 'denied - UNKNOWN_MODULE' },
    UNKNOWN_SUBMODULE: { decision: ask({ row: enabled }, 'leeds'), says: 'denied - UNKNOWN_SUBMODULE' },
    MODULE_INACTIVE: { decision: ask({ policy: 'ALWAYS_ON' }, null, NOW, 'old'), says: 'denied - MODULE_INACTIVE' },
    UNKNOWN_STATUS: { decision: ask({ row: row('ENABLED') }), says: 'denied - UNKNOWN_STATUS' },
    NO_ORGANIZATION: { decision: missing('NO_ORGANIZATION'), says: 'denied - NO_ORGANIZATION' },
    ORGANIZATION_NOT_FOUND: {
      decision: missing('ORGANIZATION_NOT_FOUND', '404'),
      says: 'denied - ORGANIZATION_NOT_FOUND',
    },
    CHECK_FAILED: { decision: failedDecision('7', 'sales', 'leads', NOW), says: 'denied - CHECK_FAILED' },
  };

  test.each(DECISION_REASONS)('%s is given for its own case', (reason) => {
    expect(say(CASES[reason].decision)).toBe(CASES[reason].says);
    expect(CASES[reason].decision.reason).toBe(reason);
  });

  test('UNKNOWN_SUBMODULE is given for an inactive submodule too, even in a module that is always on', () => {
    expect(say(ask({ row: enabled }, 'retired'))).toBe('denied - UNKNOWN_SUBMODULE');
    expect(say(ask({ policy: 'ALWAYS_ON' }, 'retired'))).toBe('denied - UNKNOWN_SUBMODULE');
  });
});

describe('a check never fails open', () => {
  const anyKey = fc.oneof(
    fc.constantFrom('sales', 'old', 'leads', '', '__proto__', 'constructor', 'toString', 'Sales', 'sales '),
    fc.string(),
  );

  test('denies every key that is not an active module or submodule', () => {
    fc.assert(
      fc.property(
        anyKey,
        fc.option(anyKey),
        fc.constantFrom(...GATINGS),
        fc.constantFrom(...MODULE_POLICIES),
        (moduleKey, submoduleKey, gating, policy) => {
          const given = {
            policy,
            gating,
            flags: ['CRM'],
            row: row('enabled'),
            leads: true,
            overrides: [override('enabled')],
          };
          const { allowed, legacy, entitlement } = ask(given, submoduleKey, NOW, moduleKey);
          const isKnown = withPolicy(policy).isActive(moduleKey, submoduleKey);
          expect([allowed, legacy.allowed, entitlement.allowed]).toEqual([isKnown, isKnown, isKnown]);
        },
      ),
    );
  });

  test('denies a missing organization everything, even modules that are always on', () => {
    fc.assert(
      fc.property(
        scenario(),
        fc.constantFrom('NO_ORGANIZATION', 'ORGANIZATION_NOT_FOUND', 'CHECK_FAILED'),
        ({ taxonomy: one }, reason) => {
          for (const target of targets(one)) {
            const { allowed, legacy, entitlement, changesAt } = decide({
              taxonomy: one,
              organization: { found: false, reason, organizationId: '7' },
              ...target,
              at: NOW,
            });
            expect([allowed, legacy.allowed, entitlement.allowed, changesAt]).toEqual([false, false, false, null]);
          }
        },
      ),
    );
  });

  test('denies every module if the taxonomy could not be loaded', () => {
    expect(failedDecision(null, 'email', null, NOW)).toMatchObject({
      allowed: false,
      reason: 'CHECK_FAILED',
      organizationId: null,
      gating: null,
    });
  });

  test('denies a check at an invalid time instead of treating trials and overrides as unended', () => {
    expect(say(ask({ row: row('trial', FUTURE) }, null, new Date(NaN)))).toBe('denied - CHECK_FAILED');
    expect(
      say(ask({ row: row('enabled'), overrides: [override('disabled', { expiresAt: FUTURE })] }, null, new Date(NaN))),
    ).toBe('denied - CHECK_FAILED');
  });

  test.each([
    '-infinity',
    '0044-03-15 00:00:00+00 BC',
    '0044-03-15',
    'never',
    '',
    '2031-01-01T00:00:00',
    '2031-13-45T00:00:00Z',
  ])('treats a trial with the unreadable end %j as ended', (end) => {
    expect(say(ask({ row: row('trial', end) }))).toBe('denied TRIAL TRIAL_EXPIRED');
  });

  test.each([
    ['infinity', null],
    ['294276-12-31T00:00:00.000000Z', null],
    ['12026-01-01T00:00:00.000000Z', new Date('+012026-01-01T00:00:00.000Z')],
    ['2031-01-01T00:00:00.123456Z', new Date('2031-01-01T00:00:00.123Z')],
  ])('reads the notations of PostgreSQL, so a trial that ends at %s still runs', (end, changesAt) => {
    const decision = ask({ row: row('trial', end) });
    expect(say(decision)).toBe('allowed TRIAL TRIAL');
    expect(decision.changesAt).toEqual(changesAt);
  });
});

describe('for any organization, taxonomy, mapping and time', () => {
  const holds = (check: (question: Question, decision: Decision) => void, runs = 400) =>
    fc.assert(
      fc.property(scenario(), anyMoment, (one, at) => {
        for (const question of questions(one, at)) check(question, decide(question));
      }),
      { numRuns: runs },
    );

  test('a submodule is never allowed within a denied module, by flags, by entitlements, or by policy', () => {
    holds((question, sub) => {
      const module = decide({ ...question, submoduleKey: null });
      for (const [own, whole] of [
        [sub, module],
        [sub.legacy, module.legacy],
        [sub.entitlement, module.entitlement],
      ] as const) {
        if (!whole.allowed) expect(own.allowed).toBe(false);
      }
    });
  });

  test('the gating selects the side that answers, and never mixes both', () => {
    holds(({ organization }, decision) => {
      const mode = organization.found ? organization.facts.gating.mode : null;
      expect(say(decision)).toBe(say(mode === 'ENFORCE' ? decision.entitlement : decision.legacy));
      expect(decision.gating).toBe(mode);
    });
  });

  test('no override and no row changes an answer before ENFORCE', () => {
    holds((question, decision) => {
      if (!question.organization.found || decision.gating === 'ENFORCE') return;
      const bare = new OrganizationAccess({
        ...question.organization.facts,
        overrides: [],
        stored: { entitlements: [], subentitlements: [] },
      });
      expect(say(decision)).toBe(say(decide({ ...question, organization: bare })));
    });
  });

  test('no legacy flag changes an answer under ENFORCE', () => {
    holds((question, decision) => {
      if (!question.organization.found || decision.gating !== 'ENFORCE') return;
      const bare = new OrganizationAccess({
        ...question.organization.facts,
        legacy: readLegacy('7', mapping, question.taxonomy),
      });
      expect(say(decision)).toBe(say(decide({ ...question, organization: bare })));
    });
  });

  test('repeated questions, in any order, have the same answers', () => {
    fc.assert(
      fc.property(scenario(), anyMoment, anyMoment, (one, at, other) => {
        const first = questions(one, at).map((question) => say(decide(question)));
        const shared = [...questions(one, at)].reverse();
        for (const question of shared) decide({ ...question, at: other });
        expect(shared.map((question) => say(decide(question))).reverse()).toEqual(first);
      }),
    );
  });
});

describe('an organization under LEGACY', () => {
  /** The rows that a first run writes for the flags. */
  const migrated = (flags: unknown, rules: Mapping, one: Taxonomy): StoredAccess => {
    const read = readLegacyFlags(JSON.stringify(flags), rules);
    if (!read.readable) throw new Error('unreadable');
    const changes = planChanges(desiredState(read, rules, one), { entitlements: [], subentitlements: [] }, one, {
      trialDays: null,
      allowRevocations: false,
    });
    return {
      entitlements: changes.flatMap((change) =>
        change.submodule === null && change.after
          ? [{ ...change.after, module: change.module, source: 'legacy_migration' }]
          : [],
      ),
      subentitlements: changes.flatMap((change) =>
        change.submodule !== null && change.after
          ? [{ ...change.after, module: change.module, submodule: change.submodule, source: 'legacy_migration' }]
          : [],
      ),
    };
  };
  const organizations = taxonomy().chain((one) =>
    mappingWithFlags(one).map(({ mapping, value }) => ({ one, rules: mapping, flags: value })),
  );
  const decideAll = (gating: Gating, flags: unknown, rules: Mapping, one: Taxonomy) => {
    const organization = new OrganizationAccess({
      organizationId: '7',
      gating: { mode: gating, by: 'GLOBAL' },
      legacy: readLegacy(JSON.stringify(flags), rules, one),
      stored: migrated(flags, rules, one),
      overrides: [],
    });
    return targets(one).map((target) => ({
      ...target,
      decision: decide({ taxonomy: one, organization, ...target, at: NOW }),
    }));
  };

  test('has exactly the access that a run would write for its flags, and modules that need no entitlement', () => {
    fc.assert(
      fc.property(organizations, ({ one, rules, flags }) => {
        const rows = migrated(flags, rules, one);
        for (const { moduleKey, submoduleKey, decision } of decideAll('LEGACY', flags, rules, one)) {
          const module = one.module(moduleKey);
          const planned = rows.entitlements.some(
            (entitlement) => entitlement.module === moduleKey && entitlement.status !== 'disabled',
          );
          const off = rows.subentitlements.some(
            (sub) => sub.module === moduleKey && sub.submodule === submoduleKey && !sub.enabled,
          );
          const has = module?.policy === 'ENTITLEMENT' ? planned && !off : true;
          expect([moduleKey, submoduleKey, decision.allowed]).toEqual([
            moduleKey,
            submoduleKey,
            one.isActive(moduleKey, submoduleKey) && has,
          ]);
        }
      }),
      { numRuns: 800 },
    );
  });

  test('keeps every answer and status when it is migrated and then put under ENFORCE', () => {
    fc.assert(
      fc.property(organizations, ({ one, rules, flags }) => {
        const enforced = decideAll('ENFORCE', flags, rules, one);
        for (const [index, { decision }] of decideAll('LEGACY', flags, rules, one).entries()) {
          const after = enforced[index]?.decision;
          expect([after?.allowed, after?.status]).toEqual([decision.allowed, decision.status]);
        }
      }),
      { numRuns: 800 },
    );
  });
});

describe('changesAt', () => {
  test('is the exact millisecond at which the answer changes, so a cached answer is never stale', () => {
    fc.assert(
      fc.property(scenario(), anyMoment, fc.array(fc.nat(50 * 86_400_000), { maxLength: 5 }), (one, at, offsets) => {
        for (const question of questions(one, at)) {
          const decision = decide(question);
          const { changesAt } = decision;
          const later = [
            ...MOMENTS,
            ...offsets.map((offset) => new Date(at.getTime() + offset)),
            ...(changesAt ? [new Date(changesAt.getTime() - 1)] : []),
          ];
          for (const moment of later.filter((each) => each >= at && (!changesAt || each < changesAt))) {
            expect(say(decide({ ...question, at: moment }))).toBe(say(decision));
          }
          if (!changesAt) continue;
          expect(changesAt.getTime()).toBeGreaterThan(at.getTime());
          expect(say(decide({ ...question, at: changesAt }))).not.toBe(say(decision));
        }
      }),
      { numRuns: 600 },
    );
  });

  test.each<[string, Given, string | null, Date | null]>([
    ['an entitlement without trial', { row: row('enabled', FUTURE) }, null, null],
    ['a trial', { row: row('trial', FUTURE) }, null, FUTURE],
    ['a submodule within a trial', { row: row('trial', FUTURE), leads: true }, 'leads', FUTURE],
    [
      'a submodule that is off within a trial, of which only the reason changes',
      { row: row('trial', FUTURE), leads: false },
      'leads',
      FUTURE,
    ],
    ['a trial that has ended', { row: row('trial', PAST) }, null, null],
    ['an override with an end', { overrides: [override('disabled', { expiresAt: FUTURE })] }, null, FUTURE],
    [
      'a trial that ends before its override',
      { overrides: [override('trial', { trialExpiresAt: FUTURE, expiresAt: new Date('2027-01-01') })] },
      null,
      FUTURE,
    ],
    [
      'an override that ends before its trial',
      { overrides: [override('trial', { trialExpiresAt: new Date('2027-01-01'), expiresAt: FUTURE })] },
      null,
      FUTURE,
    ],
    [
      'an override whose end leaves the answer the same',
      { row: row('enabled'), leads: true, overrides: [override('enabled', { expiresAt: FUTURE })] },
      'leads',
      null,
    ],
    [
      'an override whose end leaves the answer the same until the trial below it ends',
      {
        row: row('trial', new Date('2027-01-01')),
        leads: false,
        overrides: [override('enabled', { expiresAt: FUTURE })],
      },
      'leads',
      new Date('2027-01-01'),
    ],
    [
      'an override whose end leaves only the row of a submodule within a trial',
      { row: row('trial'), leads: true, overrides: [override('enabled', { expiresAt: FUTURE })] },
      'leads',
      FUTURE,
    ],
    [
      'a trial while the legacy flags answer',
      { gating: 'SHADOW', flags: ['CRM'], row: row('trial', FUTURE) },
      null,
      null,
    ],
    ['a module that is always on', { policy: 'ALWAYS_ON', row: row('trial', FUTURE) }, null, null],
  ])('is right for %s', (_, given, submoduleKey, changesAt) => {
    expect(ask(given, submoduleKey).changesAt).toEqual(changesAt);
  });

  test('lets a trial be used to its last millisecond, and not longer', () => {
    const last = new Date(FUTURE.getTime() - 1);
    expect([last, FUTURE].map((at) => ask({ row: row('trial', FUTURE) }, null, at).allowed)).toEqual([true, false]);
    expect(
      [last, FUTURE].map((at) =>
        say(ask({ row: row('enabled'), overrides: [override('disabled', { expiresAt: FUTURE })] }, null, at)),
      ),
    ).toEqual(['denied DISABLED OVERRIDE_DISABLED', 'allowed ENABLED ENTITLED']);
  });
});

describe('the provenance of a decision', () => {
  test.each<[string, Given, string | null, object]>([
    ['no fact', {}, null, { kind: 'NONE' }],
    ['the policy', { policy: 'RBAC_ONLY' }, null, { kind: 'POLICY' }],
    ['the source of a row', { row: row('enabled') }, 'leads', { kind: 'ENTITLEMENT', source: 'billing' }],
    [
      "the source of a submodule's row",
      { row: row('enabled'), leads: false },
      'leads',
      { kind: 'SUBENTITLEMENT', source: 'support' },
    ],
    [
      'an override',
      { row: row('enabled'), overrides: [override('disabled')] },
      'leads',
      { kind: 'OVERRIDE', override: { id: '12' } },
    ],
    [
      'the newer of two overrides that SQL has left live',
      { overrides: [override('enabled', { id: '14', createdAt: NOW }), override('disabled')] },
      null,
      { override: { id: '14' } },
    ],
    [
      'a flag and its rule',
      { gating: 'LEGACY', flags: ['crm'] },
      null,
      { kind: 'LEGACY', legacyFlag: { path: 'crm' }, rule: { legacyFlag: 'enabled_modules.CRM' } },
    ],
    [
      'the flag that switches a submodule off',
      { gating: 'LEGACY', flags: { CRM: 1, route_access: { leads: 0 } } },
      'leads',
      { legacyFlag: { path: 'route_access.leads' } },
    ],
    [
      'the flag of the submodule for which a module is granted',
      { gating: 'LEGACY', flags: { route_access: { leads: 1 } } },
      'quotations',
      { legacyFlag: { path: 'route_access.leads' } },
    ],
    [
      'the strongest of several flags',
      { gating: 'LEGACY', flags: ['CRM trial', 'CRM off', 'CRM'] },
      null,
      { legacyFlag: { path: 'CRM' } },
    ],
    [
      'a flag that is off',
      { gating: 'LEGACY', flags: { CRM: 0 } },
      'leads',
      { legacyFlag: { path: 'CRM', on: false } },
    ],
    [
      "a submodule's flag that is off, if no flag grants the module",
      { gating: 'LEGACY', flags: { route_access: { leads: 0 } } },
      'leads',
      { legacyFlag: { path: 'route_access.leads' } },
    ],
    [
      'no flag and no rule without a match',
      { gating: 'LEGACY' },
      null,
      { kind: 'LEGACY', legacyFlag: null, rule: null },
    ],
  ])('names %s', (_, given, submoduleKey, expected) => {
    expect(ask(given, submoduleKey).provenance).toMatchObject(expected);
  });

  test('names a legacy rule that grants the target by itself, and none only if no rule grants the module', () => {
    fc.assert(
      fc.property(scenario(), (one) => {
        const facts = { ...one.facts, gating: { mode: 'LEGACY', by: 'GLOBAL' } as const };
        for (const question of questions({ ...one, facts }, NOW)) {
          const { legacy } = facts;
          const { allowed, provenance } = decide(question);
          if (!legacy.readable || provenance.kind !== 'LEGACY') continue;
          const { rule: named, legacyFlag } = provenance;
          if (allowed) {
            const text = named?.value ?? 'true';
            const value = { on: text === 'true', text, json: text };
            const flags = new Map(legacyFlag ? [[legacyFlag.name, { ...legacyFlag, values: [value] }]] : []);
            const empty = named?.legacyFlag === '@empty' ? 'NULL' : null;
            const alone = desiredState(
              { readable: true, shape: 'OBJECT', encoded: false, empty, nested: new Set(), flags, duplicates: [] },
              new Mapping(named ? [named] : []),
              one.taxonomy,
            );
            expect(desiredStateAllows(alone, question.moduleKey, question.submoduleKey)).toBe(true);
          } else if (!named) {
            expect(
              legacy.state.met.filter(
                ({ on, rule: met }) =>
                  on &&
                  met.targetModule === question.moduleKey &&
                  one.taxonomy.isActive(met.targetModule, met.targetSubmodule),
              ),
            ).toEqual([]);
          }
        }
      }),
      { numRuns: 600 },
    );
  });
});
