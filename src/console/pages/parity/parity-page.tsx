import { Button, Stack } from '@mantine/core';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { IfRight } from '../../components/if-right';
import { LoadingState } from '../../components/loading-state';
import { PageHeader } from '../../components/page-header';
import { LatestReportsDocument, ReportByIdDocument } from './parity.generated';
import { ReportProgress } from './report-progress';
import { ReportState } from './report-state';
import { StartReportDialog } from './start-report-dialog';
import { isLive } from './words';

const POLL_MS = 10_000;
const POLL_LIVE_MS = 1_000;

/** Whether entitlements answer as the legacy flags do: the newest report, or the one in the address. */
export function ParityPage() {
  const [parameters] = useSearchParams();
  const chosen = parameters.get('report');
  const [starting, setStarting] = useState(false);
  const [live, setLive] = useState(false);
  const { data, error, refetch } = useOperation(LatestReportsDocument, {}, { every: live ? POLL_LIVE_MS : POLL_MS });
  const named = useOperation(ReportByIdDocument, { id: chosen ?? '' }, { enabled: chosen !== null, every: POLL_MS });
  const reports = data?.parityReports.nodes ?? [];
  const pending = reports.filter(isLive);
  if (pending.length > 0 !== live) setLive(pending.length > 0);
  const shown = chosen === null ? (reports.find((one) => !isLive(one)) ?? null) : (named.data?.parityReport ?? null);
  const failure = data ? named.error : error;
  return (
    <>
      <PageHeader
        title="Parity"
        actions={
          <IfRight right="MANAGE_RUNS" to="create reports">
            <Button onClick={() => setStarting(true)}>Create a report</Button>
          </IfRight>
        }
      >
        Whether entitlements answer as the legacy flags do
      </PageHeader>
      <Stack>
        {failure && <ErrorState error={failure} onRetry={() => void (data ? named.refetch() : refetch())} />}
        {pending.map((report) => (
          <ReportProgress key={report.id} report={report} />
        ))}
        {!failure && (!data || (chosen !== null && !named.data)) && <LoadingState />}
        {data && chosen === null && reports.length === 0 && (
          <EmptyState title="No reports yet">
            A report compares both answers for every organization, module and submodule. It changes nothing.
          </EmptyState>
        )}
        {chosen !== null && named.data && !shown && <EmptyState title="This report does not exist" />}
        {shown && <ReportState report={shown} newest={chosen === null} />}
      </Stack>
      {starting && <StartReportDialog onClose={() => setStarting(false)} />}
    </>
  );
}
