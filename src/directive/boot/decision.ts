/** What a host may name an organization by. The library compares organizations by the text of it. */
export type OrganizationId = string | number | bigint;

/** May this organization use this module, or this submodule of it, now? */
export interface EntitlementRequest {
  readonly organizationId: string;
  readonly module: string;
  /** Null for the module itself. */
  readonly submodule: string | null;
}

/** The answer to a request, found again by organization, module and submodule, in whatever order it came. */
export interface EntitlementDecision {
  readonly allowed: boolean;
  readonly status: string | null;
  readonly reason: string;
  readonly module: string;
  readonly submodule: string | null;
  readonly organizationId: OrganizationId | null;
}

/** What a requirement names: a module, or one submodule of it. */
export interface EntitlementRef {
  readonly module: string;
  readonly submodule: string | null;
}

/** `sales`, or `sales/leads`. */
export function refKey({ module, submodule }: EntitlementRef): string {
  return submodule === null ? module : `${module}/${submodule}`;
}

/** An organization as text; undefined where none was named; null for a value that names none, which denies. */
export function organizationKey(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value);
  return null;
}

/** Reasons that the library itself gives; the others are the host's. */
export const NO_ORGANIZATION = 'NO_ORGANIZATION';
export const CHECK_FAILED = 'CHECK_FAILED';
export const ORGANIZATION_NOT_FOUND = 'ORGANIZATION_NOT_FOUND';

/** What no bypass passes: rule 1 of a decision denies whoever asks, and a check that failed has told nothing. */
const NEVER_BYPASSED: ReadonlySet<string> = new Set([
  'UNKNOWN_MODULE',
  'UNKNOWN_SUBMODULE',
  'MODULE_INACTIVE',
  ORGANIZATION_NOT_FOUND,
  CHECK_FAILED,
]);

export function isBypassable(reason: string): boolean {
  return !NEVER_BYPASSED.has(reason);
}

export function denied(ref: EntitlementRef, organizationId: string | null, reason: string): EntitlementDecision {
  return { allowed: false, status: null, reason, module: ref.module, submodule: ref.submodule, organizationId };
}

/** Only `true` is yes, whatever a host without types answers. */
export function isTrue(value: unknown): boolean {
  return value === true;
}
