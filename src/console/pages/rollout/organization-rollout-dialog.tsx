import { Button, Checkbox, Group, Modal, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useChange, useOperation } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { LoadingState } from '../../components/loading-state';
import { isReason, ReasonField } from '../../components/reason-field';
import type { Gating } from '../../generated/schema-types';
import { GATINGS, isGating } from './gating';
import { RolloutPreview } from './rollout-preview';
import { ClearOrganizationRolloutDocument, PreviewRolloutDocument, SetOrganizationRolloutDocument } from './rollout.generated';

const FOLLOW = 'FOLLOW';
const CHOICES: readonly { readonly value: string; readonly label: string }[] = [...GATINGS.map(({ value, title, meaning }) => ({ value, label: `${title}: ${meaning}` })), { value: FOLLOW, label: 'As the rollout of all says' }];

/** Who answers for one organization, whatever the rollout of all says; what it would notice is shown as one chooses. */
export function OrganizationRolloutDialog({ organizationId, onClose }: { readonly organizationId: string; readonly onClose: () => void }) {
  const [mode, setMode] = useState<Gating | null>('ENFORCE');
  const [reason, setReason] = useState('');
  const [acknowledged, setAcknowledged] = useState(false);
  const input = { organization: { organizationId, mode } };
  const { data, error } = useOperation(PreviewRolloutDocument, { input });
  const set = useChange(SetOrganizationRolloutDocument);
  const clear = useChange(ClearOrganizationRolloutDocument);
  const gate = data?.rolloutPreview.gate ?? null;
  const shut = gate !== null && !gate.open;
  const common = { organizationId, reason: reason.trim(), acknowledgeLostAccess: shut && acknowledged };
  const apply = () => (mode === null ? clear.mutate({ input: common }, { onSuccess: onClose }) : set.mutate({ input: { ...common, mode } }, { onSuccess: onClose }));
  const refused = set.error ?? clear.error;
  return (
    <Modal opened onClose={onClose} title={`Rollout of organization ${organizationId}`} size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <Stack>
          <Select
            label="Who is to answer for it"
            data={CHOICES}
            value={mode ?? FOLLOW}
            onChange={(value) => setMode(isGating(value) ? value : null)}
            allowDeselect={false}
          />
          {error ? <ErrorState error={error} /> : data ? <RolloutPreview input={input} /> : <LoadingState rows={3} />}
          {shut && <Checkbox label="I take it upon myself that it may lose access. The event keeps it." checked={acknowledged} onChange={(event) => setAcknowledged(event.currentTarget.checked)} />}
          <ReasonField value={reason} onChange={setReason} />
          {refused && <ErrorState title="It was refused" error={refused} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Leave it
            </Button>
            <Button type="submit" disabled={!data || !isReason(reason) || (shut && !acknowledged)} loading={set.isPending || clear.isPending}>
              {mode === null ? 'Leave it to the rollout of all' : `Set it to ${mode}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
