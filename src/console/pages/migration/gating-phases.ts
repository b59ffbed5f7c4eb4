import { GO_BACK_AT, INVESTIGATE_AT } from '../../components/unexpected-share';
import type { MigrationBoardQuery, MigrationDenialsQuery } from './migration.generated';
import { many, type MigrationState, type Phase } from './phase';

type Rollout = MigrationBoardQuery['rollout'];

export function switchPhase({ mode, enforcePercentage, forcedByEnvironment }: Rollout, isClean: boolean): Phase {
  const title = 'Switch gating on';
  const action = { label: 'Go to the rollout', to: '/rollout' };
  if (forcedByEnvironment !== null && (forcedByEnvironment !== mode || enforcePercentage > 0)) {
    return {
      title,
      state: 'stuck',
      facts: [
        `ENABLE_ENTITLEMENTS_GATING forces ${forcedByEnvironment} for every organization. ` +
          `The rollout is set to ${mode} and takes effect once that variable is removed.`,
      ],
      action,
    };
  }
  if (mode === 'ENFORCE')
    return {
      title,
      state: 'done',
      facts: ['Entitlements answer for every organization without a rollout of its own.'],
      action,
    };
  if (enforcePercentage > 0)
    return {
      title,
      state: 'next',
      facts: [`Entitlements answer for ${enforcePercentage}\u00a0% of organizations.`],
      action,
    };
  const facts = [
    mode === 'SHADOW' ? 'The legacy flags answer; entitlements are compared with them.' : 'The legacy flags answer.',
  ];
  return { title, state: isClean || mode === 'SHADOW' ? 'next' : 'later', facts, action };
}

/** True if entitlements answer for any organization, or are compared with the flags. */
export function isWatched({ mode, enforcePercentage, forcedByEnvironment }: Rollout): boolean {
  return (
    mode !== 'LEGACY' || enforcePercentage > 0 || (forcedByEnvironment !== null && forcedByEnvironment !== 'LEGACY')
  );
}

/** @param today the checks of today, in UTC */
export function monitorPhase(rollout: Rollout, today: MigrationDenialsQuery['accessByDay'][number] | undefined): Phase {
  const title = 'Monitor';
  if (!isWatched(rollout))
    return { title, state: 'later', facts: ['Begins once entitlements answer, or are compared.'] };
  const action = { label: 'View denials', to: '/watching' };
  if (!today) return { title, state: 'next', facts: ['Counting.'], action };
  const share = today.unexpected / Math.max(today.checks, 1);
  const denied = `${today.unexpected.toLocaleString()} denied unexpectedly (${(100 * share).toFixed(2)}\u00a0%)`;
  const facts = [
    `Today ${many(today.checks, 'check')}: ${denied}.`,
    ...(today.shadowDifferences > 0
      ? [`${many(today.shadowDifferences, 'check')} would get another answer from entitlements.`]
      : []),
    ...(share > GO_BACK_AT ? [`Above ${100 * GO_BACK_AT} %: set the rollout to LEGACY.`] : []),
  ];
  return { title, state: share > INVESTIGATE_AT ? 'stuck' : 'next', facts, action };
}

export function cleanUpPhase({ mode }: Rollout, legacy: MigrationState['legacy']): Phase {
  const title = 'Clean up';
  if (legacy?.droppedAt)
    return {
      title,
      state: 'done',
      facts: [
        legacy.purgedAt === null
          ? 'The legacy column is dropped; its values are retained until they are purged.'
          : 'The legacy column and its values are deleted.',
      ],
    };
  if (mode !== 'ENFORCE')
    return { title, state: 'later', facts: ['Begins once every organization has been under ENFORCE for long enough.'] };
  if (!legacy) return { title, state: 'later', facts: ['Checking.'] };
  const open = legacy.checks.filter(({ status }) => status !== 'PASS').map(({ name }) => name);
  const pending = open.length === 0 ? [] : [`Checks that do not pass yet: ${open.join(', ')}.`];
  if (legacy.safeToDrop)
    return { title, state: 'next', facts: ['Safe to drop the column: portcullis legacy drop-column'] };
  if (legacy.hiddenSince !== null)
    return {
      title,
      state: 'later',
      facts: [`The flags are hidden. They may be dropped after ${legacy.dropDays} days.`, ...pending],
    };
  if (legacy.safeToHide)
    return { title, state: 'next', facts: ['Safe to hide the flags: portcullis legacy hide', ...pending] };
  return {
    title,
    state: 'later',
    facts: [`The flags may be hidden after ${legacy.hideDays} days, and dropped after ${legacy.dropDays}.`, ...pending],
  };
}
