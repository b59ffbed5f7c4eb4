/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The result of a check. */
export type CheckStatus =
  /** Fix this before you execute a run. */
  | 'FAIL'
  /** In order. */
  | 'PASS'
  /** Review this before you continue. */
  | 'WARN';

/** The options of a new plan. */
export type FreshMigrationInput = {
  /** Whether the run may take access away. If false, such changes are HELD: counted and listed, but not made. */
  readonly allowRevocations?: boolean;
  /**
   * Limits the run further to what changed since this execution: organizations that are new, whose legacy flags differ
   * from its journal or from that of a later execution in effect, or that it did not migrate (not reached, or STALE). An
   * organization that failed and still has the same flags is left out. The execution must have ended, and must not be
   * rolled back.
   */
  readonly changedSince?: string | null | undefined;
  /** Limits the run to these organizations, at most 50,000; if omitted, all organizations. */
  readonly organizationIds?: ReadonlyArray<string> | null | undefined;
  /** The length of new trials in days, 1 to 3650; if omitted, trials have no end. */
  readonly trialDays?: number | null | undefined;
};

/** The purpose of a run. */
export type MigrationRunMode =
  /** Computes and stores a plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

/** The plan of a run. Give exactly one field. */
export type MigrationRunSource =
  {   /** A finished dry run. Its plan is executed as it is, and at most once. */
  readonly dryRunId: string; readonly fresh?: never; }
  |  { readonly dryRunId?: never;   /** A new plan, made from the current flags and rows. */
  readonly fresh: FreshMigrationInput; };

/** The status of a run. */
export type MigrationRunStatus =
  /** Cancelled by an operator. What was written stays. */
  | 'CANCELLED'
  /** Finished, but organizations failed or are stale, or changes were held. */
  | 'COMPLETED_WITH_ERRORS'
  /** Stopped by an error, see `error`. It can be resumed. */
  | 'FAILED'
  /** Paused by an operator. It can be resumed. */
  | 'PAUSED'
  /** Waiting for a worker. */
  | 'QUEUED'
  /** Rolled back. */
  | 'ROLLED_BACK'
  /** Rolled back, except for rows that were changed by other means since. */
  | 'ROLLED_BACK_WITH_CONFLICTS'
  /** Workers are rolling it back. */
  | 'ROLLING_BACK'
  /** Workers are carrying it out. */
  | 'RUNNING'
  /** Finished; every organization was processed without an error. */
  | 'SUCCEEDED';

/**
 * Limits on the load that a run puts on the database. For an existing run, an omitted field keeps its limit, and null
 * removes it.
 */
export type MigrationRunThrottleInput = {
  /** The number of other applications' sessions waiting for locks above which the workers wait, 0 to 10,000. */
  readonly maxLockWaits?: number | null | undefined;
  /** Organizations per second, for all workers together, 1 to 1,000,000. */
  readonly maxRate?: number | null | undefined;
  /** The replication lag of a standby in seconds above which the workers wait, 0.1 to 86,400. */
  readonly maxReplicationLag?: number | null | undefined;
};

/** The run to start. */
export type StartMigrationRunInput = {
  /** The run stops if more than this percentage of all organizations fails; 0 to 100. */
  readonly errorBudgetPercent?: number;
  /** If a request is repeated with the same key and input, it is answered with the run that the first request started. */
  readonly idempotencyKey?: string | null | undefined;
  /** Whether to start a dry run or an execution. */
  readonly mode: MigrationRunMode;
  /** The reason, 3 to 500 characters; recorded with the run and its events. */
  readonly reason: string;
  /** The plan to use. */
  readonly source: MigrationRunSource;
  /** Limits on the load that the run puts on the database; if omitted, there are none. */
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