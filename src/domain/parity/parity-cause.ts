import type { Answer } from '../decision/answer';
import { type LegacyReading, readLegacy } from '../decision/organization-access';
import type { Mapping } from '../legacy/mapping';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { legacyAnswer, type ParityCause, type ParityDifference } from './parity';

/** The newest execution in effect that migrated an organization, with what its journal recorded. */
export interface CoveringRun {
  readonly runId: number;
  /** Whether the run had the same taxonomy as today. */
  readonly isSameTaxonomy: boolean;
  readonly mapping: Mapping;
  readonly isSameMapping: boolean;
  /** `enabled_modules` as it was then, as JSON text. */
  readonly flags: string | null;
  /** Modules whose changes were held because they would have taken access away. */
  readonly held: readonly string[];
}

/** What a cause is determined from if the organization's own rows do not explain the difference. */
export interface CauseFacts {
  readonly taxonomy: Taxonomy;
  readonly mapping: Mapping;
  readonly at: Date;
  /** `enabled_modules` as it is, as JSON text. */
  readonly flags: string | null;
  readonly legacy: LegacyReading;
  /** Null if no execution in effect has migrated the organization. */
  readonly coveredBy: CoveringRun | null;
}

/**
 * True if nothing is left to migrate: the flags grant nothing, or an execution in effect has changed the organization
 * or found nothing to change. An organization with unreadable flags is covered only if an execution could read them.
 */
export function isCovered(legacy: LegacyReading, hasCoveringRun: boolean): boolean {
  return hasCoveringRun || (legacy.readable && legacy.state.modules.size === 0);
}

/**
 * Why an organization's answers differ. If its rows do not explain it, the first of these that applies: its flags
 * cannot be read; no execution has migrated it; its flags have changed since and give another answer for this target;
 * the run held the change; the taxonomy or the mapping has changed since. Otherwise `OTHER`, such as a row written by
 * hand.
 */
export function parityCause(difference: ParityDifference, facts: CauseFacts): ParityCause {
  if (difference.explanation) return difference.explanation;
  const { taxonomy, mapping, at, flags, legacy, coveredBy } = facts;
  if (!legacy.readable) return 'UNREADABLE';
  if (!coveredBy) return 'NEVER_RUN';
  const saysSame = (text: string | null, rules: Mapping) =>
    isSame(legacyAnswer(taxonomy, readLegacy(text, rules, taxonomy), difference, at), difference.legacy);
  if (coveredBy.flags !== flags && !saysSame(coveredBy.flags, mapping)) return 'LATE_WRITER';
  if (coveredBy.held.includes(difference.module)) return 'HELD';
  if (!coveredBy.isSameTaxonomy) return 'TAXONOMY';
  if (!coveredBy.isSameMapping && !saysSame(flags, coveredBy.mapping)) return 'TAXONOMY';
  return 'OTHER';
}

function isSame(one: Answer, other: Answer): boolean {
  return one.allowed === other.allowed && one.status === other.status;
}
