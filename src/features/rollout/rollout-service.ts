import type DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { readKeysetPage } from '../../database/keyset-page';
import { organizationIdsOf } from '../../database/organization-ids';
import { type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import { type OrganizationId, sayIds } from '../../domain/organization-id';
import type { Connection, PageArguments } from '../../domain/page';
import { readReason } from '../../domain/reason';
import { requireHistoryReader, requireRight } from '../../domain/rights';
import { changeRollout, enforcesMore, type RolloutChange } from '../../domain/rollout/change-rollout';
import { type EnforceGate, type GateAcknowledgement, NOT_GATED, passGate } from '../../domain/rollout/gate';
import { type Gating, gatingOf, type GatingSource } from '../../domain/rollout/gating';
import { type Organization } from '../../entities/organization';
import { OrganizationRollout } from '../../entities/organization-rollout';
import { RolloutEntity } from '../../entities/rollout';
import { type Access, requireKnown } from '../../store/access';
import type { AccessReader } from '../../store/access-reader';
import { appendEntitlementEvent, appendPlatformEvent } from '../../store/append-events';
import { requireLegacyColumn } from '../../store/legacy-column';
import { requireOrganization } from '../../store/organizations';
import {
  clearOwnEnforce,
  findKept,
  type KeptRollout,
  lockRollout,
  readRollout,
  writeOwnRollout,
} from '../../store/rollout';
import { checkEnforceGate } from '../parity/check-enforce-gate';
import { affectedByRollout } from './affected-organizations';

export type OrganizationRolloutPage = Connection<OrganizationRollout>;

export interface RolloutView {
  readonly mode: Gating;
  readonly enforcePercentage: number;
  readonly version: number;
  /** The gating that the environment forces for all organizations; null if it forces none. */
  readonly forcedByEnvironment: Gating | null;
  readonly maintenance: { readonly enabled: boolean; readonly message: string | null };
  readonly updatedAt: Date;
}

export interface SetRolloutInput extends RolloutChange, GateAcknowledgement {
  readonly expectedVersion: number;
  readonly reason: string;
}

export interface ClearOrganizationRolloutInput extends GateAcknowledgement {
  readonly organizationId: string;
  readonly reason: string;
}

export interface SetOrganizationRolloutInput extends ClearOrganizationRolloutInput {
  readonly mode: Gating;
}

export interface RolloutSet {
  readonly rollout: RolloutView;
  readonly clearedOrganizations: number;
  /** Organizations that do not follow, because they have an own rollout of another mode. */
  readonly keptOrganizations: readonly KeptRollout[];
}

/**
 * The rollout: which side answers decisions, for all organizations, a percentage of them, or one. Asks for the actor's
 * right.
 */
export class RolloutService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
  ) {}

  /** The gate towards `ENFORCE` for all organizations. A change is gated only for the organizations affected. */
  async gate(actor: Actor | null): Promise<EnforceGate> {
    requireRight(actor, 'READ_PLATFORM');
    return checkEnforceGate(this.dataSource.manager, null);
  }

  /** A warning, as a sentence, if the environment forces `ENFORCE` although the gate is shut; null otherwise. */
  async forcedPastGate(): Promise<string | null> {
    if (this.environment !== true) return null;
    const { open, reasons } = await checkEnforceGate(this.dataSource.manager, null);
    return open
      ? null
      : 'ENABLE_ENTITLEMENTS_GATING=true puts every organization under ENFORCE although the gate is shut: ' +
          reasons.join(' ');
  }

  /**
   * Checks that the side that the environment forces can answer.
   * @throws DomainError CONFLICT if the environment forces `LEGACY`, but the legacy column was dropped
   */
  async requireAnswerer(): Promise<void> {
    if (this.environment !== false) return;
    await requireLegacyColumn(
      this.dataSource.manager,
      'ENABLE_ENTITLEMENTS_GATING=false would deny all access to all organizations: unset it.',
    );
  }

  async show(actor: Actor | null): Promise<RolloutView> {
    requireRight(actor, 'READ_PLATFORM');
    return this.view(await readRollout(this.dataSource.manager));
  }

  /** Organizations with a rollout row of their own, ordered by id. */
  async organizations(actor: Actor | null, args: PageArguments): Promise<OrganizationRolloutPage> {
    requireRight(actor, 'READ_PLATFORM');
    const query = this.dataSource.manager.createQueryBuilder(OrganizationRollout, 'r');
    return readKeysetPage(query, args, {
      list: 'organization-rollout',
      column: 'r.organizationId',
      order: 'ASC',
      ofOrganizations: true,
      keyOf: ({ organizationId }) => organizationId,
    });
  }

  /** An organization's own row; null without one. For actors who may read the organization's history. */
  async own(
    actor: Actor | null,
    organizationId: OrganizationId,
    loader: Pick<DataLoader<OrganizationId, OrganizationRollout | null>, 'load'>,
  ): Promise<OrganizationRollout | null> {
    requireHistoryReader(actor, organizationId);
    return loader.load(organizationId);
  }

  /** What determines an organization's gating. @throws DomainError NOT_FOUND */
  source(access: Access, organizationId: OrganizationId): GatingSource {
    return requireKnown(access, organizationId).facts.gating.by;
  }

  /**
   * Changes the rollout, which applies to all organizations without a row of their own. `LEGACY` also clears the
   * organizations individually set to `ENFORCE`, unless `keepOrganizations` is set; those individually set to `SHADOW`
   * keep it, because the flags answer there too. Writes nothing if nothing changes.
   * @throws DomainError INVALID_INPUT by field; CONFLICT if the version is not the expected one, with the reasons of
   * the gate, or if the legacy flags are to answer but their column was dropped
   */
  async set(actor: Actor | null, input: SetRolloutInput): Promise<RolloutSet> {
    const admin = requireRight(actor, 'MANAGE_ROLLOUT');
    const reason = readReason(input.reason);
    const done = await this.access.change(null, () =>
      this.dataSource.transaction(async (manager) => {
        const seen = await readRollout(manager);
        if (seen.version !== input.expectedVersion) throw versionConflict(seen.version, input.expectedVersion);
        const before = { mode: seen.mode, enforcePercentage: seen.enforcePercentage };
        const change = changeRollout(before, input);
        const { rollout: after, clearsOwnEnforce } = change;
        // Before the lock: this may take long for many organizations, and a change to LEGACY must not wait for it.
        const affected = enforcesMore(before, after) ? await affectedByRollout(manager, before, change) : null;
        const passed = affected ? passGate(await checkEnforceGate(manager, affected), input) : NOT_GATED;
        const row = await lockRollout(manager);
        if (row.version !== seen.version || row.mode !== seen.mode || row.enforcePercentage !== seen.enforcePercentage)
          throw versionConflict(row.version, input.expectedVersion);
        if (after.mode !== 'ENFORCE') await requireLegacyColumn(manager, NO_WAY_BACK);
        if (affected) refuseNewlyAffected(affected, await affectedByRollout(manager, before, change));
        const clearedOrganizations = clearsOwnEnforce ? await clearOwnEnforce(manager, admin, reason) : 0;
        if (
          after.mode === before.mode &&
          after.enforcePercentage === before.enforcePercentage &&
          clearedOrganizations === 0
        )
          return { row, clearedOrganizations };
        await manager.update(
          RolloutEntity,
          { id: true },
          { ...after, version: row.version + 1, updatedAt: () => 'now()' },
        );
        const payload = {
          before: { ...before, version: row.version },
          after: { ...after, version: row.version + 1 },
          clearedOrganizations,
          ...passed,
        };
        await appendPlatformEvent(manager, { eventType: 'rollout_set', actor: admin, reason, payload });
        return { row: await readRollout(manager), clearedOrganizations };
      }),
    );
    return {
      rollout: this.view(done.row),
      clearedOrganizations: done.clearedOrganizations,
      keptOrganizations: await findKept(this.dataSource.manager, done.row.mode),
    };
  }

  /**
   * Sets one organization's own gating, which takes precedence over the rollout. Writes nothing if it is set already.
   */
  setOrganization(actor: Actor | null, input: SetOrganizationRolloutInput): Promise<Organization> {
    return this.changeOrganization(actor, input, input.mode);
  }

  /** Clears one organization's own gating, so that the rollout applies; gated if that puts it under `ENFORCE`. */
  clearOrganization(actor: Actor | null, input: ClearOrganizationRolloutInput): Promise<Organization> {
    return this.changeOrganization(actor, input, null);
  }

  private async changeOrganization(
    actor: Actor | null,
    input: ClearOrganizationRolloutInput,
    mode: Gating | null,
  ): Promise<Organization> {
    const admin = requireRight(actor, 'MANAGE_ROLLOUT');
    const reason = readReason(input.reason);
    const id = (await organizationIdsOf(this.dataSource.manager)).canonical(input.organizationId);
    return this.access.change(id === null ? [] : [id], () =>
      this.dataSource.transaction(async (manager) => {
        const rollout = await lockRollout(manager);
        if (mode !== null && mode !== 'ENFORCE') await requireLegacyColumn(manager, NO_WAY_BACK);
        const found = await requireOrganization(manager, input.organizationId);
        const own = (await manager.findOneBy(OrganizationRollout, { organizationId: found.id }))?.mode ?? null;
        if (own === mode) return found;
        // Ignores the environment, which can be unset at any time.
        const gatingBefore = gatingOf(found.id, own, rollout, null).mode;
        const gating = gatingOf(found.id, mode, rollout, null).mode;
        const passed =
          gating === 'ENFORCE' && gatingBefore !== 'ENFORCE'
            ? passGate(await checkEnforceGate(manager, [found.id]), input)
            : NOT_GATED;
        await writeOwnRollout(manager, found.id, mode, admin, reason);
        const payload = {
          before: own,
          after: mode,
          gatingBefore,
          gating,
          ...passed,
        };
        await appendEntitlementEvent(manager, {
          eventType: mode === null ? 'organization_rollout_cleared' : 'organization_rollout_set',
          organizationIds: [found.id],
          actor: admin,
          reason,
          payload,
        });
        return found;
      }),
    );
  }

  private view({
    mode,
    enforcePercentage,
    version,
    maintenance,
    maintenanceMessage,
    updatedAt,
  }: RolloutEntity): RolloutView {
    const forcedByEnvironment = this.environment === null ? null : this.environment ? 'ENFORCE' : 'LEGACY';
    return {
      mode,
      enforcePercentage,
      version,
      forcedByEnvironment,
      maintenance: { enabled: maintenance, message: maintenanceMessage },
      updatedAt,
    };
  }
}

const NO_WAY_BACK = 'The legacy flags can no longer answer: give an organization access with an override.';

/**
 * @throws DomainError CONFLICT if the change would put organizations under `ENFORCE` that the gate has not checked: new
 *   ones, or ones whose own row was deleted meanwhile
 */
function refuseNewlyAffected(looked: readonly OrganizationId[], affected: readonly OrganizationId[]): void {
  const known = new Set(looked);
  const others = affected.filter((id) => !known.has(id));
  if (others.length === 0) return;
  throw new DomainError(
    'CONFLICT',
    'The set of affected organizations changed while the gate was being checked ' +
      `(new: ${sayIds(others.slice(0, 10))}). Try again.`,
    { organizationIds: others.slice(0, 10) },
  );
}

function versionConflict(version: number, expectedVersion: number): DomainError {
  return new DomainError(
    'CONFLICT',
    `The rollout has changed: its version is ${version}, not ${expectedVersion}. Read it again.`,
    { version, expectedVersion },
  );
}
