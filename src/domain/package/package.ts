import { hashOf } from '../hash';
import type { EntitlementStatus } from '../status';
import type { Target } from '../taxonomy/taxonomy';

/** What a package says of one module or submodule. */
export interface PackageItem extends Target {
  /** `disabled` is for a submodule that is switched off within a module of the package. */
  readonly status: EntitlementStatus;
  /** Days from the start of the package to the end of a trial; null for a trial without end, and for other statuses. */
  readonly trialDays: number | null;
}

/** One version of a package; it never changes. */
export interface PackageVersion {
  readonly key: string;
  /** Counted from 1. */
  readonly version: number;
  readonly displayName: string;
  readonly items: readonly PackageItem[];
}

/** A package that an organization has, or had, or will have. */
export interface Assignment {
  readonly package: PackageVersion;
  readonly startsAt: Date;
  /** Null for no end. */
  readonly endsAt: Date | null;
  readonly assignedBy: string;
  readonly reason: string;
  readonly assignedAt: Date;
}

const PREFIX = 'package:';

/** The `source` of rows that a package gives: `package:professional@2`. */
export function packageSource({ key, version }: Pick<PackageVersion, 'key' | 'version'>): string {
  return `${PREFIX}${key}@${version}`;
}

/** Whether a row was given by a package, at whatever version. */
export function isOfPackage({ source }: { readonly source: string }): boolean {
  return source.startsWith(PREFIX);
}

/** A package as people and commands name it: `professional@2`. */
export function sayPackage({ key, version }: Pick<PackageVersion, 'key' | 'version'>): string {
  return `${key}@${version}`;
}

/** Of two versions with equal contents, the hashes are equal; the order of the items does not count. */
export function contentHash({ displayName, items }: Pick<PackageVersion, 'displayName' | 'items'>): string {
  return hashOf([displayName, items.map(partsOfItem).sort()]);
}

function partsOfItem({ module, submodule, status, trialDays }: PackageItem): string {
  return JSON.stringify([module, submodule, status, trialDays]);
}

/** Whether a package counts at a time. */
export function isInForce({ startsAt, endsAt }: Pick<Assignment, 'startsAt' | 'endsAt'>, at: Date): boolean {
  return startsAt <= at && (endsAt === null || at < endsAt);
}

const DAY_MS = 86_400_000;

/**
 * When the trial of an item ends; null for no end. It is counted from the start of the package, so that another version
 * does not begin the trial anew.
 */
export function trialEnd({ startsAt }: Pick<Assignment, 'startsAt'>, { trialDays }: PackageItem): Date | null {
  return trialDays === null ? null : new Date(startsAt.getTime() + trialDays * DAY_MS);
}
