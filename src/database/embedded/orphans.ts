import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, outputOf } from './process-identity';
import { run } from './run';
import type { OsUser } from './server-user';

const GENTLE_MS = 10_000;
const FORCED_MS = 5_000;

/** A folder of PostgreSQL's data, and whom its programs run as. */
export interface ServerFolder {
  readonly folder: string;
  readonly user: OsUser | undefined;
}

/**
 * Stops what an earlier keeper left running on this data folder, and removes a `postmaster.pid` that would keep
 * PostgreSQL from starting because a stranger has its process id by now. The caller must hold the lock. Throws
 * when something will not end.
 */
export async function stopOrphans(data: ServerFolder, log: (message: string) => void): Promise<void> {
  const pidFile = join(data.folder, 'postmaster.pid');
  const recorded = await recordedPid(pidFile);
  const orphans = await processesOf(data, recorded);
  if (orphans.length > 0) log(`stopping PostgreSQL left running without a keeper (process ${orphans.join(', ')})`);
  if (recorded !== undefined && orphans.includes(recorded)) {
    signal(recorded, 'SIGINT');
    await ended([recorded], GENTLE_MS);
  }
  // Backends whose postmaster is dead are safe to kill: the next start recovers from the write-ahead log.
  for (const pid of await processesOf(data, recorded)) signal(pid, 'SIGKILL');
  const left = await ended(orphans, FORCED_MS);
  if (left.length > 0)
    throw new Error(`PostgreSQL (process ${left.join(', ')}) still runs on ${data.folder} and cannot be stopped.`);

  const stale = await recordedPid(pidFile);
  // Where nothing has that id PostgreSQL finds that out itself; kill(0) also succeeds for zombies, which it takes for alive.
  if (stale !== undefined && signal(stale, 0)) await rm(pidFile, { force: true });
}

/** Stops programs that still write to a folder which is to be deleted. */
export async function killProcessesOf(data: ServerFolder): Promise<void> {
  const pids = await processesOf(data, undefined);
  for (const pid of pids) signal(pid, 'SIGKILL');
  await ended(pids, FORCED_MS);
}

/*
 * Prints `<pid> <program>` of every process whose working directory is the shell's own. The links' text would not do,
 * as folders get renamed. Run as the server's user: without CAP_SYS_PTRACE, which containers drop, root may not
 * look at the processes of others.
 */
const LIST_PROCESSES_HERE =
  'for p in /proc/[0-9]*; do [ "$p/cwd" -ef . ] && echo "${p#/proc/} $(readlink "$p/exe")"; done; :';

/** PostgreSQL's programs at work in this folder; elsewhere than on Linux, the recorded one only. */
async function processesOf({ folder, user }: ServerFolder, recorded: number | undefined): Promise<number[]> {
  if (process.platform !== 'linux') {
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

async function recordedPid(pidFile: string): Promise<number | undefined> {
  const first = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0];
  // Single-user mode notes its id as a negative number.
  const pid = Math.abs(Number(first));
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/** Waits for processes to end; gives those which have not. */
async function ended(pids: readonly number[], patienceMs: number): Promise<number[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const running: number[] = [];
    for (const pid of pids) if (await isRunning(pid)) running.push(pid);
    if (running.length === 0 || Date.now() > deadline) return running;
    await delay(20);
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
