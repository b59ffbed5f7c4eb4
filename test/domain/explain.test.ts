import fc from 'fast-check';
import { decide } from '../../src/domain/decision/decide';
import type { Question } from '../../src/domain/decision/decision';
import { explain, type Explanation } from '../../src/domain/decision/explain';
import { OrganizationAccess, readLegacy } from '../../src/domain/decision/organization-access';
import type { Override } from '../../src/domain/decision/override';
import { Mapping, type MappingRule } from '../../src/domain/legacy/mapping';
import { type Gating, GATINGS, type GatingSource } from '../../src/domain/rollout/gating';
import type { EntitlementRow } from '../../src/domain/stored-access';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { anyMoment, FUTURE, NOW, PAST, questions, scenario } from './decision-facts';

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
  { id: 2, key: 'email', policy: 'ALWAYS_ON', isActive: true, submodules: [] },
  { id: 3, key: 'settings', policy: 'RBAC_ONLY', isActive: true, submodules: [] },
  { id: 4, key: 'old', policy: 'ENTITLEMENT', isActive: false, submodules: [] },
]);
const rule = (legacyFlag: string, targetSubmodule: string | null, rest: Partial<MappingRule> = {}): MappingRule => ({
  legacyFlag,
  legacyRoutePattern: null,
  targetModule: 'sales',
  targetSubmodule,
  defaultStatus: 'enabled',
  notes: null,
  ...rest,
});
const mapping = new Mapping([
  rule('enabled_modules.CRM', null, { legacyRoutePattern: '/crm/*' }),
  rule('enabled_modules.Trial', null, { defaultStatus: 'trial' }),
  rule('enabled_modules.Off', null, { defaultStatus: 'disabled' }),
  rule('route_access.leads', 'leads'),
  rule('route_access.retired', 'retired'),
]);
const LATER = new Date('2027-01-01T09:30:15.000Z');
const NAMES = { organization: 'Acme Corp', module: 'Sales', submodule: 'Leads' };

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

interface Given {
  readonly gating?: Gating;
  readonly by?: GatingSource;
  readonly flags?: unknown;
  readonly rules?: Mapping;
  readonly row?: Partial<EntitlementRow>;
  readonly leads?: boolean;
  readonly overrides?: readonly Override[];
  readonly module?: string;
  readonly submodule?: string;
}

function question({
  gating = 'ENFORCE',
  by = 'GLOBAL',
  flags = null,
  rules = mapping,
  row,
  leads,
  overrides = [],
  module = 'sales',
  submodule,
}: Given): Question {
  const organization = new OrganizationAccess({
    organizationId: '7',
    gating: { mode: gating, by },
    legacy: readLegacy(JSON.stringify(flags), rules, known),
    stored: {
      entitlements: row
        ? [{ module: 'sales', status: 'enabled', trialExpiresAt: null, partial: false, source: 'billing', ...row }]
        : [],
      subentitlements:
        leads === undefined ? [] : [{ module: 'sales', submodule: 'leads', enabled: leads, source: 'support' }],
    },
    overrides,
  });
  return { taxonomy: known, organization, moduleKey: module, submoduleKey: submodule ?? null, at: NOW };
}

describe('the message that a support agent reads out', () => {
  test.each<[string, Given, string]>([
    ['ALWAYS_ON', { module: 'email' }, 'Acme Corp may use Sales: it is always on, for every organization.'],
    [
      'RBAC_ONLY',
      { module: 'settings' },
      'Acme Corp may use Sales: every organization has it, and the role of a user decides what that user may do there.',
    ],
    ['LEGACY_ON', { gating: 'LEGACY', flags: ['CRM'] }, "Acme Corp may use Sales: its legacy flag 'CRM' is on."],
    [
      'LEGACY_ON',
      { gating: 'LEGACY', flags: ['trial'], submodule: 'leads' },
      "Acme Corp may use Leads in Sales: its legacy flag 'trial' is on, as a trial.",
    ],
    [
      'LEGACY_ON',
      { gating: 'LEGACY', rules: new Mapping([rule('*', null)]) },
      'Acme Corp may use Sales: the mapping gives it to every organization.',
    ],
    ['LEGACY_OFF', { gating: 'LEGACY' }, 'Acme Corp may not use Sales: no legacy flag that is on gives it.'],
    [
      'LEGACY_OFF',
      { gating: 'LEGACY', flags: { CRM: 'no' } },
      "Acme Corp may not use Sales: its legacy flag 'CRM' is off.",
    ],
    [
      'LEGACY_OFF',
      {
        gating: 'LEGACY',
        flags: { CRM: 'premium' },
        rules: new Mapping([{ ...rule('enabled_modules.CRM', null), value: 'basic' }]),
      },
      "Acme Corp may not use Sales: its legacy flag 'CRM' is 'premium', not 'basic'.",
    ],
    [
      'LEGACY_OFF',
      { gating: 'LEGACY', flags: ['Off'] },
      "Acme Corp may not use Sales: its legacy flag 'Off' gives Sales the status 'disabled'.",
    ],
    [
      'LEGACY_OFF',
      { gating: 'LEGACY', rules: new Mapping([rule('*', null, { defaultStatus: 'disabled' })]) },
      "Acme Corp may not use Sales: the mapping gives Sales the status 'disabled'.",
    ],
    [
      'LEGACY_OFF',
      { gating: 'LEGACY', flags: { route_access: { leads: 1 } }, submodule: 'quotations' },
      "Acme Corp may not use Leads in Sales: its legacy flag 'route_access.leads' gives other parts of Sales only.",
    ],
    [
      'LEGACY_OFF',
      { gating: 'SHADOW', overrides: [override('enabled')] },
      'Acme Corp may not use Sales: no legacy flag that is on gives it. ' +
        'An override of it is kept, but does not count as long as the legacy flags answer.',
    ],
    [
      'LEGACY_ON',
      {
        gating: 'LEGACY',
        flags: ['CRM'],
        overrides: [override('disabled', { submodule: 'leads' })],
        submodule: 'leads',
      },
      "Acme Corp may use Leads in Sales: its legacy flag 'CRM' is on. " +
        'An override of it is kept, but does not count as long as the legacy flags answer.',
    ],
    [
      'LEGACY_ON',
      { gating: 'LEGACY', flags: ['CRM'], overrides: [override('disabled', { endedAt: PAST })] },
      "Acme Corp may use Sales: its legacy flag 'CRM' is on.",
    ],
    [
      'LEGACY_UNREADABLE',
      { gating: 'LEGACY', flags: { CRM: 'maybe' } },
      'Acme Corp may not use Sales: its legacy flags cannot be read ("maybe" at CRM is neither on nor off).',
    ],
    [
      'OVERRIDE_ENABLED',
      { overrides: [override('enabled')] },
      'Acme Corp may use Sales: an override enables it until further notice.',
    ],
    [
      'OVERRIDE_ENABLED',
      { overrides: [override('enabled', { expiresAt: FUTURE })] },
      'Acme Corp may use Sales: an override enables it until 2026-05-01 00:00 UTC. From 2026-05-01 00:00 UTC on: ' +
        'denied (NOT_ENTITLED).',
    ],
    [
      'OVERRIDE_DISABLED',
      { row: {}, overrides: [override('disabled', { submodule: 'leads', expiresAt: FUTURE })], submodule: 'leads' },
      'Acme Corp may not use Leads in Sales: an override disables it until 2026-05-01 00:00 UTC. ' +
        'From 2026-05-01 00:00 UTC on: allowed (ENTITLED).',
    ],
    [
      'OVERRIDE_TRIAL',
      { overrides: [override('trial')] },
      'Acme Corp may use Sales: an override gives it as a trial without an end.',
    ],
    [
      'OVERRIDE_TRIAL',
      { overrides: [override('trial', { trialExpiresAt: FUTURE, expiresAt: LATER })] },
      'Acme Corp may use Sales: an override gives it as a trial until 2026-05-01 00:00 UTC. ' +
        'From 2026-05-01 00:00 UTC on: denied (TRIAL_EXPIRED).',
    ],
    [
      'TRIAL_EXPIRED',
      { row: {}, overrides: [override('trial', { trialExpiresAt: PAST, expiresAt: LATER })] },
      'Acme Corp may not use Sales: its trial of Sales ended on 2026-02-01 00:00 UTC. ' +
        'From 2027-01-01 09:30:15 UTC on: allowed (ENTITLED).',
    ],
    [
      'ENTITLED',
      { row: {}, submodule: 'leads' },
      'Acme Corp may use Leads in Sales: its entitlement to Sales is enabled.',
    ],
    [
      'TRIAL',
      { row: { status: 'trial', trialExpiresAt: '2026-05-01T00:00:00.000000Z' } },
      'Acme Corp may use Sales: its trial of Sales runs until 2026-05-01 00:00 UTC. ' +
        'From 2026-05-01 00:00 UTC on: denied (TRIAL_EXPIRED).',
    ],
    ['TRIAL', { row: { status: 'trial' } }, 'Acme Corp may use Sales: its trial of Sales runs without an end.'],
    [
      'TRIAL_EXPIRED',
      { row: { status: 'trial', trialExpiresAt: '-infinity' } },
      'Acme Corp may not use Sales: its trial of Sales has ended.',
    ],
    ['NOT_ENTITLED', {}, 'Acme Corp may not use Sales: it has no entitlement to Sales.'],
    [
      'MODULE_DISABLED',
      { row: { status: 'disabled' } },
      'Acme Corp may not use Sales: its entitlement to Sales is disabled.',
    ],
    [
      'SUBMODULE_ENABLED',
      { row: {}, leads: true, submodule: 'leads' },
      'Acme Corp may use Leads in Sales: it is switched on within Sales.',
    ],
    [
      'SUBMODULE_ENABLED',
      { row: { status: 'trial' }, leads: true, submodule: 'leads' },
      'Acme Corp may use Leads in Sales: it is switched on, as long as the trial of Sales runs.',
    ],
    [
      'SUBMODULE_DISABLED',
      { row: {}, leads: false, submodule: 'leads' },
      'Acme Corp may not use Leads in Sales: it is switched off within Sales.',
    ],
    [
      'UNKNOWN_STATUS',
      { row: { status: 'suspended' } },
      "Acme Corp may not use Sales: its entitlement to Sales has the status 'suspended', which is unknown.",
    ],
    [
      'UNKNOWN_STATUS',
      { row: {}, overrides: [override('trial', { submodule: 'leads' })], submodule: 'leads' },
      "Acme Corp may not use Leads in Sales: an override gives it the status 'trial', which it cannot have.",
    ],
    [
      'MODULE_INACTIVE',
      { module: 'old' },
      'Acme Corp may not use Sales: the module is inactive, and no organization has it.',
    ],
    [
      'UNKNOWN_SUBMODULE',
      { submodule: 'retired' },
      'Acme Corp may not use Leads in Sales: the submodule is inactive, and no organization has it.',
    ],
  ])('says why and until when, for reason %s (case %#)', (reason, given, message) => {
    const { decision, message: found } = explain(question(given), NAMES);
    expect([decision.reason, found]).toEqual([reason, message]);
  });

  test.each<[string, Given, string]>([
    [
      'UNKNOWN_MODULE',
      { module: 'slaes' },
      "Organization 7 may not use 'slaes' (did you mean 'sales'?): there is no such module.",
    ],
    [
      'UNKNOWN_SUBMODULE',
      { submodule: 'leeds' },
      "Organization 7 may not use 'leeds' (did you mean 'leads'?) in sales: there is no such submodule.",
    ],
    [
      'UNKNOWN_MODULE',
      { module: 'x'.repeat(500), submodule: 'leads' },
      `Organization 7 may not use 'leads' in '${'x'.repeat(60)}…': there is no such module.`,
    ],
    [
      'ENTITLED',
      { row: {}, submodule: 'leads' },
      'Organization 7 may use leads in sales: its entitlement to sales is enabled.',
    ],
  ])('uses the id and the keys if it has no names, for reason %s (case %#)', (reason, given, message) => {
    const { decision, message: found } = explain(question(given));
    expect([decision.reason, found]).toEqual([reason, message]);
  });

  test.each([
    [
      'NO_ORGANIZATION',
      null,
      'The caller may not use Sales: the check names no organization, and the caller has none.',
    ],
    ['ORGANIZATION_NOT_FOUND', '404', 'Organization 404 may not use Sales: there is no such organization.'],
    [
      'CHECK_FAILED',
      '7',
      'Organization 7 may not use Sales: the decision could not be looked up just now, and access is denied ' +
        'until it can be.',
    ],
    [
      'CHECK_FAILED',
      null,
      'The organization may not use Sales: the decision could not be looked up just now, and access is denied ' +
        'until it can be.',
    ],
  ] as const)('says that no organization was found, for reason %s and id %s', (reason, organizationId, message) => {
    const { message: found, steps } = explain(
      { ...question({}), organization: { found: false, reason, organizationId } },
      { module: 'Sales' },
    );
    expect(found).toBe(message);
    expect(steps.at(-1)).toEqual({ rule: 'RESULT', outcome: 'DENIED', detail: `Denied: ${reason}.` });
  });
});

describe('the steps of an explanation', () => {
  const steps = (given: Given): readonly string[] =>
    explain(question(given)).steps.map(({ rule: name, outcome, detail }) => `${name} ${outcome}: ${detail}`);

  test('name flags, rules, overrides, rows, gating and result', () => {
    expect(
      steps({
        gating: 'ENFORCE',
        by: 'PERCENTAGE',
        flags: { CRM: true, Mystery: 1, route_access: { leads: false, retired: true } },
        row: {
          status: 'trial',
          trialExpiresAt: '2026-05-01T00:00:00.000000Z',
          partial: true,
          source: 'legacy_migration',
        },
        leads: false,
        overrides: [
          override('enabled', { id: '11', expiresAt: PAST, endedAt: NOW }),
          override('enabled', { id: '12', submodule: 'leads', expiresAt: FUTURE }),
        ],
        submodule: 'leads',
      }),
    ).toEqual([
      "MODULE NEXT: Module 'sales' is known and active.",
      "SUBMODULE NEXT: Submodule 'leads' is known and active.",
      'ORGANIZATION NEXT: Organization 7 exists.',
      "POLICY NEXT: The module's policy is ENTITLEMENT: it has to be granted.",
      "LEGACY_FLAGS NEXT: The legacy flags can be read; no rule knows 'Mystery'.",
      "LEGACY_RULES WOULD_DENY: Rules met: 'CRM' is on → sales enabled (/crm/*); " +
        "'route_access.leads' is off → sales/leads enabled; " +
        "'route_access.retired' is on → sales/retired enabled (an inactive target).",
      'MODULE_OVERRIDE NEXT: No override is live; ' +
        'the last one, override 11 (enabled, in force until 2026-02-01 00:00 UTC), ended on 2026-02-01 00:00 UTC.',
      "ENTITLEMENT ALLOWED: Its entitlement is 'trial', until 2026-05-01 00:00 UTC, for the sake of some " +
        "submodules (source 'legacy_migration').",
      'SUBMODULE_OVERRIDE ALLOWED: Override 12 (enabled, in force until 2026-05-01 00:00 UTC) is live.',
      "GATING NEXT: Gating is ENFORCE, set by the rollout's percentage, in which it has place 49 of 0 to 99: " +
        'entitlements answer.',
      'RESULT ALLOWED: Allowed: OVERRIDE_ENABLED. From 2026-05-01 00:00 UTC on: denied (TRIAL_EXPIRED).',
    ]);
  });

  test('show under SHADOW that an override would deny what a flag allows', () => {
    expect(
      steps({ gating: 'SHADOW', by: 'ORGANIZATION', flags: ['CRM'], row: {}, overrides: [override('disabled')] }).slice(
        3,
      ),
    ).toEqual([
      'LEGACY_FLAGS NEXT: The legacy flags can be read; a rule knows each.',
      "LEGACY_RULES ALLOWED: Rules met: 'CRM' is on → sales enabled (/crm/*).",
      'MODULE_OVERRIDE WOULD_DENY: Override 12 (disabled, in force until further notice) is live; ' +
        'it is kept, but does not count before ENFORCE.',
      "GATING NEXT: Gating is SHADOW, set by the organization's own rollout: " +
        'the legacy flags answer, and entitlements would deny (OVERRIDE_DISABLED).',
      'RESULT ALLOWED: Allowed: LEGACY_ON.',
    ]);
  });

  test('show the last override that was ended, and that a denied module denies its submodules', () => {
    const ended = override('trial', {
      trialExpiresAt: FUTURE,
      expiresAt: FUTURE,
      endedAt: new Date('2026-02-15T08:00:00.000Z'),
    });
    expect(steps({ flags: { CRM: [] }, leads: true, overrides: [ended], submodule: 'leads' }).slice(4)).toEqual([
      'LEGACY_FLAGS WOULD_DENY: The legacy flags cannot be read: [] at CRM is neither on nor off.',
      'MODULE_OVERRIDE NEXT: No override is live; ' +
        'the last one, override 12 (trial ending 2026-05-01 00:00 UTC, in force until 2026-05-01 00:00 UTC), ended ' +
        'on 2026-02-15 08:00 UTC.',
      'ENTITLEMENT DENIED: The organization has no entitlement to the module. ' +
        'A submodule is never allowed within a denied module.',
      'GATING NEXT: Gating is ENFORCE, set for all organizations: entitlements answer.',
      'RESULT DENIED: Denied: NOT_ENTITLED.',
    ]);
  });

  test.each<[string, Given, readonly string[]]>([
    [
      'an unknown module',
      { module: 'slaes' },
      ["MODULE DENIED: Module 'slaes' is unknown.", 'RESULT DENIED: Denied: UNKNOWN_MODULE.'],
    ],
    [
      'an inactive module',
      { module: 'old' },
      [
        "MODULE DENIED: Module 'old' is inactive, and no organization has it.",
        'RESULT DENIED: Denied: MODULE_INACTIVE.',
      ],
    ],
    [
      'an unknown submodule',
      { submodule: 'leeds' },
      [
        "MODULE NEXT: Module 'sales' is known and active.",
        "SUBMODULE DENIED: Submodule 'leeds' is unknown.",
        'RESULT DENIED: Denied: UNKNOWN_SUBMODULE.',
      ],
    ],
    [
      'an inactive submodule',
      { submodule: 'retired' },
      [
        "MODULE NEXT: Module 'sales' is known and active.",
        "SUBMODULE DENIED: Submodule 'retired' is inactive, and no organization has it.",
        'RESULT DENIED: Denied: UNKNOWN_SUBMODULE.',
      ],
    ],
    [
      'a module that is always on',
      { module: 'email' },
      [
        "MODULE NEXT: Module 'email' is known and active.",
        'ORGANIZATION NEXT: Organization 7 exists.',
        "POLICY ALLOWED: The module's policy is ALWAYS_ON: every organization has it, whatever is stored.",
        'RESULT ALLOWED: Allowed: ALWAYS_ON.',
      ],
    ],
  ])('end with the first rule that answers, for %s', (_, given, expected) => {
    expect(steps(given)).toEqual(expected);
  });

  test.each<[GatingSource, string]>([
    ['ENVIRONMENT', 'set by ENABLE_ENTITLEMENTS_GATING in the environment'],
    ['ORGANIZATION', "set by the organization's own rollout"],
    ['PERCENTAGE', "set by the rollout's percentage, in which it has place 49 of 0 to 99"],
    ['GLOBAL', 'set for all organizations'],
  ])('say that the gating was set by %s', (by, words) => {
    expect(steps({ by }).at(-2)).toBe(`GATING NEXT: Gating is ENFORCE, ${words}: entitlements answer.`);
  });

  test('shorten a long list of flags to its first 10', () => {
    const flags = Array.from({ length: 14 }, (_, index) => `Mystery ${index + 1}`);
    expect(steps({ flags })[3]).toMatch(/'Mystery 10', and 4 more\.$/);
  });
});

describe('an explanation', () => {
  const asked = (runs: number, check: (one: Question, explained: Explanation) => void) =>
    fc.assert(
      fc.property(scenario(), anyMoment, (one, at) => {
        for (const each of questions(one, at)) check(each, explain(each, NAMES));
      }),
      { numRuns: runs },
    );
  const isVerdict = (outcome: string) => outcome === 'ALLOWED' || outcome === 'DENIED';

  test('contains the decision that is made without it', () => {
    asked(300, (each, { decision }) => {
      const { question: own, ...plain } = decide(each);
      expect(own).toBe(each);
      expect(decision).toMatchObject(plain);
    });
  });

  test('has a message with organization, target, verdict and the next change of its decision', () => {
    asked(300, (each, { decision, message }) => {
      const target = each.submoduleKey === null ? 'Sales' : 'Leads in Sales';
      expect(message.startsWith(`Acme Corp ${decision.allowed ? 'may use' : 'may not use'} ${target}: `)).toBe(true);
      expect(message.endsWith('.')).toBe(true);
      // The message quotes names and values of flags, and names unreadable ones, which can contain any text.
      if (decision.reason !== 'LEGACY_UNREADABLE')
        expect(message.replaceAll(/'.*'/gs, '')).not.toMatch(/undefined|null|NaN|Infinity|Invalid/);
      expect(message.includes('From ')).toBe(decision.changesAt !== null);
    });
  });

  test('has the verdict of the last step that counts, and marks steps of the other side as WOULD', () => {
    asked(300, (_, { decision, steps }) => {
      const verdict = decision.allowed ? 'ALLOWED' : 'DENIED';
      expect(steps.at(-1)).toMatchObject({ rule: 'RESULT', outcome: verdict });
      expect(steps.at(-1)?.detail).toContain(`: ${decision.reason}.`);
      expect(
        steps
          .slice(0, -1)
          .filter(({ outcome }) => isVerdict(outcome))
          .at(-1)?.outcome,
      ).toBe(verdict);
      expect(steps.filter(({ rule: name }) => name === 'RESULT')).toHaveLength(1);
      const other = decision.gating === 'ENFORCE' ? /^LEGACY_/ : /OVERRIDE|ENTITLEMENT/;
      for (const { rule: name, outcome } of steps) {
        if (outcome.startsWith('WOULD_')) expect(name).toMatch(other);
        else if (outcome !== 'NEXT') expect(name).not.toMatch(other);
      }
      for (const { rule: name, detail } of steps.filter((step) => step.rule !== 'LEGACY_FLAGS')) {
        // What is quoted is the organization's own; names and values of its flags may have blanks and quotes.
        const quoted = name === 'LEGACY_RULES' || name === 'RESULT' ? /'.*'/gs : /'[^ ]*'/g;
        expect(detail.replaceAll(quoted, '')).not.toMatch(/undefined|null|NaN|Infinity|Invalid/);
      }
    });
  });

  test('shows the answer of the other side as the decision does', () => {
    asked(300, (_, { decision, steps }) => {
      const would = steps.filter(({ outcome }) => outcome.startsWith('WOULD_')).at(-1);
      if (!would) return;
      const other = decision.gating === 'ENFORCE' ? decision.legacy : decision.entitlement;
      expect(would.outcome).toBe(other.allowed ? 'WOULD_ALLOW' : 'WOULD_DENY');
    });
  });

  test.each(GATINGS)('hides the actor and the reason of an override from members, under %s', (gating) => {
    const secret = { ...override('disabled', { expiresAt: FUTURE }), reason: 'does not pay', actorId: 'ann' };
    const { message, steps } = explain(question({ gating, row: {}, overrides: [secret] }), NAMES);
    expect(JSON.stringify([message, steps])).not.toMatch(/does not pay|ann\b/);
  });
});
