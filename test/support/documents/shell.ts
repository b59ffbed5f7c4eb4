import { spawn } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../../src/platform/package-root';
import type { TestFolder } from '../command';

/** Puts the built command into a folder for PATH, as `portcullis` and as an `npx` that knows no other package. */
export async function installCommand(folder: TestFolder): Promise<void> {
  const run = `'${process.execPath}' '${join(packageRoot, 'dist/src/cli.js')}'`;
  const scripts = {
    portcullis: `#!/bin/sh\nexec ${run} "$@"\n`,
    npx:
      `#!/bin/sh\n[ "$1" = portcullis ] || { echo "npx $1 is not for tests" >&2; exit 127; }\n` +
      `shift\nexec ${run} "$@"\n`,
  };
  for (const [name, script] of Object.entries(scripts)) await chmod(await folder.write(name, script), 0o755);
}

export interface ShellOptions {
  /** The folder of the command. */
  readonly commands: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The expected exit code. */
  readonly exit: number;
}

/**
 * Runs a command in a shell.
 * @returns its output
 * @throws if it ends with another exit code
 */
export async function typeInShell(code: string, { commands, cwd, env, exit }: ShellOptions): Promise<string> {
  const { PATH, HOME } = process.env;
  const child = spawn('sh', ['-c', `exec 2>&1\n${code}`], {
    cwd,
    env: { PATH: `${commands}:${PATH ?? ''}`, HOME, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  const ended = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (ended !== exit) throw new Error(`${code}\nended with ${ended ?? 'a signal'}, not ${exit}:\n${printed}`);
  return printed;
}
