import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/platform/package-root';
import type { BenchDatabase } from './bench-database';
import { runCommand } from './run-command';

/** A server in a process of its own. */
export interface BenchServer {
  readonly url: string;
  readonly process: ChildProcess;
}

/** What `portcullis serve` and `portcullis token` need here besides the database. */
const SERVE_ENVIRONMENT: Readonly<Record<string, string>> = {
  AUTH_JWT_SECRET: 'a secret of thirty-two bytes, or more',
  PORT: '0',
  NODE_ENV: 'production',
  // Counted as in production, and never reached: one client sends what thousands would.
  RATE_LIMIT_ACTOR: '100000000',
  RATE_LIMIT_ADDRESS: '100000000',
};

const CLI = join(packageRoot, 'dist/src/cli.js');
const ADDRESS = /(http:\/\/[^\s"/]+:\d+)/;

/** Starts `portcullis serve`, as built. */
export function startPortcullis(environment: Readonly<Record<string, string>>): Promise<BenchServer> {
  return startServer([CLI, 'serve'], { ...SERVE_ENVIRONMENT, ...environment });
}

/** Starts a Node.js program that prints the address at which it serves. */
export async function startServer(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<BenchServer> {
  const child = spawn(process.execPath, [...args], {
    cwd: packageRoot,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (chunk: string) => {
      text += chunk;
      const [, found] = ADDRESS.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('close', () => reject(new Error(`a server did not start: ${text}`)));
  });
  // What it logs is read and forgotten, as a log collector would.
  child.stdout.removeAllListeners('data').resume();
  child.stderr.removeAllListeners('data').resume();
  return { url, process: child };
}

/** Migrates all organizations of a database, and has the entitlements answer for them. */
export async function enforceAll(database: BenchDatabase): Promise<void> {
  await runCommand(database.url, 'seed');
  await runCommand(database.url, 'migrate', '--execute', '--yes');
  await runCommand(database.url, 'parity', '--json');
  await runCommand(
    database.url,
    ...['rollout', 'set', 'ENFORCE', '--reason', 'a benchmark', '--acknowledge-unchecked-readings'],
    '--acknowledge-lost-access',
  );
}

/** A token for the servers that `startPortcullis` started. */
export async function tokenFor(database: BenchDatabase, ...args: readonly string[]): Promise<string> {
  Object.assign(process.env, SERVE_ENVIRONMENT);
  return (await runCommand(database.url, 'token', ...args)).output.trim();
}

/** Processor time of a process so far, in milliseconds. */
export function cpuOf({ process: { pid } }: BenchServer): number {
  const [, fields = ''] = /\) (.*)/.exec(readFileSync(`/proc/${String(pid)}/stat`, 'utf8')) ?? [];
  const ticks = fields.split(' ').slice(11, 13).map(Number);
  return ticks.reduce((sum, one) => sum + one, 0) * 10;
}
