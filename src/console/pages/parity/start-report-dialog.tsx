import { Button, Group, Modal, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { InstantField } from '../../components/instant-field';
import { HOW_IDS_ARE_LISTED, readIds } from '../../components/read-ids';
import { StartReportDocument } from './parity.generated';

/** Requests a report of the answers now, or of the answers that the current rows and flags give at a later time. */
export function StartReportDialog({ onClose }: { readonly onClose: () => void }) {
  const [later, setLater] = useState(false);
  const [at, setAt] = useState<string | null>(null);
  const [ids, setIds] = useState('');
  const start = useChange(StartReportDocument);
  const navigate = useNavigate();
  const organizationIds = readIds(ids);
  return (
    <Modal opened onClose={onClose} title="Create a report" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate(
            {
              input: {
                at: later ? at : null,
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
                description="The answers that the current rows and flags will give then, after trials and overrides end"
              />
            </Stack>
          </Radio.Group>
          {later && <InstantField label="At" required onChange={setAt} />}
          <Textarea
            label="Organizations"
            description={`Leave it empty for all organizations. ${HOW_IDS_ARE_LISTED}`}
            value={ids}
            onChange={(event) => setIds(event.currentTarget.value)}
            autosize
            maxRows={6}
          />
          {start.error && <ErrorState title="The server refused the request" error={start.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={start.isPending} disabled={later && at === null}>
              Create the report
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
