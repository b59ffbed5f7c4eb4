import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '../../domain/actor';
import { DomainError } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { type Assignment, sayPackage } from '../../domain/package/package';
import { isMade } from '../../domain/run/plan-changes';
import type { AccessReader } from '../../store/access-reader';
import { type HeldOrganization, holdOrganization } from '../../store/hold-organization';
import { lockEntitlementRows } from '../../store/lock-entitlement-rows';
import { holdAssignments } from './assignments';
import { findDefaults } from './defaults';
import { previewPackages } from './package-effects';
import { appendPackageEvent, type PackageEvent } from './package-events';
import { planHeld, writePackages } from './settle-packages';
import { asPublished } from './versions';

/** Who carries out what is due, in events: no person. */
const WORKER: Actor = { id: 'portcullis', role: 'SUPER_ADMIN', organizationId: null };

/** How many organizations are looked for at once. */
const AT_ONCE = 200;
/** After a failure, an organization is tried again after this time, so that it keeps no others waiting. */
const AGAIN_AFTER = `interval '1 minute'`;
/** How often to look for new organizations; seldomer where looking takes long, so that it costs a hundredth at most. */
const LOOK_MS = 5_000;
const LOOK_SHARE = 100;

export interface CarryOutOptions {
  /** Drops what is cached of an organization. @default nothing is cached */
  readonly access?: Pick<AccessReader, 'change'> | undefined;
  /** `ENABLE_ENTITLEMENTS_GATING`. */
  readonly environment: boolean | null;
  /** Called for each organization that could not be brought to what its packages give. */
  readonly onError: (error: unknown) => void;
}

/** Carries out what packages of organizations begin, end or give by date, and gives new organizations the defaults. */
export class PackageWorker {
  private lookAt = -Infinity;

  constructor(
    private readonly dataSource: DataSource,
    private readonly options: CarryOutOptions,
  ) {}

  /** Does what is due now. @returns false if there was nothing to do */
  async work(): Promise<boolean> {
    const due: readonly { id: OrganizationId }[] = await this.dataSource.query(
      `SELECT org_id::text AS id FROM organization_packages WHERE due_at <= now()
       GROUP BY org_id ORDER BY min(due_at), org_id LIMIT ${AT_ONCE}`,
    );
    for (const { id } of due) await this.each(id, (manager) => carryOut(manager, id, this.options.environment));
    if (due.length === AT_ONCE) return true;
    return (await this.welcome()) || due.length > 0;
  }

  /** Gives the default packages to organizations that appeared since they were looked for. */
  private async welcome(): Promise<boolean> {
    const began = performance.now();
    if (began < this.lookAt) return false;
    const fresh: readonly { id: OrganizationId }[] = await this.dataSource.query(
      `SELECT o.id::text AS id FROM organizations o
       WHERE EXISTS (SELECT 1 FROM default_packages)
         AND NOT EXISTS (SELECT 1 FROM seen_organizations s WHERE s.org_id = o.id)
       ORDER BY o.id LIMIT ${AT_ONCE}`,
    );
    this.lookAt = performance.now() + Math.max(LOOK_MS, LOOK_SHARE * (performance.now() - began));
    for (const { id } of fresh) await this.each(id, (manager) => welcome(manager, id, this.options.environment));
    if (fresh.length === AT_ONCE) this.lookAt = -Infinity;
    return fresh.length === AT_ONCE;
  }

  private async each(id: OrganizationId, work: (manager: EntityManager) => Promise<void>): Promise<void> {
    const { access, onError } = this.options;
    const change = () => this.dataSource.transaction(work);
    try {
      await (access ? access.change([id], change) : change());
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') {
        // The organization was deleted.
        await this.dataSource.query('DELETE FROM organization_packages WHERE org_id = $1', [id]);
        return;
      }
      onError(error);
      await this.dataSource.query(
        `UPDATE organization_packages SET due_at = now() + ${AGAIN_AFTER} WHERE org_id = $1 AND due_at <= now()`,
        [id],
      );
    }
  }
}

/** Brings an organization to what its packages give now, unless another process has done it meanwhile. */
async function carryOut(manager: EntityManager, id: OrganizationId, environment: boolean | null): Promise<void> {
  const held = await hold(manager, id, environment);
  const [still]: readonly { due: boolean }[] = await manager.query(
    'SELECT EXISTS (SELECT 1 FROM organization_packages WHERE org_id = $1 AND due_at <= now()) AS due',
    [id],
  );
  if (!still?.due) return;
  const at = new Date();
  const before = await holdAssignments(manager, id);
  const after = before.filter(({ endsAt }) => endsAt === null || endsAt > at);
  await write(manager, held, { eventType: 'packages_carried_out', before, after, at, reason: sayDue(before, after) });
}

/** Gives a new organization the default packages, unless it has packages already. */
async function welcome(manager: EntityManager, id: OrganizationId, environment: boolean | null): Promise<void> {
  const held = await hold(manager, id, environment);
  const seen: readonly unknown[] = await manager.query(
    'INSERT INTO seen_organizations (org_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING 1',
    [id],
  );
  const before = await holdAssignments(manager, id);
  if (seen.length === 0 || before.length > 0) return;
  const at = new Date();
  const reason = 'The organization appeared for the first time';
  const after = (await findDefaults(manager)).map((stored): Assignment => ({
    package: asPublished(stored),
    startsAt: at,
    endsAt: null,
    assignedBy: WORKER.id,
    reason,
    assignedAt: at,
  }));
  await write(manager, held, { eventType: 'organization_seen', before, after, at, reason });
}

async function hold(manager: EntityManager, id: OrganizationId, environment: boolean | null) {
  await lockEntitlementRows(manager, [id]);
  return holdOrganization(manager, id, { expectedVersion: null, environment });
}

interface Work extends Pick<PackageEvent, 'eventType' | 'before' | 'after' | 'reason'> {
  readonly at: Date;
}

async function write(manager: EntityManager, held: HeldOrganization, { at, ...told }: Work): Promise<void> {
  const wanted = { before: told.before, assignments: told.after, at, handOver: false };
  const changes = planHeld(held, wanted);
  await writePackages(manager, held, wanted, changes);
  // A trial that ends beside nothing else changes no row: the row says itself when it ends.
  if (told.before.length === told.after.length && !changes.some(isMade)) return;
  const { organization, taxonomy, facts } = held;
  await appendPackageEvent(manager, {
    ...told,
    organizationId: organization.id,
    actor: WORKER,
    gating: facts.gating.mode,
    handedOver: false,
    effects: previewPackages({ taxonomy, facts, at }, changes),
    changes,
    idempotencyKey: null,
  });
}

function sayDue(before: readonly Assignment[], after: readonly Assignment[]): string {
  const ended = before.filter((one) => !after.includes(one)).map((one) => sayPackage(one.package));
  if (ended.length > 0) return `The end of ${ended.join(', ')} by date`;
  return `What ${after.map((one) => sayPackage(one.package)).join(', ')} gives by now`;
}
