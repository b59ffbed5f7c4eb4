import { Text, TextInput } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { EmptyState } from '../../components/empty-state';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { useListState } from '../../components/use-list-state';
import { MappingRulesDocument, type RuleFragment } from './census.generated';

const columns: readonly Column<RuleFragment>[] = [
  { title: 'Legacy flag', cell: sayFlag },
  {
    title: 'Grants',
    cell: (rule) => (
      <Text size="sm" miw={160}>
        {namesOf(rule)}
      </Text>
    ),
  },
  {
    title: 'As',
    cell: ({ grantsNothing, defaultStatus }) => (grantsNothing ? '' : <StatusBadge status={defaultStatus} />),
  },
  { title: 'Routes', cell: ({ legacyRoutePattern }) => legacyRoutePattern },
  {
    title: 'Notes',
    cell: ({ notes }) => (
      <Text size="sm" c="dimmed" miw={200}>
        {notes}
      </Text>
    ),
  },
];

/** A mapping's rules, in the order of its file. */
export function MappingRules({ id }: { readonly id: string }) {
  const { data, error, refetch } = useOperation(MappingRulesDocument, { id });
  const list = useListState();
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={10} />;
  const rules = data.mapping?.rules ?? [];
  const find = list.get('rule') ?? '';
  const found = rules.filter((rule) =>
    `${rule.legacyFlag} ${namesOf(rule)} ${rule.module?.key ?? ''} ${rule.submodule?.key ?? ''}`
      .toLowerCase()
      .includes(find.trim().toLowerCase()),
  );
  return (
    <>
      <TextInput
        label={`Search ${rules.length.toLocaleString()} rules`}
        placeholder="A flag, module or submodule"
        value={find}
        onChange={(event) => list.set({ rule: event.currentTarget.value })}
        maw={360}
        mb="sm"
      />
      {found.length === 0 ? (
        <EmptyState title="No rule matches" />
      ) : (
        <DataTable
          caption="Rules"
          columns={columns}
          rows={found}
          keyOf={({ legacyFlag, value, module, submodule }) =>
            `${legacyFlag} ${value ?? ''} ${module?.id ?? ''} ${submodule?.id ?? ''}`
          }
        />
      )}
    </>
  );
}

function sayFlag({ legacyFlag, value, whenAbsent }: RuleFragment): string {
  if (legacyFlag === '*') return 'every organization';
  if (legacyFlag === '@empty') return 'organizations without flags';
  return `${legacyFlag}${value === null ? '' : ` = ${value}`}${whenAbsent ? ', or absent' : ''}`;
}

function namesOf({ grantsNothing, module, submodule }: RuleFragment): string {
  if (grantsNothing) return 'nothing';
  return [module?.displayName ?? 'a deleted module', submodule?.displayName]
    .filter((one) => one !== undefined)
    .join(' / ');
}
