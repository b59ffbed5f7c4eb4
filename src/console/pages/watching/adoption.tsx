import { Anchor, Group, Progress, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { shareOf } from './share';
import { AdoptionDocument, type AdoptionQuery } from './watching.generated';

type Row = AdoptionQuery['moduleAdoption'][number];

/** How many organizations have each module by their entitlements, whatever gating is in effect. */
export function Adoption() {
  const { data, error, refetch } = useOperation(AdoptionDocument, {});
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={10} />;
  const all = data.organizations.totalCount;
  const columns: readonly Column<Row>[] = [
    {
      title: 'Module',
      // The organizations page filters by entitlement rows, which a module for every organization does not need.
      cell: ({ module }) =>
        module.policy === 'ENTITLEMENT' ? (
          <Anchor
            component={Link}
            size="sm"
            to={`/organizations?${new URLSearchParams({ module: module.key }).toString()}`}
          >
            {module.displayName}
          </Anchor>
        ) : (
          module.displayName
        ),
    },
    {
      title: 'Share of organizations',
      cell: ({ organizations }) => (
        <Group gap="sm" wrap="nowrap" miw={220}>
          <Progress value={all === 0 ? 0 : (100 * organizations) / all} style={{ flexGrow: 1 }} aria-hidden />
          <Text size="sm" miw={48} ta="right">
            {shareOf(organizations, all)}
          </Text>
        </Group>
      ),
    },
    { title: 'Organizations', align: 'right', cell: ({ organizations }) => organizations.toLocaleString() },
    { title: 'On trial', align: 'right', cell: ({ trials }) => trials.toLocaleString() },
    { title: 'By override', align: 'right', cell: ({ byOverride }) => byOverride.toLocaleString() },
    {
      title: 'Granted',
      cell: ({ module }) => (module.policy === 'ENTITLEMENT' ? 'by entitlement' : 'to every organization'),
    },
  ];
  return <DataTable caption="Adoption by module" columns={columns} rows={data.moduleAdoption} keyOf={({ id }) => id} />;
}
