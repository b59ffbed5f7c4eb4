import { Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { IfRight } from '../../components/if-right';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { useListState } from '../../components/use-list-state';
import { useRight } from '../../viewer/use-viewer';
import { OrganizationRolloutDialog } from './organization-rollout-dialog';
import { OrganizationRolloutsDocument, type OrganizationRolloutsQuery } from './rollout.generated';

type Row = OrganizationRolloutsQuery['rollout']['organizations']['nodes'][number];

/** The organizations with a rollout of their own: sets, changes and removes it. */
export function OrganizationRollouts() {
  const list = useListState('own');
  const mayChange = useRight('MANAGE_ROLLOUT');
  const changing = mayChange ? list.get('organization') : null;
  const query = useOperation(OrganizationRolloutsDocument, { after: list.after }, { keepPrevious: true });
  const change = (organization: string | null) => list.set({ organization });
  const columns: readonly Column<Row>[] = [
    {
      title: 'Organization',
      cell: ({ organizationId, organization }) => (
        <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(organizationId)}`}>
          {organization?.name ?? organizationId}
        </Anchor>
      ),
    },
    { title: 'Gating', cell: ({ mode }) => <StatusBadge status={mode} /> },
    {
      title: 'Reason',
      cell: ({ reason }) => (
        <Text size="sm" miw={180}>
          {reason}
        </Text>
      ),
    },
    { title: 'Set by', cell: ({ actorId }) => actorId },
    { title: 'Since', cell: ({ updatedAt }) => <Time at={updatedAt} /> },
    ...(mayChange
      ? [
          {
            title: 'Change',
            cell: ({ organizationId }: Row) => (
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => change(organizationId)}
                aria-label={`Change organization ${organizationId}`}
              >
                Change
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <IfRight right="MANAGE_ROLLOUT" to="change the rollout of an organization">
        <Choose onChoose={change} />
      </IfRight>
      <ConnectionTable
        caption="Organizations with a rollout of their own"
        query={query}
        connection={({ rollout }) => rollout.organizations}
        columns={columns}
        list={list}
        empty="No organization has a rollout of its own: all follow the global rollout."
      />
      {changing !== null && (
        <OrganizationRolloutDialog key={changing} organizationId={changing} onClose={() => change(null)} />
      )}
    </>
  );
}

function Choose({ onChoose }: { readonly onChoose: (id: string) => void }) {
  const [id, setId] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(id.trim());
      }}
    >
      <Group align="flex-end" mb="md" gap="xs">
        <TextInput label="Organization ID" value={id} onChange={(event) => setId(event.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={id.trim() === ''}>
          Set its rollout
        </Button>
      </Group>
    </form>
  );
}
