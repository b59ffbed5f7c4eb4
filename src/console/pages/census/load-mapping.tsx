import { Button, FileInput, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keyOf, useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { useListState } from '../../components/use-list-state';
import type { MappingPreviewInput } from '../../generated/schema-types';
import { MappingRulesDocument, MappingsDocument, PreviewMappingDocument } from './census.generated';
import { MappingPreview } from './mapping-preview';
import { rulesAsCsv } from './rules-as-csv';

/** Loads other rules: from a file, as text, or starting from rules that were loaded before. */
export function LoadMapping() {
  const from = useListState().get('from');
  const { data, error } = useOperation(MappingsDocument, {});
  if (error && !data) return <ErrorState error={error} />;
  if (!data) return <LoadingState rows={4} />;
  const active = data.mappings.find((one) => one.active)?.id ?? null;
  return <LoadFrom key={from ?? ''} id={from === 'active' ? active : from} />;
}

function LoadFrom({ id: given }: { readonly id: string | null }) {
  const [id] = useState(given); // keep the mapping that was active at first, though loading the rules activates another
  const { data, error } = useOperation(MappingRulesDocument, { id: id ?? '' }, { enabled: id !== null });
  if (error && !data) return <ErrorState error={error} />;
  if (id !== null && !data) return <LoadingState rows={4} />;
  const initial = data?.mapping;
  return (
    <MappingForm initial={initial ? { name: initial.name, csv: rulesAsCsv(initial.rules) } : { name: '', csv: '' }} />
  );
}

function MappingForm({ initial }: { readonly initial: MappingPreviewInput }) {
  const list = useListState();
  const queries = useQueryClient();
  const [input, setInput] = useState(initial);
  const [previewed, setPreviewed] = useState<(MappingPreviewInput & { readonly round: number }) | null>(null);
  const [unreadable, setUnreadable] = useState<string | null>(null);
  const same = previewed !== null && previewed.name === input.name && previewed.csv === input.csv;
  const take = async (file: File | null) => {
    if (!file) return;
    const csv = decode(await file.arrayBuffer());
    setUnreadable(csv === null ? `${file.name} is not UTF-8: save it as "CSV UTF-8".` : null);
    if (csv !== null) setInput({ name: file.name, csv });
  };
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // The preview is expensive, so that nothing else refetches it.
          queries.removeQueries({ queryKey: keyOf(PreviewMappingDocument, { input }) });
          setPreviewed({ ...input, round: (previewed?.round ?? 0) + 1 });
        }}
      >
        <Stack gap="sm">
          <Group align="flex-start" grow preventGrowOverflow={false}>
            <FileInput
              label="Mapping file"
              description="A CSV file; fills the fields below"
              placeholder="Choose a file"
              accept=".csv,text/csv"
              onChange={(file) => void take(file)}
              error={unreadable}
              miw={220}
            />
            <TextInput
              label="Name"
              description="The name of this mapping in the list of versions"
              value={input.name}
              onChange={({ currentTarget: { value: name } }) => setInput((now) => ({ ...now, name }))}
              miw={220}
              maxLength={200}
              required
            />
          </Group>
          <Textarea
            label="Rules"
            description="legacy_flag, legacy_route_pattern, target_module, target_submodule, default_status, notes"
            value={input.csv}
            onChange={({ currentTarget: { value: csv } }) => setInput((now) => ({ ...now, csv }))}
            required
            autosize
            minRows={6}
            maxRows={16}
            spellCheck={false}
            wrap="off"
            styles={{
              input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 'var(--mantine-font-size-xs)' },
            }}
          />
          <Group>
            <Button type="submit" disabled={input.name.trim() === '' || input.csv.trim() === ''}>
              Preview
            </Button>
            <Button variant="default" onClick={() => list.set({ from: 'active' })} disabled={input.csv !== ''}>
              Start from the active rules
            </Button>
            {previewed !== null && !same && (
              <Text size="sm" c="dimmed" role="status">
                The rules have changed since the preview. Preview them again.
              </Text>
            )}
          </Group>
        </Stack>
      </form>
      {same && <MappingPreview key={previewed.round} input={input} />}
    </Stack>
  );
}

/** Null if it is not UTF-8: characters would be lost silently. */
function decode(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
