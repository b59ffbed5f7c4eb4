/** The `source` of rows that runs own. A run never changes rows of another source. */
export const RUN_SOURCE = 'legacy_migration';

/** A row of `org_entitlements`, by module key. `trialExpiresAt` is ISO 8601 in UTC. */
export interface EntitlementRow {
  readonly module: string;
  readonly status: string;
  readonly trialExpiresAt: string | null;
  readonly partial: boolean;
  readonly source: string;
}

/** A stored end as an instant; null for no end, for `infinity`, and for values outside the range of `Date`. */
export function readTrialEnd(text: string | null): Date | null {
  const end = text === null ? NaN : Date.parse(text);
  return Number.isNaN(end) ? null : new Date(end);
}

/** A row of `org_subentitlements`, by keys. */
export interface SubentitlementRow {
  readonly module: string;
  readonly submodule: string;
  readonly enabled: boolean;
  readonly source: string;
}

/** An organization's stored entitlements and subentitlements, without overrides. */
export interface StoredAccess {
  readonly entitlements: readonly EntitlementRow[];
  readonly subentitlements: readonly SubentitlementRow[];
}
