import { hashOf } from '../hash';
import { type ChangeAction, isMade, sourceHash } from '../run/plan-changes';
import { sameEnd } from '../run/row-state';
import type { EntitlementStatus } from '../status';
import type { StoredAccess } from '../stored-access';
import type { Target } from '../taxonomy/taxonomy';

/** A package of an organization, as it is stored. Times are ISO 8601 in UTC. */
export interface PackageState {
  readonly version: number;
  readonly startsAt: string;
  readonly endsAt: string | null;
  /** Who assigned it, why and when; absent for what a run assigns, which says it itself. */
  readonly assigned?: { readonly by: string; readonly reason: string; readonly at: string } | undefined;
}

/** An override that was not ended. */
export interface OverrideState {
  /** Null in a plan. */
  readonly id: string | null;
  readonly status: EntitlementStatus;
  readonly trialExpiresAt: string | null;
  readonly expiresAt: string | null;
}

/** The change of one package of an organization; null is for a package that it does not have. */
export interface PackageChange {
  readonly action: ChangeAction;
  readonly key: string;
  readonly before: PackageState | null;
  readonly after: PackageState | null;
}

/** The change of the override of one target; null is for none. */
export interface OverrideChange extends Target {
  readonly action: ChangeAction;
  readonly before: OverrideState | null;
  readonly after: OverrideState | null;
}

/** What a run does to an organization's packages. */
export interface PackagesPlan {
  readonly changes: readonly PackageChange[];
  /** When its rows have to be brought to what its packages give again, after the change; null for never. */
  readonly due: string | null;
}

/** What a change run depends on: everything that an organization has. */
export interface OrganizationState {
  readonly stored: StoredAccess;
  readonly packages: ReadonlyMap<string, PackageState>;
  readonly overrides: readonly (Target & { readonly state: OverrideState & { readonly createdAt: string } })[];
}

/** What is done to an organization besides its rows of modules and submodules; null for nothing. */
export interface Besides {
  readonly packages: PackagesPlan | null;
  readonly overrides: readonly OverrideChange[] | null;
}

/** The changes of packages and overrides that are made. */
export function madeBesides({ packages, overrides }: Besides): {
  readonly packages: readonly PackageChange[];
  readonly overrides: readonly OverrideChange[];
} {
  return { packages: (packages?.changes ?? []).filter(isMade), overrides: (overrides ?? []).filter(isMade) };
}

/** Identifies the state that an organization's plan was made from, as `sourceHash` does for a migration. */
export function stateHash(
  stored: StoredAccess,
  texts: { readonly packages: string | null; readonly overrides: string | null },
): string {
  return hashOf([sourceHash(null, stored), texts.packages, texts.overrides]);
}

/** Whether two states of a package are the same; who assigned it does not count. */
export function isSamePackage(one: PackageState | null, other: PackageState | null): boolean {
  if (one === null || other === null) return one === other;
  return one.version === other.version && sameEnd(one.startsAt, other.startsAt) && sameEnd(one.endsAt, other.endsAt);
}
