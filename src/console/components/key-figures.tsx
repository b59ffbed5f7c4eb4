import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface KeyFigure {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** A few numbers that summarize a page. */
export function KeyFigures({ figures }: { readonly figures: readonly KeyFigure[] }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: Math.min(figures.length, 6) }} my="md">
      {figures.map(({ label, value, note }) => (
        <Paper key={label} withBorder p="sm">
          <Text component="dt" size="sm" c="dimmed">
            {label}
          </Text>
          <Text component="dd" m={0} fw={600} size="lg" className="wrap-anywhere">
            {typeof value === 'number' ? value.toLocaleString() : value}
            {note !== undefined && (
              <Text span display="block" size="xs" c="dimmed">
                {note}
              </Text>
            )}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
