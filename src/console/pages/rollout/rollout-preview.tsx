import { Alert, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useOperation } from '../../api/use-operation';
import { DataTable, type Column } from '../../components/data-table';
import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import type { RolloutPreviewInput } from '../../generated/schema-types';
import { organizations } from './gating';
import {
  PreviewImpactDocument,
  PreviewRolloutDocument,
  type PreviewImpactQuery,
  type PreviewRolloutQuery,
} from './rollout.generated';

export type Preview = PreviewRolloutQuery['rolloutPreview'];
type Impact = PreviewImpactQuery['rolloutPreview']['impact'];

interface RolloutPreviewProps {
  readonly input: RolloutPreviewInput;
  /** What leads on, once it was looked at. */
  readonly action?: (preview: Preview) => ReactNode;
}

/** What a change of gating would do: whom it touches, what the gate says, and what they would notice. */
export function RolloutPreview({ input, action }: RolloutPreviewProps) {
  const { data, error, refetch } = useOperation(PreviewRolloutDocument, { input });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={3} />;
  const preview = data.rolloutPreview;
  return (
    <Paper withBorder p="md" component="section" aria-label="What it would do">
      <Stack>
        <Group justify="space-between">
          <Title order={2}>What it would do</Title>
          {action?.(preview)}
        </Group>
        <Touched changes={preview.gatingChanges} />
        {preview.gate && <GateState gate={preview.gate} />}
        {preview.gatingChanges.length > 0 && <ImpactState input={input} />}
      </Stack>
    </Paper>
  );
}

/** From what to what, and how many. */
export function Touched({ changes }: { readonly changes: Preview['gatingChanges'] }) {
  if (changes.length === 0) return <Text size="sm">Nobody is touched: everybody is answered as before.</Text>;
  return (
    <List size="sm" listStyleType="none">
      {changes.map(({ from, to, organizations: count }) => (
        <List.Item key={`${from}-${to}`}>
          <b>{organizations(count)}</b> from {from} to {to}
        </List.Item>
      ))}
    </List>
  );
}

/** Whether the gate towards ENFORCE is open, and why not. */
export function GateState({ gate: { open, reasons } }: { readonly gate: NonNullable<Preview['gate']> }) {
  if (open) return <StatusBadge status="OPEN" />;
  return (
    <Alert
      variant="outline"
      color="red"
      title="The gate is shut"
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <List size="sm">
        {reasons.map((reason) => (
          <List.Item key={reason}>{reason}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

const modules: readonly Column<Impact['modules'][number]>[] = [
  { title: 'Module', cell: ({ module, moduleKey }) => module?.displayName ?? moduleKey },
  { title: 'Lost', align: 'right', cell: ({ lost }) => lost.toLocaleString() },
  { title: 'Gained', align: 'right', cell: ({ gained }) => gained.toLocaleString() },
  { title: 'Another status', align: 'right', cell: ({ status }) => status.toLocaleString() },
];

/** What they would notice. Asked apart, since it may take long where no report tells. */
function ImpactState({ input }: { readonly input: RolloutPreviewInput }) {
  const { data, error, refetch } = useOperation(PreviewImpactDocument, { input });
  if (error)
    return (
      <ErrorState error={error} title="What they would notice could not be worked out" onRetry={() => void refetch()} />
    );
  if (!data) return <LoadingState rows={4} />;
  const { totals, modules: byModule, comparedAt, reportId } = data.rolloutPreview.impact;
  const sum = (kind: string, explained: boolean) =>
    totals.filter((one) => one.kind === kind && one.explained === explained).reduce((all, { count }) => all + count, 0);
  if (totals.length === 0) return <Text size="sm">They would notice nothing: every answer stays as it is.</Text>;
  return (
    <>
      <KeyFigures
        figures={[
          {
            label: 'Answers lost',
            value: sum('LOST', false),
            note: `and ${sum('LOST', true).toLocaleString()} explained`,
          },
          {
            label: 'Answers gained',
            value: sum('GAINED', false),
            note: `and ${sum('GAINED', true).toLocaleString()} explained`,
          },
          {
            label: 'Another status',
            value: sum('STATUS', false),
            note: `and ${sum('STATUS', true).toLocaleString()} explained`,
          },
        ]}
      />
      <DataTable
        caption="What they would notice, by module"
        columns={modules}
        rows={byModule}
        keyOf={({ moduleKey }) => moduleKey}
      />
      <Text size="xs" c="dimmed">
        Compared <Time at={comparedAt} />
        {reportId !== null && ` from parity report ${reportId}`}. A difference is explained where an override or a row
        made by hand decides so, or its trial has ended.
      </Text>
    </>
  );
}
