/** Tells those who listen, in this process, whose access may have changed. */
export class AccessChanges {
  private readonly listeners = new Map<number, Set<() => void>>();

  /** How many listen. */
  get size(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** @param organizationIds null for all */
  tell(organizationIds: readonly number[] | null): void {
    for (const id of organizationIds ?? this.listeners.keys()) {
      for (const listener of this.listeners.get(id) ?? []) listener();
    }
  }

  /**
   * Calls the listener each time that the organization's access may have changed.
   * @param listener one function listens once
   * @returns what ends it
   */
  listen(organizationId: number, listener: () => void): () => void {
    const listening = this.listeners.get(organizationId) ?? new Set();
    this.listeners.set(organizationId, listening.add(listener));
    return () => {
      listening.delete(listener);
      if (listening.size === 0 && this.listeners.get(organizationId) === listening)
        this.listeners.delete(organizationId);
    };
  }
}
