import { Textarea } from '@mantine/core';

const MIN_LENGTH = 3;
const MAX_LENGTH = 500;

/** True if the API accepts the reason. */
export function isReason(text: string): boolean {
  const { length } = text.trim();
  return length >= MIN_LENGTH && length <= MAX_LENGTH;
}

interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Why something is done; stored in the event. */
export function ReasonField({ value, onChange }: ReasonFieldProps) {
  return (
    <Textarea
      label="Reason"
      description={`Stored in the event log; ${MIN_LENGTH} to ${MAX_LENGTH} characters.`}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={value !== '' && !isReason(value) ? `Enter ${MIN_LENGTH} to ${MAX_LENGTH} characters.` : undefined}
      required
      autosize
      minRows={2}
      maxLength={MAX_LENGTH}
    />
  );
}
