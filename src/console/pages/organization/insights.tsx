import { Table } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { OrganizationInsightsDocument } from './organization.generated';

/** The organization's own figures, which are a paid feature: they need the module `reports`. */
export function Insights({ id }: { readonly id: string }) {
  const { data, error, refetch } = useOperation(OrganizationInsightsDocument, { id }, { partial: true });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  const { insights } = data.organization;
  if (!insights) return <EmptyState title="The organization does not have the module reports">Its figures come with that module.</EmptyState>;
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
        <Table aria-label="Denials">
          <Table.Thead>
            <Table.Tr>
              {['What', 'Why', 'Checks', 'Unexpected'].map((title) => (
                <Table.Th key={title} scope="col">
                  {title}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {denials.nodes.map(({ module, submodule, reason, count, unexpected }) => (
              <Table.Tr key={`${module?.id ?? ''}/${submodule?.id ?? ''}/${reason}`}>
                <Table.Td>{[module?.displayName ?? 'unknown', submodule?.displayName].filter((one) => one !== undefined).join(' / ')}</Table.Td>
                <Table.Td>{reason.replaceAll('_', ' ').toLowerCase()}</Table.Td>
                <Table.Td>{count}</Table.Td>
                <Table.Td>{unexpected}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}
