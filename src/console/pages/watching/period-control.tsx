import { Group, SegmentedControl, Select } from '@mantine/core';
import { useOperation } from '../../api/use-operation';
import { useModuleChoices } from '../../components/use-module-choices';
import { type Period, type PeriodChange, PERIODS } from './use-period';
import { WatchedSourcesDocument } from './watching.generated';

interface PeriodControlProps {
  readonly period: Period;
  readonly onChange: (change: PeriodChange) => void;
}

/** The period to show, and optionally a single module, or what a single source counted. */
export function PeriodControl({ period: { days, since, module, source }, onChange }: PeriodControlProps) {
  const modules = useModuleChoices(module);
  const { data } = useOperation(WatchedSourcesDocument, { since }, { keepPrevious: true });
  const sources = [
    ...new Set([...(source === null ? [] : [source]), ...(data?.accessSources ?? []).map((one) => one.source)]),
  ];
  return (
    <Group gap="sm">
      {/* One source alone leaves nothing to choose. */}
      {(sources.length > 1 || source !== null) && (
        <Select
          aria-label="Counted by"
          placeholder="All sources"
          clearable
          data={sources}
          value={source}
          onChange={(chosen) => onChange({ source: chosen })}
          w={160}
          clearButtonProps={{ 'aria-label': 'All sources' }}
        />
      )}
      <Select
        aria-label="Module"
        placeholder="All modules"
        clearable
        searchable
        data={modules}
        value={module}
        onChange={(key) => onChange({ module: key })}
        w={180}
        clearButtonProps={{ 'aria-label': 'All modules' }}
      />
      <SegmentedControl
        aria-label="Period"
        value={String(days)}
        onChange={(value) => onChange({ days: Number(value) })}
        data={PERIODS.map((one) => ({ value: String(one), label: one === 1 ? 'Today' : `${one} days` }))}
      />
    </Group>
  );
}
