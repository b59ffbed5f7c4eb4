import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { DomainError } from '../../src/domain/errors';
import { changeRollout, enforcesMore, type RolloutChange } from '../../src/domain/rollout/change-rollout';
import { NOT_GATED, passGate, UNPROVEN_GATE } from '../../src/domain/rollout/gate';
import {
  FIRST_ROLLOUT,
  type Gating,
  gatingOf,
  GATINGS,
  type Rollout,
  rolloutPlace,
} from '../../src/domain/rollout/gating';

const mode = fc.constantFrom(...GATINGS);
const percentage = fc.oneof(fc.constantFrom(0, 1, 99, 100), fc.integer({ min: 0, max: 100 }));
/** A rollout that can be stored: ENFORCE has no percentage. */
const rollout: fc.Arbitrary<Rollout> = fc
  .record({ mode, enforcePercentage: percentage })
  .map((one) => (one.mode === 'ENFORCE' ? { ...one, enforcePercentage: 0 } : one));
const id = fc
  .oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2_147_483_647 }), fc.uuid())
  .map(String);
const own = fc.option(mode, { freq: 2 });

describe('the gating of an organization', () => {
  test.each<[string, Gating | null, Rollout, boolean | null, Gating, string]>([
    ['LEGACY at the first start', null, FIRST_ROLLOUT, null, 'LEGACY', 'GLOBAL'],
    ['the global mode', null, { mode: 'SHADOW', enforcePercentage: 0 }, null, 'SHADOW', 'GLOBAL'],
    ['the global mode ENFORCE', null, { mode: 'ENFORCE', enforcePercentage: 0 }, null, 'ENFORCE', 'GLOBAL'],
    ['ENFORCE by the percentage 100', null, { mode: 'SHADOW', enforcePercentage: 100 }, null, 'ENFORCE', 'PERCENTAGE'],
    [
      'its own row rather than the percentage',
      'LEGACY',
      { mode: 'SHADOW', enforcePercentage: 100 },
      null,
      'LEGACY',
      'ORGANIZATION',
    ],
    ['its own row rather than the global mode', 'ENFORCE', FIRST_ROLLOUT, null, 'ENFORCE', 'ORGANIZATION'],
    [
      'LEGACY by the kill switch rather than anything stored',
      'ENFORCE',
      { mode: 'ENFORCE', enforcePercentage: 0 },
      false,
      'LEGACY',
      'ENVIRONMENT',
    ],
    ['ENFORCE by the environment rather than anything stored', 'LEGACY', FIRST_ROLLOUT, true, 'ENFORCE', 'ENVIRONMENT'],
  ])('is %s', (_, ownMode, stored, environment, expected, by) => {
    expect(gatingOf('1', ownMode, stored, environment)).toEqual({ mode: expected, by });
  });

  test('comes from the environment, the own row, the percentage and the global mode, in this order', () => {
    fc.assert(
      fc.property(id, own, rollout, fc.option(fc.boolean()), (organizationId, ownMode, stored, environment) => {
        const place = Number(
          BigInt(`0x${createHash('sha256').update(Buffer.from(organizationId, 'utf8')).digest('hex')}`) % 100n,
        );
        let expected: Gating = stored.mode;
        if (place < stored.enforcePercentage) expected = 'ENFORCE';
        if (ownMode) expected = ownMode;
        if (environment === true) expected = 'ENFORCE';
        if (environment === false) expected = 'LEGACY';
        expect(gatingOf(organizationId, ownMode, stored, environment).mode).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the percentage', () => {
  // Computed independently: printf %s 42 | sha256sum, and in Python int(…, 16) % 100
  test.each([
    [1, 15],
    [2, 61],
    [42, 53],
    [1000, 48],
    [2_147_483_647, 1],
  ])('gives organization %i the place %i in every process and version', (organizationId, place) => {
    expect(rolloutPlace(String(organizationId))).toBe(place);
  });

  test('only adds organizations when it is raised', () => {
    fc.assert(
      fc.property(
        id,
        own,
        fc.constantFrom<Gating>('LEGACY', 'SHADOW'),
        percentage,
        percentage,
        (organizationId, ownMode, others, one, other) => {
          const enforced = (enforcePercentage: number) =>
            gatingOf(organizationId, ownMode, { mode: others, enforcePercentage }, null).mode === 'ENFORCE';
          if (enforced(Math.min(one, other))) expect(enforced(Math.max(one, other))).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('spreads organizations evenly over all places', () => {
    const counts = new Map<number, number>();
    for (let organizationId = 1; organizationId <= 20_000; organizationId++) {
      const place = rolloutPlace(String(organizationId));
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, place) => place));
    expect(Math.min(...counts.values())).toBeGreaterThan(140);
    expect(Math.max(...counts.values())).toBeLessThan(260);
  });

  test('enforces no organization at 0, and every organization at 100', () => {
    fc.assert(
      fc.property(id, (organizationId) => {
        expect(gatingOf(organizationId, null, { mode: 'SHADOW', enforcePercentage: 0 }, null).mode).toBe('SHADOW');
        expect(gatingOf(organizationId, null, { mode: 'SHADOW', enforcePercentage: 100 }, null).mode).toBe('ENFORCE');
      }),
    );
  });
});

describe('a change of the rollout', () => {
  const enforce: Rollout = { mode: 'ENFORCE', enforcePercentage: 0 };
  const canary: Rollout = { mode: 'SHADOW', enforcePercentage: 25 };
  const legacyCanary: Rollout = { mode: 'LEGACY', enforcePercentage: 10 };

  test.each<[string, Rollout, RolloutChange, Rollout, boolean]>([
    ['from ENFORCE to LEGACY for every organization', enforce, { mode: 'LEGACY' }, FIRST_ROLLOUT, true],
    ['from a percentage to LEGACY', canary, { mode: 'LEGACY' }, FIRST_ROLLOUT, true],
    ['to LEGACY with the percentage 0', canary, { mode: 'LEGACY', enforcePercentage: 0 }, FIRST_ROLLOUT, true],
    ['from LEGACY with a percentage to LEGACY', legacyCanary, { mode: 'LEGACY' }, FIRST_ROLLOUT, true],
    [
      "to LEGACY, keeping organizations' own ENFORCE",
      canary,
      { mode: 'LEGACY', keepOrganizations: true },
      FIRST_ROLLOUT,
      false,
    ],
    [
      "to LEGACY, not keeping organizations' own ENFORCE",
      canary,
      { mode: 'LEGACY', keepOrganizations: false, enforcePercentage: null },
      FIRST_ROLLOUT,
      true,
    ],
    ['from LEGACY to a percentage', FIRST_ROLLOUT, { mode: 'LEGACY', enforcePercentage: 10 }, legacyCanary, false],
    ['from LEGACY to SHADOW', FIRST_ROLLOUT, { mode: 'SHADOW' }, { mode: 'SHADOW', enforcePercentage: 0 }, false],
    [
      'to SHADOW, which keeps the percentage',
      legacyCanary,
      { mode: 'SHADOW' },
      { mode: 'SHADOW', enforcePercentage: 10 },
      false,
    ],
    [
      'to a higher percentage',
      canary,
      { mode: 'SHADOW', enforcePercentage: 50 },
      { mode: 'SHADOW', enforcePercentage: 50 },
      false,
    ],
    ['to ENFORCE', canary, { mode: 'ENFORCE' }, enforce, false],
    [
      'from ENFORCE to SHADOW, which does not restore an earlier percentage',
      enforce,
      { mode: 'SHADOW' },
      { mode: 'SHADOW', enforcePercentage: 0 },
      false,
    ],
  ])('is possible %s', (_, before, change, after, clearsOwnEnforce) => {
    expect(changeRollout(before, change)).toEqual({ rollout: after, clearsOwnEnforce });
  });

  test.each<[Rollout, RolloutChange, string]>([
    [canary, { mode: 'ENFORCE', enforcePercentage: 50 }, 'does not go with ENFORCE'],
    [canary, { mode: 'ENFORCE', enforcePercentage: 0 }, 'does not go with ENFORCE'],
    [canary, { mode: 'ENFORCE', enforcePercentage: 100 }, 'does not go with ENFORCE'],
    [canary, { mode: 'LEGACY', enforcePercentage: 10 }, 'must be 0 in a change to LEGACY'],
    [enforce, { mode: 'LEGACY', enforcePercentage: 100, keepOrganizations: true }, 'must be 0 in a change to LEGACY'],
    [canary, { mode: 'SHADOW', enforcePercentage: 101 }, 'must be a whole number from 0 to 100, not 101'],
    [canary, { mode: 'SHADOW', enforcePercentage: -1 }, 'must be a whole number from 0 to 100, not -1'],
    [canary, { mode: 'SHADOW', enforcePercentage: 12.5 }, 'must be a whole number from 0 to 100, not 12.5'],
    [FIRST_ROLLOUT, { mode: 'LEGACY', enforcePercentage: NaN }, 'must be a whole number from 0 to 100, not NaN'],
  ])('from %j by %j is refused', (before, change, message) => {
    const refusal = refusalOf(() => changeRollout(before, change));
    expect(refusal.code).toBe('INVALID_INPUT');
    expect(refusal.details).toEqual({
      faults: [{ field: 'input.enforcePercentage', message: expect.stringContaining(message) }],
    });
  });

  const change: fc.Arbitrary<RolloutChange> = fc.record({
    mode,
    enforcePercentage: fc.option(percentage),
    keepOrganizations: fc.option(fc.boolean()),
  });

  test('to LEGACY leaves no organization under ENFORCE, unless own rows are to be kept', () => {
    fc.assert(
      fc.property(rollout, fc.option(fc.boolean()), id, own, (before, keepOrganizations, organizationId, ownMode) => {
        const { rollout: after, clearsOwnEnforce } = changeRollout(before, { mode: 'LEGACY', keepOrganizations });
        const left = clearsOwnEnforce && ownMode === 'ENFORCE' ? null : ownMode;
        const isEnforced = gatingOf(organizationId, left, after, null).mode === 'ENFORCE';
        expect(isEnforced).toBe(ownMode === 'ENFORCE' && keepOrganizations === true);
        expect(enforcesMore(before, after)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('leads to a rollout that can be stored: a percentage from 0 to 100, and none with ENFORCE', () => {
    fc.assert(
      fc.property(rollout, change, (before, asked) => {
        try {
          const { rollout: after } = changeRollout(before, asked);
          expect(after.mode).toBe(asked.mode);
          expect(after.enforcePercentage).toBe(
            asked.mode === 'ENFORCE'
              ? 0
              : (asked.enforcePercentage ?? (asked.mode === 'LEGACY' ? 0 : before.enforcePercentage)),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('must pass the gate exactly if it puts more organizations under ENFORCE', () => {
    const organizations = Array.from({ length: 1500 }, (_, index) => String(index + 1));
    fc.assert(
      fc.property(rollout, rollout, (before, after) => {
        const isEnforced = (organizationId: string, stored: Rollout) =>
          gatingOf(organizationId, null, stored, null).mode === 'ENFORCE';
        expect(enforcesMore(before, after)).toBe(
          organizations.some((one) => isEnforced(one, after) && !isEnforced(one, before)),
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('the gate towards ENFORCE', () => {
  test('needs no acknowledgement while it is open', () => {
    const open = { open: true, reasons: [], uncheckedReadings: [] };
    for (const acknowledgement of [{}, { acknowledgeLostAccess: true }, { acknowledgeUncheckedReadings: true }])
      expect(passGate(open, acknowledgement)).toEqual(NOT_GATED);
  });

  test('names every reason while it is shut, and opens if the operator acknowledges them', () => {
    const reasons = ['3 organizations would lose access.', 'The report is an hour old.'];
    const shut = { open: false, reasons, uncheckedReadings: [] };
    const refusal = refusalOf(() => passGate(shut, { acknowledgeUncheckedReadings: true }));
    expect(refusal.code).toBe('CONFLICT');
    expect(refusal.details).toEqual({ reasons: shut.reasons });
    for (const reason of shut.reasons) expect(refusal.message).toContain(reason);
    expect(passGate(shut, { acknowledgeLostAccess: true })).toEqual({
      acknowledged: shut.reasons,
      acknowledgedLostAccess: true,
      acknowledgedUncheckedReadings: false,
    });
  });

  test('takes the acknowledgement of unchecked readings for nothing else', () => {
    const unchecked = 'The readings of 3 organizations were never checked.';
    const lost = 'Parity report 1 found 1 unexplained difference.';
    const onlyUnchecked = { open: false, reasons: [unchecked], uncheckedReadings: [unchecked] };
    const both = { open: false, reasons: [lost, unchecked], uncheckedReadings: [unchecked] };
    expect(refusalOf(() => passGate(onlyUnchecked, {})).message).toContain('--acknowledge-unchecked-readings');
    expect(passGate(onlyUnchecked, { acknowledgeUncheckedReadings: true })).toEqual({
      acknowledged: [unchecked],
      acknowledgedLostAccess: false,
      acknowledgedUncheckedReadings: true,
    });
    expect(refusalOf(() => passGate(both, { acknowledgeUncheckedReadings: true })).message).toContain(lost);
    expect(passGate(both, { acknowledgeLostAccess: true })).toEqual({
      acknowledged: [lost, unchecked],
      acknowledgedLostAccess: true,
      acknowledgedUncheckedReadings: true,
    });
  });

  test('is shut before any comparison', () => {
    expect(UNPROVEN_GATE).toMatchObject({ open: false, reasons: [expect.any(String)] });
  });
});

function refusalOf(attempt: () => unknown): DomainError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('the attempt succeeded, but a refusal was expected');
}
