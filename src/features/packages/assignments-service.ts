import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import { refuseShorterAccess } from '../../domain/decision/change-warning';
import { requireLength } from '../../domain/list-limit';
import type { OrganizationId } from '../../domain/organization-id';
import { type AskedPackage, changeAssignments, type Published } from '../../domain/package/change-assignments';
import { type Assignment, sayPackage } from '../../domain/package/package';
import { planPackages } from '../../domain/package/plan-packages';
import { readReason } from '../../domain/reason';
import { hasRightFor, requireRight } from '../../domain/rights';
import { type Change, isMade } from '../../domain/run/plan-changes';
import type { Organization } from '../../entities/organization';
import type { AccessReader } from '../../store/access-reader';
import { type HeldOrganization, holdOrganization } from '../../store/hold-organization';
import { answerOnce, readIdempotent } from '../../store/idempotent-requests';
import type { KeptFacts } from '../../store/kept-facts';
import { lockEntitlementRows } from '../../store/lock-entitlement-rows';
import { requireOrganization, requireOrganizationId } from '../../store/organizations';
import { findAssignments } from './assignments';
import { readKeptPackages, writeKeptPackages } from './kept-packages';
import { type KeptRow, keptRows, type PackageEffect, previewPackages } from './package-effects';
import { appendPackageEvent } from './package-events';
import { planHeld, type WantedPackages, writePackages } from './settle-packages';
import { asPublished, findNewest, findVersions } from './versions';

/** The maximum number of packages in one request. */
const MAX_PACKAGES = 100;

interface ChangeInput {
  readonly organizationId: string;
  /** Omit it to accept any version. */
  readonly expectedVersion?: number | null | undefined;
  readonly reason: string;
  readonly dryRun?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface AssignInput extends ChangeInput {
  readonly packages: readonly AskedPackage[];
  /** The keys of packages that end with it, such as the smaller one that a larger one replaces. */
  readonly ends?: readonly string[] | null | undefined;
  readonly handOver?: boolean | null | undefined;
  readonly acknowledgeShorterAccess?: boolean | null | undefined;
}

export interface EndPackagesInput extends ChangeInput {
  readonly keys: readonly string[];
}

export interface AssignedPackages {
  readonly organization: Organization;
  readonly dryRun: boolean;
  readonly packages: readonly Assignment[];
  readonly changes: readonly PackageEffect[];
  readonly kept: readonly KeptRow[];
}

/** The packages of organizations. */
export class AssignmentsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly access: Pick<AccessReader, 'change'>,
    /** `ENABLE_ENTITLEMENTS_GATING`. */
    private readonly environment: boolean | null,
  ) {}

  /**
   * Gives packages to one organization, moves them to other versions or dates, and ends packages: all of it or nothing,
   * with one event. A dry run writes nothing.
   * @throws DomainError INVALID_INPUT by field, and for what would end before what the organization has, unless that is
   * acknowledged; CONFLICT if the version is not the expected one, the idempotency key was used with other input, or a
   * run has changed the rows meanwhile
   */
  async assign(actor: Actor | null, input: AssignInput): Promise<AssignedPackages> {
    requireLength('input.packages', input.packages, MAX_PACKAGES);
    requireLength('input.ends', input.ends, MAX_PACKAGES);
    return this.change(actor, input, 'assignPackages');
  }

  /**
   * Ends packages of one organization at once, with one event: what they alone gave is over. A dry run writes nothing.
   * @throws DomainError INVALID_INPUT for each package that the organization does not have; CONFLICT as for `assign`
   */
  async end(actor: Actor | null, { keys, ...input }: EndPackagesInput): Promise<AssignedPackages> {
    requireLength('input.keys', keys, MAX_PACKAGES);
    // Whoever takes away has said so.
    const asked = { ...input, packages: [], ends: keys, acknowledgeShorterAccess: true };
    return this.change(actor, asked, 'endPackages');
  }

  /** What only those may read who may read the history of an organization; null for all others. */
  forHistory(actor: Actor | null, organizationId: OrganizationId, text: string): string | null {
    return actor && hasRightFor(actor, 'READ_HISTORY', organizationId) ? text : null;
  }

  private async change(actor: Actor | null, input: AssignInput, operation: string): Promise<AssignedPackages> {
    const admin = requireRight(actor, 'ASSIGN_PACKAGES');
    const reason = readReason(input.reason);
    const id = await requireOrganizationId(this.dataSource.manager, input.organizationId);
    const dryRun = input.dryRun ?? false;
    const handOver = input.handOver ?? false;
    const { expectedVersion = null, packages } = input;
    const ends = input.ends ?? [];
    const asked = readIdempotent(admin, dryRun ? null : input.idempotencyKey, [
      operation,
      id,
      expectedVersion,
      reason,
      packages.map(({ key, version, startsAt, endsAt }) => [key, version ?? null, startsAt ?? null, endsAt]),
      ends,
      handOver,
    ]);
    const work = async (manager: EntityManager) => {
      await lockEntitlementRows(manager, [id]);
      const held = await holdOrganization(manager, id, { expectedVersion, environment: this.environment });
      const current = (await findAssignments(manager, [id])).get(id) ?? [];
      const at = new Date();
      const assignments = changeAssignments(current, { packages, ends }, await readPublished(manager, packages), {
        at,
        actorId: admin.id,
        reason,
      });
      const wanted = { assignments, at, handOver };
      const plan = planHeld(held, wanted);
      const result = answer(held.organization, dryRun, { ...held, at }, wanted, plan);
      if (dryRun) return { result, answer: '' };
      refuseShorterAccess(result.changes, input, () => 'input.packages');
      if (isChanged(current, assignments) || plan.some(isMade)) {
        await writePackages(manager, held, wanted, plan);
        await appendPackageEvent(manager, {
          eventType: 'packages_changed',
          organizationId: id,
          actor: admin,
          reason,
          gating: held.facts.gating.mode,
          before: current,
          after: assignments,
          handedOver: handOver,
          effects: result.changes,
          changes: plan,
          idempotencyKey: asked?.key ?? null,
        });
      }
      return { result, answer: writeKeptPackages({ ...keptFacts(held, at), ...wanted }) };
    };
    const replay = async (manager: EntityManager, kept: unknown) => {
      const { assignments, handOver: handedOver, ...facts } = readKeptPackages(kept);
      const wanted = { assignments, at: facts.at, handOver: handedOver };
      const plan = planPackages(assignments, facts.facts.stored, facts.taxonomy, wanted);
      return answer(await requireOrganization(manager, id), false, facts, wanted, plan);
    };
    return this.access.change(dryRun ? [] : [id], () =>
      this.dataSource.transaction((manager) =>
        answerOnce(manager, asked, { work: () => work(manager), replay: (kept) => replay(manager, kept) }),
      ),
    );
  }
}

function answer(
  organization: Organization,
  dryRun: boolean,
  facts: KeptFacts,
  { assignments }: WantedPackages,
  plan: readonly Change[],
): AssignedPackages {
  const changes = previewPackages(facts, plan);
  return { organization, dryRun, packages: assignments, changes, kept: keptRows(plan) };
}

function keptFacts({ taxonomy, facts }: HeldOrganization, at: Date): KeptFacts {
  return { taxonomy, facts, at };
}

async function readPublished(manager: EntityManager, asked: readonly AskedPackage[]): Promise<Published> {
  const keys = new Set(asked.map(({ key }) => key));
  const named = asked.flatMap(({ key, version = null }) => (version === null ? [] : [{ key, version }]));
  const newest = await findNewest(manager);
  return {
    newest: new Map(newest.map((stored) => [stored.key, keys.has(stored.key) ? asPublished(stored) : stored] as const)),
    versions: await findVersions(
      manager,
      named.filter(({ version }) => isVersion(version)),
    ),
  };
}

/** What no version can be is not looked for: the database would refuse it. */
function isVersion(version: number): boolean {
  return version >= 1 && version <= 2_147_483_647;
}

function isChanged(before: readonly Assignment[], after: readonly Assignment[]): boolean {
  const text = (all: readonly Assignment[]) =>
    JSON.stringify(all.map((one) => [sayPackage(one.package), one.startsAt, one.endsAt]).sort());
  return text(before) !== text(after);
}
