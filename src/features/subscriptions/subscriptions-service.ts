import { type EntityManager, In } from 'typeorm';
import { type Actor, organizationNotFound, requireActor } from '../../domain/actor';
import { nextEnd } from '../../domain/decision/next-end';
import { DomainError } from '../../domain/errors';
import type { OrganizationId } from '../../domain/organization-id';
import { requireOrganizationReader, requireRight } from '../../domain/rights';
import { hasEnded } from '../../domain/run/run-status';
import type { MigrationRun } from '../../entities/migration-run';
import { Organization } from '../../entities/organization';
import { BatchedReads } from '../../platform/batched-reads';
import { Bell } from '../../platform/bell';
import { leavable } from '../../platform/leavable';
import type { Access } from '../../store/access';
import type { AccessChanges } from '../../store/access-changes';
import type { AccessReader } from '../../store/access-reader';
import { requireOrganizationId } from '../../store/organizations';
import type { RunProgress } from '../../store/run-progress';
import type { MigrationRunsService } from '../migration-runs/migration-runs-service';
import { currentValues } from './current-values';
import type { RunPolls, RunState } from './run-polls';

/** Organizations that are read by one statement. */
const MAX_BATCH_SIZE = 500;
/** Few, so that connections are left for requests while all subscriptions are told of something. */
const BATCHES_AT_ONCE = 2;

/** An organization as it was read for an event; null if it does not exist. */
interface Read {
  readonly organization: Organization | null;
  readonly access: Access;
}

/** The loaders of a subscription. They are cleared before each event, which needs current data, and after it. */
export interface EventLoaders {
  readonly forgetAll: () => void;
  readonly access: { readonly prime: (id: OrganizationId, access: Access) => unknown };
  readonly runProgress: { readonly prime: (run: MigrationRun, progress: RunProgress) => unknown };
}

export interface SubscriptionSources {
  readonly manager: EntityManager;
  readonly runs: MigrationRunsService;
  readonly access: AccessReader;
  readonly changes: AccessChanges;
  readonly polls: RunPolls;
  /** Called if an event could not be loaded, which is then retried. */
  readonly onTrouble: (error: unknown) => void;
}

/** Subscriptions. Permissions are checked at the start and again before each event. */
export class SubscriptionsService {
  // A change of the rollout concerns all subscriptions at once.
  private readonly reads: BatchedReads<OrganizationId, Read>;

  constructor(private readonly sources: SubscriptionSources) {
    this.reads = new BatchedReads(
      async (ids) => {
        const [organizations, access] = await Promise.all([
          sources.manager.findBy(Organization, { id: In([...ids]) }),
          sources.access.read(ids),
        ]);
        const found = new Map(organizations.map((organization) => [organization.id, organization]));
        return (id) => ({ organization: found.get(id) ?? null, access });
      },
      { size: MAX_BATCH_SIZE, atOnce: BATCHES_AT_ONCE },
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
    const { manager, changes, onTrouble } = this.sources;
    requireActor(actor);
    const known = await requireOrganizationId(manager, id);
    await this.read(actor, known);
    const load = async () => {
      const { organization, access } = await this.read(actor, known);
      loaders.forgetAll();
      loaders.access.prime(known, access);
      const found = access.organization(known);
      return { value: organization, changesAt: found.found ? nextEnd(found.facts, new Date()) : null };
    };
    return leavable((left) =>
      currentValues(
        { listen: (ring) => changes.listen(known, ring), load, onTrouble, onSent: loaders.forgetAll },
        left,
      ),
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
    requireRight(actor, 'READ_PLATFORM');
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

  /** @throws DomainError NOT_FOUND if it does not exist or the actor may not see it */
  private async read(actor: Actor | null, id: OrganizationId) {
    requireOrganizationReader(actor, id);
    const { organization, access } = await this.reads.load(id);
    if (!organization) throw organizationNotFound(id);
    return { organization, access };
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
