import type { GraphQLClient } from 'graphql-request';
import { RunDocument, type RunNumbersFragment, type StartMigrationRunInput, StartRunDocument } from './operations';

/** Waits until a run is as wanted, and throws after 90 seconds with the run as it is. */
export async function waitForRun(
  client: GraphQLClient,
  id: string,
  wanted: (run: RunNumbersFragment) => boolean,
): Promise<RunNumbersFragment> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const { migrationRun } = await client.request(RunDocument, { id });
    if (migrationRun && wanted(migrationRun)) return migrationRun;
    if (Date.now() > deadline) throw new Error(`waited in vain for run ${id}: ${JSON.stringify(migrationRun)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const hasStopped = ({ status }: RunNumbersFragment): boolean => status !== 'QUEUED' && status !== 'RUNNING';

/** Starts a run and waits until it has ended or stopped. */
export async function runToEnd(
  client: GraphQLClient,
  input: Omit<StartMigrationRunInput, 'reason'> & { reason?: string },
): Promise<RunNumbersFragment> {
  const { startMigrationRun } = await client.request(StartRunDocument, { input: { reason: 'a test', ...input } });
  return waitForRun(client, startMigrationRun.migrationRun.id, hasStopped);
}
