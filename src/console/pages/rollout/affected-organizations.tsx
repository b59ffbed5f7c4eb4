import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { StatusBadge } from '../../components/status-badge';
import type { ListState } from '../../components/use-list-state';
import type { RolloutPreviewInput } from '../../generated/schema-types';
import { PreviewOrganizationsDocument, type PreviewOrganizationsQuery } from './rollout.generated';

type Row = PreviewOrganizationsQuery['rolloutPreview']['organizations']['nodes'][number];

const columns: readonly Column<Row & { readonly id: string }>[] = [
  { title: 'Id', cell: ({ organizationId }) => organizationId },
  {
    title: 'Name',
    cell: ({ organizationId, organization }) => (
      <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(organizationId)}`}>
        {organization?.name ?? organizationId}
      </Anchor>
    ),
  },
  { title: 'Now', cell: ({ gatingBefore }) => <StatusBadge status={gatingBefore} /> },
  { title: 'After', cell: ({ gatingAfter }) => <StatusBadge status={gatingAfter} /> },
  { title: 'Differences', cell: ({ differences }) => <Differences differences={differences} /> },
];

/** The organizations that a change of gating affects, with the differences in their access. */
export function AffectedOrganizations({
  input,
  list,
}: {
  readonly input: RolloutPreviewInput;
  readonly list: ListState;
}) {
  const query = useOperation(PreviewOrganizationsDocument, { input, after: list.after }, { keepPrevious: true });
  return (
    <section aria-label="Affected organizations">
      <Title order={2} mb="sm">
        Affected organizations
      </Title>
      <ConnectionTable
        caption="Affected organizations"
        query={query}
        connection={({ rolloutPreview: { organizations } }) => ({
          ...organizations,
          nodes: organizations.nodes.map((node) => ({ ...node, id: node.organizationId })),
        })}
        columns={columns}
        list={list}
        empty="The change affects no organization."
      />
    </section>
  );
}

function Differences({ differences }: { readonly differences: Row['differences'] }) {
  if (differences.length === 0)
    return (
      <Text size="sm" c="dimmed">
        none
      </Text>
    );
  return (
    <Stack gap={2}>
      {differences.map(({ kind, cause, explained, moduleKey, submoduleKey }) => (
        <Group key={`${moduleKey}/${submoduleKey ?? ''}`} gap="xs" wrap="nowrap">
          <StatusBadge status={kind} />
          <Text size="sm">
            {submoduleKey === null ? moduleKey : `${moduleKey}/${submoduleKey}`}
            <Text
              span
              c="dimmed"
            >{` ${cause.replaceAll('_', ' ').toLowerCase()}${explained ? ', explained' : ''}`}</Text>
          </Text>
        </Group>
      ))}
    </Stack>
  );
}
