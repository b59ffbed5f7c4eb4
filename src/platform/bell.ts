/** An event to wait for. If it occurs while nothing is waiting, it is remembered, once however often it occurs. */
export class Bell {
  private rung = false;
  private wake: () => void = () => undefined;

  readonly ring = (): void => {
    this.rung = true;
    this.wake();
  };

  /** Forgets earlier rings. */
  reset(): void {
    this.rung = false;
  }

  /** Waits until it rings; returns at once if it rang since the last reset. Supports one waiter. */
  async wait(): Promise<void> {
    if (this.rung) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }
}
