import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { ExecuteDialog } from './execute-dialog';
import { RollBackDialog } from './roll-back-dialog';
import type { ShownRun } from './shown-run';
import { SteerDialog, type Steering } from './steer-dialog';

const PAUSABLE = ['QUEUED', 'RUNNING'];
const RESUMABLE = ['PAUSED', 'FAILED'];
const CANCELLABLE = ['QUEUED', 'RUNNING', 'PAUSED', 'FAILED'];
const PLANNED = ['SUCCEEDED', 'COMPLETED_WITH_ERRORS'];
const ROLLABLE = ['SUCCEEDED', 'COMPLETED_WITH_ERRORS', 'CANCELLED', 'FAILED'];

/** What can be done with a run as it stands; the server has the last word. */
export function RunActions({ run }: { readonly run: ShownRun }) {
  const { mode, status, resetAt, execution } = run;
  const [doing, setDoing] = useState<Steering | 'execute' | 'roll back' | null>(null);
  const close = () => setDoing(null);
  return (
    <Group gap="xs">
      {PAUSABLE.includes(status) && (
        <Button variant="default" onClick={() => setDoing('pause')}>
          Pause
        </Button>
      )}
      {RESUMABLE.includes(status) && resetAt === null && <Button onClick={() => setDoing('resume')}>Resume</Button>}
      {CANCELLABLE.includes(status) && (
        <Button variant="default" onClick={() => setDoing('cancel')}>
          Cancel
        </Button>
      )}
      {mode === 'DRY_RUN' && PLANNED.includes(status) && execution === null && <Button onClick={() => setDoing('execute')}>Execute this plan</Button>}
      {mode === 'EXECUTE' && ROLLABLE.includes(status) && resetAt === null && (
        <Button variant="default" onClick={() => setDoing('roll back')}>
          Roll back
        </Button>
      )}
      {doing === 'execute' && <ExecuteDialog run={run} onClose={close} />}
      {doing === 'roll back' && <RollBackDialog run={run} onClose={close} />}
      {doing !== null && doing !== 'execute' && doing !== 'roll back' && <SteerDialog id={run.id} steering={doing} onClose={close} />}
    </Group>
  );
}
