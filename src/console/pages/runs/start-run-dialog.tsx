import { Button, Checkbox, Group, Modal, NumberInput, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { HOW_IDS_ARE_LISTED, readIds } from '../../components/read-ids';
import { isReason, ReasonField } from '../../components/reason-field';
import { StartRunDocument } from './runs.generated';
import { SinceSelect } from './since-select';

/** Starts a dry run of all or of selected organizations, and opens its page. */
export function StartRunDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [scope, setScope] = useState('all');
  const [text, setText] = useState('');
  const [since, setSince] = useState<string | null>(null);
  const [trialDays, setTrialDays] = useState<number | string>('');
  const [budget, setBudget] = useState<number | string>(10);
  const [allowRevocations, setAllowRevocations] = useState(false);
  const [reason, setReason] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const start = useChange(StartRunDocument);
  const ids = readIds(text);
  const chosen = scope === 'chosen';
  const changed = scope === 'changed';
  const ready = isReason(reason) && budget !== '' && (!chosen || ids.length > 0) && (!changed || since !== null);
  return (
    <Modal opened onClose={onClose} title="Start a dry run" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const fresh = {
            ...(chosen && { organizationIds: ids }),
            ...(changed && { changedSince: since }),
            trialDays: typeof trialDays === 'number' ? trialDays : null,
            allowRevocations,
          };
          start.mutate(
            {
              input: {
                mode: 'DRY_RUN',
                source: { fresh },
                errorBudgetPercent: Number(budget),
                reason: reason.trim(),
                idempotencyKey: key,
              },
            },
            { onSuccess: ({ startMigrationRun }) => void navigate(`/runs/${startMigrationRun.migrationRun.id}`) },
          );
        }}
      >
        <Stack>
          <Radio.Group label="Organizations" value={scope} onChange={setScope}>
            <Group mt="xs">
              <Radio value="all" label="All" />
              <Radio value="chosen" label="Selected" />
              <Radio value="changed" label="Changed since an execution" />
            </Group>
          </Radio.Group>
          {chosen && (
            <Textarea
              label="Organization IDs"
              description={ids.length === 0 ? HOW_IDS_ARE_LISTED : `${ids.length.toLocaleString()} selected.`}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autosize
              minRows={2}
              maxRows={6}
            />
          )}
          {changed && <SinceSelect value={since} onChange={setSince} />}
          <NumberInput
            label="Length of new trials, in days"
            description="Without a number, new trials do not end."
            value={trialDays}
            onChange={setTrialDays}
            min={1}
            max={3650}
            allowDecimal={false}
          />
          <NumberInput
            label="Failure limit, in percent"
            description="The run stops if more of all organizations fail. Its execution uses the same limit."
            value={budget}
            onChange={setBudget}
            min={0}
            max={100}
            error={budget === '' ? 'Enter a number from 0 to 100.' : undefined}
          />
          <Checkbox
            label="Allow the run to take access away"
            description="Otherwise such changes are held: listed, but not made."
            checked={allowRevocations}
            onChange={(event) => setAllowRevocations(event.currentTarget.checked)}
          />
          <ReasonField value={reason} onChange={setReason} />
          {start.error && <ErrorState title="The server refused the request" error={start.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" disabled={!ready} loading={start.isPending}>
              Start the dry run
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
