import { Anchor, Button, Checkbox, Group, Table, Text } from '@mantine/core';
import { StatusBadge } from '../../components/status-badge';
import { Time } from '../../components/time';
import type { AnswerFragment } from './organization.generated';
import { keyOfTarget, type Target } from './target';

interface AccessRowProps {
  readonly target: Target;
  readonly access: {
    readonly stored: string | null;
    readonly source: string | null;
    readonly trialExpiresAt: string | null;
    readonly decision: AnswerFragment;
    readonly override: { readonly status: string; readonly expiresAt: string | null } | null;
  };
  readonly chosen: boolean;
  readonly choosable: boolean;
  readonly onExplain: (target: Target) => void;
  /** Undefined if the user may not override. */
  readonly onChoose?: (target: Target) => void;
  readonly parts?: { readonly count: number; readonly isOpen: boolean; readonly onToggle: () => void };
}

/** A module or submodule of the grid. */
export function AccessRow({ target, access, chosen, choosable, onExplain, onChoose, parts }: AccessRowProps) {
  const { stored, source, trialExpiresAt, decision, override } = access;
  const legacyDiffers = decision.legacy.allowed !== decision.allowed;
  return (
    <Table.Tr>
      {onChoose && (
        <Table.Td>
          <Checkbox
            aria-label={`Choose ${keyOfTarget(target)}`}
            checked={chosen}
            disabled={!choosable}
            onChange={() => onChoose(target)}
          />
        </Table.Td>
      )}
      <Table.Td pl={target.submoduleKey === null ? undefined : 'xl'}>
        <Group gap="xs" wrap="nowrap">
          <Anchor
            component="button"
            type="button"
            size="sm"
            ta="left"
            onClick={() => onExplain(target)}
            aria-label={`Explain ${keyOfTarget(target)}`}
          >
            {target.label}
          </Anchor>
          {parts && parts.count > 0 && (
            <Button
              variant="default"
              size="compact-xs"
              onClick={parts.onToggle}
              aria-expanded={parts.isOpen}
              aria-label={`${parts.count} submodules of ${target.label}`}
            >
              {parts.isOpen ? '−' : '+'} {parts.count}
            </Button>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={decision.allowed ? 'allowed' : 'denied'} />
        <Text size="xs" c="dimmed">
          {decision.reason.replaceAll('_', ' ').toLowerCase()}
        </Text>
      </Table.Td>
      <Table.Td>{stored === null ? '–' : <StatusBadge status={stored} />}</Table.Td>
      <Table.Td>{source ?? '–'}</Table.Td>
      <Table.Td>{trialExpiresAt === null ? '–' : <Time at={trialExpiresAt} />}</Table.Td>
      <Table.Td>
        {override === null ? '–' : <StatusBadge status={override.status} />}
        {override?.expiresAt && (
          <Text size="xs" c="dimmed">
            until <Time at={override.expiresAt} />
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {decision.legacy.allowed ? 'allowed' : 'denied'}
        {legacyDiffers && (
          <Text span size="xs" fw={700} ml={4}>
            (differs)
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
