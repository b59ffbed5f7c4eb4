/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How a check came out. */
export type CheckStatus =
  /** Do not execute before it is mended. */
  | 'FAIL'
  /** As it should be. */
  | 'PASS'
  /** Look at it before you go on. */
  | 'WARN';

/** Options of a plan made afresh. */
export type FreshMigrationInput = {
  /** Whether access may be taken away. If not, such changes are HELD: counted, named, and not made. */
  readonly allowRevocations?: boolean;
  /**
   * Of those, only what changed since this execution: organizations whose legacy flags are no longer what its journal says, new ones, and such as
   * it did not bring over (not reached, or STALE). One that failed with the flags that it still has is left out. The execution must have ended, and
   * not be rolled back.
   */
  readonly changedSince?: string | null | undefined;
  /** Only these organizations; left out, all. */
  readonly organizationIds?: ReadonlyArray<string> | null | undefined;
  /** Length of new trials in days, 1 to 3650; left out, trials have no end. */
  readonly trialDays?: number | null | undefined;
};

/** What a run is for. */
export type MigrationRunMode =
  /** Plans, stores the plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

/** Where a run's plan comes from: exactly one. */
export type MigrationRunSource =
  {   /** A dry run that ended by itself: exactly its plan is executed, once. */
  readonly dryRunId: string; readonly fresh?: never; }
  |  { readonly dryRunId?: never;   /** A plan made afresh from the flags and rows as they are. */
  readonly fresh: FreshMigrationInput; };

/** Where a run is in its life. */
export type MigrationRunStatus =
  /** Stopped for good by somebody. What was done stays. */
  | 'CANCELLED'
  /** Done, but organizations failed, are stale, or have changes that were held. */
  | 'COMPLETED_WITH_ERRORS'
  /** Stopped by itself, see `error`; can be resumed. */
  | 'FAILED'
  /** Stopped by somebody; can be resumed. */
  | 'PAUSED'
  /** Waits for a worker. */
  | 'QUEUED'
  /** Undone. */
  | 'ROLLED_BACK'
  /** Undone but for rows that somebody else has changed since. */
  | 'ROLLED_BACK_WITH_CONFLICTS'
  /** Is being undone. */
  | 'ROLLING_BACK'
  /** Is worked on. */
  | 'RUNNING'
  /** Done, every organization. */
  | 'SUCCEEDED';

/** What a run may ask of the database. Of a run that exists, what is left out stays as it is; null lifts a limit. */
export type MigrationRunThrottleInput = {
  /** Sessions of others that may wait for locks before the workers wait, 0 to 10,000. */
  readonly maxLockWaits?: number | null | undefined;
  /** Organizations a second, by all workers together, 1 to 1,000,000. */
  readonly maxRate?: number | null | undefined;
  /** Seconds that a standby may be behind before the workers wait, 0.1 to 86,400. */
  readonly maxReplicationLag?: number | null | undefined;
};

/** What to start. */
export type StartMigrationRunInput = {
  /** It stops when more than this percentage of all organizations has failed; 0 to 100. */
  readonly errorBudgetPercent?: number;
  /** Given again with the same input, it answers with the run started first. */
  readonly idempotencyKey?: string | null | undefined;
  /** Dry run or execution. */
  readonly mode: MigrationRunMode;
  /** Why, in 3 to 500 characters; kept with the run and its events. */
  readonly reason: string;
  /** Where the plan comes from. */
  readonly source: MigrationRunSource;
  /** What it may ask of the database; left out, nothing limits it. */
  readonly throttle?: MigrationRunThrottleInput | null | undefined;
};

export type RunsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  mode?: Types.MigrationRunMode | null | undefined;
  status?: Types.MigrationRunStatus | null | undefined;
}>;


export type RunsQuery = { readonly migrationRuns: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly mode: Types.MigrationRunMode, readonly status: Types.MigrationRunStatus, readonly reason: string, readonly requestedBy: string, readonly createdAt: string, readonly progress: { readonly total: number, readonly percent: number }, readonly counts: { readonly changed: number, readonly failed: number, readonly stale: number } }> } };

export type ExecutionsQueryVariables = Exact<{ [key: string]: never; }>;


export type ExecutionsQuery = { readonly migrationRuns: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.MigrationRunStatus, readonly resetAt: string | null, readonly createdAt: string, readonly requestedBy: string }> } };

export type PreflightQueryVariables = Exact<{ [key: string]: never; }>;


export type PreflightQuery = { readonly migrationPreflight: { readonly computedAt: string, readonly status: Types.CheckStatus, readonly checks: ReadonlyArray<{ readonly name: string, readonly status: Types.CheckStatus, readonly detail: string }> } };

export type StartRunMutationVariables = Exact<{
  input: Types.StartMigrationRunInput;
}>;


export type StartRunMutation = { readonly startMigrationRun: { readonly migrationRun: { readonly id: string } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const RunsDocument = new TypedDocumentString(`
    query Runs($first: Int!, $after: String, $mode: MigrationRunMode, $status: MigrationRunStatus) {
  migrationRuns(first: $first, after: $after, mode: $mode, status: $status) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      mode
      status
      reason
      requestedBy
      createdAt
      progress {
        total
        percent
      }
      counts {
        changed
        failed
        stale
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const ExecutionsDocument = new TypedDocumentString(`
    query Executions {
  migrationRuns(first: 100, mode: EXECUTE) {
    nodes {
      id
      status
      resetAt
      createdAt
      requestedBy
    }
  }
}
    `) as unknown as TypedDocumentString<ExecutionsQuery, ExecutionsQueryVariables>;
export const PreflightDocument = new TypedDocumentString(`
    query Preflight {
  migrationPreflight {
    computedAt
    status
    checks {
      name
      status
      detail
    }
  }
}
    `) as unknown as TypedDocumentString<PreflightQuery, PreflightQueryVariables>;
export const StartRunDocument = new TypedDocumentString(`
    mutation StartRun($input: StartMigrationRunInput!) {
  startMigrationRun(input: $input) {
    migrationRun {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<StartRunMutation, StartRunMutationVariables>;