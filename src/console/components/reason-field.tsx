import { Textarea } from '@mantine/core';

const LEAST = 3;
const MOST = 500;

/** True where the API takes the reason. */
export function isReason(text: string): boolean {
  const { length } = text.trim();
  return length >= LEAST && length <= MOST;
}

interface ReasonFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Why something is done. It lands in the event, for whoever asks later. */
export function ReasonField({ value, onChange }: ReasonFieldProps) {
  return (
    <Textarea
      label="Reason"
      description={`Kept in the event for whoever asks later; ${LEAST} to ${MOST} characters.`}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={value !== '' && !isReason(value) ? `${LEAST} to ${MOST} characters, please` : undefined}
      required
      autosize
      minRows={2}
      maxLength={MOST}
    />
  );
}
