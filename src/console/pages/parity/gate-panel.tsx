import { Alert, Anchor, List, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { EnforceGateDocument } from './parity.generated';

const TITLE = { title: { color: 'var(--mantine-color-text)' } };

/**
 * What keeps the gate to ENFORCE shut for all organizations. Queried on this tab only: the server compares every
 * organization again that was changed since the report.
 */
export function GatePanel() {
  const { data, error, refetch, isFetching } = useOperation(EnforceGateDocument, {});
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={3} />;
  const { open, reasons } = data.rollout.gate;
  return (
    <>
      {open ? (
        <Alert variant="outline" color="green" title="The gate is open" styles={TITLE} aria-busy={isFetching}>
          All organizations may go to ENFORCE while nothing changes and the report is less than 15 minutes old.
        </Alert>
      ) : (
        <Alert variant="outline" color="red" title="The gate is shut" styles={TITLE} aria-busy={isFetching}>
          <List size="sm">
            {reasons.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Text size="sm" mt="sm">
        This is the gate for all organizations together. A change of the{' '}
        <Anchor component={Link} size="sm" underline="always" to="/rollout">
          rollout
        </Anchor>{' '}
        must pass it for the affected organizations only.
      </Text>
    </>
  );
}
