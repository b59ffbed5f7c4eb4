import { Group, Paper, Progress, Text } from '@mantine/core';
import { Live } from '../../components/live';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import type { ReportFragment } from './parity.generated';
import { scopeOf } from './words';

/** A report that is queued or running. */
export function ReportProgress({ report }: { readonly report: ReportFragment }) {
  const { id, status, organizations, total, requestedBy, createdAt } = report;
  const percent = total ? (100 * organizations) / total : 0;
  return (
    <Paper withBorder p="md" component="section" aria-label={`Report ${id}`}>
      <Group justify="space-between" mb="xs">
        <Group gap="xs">
          <Text fw={600}>Report {id}</Text>
          <StatusBadge status={status} />
        </Group>
        <Live liveness="polling" />
      </Group>
      <Progress value={percent} animated={status === 'RUNNING'} aria-label={`Progress of report ${id}`} />
      <Text size="sm" c="dimmed" mt="xs">
        {total === null
          ? `${scopeOf(report)}; waiting for a worker`
          : `${organizations.toLocaleString()} of ${total.toLocaleString()} organizations compared`}
        . Requested by {requestedBy}, <Time at={createdAt} />
      </Text>
    </Paper>
  );
}
