import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, outputOf } from './process-identity';
import { run } from './run';
import type { OsUser } from './server-user';

const FORCED_MS = 5_000;

/** A folder of PostgreSQL's data and the user of its programs. */
export interface ServerFolder {
  readonly folder: string;
  readonly user: OsUser | undefined;
}

/*
 * Prints `<pid> <program>` of every process whose working directory is the shell's own. Folders get renamed, so it does
 * not compare the links' text. It runs as the server's user, because without CAP_SYS_PTRACE, which containers drop,
 * root may not inspect the processes of other users.
 */
const LIST_PROCESSES_HERE =
  'for p in /proc/[0-9]*; do [ "$p/cwd" -ef . ] && echo "${p#/proc/} $(readlink "$p/exe")"; done; :';

/** PostgreSQL's programs at work in this folder; on other systems than Linux only the one that postmaster.pid names. */
export async function processesOf({ folder, user }: ServerFolder): Promise<number[]> {
  if (process.platform !== 'linux') {
    const recorded = await recordedPid(folder);
    const command =
      recorded === undefined ? undefined : await outputOf('ps', ['-o', 'command=', '-p', String(recorded)]);
    return recorded !== undefined && command?.includes('postgres') === true && command.includes(folder)
      ? [recorded]
      : [];
  }
  if (!(await stat(folder).catch(() => undefined))) return [];
  const { output } = await run('/bin/sh', ['-c', LIST_PROCESSES_HERE], { cwd: folder, user });
  return output.split('\n').flatMap((line) => {
    const [, pid, program] = /^(\d+) .*?([^/]+?)( \(deleted\))?$/.exec(line) ?? [];
    return pid !== undefined && (program === 'postgres' || program === 'initdb') ? [Number(pid)] : [];
  });
}

/**
 * Kills PostgreSQL's programs in a folder that is to be deleted, or whose postmaster is dead; the next start recovers
 * from the write-ahead log. Throws if one of them does not end.
 */
export async function killProcessesOf(data: ServerFolder): Promise<void> {
  const pids = await processesOf(data);
  for (const pid of pids) signal(pid, 'SIGKILL');
  const deadline = Date.now() + FORCED_MS;
  for (const pid of pids) {
    while (await isRunning(pid)) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${pid}) in ${data.folder} cannot be stopped.`);
      await delay(20);
    }
  }
}

/** The process id in postmaster.pid, which may be that of another program by now. */
export async function recordedPid(folder: string): Promise<number | undefined> {
  const first = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0];
  // Single-user mode records its id as a negative number.
  const pid = Math.abs(Number(first));
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** @returns false if there is no such process, or if it belongs to another user */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
