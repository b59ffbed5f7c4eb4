import { Button, Group, Text, Timeline } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { EventDetails } from '../../components/event-details';
import { LoadingState } from '../../components/loading-state';
import { Time } from '../../components/time';
import { useListState } from '../../components/use-list-state';
import { OrganizationEventsDocument } from './organization.generated';

/** The events of the organization's access, newest first. */
export function EventTimeline({ id }: { readonly id: string }) {
  const list = useListState('events');
  const { data, error, refetch } = useOperation(
    OrganizationEventsDocument,
    { id, after: list.after },
    { keepPrevious: true },
  );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const { nodes, pageInfo } = data.organization.events;
  if (nodes.length === 0) return <EmptyState title="No events yet" />;
  return (
    <>
      <Timeline bulletSize={14} lineWidth={2}>
        {nodes.map(({ id: event, eventType, actorId, reason, payload, createdAt }) => (
          <Timeline.Item key={event} title={eventType.replaceAll('_', ' ')}>
            <Text size="sm" c="dimmed">
              <Time at={createdAt} />
              {actorId !== null && `, by ${actorId}`}
            </Text>
            {reason !== null && <Text size="sm">{reason}</Text>}
            <EventDetails payload={payload} />
          </Timeline.Item>
        ))}
      </Timeline>
      <Group mt="md">
        <Button variant="default" size="xs" disabled={list.after === null} onClick={() => list.goTo(null)}>
          Newest
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={!pageInfo.hasNextPage}
          onClick={() => list.goTo(pageInfo.endCursor)}
        >
          Earlier
        </Button>
      </Group>
    </>
  );
}
