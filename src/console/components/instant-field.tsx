import { Button, Fieldset, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';

const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();

interface InstantFieldProps {
  readonly label: string;
  /** Shown after the rule for a date without a time. */
  readonly description?: string;
  /**
   * Whether the form needs an instant.
   * @default false
   */
  readonly required?: boolean;
  /**
   * Whether usual lengths can be chosen, as the command takes them (`14d`, `1m`, `end-of-month`).
   * @default false
   */
  readonly presets?: boolean;
  /** Called with the instant in ISO 8601, or null without a date. */
  readonly onChange: (instant: string | null) => void;
}

/** A date with an optional time, in the viewer's zone, which the label names. A date alone is the end of that day. */
export function InstantField({ label, description, required = false, presets = false, onChange }: InstantFieldProps) {
  const [date, setDate] = useState('');
  const [time, setTime] = useState('');
  const change = (nextDate: string, nextTime: string) => {
    setDate(nextDate);
    setTime(nextTime);
    onChange(instantOf(nextDate, nextTime));
  };
  return (
    <Fieldset legend={`${label} (${timeZone})`} variant="filled" p="sm" m={0} styles={{ legend: { fontWeight: 500 } }}>
      <Group grow align="flex-start">
        <TextInput
          type="date"
          label="Date"
          max="9999-12-31"
          value={date}
          onChange={(event) => change(event.currentTarget.value, time)}
          required={required || time !== ''}
        />
        <TextInput
          type="time"
          label="Time"
          value={time}
          onChange={(event) => change(date, event.currentTarget.value)}
        />
      </Group>
      {presets && (
        <Group gap="xs" mt="xs">
          {PRESETS.map(({ words, day }) => (
            <Button key={words} variant="default" size="compact-xs" onClick={() => change(day(new Date()), '')}>
              {words}
            </Button>
          ))}
        </Group>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        A date without a time means the end of that day. {description}
      </Text>
    </Fieldset>
  );
}

/** The last day of usual lengths, in the viewer's time zone. A month later is the same day, or the month's last one. */
const PRESETS: readonly { readonly words: string; readonly day: (today: Date) => string }[] = [
  { words: '14 days', day: (today) => sayDay(today.getFullYear(), today.getMonth(), today.getDate() + 14) },
  {
    words: '1 month',
    day: (today) => {
      const [year, next] = [today.getFullYear(), today.getMonth() + 1];
      return sayDay(year, next, Math.min(today.getDate(), new Date(year, next + 1, 0).getDate()));
    },
  },
  { words: 'End of month', day: (today) => sayDay(today.getFullYear(), today.getMonth() + 1, 0) },
];

/** A day as date fields have it. Months count from 0, and days beyond the month's last one go on into the next. */
function sayDay(year: number, month: number, day: number): string {
  const date = new Date(year, month, day);
  const digits = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${digits(date.getMonth() + 1)}-${digits(date.getDate())}`;
}

/** `Date` reads a text without an offset in the viewer's time zone. A day ends when the next begins, as in the CLI. */
function instantOf(date: string, time: string): string | null {
  if (date === '') return null;
  const instant = new Date(`${date}T${time === '' ? '00:00' : time}`);
  if (Number.isNaN(instant.getTime())) return null;
  if (time === '') instant.setDate(instant.getDate() + 1);
  return instant.toISOString();
}
