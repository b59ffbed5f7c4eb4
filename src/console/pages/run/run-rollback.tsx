import { Anchor, Stack, Text } from '@mantine/core';
import { Link } from 'react-router';
import { KeyFigures } from '../../components/key-figures';
import { Time } from '../../components/time';
import type { ShownRun } from './shown-run';

/** What a run's rollback took back, and what it kept. */
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
        Asked for by {rollback.requestedBy} on <Time at={rollback.requestedAt} />: {rollback.reason}
        {rollback.acknowledgedLostAccess && ' That organizations under ENFORCE lose access was acknowledged.'}
      </Text>
      <KeyFigures
        figures={[
          {
            label: 'As before the run',
            value: counts.organizationsRolledBack,
            note: `organizations; ${counts.rowsRestored.toLocaleString()} rows`,
          },
          {
            label: 'Rows were kept',
            value: counts.organizationsKept,
            note: `organizations; ${counts.rowsKept.toLocaleString()} rows`,
          },
          { label: 'Refused by the database', value: counts.organizationsFailed, note: 'organizations' },
          { label: 'Deleted meanwhile', value: counts.organizationsSkipped, note: 'organizations' },
        ]}
      />
      {counts.organizationsKept + counts.organizationsFailed > 0 && (
        <Anchor
          component={Link}
          size="sm"
          to={`/runs/${id}?tab=organizations&rolledBack=${counts.organizationsKept > 0 ? 'KEPT' : 'FAILED'}`}
        >
          Which those are, and why
        </Anchor>
      )}
    </Stack>
  );
}
