import { Button, Group, Progress, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { request } from '../../api/request';
import { ErrorState } from '../../components/error-state';
import type { JournalFilters } from './journal-filters';
import { type RunOrganizationFragment, RunOrganizationsDocument, type RunOrganizationsQuery } from './run.generated';
import { sayFlags, sayState, targetOf } from './say-state';

const PAGE = 100;
const COLUMNS = [
  'organization id',
  'organization',
  'outcome',
  'legacy flags',
  'modules granted by flags',
  'changes',
  'flags without a rule',
  'error',
  'rollback',
];

/** Downloads the filtered list as a file, page by page. */
export function DownloadCsv({ id, filters }: { readonly id: string; readonly filters: JournalFilters }) {
  const [done, setDone] = useState<{ readonly rows: number; readonly of: number } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stopping = useRef<AbortController | null>(null);
  const download = async () => {
    const stop = new AbortController();
    stopping.current = stop;
    setError(null);
    setDone({ rows: 0, of: 0 });
    try {
      const parts = await collect(id, filters, stop.signal, (rows, of) => setDone({ rows, of }));
      save(new Blob(parts, { type: 'text/csv' }), `run-${id}.csv`);
    } catch (problem) {
      if (!stop.signal.aborted) setError(problem);
    } finally {
      setDone(null);
    }
  };
  return (
    <>
      <Group mt="sm">
        <Button variant="default" size="xs" onClick={() => void download()} loading={done !== null}>
          Download as CSV
        </Button>
        {done && (
          <>
            <Progress
              value={done.of === 0 ? 0 : (100 * done.rows) / done.of}
              w={160}
              aria-label="Downloaded, in percent"
            />
            <Text size="sm">
              {done.rows.toLocaleString()} of {done.of.toLocaleString()}
            </Text>
            <Button variant="default" size="xs" onClick={() => stopping.current?.abort()}>
              Stop
            </Button>
          </>
        )}
      </Group>
      {error !== null && <ErrorState error={error} title="The download failed" />}
    </>
  );
}

/** The parts of the file, one per page. */
async function collect(
  id: string,
  filters: JournalFilters,
  signal: AbortSignal,
  onProgress: (rows: number, of: number) => void,
): Promise<string[]> {
  // Loaded on demand, since few users download.
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  // Cells that a spreadsheet would run as formulas are escaped; a number is none, whatever its sign.
  const escaped = (cell: string) => (/^-?\d+$/.test(cell) ? { value: cell, escape_formulas: false } : cell);
  const write = (rows: readonly (readonly string[])[]) =>
    stringify(
      rows.map((row) => [...row]),
      { escape_formulas: true, cast: { string: escaped } },
    );
  const parts = [write([COLUMNS])];
  let after: string | null = null;
  let rows = 0;
  let of = 0;
  do {
    const answer: RunOrganizationsQuery = await request(
      RunOrganizationsDocument,
      { id, first: PAGE, after, counted: after === null, ...filters },
      { signal },
    );
    if (!answer.migrationRun) break;
    const { nodes, pageInfo, totalCount } = answer.migrationRun.organizations;
    parts.push(write(nodes.map(cells)));
    rows += nodes.length;
    of = totalCount ?? of; // counted only once, since counting is slower than reading a page
    onProgress(rows, of);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return parts;
}

function cells({
  organizationId,
  organization,
  outcome,
  legacyFlags,
  mappedModules,
  changes,
  unmappedFlags,
  error,
  rollback,
}: RunOrganizationFragment): readonly string[] {
  return [
    organizationId,
    organization?.name ?? '',
    outcome,
    sayFlags(legacyFlags),
    mappedModules.map(({ key }) => key).join(' '),
    changes
      .map((change) => `${change.action} ${targetOf(change)}: ${sayState(change.before)} -> ${sayState(change.after)}`)
      .join('; '),
    unmappedFlags.join(' '),
    error?.message ?? '',
    rollback?.outcome ?? '',
  ];
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
