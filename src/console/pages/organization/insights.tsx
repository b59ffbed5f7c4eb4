import { useOperation } from '../../api/use-operation';
import { DataTable, type Column } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { OrganizationInsightsDocument, type OrganizationInsightsQuery } from './organization.generated';

type Denial = NonNullable<OrganizationInsightsQuery['organization']['insights']>['denials']['nodes'][number];

const columns: readonly Column<Denial>[] = [
  {
    title: 'What',
    cell: ({ module, submodule }) =>
      [module?.displayName ?? 'unknown', submodule?.displayName].filter((one) => one !== undefined).join(' / '),
  },
  { title: 'Why', cell: ({ reason }) => reason.replaceAll('_', ' ').toLowerCase() },
  { title: 'Checks', align: 'right', cell: ({ count }) => count.toLocaleString() },
  { title: 'Unexpected', align: 'right', cell: ({ unexpected }) => unexpected.toLocaleString() },
];

/** The organization's own figures, which are a paid feature: they need the module `reports`. */
export function Insights({ id }: { readonly id: string }) {
  const { data, error, refetch } = useOperation(OrganizationInsightsDocument, { id }, { partial: true });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const { insights } = data.organization;
  if (!insights)
    return (
      <EmptyState title="The organization does not have the module reports">
        Its figures come with that module.
      </EmptyState>
    );
  const { adoption, denials } = insights;
  return (
    <>
      <KeyFigures
        figures={[
          { label: 'Modules', value: `${adoption.modules} of ${adoption.of}` },
          { label: 'On trial', value: adoption.trials },
          { label: 'Kinds of denial in seven days', value: denials.totalCount },
        ]}
      />
      {denials.nodes.length === 0 ? (
        <EmptyState title="Nothing was denied in the last seven days" />
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
