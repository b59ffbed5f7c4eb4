import { Fieldset, Group, Text, TextInput } from '@mantine/core';
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
  /** Called with the instant in ISO 8601, or null without a date. */
  readonly onChange: (instant: string | null) => void;
}

/** A date with an optional time, in the viewer's zone, which the label names. A date alone is the end of that day. */
export function InstantField({ label, description, required = false, onChange }: InstantFieldProps) {
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
      <Text size="xs" c="dimmed" mt={4}>
        A date without a time means the end of that day. {description}
      </Text>
    </Fieldset>
  );
}

/** `Date` reads a text without an offset in the viewer's time zone. A day ends when the next begins, as in the CLI. */
function instantOf(date: string, time: string): string | null {
  if (date === '') return null;
  const instant = new Date(`${date}T${time === '' ? '00:00' : time}`);
  if (Number.isNaN(instant.getTime())) return null;
  if (time === '') instant.setDate(instant.getDate() + 1);
  return instant.toISOString();
}
