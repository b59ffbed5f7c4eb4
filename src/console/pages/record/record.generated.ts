/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type AuditStateQueryVariables = Exact<{ [key: string]: never; }>;


export type AuditStateQuery = { readonly auditState: { readonly unsealed: number, readonly end: { readonly position: number, readonly hash: string, readonly madeAt: string } | null, readonly signedEnd: { readonly position: number, readonly madeAt: string, readonly publicKey: string | null } | null, readonly lastVerification: { readonly id: string, readonly at: string, readonly actorId: string, readonly events: number, readonly position: number, readonly findings: number, readonly firstFinding: string | null } | null } };

export type PlatformEventsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type PlatformEventsQuery = { readonly platformEvents: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly eventType: string, readonly actorId: string, readonly reason: string | null, readonly payload: unknown, readonly createdAt: string }> } };

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

export const AuditStateDocument = new TypedDocumentString(`
    query AuditState {
  auditState {
    end {
      position
      hash
      madeAt
    }
    signedEnd {
      position
      madeAt
      publicKey
    }
    unsealed
    lastVerification {
      id
      at
      actorId
      events
      position
      findings
      firstFinding
    }
  }
}
    `) as unknown as TypedDocumentString<AuditStateQuery, AuditStateQueryVariables>;
export const PlatformEventsDocument = new TypedDocumentString(`
    query PlatformEvents($first: Int!, $after: String) {
  platformEvents(first: $first, after: $after) {
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
    `) as unknown as TypedDocumentString<PlatformEventsQuery, PlatformEventsQueryVariables>;