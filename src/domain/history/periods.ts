import type { Provenance } from '../decision/answer';
import { isSameAnswer } from '../decision/decide';
import type { Decision } from '../decision/decision';

/** What was decided about one module or submodule at a time. */
export interface PastDecision {
  readonly decision: Decision;
  /** The same question as if entitlements had answered, whatever the gating. */
  readonly entitlement: Decision;
  /** False if the legacy flags answered, and those of then are not recorded: then `decision` is not known. */
  readonly isKnown: boolean;
}

/** A time during which an organization had the same of a module or submodule. */
export interface Period<Cause> extends PastDecision {
  readonly from: Date;
  /** Null for the period that lasts. */
  readonly until: Date | null;
  /** What began it. */
  readonly cause: Cause;
}

/** A time at which something was changed, so that another answer may have begun. */
export interface Moment<Cause> {
  readonly at: Date;
  readonly cause: Cause;
}

/**
 * The periods of one module or submodule. They begin where something was changed, and where a trial or an override
 * ended, if that changed the answer of either side, what it came from, or which side answered.
 * @param moments oldest first, each time once; the first is the beginning of the history
 * @param decideAt the decision at a time
 * @param due what began a period where a trial or an override ended
 * @param now until when
 * @returns newest first
 */
export function periodsOf<Cause>(
  moments: readonly Moment<Cause>[],
  decideAt: (at: Date) => PastDecision,
  due: Cause,
  now: Date,
): readonly Period<Cause>[] {
  const periods: Omit<Period<Cause>, 'until'>[] = [];
  const add = (period: Omit<Period<Cause>, 'until'>) => {
    const last = periods.at(-1);
    if (!last || !isSame(last, period)) periods.push(period);
  };
  moments.forEach(({ at, cause }, index) => {
    const end = moments[index + 1]?.at ?? now;
    for (let from: Date | null = at; from !== null && (from === at || from < end);) {
      const decided = decideAt(from);
      add({ ...decided, from, cause: from === at ? cause : due });
      from = earlier(decided.decision.changesAt, decided.entitlement.changesAt);
    }
  });
  return periods.map((period, index) => ({ ...period, until: periods[index + 1]?.from ?? null })).reverse();
}

function earlier(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

function isSame(one: PastDecision, other: PastDecision): boolean {
  if (one.isKnown !== other.isKnown || one.decision.gating !== other.decision.gating) return false;
  return (
    (!one.isKnown || isSameDecision(one.decision, other.decision)) && isSameDecision(one.entitlement, other.entitlement)
  );
}

function isSameDecision(one: Decision, other: Decision): boolean {
  return isSameAnswer(one, other) && sayOrigin(one.provenance) === sayOrigin(other.provenance);
}

/** Distinguishes what answers come from. */
function sayOrigin({ kind, source, override }: Provenance): string {
  return JSON.stringify([kind, source, override?.id]);
}
