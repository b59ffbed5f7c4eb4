import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { ExecuteDialog } from './execute-dialog';
import { mayOffer, type RunAction } from './possible-actions';
import { RollBackDialog } from './roll-back-dialog';
import type { ShownRun } from './shown-run';
import { SteerDialog } from './steer-dialog';

/** What can be done with a run as it stands; the server has the last word. */
export function RunActions({ run }: { readonly run: ShownRun }) {
  const [doing, setDoing] = useState<RunAction | null>(null);
  const close = () => setDoing(null);
  return (
    <Group gap="xs">
      {mayOffer('pause', run) && (
        <Button variant="default" onClick={() => setDoing('pause')}>
          Pause
        </Button>
      )}
      {mayOffer('resume', run) && <Button onClick={() => setDoing('resume')}>Resume</Button>}
      {mayOffer('cancel', run) && (
        <Button variant="default" onClick={() => setDoing('cancel')}>
          Cancel
        </Button>
      )}
      {mayOffer('execute', run) && <Button onClick={() => setDoing('execute')}>Execute this plan</Button>}
      {mayOffer('roll back', run) && (
        <Button variant="default" onClick={() => setDoing('roll back')}>
          Roll back
        </Button>
      )}
      {doing === 'execute' && <ExecuteDialog run={run} onClose={close} />}
      {doing === 'roll back' && <RollBackDialog run={run} onClose={close} />}
      {doing !== null && doing !== 'execute' && doing !== 'roll back' && (
        <SteerDialog id={run.id} steering={doing} onClose={close} />
      )}
    </Group>
  );
}
