import { Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { ChoiceFilter, choicesOf, Filters, ModuleFilter, TextFilter } from '../../components/filters';
import { StatusBadge } from '../../components/status-badge';
import { useListState } from '../../components/use-list-state';
import { DownloadCsv } from './download-csv';
import { ACTIONS, filtersOf, OUTCOMES, ROLLBACKS } from './journal-filters';
import { OrganizationDrawer } from './organization-drawer';
import { type RunOrganizationFragment, RunOrganizationsDocument } from './run.generated';
import { sayFlags, sayState, targetOf } from './say-state';
import type { ShownRun } from './shown-run';

const PAGE = 25;
const SHOWN_CHANGES = 4;

/** Every organization of a run: its flags, the modules that they grant, and what changes. */
export function RunOrganizations({ run }: { readonly run: ShownRun }) {
  const list = useListState();
  const [shown, setShown] = useState<RunOrganizationFragment | null>(null);
  const filters = filtersOf(list);
  const query = useOperation(
    RunOrganizationsDocument,
    { id: run.id, first: PAGE, after: list.after, ...filters },
    { keepPrevious: true },
  );
  const columns: readonly Column<RunOrganizationFragment>[] = [
    {
      title: 'Organization',
      cell: (row) => (
        <UnstyledButton onClick={() => setShown(row)} c="var(--mantine-color-anchor)" fz="sm">
          {row.organizationId} {row.organization?.name ?? '(deleted)'}
        </UnstyledButton>
      ),
    },
    {
      title: run.mode === 'DRY_RUN' ? 'Planned outcome' : 'Outcome',
      cell: ({ outcome, rollback }) => (
        <Stack gap={2} align="flex-start">
          <StatusBadge status={outcome} />
          {rollback && <StatusBadge status={rollback.outcome} />}
        </Stack>
      ),
    },
    {
      title: 'Legacy flags',
      cell: ({ legacyFlags }) => (
        <Text size="sm" ff="monospace" lineClamp={2} maw={260} className="wrap-anywhere">
          {sayFlags(legacyFlags)}
        </Text>
      ),
    },
    {
      title: 'Modules granted',
      cell: ({ mappedModules }) => (
        <Text size="sm" lineClamp={2} maw={200}>
          {mappedModules.map(({ key }) => key).join(', ') || 'none'}
        </Text>
      ),
    },
    { title: 'Changes', cell: (row) => <Changes row={row} /> },
  ];
  return (
    <>
      <Filters columns={run.rollback ? 5 : 4}>
        <TextFilter list={list} name="search" label="Name or id" />
        <ChoiceFilter list={list} name="outcome" label="Outcome" choices={choicesOf(OUTCOMES)} />
        <ModuleFilter list={list} />
        <ChoiceFilter list={list} name="action" label="Change" choices={choicesOf(ACTIONS)} />
        {run.rollback && <ChoiceFilter list={list} name="rolledBack" label="Rollback" choices={choicesOf(ROLLBACKS)} />}
      </Filters>
      <ConnectionTable
        caption="Organizations of the run"
        query={query}
        connection={({ migrationRun }) =>
          migrationRun?.organizations ?? { nodes: [], pageInfo: { hasNextPage: false } }
        }
        columns={columns}
        list={list}
        empty="No organization of the run matches. Remove a filter."
      />
      <DownloadCsv id={run.id} filters={filters} />
      {shown && <OrganizationDrawer row={shown} onClose={() => setShown(null)} />}
    </>
  );
}

function Changes({ row: { changes, error } }: { readonly row: RunOrganizationFragment }) {
  if (error)
    return (
      <Text size="sm" miw={220}>
        {error.message}
      </Text>
    );
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        none
      </Text>
    );
  const first = changes
    .toSorted((one, other) => Number(one.submodule !== null) - Number(other.submodule !== null))
    .slice(0, SHOWN_CHANGES);
  return (
    <Stack gap={0} miw={240}>
      {first.map((change) => (
        <Text key={targetOf(change)} size="sm">
          {targetOf(change)}: {sayState(change.before)} →{' '}
          {change.action === 'HELD' || change.action === 'KEEP_MANUAL'
            ? change.action.replaceAll('_', ' ').toLowerCase()
            : sayState(change.after)}
        </Text>
      ))}
      {changes.length > SHOWN_CHANGES && (
        <Text size="sm" c="dimmed">
          and {changes.length - SHOWN_CHANGES} more
        </Text>
      )}
    </Stack>
  );
}
