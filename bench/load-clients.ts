import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../src/platform/package-root';
import { answer, type LoadAnswer, type LoadRequest } from './load-messages';

/** Processes of clients, among which sockets and subscriptions are shared out. */
export class LoadClients {
  private readonly children: readonly ChildProcess[];
  private readonly ended = new AbortController();

  constructor(processes: number) {
    const tsx = createRequire(__filename).resolve('tsx');
    this.children = Array.from({ length: processes }, () =>
      fork(join(packageRoot, 'bench/load-client.ts'), { execArgv: ['--import', tsx], cwd: packageRoot }),
    );
    for (const child of this.children)
      child.once('exit', () => this.ended.abort(new Error('a process of clients ended')));
  }

  /** Asks all of them, each for its part. @throws if one of them fails */
  async ask(partOf: (index: number, of: number) => LoadRequest): Promise<Required<Omit<LoadAnswer, 'error'>>> {
    const answers = await Promise.all(
      this.children.map(async (child, index) => {
        const answered = once(child, 'message', { signal: this.ended.signal });
        child.send(partOf(index, this.children.length));
        return answer.parse((await answered)[0]);
      }),
    );
    for (const { error } of answers) if (error !== undefined) throw new Error(`clients failed: ${error}`);
    return {
      heard: answers.flatMap(({ heard }) => heard),
      deaf: answers.reduce((sum, { deaf }) => sum + deaf, 0),
    };
  }

  stop(): void {
    for (const child of this.children) child.kill();
  }
}

/** The part of a list that belongs to one of several, without gaps. */
export function partOf<Item>(items: readonly Item[], index: number, of: number): Item[] {
  return items.slice(Math.floor((items.length * index) / of), Math.floor((items.length * (index + 1)) / of));
}
