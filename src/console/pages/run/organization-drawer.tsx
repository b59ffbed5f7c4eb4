import { Anchor, Code, Drawer, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table';
import { StatusBadge } from '../../components/status-badge';
import type { RunOrganizationFragment } from './run.generated';
import { sayFlags, sayState, targetOf } from './say-state';

type Change = RunOrganizationFragment['changes'][number];
type Kept = NonNullable<RunOrganizationFragment['rollback']>['kept'][number];

const columns: readonly Column<Change>[] = [
  { title: 'Row', cell: targetOf },
  { title: 'Action', cell: ({ action }) => action.replaceAll('_', ' ').toLowerCase() },
  { title: 'Before', cell: ({ before }) => sayState(before) },
  { title: 'After', cell: ({ after }) => sayState(after) },
];

const keptColumns: readonly Column<Kept>[] = [
  {
    title: 'Retained row',
    cell: ({ moduleKey, submoduleKey }) => (submoduleKey === null ? moduleKey : `${moduleKey}/${submoduleKey}`),
  },
  { title: 'Cause', cell: ({ cause }) => cause.replaceAll('_', ' ').toLowerCase() },
];

/** What a run does to one organization: its flags, each row before and after, and the result of a rollback. */
export function OrganizationDrawer({
  row,
  onClose,
}: {
  readonly row: RunOrganizationFragment;
  readonly onClose: () => void;
}) {
  const {
    organizationId,
    organization,
    outcome,
    legacyFlags,
    mappedModules,
    changes,
    unmappedFlags,
    duplicateFlags,
    error,
    rollback,
  } = row;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={`${organizationId} ${organization?.name ?? '(deleted)'}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <StatusBadge status={outcome} />
        <div>
          <Title order={3}>Legacy flags</Title>
          <Code block>{sayFlags(legacyFlags)}</Code>
        </div>
        <Text size="sm">
          Modules granted by these flags: {mappedModules.map(({ key }) => key).join(', ') || 'none'}.
        </Text>
        {unmappedFlags.length > 0 && <Text size="sm">Flags without a rule: {unmappedFlags.join(', ')}.</Text>}
        {duplicateFlags.length > 0 && <Text size="sm">Flags named more than once: {duplicateFlags.join(', ')}.</Text>}
        {error && (
          <Text size="sm">
            {error.code.replaceAll('_', ' ').toLowerCase()}
            {error.path !== null && ` at ${error.path}`}: {error.message}
          </Text>
        )}
        {changes.length > 0 && (
          <DataTable caption="Rows before and after" columns={columns} rows={changes} keyOf={targetOf} />
        )}
        {rollback && (
          <>
            <Title order={3}>Rollback</Title>
            <Text size="sm" component="div">
              <StatusBadge status={rollback.outcome} /> {rollback.restored} rows restored.
            </Text>
            {rollback.error !== null && <Text size="sm">{rollback.error}</Text>}
            {rollback.kept.length > 0 && (
              <DataTable
                caption="Retained rows"
                columns={keptColumns}
                rows={rollback.kept}
                keyOf={({ moduleKey, submoduleKey }) => `${moduleKey}/${submoduleKey ?? ''}`}
              />
            )}
          </>
        )}
        {organization && (
          <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(organizationId)}`}>
            Current access
          </Anchor>
        )}
      </Stack>
    </Drawer>
  );
}
