import type { Decision } from '../decision/decision';
import type { OrganizationId } from '../organization-id';
import { parityKind } from './parity';

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
  /** Under `ENFORCE`: denied by entitlements, while the legacy flags would have allowed. */
  readonly unexpected: boolean;
  /** Under `SHADOW`: a parity report would list the entitlements' answer as a difference. */
  readonly differs: boolean;
}

export const UNKNOWN_KEY = '?';

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
    unexpected: gating === 'ENFORCE' && !allowed && legacy.allowed,
    differs: gating === 'SHADOW' && parityKind(legacy, entitlement) !== null,
  };
}
