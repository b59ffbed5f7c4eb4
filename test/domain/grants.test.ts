import fc from 'fast-check';
import { accessEnd, warningOf } from '../../src/domain/decision/change-warning';
import { decide } from '../../src/domain/decision/decide';
import type { Decision, Question } from '../../src/domain/decision/decision';
import { OrganizationAccess } from '../../src/domain/decision/organization-access';
import { applyChanges } from '../../src/domain/run/apply-changes';
import { isMade } from '../../src/domain/run/plan-changes';
import { type Grant, planEnds, planGrants, readGrants } from '../../src/domain/run/plan-grants';
import { DECISION_STATUSES } from '../../src/domain/status';
import { GRANT_SOURCE, RUN_SOURCE, type StoredAccess } from '../../src/domain/stored-access';
import type { AskedChange } from '../../src/domain/taxonomy/asked-change';
import { anyMoment, NOW, type Scenario, scenario, targets } from './decision-facts';
import { smallTaxonomy } from './small-taxonomy';

const known = smallTaxonomy();
const NOTHING: StoredAccess = { entitlements: [], subentitlements: [] };

const grantsOf = (...changes: readonly AskedChange[]) => readGrants(changes, known, NOW);
const after = (stored: StoredAccess, grants: readonly Grant[]) =>
  applyChanges(stored, planGrants(grants, stored, known));

describe('a grant', () => {
  test('of a module gives the whole module, also where it was granted for one submodule only', () => {
    const partial: StoredAccess = {
      entitlements: [{ module: 'sales', status: 'enabled', partial: true, trialExpiresAt: null, source: RUN_SOURCE }],
      subentitlements: [
        { module: 'sales', submodule: 'leads', enabled: true, source: RUN_SOURCE },
        { module: 'sales', submodule: 'deals', enabled: false, source: RUN_SOURCE },
      ],
    };
    expect(after(partial, grantsOf({ moduleKey: 'sales', status: 'ENABLED' }))).toEqual({
      entitlements: [
        { module: 'sales', status: 'enabled', partial: false, trialExpiresAt: null, source: GRANT_SOURCE },
      ],
      subentitlements: [{ module: 'sales', submodule: 'leads', enabled: true, source: RUN_SOURCE }],
    });
  });

  test('of one submodule of a module that the organization does not have switches the others off', () => {
    expect(after(NOTHING, grantsOf({ moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' }))).toEqual({
      entitlements: [{ module: 'sales', status: 'enabled', partial: true, trialExpiresAt: null, source: GRANT_SOURCE }],
      subentitlements: [
        { module: 'sales', submodule: 'leads', enabled: true, source: GRANT_SOURCE },
        { module: 'sales', submodule: 'deals', enabled: false, source: GRANT_SOURCE },
      ],
    });
  });

  test('of a submodule that is switched off gives nothing of a module that the organization does not have', () => {
    const off = after(NOTHING, grantsOf({ moduleKey: 'sales', submoduleKey: 'leads', status: 'DISABLED' }));
    expect(off.entitlements).toEqual([]);
  });
});

describe('the end of grants', () => {
  const granted = after(NOTHING, grantsOf({ moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' }));

  test('of the last submodule takes the module back, which was granted for its sake', () => {
    expect(applyChanges(granted, planEnds([{ module: 'sales', submodule: 'leads' }], granted))).toEqual(NOTHING);
  });

  test('of one of two submodules leaves the other, and does not give the module', () => {
    const both = after(granted, grantsOf({ moduleKey: 'sales', submoduleKey: 'deals', status: 'ENABLED' }));
    const left = applyChanges(both, planEnds([{ module: 'sales', submodule: 'leads' }], both));
    expect(left.subentitlements.map(({ submodule, enabled }) => [submodule, enabled])).toEqual([
      ['deals', true],
      ['leads', false],
    ]);
  });

  test('is refused for what was not granted, by its place, with what to do instead', () => {
    const migrated: StoredAccess = {
      entitlements: [{ module: 'hr', status: 'enabled', partial: false, trialExpiresAt: null, source: RUN_SOURCE }],
      subentitlements: [],
    };
    const ending = () =>
      planEnds(
        [
          { module: 'hr', submodule: null },
          { module: 'sales', submodule: null },
        ],
        migrated,
      );
    expect(ending).toThrow(/input\.targets\.0 names 'hr', which the organization has by 'legacy_migration'/);
    expect(ending).toThrow(/input\.targets\.1 names 'sales', of which the organization has no grant/);
  });
});

/** Changes of some targets of a scenario, each once. */
const granting = ({ taxonomy }: Scenario): fc.Arbitrary<readonly AskedChange[]> => {
  const governed = targets(taxonomy).filter(
    ({ moduleKey, submoduleKey }) =>
      taxonomy.module(moduleKey)?.policy === 'ENTITLEMENT' &&
      (submoduleKey === null ? taxonomy.module(moduleKey)?.isActive : taxonomy.isActive(moduleKey, submoduleKey)),
  );
  return fc.subarray(governed.map((_, index) => index)).chain((places) =>
    fc.tuple(
      ...places.map((place) =>
        fc.constantFrom(...DECISION_STATUSES).map((status): AskedChange => {
          const { moduleKey = '', submoduleKey = null } = governed[place] ?? {};
          return { moduleKey, submoduleKey, status: submoduleKey !== null && status === 'TRIAL' ? 'ENABLED' : status };
        }),
      ),
    ),
  );
};
const granted = scenario().chain((one) => granting(one).map((changes) => ({ ...one, changes })));

test('what is granted is what the entitlements answer afterwards, and granting it again changes nothing', () => {
  fc.assert(
    fc.property(granted, anyMoment, ({ taxonomy, facts, changes }, at) => {
      fc.pre(changes.length > 0);
      const grants = readGrants(changes, taxonomy, NOW);
      const rows = planGrants(grants, facts.stored, taxonomy);
      const stored = applyChanges(facts.stored, rows);
      expect(planGrants(grants, stored, taxonomy)).toEqual([]);
      const organization = new OrganizationAccess({ ...facts, stored, overrides: [] });
      const ask = (moduleKey: string, submoduleKey: string | null): Decision =>
        decide({ taxonomy, organization, moduleKey, submoduleKey, at });
      for (const { module, submodule, status } of grants) {
        const { allowed } = ask(module, submodule).entitlement;
        if (submodule === null) expect({ module, allowed }).toEqual({ module, allowed: status !== 'disabled' });
        else if (ask(module, null).entitlement.allowed)
          expect({ module, submodule, allowed }).toEqual({ module, submodule, allowed: status === 'enabled' });
      }
    }),
    { numRuns: 500 },
  );
});

test('a grant of one submodule never gives another one', () => {
  fc.assert(
    fc.property(granted, anyMoment, ({ taxonomy, facts, changes }, at) => {
      const only = changes.filter(({ submoduleKey }) => submoduleKey);
      fc.pre(only.length > 0);
      const rows = planGrants(readGrants(only, taxonomy, NOW), facts.stored, taxonomy);
      const allowedIn = (stored: StoredAccess) =>
        targets(taxonomy)
          .filter(({ moduleKey, submoduleKey }) => {
            const organization = new OrganizationAccess({ ...facts, stored, overrides: [] });
            return (
              submoduleKey !== null &&
              decide({ taxonomy, organization, moduleKey, submoduleKey, at }).entitlement.allowed
            );
          })
          .map(({ moduleKey, submoduleKey }) => `${moduleKey}/${submoduleKey ?? ''}`);
      const had = allowedIn(facts.stored);
      const gained = allowedIn(applyChanges(facts.stored, rows)).filter((name) => !had.includes(name));
      const asked = only.map(({ moduleKey, submoduleKey }) => `${moduleKey}/${submoduleKey ?? ''}`);
      expect(gained.filter((name) => !asked.includes(name))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('nothing that was granted is left once the grants have ended, and nothing else is touched', () => {
  fc.assert(
    fc.property(granted, ({ taxonomy, facts, changes }) => {
      fc.pre(changes.length > 0);
      const grants = readGrants(changes, taxonomy, NOW);
      const stored = applyChanges(facts.stored, planGrants(grants, facts.stored, taxonomy));
      const modules = stored.entitlements
        .filter(({ source }) => source === GRANT_SOURCE)
        .map(({ module }) => ({ module, submodule: null }));
      fc.pre(modules.length > 0);
      const rows = planEnds(modules, stored);
      const left = applyChanges(stored, rows);
      expect(left.entitlements).toEqual(stored.entitlements.filter(({ source }) => source !== GRANT_SOURCE));
      expect(rows.filter(isMade).map(({ before }) => before?.source)).toEqual(rows.map(() => GRANT_SOURCE));
    }),
    { numRuns: 300 },
  );
});

test('a warning of shorter access is given exactly where a trial ends before what the organization has', () => {
  fc.assert(
    fc.property(scenario(), anyMoment, anyMoment, ({ taxonomy, facts }, at, end) => {
      fc.pre(end > at);
      for (const { moduleKey } of targets(taxonomy).filter((one) => one.submoduleKey === null)) {
        const trial: Grant = { module: moduleKey, submodule: null, status: 'trial', trialExpiresAt: end };
        const stored = applyChanges(facts.stored, planGrants([trial], facts.stored, taxonomy));
        const ask = (one: StoredAccess, gating = facts.gating): Question => ({
          taxonomy,
          organization: new OrganizationAccess({ ...facts, gating, stored: one }),
          moduleKey,
          submoduleKey: null,
          at,
        });
        const enforced = { ...facts.gating, mode: 'ENFORCE' as const };
        const has = Math.max(accessEnd(ask(facts.stored)), accessEnd(ask(facts.stored, enforced)));
        const warning = warningOf({ ...trial, expiresAt: null }, ask(facts.stored), ask(stored));
        expect(warning === 'SHORTER_ACCESS').toBe(accessEnd(ask(stored, enforced)) < has);
        // Held to decisions at moments: whoever is not warned of has, at each, what they had.
        if (warning !== null) continue;
        for (const moment of [at, end, new Date(end.getTime() - 1), new Date(end.getTime() + 1)]) {
          if (moment < at || moment.getTime() >= has) continue;
          const later = { ...ask(stored, enforced), at: moment };
          if (accessEnd(ask(facts.stored, enforced)) > moment.getTime()) expect(decide(later).allowed).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});
