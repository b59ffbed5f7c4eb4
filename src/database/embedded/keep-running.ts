import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../platform/error-shape';
import { logsOf, pgdataOf } from './cluster';
import { type Hold, hold, type ServerAddress } from './hold';

/** A running server, and the session that holds it. */
export interface HeldServer {
  readonly address: ServerAddress;
  readonly hold: Hold;
}

export interface KeepRunningOptions {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Holds the server, and starts it if it does not run: at this port if that is free. */
  readonly again: (port: number) => Promise<HeldServer>;
  /** Starts a watcher for a server that has none. */
  readonly watch: (address: ServerAddress) => Promise<void>;
}

export interface KeptRunning {
  /** Ends the hold, and the care for the server. */
  readonly release: () => Promise<void>;
}

/** How often to look whether the server takes connections, and will stop when nobody holds it. */
const LOOK_MS = 3_000;
/** After how many looks in vain a server that keeps its sessions and takes no others is stopped, and started again. */
const LOOKS_IN_VAIN = 2;
const AGAIN_AFTER_MS = 1_000;
const AGAIN_AT_MOST_MS = 15_000;

/**
 * Keeps a server running while it is held: one that was killed is started again, at the same port, so that the pools of
 * all processes that hold it find it. A server that was told to stop waits for its sessions, and would for ever: it is
 * stopped at once, and started again. One that lost its watcher gets another.
 */
export function keepRunning(first: HeldServer, options: KeepRunningOptions): KeptRunning {
  const { dataDir, log } = options;
  const stopping = new AbortController();
  let current = first;
  const isReleased = () => stopping.signal.aborted;

  async function work(): Promise<void> {
    for (;;) {
      await lookAfter(current, options, stopping.signal);
      if (isReleased()) return;
      log(`the embedded database in ${dataDir} has stopped, and is started again: see ${logsOf(dataDir)}`);
      const next = await again();
      if (next === null) return;
      current = next;
      log(`the embedded database in ${dataDir} runs again`);
    }
  }

  /** @returns null if nothing can be done, which is told, or it was released */
  async function again(): Promise<HeldServer | null> {
    const { port, password } = first.address;
    let told = '';
    for (let wait = AGAIN_AFTER_MS; !isReleased(); wait = Math.min(wait * 2, AGAIN_AT_MOST_MS)) {
      // Never an empty database in place of one whose folder was removed.
      if (!(await stat(join(pgdataOf(dataDir), 'PG_VERSION')).catch(() => undefined))) {
        log(`the folder of the embedded database, ${dataDir}, was removed: put it back, and start this command again`);
        return null;
      }
      try {
        const next = await options.again(port);
        if (next.address.port === port && next.address.password === password) return next;
        await next.hold.release();
        log(
          `the embedded database in ${dataDir} runs again, but at another port, because another program took ` +
            `${port}: start this command again`,
        );
        return null;
      } catch (error) {
        const message = messageOf(error);
        if (message !== told)
          log(`the embedded database in ${dataDir} cannot be started, and is tried again: ${message}`);
        told = message;
      }
      await sleep(wait, stopping.signal);
    }
    return null;
  }

  const working = work();
  return {
    release: async () => {
      stopping.abort();
      await working;
      await current.hold.release();
    },
  };
}

/** Looks after a server until it has ended, or the signal aborts. */
async function lookAfter(
  { address, hold: held }: HeldServer,
  { watch }: Pick<KeepRunningOptions, 'watch'>,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  void held.ended.then(() => ended.abort());
  const either = AbortSignal.any([signal, ended.signal]);
  let inVain = 0;
  for (;;) {
    await sleep(LOOK_MS, either);
    if (either.aborted) return;
    // Any other error, such as too many connections, says that it answers.
    const look = await hold(address).catch(() => null);
    if (look === null) continue;
    if (look === undefined) {
      inVain++;
      if (inVain >= LOOKS_IN_VAIN) await held.stopServer();
      continue;
    }
    inVain = 0;
    await look.release();
    if (!look.watched) await watch(address).catch(() => undefined); // tried again at the next look
  }
}

/** Does not keep the process alive. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
