import { Group, Progress, Stack, Text } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { GatingCountsDocument } from './rollout.generated';

const POLL_MS = 60_000;

/** How many organizations are under each gating mode, as a bar with numbers. */
export function GatingShares() {
  const { data, error, refetch } = useOperation(GatingCountsDocument, {}, { every: POLL_MS });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={1} />;
  const shares = [
    { mode: 'ENFORCE', color: 'green', count: data.enforce.totalCount },
    { mode: 'SHADOW', color: 'yellow', count: data.shadow.totalCount },
    { mode: 'LEGACY', color: 'gray.5', count: data.legacy.totalCount },
  ];
  const all = shares.reduce((sum, { count }) => sum + count, 0);
  const percent = (count: number) => (all === 0 ? 0 : (100 * count) / all);
  return (
    <Stack gap="xs" mb="lg">
      <Progress.Root size="xl">
        {shares.map(({ mode, color, count }) => (
          <Progress.Section key={mode} value={percent(count)} color={color} withAria={false} aria-hidden />
        ))}
      </Progress.Root>
      <Group gap="lg">
        {shares.map(({ mode, count }) => (
          <Group key={mode} gap="xs" wrap="nowrap">
            <StatusBadge status={mode} />
            <Text size="sm">
              {count.toLocaleString()}{' '}
              <Text
                span
                c="dimmed"
              >{`(${percent(count).toLocaleString(undefined, { maximumFractionDigits: 1 })} %)`}</Text>
            </Text>
          </Group>
        ))}
      </Group>
    </Stack>
  );
}
