import { Drawer, Group, List, Stack, Text } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import { ExplanationDocument } from './organization.generated';
import { keyOfTarget, type Target } from './target';

interface ExplanationDrawerProps {
  readonly organizationId: string;
  readonly target: Target | null;
  readonly onClose: () => void;
}

/** Why a module or submodule is allowed or denied, rule by rule. */
export function ExplanationDrawer({ organizationId, target, onClose }: ExplanationDrawerProps) {
  return (
    <Drawer
      opened={target !== null}
      onClose={onClose}
      position="right"
      title={target === null ? '' : `Why: ${keyOfTarget(target)}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {target && <Explanation organizationId={organizationId} target={target} />}
    </Drawer>
  );
}

function Explanation({
  organizationId,
  target: { moduleKey, submoduleKey },
}: {
  readonly organizationId: string;
  readonly target: Target;
}) {
  const { data, error, refetch } = useOperation(ExplanationDocument, { id: organizationId, moduleKey, submoduleKey });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={5} />;
  const { allowed, message, changesAt, provenance, steps } = data.organization.decision;
  return (
    <Stack>
      <Group>
        <StatusBadge status={allowed ? 'allowed' : 'denied'} />
      </Group>
      <Text>{message}</Text>
      <List type="ordered" spacing="sm" size="sm">
        {steps.map(({ rule, outcome, detail }) => (
          <List.Item key={rule}>
            <Text size="sm" fw={600}>
              {rule.replaceAll('_', ' ').toLowerCase()}: {outcome.replaceAll('_', ' ').toLowerCase()}
            </Text>
            <Text size="sm">{detail}</Text>
          </List.Item>
        ))}
      </List>
      <Text size="sm" c="dimmed">
        {provenance.legacyFlag !== null && <>Legacy flag {provenance.legacyFlag}. </>}
        {provenance.source !== null && <>Source {provenance.source}. </>}
        {provenance.migrationRun && <>Migration run {provenance.migrationRun.id}. </>}
        {provenance.override && (
          <>
            Override by {provenance.override.actorId}, <Time at={provenance.override.createdAt} />:{' '}
            {provenance.override.reason}.{' '}
          </>
        )}
        {changesAt !== null && (
          <>
            Changes automatically at <Time at={changesAt} />.
          </>
        )}
      </Text>
    </Stack>
  );
}
