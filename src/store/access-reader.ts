import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import { decide, failedDecision } from '../domain/decision/decide';
import type { Decision } from '../domain/decision/decision';
import type { MissingOrganization, OrganizationAccess } from '../domain/decision/organization-access';
import type { OrganizationId } from '../domain/organization-id';
import { KeptUntilChange } from './kept-until-change';
import { type AccessSetup, loadAccess } from './load-access';

/** The question that a decision answers; `submoduleKey` is null for the module itself. */
export interface Check {
  readonly organizationId: OrganizationId | null;
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  /**
   * True if the actor may not know of the organization: it is not loaded, and answered like one that does not exist.
   */
  readonly hidden?: boolean;
}

/** What decisions need about some organizations, as of one point in time. */
export interface Access {
  readonly setup: AccessSetup;
  readonly organization: (id: OrganizationId | null) => OrganizationAccess | MissingOrganization;
}

export interface AccessReaderOptions {
  /** `ENABLE_ENTITLEMENTS_GATING`. */
  readonly environment: boolean | null;
  /** True while this process receives the changes that other processes make; otherwise nothing is cached. */
  readonly isLineUp: () => boolean;
  /**
   * How long organizations that the legacy flags answer for are cached while the fence is not up, in milliseconds.
   * Without the fence, the application that owns the column changes it without a notification.
   */
  readonly legacyTtl: number;
  /** The maximum number of cached organizations. */
  readonly maxOrganizations: number;
}

/** What the cache did since the process started. */
export interface AccessStatistics {
  hits: number;
  misses: number;
  /** Reads while the line was down, whose result is not cached. */
  uncached: number;
}

/** Every organization is loaded again after this time, in case the notification of a change was lost. */
const MAX_TTL_MS = 60_000;

/** A load in progress, and what was dropped since it started: that part of its result is not cached. */
class Loading {
  private all = false;
  private readonly dropped = new Set<OrganizationId>();

  drop(organizationIds: readonly OrganizationId[] | null): void {
    if (organizationIds === null) this.all = true;
    else for (const id of organizationIds) this.dropped.add(id);
  }

  isStale(organizationId: OrganizationId): boolean {
    return this.all || this.dropped.has(organizationId);
  }

  get isSetupStale(): boolean {
    return this.all;
  }
}

/**
 * Reads what decisions need: from the cache while this process receives every change, otherwise from the database, with
 * one statement for all organizations. After a change has committed, the process that made it drops the organizations
 * concerned from its cache; all others drop them when they are notified.
 */
export class AccessReader {
  readonly statistics: AccessStatistics = { hits: 0, misses: 0, uncached: 0 };
  private readonly kept: LRUCache<OrganizationId, OrganizationAccess>;
  private setup: AccessSetup | null = null;
  private readonly loading = new Set<Loading>();
  private readonly others: KeptUntilChange<unknown>[] = [];
  private readonly coming = new Map<OrganizationId, { readonly loading: Loading; readonly access: Promise<Access> }>();

  constructor(
    private readonly manager: Pick<EntityManager, 'query'>,
    private readonly options: AccessReaderOptions,
  ) {
    this.kept = new LRUCache({ max: options.maxOrganizations });
  }

  /** The number of cached organizations. */
  get size(): number {
    return this.kept.size;
  }

  /**
   * Reads what decisions need about some organizations; an id that does not exist is answered as not found.
   * @throws if the database does not answer
   */
  async read(organizationIds: readonly OrganizationId[]): Promise<Access> {
    if (!this.options.isLineUp()) {
      this.statistics.uncached++;
      const { setup, organizations } = await this.load(organizationIds, null);
      return accessOf(setup, organizations);
    }
    const found = new Map<OrganizationId, OrganizationAccess>();
    const missing: OrganizationId[] = [];
    const awaited = new Set<Promise<Access>>();
    const setup = this.setup;
    for (const id of new Set(organizationIds)) {
      const kept = setup && this.kept.get(id);
      const coming = this.coming.get(id);
      if (kept) found.set(id, kept);
      else if (coming && !coming.loading.isStale(id)) awaited.add(coming.access);
      else missing.push(id);
    }
    this.statistics.hits += found.size;
    this.statistics.misses += missing.length;
    if (setup && missing.length === 0 && awaited.size === 0) return accessOf(setup, found);
    if (missing.length > 0 || awaited.size === 0) awaited.add(this.loadAndKeep(missing, setup));
    const parts = await Promise.all(awaited);
    // Parts loaded with different set-ups must not be mixed: load everything again in one statement.
    const [first] = parts;
    if (!first || parts.some((part) => part.setup !== first.setup) || (found.size > 0 && first.setup !== setup))
      return this.readAnew(organizationIds);
    for (const part of parts) {
      for (const id of organizationIds) {
        const organization = part.organization(id);
        if (organization.found) found.set(id, organization);
      }
    }
    return accessOf(first.setup, found);
  }

  /**
   * Answers many checks with one read, in the order given.
   * @param at the time to decide for; by default the time after the read
   * @throws if the database does not answer
   */
  async decide(checks: readonly Check[], at?: Date): Promise<readonly Decision[]> {
    const access = await this.read(
      checks.flatMap(({ organizationId, hidden }) => (hidden ? [] : (organizationId ?? []))),
    );
    return decideAll(access, checks, at ?? new Date());
  }

  /**
   * Like `decide`, but if the database does not answer, passes the error on and denies each check with `CHECK_FAILED`.
   */
  async decideOrDeny(checks: readonly Check[], onFailure: (error: unknown) => void): Promise<readonly Decision[]> {
    try {
      return await this.decide(checks);
    } catch (error) {
      onFailure(error);
      return checks.map(({ organizationId, moduleKey, submoduleKey }) =>
        failedDecision(organizationId, moduleKey, submoduleKey, new Date()),
      );
    }
  }

  /**
   * Removes organizations from the cache. Call it after the change has committed.
   * @param organizationIds null for all of them, and the set-up
   */
  drop(organizationIds: readonly OrganizationId[] | null): void {
    for (const loading of this.loading) loading.drop(organizationIds);
    if (organizationIds === null) {
      this.kept.clear();
      this.setup = null;
      for (const other of this.others) other.forget();
    } else for (const id of organizationIds) this.kept.delete(id);
  }

  /**
   * Keeps something else that is the same for all organizations, and drops it with the set-up.
   * @returns reads it: from the cache while this process receives every change
   */
  keepWithSetup<Value>(load: () => Promise<Value>): () => Promise<Value> {
    const kept = new KeptUntilChange(load, this.options.isLineUp, MAX_TTL_MS);
    this.others.push(kept);
    return kept.get;
  }

  private async readAnew(organizationIds: readonly OrganizationId[]): Promise<Access> {
    const { setup, organizations } = await this.load(organizationIds, null);
    return accessOf(setup, organizations);
  }

  private load(organizationIds: readonly OrganizationId[], setup: AccessSetup | null) {
    return loadAccess(this.manager, organizationIds, { setup, environment: this.options.environment });
  }

  private loadAndKeep(organizationIds: readonly OrganizationId[], known: AccessSetup | null): Promise<Access> {
    const loading = new Loading();
    this.loading.add(loading);
    const access = this.load(organizationIds, known)
      .then(({ setup, organizations, fenced }) => {
        this.keep(loading, setup, organizations, fenced);
        return accessOf(setup, organizations);
      })
      .finally(() => {
        this.loading.delete(loading);
        for (const id of organizationIds) if (this.coming.get(id)?.loading === loading) this.coming.delete(id);
      });
    for (const id of organizationIds) this.coming.set(id, { loading, access });
    return access;
  }

  private keep(
    loading: Loading,
    setup: AccessSetup,
    organizations: ReadonlyMap<OrganizationId, OrganizationAccess>,
    fenced: boolean,
  ): void {
    if (loading.isSetupStale || !this.options.isLineUp()) return;
    this.setup ??= setup;
    // Of two concurrent first loads, one provides the set-up; what was read with the other set-up is not cached.
    if (this.setup !== setup) return;
    for (const [id, organization] of organizations) {
      if (loading.isStale(id)) continue;
      const ttl =
        organization.facts.gating.mode === 'ENFORCE' || fenced
          ? MAX_TTL_MS
          : Math.min(this.options.legacyTtl, MAX_TTL_MS);
      if (ttl > 0) this.kept.set(id, organization, { ttl });
    }
  }
}

/** Answers checks from what was read, in the order given. */
export function decideAll(
  { setup: { taxonomy }, organization }: Access,
  checks: readonly Check[],
  at: Date,
): readonly Decision[] {
  return checks.map(({ organizationId, moduleKey, submoduleKey, hidden }) => {
    const asked = hidden ? notFound(organizationId) : organization(organizationId);
    return decide({ taxonomy, organization: asked, moduleKey, submoduleKey, at });
  });
}

function accessOf(setup: AccessSetup, organizations: ReadonlyMap<OrganizationId, OrganizationAccess>): Access {
  return {
    setup,
    organization: (id) => {
      const found = id === null ? undefined : organizations.get(id);
      return found ?? (id === null ? { found: false, reason: 'NO_ORGANIZATION', organizationId: null } : notFound(id));
    },
  };
}

function notFound(organizationId: OrganizationId | null): MissingOrganization {
  return { found: false, reason: 'ORGANIZATION_NOT_FOUND', organizationId };
}
