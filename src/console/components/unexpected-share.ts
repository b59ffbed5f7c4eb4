/** The share of unexpected denials among all checks from which an operator should investigate, as in the alerts. */
export const INVESTIGATE_AT = 0.001;
/** The share from which the rollout should go back to LEGACY, as in the critical alert. */
export const GO_BACK_AT = 0.01;
