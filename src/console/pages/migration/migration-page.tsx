import { SimpleGrid, Stack } from '@mantine/core';
import { useLive } from '../../api/live';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { Live } from '../../components/live';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { GatingShares } from '../rollout/gating-shares';
import { DemoOffer } from './demo-offer';
import { isWatched } from './gating-phases';
import {
  MigrationBoardDocument,
  MigrationDenialsDocument,
  MigrationLegacyStatusDocument,
  MigrationPreflightDocument,
  MigrationProgressDocument,
} from './migration.generated';
import { PhaseCard } from './phase-card';
import { nextOf, phasesOf } from './phases';
import { executionInEffect, liveRun } from './runs-of-board';

const POLL_MS = 5_000;
const IDLE_POLL_MS = 30_000;
const RUNNING_POLL_MS = 3_000;

/** The runbook as a board: what is done, what blocks the migration, and what to do next. */
export function MigrationPage() {
  const { data, error, refetch } = useOperation(MigrationBoardDocument, {}, { every: POLL_MS });
  const live = data ? liveRun(data) : null;
  // The preflight and the legacy status scan all organizations: skipped if not needed, and while a run is live.
  const idle = data !== undefined && live === null;
  const checks = idle && executionInEffect(data) === undefined;
  const preflight = useOperation(MigrationPreflightDocument, {}, { enabled: checks, every: IDLE_POLL_MS });
  const legacy = useOperation(MigrationLegacyStatusDocument, {}, { enabled: idle && data.rollout.mode === 'ENFORCE' });
  const denials = useOperation(
    MigrationDenialsDocument,
    {},
    { enabled: data !== undefined && isWatched(data.rollout), every: IDLE_POLL_MS },
  );
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={9} />;
  const phases = phasesOf({
    board: data,
    preflight: checks ? preflight.data?.migrationPreflight : undefined,
    legacy: legacy.data?.legacyStatus,
    days: denials.data?.accessByDay,
  });
  const next = nextOf(phases);
  const failed = preflight.error ?? legacy.error ?? denials.error;
  return (
    <>
      <PageHeader title="Migration" actions={live && live.status !== 'PAUSED' ? <Follow id={live.id} /> : undefined}>
        From legacy flags to entitlements, phase by phase
      </PageHeader>
      {idle && data.dryRuns.nodes.length + data.executions.nodes.length === 0 && <DemoOffer />}
      <GatingShares />
      <Stack>
        {failed && <ErrorState error={failed} />}
        <SimpleGrid component="ol" cols={{ base: 1, md: 2, lg: 3 }} m={0} p={0} style={{ listStyle: 'none' }}>
          {phases.map((phase, index) => (
            <PhaseCard key={phase.title} number={index + 1} phase={phase} current={phase === next} />
          ))}
        </SimpleGrid>
      </Stack>
    </>
  );
}

/** Keeps the board up to date with a live run. */
function Follow({ id }: { readonly id: string }) {
  const liveness = useLive(MigrationProgressDocument, { id });
  useOperation(MigrationBoardDocument, {}, { every: liveness === 'live' ? false : RUNNING_POLL_MS });
  return <Live liveness={liveness} />;
}
