import { Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useChange, useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { isReason, ReasonField } from '../../components/reason-field';
import type { Gating } from '../../generated/schema-types';
import { acknowledgementOf, GATINGS, isGating, isUncheckedAlone, UNCHECKED } from './gating';
import {
  ClearOrganizationRolloutDocument,
  OwnRolloutDocument,
  type OwnRolloutQuery,
  PreviewRolloutDocument,
  SetOrganizationRolloutDocument,
} from './rollout.generated';
import { RolloutPreview } from './rollout-preview';

const FOLLOW = 'FOLLOW';
const CHOICES: readonly { readonly value: string; readonly label: string }[] = [
  ...GATINGS.map(({ value, title, meaning }) => ({ value, label: `${title}: ${meaning}` })),
  { value: FOLLOW, label: 'Follow the global rollout' },
];

interface OrganizationRolloutDialogProps {
  readonly organizationId: string;
  readonly onClose: () => void;
}

/** Sets the gating of one organization, independent of the global rollout; previews the effect of each choice. */
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
  /** The gate's reasons that were acknowledged; other reasons must be acknowledged again. */
  const [acknowledged, setAcknowledged] = useState<string | null>(null);
  const input = { organization: { organizationId, mode } };
  const { data, error } = useOperation(PreviewRolloutDocument, { input });
  const set = useChange(SetOrganizationRolloutDocument);
  const clear = useChange(ClearOrganizationRolloutDocument);
  const gate = data?.rolloutPreview.gate ?? null;
  const shut = gate !== null && !gate.open;
  const uncheckedAlone = isUncheckedAlone(gate);
  const reasons = JSON.stringify(gate?.reasons);
  const isAcknowledged = shut && acknowledged === reasons;
  const common = {
    organizationId,
    reason: reason.trim(),
    acknowledgeLostAccess: isAcknowledged && !uncheckedAlone,
    acknowledgeUncheckedReadings: isAcknowledged && uncheckedAlone,
  };
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
          Currently under {gating},{' '}
          {ownRollout ? `set individually: ${ownRollout.reason}` : 'following the global rollout'}.
        </Text>
        <Select
          label="Mode"
          data={CHOICES}
          value={mode ?? FOLLOW}
          onChange={(value) => setMode(isGating(value) ? value : null)}
          allowDeselect={false}
        />
        {error ? <ErrorState error={error} /> : data ? <RolloutPreview input={input} /> : <LoadingState rows={3} />}
        {shut && (
          <Checkbox
            label={acknowledgementOf(uncheckedAlone ? UNCHECKED : 'this organization may lose access')}
            checked={isAcknowledged}
            onChange={(event) => setAcknowledged(event.currentTarget.checked ? reasons : null)}
          />
        )}
        <ReasonField value={reason} onChange={setReason} />
        {refused && <ErrorState title="The server refused the request" error={refused} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button
            type="submit"
            disabled={!data || !isReason(reason) || (shut && !isAcknowledged)}
            loading={set.isPending || clear.isPending}
          >
            {mode === null ? 'Follow the global rollout' : `Set to ${mode}`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
