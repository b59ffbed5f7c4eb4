import { Button, Group, Modal, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { StartReportDocument } from './parity.generated';

/** Asks for a report: of now, or of what today's rows and flags will answer later. It changes nothing. */
export function StartReportDialog({ onClose }: { readonly onClose: () => void }) {
  const [later, setLater] = useState(false);
  const [at, setAt] = useState('');
  const [ids, setIds] = useState('');
  const start = useChange(StartReportDocument);
  const navigate = useNavigate();
  const organizationIds = ids.split(/[\s,]+/).filter((one) => one !== '');
  return (
    <Modal opened onClose={onClose} title="Make a report" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate(
            {
              input: {
                at: later ? new Date(at).toISOString() : null,
                organizationIds: organizationIds.length === 0 ? null : organizationIds,
              },
            },
            {
              onSuccess: () => {
                onClose();
                void navigate('/parity');
              },
            },
          );
        }}
      >
        <Stack>
          <Radio.Group label="As of" value={later ? 'later' : 'now'} onChange={(value) => setLater(value === 'later')}>
            <Stack gap="xs" mt="xs">
              <Radio value="now" label="Now" />
              <Radio
                value="later"
                label="A later time"
                description="What today's rows and flags will answer then: trials and overrides end"
              />
            </Stack>
          </Radio.Group>
          {later && (
            <TextInput
              type="datetime-local"
              label="When"
              value={at}
              onChange={(event) => setAt(event.currentTarget.value)}
              required
            />
          )}
          <Textarea
            label="Organizations"
            description="Their ids, with commas or spaces between; left empty: all"
            value={ids}
            onChange={(event) => setIds(event.currentTarget.value)}
            autosize
            maxRows={6}
          />
          {start.error && <ErrorState title="It was refused" error={start.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" loading={start.isPending} disabled={later && at === ''}>
              Make the report
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
