import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Identifies one process for ever, unlike a process id, which the system reuses. */
export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  /** The start of the process; only to be compared. */
  startedAt: z.string(),
  /** The boot of the machine, or the container, in which the process id is valid. */
  realm: z.string(),
});

export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** `elsewhere`: the process ran in another container, on another machine or before a reboot. */
export type Liveness = 'alive' | 'dead' | 'elsewhere';

/** The identity of the calling process. Throws if the system does not tell when it started. */
export async function identifySelf(): Promise<ProcessIdentity> {
  const startedAt = await startOf(process.pid);
  if (startedAt === undefined) throw new Error('This system does not tell when a process started (no /proc, no ps).');
  return { pid: process.pid, startedAt, realm: await currentRealm() };
}

/** Whether that process, not another one with the same id, is alive. A zombie is dead. */
export async function livenessOf(identity: ProcessIdentity): Promise<Liveness> {
  if (identity.realm !== (await currentRealm())) return 'elsewhere';
  return (await startOf(identity.pid)) === identity.startedAt ? 'alive' : 'dead';
}

/** Whether a process with this id exists and is no zombie. */
export async function isRunning(pid: number): Promise<boolean> {
  return (await startOf(pid)) !== undefined;
}

/** The standard output of a command; undefined if it fails. */
export async function outputOf(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      command,
      [...args],
      { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' } },
      (error, stdout) => resolve(error === null ? stdout.trim() : undefined),
    );
  });
}

async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const [state, ...started] = ((await outputOf('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])) ?? '').split(/\s+/);
    return state === undefined || state === '' || state.startsWith('Z') ? undefined : started.join(' ');
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The command's name, in brackets, may contain anything, so the fields are counted from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

async function currentRealm(): Promise<string> {
  if (process.platform !== 'linux') return hostname();
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => hostname());
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${boot.trim()} ${namespace}`;
}
