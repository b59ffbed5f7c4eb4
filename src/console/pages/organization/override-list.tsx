import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useChange, useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { ErrorState } from '../../components/error-state';
import { isReason, ReasonField } from '../../components/reason-field';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { useListState } from '../../components/use-list-state';
import {
  OrganizationOverridesDocument,
  type OrganizationOverridesQuery,
  RevokeOverridesDocument,
} from './organization.generated';
import { keyOfTarget } from './target';

type Row = OrganizationOverridesQuery['organization']['overrides']['nodes'][number];

const columns: readonly Column<Row>[] = [
  {
    title: 'Target',
    cell: ({ module, submodule }) => keyOfTarget({ moduleKey: module.key, submoduleKey: submodule?.key ?? null }),
  },
  { title: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { title: 'Ends', cell: ({ expiresAt }) => (expiresAt === null ? 'never' : <Time at={expiresAt} />) },
  {
    title: 'Reason',
    cell: ({ reason }) => (
      <Text size="sm" miw={180}>
        {reason}
      </Text>
    ),
  },
  { title: 'Created by', cell: ({ actorId }) => actorId },
  { title: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** An organization's overrides; those in effect can be revoked. */
export function OverrideList({ id, mayRevoke }: { readonly id: string; readonly mayRevoke: boolean }) {
  const list = useListState('overrides');
  const includeEnded = list.get('ended') === 'too';
  const [revoking, setRevoking] = useState<Row | null>(null);
  const query = useOperation(
    OrganizationOverridesDocument,
    { id, includeEnded, after: list.after },
    { keepPrevious: true },
  );
  const action: Column<Row> = {
    title: 'In effect',
    cell: (row) =>
      !row.live ? (
        'ended'
      ) : mayRevoke ? (
        <Button size="compact-xs" variant="default" onClick={() => setRevoking(row)}>
          Revoke
        </Button>
      ) : (
        'yes'
      ),
  };
  return (
    <>
      <Switch
        label="Include ended overrides"
        checked={includeEnded}
        onChange={(event) => list.set({ ended: event.currentTarget.checked ? 'too' : null })}
        mb="sm"
      />
      <ConnectionTable
        caption="Overrides"
        query={query}
        connection={({ organization }) => organization.overrides}
        columns={[...columns, action]}
        list={list}
        empty="This organization has no overrides."
      />
      {revoking && query.data && (
        <RevokeDialog
          id={id}
          version={query.data.organization.version}
          override={revoking}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

function RevokeDialog({
  id,
  version,
  override,
  onClose,
}: {
  readonly id: string;
  readonly version: number;
  readonly override: Row;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const revoke = useChange(RevokeOverridesDocument);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Revoke the override of ${override.module.displayName}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          revoke.mutate(
            {
              input: {
                organizationId: id,
                expectedVersion: version,
                overrideIds: [override.id],
                reason: reason.trim(),
              },
            },
            { onSuccess: onClose },
          );
        }}
      >
        <Stack>
          <ReasonField value={reason} onChange={setReason} />
          {revoke.error && <ErrorState title="The server refused the request" error={revoke.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" disabled={!isReason(reason)} loading={revoke.isPending}>
              Revoke
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
