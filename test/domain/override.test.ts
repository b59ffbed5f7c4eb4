import fc from 'fast-check';
import { decide } from '../../src/domain/decision/decide';
import { OrganizationAccess, type OrganizationFacts, readLegacy } from '../../src/domain/decision/organization-access';
import {
  isLive,
  liveOverride,
  type NewOverride,
  type Override,
  type OverrideRequest,
  readOverrides,
  replacedOverrides,
} from '../../src/domain/decision/override';
import { previewOverrides, previewRevocations } from '../../src/domain/decision/preview-overrides';
import { DomainError, type Fault } from '../../src/domain/errors';
import { Mapping } from '../../src/domain/legacy/mapping';
import { type Gating, GATINGS } from '../../src/domain/rollout/gating';
import { DECISION_STATUSES } from '../../src/domain/status';
import type { AskedChange } from '../../src/domain/taxonomy/asked-change';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { taxonomy } from '../support/arbitraries';
import { anyMoment, FUTURE, MOMENTS, NOW, overridesOf, PAST, scenario, targets } from './decision-facts';

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
  { id: 2, key: 'hr', policy: 'ENTITLEMENT', isActive: true, submodules: [{ id: 4, key: 'leads', isActive: true }] },
  { id: 3, key: 'email', policy: 'ALWAYS_ON', isActive: true, submodules: [{ id: 5, key: 'inbox', isActive: true }] },
  { id: 4, key: 'settings', policy: 'RBAC_ONLY', isActive: true, submodules: [] },
  { id: 5, key: 'old', policy: 'ENTITLEMENT', isActive: false, submodules: [] },
]);
const LATER = new Date('2027-01-01T00:00:00.000Z');
const before = (moment: Date): Date => new Date(moment.getTime() - 1);

const override = (rest: Partial<Override> = {}): Override => ({
  id: '1',
  module: 'sales',
  submodule: null,
  status: 'enabled',
  trialExpiresAt: null,
  createdAt: PAST,
  expiresAt: null,
  endedAt: null,
  ...rest,
});
const SALES = { module: 'sales', submodule: null };

describe('the live override of a target', () => {
  test('is the one that was not ended, until the millisecond at which it expires', () => {
    const ended = override({ id: '1', endedAt: PAST });
    const unended = override({ id: '2', expiresAt: FUTURE });
    expect([NOW, before(FUTURE), FUTURE, LATER].map((at) => liveOverride([ended, unended], SALES, at)?.id)).toEqual([
      '2',
      '2',
      undefined,
      undefined,
    ]);
  });

  test.each<[string, Override]>([
    ['another module', override({ module: 'hr' })],
    ['a submodule of the module', override({ submodule: 'leads' })],
    ['the module that was ended', override({ endedAt: NOW })],
    ['the module that was ended by a database clock ahead of ours', override({ endedAt: FUTURE })],
  ])('is not one of %s', (_, other) => {
    expect(liveOverride([other], SALES, NOW)).toBeUndefined();
  });

  test('that is a submodule counts at once, even if it was created by a database clock ahead of ours', () => {
    const ofHr = override({ id: '2', module: 'hr', submodule: 'leads', createdAt: FUTURE });
    expect(liveOverride([override({ submodule: 'leads' }), ofHr], { module: 'hr', submodule: 'leads' }, NOW)?.id).toBe(
      '2',
    );
  });

  test('is the newer of two that SQL has left unended, and the older one does not count after it', () => {
    const older = override({ id: '1' });
    const newer = override({ id: '2', createdAt: NOW, expiresAt: FUTURE });
    for (const all of [
      [older, newer],
      [newer, older],
    ]) {
      expect(liveOverride(all, SALES, NOW)?.id).toBe('2');
      expect(liveOverride(all, SALES, FUTURE)).toBeUndefined();
    }
  });

  test('is neither ended nor expired, and a new override ends every other one of its target', () => {
    fc.assert(
      fc.property(
        taxonomy().chain((one) => fc.tuple(fc.constant(one), overridesOf(one))),
        anyMoment,
        ([one, overrides], at) => {
          for (const { moduleKey, submoduleKey } of targets(one)) {
            const target = { module: moduleKey, submodule: submoduleKey };
            const live = liveOverride(overrides, target, at);
            if (live) {
              expect(live).toMatchObject({ ...target, endedAt: null });
              expect(isLive(live, at)).toBe(true);
            }
            const replaced = replacedOverrides(overrides, [target]);
            const left = overrides.filter((each) => !replaced.includes(each));
            expect(
              left.filter(
                (each) => each.module === moduleKey && each.submodule === submoduleKey && each.endedAt === null,
              ),
            ).toEqual([]);
            expect(
              replaced.every(
                (each) => each.module === moduleKey && each.submodule === submoduleKey && each.endedAt === null,
              ),
            ).toBe(true);
            for (const moment of MOMENTS) expect(liveOverride(left, target, moment)).toBeUndefined();
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a request for overrides', () => {
  const read = (change: AskedChange, expiresAt: Date | null = null) =>
    readOverrides({ expiresAt, changes: [change] }, known, NOW);
  const faults = (request: OverrideRequest): readonly unknown[] => {
    try {
      readOverrides(request, known, NOW);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'INVALID_INPUT') throw error;
      const found = error.details['faults'];
      return Array.isArray(found) ? found : [];
    }
    return [];
  };

  test.each<[string, AskedChange, Date | null, Partial<NewOverride>]>([
    [
      'a module without end',
      { moduleKey: 'sales', status: 'ENABLED' },
      null,
      { module: 'sales', submodule: null, status: 'enabled', trialExpiresAt: null, expiresAt: null },
    ],
    [
      'a module for a time',
      { moduleKey: 'sales', status: 'DISABLED' },
      FUTURE,
      { status: 'disabled', expiresAt: FUTURE },
    ],
    [
      'a submodule',
      { moduleKey: 'sales', submoduleKey: 'leads', status: 'DISABLED' },
      null,
      { submodule: 'leads', status: 'disabled' },
    ],
    [
      'a trial without end',
      { moduleKey: 'sales', submoduleKey: null, status: 'TRIAL', trialExpiresAt: null },
      FUTURE,
      { status: 'trial', trialExpiresAt: null, expiresAt: FUTURE },
    ],
    [
      'a trial that ends before the override',
      { moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: FUTURE },
      LATER,
      { trialExpiresAt: FUTURE, expiresAt: LATER },
    ],
    [
      'a trial that ends with the override',
      { moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: FUTURE },
      FUTURE,
      { trialExpiresAt: FUTURE, expiresAt: FUTURE },
    ],
    [
      'an end in a millisecond',
      { moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: new Date(NOW.getTime() + 1) },
      new Date(NOW.getTime() + 1),
      { module: 'sales' },
    ],
  ])('is accepted for %s', (_, change, expiresAt, expected) => {
    expect(read(change, expiresAt)).toMatchObject([expected]);
  });

  test.each<[string, AskedChange, Date | null, Fault]>([
    [
      'an unknown module, with the nearest key',
      { moduleKey: 'slaes', status: 'ENABLED' },
      null,
      { field: 'input.changes.0.moduleKey', message: "names an unknown module, 'slaes' (did you mean 'sales'?)" },
    ],
    [
      'an inactive module',
      { moduleKey: 'old', status: 'ENABLED' },
      null,
      { field: 'input.changes.0.moduleKey', message: "names module 'old', which is inactive: no organization has it" },
    ],
    [
      'a module that is always on',
      { moduleKey: 'email', status: 'DISABLED' },
      null,
      {
        field: 'input.changes.0.moduleKey',
        message:
          "names module 'email', whose policy is ALWAYS_ON: " +
          'every organization has it, and that would change nothing',
      },
    ],
    [
      'a submodule of a module that is always on',
      { moduleKey: 'email', submoduleKey: 'inbox', status: 'DISABLED' },
      null,
      {
        field: 'input.changes.0.moduleKey',
        message:
          "names module 'email', whose policy is ALWAYS_ON: " +
          'every organization has it, and that would change nothing',
      },
    ],
    [
      'a module with the policy RBAC_ONLY',
      { moduleKey: 'settings', status: 'ENABLED' },
      null,
      {
        field: 'input.changes.0.moduleKey',
        message:
          "names module 'settings', whose policy is RBAC_ONLY: " +
          'every organization has it, and that would change nothing',
      },
    ],
    [
      'an unknown submodule',
      { moduleKey: 'sales', submoduleKey: 'leeds', status: 'ENABLED' },
      null,
      {
        field: 'input.changes.0.submoduleKey',
        message: "names a submodule that module 'sales' does not have, 'leeds' (did you mean 'leads'?)",
      },
    ],
    [
      'an empty submodule key',
      { moduleKey: 'hr', submoduleKey: '', status: 'ENABLED' },
      null,
      { field: 'input.changes.0.submoduleKey', message: "names a submodule that module 'hr' does not have, ''" },
    ],
    [
      'an inactive submodule',
      { moduleKey: 'sales', submoduleKey: 'retired', status: 'ENABLED' },
      null,
      {
        field: 'input.changes.0.submoduleKey',
        message: "names submodule 'sales/retired', which is inactive: no organization has it",
      },
    ],
    [
      'a trial of a submodule',
      { moduleKey: 'sales', submoduleKey: 'leads', status: 'TRIAL' },
      null,
      {
        field: 'input.changes.0.status',
        message: 'must be ENABLED or DISABLED for a submodule: TRIAL is for whole modules',
      },
    ],
    [
      'a trial that has ended',
      { moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: PAST },
      null,
      { field: 'input.changes.0.trialExpiresAt', message: 'is 2026-02-01 00:00 UTC, which has passed' },
    ],
    [
      'a trial that ends now',
      { moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: NOW },
      null,
      { field: 'input.changes.0.trialExpiresAt', message: 'is 2026-03-01 12:00 UTC, which has passed' },
    ],
    [
      'a trial that outlives the override',
      { moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: LATER },
      FUTURE,
      {
        field: 'input.changes.0.trialExpiresAt',
        message: "is 2027-01-01 00:00 UTC, after the override's own end, 2026-05-01 00:00 UTC",
      },
    ],
    [
      "a trial's end without a trial",
      { moduleKey: 'sales', status: 'ENABLED', trialExpiresAt: FUTURE },
      null,
      {
        field: 'input.changes.0.trialExpiresAt',
        message: 'is for TRIAL only; an override as a whole ends at expiresAt',
      },
    ],
    [
      "a trial's end that is not a time",
      { moduleKey: 'sales', status: 'TRIAL', trialExpiresAt: new Date(NaN) },
      null,
      { field: 'input.changes.0.trialExpiresAt', message: 'is not a time' },
    ],
    [
      'an end that is not a time',
      { moduleKey: 'sales', status: 'ENABLED' },
      new Date(NaN),
      { field: 'input.expiresAt', message: 'is not a time' },
    ],
    [
      'an end that has passed',
      { moduleKey: 'sales', status: 'ENABLED' },
      PAST,
      { field: 'input.expiresAt', message: 'is 2026-02-01 00:00 UTC, which has passed' },
    ],
    [
      'an end in the year 10000 by UTC',
      { moduleKey: 'sales', status: 'ENABLED' },
      new Date('9999-12-31T23:30:00-05:00'),
      { field: 'input.expiresAt', message: 'reaches the year 10000: leave it out for what has no end' },
    ],
    [
      'an end that is now',
      { moduleKey: 'sales', status: 'ENABLED' },
      NOW,
      { field: 'input.expiresAt', message: 'is 2026-03-01 12:00 UTC, which has passed' },
    ],
  ])('is refused for %s', (_, change, expiresAt, fault) => {
    expect(faults({ changes: [change], expiresAt })).toEqual([fault]);
  });

  test('is refused without changes', () => {
    expect(faults({ changes: [] })).toEqual([{ field: 'input.changes', message: 'must name at least one change' }]);
  });

  test('is refused for two changes of one target', () => {
    const changes: readonly AskedChange[] = [
      { moduleKey: 'sales', status: 'ENABLED' },
      { moduleKey: 'sales', submoduleKey: 'leads', status: 'ENABLED' },
      { moduleKey: 'hr', submoduleKey: 'leads', status: 'ENABLED' },
      { moduleKey: 'sales', submoduleKey: 'leads', status: 'DISABLED' },
      { moduleKey: 'sales', submoduleKey: null, status: 'DISABLED' },
    ];
    expect(faults({ changes })).toEqual([
      { field: 'input.changes.3.submoduleKey', message: 'names the same target as change 2' },
      { field: 'input.changes.4.moduleKey', message: 'names the same target as change 1' },
    ]);
  });

  test('is refused with all faults at once, each with its field', () => {
    const changes: readonly AskedChange[] = [
      { moduleKey: 'sales', status: 'ENABLED' },
      { moduleKey: 'unknown', submoduleKey: 'leads', status: 'TRIAL' },
      { moduleKey: 'email', status: 'TRIAL', trialExpiresAt: PAST },
    ];
    expect(faults({ changes, expiresAt: PAST })).toMatchObject([
      { field: 'input.expiresAt' },
      { field: 'input.changes.1.moduleKey' },
      { field: 'input.changes.1.status' },
      { field: 'input.changes.2.moduleKey' },
      { field: 'input.changes.2.trialExpiresAt' },
    ]);
  });

  test('is refused with a long key shortened', () => {
    expect(faults({ changes: [{ moduleKey: 'x'.repeat(100_000), status: 'ENABLED' }] })).toEqual([
      { field: 'input.changes.0.moduleKey', message: `names an unknown module, '${'x'.repeat(60)}…'` },
    ]);
  });

  test('is refused whole, or leads to overrides that can be stored, count at once and end by themselves', () => {
    const keys = fc.constantFrom('sales', 'hr', 'email', 'old', 'unknown');
    const change = fc.record({
      moduleKey: keys,
      submoduleKey: fc.constantFrom(null, null, 'leads', 'quotations', 'retired'),
      status: fc.constantFrom(...DECISION_STATUSES),
      trialExpiresAt: fc.constantFrom(null, null, PAST, NOW, FUTURE, LATER),
    });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 3 }),
        fc.constantFrom(null, PAST, FUTURE, LATER),
        (changes, expiresAt) => {
          const refused = faults({ changes, expiresAt });
          if (refused.length > 0) return;
          const taken = readOverrides({ changes, expiresAt }, known, NOW);
          expect(taken).toHaveLength(changes.length);
          for (const one of taken) {
            expect(known.module(one.module)?.policy).toBe('ENTITLEMENT');
            expect(known.isActive(one.module, one.submodule)).toBe(true);
            // The CHECK constraint of the table requires this.
            expect(one.submodule === null || one.status !== 'trial').toBe(true);
            const stored = override({ ...one, createdAt: NOW });
            expect(liveOverride([stored], one, NOW)).toBe(stored);
            if (one.expiresAt) expect(liveOverride([stored], one, one.expiresAt)).toBeUndefined();
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('the preview of overrides', () => {
  const facts = (
    gating: Gating,
    overrides: readonly Override[] = [],
    status: string | null = null,
  ): OrganizationFacts => ({
    organizationId: '7',
    gating: { mode: gating, by: 'GLOBAL' },
    legacy: readLegacy(null, new Mapping([]), known),
    stored: {
      entitlements:
        status === null ? [] : [{ module: 'sales', status, trialExpiresAt: null, partial: false, source: 'billing' }],
      subentitlements: [],
    },
    overrides,
  });
  const preview = (given: OrganizationFacts, ...changes: readonly AskedChange[]) =>
    previewOverrides(known, given, readOverrides({ changes }, known, NOW), NOW).map(
      ({ before: was, after: will, warning }) => [was.reason, will.reason, warning],
    );
  const leads = { moduleKey: 'sales', submoduleKey: 'leads' } as const;

  test.each(GATINGS)(
    'warns that an override of a submodule within a denied module has no effect, under %s',
    (gating) => {
      expect(preview(facts(gating), { ...leads, status: 'ENABLED' }).map(([, , warning]) => warning)).toEqual([
        'NO_EFFECT',
      ]);
      expect(
        preview(facts(gating, [], 'disabled'), { ...leads, status: 'DISABLED' }).map(([, , warning]) => warning),
      ).toEqual(['NO_EFFECT']);
      expect(
        preview(facts(gating, [], 'enabled'), { ...leads, status: 'DISABLED' }).map(([, , warning]) => warning),
      ).toEqual([null]);
    },
  );

  test('warns of a submodule by the module’s change in the same request', () => {
    expect(
      preview(facts('ENFORCE'), { ...leads, status: 'ENABLED' }, { moduleKey: 'sales', status: 'ENABLED' }),
    ).toEqual([
      ['NOT_ENTITLED', 'OVERRIDE_ENABLED', null],
      ['NOT_ENTITLED', 'OVERRIDE_ENABLED', null],
    ]);
    expect(
      preview(
        facts('ENFORCE', [], 'enabled'),
        { moduleKey: 'sales', status: 'DISABLED' },
        { ...leads, status: 'ENABLED' },
      ),
    ).toEqual([
      ['ENTITLED', 'OVERRIDE_DISABLED', null],
      ['ENTITLED', 'OVERRIDE_DISABLED', 'NO_EFFECT'],
    ]);
  });

  test('replaces only the earlier override of the same target', () => {
    const disabled = [override({ status: 'disabled' }), override({ id: '2', submodule: 'leads', status: 'disabled' })];
    expect(preview(facts('ENFORCE', disabled, 'enabled'), { moduleKey: 'sales', status: 'TRIAL' })).toEqual([
      ['OVERRIDE_DISABLED', 'OVERRIDE_TRIAL', 'ENDLESS_TRIAL'],
    ]);
    expect(preview(facts('ENFORCE', disabled.slice(1), 'enabled'), { ...leads, status: 'ENABLED' })).toEqual([
      ['OVERRIDE_DISABLED', 'OVERRIDE_ENABLED', null],
    ]);
    expect(preview(facts('ENFORCE', disabled, 'enabled'), { ...leads, status: 'ENABLED' })).toEqual([
      ['OVERRIDE_DISABLED', 'OVERRIDE_DISABLED', 'NO_EFFECT'],
    ]);
  });

  test('shows the entitlement again for ended overrides, and keeps the others', () => {
    const several = [
      override({ id: '1', status: 'disabled' }),
      override({ id: '2', submodule: 'leads', status: 'disabled' }),
      override({ id: '3', module: 'hr', status: 'enabled' }),
    ];
    const revoke = (...ids: readonly string[]) =>
      previewRevocations(
        known,
        facts('ENFORCE', several, 'enabled'),
        several.filter(({ id }) => ids.includes(id ?? '')),
        NOW,
      ).map(({ override: { id }, before: was, after: will }) => [id, was.reason, will.reason]);
    expect(revoke('1')).toEqual([['1', 'OVERRIDE_DISABLED', 'ENTITLED']]);
    expect(revoke('2')).toEqual([['2', 'OVERRIDE_DISABLED', 'OVERRIDE_DISABLED']]);
    expect(revoke('1', '2')).toEqual([
      ['1', 'OVERRIDE_DISABLED', 'ENTITLED'],
      ['2', 'OVERRIDE_DISABLED', 'ENTITLED'],
    ]);
    expect(revoke('3')).toEqual([['3', 'OVERRIDE_ENABLED', 'NOT_ENTITLED']]);
  });

  test('changes only the entitlements’ answer under SHADOW', () => {
    const [only] = previewOverrides(
      known,
      facts('SHADOW'),
      readOverrides({ changes: [{ moduleKey: 'sales', status: 'ENABLED' }] }, known, NOW),
      NOW,
    );
    expect(only?.before).toMatchObject({
      allowed: false,
      reason: 'LEGACY_OFF',
      entitlement: { reason: 'NOT_ENTITLED' },
    });
    expect(only?.after).toMatchObject({
      allowed: false,
      reason: 'LEGACY_OFF',
      entitlement: { allowed: true, reason: 'OVERRIDE_ENABLED' },
    });
  });

  test('shows the status of the override afterwards, unless the module is denied', () => {
    fc.assert(
      fc.property(scenario(), anyMoment, fc.nat(), (one, at, pick) => {
        const governed = targets(one.taxonomy).filter(
          ({ moduleKey, submoduleKey }) =>
            one.taxonomy.module(moduleKey)?.policy === 'ENTITLEMENT' && one.taxonomy.isActive(moduleKey, submoduleKey),
        );
        const chosen = governed[pick % Math.max(governed.length, 1)];
        if (!chosen) return;
        const status = pick % 2 === 0 ? 'ENABLED' : 'DISABLED';
        const given: OrganizationFacts = { ...one.facts, gating: { mode: 'ENFORCE', by: 'GLOBAL' } };
        const previews = previewOverrides(
          one.taxonomy,
          given,
          readOverrides({ changes: [{ ...chosen, status }] }, one.taxonomy, at),
          at,
        );
        expect(previews).toHaveLength(1);
        for (const { before: was, after: will, warning } of previews) {
          expect(was).toMatchObject(chosen);
          expect(was.reason).toBe(
            decide({ taxonomy: one.taxonomy, organization: new OrganizationAccess(given), ...chosen, at }).reason,
          );
          if (warning === null)
            expect([will.allowed, will.reason, will.provenance.override?.id]).toEqual([
              status === 'ENABLED',
              `OVERRIDE_${status}`,
              null,
            ]);
          else expect([will.allowed, will.reason, chosen.submoduleKey === null]).toEqual([false, was.reason, false]);
        }
      }),
      { numRuns: 400 },
    );
  });
});
