import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { IfRight } from '../../components/if-right';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { PageTabs } from '../../components/page-tabs';
import { Time } from '../../components/time';
import { ChangeRollout } from './change-rollout';
import { EmergencyExit } from './emergency-exit';
import { wordsOf } from './gating';
import { GatingShares } from './gating-shares';
import { MaintenancePanel } from './maintenance-panel';
import { OrganizationRollouts } from './organization-rollouts';
import { RolloutDocument } from './rollout.generated';

const POLL_MS = 10_000;

/** The global rollout, the rollouts of individual organizations, and maintenance. */
export function RolloutPage() {
  const [leaving, setLeaving] = useState(false);
  const { data, error, refetch } = useOperation(RolloutDocument, {}, { every: POLL_MS });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const { rollout } = data;
  const tabs = [
    { value: 'all', title: 'All organizations', content: <ChangeRollout rollout={rollout} /> },
    { value: 'organizations', title: 'Individual organizations', content: <OrganizationRollouts /> },
    { value: 'maintenance', title: 'Maintenance', content: <MaintenancePanel maintenance={rollout.maintenance} /> },
  ];
  return (
    <>
      <PageHeader
        title="Rollout"
        actions={
          <IfRight right="MANAGE_ROLLOUT" to="change the rollout">
            <Button color="red.9" onClick={() => setLeaving(true)}>
              Set all to LEGACY
            </Button>
          </IfRight>
        }
      >
        {wordsOf(rollout)}, since <Time at={rollout.updatedAt} />
      </PageHeader>
      {rollout.forcedByEnvironment !== null && (
        <Alert
          variant="outline"
          color="yellow"
          mb="md"
          title={`The environment forces ${rollout.forcedByEnvironment} for every organization`}
        >
          ENABLE_ENTITLEMENTS_GATING is set on the server. Changes made here are saved, and take effect once that
          variable is removed.
        </Alert>
      )}
      {rollout.maintenance.enabled && (
        <Alert variant="outline" color="yellow" mb="md" title="The product is under maintenance">
          {rollout.maintenance.message ?? 'No message is set.'}
        </Alert>
      )}
      <GatingShares />
      <PageTabs tabs={tabs} />
      {leaving && (
        <EmergencyExit
          version={rollout.version}
          forced={rollout.forcedByEnvironment}
          onClose={() => setLeaving(false)}
          onStale={() => void refetch()}
        />
      )}
    </>
  );
}
