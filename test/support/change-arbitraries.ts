import fc from 'fast-check';
import type { AskedRunChange } from '../../src/domain/change/read-change';
import type { AskedChange } from '../../src/domain/taxonomy/asked-change';
import { SMALL_TAXONOMY } from './migration-arbitraries';
import { OPERATOR, type RunEngine } from './run-engine';

/** Every module and submodule of the small taxonomy that can be granted. */
const TARGETS = SMALL_TAXONOMY.filter(({ active }) => active).flatMap(({ key, submodules }) => [
  { moduleKey: key, submoduleKey: null },
  ...submodules.filter(({ active }) => active).map((submodule) => ({ moduleKey: key, submoduleKey: submodule.key })),
]);

const end = fc.constantFrom('2031-03-31T00:30:00.000Z', '2033-01-01T00:00:00.000Z').map((text) => new Date(text));

const asked = fc
  .record({
    target: fc.constantFrom(...TARGETS),
    status: fc.constantFrom('ENABLED', 'TRIAL', 'DISABLED'),
    end,
  })
  .map(({ target, status, end: trialExpiresAt }): AskedChange => {
    if (target.submoduleKey !== null) return { ...target, status: status === 'TRIAL' ? 'ENABLED' : status };
    return { ...target, status, ...(status === 'TRIAL' && { trialExpiresAt }) };
  });
const changes = fc.uniqueArray(asked, {
  selector: ({ moduleKey, submoduleKey }) => `${moduleKey}/${submoduleKey ?? ''}`,
  minLength: 1,
  maxLength: 3,
});

const packages = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom('small', 'large'),
    version: fc.constantFrom(1, 2, null),
    endsAt: fc.constantFrom(undefined, null, new Date('2034-01-01T00:00:00.000Z')),
  }),
  { selector: ({ key }) => key, minLength: 0, maxLength: 2 },
);

export const grantArbitrary: fc.Arbitrary<AskedRunChange> = changes.map((one) => ({ grant: { changes: one } }));
const packageArbitrary: fc.Arbitrary<AskedRunChange> = fc
  .record({ packages, handOver: fc.boolean() })
  .map(({ packages: given, handOver }) => {
    const ends = ['small', 'large'].filter((key) => !given.some((one) => one.key === key)).slice(0, 1);
    return { package: { packages: given, ends, handOver } };
  });
const overrideArbitrary: fc.Arbitrary<AskedRunChange> = changes.map((one) => ({ override: { changes: one } }));
const revokeArbitrary: fc.Arbitrary<AskedRunChange> = changes.map((one) => ({
  revoke: { targets: one.map(({ moduleKey, submoduleKey }) => ({ moduleKey, submoduleKey })) },
}));
const extensionArbitrary: fc.Arbitrary<AskedRunChange> = fc
  .record({ to: end, includeEnded: fc.boolean(), moduleKeys: fc.constantFrom(undefined, ['alpha'], ['beta', 'gamma']) })
  .map((extendTrial) => ({ extendTrial }));

/** Any change, of whatever kind. */
export const changeArbitrary: fc.Arbitrary<AskedRunChange> = fc.oneof(
  { weight: 2, arbitrary: grantArbitrary },
  { weight: 3, arbitrary: packageArbitrary },
  overrideArbitrary,
  revokeArbitrary,
  extensionArbitrary,
);

/** Publishes the packages `small` and `large` for the small taxonomy, each in two versions. */
export async function publishPackages({ services }: RunEngine): Promise<void> {
  const publish = async (key: string, items: readonly (readonly [string, string | null, 'ENABLED' | 'TRIAL'])[]) =>
    services.packages.publish(OPERATOR, {
      key,
      displayName: key,
      items: items.map(([moduleKey, submoduleKey, status]) => ({
        moduleKey,
        submoduleKey,
        status,
        trialDays: status === 'TRIAL' ? 20 : null,
      })),
      reason: 'a test',
    });
  await publish('small', [['alpha', 'one', 'ENABLED']]);
  await publish('small', [['alpha', null, 'TRIAL']]);
  await publish('large', [
    ['alpha', null, 'ENABLED'],
    ['beta', null, 'ENABLED'],
  ]);
  await publish('large', [
    ['beta', 'three', 'ENABLED'],
    ['gamma', null, 'ENABLED'],
  ]);
}
