import { createHash } from 'node:crypto';

/** Who answers a decision: the legacy flags, the legacy flags with entitlements compared, or entitlements. */
export const GATINGS = ['LEGACY', 'SHADOW', 'ENFORCE'] as const;
export type Gating = (typeof GATINGS)[number];

/** What set an organization's gating, the one that beats all others first. */
export const GATING_SOURCES = ['ENVIRONMENT', 'ORGANIZATION', 'PERCENTAGE', 'GLOBAL'] as const;
export type GatingSource = (typeof GATING_SOURCES)[number];

export interface OrganizationGating {
  readonly mode: Gating;
  readonly by: GatingSource;
}

/** The stored rollout of all organizations that have no row of their own. */
export interface Rollout {
  readonly mode: Gating;
  /** From 0 to 100: so many of a hundred are under `ENFORCE`, the others under `mode`. */
  readonly enforcePercentage: number;
}

/** What stands at the first start. */
export const FIRST_ROLLOUT: Rollout = { mode: 'LEGACY', enforcePercentage: 0 };

/**
 * The gating of one organization: the environment, else its own row, else the percentage, else the global mode.
 * @param own the mode of the organization's own rollout row, null where it has none
 * @param environment `ENABLE_ENTITLEMENTS_GATING`: false is the kill switch (`LEGACY`), true forces `ENFORCE`, null (unset) leaves it to what is stored
 */
export function gatingOf(
  organizationId: number,
  own: Gating | null,
  rollout: Rollout,
  environment: boolean | null,
): OrganizationGating {
  if (environment !== null) return { mode: environment ? 'ENFORCE' : 'LEGACY', by: 'ENVIRONMENT' };
  if (own) return { mode: own, by: 'ORGANIZATION' };
  if (isWithinPercentage(organizationId, rollout)) return { mode: 'ENFORCE', by: 'PERCENTAGE' };
  return { mode: rollout.mode, by: 'GLOBAL' };
}

/** Most rollouts are all or nothing, and then nothing needs hashing. */
function isWithinPercentage(organizationId: number, { mode, enforcePercentage }: Rollout): boolean {
  if (mode === 'ENFORCE' || enforcePercentage <= 0) return false;
  return enforcePercentage >= 100 || rolloutPlace(organizationId) < enforcePercentage;
}

/**
 * An organization's place, from 0 to 99, among those that a percentage takes in. It depends on the id alone, so that raising the
 * percentage only adds organizations, and every process, today and later, picks the same ones.
 *
 * Exactly: the id's decimal digits as ASCII, without sign or leading zeros (42 is the two bytes `34 32`), are hashed with SHA-256; the
 * 32 bytes of the digest are read as one unsigned number, first byte the most significant, of which the remainder by 100 is taken.
 */
export function rolloutPlace(organizationId: number): number {
  const digest = createHash('sha256').update(String(organizationId), 'ascii').digest();
  // Horner's rule: the number is too large for one, its remainder never is.
  return digest.reduce((remainder, byte) => (remainder * 256 + byte) % 100, 0);
}
