import { setImmediate as nextTask, setTimeout as delay } from 'node:timers/promises';

/**
 * Begins the work of each asker one after another, where its beginning keeps the process busy: reading a large body,
 * checking a document that was never seen. After each beginning, others have as much time as it took. What is waited
 * for afterwards, such as the database, goes on beside.
 */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  /** @param asker whose work waits for each other */
  async take<Result>(asker: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.last.get(asker);
    let end: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => (end = resolve));
    this.last.set(asker, turn);
    await before;
    const begun = performance.now();
    const working = work();
    void nextTask()
      .then(() => delay(performance.now() - begun))
      .then(() => {
        if (this.last.get(asker) === turn) this.last.delete(asker);
        end();
      });
    return working;
  }
}
