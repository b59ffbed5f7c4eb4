import { Group, List, Paper, SimpleGrid, Text } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { OrganizationMenuDocument } from './organization.generated';

/** The menu as the organization's users see it. */
export function MenuPreview({ id }: { readonly id: string }) {
  const { data, error, refetch } = useOperation(OrganizationMenuDocument, { id });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState />;
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      {data.organization.menu.map(({ id: item, label, access, children }) => (
        <Paper key={item} withBorder p="sm">
          <Group justify="space-between" mb="xs">
            <Text fw={600}>{label}</Text>
            <StatusBadge status={access} />
          </Group>
          <List size="sm">
            {children.map((child) => (
              <List.Item key={child.id} c={child.access === 'LOCKED' ? 'dimmed' : undefined}>
                {child.label}
                {child.access === access ? '' : ` (${child.access.toLowerCase()})`}
              </List.Item>
            ))}
          </List>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
