import type { DataSource, EntityManager } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { changeLimitOf, refuseLongEnds, refuseLongGrants } from '../../domain/decision/change-limit';
import { refuseShorterAccess } from '../../domain/decision/change-warning';
import { DomainError } from '../../domain/errors';
import { requireLength } from '../../domain/list-limit';
import type { OrganizationId } from '../../domain/organization-id';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import type { Change } from '../../domain/run/plan-changes';
import { type Grant, planEnds, planGrants, readGrants } from '../../domain/run/plan-grants';
import { readStartAt, sayStale } from '../../domain/schedule';
import { partsOfChange } from '../../domain/taxonomy/asked-change';
import type { Target } from '../../domain/taxonomy/taxonomy';
import type { Organization } from '../../entities/organization';
import { ScheduledChange } from '../../entities/scheduled-change';
import type { AccessReader } from '../../store/access-reader';
import { accessVersions } from '../../store/access-versions';
import { type HeldOrganization, holdOrganization } from '../../store/hold-organization';
import { answerOnce, type IdempotentRequest, readIdempotent } from '../../store/idempotent-requests';
import { lockEntitlementRows } from '../../store/lock-entitlement-rows';
import { requireOrganization, requireOrganizationId } from '../../store/organizations';
import { ConcurrentChangeError, LOCKED_WRITES, writeChanges } from '../../store/write-changes';
import { scheduleChange } from '../schedules/scheduled-changes';
import { type GrantEffect, previewEnds, previewGrants } from './grant-effect';
import { appendGrantEvent, type GrantEvent } from './grant-events';
import { readKeptGrants, writeKeptGrants } from './kept-grants';
import { type AskedGrant, hashOfEffects, readScheduledGrant, writeScheduledGrant } from './scheduled-grant';

/** The maximum number of changes in one request. */
const MAX_CHANGES = 500;

export interface GrantInput extends AskedGrant {
  readonly organizationId: string;
  readonly expectedVersion: number;
  readonly reason: string;
  readonly dryRun?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  /** When to grant; now by default. */
  readonly startAt?: Date | null | undefined;
}

interface PlanOptions {
  readonly organizationId: OrganizationId;
  /** The version that the caller saw; null for any. */
  readonly expectedVersion: number | null;
  /** When it is granted. */
  readonly at: Date;
}

interface PlannedGrant {
  readonly held: HeldOrganization;
  readonly grants: readonly Grant[];
  readonly rows: readonly Change[];
  readonly effects: readonly GrantEffect[];
  /** @throws DomainError INVALID_INPUT for what would end before what there is, unless that is acknowledged */
  readonly refuseLoss: () => void;
}

export interface EndInput {
  readonly organizationId: string;
  readonly expectedVersion: number;
  readonly reason: string;
  readonly targets: readonly { readonly moduleKey: string; readonly submoduleKey?: string | null | undefined }[];
  readonly dryRun?: boolean | null | undefined;
}

export interface Granted {
  readonly organization: Organization;
  readonly dryRun: boolean;
  readonly changes: readonly GrantEffect[];
  /** What was stored for a later time; null for what was done now. */
  readonly scheduled: ScheduledChange | null;
}

interface GrantWork {
  readonly work: (manager: EntityManager) => Promise<{ readonly result: Granted; readonly answer: string }>;
  readonly replay: (manager: EntityManager, answer: unknown) => Promise<Granted>;
}

/** Grants: entitlements that somebody gives to one organization, or takes back. */
export class GrantsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
    /** `PORTCULLIS_SUPPORT_DAYS`. */
    private readonly supportDays: number,
  ) {}

  /**
   * Grants modules and submodules to one organization, all or nothing, with one event: now, or at `startAt`, which is
   * only stored. A dry run writes nothing.
   * @throws DomainError FORBIDDEN for what lasts longer than the actor may give; INVALID_INPUT by field, and for what
   * would end before what the organization has, unless that is acknowledged; CONFLICT if the version is not the
   * expected one, the idempotency key was used with other input, or a run has changed the rows meanwhile
   */
  async grant(actor: Actor | null, input: GrantInput): Promise<Granted> {
    const admin = requireRight(actor, 'CHANGE_ACCESS');
    const reason = readReason(input.reason);
    requireLength('input.changes', input.changes, MAX_CHANGES);
    const id = await requireOrganizationId(this.dataSource.manager, input.organizationId);
    const dryRun = input.dryRun ?? false;
    const startAt = input.startAt ?? null;
    const asked = readIdempotent(admin, dryRun ? null : input.idempotencyKey, [
      'grantEntitlements',
      id,
      input.expectedVersion,
      reason,
      input.changes.map(partsOfChange),
      startAt,
    ]);
    return this.change(id, dryRun, asked, {
      work: async (manager) => {
        readStartAt(startAt, new Date());
        const of = { organizationId: id, expectedVersion: input.expectedVersion, at: startAt ?? new Date() };
        const planned = await this.plan(manager, admin, input, of);
        const { grants, effects, held } = planned;
        const { organization, taxonomy, facts } = held;
        const result = { organization, dryRun, changes: effects, scheduled: null };
        if (dryRun) return { result, answer: '' };
        planned.refuseLoss();
        const kept = { at: of.at, taxonomy, facts, grants };
        if (startAt === null) {
          await this.make(manager, planned, { actor: admin, reason, idempotencyKey: asked?.key ?? null });
          return { result, answer: writeKeptGrants({ ...kept, scheduledId: null }) };
        }
        const scheduled = await scheduleChange(manager, {
          operation: 'GRANT',
          organizationId: id,
          input: writeScheduledGrant(input),
          reason,
          actor: admin,
          startAt,
          version: input.expectedVersion,
          effectHash: hashOfEffects(effects, planned.rows),
        });
        return { result: { ...result, scheduled }, answer: writeKeptGrants({ ...kept, scheduledId: scheduled.id }) };
      },
      replay: async (manager, answer) => {
        const { grants, scheduledId, ...kept } = readKeptGrants(answer);
        const rows = planGrants(grants, kept.facts.stored, kept.taxonomy);
        return {
          organization: await requireOrganization(manager, id),
          dryRun: false,
          changes: previewGrants(kept, grants, rows),
          scheduled: scheduledId === null ? null : await manager.findOneByOrFail(ScheduledChange, { id: scheduledId }),
        };
      },
    });
  }

  /**
   * Grants what was scheduled, if it still changes what was shown when it was asked for.
   * @returns why it was not granted; null if it was
   * @throws DomainError as `grant`
   */
  async carryOut(manager: EntityManager, change: ScheduledChange, actor: Actor): Promise<string | null> {
    const { organizationId, reason } = change;
    const of = { organizationId, expectedVersion: null, at: new Date() };
    const planned = await this.plan(manager, actor, readScheduledGrant(change.input), of);
    const version = (await accessVersions(manager, [organizationId])).get(organizationId) ?? 0;
    const stale = sayStale(change, { version, effectHash: hashOfEffects(planned.effects, planned.rows) });
    if (stale !== null) return stale;
    planned.refuseLoss();
    await this.make(manager, planned, { actor, reason, idempotencyKey: null, scheduledChangeId: change.id });
    return null;
  }

  /** Plans grants for a time, on what the organization has now; nobody else changes it until the transaction ends. */
  private async plan(
    manager: EntityManager,
    actor: Actor,
    asked: AskedGrant,
    { organizationId, expectedVersion, at }: PlanOptions,
  ): Promise<PlannedGrant> {
    const held = await this.hold(manager, organizationId, expectedVersion);
    const { taxonomy, facts } = held;
    const grants = readGrants(asked.changes, taxonomy, at);
    const rows = planGrants(grants, facts.stored, taxonomy);
    // The days of who may only give for a time count from now, not from when the grant begins.
    const limit = changeLimitOf(actor, this.supportDays, new Date());
    refuseLongGrants(limit, grants, rows);
    const effects = previewGrants({ taxonomy, facts, at }, grants, rows);
    // What a grant replaces does not come back, so who may only give for a time cannot acknowledge that it is lost.
    const refuseLoss = () => refuseShorterAccess(effects, limit === null ? asked : {});
    return { held, grants, rows, effects, refuseLoss };
  }

  private async make(
    manager: EntityManager,
    { held, grants, rows, effects }: PlannedGrant,
    told: Pick<GrantEvent, 'actor' | 'reason' | 'idempotencyKey' | 'scheduledChangeId'>,
  ): Promise<void> {
    await this.write(manager, held, rows);
    if (rows.length === 0) return;
    const { organization, facts } = held;
    await appendGrantEvent(manager, {
      ...told,
      eventType: 'entitlements_granted',
      organizationId: organization.id,
      gating: facts.gating.mode,
      effects,
      grants,
      rows,
    });
  }

  /**
   * Ends grants of one organization, all or none, with one event. A dry run writes nothing.
   * @throws DomainError FORBIDDEN for grants that last longer than the actor may give; INVALID_INPUT for each target
   * without a grant; CONFLICT if the version is not the expected one, or a run has changed the rows meanwhile
   */
  async end(actor: Actor | null, input: EndInput): Promise<Granted> {
    const admin = requireRight(actor, 'CHANGE_ACCESS');
    const reason = readReason(input.reason);
    requireLength('input.targets', input.targets, MAX_CHANGES);
    const targets = input.targets.map(({ moduleKey, submoduleKey }): Target => ({
      module: moduleKey,
      submodule: submoduleKey ?? null,
    }));
    const id = await requireOrganizationId(this.dataSource.manager, input.organizationId);
    const dryRun = input.dryRun ?? false;
    return this.change(id, dryRun, null, {
      work: async (manager) => {
        const held = await this.hold(manager, id, input.expectedVersion);
        const { organization, taxonomy, facts } = held;
        const rows = planEnds(targets, facts.stored);
        const at = new Date();
        refuseLongEnds(changeLimitOf(admin, this.supportDays, at), targets, rows);
        const effects = previewEnds({ taxonomy, facts, at }, targets, rows);
        // Of a submodule that is switched off already, nothing ends.
        if (!dryRun && rows.length > 0) {
          await this.write(manager, held, rows);
          await appendGrantEvent(manager, {
            eventType: 'entitlements_ended',
            organizationId: id,
            actor: admin,
            reason,
            gating: facts.gating.mode,
            effects,
            grants: null,
            rows,
            idempotencyKey: null,
          });
        }
        return { result: { organization, dryRun, changes: effects, scheduled: null }, answer: '' };
      },
      replay: () => Promise.reject(new Error('ending grants has no idempotency key')),
    });
  }

  /** Does the work of a request in one transaction; what is kept of the organization is dropped once it has changed. */
  private change(
    id: OrganizationId,
    dryRun: boolean,
    request: IdempotentRequest | null,
    { work, replay }: GrantWork,
  ): Promise<Granted> {
    return this.access.change(dryRun ? [] : [id], () =>
      this.dataSource.transaction((manager) =>
        answerOnce(manager, request, { work: () => work(manager), replay: (answer) => replay(manager, answer) }),
      ),
    );
  }

  private async hold(
    manager: EntityManager,
    id: OrganizationId,
    expectedVersion: number | null,
  ): Promise<HeldOrganization> {
    await lockEntitlementRows(manager, [id]);
    return holdOrganization(manager, id, { expectedVersion, environment: this.environment });
  }

  private async write(
    manager: EntityManager,
    { organization, taxonomy }: HeldOrganization,
    changes: readonly Change[],
  ): Promise<void> {
    try {
      await writeChanges(manager, [{ organizationId: organization.id, plan: { changes } }], taxonomy, LOCKED_WRITES);
    } catch (error) {
      if (!(error instanceof ConcurrentChangeError)) throw error;
      throw new DomainError(
        'CONFLICT',
        `Somebody else has changed the entitlements of organization ${organization.id} at this moment; nothing was ` +
          'changed. Read them again.',
        { organizationId: organization.id },
      );
    }
  }
}
