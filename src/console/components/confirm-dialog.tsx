import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useInstance } from '../viewer/use-viewer';
import { ErrorState } from './error-state';

interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen, and to how many organizations. */
  readonly children: ReactNode;
  /** The label of the button: a verb. */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly pending?: boolean;
  readonly error?: unknown;
  /**
   * False while something else is missing, such as a reason.
   * @default true
   */
  readonly ready?: boolean;
}

/** Confirms an action that affects many organizations: typing the database's name guards against the wrong database. */
export function ConfirmDialog({ opened, onClose, title, ...rest }: ConfirmDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Confirmation {...rest} onClose={onClose} />
    </Modal>
  );
}

function Confirmation({
  onClose,
  children,
  action,
  onConfirm,
  pending = false,
  error,
  ready = true,
}: Omit<ConfirmDialogProps, 'opened' | 'title'>) {
  const [typed, setTyped] = useState('');
  const { data } = useInstance();
  const name = data?.instance.databaseName;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      <Stack>
        <Text component="div" size="sm">
          {children}
        </Text>
        <TextInput
          label={`Type the name of the database: ${name ?? '…'}`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        {error !== undefined && error !== null && <ErrorState error={error} title="The server refused the request" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button
            type="submit"
            color="red.9"
            disabled={!ready || name === undefined || typed !== name}
            loading={pending}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
