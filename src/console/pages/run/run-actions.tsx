import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { IfRight } from '../../components/if-right';
import type { MigrationRunAvailableAction } from '../../generated/schema-types';
import { ExecuteDialog } from './execute-dialog';
import { RollBackDialog } from './roll-back-dialog';
import type { ShownRun } from './shown-run';
import { SteerDialog } from './steer-dialog';

interface Offer {
  readonly action: MigrationRunAvailableAction;
  readonly label: string;
  readonly main?: boolean;
}

const OFFERS: readonly Offer[] = [
  { action: 'PAUSE', label: 'Pause' },
  { action: 'RESUME', label: 'Resume', main: true },
  { action: 'CANCEL', label: 'Cancel' },
  { action: 'EXECUTE', label: 'Execute this plan', main: true },
  { action: 'ROLL_BACK', label: 'Roll back' },
];

/** A button for each action that the server says is available. */
export function RunActions({ run }: { readonly run: ShownRun }) {
  const [doing, setDoing] = useState<MigrationRunAvailableAction | null>(null);
  const close = () => setDoing(null);
  const offers = OFFERS.filter(({ action }) => run.availableActions.includes(action));
  return (
    <Group gap="xs">
      {offers.length > 0 && (
        <IfRight right="MANAGE_RUNS" to="steer runs">
          {offers.map(({ action, label, main = false }) => (
            <Button key={action} variant={main ? 'filled' : 'default'} onClick={() => setDoing(action)}>
              {label}
            </Button>
          ))}
        </IfRight>
      )}
      {doing === 'EXECUTE' && <ExecuteDialog run={run} onClose={close} />}
      {doing === 'ROLL_BACK' && <RollBackDialog run={run} onClose={close} />}
      {doing !== null && doing !== 'EXECUTE' && doing !== 'ROLL_BACK' && (
        <SteerDialog id={run.id} steering={doing} onClose={close} />
      )}
    </Group>
  );
}
