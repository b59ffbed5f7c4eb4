import fc from 'fast-check';
import type { Question } from '../../src/domain/decision/decision';
import { OrganizationAccess, type OrganizationFacts, readLegacy } from '../../src/domain/decision/organization-access';
import type { Override } from '../../src/domain/decision/override';
import type { Mapping } from '../../src/domain/legacy/mapping';
import { GATING_SOURCES, GATINGS } from '../../src/domain/rollout/gating';
import type { StoredAccess } from '../../src/domain/stored-access';
import type { Taxonomy } from '../../src/domain/taxonomy/taxonomy';
import { legacyFlagsValue, mappingFor, storedAccess, taxonomy } from '../support/arbitraries';

export const NOW = new Date('2026-03-01T12:00:00.000Z');
export const PAST = new Date('2026-02-01T00:00:00.000Z');
export const FUTURE = new Date('2026-05-01T00:00:00.000Z');

/** Moments that ends and questions share, because only equal moments test the boundary. */
export const MOMENTS: readonly Date[] = [-86_400_000, -1, 0, 1, 86_400_000, 2 * 86_400_000, 40 * 86_400_000].map(
  (offset) => new Date(NOW.getTime() + offset),
);
const moment = fc.constantFrom(...MOMENTS);
const end = fc.option(moment, { freq: 2 });
/** Ends as rows store them, including values outside the range of `Date`. */
const storedEnd = fc.oneof(
  { weight: 8, arbitrary: end.map((one) => one?.toISOString() ?? null) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'infinity',
      '-infinity',
      '0044-03-15 00:00:00+00 BC',
      '12026-01-01T00:00:00.000000Z',
      '294276-12-31T00:00:00.000000Z',
    ),
  },
);

function rows(known: Taxonomy): fc.Arbitrary<StoredAccess> {
  return storedAccess(known).chain(({ entitlements, subentitlements }) =>
    fc
      .tuple(...entitlements.map((row) => storedEnd.map((trialExpiresAt) => ({ ...row, trialExpiresAt }))))
      .map((ended) => ({ entitlements: ended, subentitlements })),
  );
}

export function overridesOf(known: Taxonomy): fc.Arbitrary<readonly Override[]> {
  const targets = known.modules.flatMap(({ key, submodules }) =>
    [null, ...submodules.map((submodule) => submodule.key)].map((submodule) => ({ module: key, submodule })),
  );
  const override: fc.Arbitrary<Override> = fc
    .record({
      target: fc.constantFrom(...targets),
      status: fc.constantFrom('enabled', 'trial', 'disabled'),
      trialExpiresAt: end,
      createdAt: moment,
      expiresAt: end,
      endedAt: fc.option(moment, { freq: 1 }),
    })
    .map(({ target, ...rest }) => ({ id: null, ...target, ...rest }));
  return fc
    .array(override, { maxLength: 6 })
    .map((all) => all.map((one, index) => ({ ...one, id: String(index + 1) })));
}

export interface Scenario {
  readonly taxonomy: Taxonomy;
  readonly mapping: Mapping;
  readonly facts: OrganizationFacts;
}

/** An organization in a small taxonomy, with flags, rows and overrides that often have the same target. */
export function scenario(): fc.Arbitrary<Scenario> {
  return taxonomy().chain((known) =>
    fc
      .record({
        mapping: mappingFor(known),
        flags: legacyFlagsValue,
        stored: rows(known),
        overrides: overridesOf(known),
        gating: fc.record({ mode: fc.constantFrom(...GATINGS), by: fc.constantFrom(...GATING_SOURCES) }),
      })
      .map(({ mapping, flags, ...rest }) => ({
        taxonomy: known,
        mapping,
        facts: { organizationId: '7', legacy: readLegacy(JSON.stringify(flags), mapping, known), ...rest },
      })),
  );
}

/** Every module and submodule, including inactive ones. */
export function targets({
  modules,
}: Taxonomy): readonly { readonly moduleKey: string; readonly submoduleKey: string | null }[] {
  return modules.flatMap(({ key, submodules }) =>
    [null, ...submodules.map((submodule) => submodule.key)].map((submoduleKey) => ({ moduleKey: key, submoduleKey })),
  );
}

/** Every question about the scenario's organization at a time. */
export function questions({ taxonomy: known, facts }: Scenario, at: Date): readonly Question[] {
  const organization = new OrganizationAccess(facts);
  return targets(known).map((target) => ({ taxonomy: known, organization, ...target, at }));
}

export const anyMoment = moment;
