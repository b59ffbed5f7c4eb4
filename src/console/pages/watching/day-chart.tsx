import { Box, Grid, ScrollArea, Table, Title } from '@mantine/core';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { AccessByDayQuery } from './watching.generated';

type Day = AccessByDayQuery['accessByDay'][number];

interface Series {
  readonly label: string;
  readonly color: string;
  readonly of: (day: Day) => number;
}

interface DayChartProps {
  readonly title: string;
  readonly days: readonly Day[];
  /** From the bottom up. */
  readonly series: readonly Series[];
}

const HEIGHT = 260;
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const ink = 'var(--mantine-color-dimmed)';

/** Stacked bars, one a day, with their numbers beside. */
export function DayChart({ title, days, series }: DayChartProps) {
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
                <XAxis dataKey={({ day }: Day) => short.format(new Date(day))} stroke={ink} fontSize={12} tickLine={false} />
                <YAxis allowDecimals={false} stroke={ink} fontSize={12} tickLine={false} axisLine={false} tickFormatter={(value: number) => value.toLocaleString()} width="auto" />
                <Tooltip cursor={{ fill: 'var(--mantine-color-default-hover)' }} contentStyle={{ background: 'var(--mantine-color-body)', borderColor: 'var(--mantine-color-default-border)' }} itemStyle={{ color: 'var(--mantine-color-text)' }} />
                {series.length > 1 && <Legend formatter={(label: string) => <span style={{ color: 'var(--mantine-color-text)' }}>{label}</span>} />}
                {series.map(({ label, color, of }) => (
                  <Bar key={label} name={label} dataKey={of} stackId="all" fill={color} isAnimationActive={false} />
                ))}
              </BarChart>
            </ResponsiveContainer>
          </Box>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <ScrollArea.Autosize mah={HEIGHT} viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': `${title}, in numbers` }}>
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  {['Day', ...series.map(({ label }) => label)].map((head, column) => (
                    <Table.Th key={head} scope="col" ta={column === 0 ? undefined : 'right'}>
                      {head}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {days.toReversed().map((day) => (
                  <Table.Tr key={day.day}>
                    <Table.Td>{short.format(new Date(day.day))}</Table.Td>
                    {series.map(({ label, of }) => (
                      <Table.Td key={label} ta="right">
                        {of(day).toLocaleString()}
                      </Table.Td>
                    ))}
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
