import { Alert, Button, Checkbox, Group, Modal, Select, Stack, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useChange } from '../../api/use-operation';
import { ErrorState } from '../../components/error-state';
import { InstantField } from '../../components/instant-field';
import { isReason, ReasonField } from '../../components/reason-field';
import type { ChangeWarning, DecisionStatus } from '../../generated/schema-types';
import { useRight } from '../../viewer/use-viewer';
import {
  type OrganizationAccessQuery,
  OverrideEntitlementsDocument,
  type OverrideEntitlementsMutation,
} from './organization.generated';
import { keyOfTarget, type Target } from './target';

const STATUSES: readonly DecisionStatus[] = ['ENABLED', 'TRIAL', 'DISABLED'];

interface OverrideDialogProps {
  readonly organization: Pick<OrganizationAccessQuery['organization'], 'id' | 'name' | 'version' | 'gating'>;
  readonly targets: readonly Target[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Overrides modules and submodules together. A dry run with the same input previews the effect first. */
export function OverrideDialog({ organization, targets, onClose, onDone }: OverrideDialogProps) {
  const [status, setStatus] = useState<DecisionStatus>('ENABLED');
  const [trialEnd, setTrialEnd] = useState<string | null>(null);
  const [end, setEnd] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [shorter, setShorter] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const endless = useRight('CHANGE_ACCESS_WITHOUT_END');
  const preview = useChange(OverrideEntitlementsDocument);
  const change = useChange(OverrideEntitlementsDocument);
  const withSubmodule = targets.some(({ submoduleKey }) => submoduleKey !== null);
  const input = {
    organizationId: organization.id,
    expectedVersion: organization.version,
    reason: reason.trim(),
    expiresAt: end,
    changes: targets.map(({ moduleKey, submoduleKey }) => ({
      moduleKey,
      submoduleKey,
      status,
      ...(status === 'TRIAL' && { trialExpiresAt: trialEnd }),
    })),
  };
  const previewed =
    JSON.stringify(preview.variables?.input) === JSON.stringify({ ...input, dryRun: true }) ? preview.data : undefined;
  const isShorter =
    previewed?.overrideEntitlements.changes.some(({ warning }) => warning === 'SHORTER_ACCESS') === true;
  const apply = () =>
    change.mutate(
      { input: { ...input, dryRun: false, acknowledgeShorterAccess: shorter, idempotencyKey: key } },
      {
        onSuccess: () => {
          notifications.show({ message: `Override created for ${sayTargets(targets.length)}.` });
          onDone();
        },
      },
    );
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Override for ${organization.name}`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (previewed) apply();
          else preview.mutate({ input: { ...input, dryRun: true } });
        }}
      >
        <Stack>
          <Text size="sm">{targets.map(keyOfTarget).join(', ')}</Text>
          <Select
            label="Status"
            data={STATUSES.map((value) => ({
              value,
              label: value.toLowerCase(),
              disabled: value === 'TRIAL' && withSubmodule,
            }))}
            value={status}
            onChange={(value) => setStatus(STATUSES.find((one) => one === value) ?? status)}
            allowDeselect={false}
            description={withSubmodule ? 'Only modules can have a trial.' : undefined}
          />
          {status === 'TRIAL' && (
            <InstantField
              label="Trial ends"
              presets
              description="Without a date, the trial does not end."
              onChange={setTrialEnd}
            />
          )}
          <InstantField
            label="Override ends"
            presets
            description={
              endless
                ? 'Without a date, it does not end. Afterwards the entitlement is in effect again.'
                : 'Your role may override for a limited time. Afterwards the entitlement is in effect again.'
            }
            onChange={setEnd}
          />
          <ReasonField value={reason} onChange={setReason} />
          {organization.gating !== 'ENFORCE' && (
            <Alert variant="outline" title="Saved, but not in effect yet">
              The legacy flags answer for this organization. Overrides take effect once it is under ENFORCE.
            </Alert>
          )}
          {previewed && <Effects changes={previewed.overrideEntitlements.changes} />}
          {isShorter && (
            <Checkbox
              label="It may end before what they have today"
              checked={shorter}
              onChange={(event) => setShorter(event.currentTarget.checked)}
            />
          )}
          {(preview.error ?? change.error) && (
            <ErrorState title="The server refused the request" error={preview.error ?? change.error} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button
              type="submit"
              disabled={!isReason(reason) || (isShorter && !shorter) || (!endless && end === null)}
              loading={preview.isPending || change.isPending}
            >
              {previewed ? `Override ${targets.length}` : 'Preview'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const WARNINGS: Readonly<Record<ChangeWarning, string>> = {
  NO_EFFECT: 'no effect while the module is denied',
  SHORTER_ACCESS: 'which ends before what they have today',
  ENDLESS_TRIAL: 'a trial without an end',
};

function Effects({ changes }: { readonly changes: OverrideEntitlementsMutation['overrideEntitlements']['changes'] }) {
  const words = ({ entitlement: { allowed, reason } }: (typeof changes)[number]['before']) =>
    `${allowed ? 'allowed' : 'denied'} (${reason.replaceAll('_', ' ').toLowerCase()})`;
  return (
    <Table aria-label="What changes">
      <Table.Thead>
        <Table.Tr>
          {['', 'By entitlements, before', 'After'].map((title, column) => (
            <Table.Th key={title} scope="col">
              {column === 0 ? 'Target' : title}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map(({ moduleKey, submoduleKey, before, after, warning }) => (
          <Table.Tr key={keyOfTarget({ moduleKey, submoduleKey })}>
            <Table.Td>{keyOfTarget({ moduleKey, submoduleKey })}</Table.Td>
            <Table.Td>{words(before)}</Table.Td>
            <Table.Td>
              {words(after)}
              {warning !== null && `, ${WARNINGS[warning]}`}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function sayTargets(count: number): string {
  return count === 1 ? 'one target' : `${count} targets`;
}
