import type { MetFlag } from '../legacy/desired-state';
import type { MappingRule } from '../legacy/mapping-rule';
import type { DecisionStatus } from '../status';
import type { Override } from './override';

/** The closed list of reasons of decisions, over which clients can switch. */
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

/** What can answer a question: no stored fact, the module's policy, the legacy flags, an override, or a row. */
type ProvenanceKind = 'NONE' | 'POLICY' | 'LEGACY' | 'OVERRIDE' | 'ENTITLEMENT' | 'SUBENTITLEMENT';

/** What answered a question. */
export interface Provenance {
  readonly kind: ProvenanceKind;
  /** For `ENTITLEMENT` and `SUBENTITLEMENT`: the row's source. */
  readonly source: string | null;
  /** For `OVERRIDE`. */
  readonly override: Override | null;
  /** For `LEGACY`: the flag that the rule asked for; null for a rule that is met without one. */
  readonly legacyFlag: MetFlag | null;
  /** For `LEGACY`; null if no rule concerns the target, or the flags cannot be read. */
  readonly rule: MappingRule | null;
}

export interface Answer {
  readonly allowed: boolean;
  /**
   * For a module, its status, which stays `TRIAL` after the trial has expired. For an allowed submodule, the status of
   * its module, with which it ends. `DISABLED` for a submodule that is switched off. Null without a known status.
   */
  readonly status: DecisionStatus | null;
  readonly reason: DecisionReason;
}

/** The answer of one rule, with its provenance. */
export interface Finding extends Answer {
  readonly provenance: Provenance;
  /** When the rules may next answer differently, in milliseconds since 1970; `Infinity` if time changes nothing. */
  readonly until: number;
}
