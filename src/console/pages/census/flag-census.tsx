import { Alert, Anchor, Group, Progress, Stack, Switch, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
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

/** Every legacy flag in use; flags without a rule first, since they grant nothing. */
export function FlagCensus() {
  const { data, error, refetch } = useOperation(CensusDocument, {});
  const list = useListState();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={10} />;
  const { organizations, flags, flagsLeftOut, unreadableCount, note } = data.legacyFlagCensus;
  if (note !== null) return <EmptyState title="No legacy flags are left">{note}</EmptyState>;
  if (organizations === 0)
    return <EmptyState title="No organizations">Check that this is the right database.</EmptyState>;
  const unmapped = flags.filter((flag) => flag.unmapped);
  const withOpenValues = flags.filter(({ valuesWithoutRule }) => valuesWithoutRule.length > 0);
  const values = withOpenValues.reduce((sum, { valuesWithoutRule }) => sum + valuesWithoutRule.length, 0);
  const open = [...unmapped, ...withOpenValues];
  const openOnly = list.get('only') === 'unmapped';
  const shown = openOnly ? open : [...open, ...flags.filter((flag) => !open.includes(flag))];
  return (
    <Stack>
      <KeyFigures
        figures={[
          { label: 'Organizations', value: organizations },
          { label: 'Different flags', value: flags.length },
          {
            label: 'Without a rule',
            value: unmapped.length,
            note: `${unmapped.length === 1 ? 'flag' : 'flags'}${values > 0 ? `, and ${count(values, 'value')}` : ''}`,
          },
          {
            label: 'Unreadable',
            value: unreadableCount,
            note: unreadableCount === 1 ? 'organization' : 'organizations',
          },
        ]}
      />
      {(open.length > 0 || flagsLeftOut > 0) && (
        <Alert
          variant="outline"
          color="yellow"
          title={titleOf(unmapped.length, values)}
          styles={{ title: { color: 'var(--mantine-color-text)' } }}
        >
          What has no rule grants nothing.{' '}
          {flagsLeftOut > 0 && `More flags without a rule than are listed were met ${count(flagsLeftOut, 'time')}. `}
          <Anchor component={Link} size="sm" underline="always" to="?tab=load&from=active">
            Add rules to the active mapping
          </Anchor>
        </Alert>
      )}
      <section>
        <Group justify="space-between" mb="xs">
          <Title order={2}>Flags</Title>
          <Switch
            label="Only what has no rule"
            checked={openOnly}
            onChange={(event) => list.set({ only: event.currentTarget.checked ? 'unmapped' : null })}
          />
        </Group>
        {shown.length === 0 ? (
          <EmptyState title="Every flag and value has a rule" />
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
    { title: 'Flag', cell: ({ name, unmapped }) => <FlagName name={name} isMapped={!unmapped} /> },
    { title: 'On', cell: ({ name, on }) => <Share name={name} on={on} of={organizations} /> },
    { title: 'Grants', cell: (flag) => <Grants flag={flag} /> },
    { title: 'Off', align: 'right', cell: ({ off }) => off.toLocaleString() },
    { title: 'Values', cell: (flag) => <Values {...flag} /> },
  ];
}

function titleOf(flags: number, values: number): string {
  const parts = [...(flags > 0 ? [count(flags, 'flag')] : []), ...(values > 0 ? [count(values, 'value')] : [])];
  return `${parts.join(' and ') || 'Some flags'} ${flags + values === 1 ? 'has' : 'have'} no rule`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString()} ${noun}${number === 1 ? '' : 's'}`;
}

function FlagName({ name, isMapped }: { readonly name: string; readonly isMapped: boolean }) {
  return (
    <Group gap="xs" miw={140}>
      <Text size="sm" fw={600} className="wrap-anywhere">
        {name}
      </Text>
      {!isMapped && <StatusBadge status="NO_RULE" />}
    </Group>
  );
}

function Grants({ flag: { rules, nearest } }: { readonly flag: Flag }) {
  if (rules.length === 0) {
    return nearest === null ? (
      'nothing'
    ) : (
      <Text size="sm">
        nothing{' '}
        <Text span size="xs" c="dimmed">
          (nearest: {nearest.moduleKey}
          {nearest.submoduleKey !== null && `/${nearest.submoduleKey}`})
        </Text>
      </Text>
    );
  }
  return rules.map((rule) => (
    <Text
      key={`${rule.legacyFlag} ${rule.value ?? ''} ${rule.module?.id ?? ''} ${rule.submodule?.id ?? ''}`}
      size="sm"
      style={{ whiteSpace: 'nowrap' }}
    >
      {rule.value !== null && `${rule.value}: `}
      {targetOf(rule)}
    </Text>
  ));
}

function targetOf({ grantsNothing, module, submodule, defaultStatus }: Flag['rules'][number]): string {
  if (grantsNothing) return 'nothing, as known';
  const target = [module?.key ?? 'a deleted module', submodule?.key].filter((one) => one !== undefined).join('/');
  return defaultStatus === 'enabled' ? target : `${target} (${defaultStatus})`;
}

const SHOWN_VALUES = 4;

/** An empty text would print as nothing. */
function shownValue({ value, organizations }: Flag['values'][number]): string {
  return `${value === '' ? '""' : value} (${organizations})`;
}

function Values({ values, valuesWithoutRule }: Pick<Flag, 'values' | 'valuesWithoutRule'>) {
  const open = valuesWithoutRule.map(shownValue);
  const shown = values.slice(0, SHOWN_VALUES).map(shownValue);
  const more = values.length - shown.length;
  return (
    <Text size="sm" c="dimmed" miw={120} className="wrap-anywhere">
      {shown.join(', ')}
      {more > 0 && ` and ${more} more`}
      {open.length > 0 && (
        <Text span size="sm" c="var(--mantine-color-text)" display="block">
          No rule for {open.slice(0, SHOWN_VALUES).join(', ')}
          {open.length > SHOWN_VALUES && ` and ${open.length - SHOWN_VALUES} more`}
        </Text>
      )}
    </Text>
  );
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
      <Progress value={percent} aria-label={`Share of organizations with ${name} on`} flex={1} miw={50} maw={240} />
    </Group>
  );
}
