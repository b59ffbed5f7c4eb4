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

/** What a run does with one row. */
export type MigrationRunAction =
  /** The row is created. */
  | 'CREATE'
  /**
   * The row is left as it is, because the change would take access away and the run does not allow that
   * (`allowRevocations`).
   */
  | 'HELD'
  /** The row is left as it is, because it, or its module's row, was not written by a run. */
  | 'KEEP_MANUAL'
  /** The row is deleted. */
  | 'REVOKE'
  /** The row is updated. */
  | 'UPDATE';

/** The run to act on. */
export type MigrationRunActionInput = {
  /** The run's number. */
  readonly id: string;
  /** The reason, 3 to 500 characters. */
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

/** Why a rollback kept a row. */
export type MigrationRunKeptCause =
  /** The row differs from what the run wrote: it was updated, deleted or created again by other means. */
  | 'EDITED'
  /** The row of its module was kept or is not a run's, and the rows of its submodules are kept with it. */
  | 'MODULE_KEPT'
  /** The module or submodule is no longer in the taxonomy. */
  | 'NOT_IN_TAXONOMY'
  /** The organization's packages were changed since, and what they give is kept with them. */
  | 'PACKAGES_KEPT'
  /** The run created the module's row, and submodules were added or changed under it since by other means. */
  | 'SUBMODULES_ADDED';

/** What a run is for. */
export type MigrationRunKind =
  /** A change of what many organizations have: `startChangeRun`. */
  | 'CHANGE'
  /** A migration of legacy flags to entitlements: `startMigrationRun`. */
  | 'MIGRATION';

/** The purpose of a run. */
export type MigrationRunMode =
  /** Computes and stores a plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

/** The outcome of a run for one organization. In a dry run, the outcome that an execution would have. */
export type MigrationRunOutcome =
  /** Rows were written, with one event. */
  | 'CHANGED'
  /** Nothing was written because of an error, see `error`. */
  | 'FAILED'
  /** The organization was deleted before the run reached it. */
  | 'SKIPPED'
  /** Nothing was written: flags or rows (of a change run packages or overrides, too) differ from the reviewed plan. */
  | 'STALE'
  /** Nothing had to be written, or only rows that a run may not change differ. */
  | 'UNCHANGED';

/** The outcome of a rollback for one organization that the run had changed. */
export type MigrationRunRollbackOutcome =
  /** The database refused the rollback and no row was changed, see `error`. */
  | 'FAILED'
  /** Some rows were kept, see `kept`. All others are as they were before the run. */
  | 'KEPT'
  /** Every row that the run wrote is as it was before the run. */
  | 'ROLLED_BACK'
  /** The organization was deleted before the rollback reached it. */
  | 'SKIPPED';

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

/** The run to roll back. */
export type RollbackMigrationRunInput = {
  /** Rolls back even if organizations that the run changed are under ENFORCE and lose access. Recorded in the event. */
  readonly acknowledgeLostAccess?: boolean;
  /** The run's number. */
  readonly id: string;
  /**
   * If a request is repeated within a week with the same key and input, it is answered with the run of the first
   * request.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** The reason, 3 to 500 characters; recorded with the run and its events. */
  readonly reason: string;
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

export type RunQueryVariables = Exact<{
  id: string;
}>;


export type RunQuery = { readonly migrationRun: { readonly id: string, readonly kind: Types.MigrationRunKind, readonly mode: Types.MigrationRunMode, readonly status: Types.MigrationRunStatus, readonly availableActions: ReadonlyArray<Types.MigrationRunAvailableAction>, readonly requestedBy: string, readonly reason: string, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly resetAt: string | null, readonly journalDetachedAt: string | null, readonly trialDays: number | null, readonly allowRevocations: boolean, readonly errorBudgetPercent: number, readonly change: { readonly text: string } | null, readonly dryRun: { readonly id: string } | null, readonly execution: { readonly id: string } | null, readonly changedSince: { readonly id: string } | null, readonly mapping: { readonly id: string, readonly name: string } | null, readonly progress: { readonly total: number, readonly processed: number, readonly percent: number, readonly perSecond: number | null, readonly etaSeconds: number | null, readonly heldBack: string | null }, readonly counts: { readonly changed: number, readonly unchanged: number, readonly failed: number, readonly stale: number, readonly skipped: number, readonly held: number, readonly moduleEntitlementsCreated: number, readonly moduleEntitlementsUpdated: number, readonly moduleEntitlementsRevoked: number, readonly submoduleEntitlementsCreated: number, readonly submoduleEntitlementsUpdated: number, readonly submoduleEntitlementsRevoked: number, readonly keptManual: number, readonly unmappedFlags: number, readonly eventsCreated: number }, readonly error: { readonly code: string, readonly message: string } | null, readonly rollback: { readonly requestedBy: string, readonly reason: string, readonly requestedAt: string, readonly finishedAt: string | null, readonly acknowledgedLostAccess: boolean, readonly progress: { readonly total: number, readonly processed: number, readonly percent: number, readonly perSecond: number | null, readonly etaSeconds: number | null, readonly heldBack: string | null }, readonly counts: { readonly organizationsRolledBack: number, readonly organizationsKept: number, readonly organizationsFailed: number, readonly organizationsSkipped: number, readonly rowsRestored: number, readonly rowsKept: number } } | null } | null };

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
    kind
    change {
      text
    }
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
    journalDetachedAt
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