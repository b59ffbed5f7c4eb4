/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Types from '../../generated/schema-types';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A mapping file to load and make active. */
export type LoadMappingInput = {
  /** The content of the file, as `mappingPreview` takes it. */
  readonly csv: string;
  /**
   * The id of the mapping that the caller saw as active; null or omitted if there was none. CONFLICT if another mapping
   * is active now, with its id in `details.activeId`.
   */
  readonly expectedActiveId?: string | null | undefined;
  /** The name of the file, 1 to 200 characters. It becomes the mapping's name. */
  readonly name: string;
  /** The reason, 3 to 500 characters. */
  readonly reason: string;
};

/** A mapping file to preview. */
export type MappingPreviewInput = {
  /**
   * The content of the file: CSV with the columns `legacy_flag`, `legacy_route_pattern`, `target_module`,
   * `target_submodule`, `default_status` and `notes`. A file with any fault is refused as a whole: INVALID_INPUT lists
   * every fault in `details.faults`, with `line`, `field` and `message`.
   */
  readonly csv: string;
  /** The name of the file, 1 to 200 characters. Messages refer to it. */
  readonly name: string;
};

export type CensusQueryVariables = Exact<{ [key: string]: never; }>;


export type CensusQuery = { readonly legacyFlagCensus: { readonly organizations: number, readonly unreadableCount: number, readonly note: string | null, readonly flagsLeftOut: number, readonly flags: ReadonlyArray<{ readonly name: string, readonly path: string, readonly on: number, readonly off: number, readonly other: number, readonly unmapped: boolean, readonly values: ReadonlyArray<{ readonly value: string, readonly organizations: number }>, readonly valuesWithoutRule: ReadonlyArray<{ readonly value: string, readonly organizations: number }>, readonly nearest: { readonly legacyFlag: string | null, readonly moduleKey: string, readonly submoduleKey: string | null } | null, readonly rules: ReadonlyArray<{ readonly legacyFlag: string, readonly value: string | null, readonly grantsNothing: boolean, readonly defaultStatus: string, readonly module: { readonly id: string, readonly key: string } | null, readonly submodule: { readonly id: string, readonly key: string } | null }> }>, readonly shapes: ReadonlyArray<{ readonly shape: string, readonly encoded: boolean, readonly count: number }>, readonly unreadable: ReadonlyArray<{ readonly organization: { readonly id: string, readonly name: string } | null, readonly problems: ReadonlyArray<{ readonly path: string, readonly message: string }> }> } };

export type MappingsQueryVariables = Exact<{ [key: string]: never; }>;


export type MappingsQuery = { readonly mappings: ReadonlyArray<{ readonly id: string, readonly name: string, readonly hash: string, readonly active: boolean, readonly loadedBy: string | null, readonly loadedAt: string | null }> };

export type MappingRulesQueryVariables = Exact<{
  id: string;
}>;


export type MappingRulesQuery = { readonly mapping: { readonly id: string, readonly name: string, readonly rules: ReadonlyArray<{ readonly legacyFlag: string, readonly value: string | null, readonly whenAbsent: boolean, readonly grantsNothing: boolean, readonly legacyRoutePattern: string | null, readonly defaultStatus: string, readonly notes: string | null, readonly module: { readonly id: string, readonly key: string, readonly displayName: string } | null, readonly submodule: { readonly id: string, readonly key: string, readonly displayName: string } | null }> } | null };

export type PreviewMappingQueryVariables = Exact<{
  input: Types.MappingPreviewInput;
}>;


export type PreviewMappingQuery = { readonly mappingPreview: { readonly notices: ReadonlyArray<string>, readonly active: { readonly id: string, readonly name: string } | null, readonly mapping: { readonly id: string, readonly active: boolean, readonly rules: ReadonlyArray<{ readonly legacyFlag: string }> }, readonly impact: { readonly organizationsLosing: number, readonly organizationsGaining: number, readonly unreadable: number, readonly targets: ReadonlyArray<{ readonly moduleKey: string, readonly submoduleKey: string | null, readonly lost: number, readonly gained: number, readonly module: { readonly id: string, readonly displayName: string } | null, readonly submodule: { readonly id: string, readonly displayName: string } | null }>, readonly flagsTaken: ReadonlyArray<{ readonly name: string, readonly on: number, readonly off: number }>, readonly flagsLeft: ReadonlyArray<{ readonly name: string, readonly on: number, readonly off: number }>, readonly flagsUnknown: ReadonlyArray<{ readonly name: string, readonly on: number, readonly off: number }>, readonly examples: ReadonlyArray<{ readonly organizationId: string, readonly loses: ReadonlyArray<string>, readonly gains: ReadonlyArray<string>, readonly organization: { readonly id: string, readonly name: string } | null }> } | null } };

export type LoadMappingMutationVariables = Exact<{
  input: Types.LoadMappingInput;
}>;


export type LoadMappingMutation = { readonly loadMapping: { readonly changed: boolean, readonly mapping: { readonly id: string, readonly name: string } } };

export type RuleFragment = { readonly legacyFlag: string, readonly value: string | null, readonly whenAbsent: boolean, readonly grantsNothing: boolean, readonly legacyRoutePattern: string | null, readonly defaultStatus: string, readonly notes: string | null, readonly module: { readonly id: string, readonly key: string, readonly displayName: string } | null, readonly submodule: { readonly id: string, readonly key: string, readonly displayName: string } | null };

export type UseFragment = { readonly name: string, readonly on: number, readonly off: number };

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
export const RuleFragmentDoc = new TypedDocumentString(`
    fragment Rule on MappingRule {
  legacyFlag
  value
  whenAbsent
  grantsNothing
  legacyRoutePattern
  defaultStatus
  notes
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
}
    `, {"fragmentName":"Rule"}) as unknown as TypedDocumentString<RuleFragment, unknown>;
export const UseFragmentDoc = new TypedDocumentString(`
    fragment Use on LegacyFlagUse {
  name
  on
  off
}
    `, {"fragmentName":"Use"}) as unknown as TypedDocumentString<UseFragment, unknown>;
export const CensusDocument = new TypedDocumentString(`
    query Census {
  legacyFlagCensus {
    organizations
    unreadableCount
    note
    flagsLeftOut
    flags {
      name
      path
      on
      off
      other
      unmapped
      values {
        value
        organizations
      }
      valuesWithoutRule {
        value
        organizations
      }
      nearest {
        legacyFlag
        moduleKey
        submoduleKey
      }
      rules {
        legacyFlag
        value
        grantsNothing
        defaultStatus
        module {
          id
          key
        }
        submodule {
          id
          key
        }
      }
    }
    shapes {
      shape
      encoded
      count
    }
    unreadable {
      organization {
        id
        name
      }
      problems {
        path
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CensusQuery, CensusQueryVariables>;
export const MappingsDocument = new TypedDocumentString(`
    query Mappings {
  mappings {
    id
    name
    hash
    active
    loadedBy
    loadedAt
  }
}
    `) as unknown as TypedDocumentString<MappingsQuery, MappingsQueryVariables>;
export const MappingRulesDocument = new TypedDocumentString(`
    query MappingRules($id: ID!) {
  mapping(id: $id) {
    id
    name
    rules {
      ...Rule
    }
  }
}
    fragment Rule on MappingRule {
  legacyFlag
  value
  whenAbsent
  grantsNothing
  legacyRoutePattern
  defaultStatus
  notes
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
}`) as unknown as TypedDocumentString<MappingRulesQuery, MappingRulesQueryVariables>;
export const PreviewMappingDocument = new TypedDocumentString(`
    query PreviewMapping($input: MappingPreviewInput!) {
  mappingPreview(input: $input) {
    notices
    active {
      id
      name
    }
    mapping {
      id
      active
      rules {
        legacyFlag
      }
    }
    impact {
      organizationsLosing
      organizationsGaining
      unreadable
      targets {
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
        lost
        gained
      }
      flagsTaken {
        ...Use
      }
      flagsLeft {
        ...Use
      }
      flagsUnknown {
        ...Use
      }
      examples {
        organizationId
        organization {
          id
          name
        }
        loses
        gains
      }
    }
  }
}
    fragment Use on LegacyFlagUse {
  name
  on
  off
}`) as unknown as TypedDocumentString<PreviewMappingQuery, PreviewMappingQueryVariables>;
export const LoadMappingDocument = new TypedDocumentString(`
    mutation LoadMapping($input: LoadMappingInput!) {
  loadMapping(input: $input) {
    changed
    mapping {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<LoadMappingMutation, LoadMappingMutationVariables>;