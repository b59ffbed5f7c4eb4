import type { Answer } from '../decision/answer';
import { type LegacyReading, readLegacy } from '../decision/organization-access';
import type { Mapping } from '../legacy/mapping';
import type { Taxonomy } from '../taxonomy/taxonomy';
import { legacyAnswer, type ParityCause, type ParityDifference } from './parity';

/** The newest execution that stands and brought an organization over: what its journal keeps of it. */
export interface CoveringRun {
  readonly runId: number;
  /** The taxonomy is still the run's. */
  readonly isSameTaxonomy: boolean;
  readonly mapping: Mapping;
  readonly isSameMapping: boolean;
  /** `enabled_modules` as it was then, as JSON text. */
  readonly flags: string | null;
  /** Modules whose changes were held, since they would have taken access away. */
  readonly held: readonly string[];
}

/** What is looked at where a difference has no explanation in the organization's own rows. */
export interface CauseFacts {
  readonly taxonomy: Taxonomy;
  readonly mapping: Mapping;
  readonly at: Date;
  /** `enabled_modules` as it is, as JSON text. */
  readonly flags: string | null;
  readonly legacy: LegacyReading;
  /** Null where no execution that stands has brought the organization over. */
  readonly coveredBy: CoveringRun | null;
}

/**
 * True where nothing is left to be brought over: the flags give nothing, or an execution that stands has changed the organization or found
 * that it needs nothing. What cannot be read was brought over by nobody, unless it could be read then.
 */
export function isCovered(legacy: LegacyReading, hasCoveringRun: boolean): boolean {
  return hasCoveringRun || (legacy.readable && legacy.state.modules.size === 0);
}

/**
 * Why an organization's answers differ. Where its rows explain nothing, the first of these: its flags cannot be read; it was never brought
 * over; its flags have changed since, so that they say something else of this target; the change was held; taxonomy or mapping have
 * changed since; else something that nobody has told of, such as a row written by hand.
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
