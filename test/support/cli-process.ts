import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import type { TestDatabase } from './test-database';

const CLI = join(packageRoot, 'dist/src/cli.js');

export interface CliExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly child: ChildProcess;
  /** Its output so far. */
  readonly printed: () => string;
  readonly exited: Promise<CliExit>;
}

/** Starts the built command on a test's database. Needs `npm run build`. */
export function startCli(
  database: TestDatabase,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): CliProcess {
  if (!existsSync(CLI)) throw new Error("dist/ is missing: run 'npm run build' before these tests");
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATABASE_URL: database.url,
      LOG_LEVEL: 'silent',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<CliExit>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, printed: () => stdout, exited };
}
