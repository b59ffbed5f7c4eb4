import { Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { IfRight } from '../../components/if-right';
import { isReason, ReasonField } from '../../components/reason-field';
import { StatusBadge } from '../../components/status-badge';
import { type RolloutQuery, SetMaintenanceDocument } from './rollout.generated';

/** Starts and ends maintenance, and sets the message that users see meanwhile. */
export function MaintenancePanel({ maintenance }: { readonly maintenance: RolloutQuery['rollout']['maintenance'] }) {
  const { enabled } = maintenance;
  const [message, setMessage] = useState(maintenance.message ?? '');
  const [reason, setReason] = useState('');
  const change = useChange(SetMaintenanceDocument);
  const set = (wanted: boolean) =>
    change.mutate(
      {
        input: {
          enabled: wanted,
          message: wanted && message.trim() !== '' ? message.trim() : null,
          reason: reason.trim(),
        },
      },
      { onSuccess: () => setReason('') },
    );
  return (
    <Paper withBorder p="md" maw={640}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          set(true);
        }}
      >
        <Stack>
          <Group justify="space-between">
            <Title order={2}>Maintenance</Title>
            <StatusBadge status={enabled ? 'on now' : 'off'} />
          </Group>
          <Text size="sm">
            During maintenance the API refuses changes with this message, except by super admins. Queries, and runs that
            have been started, continue.
          </Text>
          <IfRight right="MANAGE_MAINTENANCE" to="begin or end maintenance">
            <Stack>
              <Textarea
                label="Message to users"
                maxLength={500}
                autosize
                minRows={2}
                value={message}
                onChange={(event) => setMessage(event.currentTarget.value)}
              />
              <ReasonField value={reason} onChange={setReason} />
              {change.error && <ErrorState title="The server refused the request" error={change.error} />}
              <Group>
                <Button
                  type="submit"
                  variant={enabled ? 'default' : 'filled'}
                  disabled={!isReason(reason)}
                  loading={change.isPending}
                >
                  {enabled ? 'Change the message' : 'Start maintenance'}
                </Button>
                {enabled && (
                  <Button disabled={!isReason(reason)} loading={change.isPending} onClick={() => set(false)}>
                    End maintenance
                  </Button>
                )}
              </Group>
            </Stack>
          </IfRight>
        </Stack>
      </form>
    </Paper>
  );
}
