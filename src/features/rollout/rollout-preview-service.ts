import type { DataSource, EntityManager } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import {
  changeRollout,
  enforcesMore,
  gatingOf,
  type EnforceGate,
  type Gating,
  type Rollout,
  type RolloutChange,
} from '../../domain/rollout/gate';
import { kindAtTurn, turnOf, type GatingStep } from '../../domain/parity/gating-step';
import { groupBy } from '../../domain/group-by';
import { hashOf } from '../../domain/hash';
import { readPage, toConnection, type Connection, type PageArguments } from '../../domain/page';
import { OrganizationRollout } from '../../entities/organization-rollout';
import { enforceGate } from '../parity/enforce-gate';
import { OrganizationComparer, type FoundDifference } from '../parity/organization-comparer';
import { readParitySetup } from '../../store/parity-setup';
import { previewTotals, type PreviewTotals } from './preview-totals';
import { readRollout } from '../../store/rollout';
import { enforcedAnew, gatingChanges, type TouchedOrganization } from './touched-organizations';
import { requireOrganization } from '../../store/organizations';

/** A change of the rollout of all, or of one organization's own. */
export interface RolloutPreviewInput {
  readonly rollout?: RolloutChange | null | undefined;
  readonly organization?:
    { readonly organizationId: string; readonly mode?: Gating | null | undefined } | null | undefined;
}

/** What one organization would notice of one module or submodule. */
export interface PreviewDifference {
  /** To the organization, by this change. */
  readonly kind: FoundDifference['kind'];
  readonly before: FoundDifference['legacy'];
  readonly after: FoundDifference['legacy'];
  readonly found: FoundDifference;
}

export interface PreviewedOrganization extends TouchedOrganization {
  readonly differences: readonly PreviewDifference[];
}

export type PreviewedOrganizationPage = Connection<PreviewedOrganization>;

/** What a change would do. */
export interface RolloutPreview {
  readonly before: Rollout;
  readonly after: Rollout;
  /** The rollout's version that it is for. */
  readonly version: number;
  readonly forcedByEnvironment: Gating | null;
  readonly gatingChanges: readonly (GatingStep & { readonly organizations: number })[];
  /** Null where the gate is not asked. */
  readonly gate: EnforceGate | null;
  /** Worked out once, and only where somebody asks. */
  readonly totals: () => Promise<PreviewTotals>;
  readonly organizations: (args: PageArguments) => Promise<PreviewedOrganizationPage>;
}

/** A change as it is asked for: what it makes of the rollout, and whom it touches. */
interface Planned {
  readonly after: Rollout;
  readonly touched: readonly TouchedOrganization[];
  readonly isGated: boolean;
}

/** Tells what a change of gating would do, before it is made. It writes and locks nothing. */
export class RolloutPreviewService {
  constructor(
    private readonly dataSource: DataSource,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
  ) {}

  /** @throws DomainError as the change itself: INVALID_INPUT by field, NOT_FOUND */
  async preview(actor: Actor | null, input: RolloutPreviewInput): Promise<RolloutPreview> {
    requireSuperAdmin(actor);
    const { manager } = this.dataSource;
    const { mode, enforcePercentage, version } = await readRollout(manager);
    const before = { mode, enforcePercentage };
    const { after, touched, isGated } = input.organization
      ? await planOne(manager, before, input.organization)
      : await planAll(manager, before, input.rollout ?? { mode });
    const list = `rollout-preview-${hashOf([version, input.rollout?.mode, input.rollout?.enforcePercentage, input.rollout?.keepOrganizations, input.organization?.organizationId, input.organization?.mode])}`;
    let totals: Promise<PreviewTotals> | undefined;
    return {
      before,
      after,
      version,
      forcedByEnvironment: this.environment === null ? null : this.environment ? 'ENFORCE' : 'LEGACY',
      gatingChanges: [...groupBy(touched, ({ step }) => step)].map(([step, of]) => ({
        ...step,
        organizations: of.length,
      })),
      gate: isGated ? await enforceGate(manager, enforcedAnew(touched)) : null,
      totals: () =>
        (totals ??= this.dataSource.transaction('REPEATABLE READ', (within) => previewTotals(within, touched))),
      organizations: (args) => this.organizations(list, touched, args),
    };
  }

  private async organizations(
    list: string,
    touched: readonly TouchedOrganization[],
    args: PageArguments,
  ): Promise<PreviewedOrganizationPage> {
    const page = readPage(list, args);
    const behind = Number(page.after ?? 0);
    const from = touched.findIndex(({ id }) => id > behind);
    const rows = from < 0 ? [] : touched.slice(from, from + page.limit + 1);
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
      async () => touched.length,
    );
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
    touched: await gatingChanges(manager, before, change),
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
    touched: from === to ? [] : [{ id, step: { from, to } }],
    isGated: to === 'ENFORCE' && from !== 'ENFORCE',
  };
}
