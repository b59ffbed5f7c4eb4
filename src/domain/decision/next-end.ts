import { readTrialEnd } from '../stored-access';
import type { OrganizationFacts } from './organization-access';

/**
 * The next moment at which a decision about an organization may change by itself: the end of one of its trials or overrides; null for
 * none. Whether it does change depends on who answers, and on what stands beneath; so it may be a moment too many, never one too few.
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
