import { Alert, Anchor, Group, Text } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { useLive } from '../../api/live';
import { useOperation } from '../../api/use-operation';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { Live } from '../../components/live';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { PageTabs } from '../../components/page-tabs';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { PlanSummary } from './plan-summary';
import { RunChangedDocument, RunDocument } from './run.generated';
import { RunActions } from './run-actions';
import { RunFigures } from './run-figures';
import { RunOrganizations } from './run-organizations';
import { RunProgressBar } from './run-progress-bar';
import { RunRollback } from './run-rollback';
import type { ShownRun } from './shown-run';
import { Verification } from './verification';

const POLL_MS = 3_000;
const FOLLOWED = ['QUEUED', 'RUNNING', 'PAUSED', 'ROLLING_BACK'];

/** One run: its progress, its effect, and the actions that are available. */
export function RunPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useOperation(RunDocument, { id });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const run = data.migrationRun;
  if (!run) return <EmptyState title={`There is no run ${id}`}>Check that this is the right database.</EmptyState>;
  const dry = run.mode === 'DRY_RUN';
  return (
    <>
      <PageHeader title={`Run ${run.id}: ${dry ? 'dry run' : 'execution'}`} actions={<RunActions run={run} />}>
        <Group gap="xs">
          <StatusBadge status={run.status} />
          <span>
            requested by {run.requestedBy} on <Time at={run.createdAt} />
          </span>
          {FOLLOWED.includes(run.status) && <Follow id={id} />}
        </Group>
        <Text size="sm" className="wrap-anywhere">
          {run.reason}
        </Text>
        <Origin run={run} />
      </PageHeader>
      {run.error && (
        <Alert
          variant="outline"
          color="red"
          title={`The run stopped: ${run.error.code.replaceAll('_', ' ').toLowerCase()}`}
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
          mb="md"
        >
          {run.error.message}
        </Alert>
      )}
      {run.resetAt !== null && (
        <Alert variant="outline" color="yellow" title="The entitlements that this run wrote no longer exist" mb="md">
          They were reset, or replaced by a snapshot, on <Time at={run.resetAt} />. The run can be neither rolled back
          nor resumed.
        </Alert>
      )}
      {run.journalDetachedAt !== null && (
        <Alert variant="outline" color="yellow" title="What this run did to each organization is not shown" mb="md">
          Retention took its journal away on <Time at={run.journalDetachedAt} />. The run can be neither rolled back,
          executed nor verified.
        </Alert>
      )}
      {run.status === 'ROLLING_BACK' && run.rollback ? (
        <RunProgressBar progress={run.rollback.progress} label="Rolled back" />
      ) : (
        <RunProgressBar progress={run.progress} label="Done" />
      )}
      <RunFigures run={run} />
      <RunTabs run={run} />
    </>
  );
}

function RunTabs({ run }: { readonly run: ShownRun }) {
  const executed = run.mode === 'EXECUTE' && run.status !== 'QUEUED';
  const tabs = [
    {
      value: 'plan',
      title: run.mode === 'DRY_RUN' ? 'What would change' : 'What changed',
      content: <PlanSummary run={run} />,
    },
    { value: 'organizations', title: 'Organizations', content: <RunOrganizations run={run} /> },
    ...(executed ? [{ value: 'verification', title: 'Verification', content: <Verification id={run.id} /> }] : []),
    ...(run.rollback
      ? [{ value: 'rollback', title: 'Rollback', content: <RunRollback id={run.id} rollback={run.rollback} /> }]
      : []),
  ];
  return <PageTabs tabs={tabs} />;
}

/** Keeps the page up to date while the run is live. */
function Follow({ id }: { readonly id: string }) {
  const liveness = useLive(RunChangedDocument, { id });
  useOperation(RunDocument, { id }, { every: liveness === 'live' ? false : POLL_MS });
  return <Live liveness={liveness} />;
}

/** The origin of the plan, and the options of the run. */
function Origin({
  run: { dryRun, execution, changedSince, change, mapping, trialDays, allowRevocations },
}: {
  readonly run: ShownRun;
}) {
  return (
    <Text size="sm" component="div">
      {dryRun && (
        <>
          Applies the plan of{' '}
          <Anchor component={Link} size="sm" underline="always" to={`/runs/${dryRun.id}`}>
            run {dryRun.id}
          </Anchor>
          .{' '}
        </>
      )}
      {execution && (
        <>
          Its plan was executed by{' '}
          <Anchor component={Link} size="sm" underline="always" to={`/runs/${execution.id}`}>
            run {execution.id}
          </Anchor>
          .{' '}
        </>
      )}
      {changedSince && `Only organizations that changed since run ${changedSince.id}. `}
      {change && `Change: ${change.text}; `}
      {mapping &&
        `Mapping ${mapping.name}; new trials ${trialDays === null ? 'do not end' : `last ${trialDays} days`}; `}
      the run {allowRevocations ? 'may' : 'may not'} take access away.
    </Text>
  );
}
