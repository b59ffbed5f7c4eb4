import type { DataSource, EntityManager } from 'typeorm';
import { type Actor } from '../../domain/actor';
import { changeLimitOf, refuseLongEnds, refuseLongGrants } from '../../domain/decision/change-limit';
import { refuseShorterAccess } from '../../domain/decision/change-warning';
import { requireLength } from '../../domain/list-limit';
import type { OrganizationId } from '../../domain/organization-id';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { planEnds, planGrants, readGrants } from '../../domain/run/plan-grants';
import { type AskedChange, partsOfChange } from '../../domain/taxonomy/asked-change';
import type { Target } from '../../domain/taxonomy/taxonomy';
import type { Organization } from '../../entities/organization';
import type { AccessReader } from '../../store/access-reader';
import { type HeldOrganization, holdOrganization } from '../../store/hold-organization';
import { answerOnce, type IdempotentRequest, readIdempotent } from '../../store/idempotent-requests';
import { lockEntitlementRows } from '../../store/lock-entitlement-rows';
import { requireOrganization, requireOrganizationId } from '../../store/organizations';
import { planSettled, writeHeld, writeSettled } from '../packages/settle-packages';
import { type GrantEffect, previewEnds, previewGrants } from './grant-effect';
import { appendGrantEvent } from './grant-events';
import { readKeptGrants, writeKeptGrants } from './kept-grants';

/** The maximum number of changes in one request. */
const MAX_CHANGES = 500;

export interface GrantInput {
  readonly organizationId: string;
  readonly expectedVersion: number;
  readonly reason: string;
  readonly changes: readonly AskedChange[];
  readonly dryRun?: boolean | null | undefined;
  readonly acknowledgeShorterAccess?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
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
   * Grants modules and submodules to one organization, all or nothing, with one event. A dry run writes nothing.
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
    const asked = readIdempotent(admin, dryRun ? null : input.idempotencyKey, [
      'grantEntitlements',
      id,
      input.expectedVersion,
      reason,
      input.changes.map(partsOfChange),
    ]);
    return this.change(id, dryRun, asked, {
      work: async (manager) => {
        const held = await this.hold(manager, id, input.expectedVersion);
        const { organization, taxonomy, facts } = held;
        const at = new Date();
        const grants = readGrants(input.changes, taxonomy, at);
        const rows = planGrants(grants, facts.stored, taxonomy);
        const limit = changeLimitOf(admin, this.supportDays, at);
        refuseLongGrants(limit, grants, rows);
        const previews = previewGrants({ taxonomy, facts, at }, grants, rows);
        const result = { organization, dryRun, changes: previews };
        if (dryRun) return { result, answer: '' };
        // What a grant replaces does not come back, so who may only give for a time cannot acknowledge that it is lost.
        refuseShorterAccess(previews, limit === null ? input : {});
        await writeHeld(manager, held, rows);
        const settled = await planSettled(manager, held, rows, at);
        await writeSettled(manager, settled);
        if (rows.length > 0)
          await appendGrantEvent(manager, {
            eventType: 'entitlements_granted',
            organizationId: id,
            actor: admin,
            reason,
            gating: facts.gating.mode,
            effects: previews,
            grants,
            rows: [...rows, ...settled.changes],
            idempotencyKey: asked?.key ?? null,
          });
        return { result, answer: writeKeptGrants({ at, taxonomy, facts, grants }) };
      },
      replay: async (manager, answer) => {
        const { grants, ...kept } = readKeptGrants(answer);
        const rows = planGrants(grants, kept.facts.stored, kept.taxonomy);
        return {
          organization: await requireOrganization(manager, id),
          dryRun: false,
          changes: previewGrants(kept, grants, rows),
        };
      },
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
        const settled = await planSettled(manager, held, rows, at);
        const effects = previewEnds({ taxonomy, facts, at }, targets, [...rows, ...settled.changes]);
        // Of a submodule that is switched off already, nothing ends.
        if (!dryRun && rows.length > 0) {
          await writeHeld(manager, held, rows);
          await writeSettled(manager, settled);
          await appendGrantEvent(manager, {
            eventType: 'entitlements_ended',
            organizationId: id,
            actor: admin,
            reason,
            gating: facts.gating.mode,
            effects,
            grants: null,
            rows: [...rows, ...settled.changes],
            idempotencyKey: null,
          });
        }
        return { result: { organization, dryRun, changes: effects }, answer: '' };
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

  private async hold(manager: EntityManager, id: OrganizationId, expectedVersion: number): Promise<HeldOrganization> {
    await lockEntitlementRows(manager, [id]);
    return holdOrganization(manager, id, { expectedVersion, environment: this.environment });
  }
}
