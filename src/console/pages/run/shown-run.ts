import type { RunQuery } from './run.generated';

/** A run, as its page shows it. */
export type ShownRun = NonNullable<RunQuery['migrationRun']>;
