/** A status as rows and mappings hold it. Of several on one module, the one that comes first here counts. */
export const ENTITLEMENT_STATUSES = ['enabled', 'trial', 'disabled'] as const;
export type EntitlementStatus = (typeof ENTITLEMENT_STATUSES)[number];

/** A status as decisions and the API say it; rows and mappings hold the same in lower case. */
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
