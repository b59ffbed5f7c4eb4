/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What a rule comes to on the way to a decision. */
export type DecisionOutcome =
  /** It allows. */
  | 'ALLOWED'
  /** It denies. */
  | 'DENIED'
  /** It leaves the question to the next rule. */
  | 'NEXT'
  /** It would allow, but its side does not answer under this gating. */
  | 'WOULD_ALLOW'
  /** It would deny, but its side does not answer under this gating. */
  | 'WOULD_DENY';

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

/** What set who answers for an organization; each beats those below it. */
export type GatingSource =
  /** `ENABLE_ENTITLEMENTS_GATING` in the server's environment. */
  | 'ENVIRONMENT'
  /** The rollout's mode. */
  | 'GLOBAL'
  /** The organization's own rollout. */
  | 'ORGANIZATION'
  /** The rollout's percentage, in which the organization has its place for good. */
  | 'PERCENTAGE';

/** How a menu shows an item. */
export type MenuAccess =
  /** It may not be used. */
  | 'LOCKED'
  /** It may be used. */
  | 'OPEN'
  /** It may be used until the trial ends. */
  | 'TRIAL';

/** Who answers for a module. */
export type ModulePolicy =
  /** Nobody: every organization has it. */
  | 'ALWAYS_ON'
  /** An organization's entitlement. */
  | 'ENTITLEMENT'
  /** The product's own role check: every organization has it, not every person. */
  | 'RBAC_ONLY';

/** What is to be decided about one module or submodule. */
export type OverrideChangeInput = {
  /** The module's key. One whose policy gives it to everybody is INVALID_INPUT. */
  readonly moduleKey: string;
  /** TRIAL is for modules only. */
  readonly status: DecisionStatus;
  /** The submodule's key; left out: the module itself. */
  readonly submoduleKey?: string | null | undefined;
  /** When the trial ends, not after the override's own end; left out: never. The override stands then, and denies. */
  readonly trialExpiresAt?: string | null | undefined;
};

/** Overrides of one organization, made together or not at all. */
export type OverrideEntitlementsInput = {
  /** What to override, each target once, up to 500. An earlier override of the same target is ended. */
  readonly changes: ReadonlyArray<OverrideChangeInput>;
  /** Only shows what would change; nothing is written. */
  readonly dryRun?: boolean;
  /** The organization's `version` as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  readonly expectedVersion: number;
  /** When the overrides end by themselves; left out: never. */
  readonly expiresAt?: string | null | undefined;
  /** Sent again within a week with the same input, the request is answered as the first time, and nothing is done; with other input it is CONFLICT. Each actor's keys are its own. */
  readonly idempotencyKey?: string | null | undefined;
  /** The organization. */
  readonly organizationId: string;
  /** Why, in 3 to 500 characters. */
  readonly reason: string;
};

/** What one may want to know of an override before it is made. */
export type OverrideWarning =
  /** It is of a submodule within a module that entitlements deny: it changes nothing until they allow the module. */
  | 'NO_EFFECT';

/** What gave an answer. */
export type ProvenanceKind =
  /** The module's entitlement. */
  | 'ENTITLEMENT'
  /** The legacy flags. */
  | 'LEGACY'
  /** Nothing that is stored. */
  | 'NONE'
  /** An override. */
  | 'OVERRIDE'
  /** The module's policy. */
  | 'POLICY'
  /** The submodule's own row. */
  | 'SUBENTITLEMENT';

/** Overrides of one organization to be ended, together or not at all. */
export type RevokeOverridesInput = {
  /** The organization's `version` as it was seen; CONFLICT where it is another by now, with the current one in the details. */
  readonly expectedVersion: number;
  /** The organization. */
  readonly organizationId: string;
  /** The overrides, none of them ended yet. */
  readonly overrideIds: ReadonlyArray<string>;
  /** Why, in 3 to 500 characters. */
  readonly reason: string;
};

export type AnswerFragment = { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason, readonly message: string, readonly changesAt: string | null, readonly legacy: { readonly allowed: boolean, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly reason: Types.DecisionReason } };

export type OrganizationAccessQueryVariables = Exact<{
  id: string;
}>;


export type OrganizationAccessQuery = { readonly organization: { readonly id: string, readonly name: string, readonly version: number, readonly gating: Types.Gating, readonly gatingSource: Types.GatingSource, readonly entitlements: ReadonlyArray<{ readonly id: string, readonly status: string | null, readonly trialExpiresAt: string | null, readonly source: string | null, readonly module: { readonly id: string, readonly key: string, readonly displayName: string, readonly policy: Types.ModulePolicy }, readonly decision: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason, readonly message: string, readonly changesAt: string | null, readonly legacy: { readonly allowed: boolean, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly reason: Types.DecisionReason } }, readonly override: { readonly id: string, readonly status: Types.DecisionStatus, readonly expiresAt: string | null } | null, readonly submodules: ReadonlyArray<{ readonly id: string, readonly enabled: boolean | null, readonly source: string | null, readonly submodule: { readonly id: string, readonly key: string, readonly displayName: string }, readonly decision: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason, readonly message: string, readonly changesAt: string | null, readonly legacy: { readonly allowed: boolean, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly reason: Types.DecisionReason } }, readonly override: { readonly id: string, readonly status: Types.DecisionStatus, readonly expiresAt: string | null } | null }> }> } };

export type ExplanationQueryVariables = Exact<{
  id: string;
  moduleKey: string;
  submoduleKey?: string | null | undefined;
}>;


export type ExplanationQuery = { readonly organization: { readonly id: string, readonly decision: { readonly gating: Types.Gating | null, readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason, readonly message: string, readonly changesAt: string | null, readonly provenance: { readonly kind: Types.ProvenanceKind, readonly source: string | null, readonly legacyFlag: string | null, readonly migrationRun: { readonly id: string } | null, readonly override: { readonly id: string, readonly reason: string, readonly actorId: string, readonly createdAt: string } | null }, readonly steps: ReadonlyArray<{ readonly rule: string, readonly outcome: Types.DecisionOutcome, readonly detail: string }>, readonly legacy: { readonly allowed: boolean, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly reason: Types.DecisionReason } } } };

export type OrganizationOverridesQueryVariables = Exact<{
  id: string;
  includeEnded: boolean;
  after?: string | null | undefined;
}>;


export type OrganizationOverridesQuery = { readonly organization: { readonly id: string, readonly version: number, readonly overrides: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: Types.DecisionStatus, readonly trialExpiresAt: string | null, readonly expiresAt: string | null, readonly reason: string, readonly actorId: string, readonly createdAt: string, readonly endedAt: string | null, readonly live: boolean, readonly module: { readonly id: string, readonly key: string, readonly displayName: string }, readonly submodule: { readonly id: string, readonly key: string, readonly displayName: string } | null }> } } };

export type OrganizationMenuQueryVariables = Exact<{
  id: string;
}>;


export type OrganizationMenuQuery = { readonly organization: { readonly id: string, readonly menu: ReadonlyArray<{ readonly id: string, readonly label: string, readonly path: string | null, readonly access: Types.MenuAccess, readonly children: ReadonlyArray<{ readonly id: string, readonly label: string, readonly path: string | null, readonly access: Types.MenuAccess }> }> } };

export type OrganizationEventsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type OrganizationEventsQuery = { readonly organization: { readonly id: string, readonly events: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly eventType: string, readonly actorId: string | null, readonly reason: string | null, readonly payload: unknown, readonly createdAt: string }> } } };

export type OrganizationInsightsQueryVariables = Exact<{
  id: string;
}>;


export type OrganizationInsightsQuery = { readonly organization: { readonly id: string, readonly insights: { readonly adoption: { readonly modules: number, readonly trials: number, readonly of: number }, readonly denials: { readonly totalCount: number, readonly nodes: ReadonlyArray<{ readonly reason: Types.DecisionReason, readonly count: number, readonly unexpected: number, readonly module: { readonly id: string, readonly displayName: string } | null, readonly submodule: { readonly id: string, readonly displayName: string } | null }> } } | null } };

export type OrganizationChangedSubscriptionVariables = Exact<{
  id: string;
}>;


export type OrganizationChangedSubscription = { readonly entitlementsChanged: { readonly id: string, readonly version: number } };

export type OverrideEntitlementsMutationVariables = Exact<{
  input: Types.OverrideEntitlementsInput;
}>;


export type OverrideEntitlementsMutation = { readonly overrideEntitlements: { readonly dryRun: boolean, readonly organization: { readonly id: string, readonly version: number }, readonly changes: ReadonlyArray<{ readonly moduleKey: string, readonly submoduleKey: string | null, readonly warning: Types.OverrideWarning | null, readonly before: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason, readonly message: string, readonly changesAt: string | null, readonly legacy: { readonly allowed: boolean, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly reason: Types.DecisionReason } }, readonly after: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason, readonly message: string, readonly changesAt: string | null, readonly legacy: { readonly allowed: boolean, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly reason: Types.DecisionReason } } }> } };

export type RevokeOverridesMutationVariables = Exact<{
  input: Types.RevokeOverridesInput;
}>;


export type RevokeOverridesMutation = { readonly revokeOverrides: { readonly organization: { readonly id: string, readonly version: number } } };

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
export const AnswerFragmentDoc = new TypedDocumentString(`
    fragment Answer on EntitlementDecision {
  allowed
  status
  reason
  message
  changesAt
  legacy {
    allowed
    reason
  }
  entitlement {
    allowed
    reason
  }
}
    `, {"fragmentName":"Answer"}) as unknown as TypedDocumentString<AnswerFragment, unknown>;
export const OrganizationAccessDocument = new TypedDocumentString(`
    query OrganizationAccess($id: ID!) {
  organization(id: $id) {
    id
    name
    version
    gating
    gatingSource
    entitlements {
      id
      module {
        id
        key
        displayName
        policy
      }
      status
      trialExpiresAt
      source
      decision {
        ...Answer
      }
      override {
        id
        status
        expiresAt
      }
      submodules {
        id
        submodule {
          id
          key
          displayName
        }
        enabled
        source
        decision {
          ...Answer
        }
        override {
          id
          status
          expiresAt
        }
      }
    }
  }
}
    fragment Answer on EntitlementDecision {
  allowed
  status
  reason
  message
  changesAt
  legacy {
    allowed
    reason
  }
  entitlement {
    allowed
    reason
  }
}`) as unknown as TypedDocumentString<OrganizationAccessQuery, OrganizationAccessQueryVariables>;
export const ExplanationDocument = new TypedDocumentString(`
    query Explanation($id: ID!, $moduleKey: String!, $submoduleKey: String) {
  organization(id: $id) {
    id
    decision(moduleKey: $moduleKey, submoduleKey: $submoduleKey) {
      ...Answer
      gating
      provenance {
        kind
        source
        legacyFlag
        migrationRun {
          id
        }
        override {
          id
          reason
          actorId
          createdAt
        }
      }
      steps {
        rule
        outcome
        detail
      }
    }
  }
}
    fragment Answer on EntitlementDecision {
  allowed
  status
  reason
  message
  changesAt
  legacy {
    allowed
    reason
  }
  entitlement {
    allowed
    reason
  }
}`) as unknown as TypedDocumentString<ExplanationQuery, ExplanationQueryVariables>;
export const OrganizationOverridesDocument = new TypedDocumentString(`
    query OrganizationOverrides($id: ID!, $includeEnded: Boolean!, $after: String) {
  organization(id: $id) {
    id
    version
    overrides(includeEnded: $includeEnded, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        module {
          id
          key
          displayName
        }
        submodule {
          id
          key
          displayName
        }
        status
        trialExpiresAt
        expiresAt
        reason
        actorId
        createdAt
        endedAt
        live
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationOverridesQuery, OrganizationOverridesQueryVariables>;
export const OrganizationMenuDocument = new TypedDocumentString(`
    query OrganizationMenu($id: ID!) {
  organization(id: $id) {
    id
    menu {
      id
      label
      path
      access
      children {
        id
        label
        path
        access
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationMenuQuery, OrganizationMenuQueryVariables>;
export const OrganizationEventsDocument = new TypedDocumentString(`
    query OrganizationEvents($id: ID!, $after: String) {
  organization(id: $id) {
    id
    events(after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        eventType
        actorId
        reason
        payload
        createdAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationEventsQuery, OrganizationEventsQueryVariables>;
export const OrganizationInsightsDocument = new TypedDocumentString(`
    query OrganizationInsights($id: ID!) {
  organization(id: $id) {
    id
    insights {
      adoption {
        modules
        trials
        of
      }
      denials(first: 10) {
        totalCount
        nodes {
          module {
            id
            displayName
          }
          submodule {
            id
            displayName
          }
          reason
          count
          unexpected
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationInsightsQuery, OrganizationInsightsQueryVariables>;
export const OrganizationChangedDocument = new TypedDocumentString(`
    subscription OrganizationChanged($id: ID!) {
  entitlementsChanged(organizationId: $id) {
    id
    version
  }
}
    `) as unknown as TypedDocumentString<OrganizationChangedSubscription, OrganizationChangedSubscriptionVariables>;
export const OverrideEntitlementsDocument = new TypedDocumentString(`
    mutation OverrideEntitlements($input: OverrideEntitlementsInput!) {
  overrideEntitlements(input: $input) {
    dryRun
    organization {
      id
      version
    }
    changes {
      moduleKey
      submoduleKey
      warning
      before {
        ...Answer
      }
      after {
        ...Answer
      }
    }
  }
}
    fragment Answer on EntitlementDecision {
  allowed
  status
  reason
  message
  changesAt
  legacy {
    allowed
    reason
  }
  entitlement {
    allowed
    reason
  }
}`) as unknown as TypedDocumentString<OverrideEntitlementsMutation, OverrideEntitlementsMutationVariables>;
export const RevokeOverridesDocument = new TypedDocumentString(`
    mutation RevokeOverrides($input: RevokeOverridesInput!) {
  revokeOverrides(input: $input) {
    organization {
      id
      version
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeOverridesMutation, RevokeOverridesMutationVariables>;