/** The `source` of rows that runs own. A run never changes rows of another source. */
export const RUN_SOURCE = 'legacy_migration';

/** The `source` of rows that somebody granted to one organization. Runs keep them. */
export const GRANT_SOURCE = 'grant';

/** A row of `org_entitlements`, by module key. `trialExpiresAt` is ISO 8601 in UTC. */
export interface EntitlementRow {
  readonly module: string;
  readonly status: string;
  readonly trialExpiresAt: string | null;
  readonly partial: boolean;
  readonly source: string;
}

const STORED_TIME = /^(\d{4,6})(-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))$/;

/**
 * A stored end as milliseconds since 1970; `Infinity` for no end. `-infinity`, years BC and unreadable ends count as
 * passed, because a check never fails open.
 * @param text as PostgreSQL writes it in JSON
 */
export function readEnd(text: string | null): number {
  if (text === null || text === 'infinity') return Infinity;
  const [, year, rest] = STORED_TIME.exec(text) ?? [];
  if (year === undefined || rest === undefined) return -Infinity;
  // PostgreSQL writes years from 10000 on without the sign that ISO 8601 requires, and allows later years than `Date`.
  const end = Date.parse(year.length === 4 ? text : `+${year.padStart(6, '0')}${rest}`);
  if (Number.isNaN(end)) return year.length === 6 ? Infinity : -Infinity;
  return end;
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
