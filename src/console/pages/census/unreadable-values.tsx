import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { type Column, DataTable } from '../../components/data-table';
import type { CensusQuery } from './census.generated';

type Census = CensusQuery['legacyFlagCensus'];

const SHAPES: Readonly<Record<string, string>> = {
  NULL: 'no value',
  ARRAY: 'a list of names',
  OBJECT: 'names with values',
  NESTED_OBJECT: 'names with values, nested',
  VALUE: 'a single value',
  UNREADABLE: 'unreadable',
};

const shapes: readonly Column<Census['shapes'][number]>[] = [
  { title: 'Shape', cell: ({ shape, encoded }) => `${SHAPES[shape] ?? shape}${encoded ? ', in a JSON string' : ''}` },
  { title: 'Organizations', align: 'right', cell: ({ count }) => count.toLocaleString() },
];

const organizations: readonly Column<Census['unreadable'][number]>[] = [
  {
    title: 'Organization',
    cell: ({ organization }) =>
      organization ? (
        <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(organization.id)}`}>
          {organization.name}
        </Anchor>
      ) : (
        'deleted since'
      ),
  },
  {
    title: 'Problem',
    cell: ({ problems }) =>
      problems.map(({ path, message }) => (
        <Text key={path} size="sm" miw={220} className="wrap-anywhere">
          {message}
        </Text>
      )),
  },
];

/** Organizations with unreadable flags, which fail in runs until they are corrected; and the shapes of all values. */
export function UnreadableValues({
  census: { unreadable, unreadableCount, shapes: met },
}: {
  readonly census: Census;
}) {
  return (
    <Stack>
      {unreadable.length > 0 && (
        <section>
          <Title order={2}>Organizations with unreadable flags</Title>
          <Text size="sm" c="dimmed" mb="xs">
            They are granted nothing and fail in runs until their flags are corrected.
            {unreadableCount > unreadable.length &&
              ` Showing the first ${unreadable.length} of ${unreadableCount.toLocaleString()}.`}
          </Text>
          <DataTable
            caption="Organizations with unreadable flags"
            columns={organizations}
            rows={unreadable}
            keyOf={({ organization, problems }) =>
              `${organization?.id ?? ''} ${problems.map(({ message }) => message).join()}`
            }
          />
        </section>
      )}
      <section>
        <Title order={2} mb="xs">
          Shapes
        </Title>
        <DataTable caption="Shapes" columns={shapes} rows={met} keyOf={({ shape, encoded }) => `${shape} ${encoded}`} />
      </section>
    </Stack>
  );
}
