import { Alert } from '@mantine/core';
import { KeyFigures } from '../../components/key-figures';
import type { ReportFragment } from './parity.generated';
import { countOf, KIND_LABELS, KINDS } from './words';

const TITLE = { title: { color: 'var(--mantine-color-text)' } };

/** Whether a report is clean, and its numbers: unexplained differences, with explained ones beside them. */
export function ReportFigures({ report }: { readonly report: ReportFragment }) {
  const { clean, uncovered, organizations, readings } = report;
  const unexplained = countOf(report, { explained: false });
  const explained = countOf(report, { explained: true });
  return (
    <>
      {clean ? (
        <Alert variant="outline" color="green" title="Clean" styles={TITLE} mt="sm">
          No unexplained differences, and every organization is covered.
          {explained > 0 && ` ${sayCount(explained, 'difference')} explained.`}
        </Alert>
      ) : (
        <Alert variant="outline" color="red" title="Not clean" styles={TITLE} mt="sm">
          {[
            ...(organizations === 0 ? ['No organization was compared'] : []),
            ...(unexplained > 0 ? [`${sayCount(unexplained, 'difference')} unexplained`] : []),
            ...(uncovered > 0 ? [`${sayCount(uncovered, 'organization')} not covered by an execution in effect`] : []),
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
          ...(readings
            ? [
                {
                  label: 'Readings checked',
                  value: readings.checkedOrganizations,
                  note: `and ${readings.uncheckedOrganizations.toLocaleString()} never`,
                },
              ]
            : []),
        ]}
      />
    </>
  );
}

/** A number with its noun and verb: `1 difference is`. */
function sayCount(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? ' is' : 's are'}`;
}
