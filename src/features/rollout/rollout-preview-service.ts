import type { DataSource, EntityManager } from 'typeorm';
import { idArray } from '../../database/id-array';
import { organizationIdsOf } from '../../database/organization-ids';
import { type Actor } from '../../domain/actor';
import { groupBy } from '../../domain/group-by';
import { hashOf } from '../../domain/hash';
import type { OrganizationId } from '../../domain/organization-id';
import { type Connection, type PageArguments, readPage, toConnection } from '../../domain/page';
import { type GatingStep, kindAtTurn, turnOf } from '../../domain/parity/gating-step';
import { requireRight } from '../../domain/rights';
import { changeRollout, enforcesMore, type RolloutChange } from '../../domain/rollout/change-rollout';
import type { EnforceGate } from '../../domain/rollout/gate';
import { type Gating, gatingOf, type Rollout } from '../../domain/rollout/gating';
import { OrganizationRollout } from '../../entities/organization-rollout';
import { requireOrganization } from '../../store/organizations';
import { readParitySetup } from '../../store/parity-setup';
import { readRollout } from '../../store/rollout';
import { checkEnforceGate } from '../parity/check-enforce-gate';
import { type FoundDifference, OrganizationComparer } from '../parity/organization-comparer';
import { type AffectedOrganization, enforcedAnew, gatingChanges } from './affected-organizations';
import { type PreviewTotals, previewTotals } from './preview-totals';

/** A change of the rollout of all organizations, or of one organization's own. */
export interface RolloutPreviewInput {
  readonly rollout?: RolloutChange | null | undefined;
  readonly organization?:
    { readonly organizationId: string; readonly mode?: Gating | null | undefined } | null | undefined;
}

/** How the answer for one module or submodule of an organization would change. */
export interface PreviewDifference {
  /** Whether the organization would lose or gain access by the change, or only the status would change. */
  readonly kind: FoundDifference['kind'];
  readonly before: FoundDifference['legacy'];
  readonly after: FoundDifference['legacy'];
  readonly found: FoundDifference;
}

export interface PreviewedOrganization extends AffectedOrganization {
  readonly differences: readonly PreviewDifference[];
}

export type PreviewedOrganizationPage = Connection<PreviewedOrganization>;

/** The effect of a change. */
export interface RolloutPreview {
  readonly before: Rollout;
  readonly after: Rollout;
  /** The version of the rollout that the preview is for. */
  readonly version: number;
  readonly forcedByEnvironment: Gating | null;
  readonly gatingChanges: readonly (GatingStep & { readonly organizations: number })[];
  /** The gate for the affected organizations; null if the change is not gated. */
  readonly gate: EnforceGate | null;
  /** Computed on the first call. */
  readonly totals: () => Promise<PreviewTotals>;
  readonly organizations: (args: PageArguments) => Promise<PreviewedOrganizationPage>;
}

/** A requested change: the resulting rollout, and the organizations affected. */
interface Planned {
  readonly after: Rollout;
  readonly affected: readonly AffectedOrganization[];
  readonly isGated: boolean;
}

/** Previews the effect of a change of gating. Writes and locks nothing. Asks for the actor's right. */
export class RolloutPreviewService {
  constructor(
    private readonly dataSource: DataSource,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
  ) {}

  /** Previews a change. @throws DomainError INVALID_INPUT by field, or NOT_FOUND, as the change itself would */
  async preview(actor: Actor | null, input: RolloutPreviewInput): Promise<RolloutPreview> {
    requireRight(actor, 'READ_PLATFORM');
    const { manager } = this.dataSource;
    const { mode, enforcePercentage, version } = await readRollout(manager);
    const before = { mode, enforcePercentage };
    const { after, affected, isGated } = input.organization
      ? await planOne(manager, before, input.organization)
      : await planAll(manager, before, input.rollout ?? { mode });
    const list = `rollout-preview-${hashOf([
      version,
      input.rollout?.mode,
      input.rollout?.enforcePercentage,
      input.rollout?.keepOrganizations,
      input.organization?.organizationId,
      input.organization?.mode,
    ])}`;
    let totals: Promise<PreviewTotals> | undefined;
    return {
      before,
      after,
      version,
      forcedByEnvironment: this.environment === null ? null : this.environment ? 'ENFORCE' : 'LEGACY',
      gatingChanges: [...groupBy(affected, ({ step }) => step)].map(([step, of]) => ({
        ...step,
        organizations: of.length,
      })),
      gate: isGated ? await checkEnforceGate(manager, enforcedAnew(affected)) : null,
      totals: () =>
        (totals ??= this.dataSource.transaction('REPEATABLE READ', (within) => previewTotals(within, affected))),
      organizations: (args) => this.organizations(list, affected, args),
    };
  }

  private async organizations(
    list: string,
    affected: readonly AffectedOrganization[],
    args: PageArguments,
  ): Promise<PreviewedOrganizationPage> {
    const known = await organizationIdsOf(this.dataSource.manager);
    const page = readPage(list, args, (key) => known.isCanonical(key));
    const from = page.after === null ? 0 : await this.countUpTo(page.after, affected);
    const rows = affected.slice(from, from + page.limit + 1);
    const found = await this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const turned = rows.flatMap(({ id, step }) => (turnOf(step) ? [id] : []));
      if (turned.length === 0) return [];
      return (await new OrganizationComparer(await readParitySetup(manager), new Date()).compare(manager, turned))
        .differences;
    });
    const byOrganization = groupBy(found, ({ organizationId }) => organizationId);
    const nodes = rows.map(({ id, step }): PreviewedOrganization => ({
      id,
      step,
      differences: (byOrganization.get(id) ?? []).flatMap((one) => toStep(one, step)),
    }));
    return toConnection(
      list,
      page,
      nodes,
      ({ id }) => id,
      async () => affected.length,
    );
  }

  /** How many of the organizations, which are in order, come up to an id, which may not be one of them any more. */
  private async countUpTo(id: OrganizationId, affected: readonly AffectedOrganization[]): Promise<number> {
    const place = affected.findIndex((one) => one.id === id);
    if (place >= 0) return place + 1;
    const [found]: readonly { count: number }[] = await this.dataSource.query(
      `SELECT count(*)::int AS count FROM unnest($1::organization_ids) AS a (id) WHERE a.id <= $2::organization_id`,
      [idArray(affected.map((one) => one.id)), id],
    );
    return found?.count ?? 0;
  }
}

function toStep(found: FoundDifference, step: GatingStep): readonly PreviewDifference[] {
  const turn = turnOf(step);
  if (!turn) return [];
  const { legacy, entitlement } = found;
  const [before, after] = turn === 'TO_ENTITLEMENTS' ? [legacy, entitlement] : [entitlement, legacy];
  return [{ kind: kindAtTurn(found.kind, turn), before, after, found }];
}

async function planAll(manager: EntityManager, before: Rollout, asked: RolloutChange): Promise<Planned> {
  const change = changeRollout(before, asked);
  return {
    after: change.rollout,
    affected: await gatingChanges(manager, before, change),
    isGated: enforcesMore(before, change.rollout),
  };
}

async function planOne(
  manager: EntityManager,
  before: Rollout,
  { organizationId, mode }: { readonly organizationId: string; readonly mode?: Gating | null | undefined },
): Promise<Planned> {
  const { id } = await requireOrganization(manager, organizationId);
  const own = (await manager.findOneBy(OrganizationRollout, { organizationId: id }))?.mode ?? null;
  const from = gatingOf(id, own, before, null).mode;
  const to = gatingOf(id, mode ?? null, before, null).mode;
  return {
    after: before,
    affected: from === to ? [] : [{ id, step: { from, to } }],
    isGated: to === 'ENFORCE' && from !== 'ENFORCE',
  };
}
