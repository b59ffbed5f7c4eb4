import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/platform/package-root';

export interface CommandResult {
  readonly seconds: number;
  /** The memory peak of the process in MiB, read from /proc; null on systems without it. */
  readonly peakMemory: number | null;
  readonly output: string;
}

/** Runs the built command as an operator would, and measures it, including its start. */
export function runCommand(url: string, ...args: readonly string[]): Promise<CommandResult> {
  return runCommandTo(0, url, ...args);
}

/** The same for a command that must end with the given exit code. */
export async function runCommandTo(exitCode: number, url: string, ...args: readonly string[]): Promise<CommandResult> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(packageRoot, 'dist/src/cli.js'), ...args], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  let peakMemory: number | null = null;
  const sampling = setInterval(() => (peakMemory = peakOf(child.pid) ?? peakMemory), 50);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(sampling);
  if (code !== exitCode) throw new Error(`portcullis ${args.join(' ')} ended with ${code}`);
  return { seconds: (performance.now() - begun) / 1000, peakMemory, output };
}

function peakOf(pid: number | undefined): number | null {
  try {
    const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kib === undefined ? null : Math.round(Number(kib) / 1024);
  } catch {
    return null; // the process has ended, or the system has no /proc
  }
}
