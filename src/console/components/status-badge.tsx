import { Badge } from '@mantine/core';

const GREEN = [
  'ENABLED',
  'ENFORCE',
  'SUCCEEDED',
  'PASS',
  'ALLOWED',
  'ON',
  'OPEN',
  'CHANGED',
  'UNCHANGED',
  'ROLLED_BACK',
  'CLEAN',
  'EXPLAINED',
  'ACTIVE',
];
const YELLOW = [
  'TRIAL',
  'SHADOW',
  'WARN',
  'PAUSED',
  'COMPLETED_WITH_ERRORS',
  'STALE',
  'HELD',
  'ROLLED_BACK_WITH_CONFLICTS',
  'GAINED',
  'STATUS',
  'NO_RULE',
];
const RED = ['DISABLED', 'DENIED', 'FAILED', 'FAIL', 'LOST', 'OFF', 'LOCKED', 'NOT_CLEAN', 'UNEXPLAINED'];
const BLUE = ['RUNNING', 'QUEUED', 'PLANNING', 'ROLLING_BACK'];

/** A constant of the API as a badge. The text is what counts; the colour of the dot only helps. */
export function StatusBadge({ status }: { readonly status: string }) {
  const word = status.toUpperCase();
  const color = GREEN.includes(word)
    ? 'green'
    : YELLOW.includes(word)
      ? 'yellow'
      : RED.includes(word)
        ? 'red'
        : BLUE.includes(word)
          ? 'blue'
          : 'gray.5';
  return (
    <Badge variant="dot" color={color} tt="none" fw={500} miw="max-content">
      {status.replaceAll('_', ' ').toLowerCase()}
    </Badge>
  );
}
