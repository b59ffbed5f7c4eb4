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

/** What a run does, or does not do, to one row. */
export type MigrationRunAction =
  /** The row was made. */
  | 'CREATE'
  /** Left alone, since it would take access away and the run was not told to (`allowRevocations`). */
  | 'HELD'
  /** Left alone, since the row, or its module's, is not a run's: somebody made it. */
  | 'KEEP_MANUAL'
  /** The row was deleted. */
  | 'REVOKE'
  /** The row was changed. */
  | 'UPDATE';

/** Which run, and why. */
export type MigrationRunActionInput = {
  /** The run. */
  readonly id: string;
  /** Why, in 3 to 500 characters. */
  readonly reason: string;
};

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

/** Why a rollback keeps a row. */
export type MigrationRunKeptCause =
  /** It is no longer what the run had left: somebody has changed it, deleted it, or made it again. */
  | 'EDITED'
  /** Its module is kept, or is somebody's own by now, and its submodules with it. */
  | 'MODULE_KEPT'
  /** The module or submodule is not in the taxonomy any more. */
  | 'NOT_IN_TAXONOMY'
  /** The run had made the module, and others have added or changed submodules under it since. */
  | 'SUBMODULES_ADDED';

/** What a run is for. */
export type MigrationRunMode =
  /** Plans, stores the plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

/** How an organization came out of a run; of a dry run, how it would have. */
export type MigrationRunOutcome =
  /** Rows were written, with one event. */
  | 'CHANGED'
  /** Nothing was written: see `error`. */
  | 'FAILED'
  /** Deleted before the run came to it. */
  | 'SKIPPED'
  /** Flags or rows are no longer those of the reviewed plan; nothing was written. */
  | 'STALE'
  /** All was as it should be, or may only be changed by hand. */
  | 'UNCHANGED';

/** How an organization that a run had changed came out of its rollback. */
export type MigrationRunRollbackOutcome =
  /** The database refused it, and all rows stay: see `error`. */
  | 'FAILED'
  /** Rows were kept: see `kept`. The others are as they were before the run. */
  | 'KEPT'
  /** All rows that the run wrote are as they were before it. */
  | 'ROLLED_BACK'
  /** Deleted before the rollback came to it. */
  | 'SKIPPED';

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

/** Which run to roll back, and why. */
export type RollbackMigrationRunInput = {
  /** Organizations that the run changed and that are under ENFORCE lose what it gave them: roll back all the same. The event keeps it. */
  readonly acknowledgeLostAccess?: boolean;
  /** The run. */
  readonly id: string;
  /** Given again within a week with the same input, it answers with the run that was rolled back first. */
  readonly idempotencyKey?: string | null | undefined;
  /** Why, in 3 to 500 characters; kept with the run and its events. */
  readonly reason: string;
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

export type RunQueryVariables = Exact<{
  id: string;
}>;


export type RunQuery = { readonly migrationRun: { readonly id: string, readonly mode: Types.MigrationRunMode, readonly status: Types.MigrationRunStatus, readonly availableActions: ReadonlyArray<Types.MigrationRunAvailableAction>, readonly requestedBy: string, readonly reason: string, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly resetAt: string | null, readonly trialDays: number | null, readonly allowRevocations: boolean, readonly errorBudgetPercent: number, readonly dryRun: { readonly id: string } | null, readonly execution: { readonly id: string } | null, readonly changedSince: { readonly id: string } | null, readonly mapping: { readonly id: string, readonly name: string }, readonly progress: { readonly total: number, readonly processed: number, readonly percent: number, readonly perSecond: number | null, readonly etaSeconds: number | null, readonly heldBack: string | null }, readonly counts: { readonly changed: number, readonly unchanged: number, readonly failed: number, readonly stale: number, readonly skipped: number, readonly held: number, readonly moduleEntitlementsCreated: number, readonly moduleEntitlementsUpdated: number, readonly moduleEntitlementsRevoked: number, readonly submoduleEntitlementsCreated: number, readonly submoduleEntitlementsUpdated: number, readonly submoduleEntitlementsRevoked: number, readonly keptManual: number, readonly unmappedFlags: number, readonly eventsCreated: number }, readonly error: { readonly code: string, readonly message: string } | null, readonly rollback: { readonly requestedBy: string, readonly reason: string, readonly requestedAt: string, readonly finishedAt: string | null, readonly acknowledgedLostAccess: boolean, readonly progress: { readonly total: number, readonly processed: number, readonly percent: number, readonly perSecond: number | null, readonly etaSeconds: number | null, readonly heldBack: string | null }, readonly counts: { readonly organizationsRolledBack: number, readonly organizationsKept: number, readonly organizationsFailed: number, readonly organizationsSkipped: number, readonly rowsRestored: number, readonly rowsKept: number } } | null } | null };

export type RunProgressFragment = { readonly total: number, readonly processed: number, readonly percent: number, readonly perSecond: number | null, readonly etaSeconds: number | null, readonly heldBack: string | null };

export type RunPlanQueryVariables = Exact<{
  id: string;
}>;


export type RunPlanQuery = { readonly migrationRun: { readonly id: string, readonly modules: ReadonlyArray<{ readonly id: string, readonly moduleKey: string, readonly created: number, readonly updated: number, readonly revoked: number, readonly held: number, readonly keptManual: number, readonly submodules: number, readonly module: { readonly id: string, readonly displayName: string } | null }>, readonly unmappedFlags: ReadonlyArray<{ readonly name: string, readonly organizations: number }> } | null };

export type RunOrganizationsQueryVariables = Exact<{
  id: string;
  first: number;
  after?: string | null | undefined;
  outcome?: Types.MigrationRunOutcome | null | undefined;
  search?: string | null | undefined;
  action?: Types.MigrationRunAction | null | undefined;
  moduleKey?: string | null | undefined;
  rollback?: Types.MigrationRunRollbackOutcome | null | undefined;
  counted?: boolean;
}>;


export type RunOrganizationsQuery = { readonly migrationRun: { readonly id: string, readonly organizations: { readonly totalCount?: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly organizationId: string, readonly outcome: Types.MigrationRunOutcome, readonly legacyFlags: unknown, readonly unmappedFlags: ReadonlyArray<string>, readonly duplicateFlags: ReadonlyArray<string>, readonly organization: { readonly id: string, readonly name: string } | null, readonly mappedModules: ReadonlyArray<{ readonly id: string, readonly key: string }>, readonly changes: ReadonlyArray<{ readonly action: Types.MigrationRunAction, readonly module: { readonly id: string, readonly key: string }, readonly submodule: { readonly id: string, readonly key: string } | null, readonly before: { readonly status: string | null, readonly trialExpiresAt: string | null, readonly trialDays: number | null, readonly partial: boolean | null, readonly enabled: boolean | null, readonly source: string | null } | null, readonly after: { readonly status: string | null, readonly trialExpiresAt: string | null, readonly trialDays: number | null, readonly partial: boolean | null, readonly enabled: boolean | null, readonly source: string | null } | null }>, readonly error: { readonly code: string, readonly path: string | null, readonly message: string } | null, readonly rollback: { readonly outcome: Types.MigrationRunRollbackOutcome, readonly restored: number, readonly error: string | null, readonly kept: ReadonlyArray<{ readonly moduleKey: string, readonly submoduleKey: string | null, readonly cause: Types.MigrationRunKeptCause }> } | null }> } } | null };

export type RunOrganizationFragment = { readonly id: string, readonly organizationId: string, readonly outcome: Types.MigrationRunOutcome, readonly legacyFlags: unknown, readonly unmappedFlags: ReadonlyArray<string>, readonly duplicateFlags: ReadonlyArray<string>, readonly organization: { readonly id: string, readonly name: string } | null, readonly mappedModules: ReadonlyArray<{ readonly id: string, readonly key: string }>, readonly changes: ReadonlyArray<{ readonly action: Types.MigrationRunAction, readonly module: { readonly id: string, readonly key: string }, readonly submodule: { readonly id: string, readonly key: string } | null, readonly before: { readonly status: string | null, readonly trialExpiresAt: string | null, readonly trialDays: number | null, readonly partial: boolean | null, readonly enabled: boolean | null, readonly source: string | null } | null, readonly after: { readonly status: string | null, readonly trialExpiresAt: string | null, readonly trialDays: number | null, readonly partial: boolean | null, readonly enabled: boolean | null, readonly source: string | null } | null }>, readonly error: { readonly code: string, readonly path: string | null, readonly message: string } | null, readonly rollback: { readonly outcome: Types.MigrationRunRollbackOutcome, readonly restored: number, readonly error: string | null, readonly kept: ReadonlyArray<{ readonly moduleKey: string, readonly submoduleKey: string | null, readonly cause: Types.MigrationRunKeptCause }> } | null };

export type RowStateFragment = { readonly status: string | null, readonly trialExpiresAt: string | null, readonly trialDays: number | null, readonly partial: boolean | null, readonly enabled: boolean | null, readonly source: string | null };

export type RunVerificationQueryVariables = Exact<{
  id: string;
}>;


export type RunVerificationQuery = { readonly migrationRun: { readonly id: string, readonly verification: { readonly computedAt: string, readonly status: Types.CheckStatus, readonly checks: ReadonlyArray<{ readonly name: string, readonly status: Types.CheckStatus, readonly detail: string, readonly expected: number | null, readonly actual: number | null }> } | null } | null };

export type RunChangedSubscriptionVariables = Exact<{
  id: string;
}>;


export type RunChangedSubscription = { readonly migrationRunProgress: { readonly id: string, readonly status: Types.MigrationRunStatus, readonly progress: { readonly processed: number } } };

export type PauseRunMutationVariables = Exact<{
  input: Types.MigrationRunActionInput;
}>;


export type PauseRunMutation = { readonly pauseMigrationRun: { readonly migrationRun: { readonly id: string, readonly status: Types.MigrationRunStatus } } };

export type ResumeRunMutationVariables = Exact<{
  input: Types.MigrationRunActionInput;
}>;


export type ResumeRunMutation = { readonly resumeMigrationRun: { readonly migrationRun: { readonly id: string, readonly status: Types.MigrationRunStatus } } };

export type CancelRunMutationVariables = Exact<{
  input: Types.MigrationRunActionInput;
}>;


export type CancelRunMutation = { readonly cancelMigrationRun: { readonly migrationRun: { readonly id: string, readonly status: Types.MigrationRunStatus } } };

export type ExecutePlanMutationVariables = Exact<{
  input: Types.StartMigrationRunInput;
}>;


export type ExecutePlanMutation = { readonly startMigrationRun: { readonly migrationRun: { readonly id: string } } };

export type RollBackRunMutationVariables = Exact<{
  input: Types.RollbackMigrationRunInput;
}>;


export type RollBackRunMutation = { readonly rollbackMigrationRun: { readonly migrationRun: { readonly id: string, readonly status: Types.MigrationRunStatus } } };

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
export const RunProgressFragmentDoc = new TypedDocumentString(`
    fragment RunProgress on MigrationRunProgress {
  total
  processed
  percent
  perSecond
  etaSeconds
  heldBack
}
    `, {"fragmentName":"RunProgress"}) as unknown as TypedDocumentString<RunProgressFragment, unknown>;
export const RowStateFragmentDoc = new TypedDocumentString(`
    fragment RowState on EntitlementState {
  status
  trialExpiresAt
  trialDays
  partial
  enabled
  source
}
    `, {"fragmentName":"RowState"}) as unknown as TypedDocumentString<RowStateFragment, unknown>;
export const RunOrganizationFragmentDoc = new TypedDocumentString(`
    fragment RunOrganization on MigrationRunOrganization {
  id
  organizationId
  organization {
    id
    name
  }
  outcome
  legacyFlags
  mappedModules {
    id
    key
  }
  changes {
    action
    module {
      id
      key
    }
    submodule {
      id
      key
    }
    before {
      ...RowState
    }
    after {
      ...RowState
    }
  }
  unmappedFlags
  duplicateFlags
  error {
    code
    path
    message
  }
  rollback {
    outcome
    restored
    error
    kept {
      moduleKey
      submoduleKey
      cause
    }
  }
}
    fragment RowState on EntitlementState {
  status
  trialExpiresAt
  trialDays
  partial
  enabled
  source
}`, {"fragmentName":"RunOrganization"}) as unknown as TypedDocumentString<RunOrganizationFragment, unknown>;
export const RunDocument = new TypedDocumentString(`
    query Run($id: ID!) {
  migrationRun(id: $id) {
    id
    mode
    status
    availableActions
    requestedBy
    reason
    dryRun {
      id
    }
    execution {
      id
    }
    changedSince {
      id
    }
    createdAt
    startedAt
    finishedAt
    resetAt
    mapping {
      id
      name
    }
    trialDays
    allowRevocations
    errorBudgetPercent
    progress {
      ...RunProgress
    }
    counts {
      changed
      unchanged
      failed
      stale
      skipped
      held
      moduleEntitlementsCreated
      moduleEntitlementsUpdated
      moduleEntitlementsRevoked
      submoduleEntitlementsCreated
      submoduleEntitlementsUpdated
      submoduleEntitlementsRevoked
      keptManual
      unmappedFlags
      eventsCreated
    }
    error {
      code
      message
    }
    rollback {
      requestedBy
      reason
      requestedAt
      finishedAt
      acknowledgedLostAccess
      progress {
        ...RunProgress
      }
      counts {
        organizationsRolledBack
        organizationsKept
        organizationsFailed
        organizationsSkipped
        rowsRestored
        rowsKept
      }
    }
  }
}
    fragment RunProgress on MigrationRunProgress {
  total
  processed
  percent
  perSecond
  etaSeconds
  heldBack
}`) as unknown as TypedDocumentString<RunQuery, RunQueryVariables>;
export const RunPlanDocument = new TypedDocumentString(`
    query RunPlan($id: ID!) {
  migrationRun(id: $id) {
    id
    modules {
      id
      moduleKey
      module {
        id
        displayName
      }
      created
      updated
      revoked
      held
      keptManual
      submodules
    }
    unmappedFlags {
      name
      organizations
    }
  }
}
    `) as unknown as TypedDocumentString<RunPlanQuery, RunPlanQueryVariables>;
export const RunOrganizationsDocument = new TypedDocumentString(`
    query RunOrganizations($id: ID!, $first: Int!, $after: String, $outcome: MigrationRunOutcome, $search: String, $action: MigrationRunAction, $moduleKey: String, $rollback: MigrationRunRollbackOutcome, $counted: Boolean! = true) {
  migrationRun(id: $id) {
    id
    organizations(
      first: $first
      after: $after
      outcome: $outcome
      search: $search
      action: $action
      moduleKey: $moduleKey
      rollback: $rollback
    ) {
      totalCount @include(if: $counted)
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...RunOrganization
      }
    }
  }
}
    fragment RunOrganization on MigrationRunOrganization {
  id
  organizationId
  organization {
    id
    name
  }
  outcome
  legacyFlags
  mappedModules {
    id
    key
  }
  changes {
    action
    module {
      id
      key
    }
    submodule {
      id
      key
    }
    before {
      ...RowState
    }
    after {
      ...RowState
    }
  }
  unmappedFlags
  duplicateFlags
  error {
    code
    path
    message
  }
  rollback {
    outcome
    restored
    error
    kept {
      moduleKey
      submoduleKey
      cause
    }
  }
}
fragment RowState on EntitlementState {
  status
  trialExpiresAt
  trialDays
  partial
  enabled
  source
}`) as unknown as TypedDocumentString<RunOrganizationsQuery, RunOrganizationsQueryVariables>;
export const RunVerificationDocument = new TypedDocumentString(`
    query RunVerification($id: ID!) {
  migrationRun(id: $id) {
    id
    verification {
      computedAt
      status
      checks {
        name
        status
        detail
        expected
        actual
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunVerificationQuery, RunVerificationQueryVariables>;
export const RunChangedDocument = new TypedDocumentString(`
    subscription RunChanged($id: ID!) {
  migrationRunProgress(id: $id) {
    id
    status
    progress {
      processed
    }
  }
}
    `) as unknown as TypedDocumentString<RunChangedSubscription, RunChangedSubscriptionVariables>;
export const PauseRunDocument = new TypedDocumentString(`
    mutation PauseRun($input: MigrationRunActionInput!) {
  pauseMigrationRun(input: $input) {
    migrationRun {
      id
      status
    }
  }
}
    `) as unknown as TypedDocumentString<PauseRunMutation, PauseRunMutationVariables>;
export const ResumeRunDocument = new TypedDocumentString(`
    mutation ResumeRun($input: MigrationRunActionInput!) {
  resumeMigrationRun(input: $input) {
    migrationRun {
      id
      status
    }
  }
}
    `) as unknown as TypedDocumentString<ResumeRunMutation, ResumeRunMutationVariables>;
export const CancelRunDocument = new TypedDocumentString(`
    mutation CancelRun($input: MigrationRunActionInput!) {
  cancelMigrationRun(input: $input) {
    migrationRun {
      id
      status
    }
  }
}
    `) as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const ExecutePlanDocument = new TypedDocumentString(`
    mutation ExecutePlan($input: StartMigrationRunInput!) {
  startMigrationRun(input: $input) {
    migrationRun {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<ExecutePlanMutation, ExecutePlanMutationVariables>;
export const RollBackRunDocument = new TypedDocumentString(`
    mutation RollBackRun($input: RollbackMigrationRunInput!) {
  rollbackMigrationRun(input: $input) {
    migrationRun {
      id
      status
    }
  }
}
    `) as unknown as TypedDocumentString<RollBackRunMutation, RollBackRunMutationVariables>;