import { Alert } from '@mantine/core';
import { KeyFigures } from '../../components/key-figures';
import type { ReportFragment } from './parity.generated';
import { countOf, KIND_LABELS, KINDS } from './words';

const TITLE = { title: { color: 'var(--mantine-color-text)' } };

/** Whether a report is clean, and its numbers: what is unexplained counts, what is explained stands beside it. */
export function ReportFigures({ report }: { readonly report: ReportFragment }) {
  const { clean, uncovered, organizations } = report;
  const unexplained = countOf(report, { explained: false });
  const explained = countOf(report, { explained: true });
  return (
    <>
      {clean ? (
        <Alert variant="outline" color="green" title="Clean" styles={TITLE} mt="sm">
          Nothing is unexplained, and everybody is covered.
          {explained > 0 &&
            ` ${explained.toLocaleString()} ${explained === 1 ? 'difference is' : 'differences are'} explained.`}
        </Alert>
      ) : (
        <Alert variant="outline" color="red" title="Not clean" styles={TITLE} mt="sm">
          {[
            ...(unexplained > 0
              ? [
                  `${unexplained.toLocaleString()} ${unexplained === 1 ? 'difference is' : 'differences are'} unexplained`,
                ]
              : []),
            ...(uncovered > 0
              ? [
                  `${uncovered.toLocaleString()} ${uncovered === 1 ? 'organization was' : 'organizations were'} not brought over by any execution that stands`,
                ]
              : []),
          ].join(', and ')}
          .
        </Alert>
      )}
      <KeyFigures
        figures={[
          ...KINDS.map((kind) => ({
            label: KIND_LABELS[kind],
            value: countOf(report, { kind, explained: false }),
            note: `and ${countOf(report, { kind, explained: true }).toLocaleString()} explained`,
          })),
          { label: 'Not covered', value: uncovered, note: uncovered === 1 ? 'organization' : 'organizations' },
          { label: 'Compared', value: organizations, note: organizations === 1 ? 'organization' : 'organizations' },
        ]}
      />
    </>
  );
}
