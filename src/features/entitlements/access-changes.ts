import { EventEmitter, on } from 'node:events';

const CHANGED = 'changed';

/** Tells those who wait, in this process, whose access may have changed. */
export class AccessChanges {
  private readonly events = new EventEmitter<{ [CHANGED]: [readonly number[] | null] }>().setMaxListeners(0);

  /** @param organizationIds null for all */
  tell(organizationIds: readonly number[] | null): void {
    this.events.emit(CHANGED, organizationIds);
  }

  /** Ends with the signal. Each time that the organization's access may have changed. */
  async *of(organizationId: number, signal: AbortSignal): AsyncGenerator<void> {
    try {
      for await (const [ids] of on(this.events, CHANGED, { signal })) {
        if (!Array.isArray(ids) || ids.includes(organizationId)) yield;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
