import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { isReason, ReasonField } from '../../components/reason-field';
import { CancelRunDocument, PauseRunDocument, ResumeRunDocument } from './run.generated';

export type Steering = 'PAUSE' | 'RESUME' | 'CANCEL';

const WORDS: Readonly<Record<Steering, { readonly title: string; readonly meaning: string }>> = {
  PAUSE: {
    title: 'Pause',
    meaning: 'The run stops until it is resumed. Batches in progress are rolled back and repeated after resuming.',
  },
  RESUME: {
    title: 'Resume',
    meaning:
      'The run continues where it stopped. If it had failed, the failures so far no longer count against its limit.',
  },
  CANCEL: {
    title: 'Cancel',
    meaning: 'The run stops for good. What it has written stays; an execution can be rolled back afterwards.',
  },
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
  const { mutate, error, isPending } = { PAUSE: pause, RESUME: resume, CANCEL: cancel }[steering];
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
          {error && <ErrorState title="The server refused the request" error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {/* Not "Cancel": that is one of the things to do with a run. */}
              Close
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
