import { LRUCache } from 'lru-cache';
import type { EntityManager } from 'typeorm';
import { decide, failedDecision } from '../domain/decision/decide';
import type { Decision } from '../domain/decision/decision';
import type { MissingOrganization, OrganizationAccess } from '../domain/decision/organization-access';
import { loadAccess, type AccessSetup } from './load-access';

/** What a decision asks about. */
export interface Check {
  readonly organizationId: number | null;
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  /** True for an organization that is answered as one that does not exist, and not looked up: the actor may not know of it. */
  readonly hidden?: boolean;
}

/** What is known of some organizations at one moment. */
export interface Access {
  readonly setup: AccessSetup;
  readonly organization: (id: number | null) => OrganizationAccess | MissingOrganization;
}

export interface AccessReaderOptions {
  /** `ENABLE_ENTITLEMENTS_GATING`. */
  readonly environment: boolean | null;
  /** True while changes by others are heard of; without it nothing is kept. */
  readonly isLineUp: () => boolean;
  /** How long, in milliseconds, what depends on the legacy flags is kept where no fence stands: their column belongs to another application, which tells nobody. */
  readonly legacyTtl: number;
  /** How many organizations are kept. */
  readonly maxOrganizations: number;
}

/** What the cache did, since the process began. */
export interface AccessStatistics {
  hits: number;
  misses: number;
  /** Loads while the line was down, of which nothing is kept. */
  uncached: number;
}

/** An organization that was kept for so long is loaded anew, should a change have had no way to tell. */
const MOST_TTL_MS = 60_000;

/** A load that is under way, and what was dropped since it began: that part of it is not kept. */
class Loading {
  private all = false;
  private readonly dropped = new Set<number>();

  drop(organizationIds: readonly number[] | null): void {
    if (organizationIds === null) this.all = true;
    else for (const id of organizationIds) this.dropped.add(id);
  }

  isStale(organizationId: number): boolean {
    return this.all || this.dropped.has(organizationId);
  }

  get isSetupStale(): boolean {
    return this.all;
  }
}

/**
 * Reads what decisions look at: from what this process keeps while it hears of every change, else from the database, in one statement for
 * all organizations that are asked for. What a change concerns is dropped by whoever made it, after its commit, and by whoever hears of it.
 */
export class AccessReader {
  readonly statistics: AccessStatistics = { hits: 0, misses: 0, uncached: 0 };
  private readonly kept: LRUCache<number, OrganizationAccess>;
  private setup: AccessSetup | null = null;
  private readonly loading = new Set<Loading>();
  private readonly coming = new Map<number, { readonly loading: Loading; readonly access: Promise<Access> }>();

  constructor(
    private readonly manager: Pick<EntityManager, 'query'>,
    private readonly options: AccessReaderOptions,
  ) {
    this.kept = new LRUCache({ max: options.maxOrganizations });
  }

  /** How many organizations are kept. */
  get size(): number {
    return this.kept.size;
  }

  /**
   * What is known of some organizations.
   * @throws where the database does not answer
   */
  async read(organizationIds: readonly number[]): Promise<Access> {
    if (!this.options.isLineUp()) {
      this.statistics.uncached++;
      const { setup, organizations } = await this.load(organizationIds, null);
      return accessOf(setup, organizations);
    }
    const found = new Map<number, OrganizationAccess>();
    const missing: number[] = [];
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
    // Parts that were loaded under different set-ups would be judged by one of them: rather ask anew, as one.
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

  /** Decides many checks by one read; the clock is read when the facts are there. */
  async decide(checks: readonly Check[], at?: Date): Promise<readonly Decision[]> {
    const access = await this.read(
      checks.flatMap(({ organizationId, hidden }) => (hidden ? [] : (organizationId ?? []))),
    );
    return decideAll(access, checks, at ?? new Date());
  }

  /** As `decide`; where the database does not answer each check is denied with `CHECK_FAILED`, and the error told. */
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

  /** Forgets some organizations; with null all of them, and the set-up. To be called after the commit of what changed them. */
  drop(organizationIds: readonly number[] | null): void {
    for (const loading of this.loading) loading.drop(organizationIds);
    if (organizationIds === null) {
      this.kept.clear();
      this.setup = null;
    } else for (const id of organizationIds) this.kept.delete(id);
  }

  private async readAnew(organizationIds: readonly number[]): Promise<Access> {
    const { setup, organizations } = await this.load(organizationIds, null);
    return accessOf(setup, organizations);
  }

  private load(organizationIds: readonly number[], setup: AccessSetup | null) {
    return loadAccess(this.manager, organizationIds, { setup, environment: this.options.environment });
  }

  private loadAndKeep(organizationIds: readonly number[], known: AccessSetup | null): Promise<Access> {
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
    organizations: ReadonlyMap<number, OrganizationAccess>,
    fenced: boolean,
  ): void {
    if (loading.isSetupStale || !this.options.isLineUp()) return;
    this.setup ??= setup;
    // Of two first loads at once one gives the set-up; what was read beside the other is not mixed with it.
    if (this.setup !== setup) return;
    for (const [id, organization] of organizations) {
      if (loading.isStale(id)) continue;
      const ttl =
        organization.facts.gating.mode === 'ENFORCE' || fenced
          ? MOST_TTL_MS
          : Math.min(this.options.legacyTtl, MOST_TTL_MS);
      if (ttl > 0) this.kept.set(id, organization, { ttl });
    }
  }
}

/** The answers to checks by what is known. */
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

function accessOf(setup: AccessSetup, organizations: ReadonlyMap<number, OrganizationAccess>): Access {
  return {
    setup,
    organization: (id) => {
      const found = id === null ? undefined : organizations.get(id);
      return found ?? (id === null ? { found: false, reason: 'NO_ORGANIZATION', organizationId: null } : notFound(id));
    },
  };
}

function notFound(organizationId: number | null): MissingOrganization {
  return { found: false, reason: 'ORGANIZATION_NOT_FOUND', organizationId };
}
