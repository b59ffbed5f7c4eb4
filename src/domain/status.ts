import { sayKey } from './say';

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

/** A status in a cell of a file, in any case; empty means `ENABLED`. Undefined for another word. */
export function readStatusCell(text: string): DecisionStatus | undefined {
  return text === '' ? 'ENABLED' : DECISION_STATUSES.find((one) => one === text.toUpperCase());
}

/** What is wrong with a cell that is no status. */
export function statusRule(text: string): string {
  return `${sayKey(text)} must be one of ${DECISION_STATUSES.join(', ')}, or empty for ENABLED`;
}
