import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { readKeysetPage } from '../../database/keyset-page';
import { type Actor } from '../../domain/actor';
import { DomainError, invalidInput } from '../../domain/errors';
import { type Connection, type PageArguments, readId, requirePageSize } from '../../domain/page';
import { readReason } from '../../domain/reason';
import { requireRight } from '../../domain/rights';
import { requireJournal } from '../../domain/run/journal';
import { hasEnded, nextStatus, type RunKind, type RunMode, type RunStatus } from '../../domain/run/run-status';
import { sayTime } from '../../domain/say';
import { MigrationRun } from '../../entities/migration-run';
import type { NamedMapping } from '../../store/active-mapping';
import { lockSetup } from '../../store/advisory-locks';
import { appendPlatformEvent } from '../../store/append-events';
import { wakeWorkers } from '../../store/channels';
import { answerOnce, type IdempotentRequest, readIdempotent } from '../../store/idempotent-requests';
import { requireLegacyColumn } from '../../store/legacy-column';
import { asOnlyLiveRun, refuseWhileLive } from '../../store/live-run';
import { loadRollbackProgress, type RollbackProgress } from '../../store/rollback-progress';
import { loadProgress } from '../../store/run-progress';
import { type JournalFilter, type JournalPage, readJournal } from './read-journal';
import { readChangeInput, type StartChangeInput, startChangeParts } from './start/change-input';
import { startChange } from './start/start-change';
import { readStartInput, type StartRunInput } from './start/start-input';
import { startRollback } from './start/start-rollback';
import { NOTHING_TO_MIGRATE, startRun, startRunParts } from './start/start-run';
import { changeThrottle, type ThrottleChange, throttleInput } from './start/throttle-input';
import { type RunFlag, type RunModule, summarizeModules, summarizeUnmappedFlags } from './summarize-run';
import { endRun, lockRun } from './work/run-life';

export type MigrationRunPage = Connection<MigrationRun>;

export interface RunFilter extends PageArguments {
  readonly kind?: RunKind | null | undefined;
  readonly mode?: RunMode | null | undefined;
  readonly status?: RunStatus | null | undefined;
}

export interface RunActionInput {
  readonly id: string;
  readonly reason: string;
}

export interface RollBackRunInput extends RunActionInput {
  readonly acknowledgeLostAccess?: boolean | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

export interface ThrottleRunInput extends RunActionInput {
  readonly throttle: ThrottleChange;
}

/** Starts and steers migration runs, and reads what they did. Asks for the actor's right. */
export class MigrationRunsService {
  /** @param environment `ENABLE_ENTITLEMENTS_GATING` */
  constructor(
    private readonly dataSource: DataSource,
    private readonly environment: boolean | null,
  ) {}

  /** @throws DomainError CONFLICT, naming the run, if a run that writes is live */
  refuseIfLive(): Promise<void> {
    return refuseWhileLive(this.dataSource.manager);
  }

  /**
   * Starts a run, which workers carry out.
   * @param trial a mapping to try in a dry run, instead of the active one
   * @returns the run, QUEUED; for a repeated idempotency key, the run that was started first
   * @throws DomainError CONFLICT, naming the live run, if another run that writes is live; and as `startRun` does
   */
  async start(actor: Actor | null, input: StartRunInput, trial: NamedMapping | null = null): Promise<MigrationRun> {
    const admin = requireRight(actor, 'MANAGE_RUNS');
    const request = readStartInput(input);
    if (trial && request.mode === 'EXECUTE')
      throw new DomainError('INVALID_INPUT', 'Executing uses the active mapping: load the file first.');
    const asked = readIdempotent(admin, input.idempotencyKey, [
      ...startRunParts(request),
      trial?.mapping.hash() ?? null,
    ]);
    return this.create(asked, (manager) => startRun(manager, admin, request, trial));
  }

  /**
   * Starts a change run, which workers carry out as they do a migration.
   * @returns the run, QUEUED; for a repeated idempotency key, the run that was started first
   * @throws DomainError CONFLICT, naming the live run, if another run that writes is live; and as `startChange` does
   */
  async startChange(actor: Actor | null, input: StartChangeInput): Promise<MigrationRun> {
    const admin = requireRight(actor, 'MANAGE_RUNS');
    const request = readChangeInput(input);
    const asked = readIdempotent(admin, input.idempotencyKey, startChangeParts(request));
    return this.create(asked, (manager) => startChange(manager, admin, request, this.environment));
  }

  private create(
    asked: IdempotentRequest | null,
    start: (manager: EntityManager) => Promise<MigrationRun>,
  ): Promise<MigrationRun> {
    return asOnlyLiveRun(this.dataSource.manager, async (manager) => {
      await lockSetup(manager);
      return answerOnce(manager, asked, {
        work: async () => {
          const run = await start(manager);
          await wakeWorkers(manager);
          return { result: run, answer: answerOf(run) };
        },
        replay: (answer) => findAnsweredRun(manager, answer),
      });
    });
  }

  pause(actor: Actor | null, input: RunActionInput): Promise<MigrationRun> {
    return this.steer(actor, input, 'pause');
  }

  cancel(actor: Actor | null, input: RunActionInput): Promise<MigrationRun> {
    return this.steer(actor, input, 'cancel');
  }

  /**
   * Resumes a run. Resuming a FAILED run accepts its failures so far: only later ones count against the error budget.
   */
  resume(actor: Actor | null, input: RunActionInput): Promise<MigrationRun> {
    return this.steer(actor, input, 'resume');
  }

  /**
   * Starts the rollback of an execution, which workers carry out.
   * @throws DomainError CONFLICT, naming the live run, if another run that writes is live, or if the rows of the run
   * were removed by a reset or an import; and as `startRollback` does
   */
  async rollBack(actor: Actor | null, input: RollBackRunInput): Promise<MigrationRun> {
    const admin = requireRight(actor, 'MANAGE_RUNS');
    const reason = readReason(input.reason);
    const acknowledgeLostAccess = input.acknowledgeLostAccess === true;
    const asked = readIdempotent(admin, input.idempotencyKey, ['rollBack', input.id, reason, acknowledgeLostAccess]);
    return this.change(input.id, async (manager, run) =>
      answerOnce(manager, asked, {
        work: async () => {
          refuseReset(run);
          const { environment } = this;
          const started = await startRollback(manager, admin, run, { reason, acknowledgeLostAccess, environment });
          await wakeWorkers(manager);
          return { result: started, answer: answerOf(run) };
        },
        replay: async () => run,
      }),
    );
  }

  /** The progress of a run's rollback. @throws if none was started */
  async rollbackProgress(run: MigrationRun): Promise<RollbackProgress> {
    const progress = await loadRollbackProgress(this.dataSource.manager, run);
    if (!progress) throw new Error(`run ${run.id} has no rollback`);
    return progress;
  }

  /** Changes the limits of a run. Its workers apply them from their next batch on. */
  async throttle(actor: Actor | null, input: ThrottleRunInput): Promise<MigrationRun> {
    const admin = requireRight(actor, 'MANAGE_RUNS');
    const limits = throttleInput.safeParse(input.throttle);
    if (!limits.success) {
      throw invalidInput(
        limits.error.issues.map(({ path, message }) => ({ field: ['input', 'throttle', ...path].join('.'), message })),
      );
    }
    const reason = readReason(input.reason);
    return this.change(input.id, async (manager, run) => {
      if (hasEnded(run.status) && run.status !== 'FAILED') {
        throw new DomainError('INVALID_TRANSITION', `Run ${run.id} is ${run.status}: there is nothing left to limit.`, {
          runId: String(run.id),
          status: run.status,
        });
      }
      Object.assign(run, changeThrottle(run, limits.data));
      await appendPlatformEvent(manager, {
        eventType: 'migration_run_throttled',
        actor: admin,
        reason,
        payload: { runId: String(run.id), ...changeThrottle(run, {}) },
      });
      return manager.save(run);
    });
  }

  async find(actor: Actor | null, id: string): Promise<MigrationRun | null> {
    requireRight(actor, 'READ_PLATFORM');
    const number = readId(id);
    return number === undefined ? null : this.dataSource.manager.findOneBy(MigrationRun, { id: number });
  }

  /** All runs, newest first. */
  async list(actor: Actor | null, filter: RunFilter): Promise<MigrationRunPage> {
    requireRight(actor, 'READ_PLATFORM');
    const query = this.dataSource.manager.createQueryBuilder(MigrationRun, 'r');
    if (filter.kind) query.andWhere('r.kind = :kind', { kind: filter.kind });
    if (filter.mode) query.andWhere('r.mode = :mode', { mode: filter.mode });
    if (filter.status) query.andWhere('r.status = :status', { status: filter.status });
    return readKeysetPage(query, filter, { list: 'run', column: 'r.id', order: 'DESC', keyOf: ({ id }) => id });
  }

  /** The journal of a run, ordered by organization id. */
  async journal(actor: Actor | null, run: MigrationRun, filter: JournalFilter): Promise<JournalPage> {
    requireRight(actor, 'READ_PLATFORM');
    return readJournal(this.dataSource.manager, run, filter);
  }

  /** What a run changes, by module. */
  async modules(actor: Actor | null, { id }: MigrationRun): Promise<readonly RunModule[]> {
    requireRight(actor, 'READ_PLATFORM');
    return summarizeModules(this.dataSource.manager, id);
  }

  /** Flags of a run's organizations that no rule matches, most used first. @param first how many to return */
  async unmappedFlags(actor: Actor | null, { id }: MigrationRun, first: number): Promise<readonly RunFlag[]> {
    requireRight(actor, 'READ_PLATFORM');
    requirePageSize(first);
    return summarizeUnmappedFlags(this.dataSource.manager, id, first);
  }

  private async steer(
    actor: Actor | null,
    input: RunActionInput,
    action: 'pause' | 'resume' | 'cancel',
  ): Promise<MigrationRun> {
    const admin = requireRight(actor, 'MANAGE_RUNS');
    const reason = readReason(input.reason);
    return this.change(input.id, async (manager, run) => {
      const { id } = run;
      if (action === 'resume') {
        refuseReset(run);
        requireJournal(run, `Run ${id} cannot be resumed`);
        await lockSetup(manager);
        if (run.kind === 'MIGRATION') await requireLegacyColumn(manager, NOTHING_TO_MIGRATE);
      }
      if (run.mode === 'EXECUTE') {
        await appendPlatformEvent(manager, {
          eventType: `migration_run_${PAST[action]}`,
          actor: admin,
          reason,
          payload: { runId: String(id), from: run.status },
        });
      }
      if (action === 'cancel') {
        await endRun(manager, run, 'cancel', null);
        return run;
      }
      if (action === 'resume' && run.status === 'FAILED') {
        run.toleratedFailures = (await loadProgress(manager, [run])).get(id)?.counts.failed ?? 0;
        run.error = null;
        run.finishedAt = null;
      }
      run.status = nextStatus(run, action);
      if (action === 'resume') await wakeWorkers(manager);
      return manager.save(run);
    });
  }

  /** Locks a run and changes it, in a transaction. @throws DomainError NOT_FOUND */
  private async change(
    runId: string,
    work: (manager: EntityManager, run: MigrationRun) => Promise<MigrationRun>,
  ): Promise<MigrationRun> {
    const id = readId(runId);
    return asOnlyLiveRun(this.dataSource.manager, async (manager) => {
      if (id === undefined || !(await manager.existsBy(MigrationRun, { id })))
        throw new DomainError('NOT_FOUND', `There is no run ${runId}.`, { runId });
      return work(manager, await lockRun(manager, id));
    });
  }
}

const answeredRun = z.object({ runId: z.string() });

function answerOf({ id }: MigrationRun): string {
  return JSON.stringify({ runId: String(id) });
}

function findAnsweredRun(manager: EntityManager, answer: unknown): Promise<MigrationRun> {
  return manager.findOneByOrFail(MigrationRun, { id: Number(answeredRun.parse(answer).runId) });
}

/** @throws DomainError CONFLICT if the rows of the run were removed: resuming or rolling it back would be incomplete */
function refuseReset({ id, resetAt }: Pick<MigrationRun, 'id' | 'resetAt'>): void {
  if (resetAt === null) return;
  throw new DomainError(
    'CONFLICT',
    `The entitlements were reset or replaced by a snapshot since run ${id} (${sayTime(resetAt)}): ` +
      'the rows that it wrote are gone. Start another run.',
    { runId: String(id), resetAt: resetAt.toISOString() },
  );
}

const PAST = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const;
