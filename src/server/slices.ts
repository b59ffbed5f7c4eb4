import { setImmediate as nextTask, setTimeout as delay } from 'node:timers/promises';

/** So long is worked at once, in milliseconds. */
const SLICE_MS = 5;

/**
 * Does what many may ask for at the same moment, such as opening WebSockets, in slices: after each, others have as much
 * time as it took, with all that follows from it.
 */
export class Slices {
  private readonly waiting: (() => void)[] = [];
  private working = false;

  /** @param onError is told what a work throws; the others go on */
  constructor(private readonly onError: (error: unknown) => void) {}

  /** @param work begins at once if nobody waits */
  do(work: () => void): void {
    this.waiting.push(work);
    if (!this.working) void this.workOff();
  }

  private async workOff(): Promise<void> {
    this.working = true;
    while (this.waiting.length > 0) {
      const begun = performance.now();
      while (this.waiting.length > 0 && performance.now() - begun < SLICE_MS) this.workOne();
      await nextTask();
      await delay(performance.now() - begun);
    }
    this.working = false;
  }

  private workOne(): void {
    try {
      this.waiting.shift()?.();
    } catch (error) {
      this.onError(error);
    }
  }
}
