import { Alert, Anchor, List, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { EnforceGateDocument } from './parity.generated';

const TITLE = { title: { color: 'var(--mantine-color-text)' } };

/** What keeps ENFORCE shut for all. Asked only where it is looked at, since it compares anew whoever was written since the report. */
export function GatePanel() {
  const { data, error, refetch, isFetching } = useOperation(EnforceGateDocument, {});
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={3} />;
  const { open, reasons } = data.rollout.gate;
  return (
    <>
      {open ? (
        <Alert variant="outline" color="green" title="The gate is open" styles={TITLE} aria-busy={isFetching}>
          All may go to ENFORCE, as long as nothing changes and the report is under 15 minutes old.
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
        It counts for all organizations. A change of the{' '}
        <Anchor component={Link} size="sm" underline="always" to="/rollout">
          rollout
        </Anchor>{' '}
        is gated for those that it touches alone.
      </Text>
    </>
  );
}
