import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { KeyFigures } from '../../components/key-figures';
import { Time } from '../../components/time';
import type { ShownRun } from './shown-run';

/** What the rollback of a run restored, and what it retained. */
export function RunRollback({
  id,
  rollback,
}: {
  readonly id: string;
  readonly rollback: NonNullable<ShownRun['rollback']>;
}) {
  const { counts } = rollback;
  return (
    <Stack>
      <Text size="sm" component="div">
        Requested by {rollback.requestedBy} on <Time at={rollback.requestedAt} />: {rollback.reason}
        {rollback.acknowledgedLostAccess && ' The requester acknowledged that organizations under ENFORCE lose access.'}
      </Text>
      <KeyFigures
        figures={[
          {
            label: 'Restored',
            value: counts.organizationsRolledBack,
            note: `organizations; ${counts.rowsRestored.toLocaleString()} rows`,
          },
          {
            label: 'With retained rows',
            value: counts.organizationsKept,
            note: `organizations; ${counts.rowsKept.toLocaleString()} rows`,
          },
          { label: 'Failed in the database', value: counts.organizationsFailed, note: 'organizations' },
          { label: 'Deleted since the run', value: counts.organizationsSkipped, note: 'organizations' },
        ]}
      />
      {counts.organizationsKept + counts.organizationsFailed > 0 && (
        <Anchor
          component={Link}
          size="sm"
          to={`/runs/${id}?tab=organizations&rolledBack=${counts.organizationsKept > 0 ? 'KEPT' : 'FAILED'}`}
        >
          Show these organizations and the causes
        </Anchor>
      )}
    </Stack>
  );
}
