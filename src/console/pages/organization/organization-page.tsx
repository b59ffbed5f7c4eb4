import { Group, Text } from '@mantine/core';
import { useLive } from '../../api/live';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { Live } from '../../components/live';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { PageTabs } from '../../components/page-tabs';
import { StatusBadge } from '../../components/status-badge';
import type { GatingSource } from '../../generated/schema-types';
import { useViewer } from '../../viewer/use-viewer';
import { AccessGrid } from './access-grid';
import { EventTimeline } from './event-timeline';
import { Insights } from './insights';
import { MenuPreview } from './menu-preview';
import { OrganizationAccessDocument, OrganizationChangedDocument } from './organization.generated';
import { OverrideList } from './override-list';
import { useOrganizationId } from './use-organization-id';

const POLL_MS = 5_000;
const SOURCES: Readonly<Record<GatingSource, string>> = {
  ENVIRONMENT: 'forced by the environment',
  ORGANIZATION: 'set individually',
  PERCENTAGE: 'by the percentage of the global rollout',
  GLOBAL: 'by the mode of the global rollout',
};

/** One organization: its access with the reasons, overrides, menu, events and figures. */
export function OrganizationPage() {
  const id = useOrganizationId();
  const liveness = useLive(OrganizationChangedDocument, { id });
  const { data: viewing } = useViewer();
  // Changes of the legacy flags send no event, so that the page polls even while it is live.
  const { data, error, refetch } = useOperation(
    OrganizationAccessDocument,
    { id },
    { every: liveness === 'live' ? 4 * POLL_MS : POLL_MS },
  );
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || !viewing) return <LoadingState />;
  const { organization } = data;
  const { role, rights } = viewing.viewer;
  const readsHistory = rights.includes('READ_HISTORY');
  const mayOverride = rights.includes('CHANGE_ACCESS');
  const tabs = [
    {
      value: 'access',
      title: 'Access',
      content: (
        <>
          {rights.includes('LIST_ORGANIZATIONS') && !mayOverride && (
            <Text size="sm" c="dimmed" mb="sm">
              The role {role} may not override.
            </Text>
          )}
          <AccessGrid organization={organization} mayOverride={mayOverride} />
        </>
      ),
    },
    ...(readsHistory
      ? [
          {
            value: 'overrides',
            title: 'Overrides',
            content: <OverrideList id={id} mayRevoke={mayOverride} />,
          },
        ]
      : []),
    { value: 'menu', title: 'Menu', content: <MenuPreview id={id} /> },
    ...(readsHistory
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
          Organization {organization.id}, under <StatusBadge status={organization.gating} />
          {SOURCES[organization.gatingSource]}
        </Group>
      </PageHeader>
      <PageTabs tabs={tabs} />
    </>
  );
}
