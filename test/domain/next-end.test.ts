import { nextEnd } from '../../src/domain/decision/next-end';
import { type OrganizationFacts, readLegacy } from '../../src/domain/decision/organization-access';
import type { Override } from '../../src/domain/decision/override';
import { Mapping } from '../../src/domain/legacy/mapping';
import type { EntitlementRow } from '../../src/domain/stored-access';
import { Taxonomy } from '../../src/domain/taxonomy/taxonomy';

const NOW = new Date('2026-06-15T12:00:00.000Z');
const inHours = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

const row = (status: EntitlementRow['status'], trialExpiresAt: Date | string | null): EntitlementRow => ({
  module: 'sales',
  status,
  partial: false,
  source: 'admin',
  trialExpiresAt: trialExpiresAt instanceof Date ? trialExpiresAt.toISOString() : trialExpiresAt,
});

const override = (
  ends: Partial<Pick<Override, 'expiresAt' | 'endedAt' | 'trialExpiresAt'>>,
  submodule: string | null = null,
): Override => ({
  id: '1',
  module: 'hr',
  submodule,
  status: ends.trialExpiresAt ? 'trial' : 'enabled',
  trialExpiresAt: null,
  createdAt: inHours(-1),
  expiresAt: null,
  endedAt: null,
  ...ends,
});

const next = (entitlements: readonly EntitlementRow[], overrides: readonly Override[] = []): Date | null => {
  const facts: OrganizationFacts = {
    organizationId: '1',
    gating: { mode: 'ENFORCE', by: 'GLOBAL' },
    legacy: readLegacy(null, new Mapping([]), new Taxonomy([])),
    stored: { entitlements, subentitlements: [] },
    overrides,
  };
  return nextEnd(facts, NOW);
};

test('nextEnd is the first future end of a trial or an override', () => {
  expect(next([row('trial', inHours(3)), row('trial', inHours(2))], [override({ expiresAt: inHours(4) })])).toEqual(
    inHours(2),
  );
  expect(next([row('trial', inHours(3))], [override({ expiresAt: inHours(1) }, 'payroll')])).toEqual(inHours(1));
  expect(next([], [override({ trialExpiresAt: inHours(1), expiresAt: inHours(2) })])).toEqual(inHours(1));
  expect(next([], [override({ trialExpiresAt: inHours(-1), expiresAt: inHours(2) })])).toEqual(inHours(2));
});

test('nextEnd ignores trials and overrides that have ended, or end at this moment', () => {
  expect(next([row('trial', inHours(-1)), row('trial', NOW)], [override({ expiresAt: NOW })])).toBeNull();
  expect(next([row('trial', new Date(NOW.getTime() + 1))])).toEqual(new Date(NOW.getTime() + 1));
});

test('nextEnd ignores rows that are not trials, trials without end, and overrides that were ended', () => {
  expect(
    next([row('enabled', inHours(1)), row('trial', null), row('trial', 'infinity'), row('trial', '-infinity')]),
  ).toBeNull();
  expect(next([], [override({}), override({ expiresAt: inHours(1), endedAt: inHours(-0.5) })])).toBeNull();
});
