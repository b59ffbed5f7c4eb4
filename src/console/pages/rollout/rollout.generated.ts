/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which organization is to be left to the rollout of all again. */
export type ClearOrganizationRolloutInput = {
  /** Takes upon oneself that it may lose access, where it comes under ENFORCE by this and the gate is shut. The event keeps it. */
  readonly acknowledgeLostAccess?: boolean;
  /** The organization. */
  readonly organizationId: string;
  /** Why, in 3 to 500 characters. */
  readonly reason: string;
};

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

/** A change of one organization's own rollout. */
export type PreviewOrganizationRolloutInput = {
  /** Who is to answer for it, as `setOrganizationRollout` takes it; left out, it is left to the rollout of all, as `clearOrganizationRollout` does. */
  readonly mode?: Gating | null | undefined;
  /** The organization. */
  readonly organizationId: string;
};

/** A change of the rollout of all. */
export type PreviewRolloutInput = {
  /** From 0 to 100: so many of a hundred are under ENFORCE. Left out, it stays; beside ENFORCE, and on the way to LEGACY, it is INVALID_INPUT. */
  readonly enforcePercentage?: number | null | undefined;
  /** On the way to LEGACY: leave organizations' own ENFORCE as they are. */
  readonly keepOrganizations?: boolean;
  /** Who is to answer. LEGACY without a percentage is the emergency exit. */
  readonly mode: Gating;
};

/** The change to look at. */
export type RolloutPreviewInput =
  {   /** A change of one organization's own rollout. */
  readonly organization: PreviewOrganizationRolloutInput; readonly rollout?: never; }
  |  { readonly organization?: never;   /** A change of the rollout of all, as `setRollout` takes it. */
  readonly rollout: PreviewRolloutInput; };

/** Whether the product is to be under maintenance. */
export type SetMaintenanceInput = {
  /** True to begin, or to change what people are told; false to end. */
  readonly enabled: boolean;
  /** What to tell people, in up to 500 characters. At its end: INVALID_INPUT. */
  readonly message?: string | null | undefined;
  /** Why, in 3 to 500 characters. */
  readonly reason: string;
};

/** Who is to answer for one organization. */
export type SetOrganizationRolloutInput = {
  /** Takes upon oneself that it may lose access, where the gate towards ENFORCE is shut. The event keeps it. */
  readonly acknowledgeLostAccess?: boolean;
  /** Who is to answer for it. */
  readonly mode: Gating;
  /** The organization. */
  readonly organizationId: string;
  /** Why, in 3 to 500 characters. */
  readonly reason: string;
};

/** A change of the rollout of all. */
export type SetRolloutInput = {
  /** Takes upon oneself that organizations may lose access, where the gate towards ENFORCE is shut. The event keeps it. */
  readonly acknowledgeLostAccess?: boolean;
  /** From 0 to 100: so many of a hundred are under ENFORCE. Left out, it stays; beside ENFORCE, and on the way to LEGACY, it is INVALID_INPUT. */
  readonly enforcePercentage?: number | null | undefined;
  /** The rollout's version as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  readonly expectedVersion: number;
  /** On the way to LEGACY: leave organizations' own ENFORCE as they are. */
  readonly keepOrganizations?: boolean;
  /**
   * Who is to answer. LEGACY without a percentage is the emergency exit: it is never gated, takes the percentage to 0, and takes back the
   * organizations that were put under ENFORCE by themselves.
   */
  readonly mode: Gating;
  /** Why, in 3 to 500 characters. */
  readonly reason: string;
};

export type RolloutQueryVariables = Exact<{ [key: string]: never; }>;


export type RolloutQuery = { readonly rollout: { readonly mode: Types.Gating, readonly enforcePercentage: number, readonly version: number, readonly forcedByEnvironment: Types.Gating | null, readonly updatedAt: string, readonly maintenance: { readonly enabled: boolean, readonly message: string | null } } };

export type GatingCountsQueryVariables = Exact<{ [key: string]: never; }>;


export type GatingCountsQuery = { readonly enforce: { readonly totalCount: number }, readonly shadow: { readonly totalCount: number }, readonly legacy: { readonly totalCount: number } };

export type PreviewRolloutQueryVariables = Exact<{
  input: Types.RolloutPreviewInput;
}>;


export type PreviewRolloutQuery = { readonly rolloutPreview: { readonly version: number, readonly forcedByEnvironment: Types.Gating | null, readonly after: { readonly mode: Types.Gating, readonly enforcePercentage: number }, readonly gatingChanges: ReadonlyArray<{ readonly from: Types.Gating, readonly to: Types.Gating, readonly organizations: number }>, readonly gate: { readonly open: boolean, readonly reasons: ReadonlyArray<string> } | null } };

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