import DataLoader from 'dataloader';
import { type EntityManager, In } from 'typeorm';
import { type Actor, organizationNotFound, requireOrganizationReader, requireSuperAdmin } from '../../domain/actor';
import { nextEnd } from '../../domain/decision/next-end';
import { DomainError } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { hasEnded } from '../../domain/run/run-status';
import type { MigrationRun } from '../../entities/migration-run';
import { Organization } from '../../entities/organization';
import { Bell } from '../../platform/bell';
import { leavable } from '../../platform/leavable';
import type { AccessChanges } from '../../store/access-changes';
import type { Access, AccessReader } from '../../store/access-reader';
import type { RunProgress } from '../../store/run-progress';
import type { MigrationRunsService } from '../migration-runs/migration-runs-service';
import type { OrganizationsService } from '../organizations/organizations-service';
import { type CurrentValue, currentValues } from './current-values';
import type { RunPolls, RunState } from './run-polls';

const MAX_BATCH_SIZE = 500;

/** The loaders of a subscription. They are cleared before each event, which needs current data. */
export interface EventLoaders {
  readonly forgetAll: () => void;
  readonly runProgress: { readonly prime: (run: MigrationRun, progress: RunProgress) => unknown };
}

export interface SubscriptionSources {
  readonly manager: EntityManager;
  readonly organizations: OrganizationsService;
  readonly runs: MigrationRunsService;
  readonly access: AccessReader;
  readonly changes: AccessChanges;
  readonly polls: RunPolls;
  /** Called if an event could not be loaded, which is then retried. */
  readonly onTrouble: (error: unknown) => void;
}

/** Subscriptions. Permissions are checked at the start and again before each event. */
export class SubscriptionsService {
  // Without a cache, but keys of one tick are loaded together: a change of the rollout concerns all subscriptions at
  // once.
  private readonly organizations: DataLoader<OrganizationId, Organization | null>;
  private readonly access: DataLoader<OrganizationId, Access>;

  constructor(private readonly sources: SubscriptionSources) {
    this.organizations = new DataLoader(
      async (ids) => {
        const found = new Map(
          (await sources.manager.findBy(Organization, { id: In([...new Set(ids)]) })).map((organization) => [
            organization.id,
            organization,
          ]),
        );
        return ids.map((id) => found.get(id) ?? null);
      },
      { cache: false, maxBatchSize: MAX_BATCH_SIZE },
    );
    this.access = new DataLoader(
      async (ids) => {
        const access = await sources.access.read(ids);
        return ids.map(() => access);
      },
      { cache: false, maxBatchSize: MAX_BATCH_SIZE },
    );
  }

  /**
   * Yields an organization at once, and whenever its access may have changed, by a change or because a trial or an
   * override has ended.
   * @throws DomainError NOT_FOUND if it does not exist or the actor may not see it
   */
  async entitlementsChanged(
    actor: Actor | null,
    id: string,
    loaders: EventLoaders,
  ): Promise<AsyncIterableIterator<Organization>> {
    const { organizations, changes, onTrouble } = this.sources;
    const organization = await organizations.get(actor, id);
    const load = async () => {
      const current = await this.currentValue(actor, organization.id);
      loaders.forgetAll();
      return current;
    };
    return leavable((left) =>
      currentValues({ listen: (ring) => changes.listen(organization.id, ring), load, onTrouble }, left),
    );
  }

  /**
   * Yields a run with its progress at once, whenever it has changed, and a last time when it has ended.
   * @throws DomainError FORBIDDEN for all but super admins; NOT_FOUND if the run does not exist
   */
  async migrationRunProgress(
    actor: Actor | null,
    id: string,
    loaders: EventLoaders,
  ): Promise<AsyncIterableIterator<MigrationRun>> {
    requireSuperAdmin(actor);
    const run = await this.sources.runs.find(actor, id);
    if (!run) throw runNotFound(id);
    return leavable(
      async function* (this: SubscriptionsService, left: AbortSignal) {
        for await (const { run: seen, progress } of this.runStates(run.id, left)) {
          loaders.forgetAll();
          loaders.runProgress.prime(seen, progress);
          yield seen;
        }
      }.bind(this),
    );
  }

  private async currentValue(actor: Actor | null, organizationId: OrganizationId): Promise<CurrentValue<Organization>> {
    requireOrganizationReader(actor, organizationId);
    const [value, access] = await Promise.all([
      this.organizations.load(organizationId),
      this.access.load(organizationId),
    ]);
    if (!value) throw organizationNotFound(organizationId);
    const known = access.organization(organizationId);
    return { value, changesAt: known.found ? nextEnd(known.facts, new Date()) : null };
  }

  private async *runStates(runId: number, left: AbortSignal): AsyncGenerator<RunState, void, undefined> {
    const bell = new Bell();
    const { latest, stop } = this.sources.polls.follow(runId, bell.ring);
    const letGo = () => {
      stop();
      bell.ring();
    };
    left.addEventListener('abort', letGo, { once: true });
    try {
      let lastFingerprint: string | null = null;
      while (!left.aborted) {
        bell.reset();
        const state = latest();
        if (state === null) throw runNotFound(String(runId));
        if (state && state.fingerprint !== lastFingerprint) {
          lastFingerprint = state.fingerprint;
          yield state;
          if (hasEnded(state.run.status)) return;
        }
        await bell.wait();
      }
    } finally {
      left.removeEventListener('abort', letGo);
      letGo();
    }
  }
}

function runNotFound(id: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no run ${id}.`, { runId: id });
}
