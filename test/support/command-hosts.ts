import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { packageRoot } from '../../src/platform/package-root';

const VARIABLE = 'PORTCULLIS_TEST_COMMANDS';
const answer = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).nullable();

export interface CommandRequest {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Starts a process for each of Jest's workers that runs commands for it. @returns stops them */
export function startCommandHosts(workers: number): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'portcullis-test-commands-'));
  process.env[VARIABLE] = folder;
  const hosts = Array.from({ length: workers }, (_, n) =>
    fork(
      join(packageRoot, 'test/support/command-host.mjs'),
      [join(folder, String(n + 1)), join(packageRoot, 'dist/src/cli/run-command.js')],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: {} },
    ),
  );
  return () => {
    for (const host of hosts) host.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}

/**
 * Runs a command in this worker's process for commands.
 * @returns null if that is busy with another one, since two that shall run at once need a process each; or if there is
 *   none, outside Jest
 */
export async function askCommandHost(request: CommandRequest): Promise<z.infer<typeof answer>> {
  const folder = process.env[VARIABLE];
  if (folder === undefined) return null;
  const connection = connect(join(folder, process.env['JEST_WORKER_ID'] ?? '1'));
  connection.end(JSON.stringify(request));
  return answer.parse(JSON.parse(await text(connection)));
}
