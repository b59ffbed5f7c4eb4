/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** An organization whose own rollout is to be removed. */
export type ClearOrganizationRolloutInput = {
  /**
   * True to accept that the organization may lose access, if it comes under ENFORCE by this and the gate is shut.
   * Recorded in the event.
   */
  readonly acknowledgeLostAccess?: boolean;
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  readonly acknowledgeUncheckedReadings?: boolean;
  /** The organization. */
  readonly organizationId: string;
  /** The reason, 3 to 500 characters. */
  readonly reason: string;
};

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

/** A change of the rollout of one organization. */
export type PreviewOrganizationRolloutInput = {
  /**
   * The gating to set, as `setOrganizationRollout` does; if omitted, the organization's own rollout is removed, as
   * `clearOrganizationRollout` does.
   */
  readonly mode?: Gating | null | undefined;
  /** The organization. */
  readonly organizationId: string;
};

/** A change of the rollout. */
export type PreviewRolloutInput = {
  /**
   * The percentage of organizations under ENFORCE, 0 to 100. If omitted, it does not change with SHADOW, and is 0 with
   * LEGACY. INVALID_INPUT with ENFORCE, and above 0 when changing from another mode to LEGACY.
   */
  readonly enforcePercentage?: number | null | undefined;
  /** With LEGACY: true to leave organizations individually set to ENFORCE as they are. */
  readonly keepOrganizations?: boolean;
  /**
   * The gating of organizations outside the percentage. LEGACY is the emergency exit: the legacy flags answer for every
   * organization, those with an own rollout that says SHADOW included.
   */
  readonly mode: Gating;
};

/** The change to preview. Give exactly one field. */
export type RolloutPreviewInput =
  {   /** A change of the rollout of one organization. */
  readonly organization: PreviewOrganizationRolloutInput; readonly rollout?: never; }
  |  { readonly organization?: never;   /** A change of the rollout, as `setRollout` takes it. */
  readonly rollout: PreviewRolloutInput; };

/** Begins, changes or ends maintenance. */
export type SetMaintenanceInput = {
  /** True to begin maintenance or to change its message; false to end it. */
  readonly enabled: boolean;
  /** The message for users, at most 500 characters. INVALID_INPUT together with `enabled: false`. */
  readonly message?: string | null | undefined;
  /** The reason, 3 to 500 characters. */
  readonly reason: string;
};

/** A gating to set for one organization. */
export type SetOrganizationRolloutInput = {
  /** True to accept that the organization may lose access, if the gate towards ENFORCE is shut. Recorded in the event. */
  readonly acknowledgeLostAccess?: boolean;
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  readonly acknowledgeUncheckedReadings?: boolean;
  /** The gating to set. */
  readonly mode: Gating;
  /** The organization. */
  readonly organizationId: string;
  /** The reason, 3 to 500 characters. */
  readonly reason: string;
};

/** A change of the rollout. */
export type SetRolloutInput = {
  /** True to accept that organizations may lose access, if the gate towards ENFORCE is shut. Recorded in the event. */
  readonly acknowledgeLostAccess?: boolean;
  /**
   * True to accept that readings of flags were not checked against the product's answers, if the gate is shut for nothing
   * else. `acknowledgeLostAccess` includes it. Recorded in the event.
   */
  readonly acknowledgeUncheckedReadings?: boolean;
  /**
   * The percentage of organizations under ENFORCE, 0 to 100. If omitted, it does not change with SHADOW, and is 0 with
   * LEGACY. INVALID_INPUT with ENFORCE, and above 0 when changing from another mode to LEGACY.
   */
  readonly enforcePercentage?: number | null | undefined;
  /** The rollout's version that the caller saw. CONFLICT if it has changed since, with the current one in the details. */
  readonly expectedVersion: number;
  /** With LEGACY: true to leave organizations individually set to ENFORCE as they are. */
  readonly keepOrganizations?: boolean;
  /**
   * The gating of organizations outside the percentage. LEGACY without a percentage is the emergency exit: it is never
   * gated, sets the percentage to 0, and removes every organization's own rollout that says ENFORCE. An own rollout that
   * says SHADOW stays, because the legacy flags answer there too: `rollout.organizations` lists it, and
   * `clearOrganizationRollout` removes it.
   */
  readonly mode: Gating;
  /** The reason, 3 to 500 characters. */
  readonly reason: string;
};

export type RolloutQueryVariables = Exact<{ [key: string]: never; }>;


export type RolloutQuery = { readonly rollout: { readonly mode: Types.Gating, readonly enforcePercentage: number, readonly version: number, readonly forcedByEnvironment: Types.Gating | null, readonly updatedAt: string, readonly maintenance: { readonly enabled: boolean, readonly message: string | null } } };

export type GatingCountsQueryVariables = Exact<{ [key: string]: never; }>;


export type GatingCountsQuery = { readonly enforce: { readonly totalCount: number }, readonly shadow: { readonly totalCount: number }, readonly legacy: { readonly totalCount: number } };

export type PreviewRolloutQueryVariables = Exact<{
  input: Types.RolloutPreviewInput;
}>;


export type PreviewRolloutQuery = { readonly rolloutPreview: { readonly version: number, readonly forcedByEnvironment: Types.Gating | null, readonly after: { readonly mode: Types.Gating, readonly enforcePercentage: number }, readonly gatingChanges: ReadonlyArray<{ readonly from: Types.Gating, readonly to: Types.Gating, readonly organizations: number }>, readonly gate: { readonly open: boolean, readonly reasons: ReadonlyArray<string>, readonly uncheckedReadings: ReadonlyArray<string> } | null } };

export type PreviewImpactQueryVariables = Exact<{
  input: Types.RolloutPreviewInput;
}>;


export type PreviewImpactQuery = { readonly rolloutPreview: { readonly impact: { readonly comparedAt: string, readonly reportId: string | null, readonly totals: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly count: number }>, readonly modules: ReadonlyArray<{ readonly moduleKey: string, readonly lost: number, readonly gained: number, readonly status: number, readonly module: { readonly id: string, readonly displayName: string } | null }> } } };

export type PreviewOrganizationsQueryVariables = Exact<{
  input: Types.RolloutPreviewInput;
  after?: string | null | undefined;
}>;


export type PreviewOrganizationsQuery = { readonly rolloutPreview: { readonly organizations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly organizationId: string, readonly gatingBefore: Types.Gating, readonly gatingAfter: Types.Gating, readonly organization: { readonly id: string, readonly name: string } | null, readonly differences: ReadonlyArray<{ readonly kind: Types.ParityKind, readonly cause: Types.ParityCause, readonly explained: boolean, readonly moduleKey: string, readonly submoduleKey: string | null }> }> } } };

export type OrganizationRolloutsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type OrganizationRolloutsQuery = { readonly rollout: { readonly version: number, readonly organizations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly organizationId: string, readonly mode: Types.Gating, readonly reason: string, readonly actorId: string, readonly updatedAt: string, readonly organization: { readonly id: string, readonly name: string } | null }> } } };

export type OwnRolloutQueryVariables = Exact<{
  id: string;
}>;


export type OwnRolloutQuery = { readonly organization: { readonly id: string, readonly name: string, readonly gating: Types.Gating, readonly ownRollout: { readonly id: string, readonly mode: Types.Gating, readonly reason: string } | null } };

export type SetRolloutMutationVariables = Exact<{
  input: Types.SetRolloutInput;
}>;


export type SetRolloutMutation = { readonly setRollout: { readonly clearedOrganizations: number, readonly rollout: { readonly version: number } } };

export type SetOrganizationRolloutMutationVariables = Exact<{
  input: Types.SetOrganizationRolloutInput;
}>;


export type SetOrganizationRolloutMutation = { readonly setOrganizationRollout: { readonly organization: { readonly id: string, readonly gating: Types.Gating } } };

export type ClearOrganizationRolloutMutationVariables = Exact<{
  input: Types.ClearOrganizationRolloutInput;
}>;


export type ClearOrganizationRolloutMutation = { readonly clearOrganizationRollout: { readonly organization: { readonly id: string, readonly gating: Types.Gating } } };

export type SetMaintenanceMutationVariables = Exact<{
  input: Types.SetMaintenanceInput;
}>;


export type SetMaintenanceMutation = { readonly setMaintenance: { readonly changed: boolean, readonly maintenance: { readonly enabled: boolean, readonly message: string | null } } };

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

export const RolloutDocument = new TypedDocumentString(`
    query Rollout {
  rollout {
    mode
    enforcePercentage
    version
    forcedByEnvironment
    updatedAt
    maintenance {
      enabled
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RolloutQuery, RolloutQueryVariables>;
export const GatingCountsDocument = new TypedDocumentString(`
    query GatingCounts {
  enforce: organizations(first: 1, gating: ENFORCE) {
    totalCount
  }
  shadow: organizations(first: 1, gating: SHADOW) {
    totalCount
  }
  legacy: organizations(first: 1, gating: LEGACY) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<GatingCountsQuery, GatingCountsQueryVariables>;
export const PreviewRolloutDocument = new TypedDocumentString(`
    query PreviewRollout($input: RolloutPreviewInput!) {
  rolloutPreview(input: $input) {
    after {
      mode
      enforcePercentage
    }
    version
    forcedByEnvironment
    gatingChanges {
      from
      to
      organizations
    }
    gate {
      open
      reasons
      uncheckedReadings
    }
  }
}
    `) as unknown as TypedDocumentString<PreviewRolloutQuery, PreviewRolloutQueryVariables>;
export const PreviewImpactDocument = new TypedDocumentString(`
    query PreviewImpact($input: RolloutPreviewInput!) {
  rolloutPreview(input: $input) {
    impact {
      comparedAt
      reportId
      totals {
        kind
        cause
        explained
        count
      }
      modules {
        moduleKey
        module {
          id
          displayName
        }
        lost
        gained
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PreviewImpactQuery, PreviewImpactQueryVariables>;
export const PreviewOrganizationsDocument = new TypedDocumentString(`
    query PreviewOrganizations($input: RolloutPreviewInput!, $after: String) {
  rolloutPreview(input: $input) {
    organizations(first: 25, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        organizationId
        organization {
          id
          name
        }
        gatingBefore
        gatingAfter
        differences {
          kind
          cause
          explained
          moduleKey
          submoduleKey
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PreviewOrganizationsQuery, PreviewOrganizationsQueryVariables>;
export const OrganizationRolloutsDocument = new TypedDocumentString(`
    query OrganizationRollouts($after: String) {
  rollout {
    version
    organizations(first: 25, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        organizationId
        organization {
          id
          name
        }
        mode
        reason
        actorId
        updatedAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationRolloutsQuery, OrganizationRolloutsQueryVariables>;
export const OwnRolloutDocument = new TypedDocumentString(`
    query OwnRollout($id: ID!) {
  organization(id: $id) {
    id
    name
    gating
    ownRollout {
      id
      mode
      reason
    }
  }
}
    `) as unknown as TypedDocumentString<OwnRolloutQuery, OwnRolloutQueryVariables>;
export const SetRolloutDocument = new TypedDocumentString(`
    mutation SetRollout($input: SetRolloutInput!) {
  setRollout(input: $input) {
    clearedOrganizations
    rollout {
      version
    }
  }
}
    `) as unknown as TypedDocumentString<SetRolloutMutation, SetRolloutMutationVariables>;
export const SetOrganizationRolloutDocument = new TypedDocumentString(`
    mutation SetOrganizationRollout($input: SetOrganizationRolloutInput!) {
  setOrganizationRollout(input: $input) {
    organization {
      id
      gating
    }
  }
}
    `) as unknown as TypedDocumentString<SetOrganizationRolloutMutation, SetOrganizationRolloutMutationVariables>;
export const ClearOrganizationRolloutDocument = new TypedDocumentString(`
    mutation ClearOrganizationRollout($input: ClearOrganizationRolloutInput!) {
  clearOrganizationRollout(input: $input) {
    organization {
      id
      gating
    }
  }
}
    `) as unknown as TypedDocumentString<ClearOrganizationRolloutMutation, ClearOrganizationRolloutMutationVariables>;
export const SetMaintenanceDocument = new TypedDocumentString(`
    mutation SetMaintenance($input: SetMaintenanceInput!) {
  setMaintenance(input: $input) {
    changed
    maintenance {
      enabled
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SetMaintenanceMutation, SetMaintenanceMutationVariables>;