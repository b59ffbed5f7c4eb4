import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { isReason, ReasonField } from '../../components/reason-field';
import { CancelRunDocument, PauseRunDocument, ResumeRunDocument } from './run.generated';

export type Steering = 'pause' | 'resume' | 'cancel';

const WORDS: Readonly<Record<Steering, { readonly title: string; readonly meaning: string }>> = {
  pause: { title: 'Pause', meaning: 'It stops until it is resumed. What is in work is undone, and done again later.' },
  resume: { title: 'Resume', meaning: 'It goes on where it stopped. A failed run accepts its failures so far.' },
  cancel: { title: 'Cancel', meaning: 'It stops for good. What it did stays; an execution can then be rolled back.' },
};

/** Pauses, resumes or cancels a run, with a reason. */
export function SteerDialog({
  id,
  steering,
  onClose,
}: {
  readonly id: string;
  readonly steering: Steering;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const pause = useChange(PauseRunDocument);
  const resume = useChange(ResumeRunDocument);
  const cancel = useChange(CancelRunDocument);
  const { mutate, error, isPending } = { pause, resume, cancel }[steering];
  const { title, meaning } = WORDS[steering];
  return (
    <Modal opened onClose={onClose} title={`${title} run ${id}`} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ input: { id, reason: reason.trim() } }, { onSuccess: onClose });
        }}
      >
        <Stack>
          <Text size="sm">{meaning}</Text>
          <ReasonField value={reason} onChange={setReason} />
          {error && <ErrorState title="It was refused" error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" disabled={!isReason(reason)} loading={isPending}>
              {title} the run
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
