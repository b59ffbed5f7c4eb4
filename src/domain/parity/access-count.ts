import type { Decision } from '../decision/decision';
import type { OrganizationId } from '../organization-id';
import { explanationOf, parityKind } from './parity';

/** The key by which checks are counted. */
export interface AccessCountKey {
  /** Null if no organization was found. */
  readonly organizationId: OrganizationId | null;
  /** `?` for every unknown module. */
  readonly moduleKey: string;
  /** Empty for the module itself, `?` for every unknown submodule. */
  readonly submoduleKey: string;
  /** `NONE` if no organization was found. */
  readonly gating: string;
  readonly allowed: boolean;
  readonly reason: string;
  /**
   * Under `ENFORCE`: denied by entitlements, while the legacy flags would have allowed, and no actor decided so (by an
   * override, or a row by hand) nor did a trial end.
   */
  readonly unexpected: boolean;
  /** Under `SHADOW`: a parity report would list the entitlements' answer as a difference. */
  readonly differs: boolean;
}

export const UNKNOWN_KEY = '?';

/**
 * `CHECK`: access was asked for, to a guarded field or a route. `LOOK`: a decision was shown among others, in
 * a menu or a list of entitlements, and no access depends on it.
 */
export type AccessCountKind = 'CHECK' | 'LOOK';

/** The source of what Portcullis' own API counts. */
export const API_SOURCE = 'api';

/** Short, and printable as it is. The table `access_counts` has the same as a constraint. */
const SOURCE = /^[A-Za-z0-9][A-Za-z0-9 ._:/@+-]{0,59}$/;

/** What is wrong with the name of an application that counts its checks; null for a good one. */
export function countSourceFault(name: string): string | null {
  if (name === API_SOURCE) return `must not be '${API_SOURCE}', which is Portcullis' own API`;
  return SOURCE.test(name)
    ? null
    : 'must have 1 to 60 letters, digits, spaces and . _ : / @ + -, and begin with a letter or a digit';
}

/** The key that a decision counts under. The number of keys is bounded, even if a client sends made-up modules. */
export function accessCountKey(decision: Decision): AccessCountKey {
  const { allowed, reason, gating, legacy, entitlement, moduleKey, submoduleKey, question } = decision;
  const { taxonomy, organization } = question;
  const isKnown = taxonomy.module(moduleKey) !== undefined;
  const isSubmoduleKnown = submoduleKey !== null && taxonomy.submodule(moduleKey, submoduleKey) !== undefined;
  return {
    organizationId: organization.found ? organization.facts.organizationId : null,
    moduleKey: isKnown ? moduleKey : UNKNOWN_KEY,
    submoduleKey: submoduleKey === null ? '' : isSubmoduleKnown ? submoduleKey : UNKNOWN_KEY,
    gating: gating ?? 'NONE',
    allowed,
    reason,
    unexpected: gating === 'ENFORCE' && !allowed && legacy.allowed && explanationOf(decision) === null,
    differs: gating === 'SHADOW' && parityKind(legacy, entitlement) !== null,
  };
}
