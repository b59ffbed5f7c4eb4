import type { OrganizationId } from '../domain/organization-id';

/** What this process is changing, and does not know yet whether the change is committed. */
export class Changing {
  private whole = 0;
  private readonly counts = new Map<OrganizationId, number>();

  /** Whether something is being changed that may concern every organization. */
  get all(): boolean {
    return this.whole > 0;
  }

  has(organizationId: OrganizationId): boolean {
    return this.all || this.counts.has(organizationId);
  }

  /**
   * Marks organizations; several changes of one may overlap.
   * @param organizationIds null for all of them
   * @returns ends this change, once, however often it is called
   */
  begin(organizationIds: readonly OrganizationId[] | null): () => void {
    let ended = false;
    this.add(organizationIds, 1);
    return () => {
      if (ended) return;
      ended = true;
      this.add(organizationIds, -1);
    };
  }

  private add(organizationIds: readonly OrganizationId[] | null, by: number): void {
    if (organizationIds === null) this.whole += by;
    for (const id of organizationIds ?? []) {
      const count = (this.counts.get(id) ?? 0) + by;
      if (count > 0) this.counts.set(id, count);
      else this.counts.delete(id);
    }
  }
}
