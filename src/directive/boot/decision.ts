/** The id of an organization, in the type that the host uses. The library compares ids as text. */
export type OrganizationId = string | number | bigint;

/** A question to the host: may this organization use this module, or this submodule of it, now? */
export interface EntitlementRequest {
  readonly organizationId: string;
  readonly module: string;
  /** Null to ask about the module itself. */
  readonly submodule: string | null;
}

/**
 * The host's answer to a request. The library matches it by organization, module and submodule, so that order does not
 * matter.
 */
export interface EntitlementDecision {
  /** Only `true` allows. */
  readonly allowed: boolean;
  /** Any text that describes what the organization has, such as `TRIAL`; null for none. It is passed on in errors. */
  readonly status: string | null;
  /** A reason code, such as `NOT_ENTITLED`. It is passed on in errors. */
  readonly reason: string;
  readonly module: string;
  readonly submodule: string | null;
  readonly organizationId: OrganizationId | null;
  /**
   * The gating of the organization: `LEGACY`, `SHADOW` or `ENFORCE`. Under the first two the option `productAnswer` is
   * asked; without it never.
   */
  readonly gating?: string | null;
  /**
   * Identifies the legacy flags that were read. It is passed on to `recordProductAnswer`: an answer given under flags
   * that change before it is stored says nothing about the new ones.
   */
  readonly flagsHash?: string | null;
  /** True if it comes from what was known before the host's database went away. The hook `onDecision` gets it. */
  readonly stale?: boolean;
}

/** The module, or submodule of a module, that a directive names. */
export interface EntitlementRef {
  readonly module: string;
  readonly submodule: string | null;
}

/** The reference as text: `sales`, or `sales/leads`. */
export function refKey({ module, submodule }: EntitlementRef): string {
  return submodule === null ? module : `${module}/${submodule}`;
}

/** The id as text; undefined if no organization was named; null for a value that is no id, which is denied. */
export function organizationKey(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value);
  return null;
}

/** The `extensions.code` of a denial's error. `NOT_FOUND`: the actor may not know the organization. */
export type DenialCode = 'ENTITLEMENT_REQUIRED' | 'ENTITLEMENT_CHECK_FAILED' | 'NOT_FOUND';

/** Reason codes that the library itself gives. All others come from the host. */
export const NO_ORGANIZATION = 'NO_ORGANIZATION';
export const CHECK_FAILED = 'CHECK_FAILED';
export const ORGANIZATION_NOT_FOUND = 'ORGANIZATION_NOT_FOUND';

/**
 * Reasons that no bypass overrides: what does not exist is denied to every actor, and a failed check has no result to
 * bypass.
 */
const NEVER_BYPASSED: ReadonlySet<string> = new Set([
  'UNKNOWN_MODULE',
  'UNKNOWN_SUBMODULE',
  'MODULE_INACTIVE',
  ORGANIZATION_NOT_FOUND,
  CHECK_FAILED,
]);

/** Whether an actor that may bypass denials may bypass one with this reason. */
export function isBypassable(reason: string): boolean {
  return !NEVER_BYPASSED.has(reason);
}

export function denied(ref: EntitlementRef, organizationId: string | null, reason: string): EntitlementDecision {
  return { allowed: false, status: null, reason, module: ref.module, submodule: ref.submodule, organizationId };
}

/** Only `true` counts as yes, whatever an untyped host returns. */
export function isTrue(value: unknown): boolean {
  return value === true;
}
