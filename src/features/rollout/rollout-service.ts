import type DataLoader from 'dataloader';
import type { DataSource } from 'typeorm';
import { organizationNotFound, requireHistoryReader, requireSuperAdmin, type Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import {
  changeRollout,
  enforcesMore,
  gatingOf,
  passGate,
  type EnforceGate,
  type Gating,
  type GatingSource,
  type RolloutChange,
} from '../../domain/rollout/gate';
import type { Connection, PageArguments } from '../../domain/page';
import { readReason } from '../../domain/reason';
import { type Organization } from '../../entities/organization';
import { OrganizationRollout } from '../../entities/organization-rollout';
import { RolloutEntity } from '../../entities/rollout';
import { readKeysetPage } from '../../database/keyset-page';
import type { Access, AccessReader } from '../../store/access-reader';
import { requireLegacyColumn } from '../../store/legacy-column';
import { appendEntitlementEvent, appendPlatformEvent } from '../../store/append-events';
import { enforceGate } from '../parity/enforce-gate';
import { clearOwnEnforce, lockRollout, readRollout, writeOwnRollout } from '../../store/rollout';
import { touchedByRollout } from './touched-organizations';
import { requireOrganization } from '../../store/organizations';

export type OrganizationRolloutPage = Connection<OrganizationRollout>;

export interface RolloutView {
  readonly mode: Gating;
  readonly enforcePercentage: number;
  readonly version: number;
  /** What the environment makes of it for all; null where it leaves it alone. */
  readonly forcedByEnvironment: Gating | null;
  readonly maintenance: { readonly enabled: boolean; readonly message: string | null };
  readonly updatedAt: Date;
}

export interface SetRolloutInput extends RolloutChange {
  readonly expectedVersion: number;
  readonly reason: string;
  readonly acknowledgeLostAccess?: boolean | null | undefined;
}

export interface ClearOrganizationRolloutInput {
  readonly organizationId: string;
  readonly reason: string;
  readonly acknowledgeLostAccess?: boolean | null | undefined;
}

export interface SetOrganizationRolloutInput extends ClearOrganizationRolloutInput {
  readonly mode: Gating;
}

export interface RolloutSet {
  readonly rollout: RolloutView;
  readonly clearedOrganizations: number;
}

/** Who answers decisions: for all organizations, a share of them, or one. */
export class RolloutService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'drop'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
  ) {}

  /** The gate towards `ENFORCE` for all organizations; a step is gated for those that it touches. */
  async gate(actor: Actor | null): Promise<EnforceGate> {
    requireSuperAdmin(actor);
    return enforceGate(this.dataSource.manager, null);
  }

  /** Why forcing `ENFORCE` by the environment passes the gate by; null where it does not. */
  async forcedPastGate(): Promise<string | null> {
    if (this.environment !== true) return null;
    const { open, reasons } = await enforceGate(this.dataSource.manager, null);
    return open
      ? null
      : `ENABLE_ENTITLEMENTS_GATING=true puts every organization under ENFORCE, past a gate that is shut: ${reasons.join(' ')}`;
  }

  /**
   * Looks whether there is somebody to answer what the environment says.
   * @throws DomainError CONFLICT where it puts everybody under the legacy flags, and their column is gone
   */
  async requireAnswerer(): Promise<void> {
    if (this.environment !== false) return;
    await requireLegacyColumn(
      this.dataSource.manager,
      'ENABLE_ENTITLEMENTS_GATING=false would deny everybody everything: unset it.',
    );
  }

  async show(actor: Actor | null): Promise<RolloutView> {
    requireSuperAdmin(actor);
    return this.view(await readRollout(this.dataSource.manager));
  }

  /** Organizations with a row of their own, in order of id. */
  async organizations(actor: Actor | null, args: PageArguments): Promise<OrganizationRolloutPage> {
    requireSuperAdmin(actor);
    const query = this.dataSource.manager.createQueryBuilder(OrganizationRollout, 'r');
    return readKeysetPage(query, args, {
      list: 'organization-rollout',
      column: 'r.organizationId',
      order: 'ASC',
      keyOf: ({ organizationId }) => organizationId,
    });
  }

  /** An organization's own row, with who set it and why: for those who may read its history. */
  async own(
    actor: Actor | null,
    organizationId: number,
    loader: Pick<DataLoader<number, OrganizationRollout | null>, 'load'>,
  ): Promise<OrganizationRollout | null> {
    requireHistoryReader(actor, organizationId);
    return loader.load(organizationId);
  }

  /** What set an organization's gating. */
  source(access: Access, organizationId: number): GatingSource {
    const organization = access.organization(organizationId);
    if (!organization.found) throw organizationNotFound(organizationId);
    return organization.facts.gating.by;
  }

  /**
   * Changes the rollout of all organizations without a row of their own; going to `LEGACY` takes back those that have one, too.
   * Where nothing changes nothing is written.
   * @throws DomainError CONFLICT with the version where it is another, or with the gate's reasons; INVALID_INPUT by field
   */
  async set(actor: Actor | null, input: SetRolloutInput): Promise<RolloutSet> {
    const admin = requireSuperAdmin(actor);
    const reason = readReason(input.reason);
    const done = await this.dataSource.transaction(async (manager) => {
      const seen = await readRollout(manager);
      if (seen.version !== input.expectedVersion) throw versionConflict(seen.version, input.expectedVersion);
      const before = { mode: seen.mode, enforcePercentage: seen.enforcePercentage };
      const change = changeRollout(before, input);
      const { rollout: after, clearsOwnEnforce } = change;
      // Before the lock: looking through many organizations may take long, and the emergency exit does not wait for it.
      const touched = enforcesMore(before, after) ? await touchedByRollout(manager, before, change) : null;
      const acknowledged = touched
        ? passGate(await enforceGate(manager, touched), input.acknowledgeLostAccess === true)
        : [];
      const row = await lockRollout(manager);
      if (row.version !== seen.version || row.mode !== seen.mode || row.enforcePercentage !== seen.enforcePercentage)
        throw versionConflict(row.version, input.expectedVersion);
      if (after.mode !== 'ENFORCE') await requireLegacyColumn(manager, NO_WAY_BACK);
      if (touched) refuseNewlyTouched(touched, await touchedByRollout(manager, before, change));
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
        acknowledgedLostAccess: acknowledged.length > 0,
        acknowledged,
      };
      await appendPlatformEvent(manager, { eventType: 'rollout_set', actor: admin, reason, payload });
      return { row: await readRollout(manager), clearedOrganizations };
    });
    this.access.drop(null);
    return { rollout: this.view(done.row), clearedOrganizations: done.clearedOrganizations };
  }

  /** Sets one organization's own gating, above the rollout of all. Where it says so already nothing is written. */
  setOrganization(actor: Actor | null, input: SetOrganizationRolloutInput): Promise<Organization> {
    return this.changeOrganization(actor, input, input.mode);
  }

  /** Leaves one organization to the rollout of all again; gated where that is `ENFORCE`. */
  clearOrganization(actor: Actor | null, input: ClearOrganizationRolloutInput): Promise<Organization> {
    return this.changeOrganization(actor, input, null);
  }

  private async changeOrganization(
    actor: Actor | null,
    input: ClearOrganizationRolloutInput,
    mode: Gating | null,
  ): Promise<Organization> {
    const admin = requireSuperAdmin(actor);
    const reason = readReason(input.reason);
    const organization = await this.dataSource.transaction(async (manager) => {
      const rollout = await lockRollout(manager);
      if (mode !== null && mode !== 'ENFORCE') await requireLegacyColumn(manager, NO_WAY_BACK);
      const found = await requireOrganization(manager, input.organizationId);
      const own = (await manager.findOneBy(OrganizationRollout, { organizationId: found.id }))?.mode ?? null;
      if (own === mode) return found;
      // The environment is left out of it: it may be unset tomorrow.
      const gatingBefore = gatingOf(found.id, own, rollout, null).mode;
      const gating = gatingOf(found.id, mode, rollout, null).mode;
      const acknowledged =
        gating === 'ENFORCE' && gatingBefore !== 'ENFORCE'
          ? passGate(await enforceGate(manager, [found.id]), input.acknowledgeLostAccess === true)
          : [];
      await writeOwnRollout(manager, found.id, mode, admin, reason);
      const payload = {
        before: own,
        after: mode,
        gatingBefore,
        gating,
        acknowledgedLostAccess: acknowledged.length > 0,
        acknowledged,
      };
      await appendEntitlementEvent(manager, {
        eventType: mode === null ? 'organization_rollout_cleared' : 'organization_rollout_set',
        organizationIds: [found.id],
        actor: admin,
        reason,
        payload,
      });
      return found;
    });
    this.access.drop([organization.id]);
    return organization;
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

const NO_WAY_BACK = 'Nobody can be left to the legacy flags any more: give an organization access by an override.';

/** @throws DomainError CONFLICT where the step would bring somebody under `ENFORCE` whom the gate has not looked at: a new organization, or one whose own row went */
function refuseNewlyTouched(looked: readonly number[], touched: readonly number[]): void {
  const known = new Set(looked);
  const others = touched.filter((id) => !known.has(id));
  if (others.length === 0) return;
  throw new DomainError(
    'CONFLICT',
    `While the gate was looked at, organizations came to be concerned that it has not looked at (${others.slice(0, 10).join(', ')}): try again.`,
    { organizationIds: others.slice(0, 10).map(String) },
  );
}

function versionConflict(version: number, expectedVersion: number): DomainError {
  return new DomainError(
    'CONFLICT',
    `The rollout has changed: its version is ${version}, not ${expectedVersion}. Look at it again.`,
    { version, expectedVersion },
  );
}
