/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which side answers decisions about an organization. */
export type Gating =
  /** The entitlements answer, and overrides take precedence over them. */
  | 'ENFORCE'
  /** The legacy flags answer. */
  | 'LEGACY'
  /** The legacy flags answer; entitlements are compared with them, and differences are counted. */
  | 'SHADOW';

export type OrganizationsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search?: string | null | undefined;
  moduleKey?: string | null | undefined;
  status?: string | null | undefined;
  gating?: Types.Gating | null | undefined;
  hasOverride?: boolean | null | undefined;
}>;


export type OrganizationsQuery = { readonly organizations: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string, readonly gating: Types.Gating, readonly entitlements: ReadonlyArray<{ readonly id: string, readonly status: string | null }> }> } };

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

export const OrganizationsDocument = new TypedDocumentString(`
    query Organizations($first: Int!, $after: String, $search: String, $moduleKey: String, $status: String, $gating: Gating, $hasOverride: Boolean) {
  organizations(
    first: $first
    after: $after
    search: $search
    moduleKey: $moduleKey
    status: $status
    gating: $gating
    hasOverride: $hasOverride
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      name
      gating
      entitlements {
        id
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrganizationsQuery, OrganizationsQueryVariables>;