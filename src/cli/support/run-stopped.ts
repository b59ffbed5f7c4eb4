import { messageOf } from '../../platform/error-shape';

/** The database cannot go on. The run is as its last completed batch left it, and can be resumed. */
export class RunStoppedError extends Error {
  override readonly name = 'RunStoppedError';

  constructor(runId: number, resume: string, cause: unknown) {
    super(
      `${messageOf(cause)}\n` +
        `Run ${runId} has stopped. Completed batches are kept, and no batch is half done. ` +
        `When the database works again, go on with:\n  ${resume}`,
      { cause },
    );
  }
}
