import { LRUCache } from 'lru-cache';
import type { OrganizationAccess } from '../domain/decision/organization-access';
import type { OrganizationId } from '../domain/organization-id';
import type { AccessLoading } from './access-load';
import type { CatalogRows } from './catalog-rows';
import type { Changing } from './changing';
import type { LastKnown, Loaded } from './last-known';
import type { AccessSetup, LoadedAccess } from './load-access';

/** What is kept is loaded again after this time, in case the notification of a change was lost. */
export const KEPT_MS = 60_000;

/** Something as it was loaded. If it is not current, it can only answer while the database does not. */
interface Kept extends Loaded {
  readonly isCurrent: boolean;
}

interface KeptOrganization extends Kept {
  readonly organization: OrganizationAccess;
}

interface KeptSetup extends Kept {
  readonly setup: AccessSetup;
  /** What it was read from, as text. */
  readonly stored: string | null;
  readonly catalog: CatalogRows | null;
}

export interface KeptAccessOptions {
  readonly maxOrganizations: number;
  /** See `AccessReaderOptions`. */
  readonly legacyTtl: number;
  /** After how many milliseconds what is kept is loaded again. @default KEPT_MS */
  readonly keptMs?: number;
}

/** What decisions need, as far as a process keeps it: to answer without the database, or while that is away. */
export class KeptAccess {
  private readonly organizations: LRUCache<OrganizationId, KeptOrganization>;
  private readonly keptMs: number;
  private keptSetup: KeptSetup | null = null;

  constructor(
    private readonly lastKnown: LastKnown,
    private readonly options: KeptAccessOptions,
  ) {
    this.keptMs = options.keptMs ?? KEPT_MS;
    this.organizations = new LRUCache({ max: options.maxOrganizations, noDeleteOnStaleGet: lastKnown.isOn });
  }

  /** The number of organizations. */
  get size(): number {
    return this.organizations.size;
  }

  /** The set-up; null if none is kept, or it may be out of date. */
  get setup(): AccessSetup | null {
    return this.currentSetup?.setup ?? null;
  }

  /** The taxonomy as it is displayed; null if it is not kept, or may be out of date. */
  get catalog(): CatalogRows | null {
    return this.currentSetup?.catalog ?? null;
  }

  /** An organization; undefined if it is not kept, or may be out of date. */
  get(id: OrganizationId): OrganizationAccess | undefined {
    const kept = this.organizations.get(id);
    return kept?.isCurrent ? kept.organization : undefined;
  }

  /** Keeps what was loaded while every change is received. @param ids those that were asked for */
  keep(
    ids: readonly OrganizationId[],
    { setup, storedSetup, catalog, organizations, fenced }: LoadedAccess,
    loading: AccessLoading,
  ): void {
    // It was answered: what was known before must never answer after it, even if this is not kept.
    this.forgetOlder(ids, loading);
    if (loading.isSetupStale) return;
    const kept = { loadedAt: loading.startedAt, isCurrent: true };
    // A load that knew the set-up has read none.
    if (!this.currentSetup && storedSetup !== null)
      this.putSetup({ setup, stored: storedSetup, catalog, followed: true, ...kept });
    // Of two concurrent first loads, one provides the set-up; what was read with the other set-up is not cached.
    if (this.keptSetup?.setup !== setup) return;
    for (const [id, organization] of organizations) {
      if (loading.isStale(id)) continue;
      // Changes of the flags are notified through the fence alone.
      const followed = organization.facts.gating.mode === 'ENFORCE' || fenced;
      const ttl = followed ? this.keptMs : Math.min(this.options.legacyTtl, this.keptMs);
      if (ttl > 0) this.organizations.set(id, { organization, followed, ...kept }, { ttl });
    }
  }

  /** Notes what was loaded while changes are not received, so that what was known before it never answers. */
  see(ids: readonly OrganizationId[], { setup, storedSetup, organizations }: LoadedAccess, loading: AccessLoading) {
    if (!this.lastKnown.isOn) return;
    this.forgetOlder(ids, loading);
    if (loading.isSetupStale || (this.keptSetup && this.keptSetup.loadedAt > loading.startedAt)) return;
    const seen = { loadedAt: loading.startedAt, followed: false, isCurrent: false };
    // A load that knew the set-up has read none.
    if (storedSetup !== null) this.putSetup({ setup, stored: storedSetup, catalog: null, ...seen });
    else if (this.keptSetup?.setup !== setup) return;
    for (const id of ids) {
      const organization = organizations.get(id);
      // One that is still there was loaded later.
      const isThere = this.organizations.peek(id, { allowStale: true }) !== undefined;
      if (organization && !loading.isStale(id) && !isThere) this.organizations.set(id, { organization, ...seen });
    }
  }

  /** Forgets what is older than an answer that was given. */
  forgetOlder(ids: readonly OrganizationId[], { startedAt }: AccessLoading): void {
    if (!this.lastKnown.isOn) return;
    for (const id of ids) {
      const kept = this.organizations.peek(id, { allowStale: true });
      if (kept && kept.loadedAt < startedAt) this.organizations.delete(id);
    }
  }

  /**
   * What may still answer, and the time up to which its changes are known.
   * @param changing what this process is changing, of which nothing is known
   * @returns null if nothing may
   */
  known(ids: readonly OrganizationId[], changing: Changing) {
    const { keptSetup, lastKnown } = this;
    if (!keptSetup || changing.all) return null;
    const organizations = new Map<OrganizationId, OrganizationAccess>();
    let at = lastKnown.knownAt(keptSetup);
    for (const id of ids) {
      const kept = changing.has(id) ? undefined : this.organizations.peek(id, { allowStale: true });
      if (!kept || !lastKnown.mayAnswer(lastKnown.knownAt(kept))) continue;
      at = Math.min(at, lastKnown.knownAt(kept));
      organizations.set(id, kept.organization);
    }
    return ids.length > 0 && organizations.size === 0 ? null : { setup: keptSetup.setup, organizations, at };
  }

  /** Nothing is current any more, because changes may have been missed. */
  expire(): void {
    const old = <Value extends Loaded>(value: Value) => ({
      ...value,
      loadedAt: this.lastKnown.knownAt(value),
      followed: false,
      isCurrent: false,
    });
    for (const [id, kept] of [...this.organizations.entries()]) this.organizations.set(id, old(kept));
    if (this.keptSetup) this.keptSetup = old(this.keptSetup);
  }

  /** Forgets organizations. @param ids null for all of them, and the set-up */
  forget(ids: readonly OrganizationId[] | null): void {
    if (ids === null) {
      this.organizations.clear();
      this.keptSetup = null;
    } else for (const id of ids) this.organizations.delete(id);
  }

  /** The set-up, unless it may be out of date: a change may also have been made without its notification. */
  private get currentSetup(): KeptSetup | null {
    const { keptSetup } = this;
    return keptSetup?.isCurrent && performance.now() - keptSetup.loadedAt < this.keptMs ? keptSetup : null;
  }

  /** With another set-up, what was read with the one before is not known any more. */
  private putSetup(setup: KeptSetup): void {
    if (this.keptSetup?.stored !== setup.stored) this.forget(null);
    this.keptSetup = setup;
  }
}
