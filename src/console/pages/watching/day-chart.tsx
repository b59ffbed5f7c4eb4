import { Box, Grid, ScrollArea, Table, Title } from '@mantine/core';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { AccessByDayQuery } from './watching.generated';

type Day = AccessByDayQuery['accessByDay'][number];

interface DayChartProps {
  readonly title: string;
  readonly days: readonly Day[];
  /** The name of what is counted. */
  readonly label: string;
  readonly color: string;
  readonly of: (day: Day) => number;
}

const HEIGHT = 200;
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const ink = 'var(--mantine-color-dimmed)';

/** A bar for each day beside a table of the numbers; nothing for a single day. */
export function DayChart({ title, days, label, color, of }: DayChartProps) {
  if (days.length < 2) return null; // one bar adds nothing to the figures above it
  return (
    <Box component="section" aria-label={title} mb="lg">
      <Title order={2} mb="sm">
        {title}
      </Title>
      <Grid>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Box h={HEIGHT} aria-hidden>
            <ResponsiveContainer width="100%" height="100%">
              <BarChart data={[...days]} accessibilityLayer={false}>
                <CartesianGrid vertical={false} stroke="var(--mantine-color-default-border)" />
                <XAxis
                  interval="equidistantPreserveStart"
                  dataKey={({ day }: Day) => short.format(new Date(day))}
                  stroke={ink}
                  fontSize={12}
                  tickLine={false}
                />
                <YAxis
                  allowDecimals={false}
                  stroke={ink}
                  fontSize={12}
                  tickLine={false}
                  axisLine={false}
                  tickFormatter={(value: number) => value.toLocaleString()}
                  width="auto"
                />
                <Tooltip
                  cursor={{ fill: 'var(--mantine-color-default-hover)' }}
                  contentStyle={{
                    background: 'var(--mantine-color-body)',
                    borderColor: 'var(--mantine-color-default-border)',
                  }}
                  itemStyle={{ color: 'var(--mantine-color-text)' }}
                />
                <Bar name={label} dataKey={of} fill={color} isAnimationActive={false} />
              </BarChart>
            </ResponsiveContainer>
          </Box>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <ScrollArea.Autosize
            mah={HEIGHT}
            viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': `${title}, in numbers` }}
          >
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">Day</Table.Th>
                  <Table.Th scope="col" ta="right">
                    {label}
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {days.toReversed().map((day) => (
                  <Table.Tr key={day.day}>
                    <Table.Td style={{ whiteSpace: 'nowrap' }}>{short.format(new Date(day.day))}</Table.Td>
                    <Table.Td ta="right">{of(day).toLocaleString()}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea.Autosize>
        </Grid.Col>
      </Grid>
    </Box>
  );
}
