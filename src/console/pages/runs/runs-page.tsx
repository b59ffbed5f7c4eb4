import { Anchor, Button, Group, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { IfRight } from '../../components/if-right';
import { PageHeader } from '../../components/page-header';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { useListState } from '../../components/use-list-state';
import type { MigrationRunMode, MigrationRunStatus } from '../../generated/schema-types';
import { PreflightCheck } from './preflight-check';
import { RunsDocument, type RunsQuery } from './runs.generated';
import { StartRunDialog } from './start-run-dialog';

type Row = RunsQuery['migrationRuns']['nodes'][number];

const PAGE = 25;
const POLL_MS = 5_000;
const MODES: readonly MigrationRunMode[] = ['DRY_RUN', 'EXECUTE'];
const STATUSES: readonly MigrationRunStatus[] = [
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'SUCCEEDED',
  'COMPLETED_WITH_ERRORS',
  'CANCELLED',
  'FAILED',
  'ROLLING_BACK',
  'ROLLED_BACK',
  'ROLLED_BACK_WITH_CONFLICTS',
];

const words = (value: string) => value.replaceAll('_', ' ').toLowerCase();

const columns: readonly Column<Row>[] = [
  {
    title: 'Run',
    cell: ({ id, mode }) => (
      <Anchor component={Link} size="sm" to={`/runs/${id}`} style={{ whiteSpace: 'nowrap' }}>
        {id} {mode === 'DRY_RUN' ? 'dry run' : 'execution'}
      </Anchor>
    ),
  },
  { title: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { title: 'Done', align: 'right', cell: ({ progress: { percent } }) => `${Math.floor(percent)}\u00a0%` },
  { title: 'Organizations', align: 'right', cell: ({ progress: { total } }) => total.toLocaleString() },
  { title: 'Changed', align: 'right', cell: ({ counts }) => counts.changed.toLocaleString() },
  {
    title: 'Failed, stale',
    align: 'right',
    cell: ({ counts: { failed, stale } }) => (failed + stale).toLocaleString(),
  },
  { title: 'Requested', cell: ({ createdAt }) => <Time at={createdAt} /> },
  { title: 'Requested by', cell: ({ requestedBy }) => requestedBy },
  {
    title: 'Reason',
    cell: ({ reason }) => (
      <Text size="sm" lineClamp={2} miw={120}>
        {reason}
      </Text>
    ),
  },
];

/** Every run, newest first; starts the preflight and dry runs. */
export function RunsPage() {
  const list = useListState();
  const [starting, setStarting] = useState(false);
  const checking = list.get('check') === 'yes';
  const mode = MODES.find((one) => one === list.get('mode')) ?? null;
  const status = STATUSES.find((one) => one === list.get('status')) ?? null;
  const query = useOperation(
    RunsDocument,
    { first: PAGE, after: list.after, mode, status },
    { keepPrevious: true, every: POLL_MS },
  );
  return (
    <>
      <PageHeader
        title="Runs"
        actions={
          <Group gap="xs">
            <Button variant="default" onClick={() => list.set({ check: 'yes' })} disabled={checking}>
              Run the preflight
            </Button>
            <IfRight right="MANAGE_RUNS" to="start runs">
              <Button onClick={() => setStarting(true)}>Start a dry run</Button>
            </IfRight>
          </Group>
        }
      >
        A dry run plans every change and changes nothing; execute its plan from its page
      </PageHeader>
      {checking && <PreflightCheck />}
      <Group mb="md" align="flex-end">
        <Select
          label="Mode"
          placeholder="Any"
          clearable
          data={MODES.map((value) => ({ value, label: value === 'DRY_RUN' ? 'dry run' : 'execution' }))}
          value={mode}
          onChange={(value) => list.set({ mode: value })}
        />
        <Select
          label="Status"
          placeholder="Any"
          clearable
          data={STATUSES.map((value) => ({ value, label: words(value) }))}
          value={status}
          onChange={(value) => list.set({ status: value })}
        />
      </Group>
      <ConnectionTable
        caption="Runs"
        query={query}
        connection={({ migrationRuns }) => migrationRuns}
        columns={columns}
        list={list}
        empty="No runs yet, or none that match. A dry run shows what an execution would do, and changes nothing."
      />
      {starting && <StartRunDialog onClose={() => setStarting(false)} />}
    </>
  );
}
