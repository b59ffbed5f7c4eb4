import { createHash } from 'node:crypto';
import { DomainError, invalidInput, type Fault } from '../errors';

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

/** A rollout as an operator asks for it. */
export interface RolloutChange {
  readonly mode: Gating;
  /** Left out: as it is, but 0 where the mode leaves no room for one. */
  readonly enforcePercentage?: number | null | undefined;
  /** Going to `LEGACY`: whether organizations' own `ENFORCE` stay. */
  readonly keepOrganizations?: boolean | null | undefined;
}

export interface ChangedRollout {
  readonly rollout: Rollout;
  /** Whether every organization's own row that says `ENFORCE` goes, in the same transaction. */
  readonly clearsOwnEnforce: boolean;
}

/**
 * The rollout that follows a change.
 * - Going to `LEGACY` is the emergency exit: percentage 0, and own `ENFORCE` cleared unless they are to be kept. It is asked for by
 *   `LEGACY` without a percentage (or with 0), also where the mode is `LEGACY` already, since a percentage or own rows may still enforce.
 * - Beside `LEGACY` that stands already, a percentage above 0 is a rollout from there; on the way to `LEGACY` it is a contradiction.
 * - Beside `ENFORCE` there is no percentage, and the stored one is forgotten: it would come back unasked with the next mode.
 * @throws DomainError INVALID_INPUT naming the field
 */
export function changeRollout(before: Rollout, change: RolloutChange): ChangedRollout {
  const { mode } = change;
  const asked = change.enforcePercentage ?? null;
  const faults = percentageFaults(before, mode, asked).map((message): Fault => ({
    field: 'input.enforcePercentage',
    message,
  }));
  if (faults.length > 0) throw invalidInput(faults);

  if (mode === 'ENFORCE') return { rollout: { mode, enforcePercentage: 0 }, clearsOwnEnforce: false };
  if (mode === 'LEGACY') {
    const enforcePercentage = asked ?? 0;
    return {
      rollout: { mode, enforcePercentage },
      clearsOwnEnforce: enforcePercentage === 0 && change.keepOrganizations !== true,
    };
  }
  return { rollout: { mode, enforcePercentage: asked ?? before.enforcePercentage }, clearsOwnEnforce: false };
}

function percentageFaults(before: Rollout, mode: Gating, asked: number | null): readonly string[] {
  if (asked === null) return [];
  if (mode === 'ENFORCE') return ['does not go with ENFORCE, which is for everybody: leave it out'];
  if (!Number.isInteger(asked) || asked < 0 || asked > 100)
    return [`must be a whole number from 0 to 100, not ${asked}`];
  if (mode === 'LEGACY' && before.mode !== 'LEGACY' && asked > 0) {
    return ['is 0 on the way to LEGACY, since that takes everybody back: leave it out, and raise it afterwards'];
  }
  return [];
}

/**
 * Whether a change of the rollout brings an organization without a row of its own under `ENFORCE` that was not: what the gate is for.
 * The environment is left out of it: it may be unset tomorrow.
 */
export function enforcesMore(before: Rollout, after: Rollout): boolean {
  return enforcedShare(after) > enforcedShare(before);
}

function enforcedShare({ mode, enforcePercentage }: Rollout): number {
  return mode === 'ENFORCE' ? 100 : enforcePercentage;
}

/** Whether what is known allows going to `ENFORCE`; where it does not, the reasons, in words. */
export interface EnforceGate {
  readonly open: boolean;
  readonly reasons: readonly string[];
}

/** Where nothing has compared the entitlements with what the legacy flags give: nobody knows who would lose access. */
export const UNPROVEN_GATE: EnforceGate = {
  open: false,
  reasons: [
    'No parity report says that the entitlements give every organization what its legacy flags give: some may lose access.',
  ],
};

/**
 * Lets somebody through the gate towards `ENFORCE`.
 * @returns the reasons that were acknowledged, for the event; empty where the gate is open
 * @throws DomainError CONFLICT with the gate's reasons where it is shut, and nobody takes that upon themselves
 */
export function passGate({ open, reasons }: EnforceGate, acknowledged: boolean): readonly string[] {
  if (open) return [];
  if (acknowledged) return reasons;
  const lines = [
    'The gate towards ENFORCE is shut:',
    ...reasons.map((reason) => `  ${reason}`),
    'To go on all the same, acknowledge that access may be lost (acknowledgeLostAccess, --acknowledge-lost-access).',
  ];
  throw new DomainError('CONFLICT', lines.join('\n'), { reasons });
}
