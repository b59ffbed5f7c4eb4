import type DataLoader from 'dataloader';
import type { DataSource, EntityManager } from 'typeorm';
import { readKeysetPage } from '../../database/keyset-page';
import { type Actor } from '../../domain/actor';
import { changeLimitOf, refuseLongOverrides, refuseLongRevocations } from '../../domain/decision/change-limit';
import { refuseShorterAccess } from '../../domain/decision/change-warning';
import type { Decision } from '../../domain/decision/decision';
import {
  liveOverride,
  type Override,
  type OverrideRequest,
  readOverrides,
  replacedOverrides,
} from '../../domain/decision/override';
import { type OverridePreview, previewOverrides, previewRevocations } from '../../domain/decision/preview-overrides';
import { invalidInput } from '../../domain/errors';
import { requireLength } from '../../domain/list-limit';
import type { OrganizationId } from '../../domain/organization-id';
import type { Connection, PageArguments } from '../../domain/page';
import { readReason } from '../../domain/reason';
import { hasRightFor, requireHistoryReader, requireRight } from '../../domain/rights';
import { partsOfChange } from '../../domain/taxonomy/asked-change';
import type { Target } from '../../domain/taxonomy/taxonomy';
import { EntitlementOverride } from '../../entities/entitlement-override';
import { type Organization } from '../../entities/organization';
import type { Access } from '../../store/access';
import type { AccessReader } from '../../store/access-reader';
import { accessVersions } from '../../store/access-versions';
import { type HeldOrganization, holdOrganization } from '../../store/hold-organization';
import { answerOnce, readIdempotent } from '../../store/idempotent-requests';
import { requireOrganization, requireOrganizationId } from '../../store/organizations';
import { readKeptPreview, writeKeptPreview } from './kept-preview';
import type { OverrideEffect } from './override-effect';
import { appendOverrideEvent } from './override-events';
import { endOverrides, findRevoked, storeOverrides } from './override-store';

export type OverridePage = Connection<EntitlementOverride>;

/** The maximum number of changes in one request. */
const MAX_CHANGES = 500;

export interface OverrideInput extends OverrideRequest {
  readonly organizationId: string;
  readonly expectedVersion: number;
  readonly reason: string;
  readonly dryRun?: boolean | null | undefined;
  /** Whether it may end before what the organization has today. */
  readonly acknowledgeShorterAccess?: boolean | null | undefined;
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

/** Overrides: decisions that take precedence over entitlements. */
export class OverridesService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
    /** `PORTCULLIS_SUPPORT_DAYS`. */
    private readonly supportDays: number,
  ) {}

  /**
   * Overrides modules and submodules of one organization, all or none, with one event. A dry run writes nothing.
   * @throws DomainError FORBIDDEN for what lasts longer than the actor may give; INVALID_INPUT by field, and for what
   * would end before what the organization has, unless that is acknowledged; CONFLICT if the version is not the
   * expected one, or the idempotency key was used with other input
   */
  async override(actor: Actor | null, input: OverrideInput): Promise<OverridesChanged> {
    const admin = requireRight(actor, 'CHANGE_ACCESS');
    const reason = readReason(input.reason);
    if (input.changes.length > MAX_CHANGES)
      throw invalidInput([
        { field: 'input.changes', message: `must have ${MAX_CHANGES} changes or fewer, not ${input.changes.length}` },
      ]);
    const id = await requireOrganizationId(this.dataSource.manager, input.organizationId);
    // A dry run stores nothing that could be repeated.
    const asked = readIdempotent(admin, input.dryRun ? null : input.idempotencyKey, [
      'overrideEntitlements',
      id,
      input.expectedVersion,
      reason,
      input.expiresAt ?? null,
      input.changes.map(partsOfChange),
    ]);
    const done = await this.access.change(input.dryRun ? [] : [id], () =>
      this.dataSource.transaction((manager) =>
        answerOnce(manager, asked, {
          work: async () => {
            const held = await this.hold(manager, id, input);
            const at = new Date();
            const changes = readOverrides(input, held.taxonomy, at);
            refuseLongOverrides(changeLimitOf(admin, this.supportDays, at), changes, {
              overrides: held.facts.overrides,
              at,
            });
            const previews = previewOverrides(held.taxonomy, held.facts, changes, at);
            const { organization, taxonomy, facts } = held;
            if (input.dryRun)
              return { result: { organization, dryRun: true, changes: effectsOf(previews, []) }, answer: '' };
            refuseShorterAccess(previews, input);
            const overrideIds = await storeOverrides(manager, held, changes, { actor: admin, reason, at });
            const effects = effectsOf(previews, overrideIds);
            await appendOverrideEvent(manager, {
              eventType: 'override_set',
              organizationId: id,
              actor: admin,
              reason,
              gating: facts.gating.mode,
              effects,
              changes,
              replaced: replacedOverrides(facts.overrides, changes),
              idempotencyKey: asked?.key ?? null,
            });
            return {
              result: { organization, dryRun: false, changes: effects },
              answer: writeKeptPreview({ at, taxonomy, facts, changes, overrideIds }),
            };
          },
          replay: (answer) => this.replay(manager, id, answer),
        }),
      ),
    );
    return done;
  }

  /**
   * Ends overrides of one organization, all or none, with one event. The entitlements then apply again.
   * @throws DomainError FORBIDDEN for overrides that last longer than the actor may give; INVALID_INPUT for each id
   * that is not one of its overrides or has been ended; CONFLICT if the version is not the expected one
   */
  async revoke(actor: Actor | null, input: RevokeInput): Promise<OverridesChanged> {
    const admin = requireRight(actor, 'CHANGE_ACCESS');
    const reason = readReason(input.reason);
    requireLength('input.overrideIds', input.overrideIds, MAX_CHANGES);
    const id = await requireOrganizationId(this.dataSource.manager, input.organizationId);
    const done = await this.access.change([id], () =>
      this.dataSource.transaction(async (manager): Promise<OverridesChanged> => {
        const { organization, taxonomy, facts } = await this.hold(manager, id, input);
        const revoked = findRevoked(facts, input.overrideIds);
        const at = new Date();
        refuseLongRevocations(changeLimitOf(admin, this.supportDays, at), revoked, input.overrideIds);
        const previews = previewRevocations(taxonomy, facts, revoked, at);
        await endOverrides(manager, revoked, admin);
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
      }),
    );
    return done;
  }

  /** The overrides of an organization, newest first; with `includeEnded` also those that were ended or have expired. */
  async list(actor: Actor | null, organizationId: OrganizationId, filter: OverrideFilter): Promise<OverridePage> {
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

  /** The version of what an organization has, which every change of it expects. Checks no permission. */
  async version(organizationId: OrganizationId): Promise<number> {
    return (await accessVersions(this.dataSource.manager, [organizationId])).get(organizationId) ?? 0;
  }

  /**
   * The override of a target in effect now; null without one, and for actors who may not read the organization's
   * history.
   */
  async live(
    actor: Actor | null,
    access: Access,
    organizationId: OrganizationId,
    target: Target,
    loader: OverrideLoader,
  ): Promise<EntitlementOverride | null> {
    const organization = access.organization(organizationId);
    const live = organization.found ? liveOverride(organization.facts.overrides, target, new Date()) : undefined;
    return this.show(actor, organizationId, live ?? null, loader);
  }

  /**
   * The override that a decision is based on; null without one, if it is not stored, and for actors who may not read
   * the organization's history.
   */
  async behind(
    actor: Actor | null,
    { organizationId, provenance }: Decision,
    loader: OverrideLoader,
  ): Promise<EntitlementOverride | null> {
    return organizationId === null ? null : this.show(actor, organizationId, provenance.override, loader);
  }

  private async show(
    actor: Actor | null,
    organizationId: OrganizationId,
    override: Override | null,
    loader: OverrideLoader,
  ): Promise<EntitlementOverride | null> {
    if (!actor || !hasRightFor(actor, 'READ_HISTORY', organizationId)) return null;
    return override?.id ? loader.load(override.id) : null;
  }

  private hold(
    manager: EntityManager,
    id: OrganizationId,
    { expectedVersion }: Pick<OverrideInput, 'expectedVersion'>,
  ): Promise<HeldOrganization> {
    return holdOrganization(manager, id, { expectedVersion, environment: this.environment });
  }

  private async replay(manager: EntityManager, id: OrganizationId, answer: unknown): Promise<OverridesChanged> {
    const { at, taxonomy, facts, changes, overrideIds } = readKeptPreview(answer);
    const previews = previewOverrides(taxonomy, facts, changes, at);
    return {
      organization: await requireOrganization(manager, id),
      dryRun: false,
      changes: effectsOf(previews, overrideIds),
    };
  }
}

function effectsOf(previews: readonly OverridePreview[], overrideIds: readonly string[]): readonly OverrideEffect[] {
  return previews.map(({ change: { module, submodule }, before, after, warning }, index) => ({
    module,
    submodule,
    overrideId: overrideIds[index] ?? null,
    before,
    after,
    warning,
  }));
}
