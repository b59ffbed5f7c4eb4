import type { RunQuery } from './run.generated';

/** A run as its page queries it. */
export type ShownRun = NonNullable<RunQuery['migrationRun']>;
