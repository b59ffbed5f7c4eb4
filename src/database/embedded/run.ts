import { spawn } from 'node:child_process';
import type { OsUser } from './server-user';

/** What PostgreSQL's programs get to see: none of the caller's PG* settings, and none of its secrets. */
export const SERVER_ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

export interface RunResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** Runs one of PostgreSQL's programs to its end. Throws when it cannot be started at all. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly user: OsUser | undefined; readonly input?: string },
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      ...options.user,
      env: SERVER_ENVIRONMENT,
      stdio: 'pipe',
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.stdin.on('error', () => undefined); // it ended without reading: its exit code tells why
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output: output.trim() }));
    child.stdin.end(options.input ?? '');
  });
}
