import fc from 'fast-check';
import { sourceHash } from '../../src/domain/run/plan-changes';
import { settleTrial } from '../../src/domain/run/row-state';
import type { EntitlementRow, StoredAccess, SubentitlementRow } from '../../src/domain/stored-access';
import { storedAccess, taxonomy } from '../support/arbitraries';

const FLAGS = '{"CRM": true}';
const entitlement: EntitlementRow = {
  module: 'sales',
  status: 'trial',
  trialExpiresAt: '2031-03-31T00:30:00.000Z',
  partial: false,
  source: 'legacy_migration',
};
const subentitlement: SubentitlementRow = {
  module: 'sales',
  submodule: 'leads',
  enabled: true,
  source: 'legacy_migration',
};
const access: StoredAccess = { entitlements: [entitlement], subentitlements: [subentitlement] };
const hash = sourceHash(FLAGS, access);

describe('the source hash of an organization', () => {
  test('is equal for rows in another order', () => {
    fc.assert(
      fc.property(
        taxonomy()
          .chain(storedAccess)
          .chain((one) =>
            fc.tuple(
              fc.constant(one),
              fc.shuffledSubarray([...one.entitlements], { minLength: one.entitlements.length }),
              fc.shuffledSubarray([...one.subentitlements], { minLength: one.subentitlements.length }),
            ),
          ),
        ([one, entitlements, subentitlements]) => {
          expect(sourceHash(FLAGS, { entitlements, subentitlements })).toBe(sourceHash(FLAGS, one));
        },
      ),
    );
  });

  test('is equal for rows with columns in another order', () => {
    const { source, partial, ...rest } = entitlement;
    expect(sourceHash(FLAGS, { ...access, entitlements: [{ source, partial, ...rest }] })).toBe(hash);
  });

  test.each(['{"CRM": false}', '{}', '', 'null', null])('is different for the flags %j', (flags) => {
    expect(sourceHash(flags, access)).not.toBe(hash);
  });

  test('is different for SQL NULL, JSON null and an empty text', () => {
    expect(new Set([null, 'null', ''].map((flags) => sourceHash(flags, access))).size).toBe(3);
  });

  test.each<[Partial<EntitlementRow>]>([
    [{ module: 'hr' }],
    [{ status: 'enabled' }],
    [{ trialExpiresAt: null }],
    [{ trialExpiresAt: '2031-03-31T00:30:00.001Z' }],
    [{ partial: true }],
    [{ source: 'manual' }],
  ])('is different for a module row with %j', (change) => {
    expect(sourceHash(FLAGS, { ...access, entitlements: [{ ...entitlement, ...change }] })).not.toBe(hash);
  });

  test.each<[Partial<SubentitlementRow>]>([
    [{ module: 'hr' }],
    [{ submodule: 'quotations' }],
    [{ enabled: false }],
    [{ source: 'manual' }],
  ])('is different for a submodule row with %j', (change) => {
    expect(sourceHash(FLAGS, { ...access, subentitlements: [{ ...subentitlement, ...change }] })).not.toBe(hash);
  });

  test('is different for any other rows', () => {
    const canonical = ({ entitlements, subentitlements }: StoredAccess): string =>
      JSON.stringify([
        [...entitlements].map((one) => Object.values(one).join('|')).sort(),
        [...subentitlements].map((one) => Object.values(one).join('|')).sort(),
      ]);
    fc.assert(
      fc.property(
        taxonomy().chain((one) => fc.tuple(storedAccess(one), storedAccess(one))),
        ([one, other]) => {
          expect(sourceHash(FLAGS, one) === sourceHash(FLAGS, other)).toBe(canonical(one) === canonical(other));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('a planned trial', () => {
  const trial = { status: 'trial', partial: true, trialExpiresAt: null };

  test.each([
    [1, '2026-03-02T12:00:00.000Z'],
    [30, '2026-03-31T12:00:00.000Z'],
    [3650, '2036-02-27T12:00:00.000Z'],
  ])('of %i days ends that many times 24 hours after the creation of the execution', (trialDays, end) => {
    expect(settleTrial({ ...trial, trialDays }, new Date('2026-03-01T12:00:00.000Z'))).toEqual({
      ...trial,
      trialExpiresAt: end,
    });
  });

  test('without days has no end', () => {
    expect(settleTrial({ ...trial, trialDays: null }, new Date('2026-03-01T12:00:00.000Z'))).toEqual(trial);
  });

  test('that exists already keeps its end, and other modules get none', () => {
    const createdAt = new Date('2026-03-01T12:00:00.000Z');
    for (const state of [
      { ...trial, trialExpiresAt: '2031-03-31T00:30:00.000Z' },
      trial,
      { status: 'enabled', partial: false, trialExpiresAt: null },
    ]) {
      expect(settleTrial(state, createdAt)).toEqual(state);
    }
  });
});
