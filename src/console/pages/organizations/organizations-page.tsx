import { Anchor, Button, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { ConnectionTable, type Column } from '../../components/connection-table';
import { PageHeader } from '../../components/page-header';
import { StatusBadge } from '../../components/status-badge';
import { useListState, type ListState } from '../../components/use-list-state';
import type { Gating } from '../../generated/schema-types';
import { ModuleNamesDocument, OrganizationsDocument, type OrganizationsQuery } from './organizations.generated';

type Row = OrganizationsQuery['organizations']['nodes'][number];

const PAGE = 25;
const GATINGS: readonly Gating[] = ['LEGACY', 'SHADOW', 'ENFORCE'];
const STATUSES = ['enabled', 'trial', 'disabled'];

const columns: readonly Column<Row>[] = [
  { title: 'Id', cell: ({ id }) => id },
  {
    title: 'Name',
    cell: ({ id, name }) => (
      <Anchor component={Link} size="sm" to={`/organizations/${id}`}>
        {name}
      </Anchor>
    ),
  },
  { title: 'Answered by', cell: ({ gating }) => <StatusBadge status={gating} /> },
  ...STATUSES.map((status): Column<Row> => ({ title: `Modules ${status}`, align: 'right', cell: ({ entitlements }) => entitlements.filter((one) => one.status === status).length })),
];

/** Every organization, to be found by name, gating, module, status and overrides. */
export function OrganizationsPage() {
  const list = useListState();
  const gating = GATINGS.find((one) => one === list.get('gating')) ?? null;
  const override = list.get('override');
  const query = useOperation(
    OrganizationsDocument,
    {
      first: PAGE,
      after: list.after,
      search: list.get('search'),
      moduleKey: list.get('module'),
      status: list.get('status'),
      gating,
      hasOverride: override === null ? null : override === 'with',
    },
    { keepPrevious: true },
  );
  return (
    <>
      <PageHeader title="Organizations" />
      <Filters list={list} />
      <ConnectionTable
        caption="Organizations"
        query={query}
        connection={({ organizations }) => organizations}
        columns={columns}
        list={list}
        empty="No organization is like that. Take a filter away, or look for a part of its name."
      />
    </>
  );
}

function Filters({ list }: { readonly list: ListState }) {
  const { data } = useOperation(ModuleNamesDocument, {});
  const [search, setSearch] = useState(list.get('search') ?? '');
  const modules = (data?.modules ?? []).filter(({ isActive }) => isActive).map(({ key, displayName }) => ({ value: key, label: displayName }));
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        list.set({ search: search.trim() });
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }} mb="md" verticalSpacing="xs">
        <TextInput
          label="Name or id"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          rightSectionWidth={56}
          rightSection={
            <Button type="submit" size="compact-xs" variant="default">
              Find
            </Button>
          }
        />
        <Select label="Answered by" placeholder="Any" clearable data={GATINGS.map((value) => ({ value, label: value.toLowerCase() }))} value={list.get('gating')} onChange={(gating) => list.set({ gating })} />
        <Select label="Module" placeholder="Any" clearable searchable data={modules} value={list.get('module')} onChange={(module) => list.set({ module })} />
        <Select label="Status" placeholder="Any" clearable data={STATUSES} value={list.get('status')} onChange={(status) => list.set({ status })} />
        <Select
          label="Overrides"
          placeholder="With or without"
          clearable
          data={[
            { value: 'with', label: 'With overrides' },
            { value: 'without', label: 'Without' },
          ]}
          value={list.get('override')}
          onChange={(override) => list.set({ override })}
        />
      </SimpleGrid>
    </form>
  );
}
