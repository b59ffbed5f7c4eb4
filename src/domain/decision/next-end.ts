import { readTrialEnd } from '../stored-access';
import type { OrganizationFacts } from './organization-access';

/**
 * The next moment at which a decision about an organization may change by itself: the end of one of its trials or
 * overrides. The decision may stay the same there, depending on the gating and on other rows, but it never changes
 * earlier.
 * @returns null if no trial or override ends
 */
export function nextEnd({ stored, overrides }: OrganizationFacts, at: Date): Date | null {
  const trials = stored.entitlements.flatMap(({ status, trialExpiresAt }) =>
    status === 'trial' ? (readTrialEnd(trialExpiresAt) ?? []) : [],
  );
  const unended = overrides.filter(({ endedAt }) => endedAt === null);
  const ends = [
    ...trials,
    ...unended.flatMap(({ expiresAt, trialExpiresAt }) => [expiresAt ?? [], trialExpiresAt ?? []].flat()),
  ];
  return ends.filter((end) => end > at).reduce<Date | null>((first, end) => (first && first < end ? first : end), null);
}
