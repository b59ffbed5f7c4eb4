/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What an actor may do. */
export type Role =
  /** Reads everything, and changes nothing. */
  | 'AUDITOR'
  /** A user of one organization. */
  | 'MEMBER'
  /** Migrates and rolls out. */
  | 'OPERATOR'
  /** An admin of one organization. */
  | 'ORG_ADMIN'
  /** The product's own backend, which also reports what the product answers. */
  | 'PROVISIONER'
  /** A backend that asks what organizations may use. */
  | 'SERVICE'
  /** Reads and changes everything. */
  | 'SUPER_ADMIN'
  /** Helps organizations: changes what they have, for a limited time. */
  | 'SUPPORT';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { readonly viewer: { readonly id: string, readonly role: Types.Role, readonly organization: { readonly id: string, readonly name: string } | null } };

export type InstanceQueryVariables = Exact<{ [key: string]: never; }>;


export type InstanceQuery = { readonly instance: { readonly version: string, readonly environment: string, readonly databaseHost: string, readonly databaseName: string } };

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

export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    role
    organization {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const InstanceDocument = new TypedDocumentString(`
    query Instance {
  instance {
    version
    environment
    databaseHost
    databaseName
  }
}
    `) as unknown as TypedDocumentString<InstanceQuery, InstanceQueryVariables>;