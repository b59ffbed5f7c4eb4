import { spawn } from 'node:child_process';
import type { OsUser } from './server-user';

/** The environment of PostgreSQL's programs, without the caller's PG* settings and secrets. */
export const SERVER_ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

export interface RunResult {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  /** Standard output and standard error. */
  readonly output: string;
}

/** Runs one of PostgreSQL's programs to its end. Throws if it cannot be started. */
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
    child.stdin.on('error', () => undefined); // a program that ended without reading has an exit code
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output: output.trim() }));
    child.stdin.end(options.input ?? '');
  });
}
