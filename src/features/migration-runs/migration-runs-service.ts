import type { DataSource, EntityManager } from 'typeorm';
import { requireSuperAdmin, type Actor } from '../../domain/actor';
import { DomainError, invalidInput } from '../../domain/errors';
import { hashOf } from '../../domain/hash';
import { readId, requirePageSize, type Connection, type PageArguments } from '../../domain/page';
import type { ChangeAction } from '../../domain/run/plan-changes';
import {
  hasEnded,
  nextStatus,
  type Outcome,
  type RollbackOutcome,
  type RunMode,
  type RunStatus,
} from '../../domain/run/run-status';
import { sayTime } from '../../domain/say';
import { MigrationRun } from '../../entities/migration-run';
import { MigrationRunOrganization } from '../../entities/migration-run-organization';
import { Organization } from '../../entities/organization';
import { readKeysetPage } from '../../database/keyset-page';
import { requireLegacyColumn } from '../../store/legacy-column';
import { appendPlatformEvent } from '../../store/append-events';
import type { NamedMapping } from '../../store/active-mapping';
import { findAnswer, keepAnswer, readIdempotencyKey } from '../../store/idempotent-requests';
import { lockSetup } from '../../store/advisory-locks';
import { searchOrganizations } from '../../store/search-organizations';
import { readStartInput, type StartRunRequest } from './start/read-start-input';
import { loadRollbackProgress, type RollbackProgress } from '../../store/rollback-progress';
import { loadProgress } from '../../store/run-progress';
import { endRun, lockRun } from './work/run-life';
import { startRollback } from './start/start-rollback';
import { NOTHING_TO_TAKE_OVER, startRun, type StartRunInput } from './start/start-run';
import { summarizeModules, summarizeUnmappedFlags, type RunFlag, type RunModule } from './summarize-run';
import { changeThrottle, throttleInput, type ThrottleChange } from './start/throttle-input';
import { refuseWhileLive, asOnlyLiveRun } from '../../store/live-run';
import { wakeWorkers } from '../../store/channels';

export type MigrationRunPage = Connection<MigrationRun>;
export type JournalPage = Connection<MigrationRunOrganization>;

export interface RunFilter extends PageArguments {
  readonly mode?: RunMode | null | undefined;
  readonly status?: RunStatus | null | undefined;
}

export interface JournalFilter extends PageArguments {
  readonly outcome?: Outcome | null | undefined;
  readonly search?: string | null | undefined;
  readonly action?: ChangeAction | null | undefined;
  readonly moduleKey?: string | null | undefined;
  readonly rollback?: RollbackOutcome | null | undefined;
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

/** Migration runs: starting and steering them, and what they did. Operators' work. */
export class MigrationRunsService {
  /** @param environment `ENABLE_ENTITLEMENTS_GATING` */
  constructor(
    private readonly dataSource: DataSource,
    private readonly environment: boolean | null,
  ) {}

  /** `start`, for the API's input: rights come before what is asked. */
  async request(actor: Actor | null, input: StartRunRequest): Promise<MigrationRun> {
    requireSuperAdmin(actor);
    return this.start(actor, readStartInput(input));
  }

  /** @throws DomainError CONFLICT naming it where a run that writes is live. */
  refuseIfLive(): Promise<void> {
    return refuseWhileLive(this.dataSource.manager);
  }

  /**
   * Starts a run; workers carry it out. See `startRun` for what refuses it.
   * @param trial a mapping to try in a dry run, instead of the active one
   * @throws DomainError CONFLICT naming the live run where another one that writes is live
   */
  async start(actor: Actor | null, input: StartRunInput, trial: NamedMapping | null = null): Promise<MigrationRun> {
    const admin = requireSuperAdmin(actor);
    if (trial && input.mode === 'EXECUTE')
      throw new DomainError('INVALID_INPUT', 'Executing takes the active mapping: load the file first.');
    return asOnlyLiveRun(this.dataSource.manager, async (manager) => {
      const run = await startRun(manager, admin, input, trial);
      await wakeWorkers(manager);
      return run;
    });
  }

  pause(actor: Actor | null, input: RunActionInput): Promise<MigrationRun> {
    return this.steer(actor, input, 'pause');
  }

  cancel(actor: Actor | null, input: RunActionInput): Promise<MigrationRun> {
    return this.steer(actor, input, 'cancel');
  }

  /** Resuming a FAILED run accepts its failures so far: the error budget counts from here. */
  resume(actor: Actor | null, input: RunActionInput): Promise<MigrationRun> {
    return this.steer(actor, input, 'resume');
  }

  /**
   * Begins to roll an execution back; workers carry it out. See `startRollback` for what refuses it.
   * @throws DomainError CONFLICT naming the live run where another one that writes is live, and where what the run had written was reset
   */
  async rollBack(actor: Actor | null, input: RollBackRunInput): Promise<MigrationRun> {
    const admin = requireSuperAdmin(actor);
    const key = readIdempotencyKey(input.idempotencyKey);
    const acknowledgeLostAccess = input.acknowledgeLostAccess === true;
    const inputHash = hashOf(['rollBack', input.id, input.reason.trim(), acknowledgeLostAccess]);
    return this.change(input, async (manager, run) => {
      const replayed = key !== null && (await findAnswer(manager, admin, key, inputHash)) !== undefined;
      if (replayed) return run;
      refuseReset(run);
      const started = await startRollback(manager, admin, run, {
        reason: input.reason.trim(),
        acknowledgeLostAccess,
        environment: this.environment,
      });
      if (key !== null) await keepAnswer(manager, admin, key, inputHash, JSON.stringify({ runId: String(run.id) }));
      await wakeWorkers(manager);
      return started;
    });
  }

  /** How far a run's rollback is; of one that somebody asked for. */
  async rollbackProgress(run: MigrationRun): Promise<RollbackProgress> {
    const progress = await loadRollbackProgress(this.dataSource.manager, run);
    if (!progress) throw new Error(`run ${run.id} is not rolled back`);
    return progress;
  }

  /** Sets what a run may ask of the database; its workers keep to it from their next batch on. */
  async throttle(actor: Actor | null, input: ThrottleRunInput): Promise<MigrationRun> {
    const admin = requireSuperAdmin(actor);
    const limits = throttleInput.safeParse(input.throttle);
    if (!limits.success) {
      throw invalidInput(
        'The input is not right:',
        limits.error.issues.map(({ path, message }) => ({ field: ['input', 'throttle', ...path].join('.'), message })),
      );
    }
    return this.change(input, async (manager, run) => {
      if (hasEnded(run.status) && run.status !== 'FAILED') {
        throw new DomainError(
          'INVALID_TRANSITION',
          `Run ${run.id} is ${run.status}: there is nothing left to hold back.`,
          { runId: String(run.id), status: run.status },
        );
      }
      Object.assign(run, changeThrottle(run, limits.data));
      await appendPlatformEvent(manager, {
        eventType: 'migration_run_throttled',
        actor: admin,
        reason: input.reason.trim(),
        payload: { runId: String(run.id), ...changeThrottle(run, {}) },
      });
      return manager.save(run);
    });
  }

  async find(actor: Actor | null, id: string): Promise<MigrationRun | null> {
    requireSuperAdmin(actor);
    const number = readId(id);
    return number === undefined ? null : this.dataSource.manager.findOneBy(MigrationRun, { id: number });
  }

  /** Runs, newest first. */
  async list(actor: Actor | null, filter: RunFilter): Promise<MigrationRunPage> {
    requireSuperAdmin(actor);
    const query = this.dataSource.manager.createQueryBuilder(MigrationRun, 'r');
    if (filter.mode) query.andWhere('r.mode = :mode', { mode: filter.mode });
    if (filter.status) query.andWhere('r.status = :status', { status: filter.status });
    return readKeysetPage(query, filter, { list: 'run', column: 'r.id', order: 'DESC', keyOf: ({ id }) => id });
  }

  /** A run's journal, in order of the organizations' ids. */
  async journal(actor: Actor | null, run: MigrationRun, filter: JournalFilter): Promise<JournalPage> {
    requireSuperAdmin(actor);
    const query = this.dataSource.manager
      .createQueryBuilder(MigrationRunOrganization, 'j')
      .where('j.runId = :runId', { runId: run.id });
    if (filter.outcome) query.andWhere('j.outcome = :outcome', { outcome: filter.outcome });
    const change = {
      ...(filter.action && { action: filter.action }),
      ...(filter.moduleKey && { module: filter.moduleKey }),
    };
    if (Object.keys(change).length > 0)
      query.andWhere('j.changes @> :change::jsonb', { change: JSON.stringify([change]) });
    if (filter.rollback) query.andWhere(`j.rollback ->> 'outcome' = :rollback`, { rollback: filter.rollback });
    if (filter.search) {
      query.innerJoin(Organization, 'o', 'o.id = j.organizationId');
      searchOrganizations(query, 'o', filter.search);
    }
    const keyOf = ({ organizationId }: MigrationRunOrganization) => organizationId;
    return readKeysetPage(query, filter, {
      list: `run-${run.id}-organization`,
      column: 'j.organizationId',
      order: 'ASC',
      keyOf,
    });
  }

  /** What a run does to each module. */
  async modules(actor: Actor | null, { id }: MigrationRun): Promise<readonly RunModule[]> {
    requireSuperAdmin(actor);
    return summarizeModules(this.dataSource.manager, id);
  }

  /** The flags of a run's organizations that no rule knows. */
  async unmappedFlags(actor: Actor | null, { id }: MigrationRun, first: number): Promise<readonly RunFlag[]> {
    requireSuperAdmin(actor);
    requirePageSize(first);
    return summarizeUnmappedFlags(this.dataSource.manager, id, first);
  }

  private async steer(
    actor: Actor | null,
    input: RunActionInput,
    action: 'pause' | 'resume' | 'cancel',
  ): Promise<MigrationRun> {
    const admin = requireSuperAdmin(actor);
    return this.change(input, async (manager, run) => {
      const { id } = run;
      const reason = input.reason.trim();
      if (action === 'resume') {
        refuseReset(run);
        await lockSetup(manager);
        await requireLegacyColumn(manager, NOTHING_TO_TAKE_OVER);
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

  /** Does something to one run, locked, in a transaction; checks what such inputs have in common. */
  private async change(
    input: RunActionInput,
    work: (manager: EntityManager, run: MigrationRun) => Promise<MigrationRun>,
  ): Promise<MigrationRun> {
    const length = input.reason.trim().length;
    if (length < 3 || length > 500)
      throw invalidInput('The input is not right:', [
        { field: 'input.reason', message: 'should say why, in 3 to 500 characters' },
      ]);
    const id = readId(input.id);
    return asOnlyLiveRun(this.dataSource.manager, async (manager) => {
      if (id === undefined || !(await manager.existsBy(MigrationRun, { id })))
        throw new DomainError('NOT_FOUND', `There is no run ${input.id}.`, { runId: input.id });
      return work(manager, await lockRun(manager, id));
    });
  }
}

/** @throws DomainError CONFLICT where what the run had written is gone: half of it would be missing from what it goes on to, or takes back */
export function refuseReset({ id, resetAt }: Pick<MigrationRun, 'id' | 'resetAt'>): void {
  if (resetAt === null) return;
  throw new DomainError(
    'CONFLICT',
    `The entitlements were reset, or replaced by a snapshot, since run ${id} (${sayTime(resetAt)}): what it had written is gone. Start another run.`,
    { runId: String(id), resetAt: resetAt.toISOString() },
  );
}

const PAST = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const;
