import { Alert, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { ErrorState } from '../../components/error-state';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import type { RolloutPreviewInput } from '../../generated/schema-types';
import { organizations } from './gating';
import {
  PreviewImpactDocument,
  type PreviewImpactQuery,
  PreviewRolloutDocument,
  type PreviewRolloutQuery,
} from './rollout.generated';

export type Preview = PreviewRolloutQuery['rolloutPreview'];
type Impact = PreviewImpactQuery['rolloutPreview']['impact'];

interface RolloutPreviewProps {
  readonly input: RolloutPreviewInput;
  /** The button that applies the previewed change. */
  readonly action?: (preview: Preview) => ReactNode;
}

/** The effect of a change of gating: the affected organizations, the gate, and the differences in access. */
export function RolloutPreview({ input, action }: RolloutPreviewProps) {
  const { data, error, refetch } = useOperation(PreviewRolloutDocument, { input });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={3} />;
  const preview = data.rolloutPreview;
  return (
    <Paper withBorder p="md" component="section" aria-label="Effect of the change">
      <Stack>
        <Group justify="space-between">
          <Title order={2}>Effect of the change</Title>
          {action?.(preview)}
        </Group>
        <GatingChanges changes={preview.gatingChanges} />
        {preview.gate && <GateState gate={preview.gate} />}
        {preview.gatingChanges.length > 0 && <ImpactState input={input} />}
      </Stack>
    </Paper>
  );
}

/** How many organizations change from which mode to which. */
export function GatingChanges({ changes }: { readonly changes: Preview['gatingChanges'] }) {
  if (changes.length === 0) return <Text size="sm">The change affects no organization.</Text>;
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

/** Whether the gate to ENFORCE is open, or why it is shut. */
export function GateState({ gate: { open, reasons } }: { readonly gate: NonNullable<Preview['gate']> }) {
  if (open)
    return (
      <Group gap="xs">
        <Text size="sm">Gate to ENFORCE</Text>
        <StatusBadge status="OPEN" />
      </Group>
    );
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
  { title: 'Status changed', align: 'right', cell: ({ status }) => status.toLocaleString() },
];

/** The differences in access. A query of its own: without a recent report it may be slow. */
function ImpactState({ input }: { readonly input: RolloutPreviewInput }) {
  const { data, error, refetch } = useOperation(PreviewImpactDocument, { input });
  if (error)
    return (
      <ErrorState
        error={error}
        title="The differences in access could not be computed"
        onRetry={() => void refetch()}
      />
    );
  if (!data) return <LoadingState rows={4} />;
  const { totals, modules: byModule, comparedAt, reportId } = data.rolloutPreview.impact;
  const sum = (kind: string, explained: boolean) =>
    totals.filter((one) => one.kind === kind && one.explained === explained).reduce((all, { count }) => all + count, 0);
  if (totals.length === 0) return <Text size="sm">No differences: every check keeps its answer.</Text>;
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
            label: 'Status changed',
            value: sum('STATUS', false),
            note: `and ${sum('STATUS', true).toLocaleString()} explained`,
          },
        ]}
      />
      <DataTable
        caption="Differences by module"
        columns={modules}
        rows={byModule}
        keyOf={({ moduleKey }) => moduleKey}
      />
      <Text size="xs" c="dimmed">
        Compared <Time at={comparedAt} />
        {reportId !== null && ` from parity report ${reportId}`}. A difference is explained by an override, a row
        created by hand, or an ended trial.
      </Text>
    </>
  );
}
