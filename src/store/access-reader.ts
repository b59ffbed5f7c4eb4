import { failedDecision } from '../domain/decision/decide';
import type { Decision } from '../domain/decision/decision';
import type { OrganizationAccess } from '../domain/decision/organization-access';
import { DomainError } from '../domain/errors';
import type { OrganizationId } from '../domain/organization-id';
import { type Access, accessOf, type Check, decideAll, type ReadListener } from './access';
import { AccessLoading } from './access-load';
import type { CatalogRows } from './catalog-rows';
import { Changing } from './changing';
import { KEPT_MS, KeptAccess } from './kept-access';
import { KeptUntilChange } from './kept-until-change';
import { type Known, LastKnown, type LastKnownOptions, NEVER_STALE, timeOf } from './last-known';
import { type AccessSetup, type AccessSource, loadAccess } from './load-access';

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
  /** After how many milliseconds what is kept is loaded again, in case a notification was lost. @default KEPT_MS */
  readonly keptMs?: number;
  /** Whether, and for how long, what was known answers while the database does not. @default never */
  readonly stale?: LastKnownOptions;
}

/** What the cache did since the process started. */
export interface AccessStatistics {
  hits: number;
  misses: number;
  /** Reads while the line was down, whose result is not cached. */
  uncached: number;
  /** Organizations that were answered from what was known, because the database did not answer. */
  stale: number;
}

/**
 * Reads what decisions need: from the cache while this process receives every change, otherwise from the database, with
 * one statement for all organizations. After a change has committed, the process that made it drops the organizations
 * concerned from its cache; all others drop them when they are notified.
 */
export class AccessReader {
  readonly statistics: AccessStatistics = { hits: 0, misses: 0, uncached: 0, stale: 0 };
  /** What else a process reads can answer as well while the database does not. */
  readonly lastKnown: LastKnown;
  private readonly kept: KeptAccess;
  private readonly loading = new Set<AccessLoading>();
  private readonly others: KeptUntilChange<unknown>[] = [];
  private readonly coming = new Map<
    OrganizationId,
    { readonly loading: AccessLoading; readonly access: Promise<Access> }
  >();
  private readonly changing = new Changing();

  constructor(
    private readonly source: AccessSource,
    private readonly options: AccessReaderOptions,
  ) {
    this.lastKnown = new LastKnown(options.stale ?? NEVER_STALE);
    this.kept = new KeptAccess(this.lastKnown, options);
  }

  /** The taxonomy as it is displayed, if it is kept: it is read with the set-up. */
  get catalog(): CatalogRows | null {
    return this.options.isLineUp() ? this.kept.catalog : null;
  }

  /** The number of cached organizations. */
  get size(): number {
    return this.kept.size;
  }

  /**
   * Reads what decisions need about some organizations; an id that does not exist is answered as not found.
   * @throws if the database does not answer, unless what was known may answer
   */
  async read(organizationIds: readonly OrganizationId[]): Promise<Access> {
    const isLineUp = this.options.isLineUp();
    const setup = this.kept.setup;
    const found = new Map<OrganizationId, OrganizationAccess>();
    const missing: OrganizationId[] = [];
    if (isLineUp) {
      for (const id of new Set(organizationIds)) {
        const organization = setup && this.kept.get(id);
        if (organization) found.set(id, organization);
        else missing.push(id);
      }
      this.statistics.hits += found.size;
      if (setup && missing.length === 0) return accessOf(setup, found);
    }
    return this.lastKnown.load(
      () => (isLineUp ? this.readMissing(organizationIds, setup, found, missing) : this.readUncached(organizationIds)),
      () => this.readKnown(organizationIds),
    );
  }

  /** Reads those that are not kept, and joins loads that others began. */
  private async readMissing(
    organizationIds: readonly OrganizationId[],
    setup: AccessSetup | null,
    found: Map<OrganizationId, OrganizationAccess>,
    missing: readonly OrganizationId[],
  ): Promise<Access> {
    const kept = found.size;
    const toLoad: OrganizationId[] = [];
    const awaited = new Set<Promise<Access>>();
    for (const id of missing) {
      const coming = this.coming.get(id);
      if (coming && !coming.loading.isExpired && !coming.loading.isStale(id)) awaited.add(coming.access);
      else toLoad.push(id);
    }
    this.statistics.misses += toLoad.length;
    if (toLoad.length > 0 || awaited.size === 0) awaited.add(this.loadAndKeep(toLoad, setup));
    const parts = await Promise.all(awaited);
    // Parts loaded with different set-ups must not be mixed: load everything again in one statement.
    const [first] = parts;
    if (!first || parts.some((part) => part.setup !== first.setup) || (kept > 0 && first.setup !== setup))
      return this.readAnew(organizationIds);
    for (const part of parts) {
      for (const id of organizationIds) {
        const organization = part.organization(id);
        if (organization.found) found.set(id, organization);
      }
    }
    return accessOf(first.setup, found);
  }

  /** Reads while the line is down. What is known is kept up to date, so that it never answers with what came before. */
  private async readUncached(organizationIds: readonly OrganizationId[]): Promise<Access> {
    this.statistics.uncached++;
    const loading = new AccessLoading();
    this.loading.add(loading);
    try {
      const loaded = await this.load(organizationIds, null);
      this.kept.see(organizationIds, loaded, loading);
      return accessOf(loaded.setup, loaded.organizations);
    } finally {
      this.loading.delete(loading);
    }
  }

  /** What is known of some organizations. One that is not known is answered as a check that failed. */
  private readKnown(organizationIds: readonly OrganizationId[]): Known<Access> | null {
    const known = this.kept.known(organizationIds, this.changing);
    if (!known) return null;
    this.statistics.stale += known.organizations.size;
    return { value: accessOf(known.setup, known.organizations, timeOf(known.at)), at: known.at };
  }

  /**
   * Answers many checks with one read, in the order given.
   * @param onRead called with what the decisions are made from
   * @throws if the database does not answer
   */
  async decide(checks: readonly Check[], onRead?: ReadListener): Promise<readonly Decision[]> {
    const ids = checks.flatMap(({ organizationId, hidden }) => (hidden ? [] : (organizationId ?? [])));
    const access = await this.read(ids);
    onRead?.(ids, access);
    return decideAll(access, checks, new Date());
  }

  /**
   * Like `decide`, but if the database does not answer, passes the error on and denies each check with `CHECK_FAILED`.
   */
  async decideOrDeny(
    checks: readonly Check[],
    onFailure: (error: unknown) => void,
    onRead?: ReadListener,
  ): Promise<readonly Decision[]> {
    try {
      return await this.decide(checks, onRead);
    } catch (error) {
      onFailure(error);
      return checks.map(({ organizationId, moduleKey, submoduleKey }) =>
        failedDecision(organizationId, moduleKey, submoduleKey, new Date()),
      );
    }
  }

  /** Whether reading again would give the very same, without the database: answers made of it can be given again. */
  isKept(
    setup: WeakRef<AccessSetup>,
    organizations: readonly (readonly [OrganizationId, WeakRef<OrganizationAccess>])[],
  ): boolean {
    if (!this.options.isLineUp() || !this.kept.setup || this.kept.setup !== setup.deref()) return false;
    return organizations.every(([id, organization]) => {
      const kept = this.kept.get(id);
      return kept !== undefined && kept === organization.deref();
    });
  }

  /**
   * Removes organizations from the cache. Call it after the change has committed.
   * @param organizationIds null for all of them, and the set-up
   */
  drop(organizationIds: readonly OrganizationId[] | null): void {
    this.source.changed?.();
    for (const loading of this.loading) loading.drop(organizationIds);
    this.kept.forget(organizationIds);
    if (organizationIds === null) for (const other of this.others) other.forget();
  }

  /**
   * Makes a change of the access of organizations, and drops them. Until it has ended, nothing that was known answers
   * for them: whether it is committed is unknown if the database goes away meanwhile.
   * @param organizationIds null for all of them, and the set-up
   * @param work commits the change; a `DomainError` says that nothing was changed
   * @example
   * const done = await access.change([id], () => dataSource.transaction(work));
   */
  async change<Result>(
    organizationIds: readonly OrganizationId[] | null,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const end = this.changing.begin(organizationIds);
    try {
      const result = await work();
      this.drop(organizationIds);
      return result;
    } catch (error) {
      if (!(error instanceof DomainError)) this.drop(organizationIds);
      throw error;
    } finally {
      end();
    }
  }

  /**
   * Keeps something else that is the same for all organizations, and drops it with the set-up.
   * @returns reads it: from the cache while this process receives every change
   */
  keepWithSetup<Value>(load: () => Promise<Value>): () => Promise<Value> {
    const kept = new KeptUntilChange(load, {
      isLineUp: this.options.isLineUp,
      ttl: this.options.keptMs ?? KEPT_MS,
      lastKnown: this.lastKnown,
    });
    this.others.push(kept);
    return kept.get;
  }

  /**
   * Reads everything anew, because changes may have been missed. Call it when they are received again. What is known
   * from before can answer while the database does not.
   */
  expire(): void {
    if (!this.lastKnown.isOn) {
      this.drop(null);
      return;
    }
    this.source.changed?.();
    for (const loading of this.loading) loading.expire();
    this.lastKnown.answered();
    this.kept.expire();
    for (const other of this.others) other.expire();
  }

  private async readAnew(organizationIds: readonly OrganizationId[]): Promise<Access> {
    const loading = new AccessLoading();
    const { setup, organizations } = await this.load(organizationIds, null);
    this.kept.forgetOlder(organizationIds, loading);
    return accessOf(setup, organizations);
  }

  private load(organizationIds: readonly OrganizationId[], setup: AccessSetup | null, catalog = false) {
    return loadAccess(this.source, organizationIds, { setup, environment: this.options.environment, catalog });
  }

  private loadAndKeep(organizationIds: readonly OrganizationId[], known: AccessSetup | null): Promise<Access> {
    const loading = new AccessLoading();
    this.loading.add(loading);
    const access = this.load(organizationIds, known, true)
      .then((loaded) => {
        if (this.options.isLineUp() && !loading.isExpired) this.kept.keep(organizationIds, loaded, loading);
        else this.kept.see(organizationIds, loaded, loading);
        return accessOf(loaded.setup, loaded.organizations);
      })
      .finally(() => {
        this.loading.delete(loading);
        for (const id of organizationIds) if (this.coming.get(id)?.loading === loading) this.coming.delete(id);
      });
    for (const id of organizationIds) this.coming.set(id, { loading, access });
    return access;
  }
}
