import { Button, Checkbox, Group, Modal, NumberInput, Radio, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { isReason, ReasonField } from '../../components/reason-field';
import { readIds } from './read-ids';
import { StartRunDocument } from './runs.generated';
import { SinceSelect } from './since-select';

/** Asks for a dry run of all organizations, or of chosen ones, and leads to it. */
export function StartRunDialog({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const [whose, setWhose] = useState('all');
  const [text, setText] = useState('');
  const [since, setSince] = useState<string | null>(null);
  const [trialDays, setTrialDays] = useState<number | string>('');
  const [budget, setBudget] = useState<number | string>(10);
  const [allowRevocations, setAllowRevocations] = useState(false);
  const [reason, setReason] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const start = useChange(StartRunDocument);
  const { ids, wrong } = readIds(text);
  const chosen = whose === 'chosen';
  const changed = whose === 'changed';
  const ready =
    isReason(reason) &&
    budget !== '' &&
    (!chosen || (ids.length > 0 && wrong.length === 0)) &&
    (!changed || since !== null);
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
          <Radio.Group label="Of which organizations" value={whose} onChange={setWhose}>
            <Group mt="xs">
              <Radio value="all" label="All" />
              <Radio value="chosen" label="Chosen ones" />
              <Radio value="changed" label="What changed since an execution" />
            </Group>
          </Radio.Group>
          {chosen && (
            <Textarea
              label="Their ids"
              description={
                ids.length === 0 ? 'Separated by commas, spaces or lines.' : `${ids.length.toLocaleString()} chosen.`
              }
              error={wrong.length > 0 ? `Not an id: ${wrong.slice(0, 3).join(', ')}` : undefined}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              autosize
              minRows={2}
              maxRows={6}
            />
          )}
          {changed && <SinceSelect value={since} onChange={setSince} />}
          <NumberInput
            label="New trials last, in days"
            description="Left empty: they have no end."
            value={trialDays}
            onChange={setTrialDays}
            min={1}
            max={3650}
            allowDecimal={false}
          />
          <NumberInput
            label="Stops when more have failed, in percent"
            description="Of all organizations. Its execution takes the same."
            value={budget}
            onChange={setBudget}
            min={0}
            max={100}
            error={budget === '' ? 'From 0 to 100, please' : undefined}
          />
          <Checkbox
            label="Access may be taken away"
            description="If not, such changes are held: counted and named, and not made."
            checked={allowRevocations}
            onChange={(event) => setAllowRevocations(event.currentTarget.checked)}
          />
          <ReasonField value={reason} onChange={setReason} />
          {start.error && <ErrorState title="It was refused" error={start.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
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
