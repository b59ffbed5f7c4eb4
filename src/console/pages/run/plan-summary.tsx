import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { RunPlanDocument, type RunPlanQuery } from './run.generated';
import type { ShownRun } from './shown-run';

type Plan = NonNullable<RunPlanQuery['migrationRun']>;

/** The API's default number of flags. */
const SHOWN_FLAGS = 100;

const number = (count: number) => count.toLocaleString();

/** The effect of a run by module, and the flags without a rule. */
export function PlanSummary({ run: { id, status, counts, progress } }: { readonly run: ShownRun }) {
  const ended = status !== 'QUEUED' && status !== 'RUNNING';
  const { data, error, refetch } = useOperation(
    RunPlanDocument,
    { id },
    { enabled: ended, still: status === 'ROLLING_BACK' },
  );
  if (!ended)
    return (
      <EmptyState title="Still in progress">
        The summary is available once the run has ended. The Organizations tab lists those already processed.
      </EmptyState>
    );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data?.migrationRun) return <LoadingState />;
  const { modules, unmappedFlags } = data.migrationRun;
  const { processed, total } = progress;
  const whole = processed >= total && total > 0;
  const columns: readonly Column<Plan['modules'][number]>[] = [
    {
      title: 'Module',
      cell: ({ module, moduleKey }) => (
        <Anchor component={Link} size="sm" to={`/runs/${id}?tab=organizations&module=${encodeURIComponent(moduleKey)}`}>
          {module?.displayName ?? moduleKey}
        </Anchor>
      ),
    },
    { title: 'Created', align: 'right', cell: ({ created }) => number(created) },
    { title: 'Updated', align: 'right', cell: ({ updated }) => number(updated) },
    { title: 'Revoked', align: 'right', cell: ({ revoked }) => number(revoked) },
    { title: 'Submodule rows', align: 'right', cell: ({ submodules }) => number(submodules) },
    { title: 'Held', align: 'right', cell: ({ held }) => number(held) },
    { title: 'Manual rows kept', align: 'right', cell: ({ keptManual }) => number(keptManual) },
  ];
  return (
    <Stack gap="lg">
      {!whole && (
        <Text size="sm">
          The run stopped after {number(processed)} of {number(total)} organizations. This summary covers those.
        </Text>
      )}
      {counts.failed > 0 && (
        <Text size="sm">
          <Anchor component={Link} size="sm" underline="always" to={`/runs/${id}?tab=organizations&outcome=FAILED`}>
            {number(counts.failed)} failed {counts.failed === 1 ? 'organization' : 'organizations'}, with reasons
          </Anchor>
        </Text>
      )}
      <section aria-label="By module">
        <Title order={2} mb="sm">
          By module, in organizations
        </Title>
        {modules.length === 0 ? (
          <EmptyState title="Nothing changes">
            {whole &&
              counts.failed + counts.stale === 0 &&
              'Every organization already has what its flags grant, or only has rows that were created by hand.'}
          </EmptyState>
        ) : (
          <DataTable caption="By module" columns={columns} rows={modules} keyOf={(row) => row.id} />
        )}
      </section>
      {unmappedFlags.length > 0 && (
        <section aria-label="Flags without a rule">
          <Title order={2} mb="sm">
            Legacy flags without a rule
          </Title>
          {unmappedFlags.length === SHOWN_FLAGS && (
            <Text size="sm" c="dimmed" mb="sm">
              The {SHOWN_FLAGS} most frequent flags; there may be more.
            </Text>
          )}
          <DataTable
            caption="Flags without a rule"
            columns={flagColumns}
            rows={unmappedFlags}
            keyOf={({ name }) => name}
          />
        </section>
      )}
    </Stack>
  );
}

const flagColumns: readonly Column<Plan['unmappedFlags'][number]>[] = [
  { title: 'Flag', cell: ({ name }) => name },
  { title: 'Organizations', align: 'right', cell: ({ organizations }) => number(organizations) },
];
