import fc from 'fast-check';
import { decide } from '../../src/domain/decision/decide';
import { OrganizationAccess } from '../../src/domain/decision/organization-access';
import { accessCountKey, UNKNOWN_KEY } from '../../src/domain/parity/access-count';
import { EXPLAINED_CAUSES, explanationOf } from '../../src/domain/parity/parity';
import { NOW, scenario, targets } from './decision-facts';

test('counts unexpected denials only under ENFORCE, and differing answers only under SHADOW', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(scenario(), ({ taxonomy, facts }) => {
      for (const target of targets(taxonomy)) {
        const decision = decide({ taxonomy, organization: new OrganizationAccess(facts), ...target, at: NOW });
        const { unexpected, differs, organizationId, gating } = accessCountKey(decision);
        expect({ organizationId, gating }).toEqual({ organizationId: '7', gating: facts.gating.mode });
        if (unexpected) expect([gating, decision.allowed, decision.legacy.allowed]).toEqual(['ENFORCE', false, true]);
        else if (gating === 'ENFORCE' && !decision.allowed && decision.legacy.allowed)
          expect(EXPLAINED_CAUSES).toContain(explanationOf(decision));
        if (decision.provenance.kind === 'OVERRIDE') expect(unexpected).toBe(false);
        if (differs) expect(gating).toBe('SHADOW');
        else if (gating === 'SHADOW') expect(decision.entitlement.allowed).toBe(decision.legacy.allowed);
        seen.add(`unexpected ${String(unexpected)}`).add(`differs ${String(differs)}`);
      }
    }),
    // One scenario in a hundred has a denial that is unexpected: so many that chance leaves none of the four out.
    { numRuns: 1_000 },
  );
  expect(seen.size).toBe(4);
});

test('counts all unknown modules, submodules and organizations under one key each', () => {
  fc.assert(
    fc.property(
      scenario(),
      fc.string(),
      fc.option(fc.string()),
      fc.boolean(),
      ({ taxonomy, facts }, moduleKey, submoduleKey, isFound) => {
        const organization = isFound
          ? new OrganizationAccess(facts)
          : { found: false as const, reason: 'ORGANIZATION_NOT_FOUND' as const, organizationId: '4711' };
        const counted = accessCountKey(decide({ taxonomy, organization, moduleKey, submoduleKey, at: NOW }));
        const names = taxonomy.modules.map(({ key }) => key);
        expect([UNKNOWN_KEY, ...names]).toContain(counted.moduleKey);
        expect([
          '',
          UNKNOWN_KEY,
          ...taxonomy.modules.flatMap(({ submodules }) => submodules.map(({ key }) => key)),
        ]).toContain(counted.submoduleKey);
        expect(counted.organizationId).toBe(isFound ? '7' : null);
      },
    ),
  );
});
