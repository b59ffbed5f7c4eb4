/** A status as rows and mappings store it. If several rules give one module a status, the first in this list counts. */
export const ENTITLEMENT_STATUSES = ['enabled', 'trial', 'disabled'] as const;
export type EntitlementStatus = (typeof ENTITLEMENT_STATUSES)[number];

/** A status in decisions and the API; rows and mappings store it in lower case. */
export const DECISION_STATUSES = ['ENABLED', 'TRIAL', 'DISABLED'] as const;
export type DecisionStatus = (typeof DECISION_STATUSES)[number];

const DECIDED: Readonly<Record<EntitlementStatus, DecisionStatus>> = {
  enabled: 'ENABLED',
  trial: 'TRIAL',
  disabled: 'DISABLED',
};
const STORED: Readonly<Record<DecisionStatus, EntitlementStatus>> = {
  ENABLED: 'enabled',
  TRIAL: 'trial',
  DISABLED: 'disabled',
};

/** `enabled` → `ENABLED`. */
export function toDecisionStatus(status: EntitlementStatus): DecisionStatus {
  return DECIDED[status];
}

/** `ENABLED` → `enabled`. */
export function toStoredStatus(status: DecisionStatus): EntitlementStatus {
  return STORED[status];
}
