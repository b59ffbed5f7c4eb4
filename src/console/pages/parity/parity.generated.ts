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

/** What an organization has of a module. */
export type DecisionStatus =
  /** It is disabled. */
  | 'DISABLED'
  /** It is enabled. */
  | 'ENABLED'
  /** It is, or was, on trial. */
  | 'TRIAL';

/** Who answers whether an organization may use a module. */
export type Gating =
  /** Its entitlements, and overrides of them. */
  | 'ENFORCE'
  /** Its legacy flags. */
  | 'LEGACY'
  /** Its legacy flags; entitlements are compared with them, and differences counted. */
  | 'SHADOW';

/** Why answers differ. The first three explain a difference; the others do not, and keep a report from being clean. */
export type ParityCause =
  /** The run held the module's changes, since they would have taken access away. */
  | 'HELD'
  /** The legacy flags were changed after the run that brought the organization over. */
  | 'LATE_WRITER'
  /** The row, or its module's, is not a run's: somebody made it. */
  | 'MANUAL_ROW'
  /** No execution that stands has brought the organization over. */
  | 'NEVER_RUN'
  /** None of these: such as a row that a hand wrote. */
  | 'OTHER'
  /** An admin's override decided so. */
  | 'OVERRIDE'
  /** Taxonomy or mapping were changed after the run. */
  | 'TAXONOMY'
  /** Both say trial, and the entitlement's has ended; the flags know no end. */
  | 'TRIAL_ENDED'
  /** The legacy flags cannot be read. */
  | 'UNREADABLE';

/** How entitlements answer otherwise than the legacy flags. */
export type ParityKind =
  /** The entitlements allow it, the flags do not. */
  | 'GAINED'
  /** The flags allow it, the entitlements do not. */
  | 'LOST'
  /** Both allow it, one of them as a trial. */
  | 'STATUS';

/** Where a parity report is in its life. */
export type ParityReportStatus =
  /** Came to nothing: see `error`. */
  | 'FAILED'
  /** Waits for a worker; one report is made at a time. */
  | 'QUEUED'
  /** Is made. If its worker is lost, another takes it up. */
  | 'RUNNING'
  /** Made. */
  | 'SUCCEEDED';

/** What to compare. */
export type StartParityReportInput = {
  /** A later clock: what today's rows and flags will answer then. Left out: now. One that has passed is INVALID_INPUT. */
  readonly at?: string | null | undefined;
  /** Only these organizations; left out, all. */
  readonly organizationIds?: ReadonlyArray<string> | null | undefined;
};

export type ReportFragment = { readonly id: string, readonly status: Types.ParityReportStatus, readonly at: string, readonly requestedBy: string, readonly createdAt: string, readonly computedAt: string | null, readonly error: string | null, readonly organizationIds: ReadonlyArray<string> | null, readonly total: number | null, readonly organizations: number, readonly clean: boolean | null, readonly uncovered: number, readonly detailsKept: boolean, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }> };

export type LatestReportsQueryVariables = Exact<{ [key: string]: never; }>;


export type LatestReportsQuery = { readonly parityReports: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.ParityReportStatus, readonly at: string, readonly requestedBy: string, readonly createdAt: string, readonly computedAt: string | null, readonly error: string | null, readonly organizationIds: ReadonlyArray<string> | null, readonly total: number | null, readonly organizations: number, readonly clean: boolean | null, readonly uncovered: number, readonly detailsKept: boolean, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }> }> } };

export type ReportByIdQueryVariables = Exact<{
  id: string;
}>;


export type ReportByIdQuery = { readonly parityReport: { readonly id: string, readonly status: Types.ParityReportStatus, readonly at: string, readonly requestedBy: string, readonly createdAt: string, readonly computedAt: string | null, readonly error: string | null, readonly organizationIds: ReadonlyArray<string> | null, readonly total: number | null, readonly organizations: number, readonly clean: boolean | null, readonly uncovered: number, readonly detailsKept: boolean, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }> } | null };

export type ReportHistoryQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ReportHistoryQuery = { readonly parityReports: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.ParityReportStatus, readonly at: string, readonly requestedBy: string, readonly createdAt: string, readonly computedAt: string | null, readonly error: string | null, readonly organizationIds: ReadonlyArray<string> | null, readonly total: number | null, readonly organizations: number, readonly clean: boolean | null, readonly uncovered: number, readonly detailsKept: boolean, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }> }> } };

export type ReportDifferencesQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  kind?: Types.ParityKind | null | undefined;
  cause?: Types.ParityCause | null | undefined;
  explained?: boolean | null | undefined;
  moduleKey?: string | null | undefined;
  organizationIds?: ReadonlyArray<string> | string | null | undefined;
}>;


export type ReportDifferencesQuery = { readonly parityReport: { readonly id: string, readonly differences: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly organizationId: string, readonly moduleKey: string, readonly submoduleKey: string | null, readonly alikeSubmodules: number, readonly source: string | null, readonly organization: { readonly id: string, readonly name: string } | null, readonly module: { readonly id: string, readonly displayName: string } | null, readonly submodule: { readonly id: string, readonly displayName: string } | null, readonly legacy: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason } }> } } | null };

export type UncoveredOrganizationsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type UncoveredOrganizationsQuery = { readonly parityReport: { readonly id: string, readonly uncoveredOrganizations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly gating: Types.Gating }> } } | null };

export type EnforceGateQueryVariables = Exact<{ [key: string]: never; }>;


export type EnforceGateQuery = { readonly rollout: { readonly gate: { readonly open: boolean, readonly reasons: ReadonlyArray<string> } } };

export type StartReportMutationVariables = Exact<{
  input: Types.StartParityReportInput;
}>;


export type StartReportMutation = { readonly startParityReport: { readonly parityReport: { readonly id: string, readonly status: Types.ParityReportStatus } } };

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
export const ReportFragmentDoc = new TypedDocumentString(`
    fragment Report on ParityReport {
  id
  status
  at
  requestedBy
  createdAt
  computedAt
  error
  organizationIds
  total
  organizations
  clean
  uncovered
  detailsKept
  totals {
    kind
    cause
    explained
    count
  }
}
    `, {"fragmentName":"Report"}) as unknown as TypedDocumentString<ReportFragment, unknown>;
export const LatestReportsDocument = new TypedDocumentString(`
    query LatestReports {
  parityReports(first: 10) {
    nodes {
      ...Report
    }
  }
}
    fragment Report on ParityReport {
  id
  status
  at
  requestedBy
  createdAt
  computedAt
  error
  organizationIds
  total
  organizations
  clean
  uncovered
  detailsKept
  totals {
    kind
    cause
    explained
    count
  }
}`) as unknown as TypedDocumentString<LatestReportsQuery, LatestReportsQueryVariables>;
export const ReportByIdDocument = new TypedDocumentString(`
    query ReportById($id: ID!) {
  parityReport(id: $id) {
    ...Report
  }
}
    fragment Report on ParityReport {
  id
  status
  at
  requestedBy
  createdAt
  computedAt
  error
  organizationIds
  total
  organizations
  clean
  uncovered
  detailsKept
  totals {
    kind
    cause
    explained
    count
  }
}`) as unknown as TypedDocumentString<ReportByIdQuery, ReportByIdQueryVariables>;
export const ReportHistoryDocument = new TypedDocumentString(`
    query ReportHistory($after: String) {
  parityReports(first: 25, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...Report
    }
  }
}
    fragment Report on ParityReport {
  id
  status
  at
  requestedBy
  createdAt
  computedAt
  error
  organizationIds
  total
  organizations
  clean
  uncovered
  detailsKept
  totals {
    kind
    cause
    explained
    count
  }
}`) as unknown as TypedDocumentString<ReportHistoryQuery, ReportHistoryQueryVariables>;
export const ReportDifferencesDocument = new TypedDocumentString(`
    query ReportDifferences($id: ID!, $after: String, $kind: ParityKind, $cause: ParityCause, $explained: Boolean, $moduleKey: String, $organizationIds: [ID!]) {
  parityReport(id: $id) {
    id
    differences(
      first: 25
      after: $after
      kind: $kind
      cause: $cause
      explained: $explained
      moduleKey: $moduleKey
      organizationIds: $organizationIds
    ) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        kind
        cause
        explained
        organizationId
        organization {
          id
          name
        }
        moduleKey
        submoduleKey
        module {
          id
          displayName
        }
        submodule {
          id
          displayName
        }
        alikeSubmodules
        source
        legacy {
          allowed
          status
          reason
        }
        entitlement {
          allowed
          status
          reason
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReportDifferencesQuery, ReportDifferencesQueryVariables>;
export const UncoveredOrganizationsDocument = new TypedDocumentString(`
    query UncoveredOrganizations($id: ID!, $after: String) {
  parityReport(id: $id) {
    id
    uncoveredOrganizations(first: 25, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        name
        gating
      }
    }
  }
}
    `) as unknown as TypedDocumentString<UncoveredOrganizationsQuery, UncoveredOrganizationsQueryVariables>;
export const EnforceGateDocument = new TypedDocumentString(`
    query EnforceGate {
  rollout {
    gate {
      open
      reasons
    }
  }
}
    `) as unknown as TypedDocumentString<EnforceGateQuery, EnforceGateQueryVariables>;
export const StartReportDocument = new TypedDocumentString(`
    mutation StartReport($input: StartParityReportInput!) {
  startParityReport(input: $input) {
    parityReport {
      id
      status
    }
  }
}
    `) as unknown as TypedDocumentString<StartReportMutation, StartReportMutationVariables>;