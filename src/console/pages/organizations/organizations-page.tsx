import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { ChoiceFilter, choicesOf, Filters, ModuleFilter, TextFilter } from '../../components/filters';
import { PageHeader } from '../../components/page-header';
import { StatusBadge } from '../../components/status-badge';
import { useListState } from '../../components/use-list-state';
import type { Gating } from '../../generated/schema-types';
import { OrganizationsDocument, type OrganizationsQuery } from './organizations.generated';

type Row = OrganizationsQuery['organizations']['nodes'][number];

const PAGE = 25;
const GATINGS: readonly Gating[] = ['LEGACY', 'SHADOW', 'ENFORCE'];
const STATUSES = ['enabled', 'trial', 'disabled'];

const OVERRIDES = [
  { value: 'with', label: 'With overrides' },
  { value: 'without', label: 'Without overrides' },
];

const columns: readonly Column<Row>[] = [
  { title: 'Id', cell: ({ id }) => id },
  {
    title: 'Name',
    cell: ({ id, name }) => (
      <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(id)}`}>
        {name}
      </Anchor>
    ),
  },
  { title: 'Gating', cell: ({ gating }) => <StatusBadge status={gating} /> },
  ...STATUSES.map((status): Column<Row> => ({
    title: `Modules ${status}`,
    align: 'right',
    cell: ({ entitlements }) => entitlements.filter((one) => one.status === status).length,
  })),
];

/** Every organization, filtered by name, gating, module, status and overrides. */
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
      <Filters columns={5}>
        <TextFilter list={list} name="search" label="Name or id" />
        <ChoiceFilter list={list} name="gating" label="Gating" choices={choicesOf(GATINGS)} />
        <ModuleFilter list={list} />
        <ChoiceFilter list={list} name="status" label="Status" choices={choicesOf(STATUSES)} />
        <ChoiceFilter list={list} name="override" label="Overrides" placeholder="With or without" choices={OVERRIDES} />
      </Filters>
      <ConnectionTable
        caption="Organizations"
        query={query}
        connection={({ organizations }) => organizations}
        columns={columns}
        list={list}
        empty="No organization matches. Remove a filter, or search for a part of the name."
      />
    </>
  );
}
