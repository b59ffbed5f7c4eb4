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

/** The status of a module or submodule for an organization. */
export type DecisionStatus =
  /** Disabled. */
  | 'DISABLED'
  /** Enabled. */
  | 'ENABLED'
  /** On trial, or the trial has ended. */
  | 'TRIAL';

/** Which side answers decisions about an organization. */
export type Gating =
  /** The entitlements answer, and overrides take precedence over them. */
  | 'ENFORCE'
  /** The legacy flags answer. */
  | 'LEGACY'
  /** The legacy flags answer; entitlements are compared with them, and differences are counted. */
  | 'SHADOW';

/**
 * Why the answers differ. OVERRIDE, MANUAL_ROW and TRIAL_ENDED explain a difference; a report with any other cause is
 * not clean.
 */
export type ParityCause =
  /** The run held the change, because it would have taken access away. */
  | 'HELD'
  /** The legacy flags changed after the run that migrated the organization. */
  | 'LATE_WRITER'
  /** The row, or its module's row, was not written by a run. */
  | 'MANUAL_ROW'
  /** No execution in effect has migrated the organization. */
  | 'NEVER_RUN'
  /** None of the others, for example a row that was changed in the database by hand. */
  | 'OTHER'
  /** A super admin made an override. */
  | 'OVERRIDE'
  /** Of kind READING: the product allows what the reading of the flags denies. */
  | 'PRODUCT_ALLOWS'
  /** Of kind READING: the product denies what the reading of the flags allows. */
  | 'PRODUCT_DENIES'
  /** The taxonomy or the mapping changed after the run. */
  | 'TAXONOMY'
  /** Both answer with a trial, and the entitlement's trial has ended; legacy flags have no end. */
  | 'TRIAL_ENDED'
  /** The legacy flags cannot be read. */
  | 'UNREADABLE';

/**
 * How answers differ. LOST, GAINED and STATUS compare the answer by entitlements with the answer by legacy flags; READING
 * compares what Portcullis reads in the legacy flags with what the product itself answered.
 */
export type ParityKind =
  /** The flags deny it, the entitlements allow it. */
  | 'GAINED'
  /** The flags allow it, the entitlements deny it. */
  | 'LOST'
  /**
   * The product's own answer differs from the reading of the flags. A product answer that was given while the flags were
   * others is out of date, and is not compared.
   */
  | 'READING'
  /** Both allow it, one of them as a trial. */
  | 'STATUS';

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

/** The comparison to make. */
export type StartParityReportInput = {
  /**
   * A point in time in the future, to compare with today's rows and flags; a past time is INVALID_INPUT. If omitted,
   * now.
   */
  readonly at?: string | null | undefined;
  /** Limits the report to these organizations, at most 50,000; if omitted, all organizations. */
  readonly organizationIds?: ReadonlyArray<string> | null | undefined;
};

export type ReportFragment = { readonly id: string, readonly status: Types.ParityReportStatus, readonly at: string, readonly requestedBy: string, readonly createdAt: string, readonly computedAt: string | null, readonly error: string | null, readonly organizationIds: ReadonlyArray<string> | null, readonly total: number | null, readonly organizations: number, readonly clean: boolean | null, readonly uncovered: number, readonly detailsKept: boolean, readonly readings: { readonly checkedValues: number, readonly checkedOrganizations: number, readonly uncheckedOrganizations: number } | null, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }> };

export type LatestReportsQueryVariables = Exact<{ [key: string]: never; }>;


export type LatestReportsQuery = { readonly parityReports: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.ParityReportStatus, readonly at: string, readonly requestedBy: string, readonly createdAt: string, readonly computedAt: string | null, readonly error: string | null, readonly organizationIds: ReadonlyArray<string> | null, readonly total: number | null, readonly organizations: number, readonly clean: boolean | null, readonly uncovered: number, readonly detailsKept: boolean, readonly readings: { readonly checkedValues: number, readonly checkedOrganizations: number, readonly uncheckedOrganizations: number } | null, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }> }> } };

export type ReportByIdQueryVariables = Exact<{
  id: string;
}>;


export type ReportByIdQuery = { readonly parityReport: { readonly id: string, readonly status: Types.ParityReportStatus, readonly at: string, readonly requestedBy: string, readonly createdAt: string, readonly computedAt: string | null, readonly error: string | null, readonly organizationIds: ReadonlyArray<string> | null, readonly total: number | null, readonly organizations: number, readonly clean: boolean | null, readonly uncovered: number, readonly detailsKept: boolean, readonly readings: { readonly checkedValues: number, readonly checkedOrganizations: number, readonly uncheckedOrganizations: number } | null, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }> } | null };

export type ReportHistoryQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ReportHistoryQuery = { readonly parityReports: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.ParityReportStatus, readonly at: string, readonly requestedBy: string, readonly createdAt: string, readonly computedAt: string | null, readonly error: string | null, readonly organizationIds: ReadonlyArray<string> | null, readonly total: number | null, readonly organizations: number, readonly clean: boolean | null, readonly uncovered: number, readonly detailsKept: boolean, readonly readings: { readonly checkedValues: number, readonly checkedOrganizations: number, readonly uncheckedOrganizations: number } | null, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }> }> } };

export type ReportDifferencesQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  kind?: Types.ParityKind | null | undefined;
  cause?: Types.ParityCause | null | undefined;
  explained?: boolean | null | undefined;
  moduleKey?: string | null | undefined;
  organizationIds?: ReadonlyArray<string> | string | null | undefined;
}>;


export type ReportDifferencesQuery = { readonly parityReport: { readonly id: string, readonly differences: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly organizationId: string, readonly moduleKey: string, readonly submoduleKey: string | null, readonly alikeSubmodules: number, readonly source: string | null, readonly productAllowed: boolean | null, readonly organization: { readonly id: string, readonly name: string } | null, readonly module: { readonly id: string, readonly displayName: string } | null, readonly submodule: { readonly id: string, readonly displayName: string } | null, readonly legacy: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason } | null }> } } | null };

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
  readings {
    checkedValues
    checkedOrganizations
    uncheckedOrganizations
  }
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
  readings {
    checkedValues
    checkedOrganizations
    uncheckedOrganizations
  }
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
  readings {
    checkedValues
    checkedOrganizations
    uncheckedOrganizations
  }
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
  readings {
    checkedValues
    checkedOrganizations
    uncheckedOrganizations
  }
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
        productAllowed
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