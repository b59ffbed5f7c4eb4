import { Box, Group, Progress, Text } from '@mantine/core';
import type { RunProgressFragment } from './run.generated';

/** The progress, rate and remaining time; nothing once all organizations are processed. */
export function RunProgressBar({
  progress: { total, processed, percent, perSecond, etaSeconds, heldBack },
  label,
}: {
  readonly progress: RunProgressFragment;
  readonly label: string;
}) {
  if (total > 0 && processed >= total) return null;
  return (
    <Box mb="md">
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {label}: {processed.toLocaleString()} of {total.toLocaleString()} organizations
        </Text>
        <Text size="sm" c="dimmed">
          {perSecond !== null && `${Math.round(perSecond).toLocaleString()} a second`}
          {etaSeconds !== null && `, ${sayDuration(etaSeconds)} left`}
        </Text>
      </Group>
      <Progress value={percent} size="lg" aria-label={`${label}, in percent`} />
      {heldBack !== null && (
        <Text size="sm" mt={4}>
          Waiting: {heldBack}
        </Text>
      )}
    </Box>
  );
}

/** @param seconds whole seconds */
function sayDuration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}
