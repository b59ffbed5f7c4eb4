import fc from 'fast-check';
import type { Actor } from '../../src/domain/actor';
import {
  changeLimitOf,
  refuseLongEnds,
  refuseLongGrants,
  refuseLongOverrides,
  refuseLongRevocations,
} from '../../src/domain/decision/change-limit';
import { decide } from '../../src/domain/decision/decide';
import { OrganizationAccess, type OrganizationFacts } from '../../src/domain/decision/organization-access';
import { type NewOverride, type Override, readOverrides, replacedOverrides } from '../../src/domain/decision/override';
import { DomainError, type Fault } from '../../src/domain/errors';
import { applyChanges } from '../../src/domain/run/apply-changes';
import { planEnds, planGrants, readGrants } from '../../src/domain/run/plan-grants';
import { DECISION_STATUSES } from '../../src/domain/status';
import { GRANT_SOURCE, type StoredAccess } from '../../src/domain/stored-access';
import type { AskedChange } from '../../src/domain/taxonomy/asked-change';
import type { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { NOW, type Scenario, scenario, targets } from './decision-facts';
import { smallTaxonomy } from './small-taxonomy';

const DAYS = 30;
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY_MS);
const support: Actor = { id: 'sue', role: 'SUPPORT', organizationId: null };
const admin: Actor = { id: 'ann', role: 'SUPER_ADMIN', organizationId: null };
const limit = changeLimitOf(support, DAYS, NOW);
const known = smallTaxonomy();

/** The fields that are refused, each with why; none if nothing is. */
function refused(work: () => void): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'FORBIDDEN') throw error;
    const { faults } = error.details;
    return Array.isArray(faults) ? faults.map(({ field, message }: Fault) => `${field} ${message}`) : [];
  }
}

const sales = (expiresAt: Date | null): NewOverride => ({
  ...{ module: 'sales', submodule: null, status: 'enabled', trialExpiresAt: null },
  expiresAt,
});
const standing = (expiresAt: Date | null): Override => ({
  ...sales(expiresAt),
  ...{ id: '1', createdAt: NOW, endedAt: null },
});

test('a super admin has no limit', () => {
  expect(changeLimitOf(admin, DAYS, NOW)).toBeNull();
  refuseLongOverrides(null, [sales(null)], { overrides: [standing(null)], at: NOW });
});

describe('support may override', () => {
  const override = (end: Date | null, ...overrides: readonly Override[]) =>
    refused(() => refuseLongOverrides(limit, [sales(end)], { overrides, at: NOW }));

  test('until the last moment of its days, and no longer', () => {
    expect(override(inDays(DAYS))).toEqual([]);
    expect(override(new Date(inDays(DAYS).getTime() + 1))).toEqual([
      'input.expiresAt is 2026-03-31 12:00:00.001 UTC, and must be 2026-03-31 12:00 UTC or earlier',
    ]);
    expect(override(null)).toEqual(['input.expiresAt must be given, and be 2026-03-31 12:00 UTC or earlier']);
  });

  test('over an override that ends within its days, without making it last longer', () => {
    expect(override(inDays(5), standing(inDays(5)))).toEqual([]);
    expect(override(inDays(6), standing(inDays(5)))).toEqual([
      "input.changes.0 would outlast the override of 'sales' that ends at 2026-03-06 12:00 UTC",
    ]);
  });

  test('over none that lasts longer', () => {
    expect(override(inDays(1), standing(null))).toEqual([
      "input.changes.0 would replace the override of 'sales' that has no end",
    ]);
    expect(override(inDays(1), standing(inDays(31)))).toEqual([
      "input.changes.0 would replace the override of 'sales' that ends at 2026-04-01 12:00 UTC",
    ]);
  });

  test('over one that has ended or expired, or is of another target', () => {
    expect(override(inDays(9), { ...standing(null), endedAt: NOW })).toEqual([]);
    expect(override(inDays(9), standing(NOW))).toEqual([]);
    expect(override(inDays(9), { ...standing(null), submodule: 'leads' })).toEqual([]);
  });
});

test('support may revoke what ends within its days, and nothing else', () => {
  expect(refused(() => refuseLongRevocations(limit, [standing(inDays(DAYS))], ['1']))).toEqual([]);
  expect(refused(() => refuseLongRevocations(limit, [standing(null)], ['7', '1']))).toEqual([
    "input.overrideIds.1 names the override of 'sales' that has no end",
  ]);
});

describe('support may grant', () => {
  const NOTHING: StoredAccess = { entitlements: [], subentitlements: [] };
  const grant = (change: AskedChange, stored = NOTHING) => {
    const grants = readGrants([change], known, NOW);
    return refused(() => refuseLongGrants(limit, grants, planGrants(grants, stored, known)));
  };
  const row = (status: string, trialExpiresAt: Date | null): StoredAccess => ({
    ...NOTHING,
    entitlements: [
      { module: 'sales', status, partial: false, trialExpiresAt: trialExpiresAt?.toISOString() ?? null, source: 'x' },
    ],
  });
  const trial = (days: number): AskedChange => ({ moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: inDays(days) });

  test('trials that end within its days, and nothing that has no end', () => {
    expect(grant(trial(DAYS))).toEqual([]);
    expect(grant(trial(DAYS + 1))).toHaveLength(1);
    expect(grant({ moduleKey: 'sales', status: 'TRIAL' })).toHaveLength(1);
    for (const status of ['ENABLED', 'DISABLED'] as const) {
      expect(grant({ moduleKey: 'sales', status })).toHaveLength(1);
      expect(grant({ moduleKey: 'sales', submoduleKey: 'leads', status })).toHaveLength(1);
    }
  });

  test('over what is denied or ends within its days, and not over what lasts longer', () => {
    expect(grant(trial(5), row('disabled', null))).toEqual([]);
    expect(grant(trial(20), row('trial', inDays(10)))).toEqual([]);
    for (const stored of [row('enabled', null), row('trial', null), row('trial', inDays(31)), row('odd', null)])
      expect(grant(trial(5), stored)).toEqual([
        "input.changes.0 would replace what the organization has of 'sales', which lasts longer",
      ]);
  });
});

describe('once the days of support have passed, an organization has what it would have without its', () => {
  const later = fc.constantFrom(DAYS * DAY_MS, DAYS * DAY_MS + 1, 400 * DAY_MS).map((ms) => new Date(+NOW + ms));
  const answers = (taxonomy: Taxonomy, facts: OrganizationFacts, at: Date) => {
    const organization = new OrganizationAccess(facts);
    return targets(taxonomy).map((target) => decide({ taxonomy, organization, ...target, at }).entitlement.allowed);
  };
  const asked = ({ taxonomy }: Scenario): fc.Arbitrary<readonly AskedChange[]> =>
    fc
      .array(
        fc.record({
          target: fc.constantFrom(...targets(taxonomy)),
          status: fc.constantFrom(...DECISION_STATUSES),
          trialExpiresAt: fc.constantFrom(null, ...[1, 5, 30, 31].map(inDays)),
        }),
        { minLength: 1, maxLength: 2 },
      )
      .map((all) =>
        all.map(({ target, status, trialExpiresAt }) => ({
          ...target,
          status,
          trialExpiresAt: status === 'TRIAL' ? trialExpiresAt : null,
        })),
      );
  /** With rows that are grants, which can be ended. */
  const granted = scenario().map((all) => {
    const { entitlements, subentitlements } = all.facts.stored;
    const stored = {
      entitlements: entitlements.map((row) => ({ ...row, source: GRANT_SOURCE })),
      subentitlements: subentitlements.map((row) => ({ ...row, source: GRANT_SOURCE })),
    };
    return { ...all, facts: { ...all.facts, stored } };
  });
  const end = fc.constantFrom(null, ...[1, 2, 29, 30, 31].map(inDays));
  const world = granted.chain((all) =>
    fc.record({ all: fc.constant(all), changes: asked(all), at: later, expiresAt: end }),
  );
  /** Counts the worlds in which something was allowed, since refusing everything would keep the promise, too. */
  const holds = (after: (one: typeof world extends fc.Arbitrary<infer One> ? One : never) => OrganizationFacts) => {
    let allowed = 0;
    fc.assert(
      fc.property(world, (one) => {
        const { taxonomy, facts } = one.all;
        let changed: OrganizationFacts;
        try {
          changed = after(one);
        } catch (error) {
          if (error instanceof DomainError) return;
          throw error;
        }
        allowed++;
        expect(answers(taxonomy, changed, one.at)).toEqual(answers(taxonomy, facts, one.at));
      }),
      { numRuns: 3_000 },
    );
    expect(allowed).toBeGreaterThan(10);
  };

  test('overrides', () => {
    holds(({ all: { taxonomy, facts }, changes, expiresAt }) => {
      const made = readOverrides({ changes, expiresAt }, taxonomy, NOW);
      refuseLongOverrides(limit, made, { overrides: facts.overrides, at: NOW });
      const replaced = replacedOverrides(facts.overrides, made);
      const left = facts.overrides.map((one) => (replaced.includes(one) ? { ...one, endedAt: NOW } : one));
      return {
        ...facts,
        overrides: [...left, ...made.map((one) => ({ ...one, id: null, createdAt: NOW, endedAt: null }))],
      };
    });
  });

  test('revocations', () => {
    holds(({ all: { facts }, changes }) => {
      const revoked = replacedOverrides(
        facts.overrides,
        changes.map(({ moduleKey, submoduleKey = null }) => ({ module: moduleKey, submodule: submoduleKey })),
      );
      refuseLongRevocations(limit, revoked, []);
      return {
        ...facts,
        overrides: facts.overrides.map((one) => (revoked.includes(one) ? { ...one, endedAt: NOW } : one)),
      };
    });
  });

  test('grants', () => {
    holds(({ all: { taxonomy, facts }, changes }) => {
      const grants = readGrants(changes, taxonomy, NOW);
      const rows = planGrants(grants, facts.stored, taxonomy);
      refuseLongGrants(limit, grants, rows);
      return { ...facts, stored: applyChanges(facts.stored, rows) };
    });
  });

  test('ends of grants', () => {
    holds(({ all: { facts }, changes }) => {
      const ended = changes.map(({ moduleKey, submoduleKey = null }) => ({
        module: moduleKey,
        submodule: submoduleKey,
      }));
      const rows = planEnds(ended, facts.stored);
      refuseLongEnds(limit, ended, rows);
      return { ...facts, stored: applyChanges(facts.stored, rows) };
    });
  });
});
