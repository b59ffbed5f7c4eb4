/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A right, which roles have for everything or for their own organization. */
export type Right =
  /** Give organizations packages, move them to other versions and dates, and end their packages. */
  | 'ASSIGN_PACKAGES'
  /** Pass the guards of the API's own fields in spite of a denial, unless `PORTCULLIS_GUARD_BYPASS=false`. */
  | 'BYPASS_GUARDS'
  /**
   * Grant, override, and end grants and overrides. Without `CHANGE_ACCESS_WITHOUT_END`, only what ends within
   * `PORTCULLIS_SUPPORT_DAYS`.
   */
  | 'CHANGE_ACCESS'
  /** Grant and override without an end, or until any time. */
  | 'CHANGE_ACCESS_WITHOUT_END'
  /** Have its checks counted. Without it, checks leave no trace in usage, denials and metrics. */
  | 'COUNT_CHECKS'
  /** List and search all organizations. */
  | 'LIST_ORGANIZATIONS'
  /** Load demo data. The command requires it as well, for its work at the database. */
  | 'MANAGE_DATABASE'
  /** Begin and end maintenance, and make changes during it. */
  | 'MANAGE_MAINTENANCE'
  /** Load mappings. */
  | 'MANAGE_MAPPING'
  /** Publish versions of packages, and set what new organizations are given. */
  | 'MANAGE_PACKAGES'
  /** Change the rollout, of all organizations or of one. */
  | 'MANAGE_ROLLOUT'
  /** Start, steer and roll back runs, and start parity reports. */
  | 'MANAGE_RUNS'
  /** Read what organizations have: entitlements, decisions, menu, routes and legacy flags. */
  | 'READ_ACCESS'
  /** Read organizations' events, overrides, rollout, insights and denials. */
  | 'READ_HISTORY'
  /** Read what concerns all organizations: mappings, runs, parity, rollout, usage, and the installation. */
  | 'READ_PLATFORM'
  /** Read the record: the events that concern no single organization, and whether events were altered. */
  | 'READ_RECORD'
  /** Record the product's own answers. */
  | 'RECORD_PRODUCT_ANSWERS'
  /** Ask who it is, and read the modules. */
  | 'USE_API'
  /** Be limited as a backend, not as a person: `RATE_LIMIT_SERVICE`, large requests, subscriptions. */
  | 'USE_BACKEND_LIMITS';

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


export type ViewerQuery = { readonly viewer: { readonly id: string, readonly role: Types.Role, readonly rights: ReadonlyArray<Types.Right>, readonly organization: { readonly id: string, readonly name: string } | null } };

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
    rights
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