import { Alert, Code, CopyButton, Text, UnstyledButton } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { Time } from '../../components/time';
import { AuditStateDocument, type AuditStateQuery } from './record.generated';

type State = AuditStateQuery['auditState'];

const TITLE = { title: { color: 'var(--mantine-color-text)' } };
const POLL_MS = 15_000;

/** What the newest verification found, how much was added since, and where the chain ends. */
export function RecordState() {
  const { data, error, refetch } = useOperation(AuditStateDocument, {}, { every: POLL_MS });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={3} />;
  const { end, signedEnd, unsealed, lastVerification } = data.auditState;
  return (
    <>
      <Verified {...data.auditState} />
      <KeyFigures
        figures={[
          {
            label: 'Links of the chain',
            value: end?.position ?? 0,
            note: end ? <Time at={end.madeAt} /> : 'none yet',
          },
          { label: 'Not sealed yet', value: unsealed, note: 'servers seal them within seconds' },
          {
            label: 'Signed up to',
            value: signedEnd?.position ?? 'not signed',
            note: signedEnd ? <Time at={signedEnd.madeAt} /> : 'set PORTCULLIS_AUDIT_KEY',
          },
          {
            label: 'Verified up to',
            value: lastVerification?.position ?? 'never',
            ...(lastVerification && { note: <Time at={lastVerification.at} /> }),
          },
        ]}
      />
      {end && <ChainEnd end={`${end.position}:${end.hash}`} />}
    </>
  );
}

function Verified({ end, lastVerification }: State) {
  if (!lastVerification)
    return (
      <Alert variant="outline" color="yellow" title="Never verified" styles={TITLE}>
        Run <Code>portcullis audit verify</Code>: it reads every event, and names those that were tampered with.
      </Alert>
    );
  const { at, actorId, events, findings, firstFinding, position } = lastVerification;
  const since = Math.max(0, (end?.position ?? 0) - position);
  if (findings > 0)
    return (
      <Alert variant="outline" color="red" title={`${findings.toLocaleString()} found`} styles={TITLE}>
        <Text size="sm" className="wrap-anywhere">
          <Time at={at} />, by {actorId}. The first: {firstFinding}. <Code>portcullis audit verify</Code> names them
          all.
        </Text>
      </Alert>
    );
  return (
    <Alert variant="outline" color="green" title="Whole" styles={TITLE}>
      <Text size="sm" className="wrap-anywhere">
        {events.toLocaleString()} events, none altered, removed or inserted: <Time at={at} />, by {actorId}.{' '}
        {since > 0 && `${since.toLocaleString()} ${since === 1 ? 'link' : 'links'} since then.`}
      </Text>
    </Alert>
  );
}

/** What to note elsewhere: it proves later that nothing was cut off. */
function ChainEnd({ end }: { readonly end: string }) {
  return (
    <Text size="sm" c="dimmed" mb="md" className="wrap-anywhere">
      Note the end of the chain elsewhere, for <Code>audit verify --expect</Code>:{' '}
      <CopyButton value={end}>
        {({ copied, copy }) => (
          <UnstyledButton fz="sm" onClick={copy}>
            <Code className="wrap-anywhere">{end}</Code> {copied ? 'copied' : 'copy'}
          </UnstyledButton>
        )}
      </CopyButton>
    </Text>
  );
}
