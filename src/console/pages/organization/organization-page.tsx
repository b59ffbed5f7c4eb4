import { Group } from '@mantine/core';
import { useParams } from 'react-router';
import { useLive } from '../../api/live';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { Live } from '../../components/live';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { PageTabs } from '../../components/page-tabs';
import { StatusBadge } from '../../components/status-badge';
import { useViewer } from '../../viewer/use-viewer';
import { AccessGrid } from './access-grid';
import { EventTimeline } from './event-timeline';
import { Insights } from './insights';
import { MenuPreview } from './menu-preview';
import { OrganizationAccessDocument, OrganizationChangedDocument } from './organization.generated';
import { OverrideList } from './override-list';

const POLL_MS = 5_000;

/** One organization: what it has and why, what was overridden, what its users see, and what happened. */
export function OrganizationPage() {
  const { id = '' } = useParams();
  const liveness = useLive(OrganizationChangedDocument, { id });
  const { data: viewing } = useViewer();
  // Changes of the legacy flags are not heard of: while they answer, one has to ask.
  const { data, error, refetch } = useOperation(
    OrganizationAccessDocument,
    { id },
    { every: liveness === 'live' ? 4 * POLL_MS : POLL_MS },
  );
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || !viewing) return <LoadingState />;
  const { organization } = data;
  const { role } = viewing.viewer;
  const isAdmin = role !== 'MEMBER';
  const tabs = [
    {
      value: 'access',
      title: 'Access',
      content: <AccessGrid organization={organization} mayOverride={role === 'SUPER_ADMIN'} />,
    },
    ...(isAdmin
      ? [
          {
            value: 'overrides',
            title: 'Overrides',
            content: <OverrideList id={id} mayRevoke={role === 'SUPER_ADMIN'} />,
          },
        ]
      : []),
    { value: 'menu', title: 'Menu', content: <MenuPreview id={id} /> },
    ...(isAdmin
      ? [
          { value: 'events', title: 'Events', content: <EventTimeline id={id} /> },
          { value: 'insights', title: 'Insights', content: <Insights id={id} /> },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader title={organization.name} actions={<Live liveness={liveness} />}>
        <Group gap="xs">
          Organization {organization.id}, answered by <StatusBadge status={organization.gating} /> set by{' '}
          {organization.gatingSource.toLowerCase()}
        </Group>
      </PageHeader>
      <PageTabs tabs={tabs} />
    </>
  );
}
