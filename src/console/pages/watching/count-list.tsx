import { Anchor, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { Operation } from '../../api/request';
import { useOperation } from '../../api/use-operation';
import { type Column, type Connection, ConnectionTable } from '../../components/connection-table';
import { useListState } from '../../components/use-list-state';
import type { Period } from './use-period';
import type { WatchedCountFragment } from './watching.generated';

interface CountListProps<Result> {
  readonly document: Operation<
    Result,
    { since?: string | null; moduleKey?: string | null; source?: string | null; after?: string | null }
  >;
  /** Distinguishes this list from others in the address. */
  readonly name: string;
  readonly period: Period;
  readonly connection: (result: Result) => Connection<WatchedCountFragment>;
  readonly caption: string;
  readonly withUnexpected?: boolean;
  readonly empty: string;
}

type Row = WatchedCountFragment & { readonly id: string };

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

const unexpected: Column<Row> = {
  title: 'Unexpected',
  align: 'right',
  cell: (row) => (
    <Text span size="sm" {...(row.unexpected > 0 && { fw: 700, c: 'var(--mantine-color-error)' })}>
      {row.unexpected.toLocaleString()}
    </Text>
  ),
};

const columns: readonly Column<Row>[] = [
  {
    title: 'Organization',
    cell: ({ organization }) =>
      organization ? (
        <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(organization.id)}`}>
          {organization.name}
        </Anchor>
      ) : (
        'none'
      ),
  },
  {
    title: 'Module',
    cell: ({ module, submodule }) =>
      module ? (submodule ? `${module.key}/${submodule.key}` : module.key) : 'unknown modules',
  },
];

const counted: readonly Column<Row>[] = [
  { title: 'Checks', align: 'right', cell: ({ count }) => count.toLocaleString() },
  { title: 'Reason', cell: ({ reason }) => reason.replaceAll('_', ' ').toLowerCase() },
  { title: 'Counted by', cell: ({ sources }) => sources.map((one) => one.source).join(', ') },
  { title: 'Last day', cell: ({ lastDay }) => day.format(new Date(lastDay)) },
];

/** Checks of one kind, counted by organization, module and reason. */
export function CountList<Result>({
  document,
  name,
  period: { since, module, source, every },
  connection,
  caption,
  withUnexpected = false,
  empty,
}: CountListProps<Result>) {
  const list = useListState(name);
  const query = useOperation(
    document,
    { since, moduleKey: module, source, after: list.after },
    { keepPrevious: true, every },
  );
  return (
    <section aria-label={caption}>
      <Title order={2} mb="sm">
        {caption}
      </Title>
      <ConnectionTable
        caption={caption}
        query={query}
        connection={(result) => {
          // Keyed by position: several rows of deleted organizations and modules may be otherwise equal.
          const found = connection(result);
          return { ...found, nodes: found.nodes.map((node, place) => ({ ...node, id: String(place) })) };
        }}
        columns={[...columns, ...(withUnexpected ? [unexpected] : []), ...counted]}
        list={list}
        empty={empty}
      />
    </section>
  );
}
