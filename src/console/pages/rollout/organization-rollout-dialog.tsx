import { Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useChange, useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { isReason, ReasonField } from '../../components/reason-field';
import type { Gating } from '../../generated/schema-types';
import { GATINGS, isGating } from './gating';
import { RolloutPreview } from './rollout-preview';
import {
  ClearOrganizationRolloutDocument,
  OwnRolloutDocument,
  PreviewRolloutDocument,
  SetOrganizationRolloutDocument,
  type OwnRolloutQuery,
} from './rollout.generated';

const FOLLOW = 'FOLLOW';
const CHOICES: readonly { readonly value: string; readonly label: string }[] = [
  ...GATINGS.map(({ value, title, meaning }) => ({ value, label: `${title}: ${meaning}` })),
  { value: FOLLOW, label: 'As the rollout of all says' },
];

interface OrganizationRolloutDialogProps {
  readonly organizationId: string;
  readonly onClose: () => void;
}

/** Who answers for one organization, whatever the rollout of all says; what it would notice is shown as one chooses. */
export function OrganizationRolloutDialog({ organizationId, onClose }: OrganizationRolloutDialogProps) {
  const { data, error } = useOperation(OwnRolloutDocument, { id: organizationId });
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Rollout of ${data?.organization.name ?? `organization ${organizationId}`}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {error && !data ? (
        <ErrorState error={error} />
      ) : data ? (
        <OwnRolloutForm organization={data.organization} onClose={onClose} />
      ) : (
        <LoadingState rows={4} />
      )}
    </Modal>
  );
}

function OwnRolloutForm({
  organization: { id: organizationId, gating, ownRollout },
  onClose,
}: {
  readonly organization: OwnRolloutQuery['organization'];
  readonly onClose: () => void;
}) {
  const [mode, setMode] = useState<Gating | null>(ownRollout?.mode ?? 'ENFORCE');
  const [reason, setReason] = useState('');
  /** The gate's reasons that were acknowledged: others were not. */
  const [acknowledged, setAcknowledged] = useState<string | null>(null);
  const input = { organization: { organizationId, mode } };
  const { data, error } = useOperation(PreviewRolloutDocument, { input });
  const set = useChange(SetOrganizationRolloutDocument);
  const clear = useChange(ClearOrganizationRolloutDocument);
  const gate = data?.rolloutPreview.gate ?? null;
  const shut = gate !== null && !gate.open;
  const reasons = JSON.stringify(gate?.reasons);
  const taken = shut && acknowledged === reasons;
  const common = { organizationId, reason: reason.trim(), acknowledgeLostAccess: taken };
  const apply = () =>
    mode === null
      ? clear.mutate({ input: common }, { onSuccess: onClose })
      : set.mutate({ input: { ...common, mode } }, { onSuccess: onClose });
  const refused = set.error ?? clear.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Stack>
        <Text size="sm">
          Answered by {gating} now,{' '}
          {ownRollout ? `by its own rollout: ${ownRollout.reason}` : 'as the rollout of all says'}.
        </Text>
        <Select
          label="Who is to answer for it"
          data={CHOICES}
          value={mode ?? FOLLOW}
          onChange={(value) => setMode(isGating(value) ? value : null)}
          allowDeselect={false}
        />
        {error ? <ErrorState error={error} /> : data ? <RolloutPreview input={input} /> : <LoadingState rows={3} />}
        {shut && (
          <Checkbox
            label="I take it upon myself that it may lose access. The event keeps it."
            checked={taken}
            onChange={(event) => setAcknowledged(event.currentTarget.checked ? reasons : null)}
          />
        )}
        <ReasonField value={reason} onChange={setReason} />
        {refused && <ErrorState title="It was refused" error={refused} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Leave it
          </Button>
          <Button
            type="submit"
            disabled={!data || !isReason(reason) || (shut && !taken)}
            loading={set.isPending || clear.isPending}
          >
            {mode === null ? 'Leave it to the rollout of all' : `Set it to ${mode}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
