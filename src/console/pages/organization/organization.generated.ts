/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A warning about a change that somebody asks for. */
export type ChangeWarning =
  /** The trial has no end: it lasts until somebody ends it. */
  | 'ENDLESS_TRIAL'
  /** The change has no effect until entitlements allow the module of the submodule, which they deny now. */
  | 'NO_EFFECT'
  /**
   * What is given would end before what the organization has today by an override, an entitlement, or the legacy flags.
   * The request is INVALID_INPUT unless `acknowledgeShorterAccess` is set.
   */
  | 'SHORTER_ACCESS';

/** The result of one rule. */
export type DecisionOutcome =
  /** The rule allows. */
  | 'ALLOWED'
  /** The rule denies. */
  | 'DENIED'
  /** The rule does not decide; the next rule is evaluated. */
  | 'NEXT'
  /** The rule would allow, but its side does not answer under the current gating. */
  | 'WOULD_ALLOW'
  /** The rule would deny, but its side does not answer under the current gating. */
  | 'WOULD_DENY';

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

/** What determines an organization's gating. Each one takes precedence over those below it. */
export type GatingSource =
  /** `ENABLE_ENTITLEMENTS_GATING` in the environment of the server. */
  | 'ENVIRONMENT'
  /** The rollout's mode. */
  | 'GLOBAL'
  /** The organization's own rollout. */
  | 'ORGANIZATION'
  /** The rollout's percentage, which includes the organization by its id. */
  | 'PERCENTAGE';

/** How a menu should show an item. */
export type MenuAccess =
  /** The organization may not use it. */
  | 'LOCKED'
  /** The organization may use it. */
  | 'OPEN'
  /** The organization may use it until its trial ends. */
  | 'TRIAL';

/** What decides whether an organization has a module. */
export type ModulePolicy =
  /** Every organization has the module. */
  | 'ALWAYS_ON'
  /** The organization's entitlement. */
  | 'ENTITLEMENT'
  /** Every organization has the module, and the product's own role check decides for each user. */
  | 'RBAC_ONLY';

/** An override to make. */
export type OverrideChangeInput = {
  /** The module's key. A module whose policy grants it to every organization is INVALID_INPUT. */
  readonly moduleKey: string;
  /** The status to set. TRIAL is for modules only. */
  readonly status: DecisionStatus;
  /** The submodule's key; omit it to mean the module itself. */
  readonly submoduleKey?: string | null | undefined;
  /**
   * When the trial ends; not later than `expiresAt`. If omitted, the trial has no end. After that the override stays in
   * effect, and denies.
   */
  readonly trialExpiresAt?: string | null | undefined;
};

/** Overrides to make for one organization, all or none. */
export type OverrideEntitlementsInput = {
  /** True if it may end before what the organization has today: `SHORTER_ACCESS`. */
  readonly acknowledgeShorterAccess?: boolean;
  /** The overrides, at most 500 and one for each module or submodule. An earlier override of the same one is ended. */
  readonly changes: ReadonlyArray<OverrideChangeInput>;
  /** True to return what would change, without writing anything. */
  readonly dryRun?: boolean;
  /**
   * The organization's `version` that the caller saw. CONFLICT if it has changed since, with the current one in the
   * details.
   */
  readonly expectedVersion: number;
  /** When the overrides expire; if omitted, they do not. */
  readonly expiresAt?: string | null | undefined;
  /**
   * If a request is repeated within a week with the same key and input, it is answered as the first one was, and nothing
   * is written. With another input it is CONFLICT. Keys are separate for each actor.
   */
  readonly idempotencyKey?: string | null | undefined;
  /** The organization. */
  readonly organizationId: string;
  /** The reason, 3 to 500 characters. */
  readonly reason: string;
};

/** What an answer is based on. */
export type ProvenanceKind =
  /** The module's entitlement. */
  | 'ENTITLEMENT'
  /** The legacy flags. */
  | 'LEGACY'
  /** Nothing stored. */
  | 'NONE'
  /** An override. */
  | 'OVERRIDE'
  /** The module's policy. */
  | 'POLICY'
  /** The submodule's own entitlement row. */
  | 'SUBENTITLEMENT';

/** Overrides to end for one organization, all or none. */
export type RevokeOverridesInput = {
  /**
   * The organization's `version` that the caller saw. CONFLICT if it has changed since, with the current one in the
   * details.
   */
  readonly expectedVersion: number;
  /** The organization. */
  readonly organizationId: string;
  /** The ids of the overrides, at most 500. None of them may have ended. */
  readonly overrideIds: ReadonlyArray<string>;
  /** The reason, 3 to 500 characters. */
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


export type OverrideEntitlementsMutation = { readonly overrideEntitlements: { readonly dryRun: boolean, readonly organization: { readonly id: string, readonly version: number }, readonly changes: ReadonlyArray<{ readonly moduleKey: string, readonly submoduleKey: string | null, readonly warning: Types.ChangeWarning | null, readonly before: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason, readonly message: string, readonly changesAt: string | null, readonly legacy: { readonly allowed: boolean, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly reason: Types.DecisionReason } }, readonly after: { readonly allowed: boolean, readonly status: Types.DecisionStatus | null, readonly reason: Types.DecisionReason, readonly message: string, readonly changesAt: string | null, readonly legacy: { readonly allowed: boolean, readonly reason: Types.DecisionReason }, readonly entitlement: { readonly allowed: boolean, readonly reason: Types.DecisionReason } } }> } };

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