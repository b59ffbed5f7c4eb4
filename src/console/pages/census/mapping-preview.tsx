import { Alert, Anchor, Button, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useOperation } from '../../api/use-operation';
import { type Column, DataTable } from '../../components/data-table';
import { IfRight } from '../../components/if-right';
import { KeyFigures } from '../../components/key-figures';
import { LoadingState } from '../../components/loading-state';
import type { MappingPreviewInput } from '../../generated/schema-types';
import { PreviewMappingDocument, type PreviewMappingQuery, type UseFragment } from './census.generated';
import { LoadMappingDialog } from './load-mapping-dialog';
import { MappingFaults } from './mapping-faults';

type Preview = PreviewMappingQuery['mappingPreview'];
type Impact = NonNullable<Preview['impact']>;

/** What loading a mapping would do: which organizations would gain or lose access, and by which flags. */
export function MappingPreview({ input }: { readonly input: MappingPreviewInput }) {
  const { data, error, refetch } = useOperation(PreviewMappingDocument, { input }, { still: true });
  /** The preview that is being confirmed, kept while the dialog is open, so that its numbers do not change. */
  const [loading, setLoading] = useState<Preview | null>(null);
  if (error && !data) return <MappingFaults error={error} onRetry={() => void refetch()} />;
  if (!data) return <LoadingState rows={6} />;
  const preview = data.mappingPreview;
  const { mapping, active, impact, notices } = preview;
  // The open dialog still has to report that the rules were loaded.
  if (mapping.active && !loading)
    return (
      <Alert variant="outline" title="These rules are already active">
        Loading them would change nothing.
      </Alert>
    );
  return (
    <Paper withBorder p="md" component="section" aria-label="Effect of the rules">
      <Stack>
        <Group justify="space-between">
          <Title order={2}>Effect of the rules</Title>
          <IfRight right="MANAGE_MAPPING" to="load mappings">
            <Button onClick={() => setLoading(preview)}>Load these rules</Button>
          </IfRight>
        </Group>
        <Notices notices={notices} />
        {active === null && <Text size="sm">No mapping is active: without one the flags grant nothing.</Text>}
        {active !== null && impact === null && <Text size="sm">No legacy flags are left to compare with.</Text>}
        {impact && <ImpactState impact={impact} rules={mapping.rules.length} />}
      </Stack>
      {loading && (
        <LoadMappingDialog
          input={input}
          preview={loading}
          onClose={() => setLoading(null)}
          onStale={() => void refetch()}
        />
      )}
    </Paper>
  );
}

function Notices({ notices }: Pick<Preview, 'notices'>) {
  if (notices.length === 0) return null;
  return (
    <Alert
      variant="outline"
      color="yellow"
      title="Check before loading"
      styles={{ title: { color: 'var(--mantine-color-text)' } }}
    >
      <List size="sm">
        {notices.map((notice) => (
          <List.Item key={notice}>{notice}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

const targets: readonly Column<Impact['targets'][number]>[] = [
  {
    title: 'Module or submodule',
    cell: ({ moduleKey, submoduleKey, module, submodule }) =>
      [module?.displayName ?? moduleKey, submodule?.displayName ?? submoduleKey]
        .filter((one) => one !== null)
        .join(' / '),
  },
  { title: 'Would lose it', align: 'right', cell: ({ lost }) => lost.toLocaleString() },
  { title: 'Would gain it', align: 'right', cell: ({ gained }) => gained.toLocaleString() },
];

const examples: readonly Column<Impact['examples'][number]>[] = [
  {
    title: 'Organization',
    cell: ({ organizationId, organization }) => (
      <Anchor component={Link} size="sm" to={`/organizations/${encodeURIComponent(organizationId)}`}>
        {organization?.name ?? organizationId}
      </Anchor>
    ),
  },
  {
    title: 'Would lose',
    cell: ({ loses }) => (
      <Text size="sm" miw={160}>
        {say(loses)}
      </Text>
    ),
  },
  {
    title: 'Would gain',
    cell: ({ gains }) => (
      <Text size="sm" miw={160}>
        {say(gains)}
      </Text>
    ),
  },
];

function ImpactState({ impact, rules }: { readonly impact: Impact; readonly rules: number }) {
  const { organizationsLosing, organizationsGaining, unreadable } = impact;
  return (
    <>
      <KeyFigures
        figures={[
          { label: 'Would lose', value: organizationsLosing, note: 'organizations' },
          { label: 'Would gain', value: organizationsGaining, note: 'organizations' },
          { label: 'Rules', value: rules },
          { label: 'Unreadable', value: unreadable, note: 'by these rules' },
        ]}
      />
      <Flags title="Flags that gain a rule" flags={impact.flagsTaken} />
      <Flags title="Flags that lose their rule" flags={impact.flagsLeft} />
      <Flags title="Flags without a rule before and after" flags={impact.flagsUnknown} />
      {impact.targets.length === 0 && (
        <Text size="sm">No organization gains or loses access under the legacy flags.</Text>
      )}
      {impact.targets.length > 0 && (
        <DataTable
          caption="By module and submodule"
          columns={targets}
          rows={impact.targets}
          keyOf={({ moduleKey, submoduleKey }) => `${moduleKey}/${submoduleKey ?? ''}`}
        />
      )}
      {impact.examples.length > 0 && (
        <>
          <Title order={3} size="md">
            Examples
          </Title>
          <DataTable
            caption="Examples"
            columns={examples}
            rows={impact.examples}
            keyOf={({ organizationId }) => organizationId}
          />
        </>
      )}
    </>
  );
}

function Flags({ title, flags }: { readonly title: string; readonly flags: readonly UseFragment[] }) {
  if (flags.length === 0) return null;
  return (
    <Text size="sm" className="wrap-anywhere">
      <b>{title}:</b> {flags.map(({ name, on }) => `${name} (on in ${on.toLocaleString()})`).join(', ')}
    </Text>
  );
}

const NAMED = 8;

function say(targets: readonly string[]): string {
  if (targets.length === 0) return 'nothing';
  return targets.length <= NAMED
    ? targets.join(', ')
    : `${targets.slice(0, NAMED).join(', ')} and ${targets.length - NAMED} more`;
}
