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

/** Which side answers decisions about an organization. */
export type Gating =
  /** The entitlements answer, and overrides take precedence over them. */
  | 'ENFORCE'
  /** The legacy flags answer. */
  | 'LEGACY'
  /** The legacy flags answer; entitlements are compared with them, and differences are counted. */
  | 'SHADOW';

/** What an operator can do with a run. */
export type MigrationRunAvailableAction =
  /** Stop it for good: `cancelMigrationRun`. */
  | 'CANCEL'
  /** Apply its plan: `startMigrationRun` with `dryRunId`. */
  | 'EXECUTE'
  /** Stop it until it is resumed: `pauseMigrationRun`. */
  | 'PAUSE'
  /** Go on with it where it stopped: `resumeMigrationRun`. */
  | 'RESUME'
  /** Take back what it wrote: `rollbackMigrationRun`. */
  | 'ROLL_BACK';

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

/** The status of a parity report. */
export type ParityReportStatus =
  /** Stopped by an error, see `error`. */
  | 'FAILED'
  /** Waiting for a worker. Workers compute one report at a time. */
  | 'QUEUED'
  /** A worker is computing it. If the worker is lost, another one continues. */
  | 'RUNNING'
  /** Finished. */
  | 'SUCCEEDED';

export type MigrationBoardQueryVariables = Exact<{ [key: string]: never; }>;


export type MigrationBoardQuery = { readonly dryRuns: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.MigrationRunStatus, readonly availableActions: ReadonlyArray<Types.MigrationRunAvailableAction>, readonly createdAt: string, readonly finishedAt: string | null, readonly resetAt: string | null, readonly execution: { readonly id: string } | null, readonly progress: { readonly total: number, readonly percent: number }, readonly counts: { readonly changed: number, readonly failed: number, readonly stale: number, readonly held: number, readonly unmappedFlags: number }, readonly error: { readonly message: string } | null, readonly rollback: { readonly finishedAt: string | null, readonly progress: { readonly percent: number } } | null }> }, readonly executions: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.MigrationRunStatus, readonly availableActions: ReadonlyArray<Types.MigrationRunAvailableAction>, readonly createdAt: string, readonly finishedAt: string | null, readonly resetAt: string | null, readonly execution: { readonly id: string } | null, readonly progress: { readonly total: number, readonly percent: number }, readonly counts: { readonly changed: number, readonly failed: number, readonly stale: number, readonly held: number, readonly unmappedFlags: number }, readonly error: { readonly message: string } | null, readonly rollback: { readonly finishedAt: string | null, readonly progress: { readonly percent: number } } | null }> }, readonly parityReports: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.ParityReportStatus, readonly createdAt: string, readonly at: string, readonly organizationIds: ReadonlyArray<string> | null, readonly organizations: number, readonly total: number | null, readonly clean: boolean | null, readonly uncovered: number, readonly totals: ReadonlyArray<{ readonly explained: boolean, readonly count: number }> }> }, readonly rollout: { readonly mode: Types.Gating, readonly enforcePercentage: number, readonly forcedByEnvironment: Types.Gating | null, readonly updatedAt: string, readonly maintenance: { readonly enabled: boolean } } };

export type BoardRunFragment = { readonly id: string, readonly status: Types.MigrationRunStatus, readonly availableActions: ReadonlyArray<Types.MigrationRunAvailableAction>, readonly createdAt: string, readonly finishedAt: string | null, readonly resetAt: string | null, readonly execution: { readonly id: string } | null, readonly progress: { readonly total: number, readonly percent: number }, readonly counts: { readonly changed: number, readonly failed: number, readonly stale: number, readonly held: number, readonly unmappedFlags: number }, readonly error: { readonly message: string } | null, readonly rollback: { readonly finishedAt: string | null, readonly progress: { readonly percent: number } } | null };

export type MigrationPreflightQueryVariables = Exact<{ [key: string]: never; }>;


export type MigrationPreflightQuery = { readonly migrationPreflight: { readonly computedAt: string, readonly status: Types.CheckStatus, readonly checks: ReadonlyArray<{ readonly name: string, readonly status: Types.CheckStatus, readonly detail: string }> } };

export type MigrationLegacyStatusQueryVariables = Exact<{ [key: string]: never; }>;


export type MigrationLegacyStatusQuery = { readonly legacyStatus: { readonly safeToHide: boolean, readonly safeToDrop: boolean, readonly hiddenSince: string | null, readonly droppedAt: string | null, readonly purgedAt: string | null, readonly hideDays: number, readonly dropDays: number, readonly checks: ReadonlyArray<{ readonly name: string, readonly status: Types.CheckStatus }> } };

export type MigrationProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type MigrationProgressSubscription = { readonly migrationRunProgress: { readonly id: string, readonly status: Types.MigrationRunStatus, readonly progress: { readonly percent: number } } };

export type MigrationDenialsQueryVariables = Exact<{ [key: string]: never; }>;


export type MigrationDenialsQuery = { readonly accessByDay: ReadonlyArray<{ readonly day: string, readonly checks: number, readonly unexpected: number, readonly shadowDifferences: number }> };

export type MigrationDemoQueryVariables = Exact<{ [key: string]: never; }>;


export type MigrationDemoQuery = { readonly instance: { readonly demoOffered: boolean } };

export type SeedDemoMutationVariables = Exact<{ [key: string]: never; }>;


export type SeedDemoMutation = { readonly seedDemo: { readonly organizations: number } };

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
export const BoardRunFragmentDoc = new TypedDocumentString(`
    fragment BoardRun on MigrationRun {
  id
  status
  availableActions
  createdAt
  finishedAt
  resetAt
  execution {
    id
  }
  progress {
    total
    percent
  }
  counts {
    changed
    failed
    stale
    held
    unmappedFlags
  }
  error {
    message
  }
  rollback {
    progress {
      percent
    }
    finishedAt
  }
}
    `, {"fragmentName":"BoardRun"}) as unknown as TypedDocumentString<BoardRunFragment, unknown>;
export const MigrationBoardDocument = new TypedDocumentString(`
    query MigrationBoard {
  dryRuns: migrationRuns(first: 1, mode: DRY_RUN) {
    nodes {
      ...BoardRun
    }
  }
  executions: migrationRuns(first: 10, mode: EXECUTE) {
    nodes {
      ...BoardRun
    }
  }
  parityReports(first: 10) {
    nodes {
      id
      status
      createdAt
      at
      organizationIds
      organizations
      total
      clean
      uncovered
      totals {
        explained
        count
      }
    }
  }
  rollout {
    mode
    enforcePercentage
    forcedByEnvironment
    updatedAt
    maintenance {
      enabled
    }
  }
}
    fragment BoardRun on MigrationRun {
  id
  status
  availableActions
  createdAt
  finishedAt
  resetAt
  execution {
    id
  }
  progress {
    total
    percent
  }
  counts {
    changed
    failed
    stale
    held
    unmappedFlags
  }
  error {
    message
  }
  rollback {
    progress {
      percent
    }
    finishedAt
  }
}`) as unknown as TypedDocumentString<MigrationBoardQuery, MigrationBoardQueryVariables>;
export const MigrationPreflightDocument = new TypedDocumentString(`
    query MigrationPreflight {
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
    `) as unknown as TypedDocumentString<MigrationPreflightQuery, MigrationPreflightQueryVariables>;
export const MigrationLegacyStatusDocument = new TypedDocumentString(`
    query MigrationLegacyStatus {
  legacyStatus {
    safeToHide
    safeToDrop
    hiddenSince
    droppedAt
    purgedAt
    hideDays
    dropDays
    checks {
      name
      status
    }
  }
}
    `) as unknown as TypedDocumentString<MigrationLegacyStatusQuery, MigrationLegacyStatusQueryVariables>;
export const MigrationProgressDocument = new TypedDocumentString(`
    subscription MigrationProgress($id: ID!) {
  migrationRunProgress(id: $id) {
    id
    status
    progress {
      percent
    }
  }
}
    `) as unknown as TypedDocumentString<MigrationProgressSubscription, MigrationProgressSubscriptionVariables>;
export const MigrationDenialsDocument = new TypedDocumentString(`
    query MigrationDenials {
  accessByDay {
    day
    checks
    unexpected
    shadowDifferences
  }
}
    `) as unknown as TypedDocumentString<MigrationDenialsQuery, MigrationDenialsQueryVariables>;
export const MigrationDemoDocument = new TypedDocumentString(`
    query MigrationDemo {
  instance {
    demoOffered
  }
}
    `) as unknown as TypedDocumentString<MigrationDemoQuery, MigrationDemoQueryVariables>;
export const SeedDemoDocument = new TypedDocumentString(`
    mutation SeedDemo {
  seedDemo {
    organizations
  }
}
    `) as unknown as TypedDocumentString<SeedDemoMutation, SeedDemoMutationVariables>;