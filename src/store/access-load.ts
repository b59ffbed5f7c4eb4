import type { OrganizationId } from '../domain/organization-id';

/** A load in progress, and what was dropped since it started: that part of its result is not cached. */
export class AccessLoading {
  /** When it started, in milliseconds of the monotonic clock. */
  readonly startedAt = performance.now();
  private all = false;
  private expired = false;
  private readonly dropped = new Set<OrganizationId>();

  drop(organizationIds: readonly OrganizationId[] | null): void {
    if (organizationIds === null) this.all = true;
    else for (const id of organizationIds) this.dropped.add(id);
  }

  /** Changes may have been missed since it started: its result is known, but not current. */
  expire(): void {
    this.expired = true;
  }

  get isExpired(): boolean {
    return this.expired;
  }

  isStale(organizationId: OrganizationId): boolean {
    return this.all || this.dropped.has(organizationId);
  }

  get isSetupStale(): boolean {
    return this.all;
  }
}
