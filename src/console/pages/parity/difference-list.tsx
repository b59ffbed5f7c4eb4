import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, ConnectionTable } from '../../components/connection-table';
import { EmptyState } from '../../components/empty-state';
import { ChoiceFilter, choicesOf, Filters, ModuleFilter, TextFilter } from '../../components/filters';
import { readIds } from '../../components/read-ids';
import { StatusBadge } from '../../components/status-badge';
import { useListState } from '../../components/use-list-state';
import { ReportDifferencesDocument, type ReportDifferencesQuery, type ReportFragment } from './parity.generated';
import { CAUSE_NAMES, KINDS, say } from './words';

type Row = NonNullable<ReportDifferencesQuery['parityReport']>['differences']['nodes'][number];

const EXPLAINED = [
  { value: 'no', label: 'Unexplained only' },
  { value: 'yes', label: 'Explained only' },
];
const EMPTY = { nodes: [], pageInfo: { hasNextPage: false } };

const columns: readonly Column<Row>[] = [
  {
    title: 'Organization',
    cell: ({ organizationId, organization }) => (
      <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(organizationId)}`}>
        {organization?.name ?? `${organizationId} (deleted)`}
      </Anchor>
    ),
  },
  {
    title: 'Module or submodule',
    cell: ({ module, moduleKey, submodule, submoduleKey, alikeSubmodules }) => (
      <>
        <Text size="sm">
          {[module?.displayName ?? moduleKey, submodule?.displayName ?? submoduleKey]
            .filter((one) => one !== null)
            .join(' / ')}
        </Text>
        {alikeSubmodules > 0 && (
          <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            and {alikeSubmodules} {alikeSubmodules === 1 ? 'submodule' : 'submodules'} alike
          </Text>
        )}
      </>
    ),
  },
  { title: 'Kind', cell: ({ kind }) => <StatusBadge status={kind} /> },
  {
    title: 'Cause',
    cell: ({ cause, explained }) => (
      <>
        <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
          {say(cause)}
        </Text>
        <Text size="xs" c="dimmed">
          {explained ? 'explained' : 'unexplained'}
        </Text>
      </>
    ),
  },
  { title: 'Flags say', cell: ({ legacy }) => <Answer answer={legacy} /> },
  {
    title: 'Entitlements or product say',
    cell: ({ entitlement, productAllowed }) =>
      entitlement ? <Answer answer={entitlement} /> : <ProductAnswer allowed={productAllowed ?? false} />,
  },
];

function Answer({ answer: { allowed, status, reason } }: { readonly answer: Row['legacy'] }) {
  return (
    <>
      <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
        {allowed ? 'allowed' : 'denied'}
        {status === 'TRIAL' && ', trial'}
      </Text>
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {say(reason)}
      </Text>
    </>
  );
}

function ProductAnswer({ allowed }: { readonly allowed: boolean }) {
  return (
    <>
      <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
        {allowed ? 'allowed' : 'denied'}
      </Text>
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        by the product itself
      </Text>
    </>
  );
}

/** The differences of a report; the address holds filters and page. */
export function DifferenceList({ report: { id, detailsKept } }: { readonly report: ReportFragment }) {
  const list = useListState(`report-${id}`); // a cursor is valid for its own report only
  const organization = list.get('organization');
  const explained = list.get('explained');
  const query = useOperation(
    ReportDifferencesDocument,
    {
      id,
      after: list.after,
      kind: KINDS.find((one) => one === list.get('kind')) ?? null,
      cause: CAUSE_NAMES.find((one) => one === list.get('cause')) ?? null,
      explained: explained === null ? null : explained === 'yes',
      moduleKey: list.get('module'),
      organizationIds: organization === null ? null : readIds(organization),
    },
    { keepPrevious: true, enabled: detailsKept },
  );
  if (!detailsKept)
    return (
      <EmptyState title="The differences of this report were deleted">
        Differences are retained for the 10 newest reports, totals for all reports.
      </EmptyState>
    );
  return (
    <>
      <Filters columns={5}>
        <ChoiceFilter list={list} name="kind" label="Kind" choices={choicesOf(KINDS)} />
        <ChoiceFilter list={list} name="cause" label="Cause" choices={choicesOf(CAUSE_NAMES)} />
        <ChoiceFilter list={list} name="explained" label="Explained" choices={EXPLAINED} />
        <ModuleFilter list={list} />
        <TextFilter list={list} name="organization" label="Organization ID" />
      </Filters>
      <ConnectionTable
        caption="Differences"
        query={query}
        connection={({ parityReport }) => parityReport?.differences ?? EMPTY}
        columns={columns}
        list={list}
        empty="No difference matches. Remove a filter."
      />
    </>
  );
}
