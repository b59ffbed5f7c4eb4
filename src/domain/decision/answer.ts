import type { LegacyFlag } from '../legacy/legacy-flags';
import type { MappingRule } from '../legacy/mapping';
import type { DecisionStatus } from '../status';
import type { Override } from './override';

/** Why a decision came out as it did; the list is closed, so that clients can switch over it. */
export const DECISION_REASONS = [
  'ALWAYS_ON',
  'RBAC_ONLY',
  'LEGACY_ON',
  'LEGACY_OFF',
  'LEGACY_UNREADABLE',
  'OVERRIDE_ENABLED',
  'OVERRIDE_TRIAL',
  'OVERRIDE_DISABLED',
  'ENTITLED',
  'TRIAL',
  'TRIAL_EXPIRED',
  'NOT_ENTITLED',
  'MODULE_DISABLED',
  'SUBMODULE_ENABLED',
  'SUBMODULE_DISABLED',
  'UNKNOWN_MODULE',
  'UNKNOWN_SUBMODULE',
  'MODULE_INACTIVE',
  'UNKNOWN_STATUS',
  'NO_ORGANIZATION',
  'ORGANIZATION_NOT_FOUND',
  'CHECK_FAILED',
] as const;
export type DecisionReason = (typeof DECISION_REASONS)[number];

/** What may answer: nothing that is stored, the module's policy, the legacy flags, an override, or a row. */
type ProvenanceKind = 'NONE' | 'POLICY' | 'LEGACY' | 'OVERRIDE' | 'ENTITLEMENT' | 'SUBENTITLEMENT';

/** What answered. */
export interface Provenance {
  readonly kind: ProvenanceKind;
  /** Of `ENTITLEMENT` and `SUBENTITLEMENT`: the row's source. */
  readonly source: string | null;
  /** Of `OVERRIDE`. */
  readonly override: Override | null;
  /** Of `LEGACY`: the flag that met the rule; null for a rule for every organization. */
  readonly legacyFlag: LegacyFlag | null;
  /** Of `LEGACY`; null where no rule gives anything, or the flags cannot be read. */
  readonly rule: MappingRule | null;
}

export interface Answer {
  readonly allowed: boolean;
  /**
   * What the one that answers says: of a module its status, `TRIAL` also once it has expired; of a submodule that may be used its
   * module's, with which it ends; `DISABLED` of one that is switched off. Null where nothing says anything that we know.
   */
  readonly status: DecisionStatus | null;
  readonly reason: DecisionReason;
}

/** An answer with what gave it, as one rule comes to it. */
export interface Finding extends Answer {
  readonly provenance: Provenance;
  /** Until when the rules come to it on the same way, in milliseconds since 1970; `Infinity` where time changes nothing. */
  readonly until: number;
}
