/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What decides whether an organization has a module. */
export type ModulePolicy =
  /** Every organization has the module. */
  | 'ALWAYS_ON'
  /** The organization's entitlement. */
  | 'ENTITLEMENT'
  /** Every organization has the module, and the product's own role check decides for each user. */
  | 'RBAC_ONLY';

export type ModuleNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type ModuleNamesQuery = { readonly modules: ReadonlyArray<{ readonly id: string, readonly key: string, readonly displayName: string, readonly policy: Types.ModulePolicy, readonly isActive: boolean }> };

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

export const ModuleNamesDocument = new TypedDocumentString(`
    query ModuleNames {
  modules {
    id
    key
    displayName
    policy
    isActive
  }
}
    `) as unknown as TypedDocumentString<ModuleNamesQuery, ModuleNamesQueryVariables>;