import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../src/platform/package-root';
import { askCommandHost } from './command-hosts';

const CLI = join(packageRoot, 'dist/src/cli.js');

/** The exit code and output of a command. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** The command's environment besides PATH and HOME. Nothing else of the test's environment reaches it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/**
 * Runs the built command with its output on a pipe, as a script would, and waits for its end. The process is one that
 * runs others before and after, unless that is busy; `startPortcullis` always starts a new one.
 */
export async function portcullis(args: readonly string[], options: CommandOptions = {}): Promise<Ran> {
  const { env = {}, cwd = packageRoot } = options;
  const ran = await askCommandHost({ args, env: { ...inherited(), ...env }, cwd });
  if (ran) return ran;
  const { child, output } = startPortcullis(args, options);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, ...output() };
}

/** Starts the built command without waiting for its end. */
export function startPortcullis(
  args: readonly string[],
  { env = {}, cwd = packageRoot }: CommandOptions = {},
): { readonly child: ChildProcess; readonly output: () => Omit<Ran, 'code'> } {
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run 'npm run build' first`);
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...inherited(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  return { child, output: () => ({ stdout, stderr }) };
}

/** What a command's process takes over from the test's. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME };
}

/** The JSON document that `--json` promises. Throws if the command printed anything else. */
export function documentOf({ stdout }: Ran): unknown {
  return JSON.parse(stdout);
}

/** A folder for a test's own files. */
export class TestFolder {
  private constructor(readonly path: string) {}

  static async create(): Promise<TestFolder> {
    return new TestFolder(await mkdtemp(join(tmpdir(), 'portcullis-test-files-')));
  }

  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.path, name);
    await writeFile(path, content);
    return path;
  }

  async remove(): Promise<void> {
    // A database in the folder may still be stopping.
    await rm(this.path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
