import type { EntityManager } from 'typeorm';
import { MigrationRun } from '../../entities/migration-run';
import { loadRollbackProgress } from '../../store/rollback-progress';
import { loadProgress, type RunProgress } from '../../store/run-progress';

const POLL_MS = 500;
const MAX_POLL_MS = 15_000;

/** The last known state of a run. */
export interface RunState {
  readonly run: MigrationRun;
  readonly progress: RunProgress;
  /** Equal for states that need no event: for instance, if only the rate has fallen because nothing happened. */
  readonly fingerprint: string;
}

/** Polls a run for as long as there are listeners. */
class RunPoll {
  readonly listeners = new Set<() => void>();
  /** Undefined before the first poll; null if the run does not exist. */
  latest: RunState | null | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly load: () => Promise<RunState | null>,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  async look(wait: number = POLL_MS): Promise<void> {
    let next = POLL_MS;
    try {
      const state = await this.load();
      const isNews = this.latest === undefined || state?.fingerprint !== this.latest?.fingerprint;
      if (isNews) {
        this.latest = state;
        for (const listener of this.listeners) listener();
      }
    } catch (error) {
      // Keep polling: the run goes on when the database is reachable again.
      this.onTrouble(error);
      next = Math.min(wait * 2, MAX_POLL_MS);
    }
    if (this.listeners.size > 0) this.timer = setTimeout(() => void this.look(next), next);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/**
 * Polls runs whose progress is followed, because workers of any process write it without a notification. Each run is
 * polled once for all its followers in this process.
 */
export class RunPolls {
  private readonly polls = new Map<number, RunPoll>();

  /** @param onTrouble called if a poll fails, after which polling continues */
  constructor(
    private readonly manager: EntityManager,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** The number of runs that are polled. */
  get size(): number {
    return this.polls.size;
  }

  /**
   * Calls the listener whenever the state of a run has changed.
   * @returns `latest` for the last known state (undefined before the first poll, null if the run does not exist), and
   * `stop`
   */
  follow(
    runId: number,
    listener: () => void,
  ): { readonly latest: () => RunState | null | undefined; readonly stop: () => void } {
    let poll = this.polls.get(runId);
    const isNew = !poll;
    poll ??= new RunPoll(() => this.load(runId), this.onTrouble);
    poll.listeners.add(listener);
    const followed = poll;
    if (isNew) {
      this.polls.set(runId, followed);
      void followed.look();
    }
    return {
      latest: () => followed.latest,
      stop: () => {
        followed.listeners.delete(listener);
        if (followed.listeners.size > 0 || this.polls.get(runId) !== followed) return;
        followed.stop();
        this.polls.delete(runId);
      },
    };
  }

  private async load(runId: number): Promise<RunState | null> {
    // The run is read before its batches, so that all of them are done if it has ended.
    const run = await this.manager.findOneBy(MigrationRun, { id: runId });
    if (!run) return null;
    const progress = (await loadProgress(this.manager, [run])).get(runId);
    if (!progress) throw new Error(`no progress of run ${runId}`);
    const { counts, processed, heldBack } = progress;
    const rollback = await loadRollbackProgress(this.manager, run);
    return {
      run,
      progress,
      fingerprint: JSON.stringify([run, counts, processed, heldBack, rollback?.counts, rollback?.heldBack]),
    };
  }
}
