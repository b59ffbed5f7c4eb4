import type { Decision } from '../decision/decision';
import { parityKind } from './parity';

/** What checks are counted by. */
export interface AccessCountKey {
  /** 0 for none, and for one that does not exist. */
  readonly organizationId: number;
  /** `?` for a module that nobody knows: whatever is made up counts as one. */
  readonly moduleKey: string;
  /** Empty for the module itself, `?` for one that nobody knows. */
  readonly submoduleKey: string;
  /** `NONE` where there is no organization. */
  readonly gating: string;
  readonly allowed: boolean;
  readonly reason: string;
  /** Denied by entitlements where the legacy flags would have allowed. */
  readonly unexpected: boolean;
  /** Under `SHADOW`: the entitlements would have answered otherwise, as a parity report tells differences. */
  readonly differs: boolean;
}

export const MADE_UP = '?';

/** What a decision counts as: of a bounded number of keys, whatever somebody asks for. */
export function accessCountKey(decision: Decision): AccessCountKey {
  const { allowed, reason, gating, legacy, entitlement, moduleKey, submoduleKey, question } = decision;
  const { taxonomy, organization } = question;
  const isKnown = taxonomy.module(moduleKey) !== undefined;
  const isSubmoduleKnown = submoduleKey !== null && taxonomy.submodule(moduleKey, submoduleKey) !== undefined;
  return {
    organizationId: organization.found ? organization.facts.organizationId : 0,
    moduleKey: isKnown ? moduleKey : MADE_UP,
    submoduleKey: submoduleKey === null ? '' : isSubmoduleKnown ? submoduleKey : MADE_UP,
    gating: gating ?? 'NONE',
    allowed,
    reason,
    unexpected: gating === 'ENFORCE' && !allowed && legacy.allowed,
    differs: gating === 'SHADOW' && parityKind(legacy, entitlement) !== null,
  };
}
