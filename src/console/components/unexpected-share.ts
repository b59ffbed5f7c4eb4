/** From which share of all checks on unexpected denials are to be looked at, and mean going back to LEGACY: the runbook's, as a test holds them to the alerts'. */
export const LOOK_AT = 0.001;
export const GO_BACK_AT = 0.01;
