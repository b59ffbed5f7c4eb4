import { Text } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { EventDetails } from '../../components/event-details';
import { PageHeader } from '../../components/page-header';
import { Time } from '../../components/time';
import { useListState } from '../../components/use-list-state';
import { PlatformEventsDocument, type PlatformEventsQuery } from './record.generated';
import { RecordState } from './record-state';

type Row = PlatformEventsQuery['platformEvents']['nodes'][number];

const PAGE = 25;

const columns: readonly Column<Row>[] = [
  { title: 'When', cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    title: 'What',
    cell: ({ eventType, payload }) => (
      <>
        <Text size="sm" fw={500}>
          {eventType.replaceAll('_', ' ')}
        </Text>
        <EventDetails payload={payload} />
      </>
    ),
  },
  {
    title: 'By',
    cell: ({ actorId }) => (
      <Text size="sm" className="wrap-anywhere">
        {actorId}
      </Text>
    ),
  },
  {
    title: 'Reason',
    cell: ({ reason }) => (
      <Text size="sm" miw={120} className="wrap-anywhere">
        {reason}
      </Text>
    ),
  },
];

/** Whether the record of events is whole, and what was done to the platform. */
export function RecordPage() {
  const list = useListState();
  const query = useOperation(PlatformEventsDocument, { first: PAGE, after: list.after }, { keepPrevious: true });
  return (
    <>
      <PageHeader title="Record">
        Every change is an event; a chain of hashes proves that none was altered, removed or inserted
      </PageHeader>
      <RecordState />
      <ConnectionTable
        caption="Events of the platform"
        query={query}
        connection={({ platformEvents }) => platformEvents}
        columns={columns}
        list={list}
        empty="No events yet. What changes one organization is on its page, under Events."
      />
    </>
  );
}
