import type { CheckStatus } from '../../domain/check-status';

export interface PreflightCheck {
  readonly name: string;
  readonly status: CheckStatus;
  readonly detail: string;
}

/** A check, by name. */
export function check(name: string, status: CheckStatus, detail: string): PreflightCheck {
  return { name, status, detail };
}
