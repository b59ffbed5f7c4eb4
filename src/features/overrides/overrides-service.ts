import type DataLoader from 'dataloader';
import type { DataSource, EntityManager } from 'typeorm';
import {
  mayReadHistory,
  organizationNotFound,
  requireHistoryReader,
  requireSuperAdmin,
  type Actor,
} from '../../domain/actor';
import type { Decision } from '../../domain/decision/decision';
import { DomainError, invalidInput } from '../../domain/errors';
import { hashOf } from '../../domain/hash';
import type { OrganizationFacts } from '../../domain/decision/organization-access';
import {
  liveOverride,
  readOverrides,
  replacedOverrides,
  type NewOverride,
  type Override,
  type OverrideChange,
  type OverrideRequest,
  type Target,
} from '../../domain/decision/override';
import type { Connection, PageArguments } from '../../domain/page';
import { previewOverrides, previewRevocations, type OverridePreview } from '../../domain/decision/preview-overrides';
import { readReason } from '../../domain/reason';
import type { Taxonomy } from '../../domain/taxonomy/taxonomy';
import { EntitlementOverride } from '../../entities/entitlement-override';
import { type Organization } from '../../entities/organization';
import { readKeysetPage } from '../../database/keyset-page';
import type { Access, AccessReader } from '../../store/access-reader';
import { loadAccess } from '../../store/load-access';
import { findAnswer, keepAnswer, readIdempotencyKey } from '../../store/idempotent-requests';
import { readKeptPreview, writeKeptPreview } from './kept-preview';
import type { OverrideEffect } from './override-effect';
import { appendOverrideEvent } from './override-events';
import { endOverrides, insertOverrides, overrideVersions } from './override-store';
import { lockOverrides } from '../../store/advisory-locks';
import { requireOrganizationId, requireOrganization } from '../../store/organizations';

export type OverridePage = Connection<EntitlementOverride>;

/** Changes that one request may ask for: more than any taxonomy has parts that are worth it. */
export const MOST_CHANGES = 500;

export interface OverrideInput extends OverrideRequest {
  readonly organizationId: string;
  readonly expectedVersion: number;
  readonly reason: string;
  readonly dryRun?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface RevokeInput {
  readonly organizationId: string;
  readonly expectedVersion: number;
  readonly overrideIds: readonly string[];
  readonly reason: string;
}

export interface OverrideFilter extends PageArguments {
  readonly includeEnded: boolean;
  readonly moduleKey?: string | null | undefined;
}

export interface OverridesChanged {
  readonly organization: Organization;
  readonly dryRun: boolean;
  readonly changes: readonly OverrideEffect[];
}

type OverrideLoader = Pick<DataLoader<string, EntitlementOverride | null>, 'load'>;

/** One organization as it stands, for a request that alone may change its overrides until it ends. */
interface Held {
  readonly organization: Organization;
  readonly taxonomy: Taxonomy;
  readonly facts: OrganizationFacts;
}

/** Overrides: admins' decisions above entitlements. */
export class OverridesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'drop'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
  ) {}

  /**
   * Overrides modules and submodules of one organization: all of them or none, with one event. A dry run writes nothing.
   * @throws DomainError INVALID_INPUT by field; CONFLICT with the version where it is another by now, or for an idempotency key that was used
   *   with other input
   */
  async override(actor: Actor | null, input: OverrideInput): Promise<OverridesChanged> {
    const admin = requireSuperAdmin(actor);
    const reason = readReason(input.reason);
    // A dry run leaves nothing behind, and so has nothing to repeat.
    const key = input.dryRun ? null : readIdempotencyKey(input.idempotencyKey);
    if (input.changes.length > MOST_CHANGES)
      throw invalidInput('The input is not right:', [
        { field: 'input.changes', message: `takes up to ${MOST_CHANGES} changes, not ${input.changes.length}` },
      ]);
    const id = requireOrganizationId(input.organizationId);
    const inputHash = hashOf([
      'overrideEntitlements',
      id,
      input.expectedVersion,
      reason,
      input.expiresAt ?? null,
      input.changes.map(changeParts),
    ]);
    const done = await this.dataSource.transaction(async (manager): Promise<OverridesChanged> => {
      const answer = key === null ? undefined : await findAnswer(manager, admin, key, inputHash);
      if (answer !== undefined) return this.replay(manager, id, answer);
      const { organization, taxonomy, facts } = await this.hold(manager, id, input.expectedVersion);
      const at = new Date();
      const changes = readOverrides(input, taxonomy, at);
      const previews = previewOverrides(taxonomy, facts, changes, at);
      if (input.dryRun)
        return { organization, dryRun: true, changes: previews.map((preview) => effectOf(preview, null)) };

      const replaced = replacedOverrides(facts.overrides, changes);
      await endOverrides(manager, idsOf(replaced), admin);
      const overrideIds = await insertOverrides(
        manager,
        id,
        changes.map((change) => rowOf(change, taxonomy)),
        admin,
        reason,
        at,
      );
      const effects = previews.map((preview, index) => effectOf(preview, overrideIds[index] ?? null));
      await appendOverrideEvent(manager, {
        eventType: 'override_set',
        organizationId: id,
        actor: admin,
        reason,
        gating: facts.gating.mode,
        effects,
        changes,
        replaced,
        idempotencyKey: key,
      });
      if (key !== null)
        await keepAnswer(
          manager,
          admin,
          key,
          inputHash,
          writeKeptPreview({ at, taxonomy, facts, changes, overrideIds }),
        );
      return { organization, dryRun: false, changes: effects };
    });
    if (!done.dryRun) this.access.drop([id]);
    return done;
  }

  /**
   * Ends overrides of one organization: all of them or none, with one event. What they were above counts again.
   * @throws DomainError INVALID_INPUT naming what is none of its overrides, or has been ended; CONFLICT as for `override`
   */
  async revoke(actor: Actor | null, input: RevokeInput): Promise<OverridesChanged> {
    const admin = requireSuperAdmin(actor);
    const reason = readReason(input.reason);
    const id = requireOrganizationId(input.organizationId);
    const done = await this.dataSource.transaction(async (manager): Promise<OverridesChanged> => {
      const { organization, taxonomy, facts } = await this.hold(manager, id, input.expectedVersion);
      const revoked = findRevoked(facts, input.overrideIds);
      const previews = previewRevocations(taxonomy, facts, revoked, new Date());
      await endOverrides(manager, idsOf(revoked), admin);
      const effects = previews.map(
        ({ override: { id: overrideId, module, submodule }, before, after }): OverrideEffect => ({
          module,
          submodule,
          overrideId,
          before,
          after,
          warning: null,
        }),
      );
      await appendOverrideEvent(manager, {
        eventType: 'override_revoked',
        organizationId: id,
        actor: admin,
        reason,
        gating: facts.gating.mode,
        effects,
        changes: revoked,
        replaced: [],
        idempotencyKey: null,
      });
      return { organization, dryRun: false, changes: effects };
    });
    this.access.drop([id]);
    return done;
  }

  /** An organization's overrides, the newest first; those that have ended, by themselves too, only where asked for. */
  async list(actor: Actor | null, organizationId: number, filter: OverrideFilter): Promise<OverridePage> {
    requireHistoryReader(actor, organizationId);
    const query = this.dataSource.manager
      .createQueryBuilder(EntitlementOverride, 'v')
      .where('v.organizationId = :organizationId', { organizationId });
    if (!filter.includeEnded)
      query.andWhere('v.endedAt IS NULL AND (v.expiresAt IS NULL OR v.expiresAt > :now)', { now: new Date() });
    if (filter.moduleKey)
      query.andWhere('v.moduleId = (SELECT m.id FROM modules m WHERE m.module_key = :moduleKey)', {
        moduleKey: filter.moduleKey,
      });
    return readKeysetPage(query, filter, {
      list: `override-${organizationId}`,
      column: 'v.id',
      order: 'DESC',
      keyOf: ({ id }) => id,
    });
  }

  /** What `override` and `revoke` expect. For whoever may see the organization. */
  async version(organizationId: number): Promise<number> {
    return (await overrideVersions(this.dataSource.manager, [organizationId])).get(organizationId) ?? 0;
  }

  /** The override of a target that counts now, for those who may read the organization's history; null for others. */
  async live(
    actor: Actor | null,
    access: Access,
    organizationId: number,
    target: Target,
    loader: OverrideLoader,
  ): Promise<EntitlementOverride | null> {
    const organization = access.organization(organizationId);
    const live = organization.found ? liveOverride(organization.facts.overrides, target, new Date()) : undefined;
    return this.show(actor, organizationId, live ?? null, loader);
  }

  /** The override that gave a decision, for those who may read the organization's history; null for others, and for one that is tried out. */
  async behind(
    actor: Actor | null,
    { organizationId, provenance }: Decision,
    loader: OverrideLoader,
  ): Promise<EntitlementOverride | null> {
    return organizationId === null ? null : this.show(actor, organizationId, provenance.override, loader);
  }

  private async show(
    actor: Actor | null,
    organizationId: number,
    override: Override | null,
    loader: OverrideLoader,
  ): Promise<EntitlementOverride | null> {
    if (!actor || !mayReadHistory(actor, organizationId)) return null;
    return override?.id ? loader.load(override.id) : null;
  }

  private async hold(manager: EntityManager, id: number, expectedVersion: number): Promise<Held> {
    const organization = await requireOrganization(manager, id);
    await lockOverrides(manager, id);
    const version = (await overrideVersions(manager, [id])).get(id) ?? 0;
    if (version !== expectedVersion) throw versionConflict(id, version, expectedVersion);
    const { setup, organizations } = await loadAccess(manager, [id], { setup: null, environment: this.environment });
    const access = organizations.get(id);
    if (!access) throw organizationNotFound(id);
    return { organization, taxonomy: setup.taxonomy, facts: access.facts };
  }

  private async replay(manager: EntityManager, id: number, answer: unknown): Promise<OverridesChanged> {
    const { at, taxonomy, facts, changes, overrideIds } = readKeptPreview(answer);
    const previews = previewOverrides(taxonomy, facts, changes, at);
    return {
      organization: await requireOrganization(manager, id),
      dryRun: false,
      changes: previews.map((preview, index) => effectOf(preview, overrideIds[index] ?? null)),
    };
  }
}

function versionConflict(organizationId: number, version: number, expectedVersion: number): DomainError {
  const message = `The overrides of organization ${organizationId} have changed: their version is ${version}, not ${expectedVersion}. Look at them again.`;
  return new DomainError('CONFLICT', message, { organizationId: String(organizationId), version, expectedVersion });
}

function changeParts({ moduleKey, submoduleKey, status, trialExpiresAt }: OverrideChange): readonly unknown[] {
  return [moduleKey, submoduleKey ?? null, status, trialExpiresAt ?? null];
}

function effectOf(
  { change: { module, submodule }, before, after, warning }: OverridePreview,
  overrideId: string | null,
): OverrideEffect {
  return { module, submodule, overrideId, before, after, warning };
}

function rowOf(change: NewOverride, taxonomy: Taxonomy) {
  const moduleId = taxonomy.module(change.module)?.id;
  const submoduleId = change.submodule === null ? null : taxonomy.submodule(change.module, change.submodule)?.id;
  if (moduleId === undefined || submoduleId === undefined) throw new Error(`the taxonomy has no '${change.module}'`);
  return { ...change, moduleId, submoduleId };
}

function idsOf(overrides: readonly Override[]): readonly string[] {
  return overrides.flatMap(({ id }) => id ?? []);
}

/** @throws DomainError INVALID_INPUT naming every id that cannot be ended */
function findRevoked({ organizationId, overrides }: OrganizationFacts, ids: readonly string[]): readonly Override[] {
  const wanted = [...new Set(ids)];
  const faults = wanted
    .filter((id) => !overrides.some((override) => override.id === id))
    .map((id) => ({
      field: `input.overrideIds.${ids.indexOf(id)}`,
      message: `organization ${organizationId} has no override ${id.slice(0, 30)} that has not been ended`,
    }));
  if (wanted.length === 0) faults.push({ field: 'input.overrideIds', message: 'names no override' });
  if (faults.length > 0) throw invalidInput('The input is not right:', faults);
  return overrides.filter(({ id }) => id !== null && wanted.includes(id));
}
