import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { OrganizationInsightsDocument, type OrganizationInsightsQuery } from './organization.generated';

type Denial = NonNullable<OrganizationInsightsQuery['organization']['insights']>['denials']['nodes'][number];

const columns: readonly Column<Denial>[] = [
  {
    title: 'Module or submodule',
    cell: ({ module, submodule }) =>
      [module?.displayName ?? 'unknown', submodule?.displayName].filter((one) => one !== undefined).join(' / '),
  },
  { title: 'Reason', cell: ({ reason }) => reason.replaceAll('_', ' ').toLowerCase() },
  { title: 'Checks', align: 'right', cell: ({ count }) => count.toLocaleString() },
  { title: 'Unexpected', align: 'right', cell: ({ unexpected }) => unexpected.toLocaleString() },
];

/** The organization's own figures, a paid feature: they require the module `reports`. */
export function Insights({ id }: { readonly id: string }) {
  const { data, error, refetch } = useOperation(OrganizationInsightsDocument, { id }, { partial: true });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const { insights } = data.organization;
  if (!insights)
    return (
      <EmptyState title="The organization does not have the module reports">
        The figures are part of that module.
      </EmptyState>
    );
  const { adoption, denials } = insights;
  return (
    <>
      <KeyFigures
        figures={[
          { label: 'Modules', value: `${adoption.modules} of ${adoption.of}` },
          { label: 'On trial', value: adoption.trials },
          { label: 'Kinds of denials in 7 days', value: denials.totalCount },
        ]}
      />
      {denials.nodes.length === 0 ? (
        <EmptyState title="No denials in the last 7 days" />
      ) : (
        <DataTable
          caption="Denials"
          columns={columns}
          rows={denials.nodes}
          keyOf={({ module, submodule, reason }) => `${module?.id ?? ''}/${submodule?.id ?? ''}/${reason}`}
        />
      )}
    </>
  );
}
