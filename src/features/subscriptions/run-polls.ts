import type { EntityManager } from 'typeorm';
import { MigrationRun } from '../../entities/migration-run';
import { loadRollbackProgress } from '../../store/rollback-progress';
import { loadProgress, type RunProgress } from '../../store/run-progress';

const POLL_MS = 500;
const MOST_POLL_MS = 15_000;

/** A run as it was last seen. */
export interface RunState {
  readonly run: MigrationRun;
  readonly progress: RunProgress;
  /** Equal for states that tell nobody anything new: a rate that falls while nothing happens is no news. */
  readonly fingerprint: string;
}

/** A run that is looked at, for as long as anybody asks. */
class RunPoll {
  readonly listeners = new Set<() => void>();
  /** Undefined before the first look; null where the run is gone. */
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
      // Work goes on when the database is back, and so does looking at it.
      this.onTrouble(error);
      next = Math.min(wait * 2, MOST_POLL_MS);
    }
    if (this.listeners.size > 0) this.timer = setTimeout(() => void this.look(next), next);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/**
 * Looks at runs whose progress somebody follows: workers write it, in whatever process, and notify nobody. A run is looked at once for all
 * who follow it in this process.
 */
export class RunPolls {
  private readonly polls = new Map<number, RunPoll>();

  /** @param onTrouble told where a look failed; it is looked again */
  constructor(
    private readonly manager: EntityManager,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** How many runs are looked at. */
  get size(): number {
    return this.polls.size;
  }

  /**
   * Calls the listener when there is news of a run.
   * @returns what was seen last (undefined before the first look, null where there is no such run), and what ends it
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
    // The run before its batches: once it is seen to have ended, all of them are done.
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
