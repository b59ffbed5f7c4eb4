import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type Ran, startPortcullis } from './command';

export interface Serving {
  /** The address it listens on, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly child: ChildProcess;
  /** Its output so far. */
  readonly output: () => Omit<Ran, 'code'>;
  /** Resolves once the process has ended. */
  readonly ended: Promise<unknown>;
}

/** Starts `portcullis serve` in a process, and waits until it logs the address it listens on. */
export async function serve(env: Readonly<Record<string, string>>): Promise<Serving> {
  const { child, output } = startPortcullis(['serve'], { env });
  const ended = once(child, 'close');
  const deadline = Date.now() + 60_000;
  for (;;) {
    const [, url] = /"url":"(http:[^"]+)\/graphql"/.exec(output().stdout) ?? [];
    if (url !== undefined) return { url, child, output, ended };
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`serve did not start: ${JSON.stringify(output())}`);
    await delay(20);
  }
}
