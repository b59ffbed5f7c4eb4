import { Alert, Button, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { Time } from '../../components/time';
import { ChangeRollout } from './change-rollout';
import { EmergencyExit } from './emergency-exit';
import { wordsOf } from './gating';
import { GatingShares } from './gating-shares';
import { MaintenancePanel } from './maintenance-panel';
import { OrganizationRollouts } from './organization-rollouts';
import { RolloutDocument } from './rollout.generated';

const POLL_MS = 10_000;

/** Who answers: for all, for single organizations; and maintenance. */
export function RolloutPage() {
  const [parameters, setParameters] = useSearchParams();
  const [leaving, setLeaving] = useState(false);
  const { data, error, refetch } = useOperation(RolloutDocument, {}, { every: POLL_MS });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const { rollout } = data;
  const tabs = [
    { value: 'all', title: 'All organizations', content: <ChangeRollout rollout={rollout} /> },
    { value: 'organizations', title: 'Single organizations', content: <OrganizationRollouts /> },
    { value: 'maintenance', title: 'Maintenance', content: <MaintenancePanel maintenance={rollout.maintenance} /> },
  ];
  const shown = tabs.find(({ value }) => value === parameters.get('tab'))?.value ?? 'all';
  return (
    <>
      <PageHeader
        title="Rollout"
        actions={
          <Button color="red.9" onClick={() => setLeaving(true)}>
            Back to legacy for all
          </Button>
        }
      >
        {wordsOf(rollout)}, since <Time at={rollout.updatedAt} />
      </PageHeader>
      {rollout.forcedByEnvironment !== null && (
        <Alert variant="outline" color="yellow" mb="md" title={`The environment forces ${rollout.forcedByEnvironment} on everybody`}>
          ENABLE_ENTITLEMENTS_GATING is set where the server runs. What is set here is kept, and counts once that is taken away.
        </Alert>
      )}
      {rollout.maintenance.enabled && (
        <Alert variant="outline" color="yellow" mb="md" title="The product is under maintenance">
          {rollout.maintenance.message ?? 'People are told nothing in particular.'}
        </Alert>
      )}
      <GatingShares />
      <Tabs value={shown} onChange={(tab) => setParameters(tab === null || tab === 'all' ? {} : { tab }, { replace: true })} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map(({ value, title }) => (
            <Tabs.Tab key={value} value={value}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ value, content }) => (
          <Tabs.Panel key={value} value={value}>
            {content}
          </Tabs.Panel>
        ))}
      </Tabs>
      {leaving && <EmergencyExit version={rollout.version} onClose={() => setLeaving(false)} onStale={() => void refetch()} />}
    </>
  );
}
