import type { OrganizationId } from '../domain/organization-id';
/** Notifies listeners in this process that the access of organizations may have changed. */
export class AccessChanges {
  private readonly listeners = new Map<OrganizationId, Set<() => void>>();

  /** The number of listeners. */
  get size(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Calls the listeners of some organizations.
   * @param organizationIds null for all organizations
   */
  notify(organizationIds: readonly OrganizationId[] | null): void {
    for (const id of organizationIds ?? this.listeners.keys()) {
      for (const listener of this.listeners.get(id) ?? []) listener();
    }
  }

  /**
   * Calls the listener each time the organization's access may have changed.
   * @param listener called once each time, even if the same function was added twice
   * @returns a function that removes the listener
   */
  listen(organizationId: OrganizationId, listener: () => void): () => void {
    const listening = this.listeners.get(organizationId) ?? new Set();
    this.listeners.set(organizationId, listening.add(listener));
    return () => {
      listening.delete(listener);
      if (listening.size === 0 && this.listeners.get(organizationId) === listening)
        this.listeners.delete(organizationId);
    };
  }
}
