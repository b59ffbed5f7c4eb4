import { Group, SegmentedControl, Select } from '@mantine/core';
import { useModuleChoices } from '../../components/use-module-choices';
import { type Period, type PeriodChange, PERIODS } from './use-period';

interface PeriodControlProps {
  readonly period: Period;
  readonly onChange: (change: PeriodChange) => void;
}

/** The period to show, and optionally a single module. */
export function PeriodControl({ period: { days, module }, onChange }: PeriodControlProps) {
  const modules = useModuleChoices(module);
  return (
    <Group gap="sm">
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
