import { createHash } from 'node:crypto';
import type { OrganizationId } from '../organization-id';

/** What answers a decision: the legacy flags, the legacy flags with entitlements compared, or entitlements. */
export const GATINGS = ['LEGACY', 'SHADOW', 'ENFORCE'] as const;
export type Gating = (typeof GATINGS)[number];

/** What sets an organization's gating, in order of precedence. */
export const GATING_SOURCES = ['ENVIRONMENT', 'ORGANIZATION', 'PERCENTAGE', 'GLOBAL'] as const;
export type GatingSource = (typeof GATING_SOURCES)[number];

export interface OrganizationGating {
  readonly mode: Gating;
  readonly by: GatingSource;
}

/** The stored rollout of all organizations that have no row of their own. */
export interface Rollout {
  readonly mode: Gating;
  /** From 0 to 100: this share of the organizations is under `ENFORCE`, the others are under `mode`. */
  readonly enforcePercentage: number;
}

/** The rollout at the first start. */
export const FIRST_ROLLOUT: Rollout = { mode: 'LEGACY', enforcePercentage: 0 };

/**
 * The gating of one organization: the environment, else its own row, else the percentage, else the global mode.
 * @param own the mode of the organization's own rollout row, null if it has none
 * @param environment `ENABLE_ENTITLEMENTS_GATING`: false is the kill switch (`LEGACY`), true forces `ENFORCE`, null
 *   (unset) leaves the decision to the stored rollout
 */
export function gatingOf(
  organizationId: OrganizationId,
  own: Gating | null,
  rollout: Rollout,
  environment: boolean | null,
): OrganizationGating {
  if (environment !== null) return { mode: environment ? 'ENFORCE' : 'LEGACY', by: 'ENVIRONMENT' };
  if (own) return { mode: own, by: 'ORGANIZATION' };
  if (isWithinPercentage(organizationId, rollout)) return { mode: 'ENFORCE', by: 'PERCENTAGE' };
  return { mode: rollout.mode, by: 'GLOBAL' };
}

/** Most rollouts have the percentage 0 or 100, and those need no hash. */
function isWithinPercentage(organizationId: OrganizationId, { mode, enforcePercentage }: Rollout): boolean {
  if (mode === 'ENFORCE' || enforcePercentage <= 0) return false;
  return enforcePercentage >= 100 || rolloutPlace(organizationId) < enforcePercentage;
}

/**
 * An organization's place, from 0 to 99; a percentage enforces the places below it. The place depends on the id alone:
 * a higher percentage only adds organizations, and every process, now and later, picks the same ones.
 *
 * The exact rule: the id as PostgreSQL writes it, in UTF-8 (the number 42 is the two bytes `34 32`), is hashed with
 * SHA-256. The 32 bytes of the digest are one unsigned number, the first byte being the most significant.
 * The place is its remainder modulo 100.
 */
export function rolloutPlace(organizationId: OrganizationId): number {
  const digest = createHash('sha256').update(organizationId, 'utf8').digest();
  // Horner's rule, because the whole number does not fit into a JavaScript number.
  return digest.reduce((remainder, byte) => (remainder * 256 + byte) % 100, 0);
}
