import { Alert, Anchor, Group, Progress, Stack, Switch, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { DataTable, type Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { useListState } from '../../components/use-list-state';
import { CensusDocument, type CensusQuery } from './census.generated';
import { UnreadableValues } from './unreadable-values';

type Census = CensusQuery['legacyFlagCensus'];
type Flag = Census['flags'][number];

/** Every legacy flag in use: those first that no rule takes, since nothing comes of them. */
export function FlagCensus() {
  const { data, error, refetch } = useOperation(CensusDocument, {});
  const list = useListState();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={10} />;
  const { organizations, flags, unreadableCount, note } = data.legacyFlagCensus;
  if (note !== null) return <EmptyState title="There are no legacy flags left">{note}</EmptyState>;
  if (organizations === 0) return <EmptyState title="There is no organization">Is it the right database?</EmptyState>;
  const untaken = flags.filter(({ rules }) => rules.length === 0);
  const untakenOnly = list.get('only') === 'untaken';
  const shown = untakenOnly ? untaken : [...untaken, ...flags.filter(({ rules }) => rules.length > 0)];
  return (
    <Stack>
      <KeyFigures
        figures={[
          { label: 'Organizations', value: organizations },
          { label: 'Different flags', value: flags.length },
          {
            label: 'No rule takes',
            value: untaken.length,
            note: untaken.length === 0 ? 'every flag has its rule' : untaken.length === 1 ? 'flag' : 'flags',
          },
          {
            label: 'Cannot be read',
            value: unreadableCount,
            note: unreadableCount === 1 ? 'organization' : 'organizations',
          },
        ]}
      />
      {untaken.length > 0 && (
        <Alert
          variant="outline"
          color="yellow"
          title={`No rule takes ${untaken.length === 1 ? 'one flag' : `${untaken.length} flags`}`}
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
        >
          Who has one on gets nothing for it.{' '}
          <Anchor component={Link} size="sm" underline="always" to="?tab=load&from=active">
            Add rules to the active mapping
          </Anchor>
        </Alert>
      )}
      <section>
        <Group justify="space-between" mb="xs">
          <Title order={2}>Flags</Title>
          <Switch
            label="Only those that no rule takes"
            checked={untakenOnly}
            onChange={(event) => list.set({ only: event.currentTarget.checked ? 'untaken' : null })}
          />
        </Group>
        {shown.length === 0 ? (
          <EmptyState title="Every flag has its rule" />
        ) : (
          <DataTable caption="Flags" columns={columnsOf(organizations)} rows={shown} keyOf={({ name }) => name} />
        )}
      </section>
      <UnreadableValues census={data.legacyFlagCensus} />
    </Stack>
  );
}

function columnsOf(organizations: number): readonly Column<Flag>[] {
  return [
    { title: 'Flag', cell: ({ name, rules }) => <FlagName name={name} taken={rules.length > 0} /> },
    { title: 'On', cell: ({ name, on }) => <Share name={name} on={on} of={organizations} /> },
    { title: 'Grants', cell: ({ rules }) => <Grants rules={rules} /> },
    { title: 'Off', align: 'right', cell: ({ off }) => off.toLocaleString() },
  ];
}

function FlagName({ name, taken }: { readonly name: string; readonly taken: boolean }) {
  return (
    <Group gap="xs" miw={140}>
      <Text size="sm" fw={600} className="wrap-anywhere">
        {name}
      </Text>
      {!taken && <StatusBadge status="NO_RULE" />}
    </Group>
  );
}

function Grants({ rules }: Pick<Flag, 'rules'>) {
  if (rules.length === 0) return 'nothing';
  return rules.map(({ legacyFlag, module, submodule, defaultStatus }) => (
    <Text key={`${legacyFlag} ${module?.id ?? ''} ${submodule?.id ?? ''}`} size="sm" style={{ whiteSpace: 'nowrap' }}>
      {[module?.key ?? 'a module that is gone', submodule?.key].filter((one) => one !== undefined).join('/')}
      {defaultStatus !== 'enabled' && ` (${defaultStatus})`}
    </Text>
  ));
}

function Share({ name, on, of }: { readonly name: string; readonly on: number; readonly of: number }) {
  const percent = (100 * on) / of;
  return (
    <Group gap="sm" wrap="nowrap" miw={150}>
      <Text size="sm" miw={84} style={{ whiteSpace: 'nowrap' }}>
        {on.toLocaleString()}{' '}
        <Text span size="xs" c="dimmed">
          {percent > 0 && percent < 1 ? 'under 1' : Math.round(percent)} %
        </Text>
      </Text>
      <Progress
        value={percent}
        aria-label={`Share of organizations that have ${name} on`}
        flex={1}
        miw={50}
        maw={240}
      />
    </Group>
  );
}
