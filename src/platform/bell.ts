/** Something to wait for that may happen while nobody waits: then it is remembered, once however often it happened. */
export class Bell {
  private rung = false;
  private wake: () => void = () => undefined;

  readonly ring = (): void => {
    this.rung = true;
    this.wake();
  };

  /** Forgets that it rang. */
  reset(): void {
    this.rung = false;
  }

  /** Waits until it rings, or not at all where it rang since the last reset. For one waiter. */
  async wait(): Promise<void> {
    if (this.rung) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }
}
