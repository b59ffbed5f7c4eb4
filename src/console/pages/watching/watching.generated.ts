/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why a decision came out as it did. The list is closed: clients can switch over it. */
export type DecisionReason =
  /** Every organization has the module. */
  | 'ALWAYS_ON'
  /** It could not be looked up, and what is not known is denied. */
  | 'CHECK_FAILED'
  /** The entitlement is enabled. */
  | 'ENTITLED'
  /** No legacy flag gives it. */
  | 'LEGACY_OFF'
  /** A legacy flag gives it. */
  | 'LEGACY_ON'
  /** The legacy flags cannot be read, and what is not known is denied. */
  | 'LEGACY_UNREADABLE'
  /** The entitlement is disabled. */
  | 'MODULE_DISABLED'
  /** The module is inactive: nobody has it. */
  | 'MODULE_INACTIVE'
  /** There is no entitlement. */
  | 'NOT_ENTITLED'
  /** There is no organization to ask about. */
  | 'NO_ORGANIZATION'
  /** There is no such organization. */
  | 'ORGANIZATION_NOT_FOUND'
  /** An override disables it. */
  | 'OVERRIDE_DISABLED'
  /** An override enables it. */
  | 'OVERRIDE_ENABLED'
  /** An override gives it as a trial. */
  | 'OVERRIDE_TRIAL'
  /** Every organization has the module; what a person may do there is up to their role. */
  | 'RBAC_ONLY'
  /** The submodule is switched off within a module that is allowed. */
  | 'SUBMODULE_DISABLED'
  /** The submodule is switched on within a module that is allowed. */
  | 'SUBMODULE_ENABLED'
  /** The entitlement is a trial that runs. */
  | 'TRIAL'
  /** The trial has ended. */
  | 'TRIAL_EXPIRED'
  /** There is no such module. */
  | 'UNKNOWN_MODULE'
  /** The entitlement has a status that nobody knows. */
  | 'UNKNOWN_STATUS'
  /** There is no such submodule, or it is inactive. */
  | 'UNKNOWN_SUBMODULE';

/** What a run is for. */
export type MigrationRunMode =
  /** Plans, stores the plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

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

/** Who answers for a module. */
export type ModulePolicy =
  /** Nobody: every organization has it. */
  | 'ALWAYS_ON'
  /** An organization's entitlement. */
  | 'ENTITLEMENT'
  /** The product's own role check: every organization has it, not every person. */
  | 'RBAC_ONLY';

export type AccessByDayQueryVariables = Exact<{
  since?: string | null | undefined;
  moduleKey?: string | null | undefined;
}>;


export type AccessByDayQuery = { readonly accessByDay: ReadonlyArray<{ readonly day: string, readonly checks: number, readonly denied: number, readonly unexpected: number, readonly shadowDifferences: number }> };

export type WatchedDenialsQueryVariables = Exact<{
  since?: string | null | undefined;
  moduleKey?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type WatchedDenialsQuery = { readonly accessDenials: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly reason: Types.DecisionReason, readonly count: number, readonly unexpected: number, readonly lastDay: string, readonly organization: { readonly id: string, readonly name: string } | null, readonly module: { readonly id: string, readonly key: string } | null, readonly submodule: { readonly id: string, readonly key: string } | null }> } };

export type WatchedShadowDifferencesQueryVariables = Exact<{
  since?: string | null | undefined;
  moduleKey?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type WatchedShadowDifferencesQuery = { readonly shadowDifferences: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly reason: Types.DecisionReason, readonly count: number, readonly unexpected: number, readonly lastDay: string, readonly organization: { readonly id: string, readonly name: string } | null, readonly module: { readonly id: string, readonly key: string } | null, readonly submodule: { readonly id: string, readonly key: string } | null }> } };

export type WatchedCountFragment = { readonly reason: Types.DecisionReason, readonly count: number, readonly unexpected: number, readonly lastDay: string, readonly organization: { readonly id: string, readonly name: string } | null, readonly module: { readonly id: string, readonly key: string } | null, readonly submodule: { readonly id: string, readonly key: string } | null };

export type AdoptionQueryVariables = Exact<{ [key: string]: never; }>;


export type AdoptionQuery = { readonly organizations: { readonly totalCount: number }, readonly moduleAdoption: ReadonlyArray<{ readonly id: string, readonly organizations: number, readonly trials: number, readonly byOverride: number, readonly module: { readonly id: string, readonly key: string, readonly displayName: string, readonly policy: Types.ModulePolicy } }> };

export type RunHistoryQueryVariables = Exact<{ [key: string]: never; }>;


export type RunHistoryQuery = { readonly migrationRuns: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly mode: Types.MigrationRunMode, readonly status: Types.MigrationRunStatus, readonly requestedBy: string, readonly createdAt: string, readonly startedAt: string | null, readonly finishedAt: string | null, readonly counts: { readonly changed: number, readonly failed: number } }> } };

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
export const WatchedCountFragmentDoc = new TypedDocumentString(`
    fragment WatchedCount on AccessCount {
  organization {
    id
    name
  }
  module {
    id
    key
  }
  submodule {
    id
    key
  }
  reason
  count
  unexpected
  lastDay
}
    `, {"fragmentName":"WatchedCount"}) as unknown as TypedDocumentString<WatchedCountFragment, unknown>;
export const AccessByDayDocument = new TypedDocumentString(`
    query AccessByDay($since: DateTime, $moduleKey: String) {
  accessByDay(since: $since, moduleKey: $moduleKey) {
    day
    checks
    denied
    unexpected
    shadowDifferences
  }
}
    `) as unknown as TypedDocumentString<AccessByDayQuery, AccessByDayQueryVariables>;
export const WatchedDenialsDocument = new TypedDocumentString(`
    query WatchedDenials($since: DateTime, $moduleKey: String, $after: String) {
  accessDenials(
    since: $since
    moduleKey: $moduleKey
    order: UNEXPECTED
    first: 25
    after: $after
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...WatchedCount
    }
  }
}
    fragment WatchedCount on AccessCount {
  organization {
    id
    name
  }
  module {
    id
    key
  }
  submodule {
    id
    key
  }
  reason
  count
  unexpected
  lastDay
}`) as unknown as TypedDocumentString<WatchedDenialsQuery, WatchedDenialsQueryVariables>;
export const WatchedShadowDifferencesDocument = new TypedDocumentString(`
    query WatchedShadowDifferences($since: DateTime, $moduleKey: String, $after: String) {
  shadowDifferences(
    since: $since
    moduleKey: $moduleKey
    first: 25
    after: $after
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...WatchedCount
    }
  }
}
    fragment WatchedCount on AccessCount {
  organization {
    id
    name
  }
  module {
    id
    key
  }
  submodule {
    id
    key
  }
  reason
  count
  unexpected
  lastDay
}`) as unknown as TypedDocumentString<WatchedShadowDifferencesQuery, WatchedShadowDifferencesQueryVariables>;
export const AdoptionDocument = new TypedDocumentString(`
    query Adoption {
  organizations(first: 1) {
    totalCount
  }
  moduleAdoption {
    id
    module {
      id
      key
      displayName
      policy
    }
    organizations
    trials
    byOverride
  }
}
    `) as unknown as TypedDocumentString<AdoptionQuery, AdoptionQueryVariables>;
export const RunHistoryDocument = new TypedDocumentString(`
    query RunHistory {
  migrationRuns(first: 10) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      mode
      status
      requestedBy
      createdAt
      startedAt
      finishedAt
      counts {
        changed
        failed
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunHistoryQuery, RunHistoryQueryVariables>;