/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** The reason for a decision. The list is closed: a client can switch over it exhaustively. */
export type DecisionReason =
  /** Every organization has the module. */
  | 'ALWAYS_ON'
  /** The lookup failed; a failed check is denied. */
  | 'CHECK_FAILED'
  /** The entitlement is enabled. */
  | 'ENTITLED'
  /** No legacy flag grants it. */
  | 'LEGACY_OFF'
  /** A legacy flag grants it. */
  | 'LEGACY_ON'
  /** The legacy flags cannot be read; unreadable flags are denied. */
  | 'LEGACY_UNREADABLE'
  /** The entitlement is disabled. */
  | 'MODULE_DISABLED'
  /** The module is inactive: no organization has it. */
  | 'MODULE_INACTIVE'
  /** There is no entitlement. */
  | 'NOT_ENTITLED'
  /** The check names no organization, and the actor has none. */
  | 'NO_ORGANIZATION'
  /** The organization does not exist, or the actor may not see it. */
  | 'ORGANIZATION_NOT_FOUND'
  /** An override disables it. */
  | 'OVERRIDE_DISABLED'
  /** An override enables it. */
  | 'OVERRIDE_ENABLED'
  /** An override grants it as a trial. */
  | 'OVERRIDE_TRIAL'
  /** Every organization has the module; the product's own role check decides for each user. */
  | 'RBAC_ONLY'
  /** The submodule is switched off, in a module that is allowed. */
  | 'SUBMODULE_DISABLED'
  /** The submodule is switched on, in a module that is allowed. */
  | 'SUBMODULE_ENABLED'
  /** The entitlement is a trial that has not ended. */
  | 'TRIAL'
  /** The trial has ended. */
  | 'TRIAL_EXPIRED'
  /** The module does not exist. */
  | 'UNKNOWN_MODULE'
  /** The entitlement has an unknown status. */
  | 'UNKNOWN_STATUS'
  /** The submodule does not exist or is inactive. */
  | 'UNKNOWN_SUBMODULE';

/** The purpose of a run. */
export type MigrationRunMode =
  /** Computes and stores a plan, and writes nothing else. */
  | 'DRY_RUN'
  /** Writes entitlements, with a journal and events. */
  | 'EXECUTE';

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

/** What decides whether an organization has a module. */
export type ModulePolicy =
  /** Every organization has the module. */
  | 'ALWAYS_ON'
  /** The organization's entitlement. */
  | 'ENTITLEMENT'
  /** Every organization has the module, and the product's own role check decides for each user. */
  | 'RBAC_ONLY';

export type AccessByDayQueryVariables = Exact<{
  since?: string | null | undefined;
  moduleKey?: string | null | undefined;
  source?: string | null | undefined;
}>;


export type AccessByDayQuery = { readonly accessByDay: ReadonlyArray<{ readonly day: string, readonly checks: number, readonly denied: number, readonly unexpected: number, readonly shadowDifferences: number }> };

export type WatchedDenialsQueryVariables = Exact<{
  since?: string | null | undefined;
  moduleKey?: string | null | undefined;
  source?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type WatchedDenialsQuery = { readonly accessDenials: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly reason: Types.DecisionReason, readonly count: number, readonly unexpected: number, readonly lastDay: string, readonly organization: { readonly id: string, readonly name: string } | null, readonly module: { readonly id: string, readonly key: string } | null, readonly submodule: { readonly id: string, readonly key: string } | null, readonly sources: ReadonlyArray<{ readonly source: string, readonly count: number }> }> } };

export type WatchedShadowDifferencesQueryVariables = Exact<{
  since?: string | null | undefined;
  moduleKey?: string | null | undefined;
  source?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type WatchedShadowDifferencesQuery = { readonly shadowDifferences: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly reason: Types.DecisionReason, readonly count: number, readonly unexpected: number, readonly lastDay: string, readonly organization: { readonly id: string, readonly name: string } | null, readonly module: { readonly id: string, readonly key: string } | null, readonly submodule: { readonly id: string, readonly key: string } | null, readonly sources: ReadonlyArray<{ readonly source: string, readonly count: number }> }> } };

export type WatchedCountFragment = { readonly reason: Types.DecisionReason, readonly count: number, readonly unexpected: number, readonly lastDay: string, readonly organization: { readonly id: string, readonly name: string } | null, readonly module: { readonly id: string, readonly key: string } | null, readonly submodule: { readonly id: string, readonly key: string } | null, readonly sources: ReadonlyArray<{ readonly source: string, readonly count: number }> };

export type WatchedSourcesQueryVariables = Exact<{
  since?: string | null | undefined;
}>;


export type WatchedSourcesQuery = { readonly accessSources: ReadonlyArray<{ readonly source: string }> };

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
  sources {
    source
    count
  }
}
    `, {"fragmentName":"WatchedCount"}) as unknown as TypedDocumentString<WatchedCountFragment, unknown>;
export const AccessByDayDocument = new TypedDocumentString(`
    query AccessByDay($since: DateTime, $moduleKey: String, $source: String) {
  accessByDay(since: $since, moduleKey: $moduleKey, source: $source) {
    day
    checks
    denied
    unexpected
    shadowDifferences
  }
}
    `) as unknown as TypedDocumentString<AccessByDayQuery, AccessByDayQueryVariables>;
export const WatchedDenialsDocument = new TypedDocumentString(`
    query WatchedDenials($since: DateTime, $moduleKey: String, $source: String, $after: String) {
  accessDenials(
    since: $since
    moduleKey: $moduleKey
    source: $source
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
  sources {
    source
    count
  }
}`) as unknown as TypedDocumentString<WatchedDenialsQuery, WatchedDenialsQueryVariables>;
export const WatchedShadowDifferencesDocument = new TypedDocumentString(`
    query WatchedShadowDifferences($since: DateTime, $moduleKey: String, $source: String, $after: String) {
  shadowDifferences(
    since: $since
    moduleKey: $moduleKey
    source: $source
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
  sources {
    source
    count
  }
}`) as unknown as TypedDocumentString<WatchedShadowDifferencesQuery, WatchedShadowDifferencesQueryVariables>;
export const WatchedSourcesDocument = new TypedDocumentString(`
    query WatchedSources($since: DateTime) {
  accessSources(since: $since) {
    source
  }
}
    `) as unknown as TypedDocumentString<WatchedSourcesQuery, WatchedSourcesQueryVariables>;
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