import { isExplained, PARITY_CAUSES, PARITY_KINDS, type ParityCause, type ParityKind } from './parity';

/** The number of differences of one kind and cause. */
export interface ParityTotal {
  readonly kind: ParityKind;
  readonly cause: ParityCause;
  readonly count: number;
}

/** Adds differences to totals; the result is in the order of kinds and causes. */
export function addTotals(
  totals: readonly ParityTotal[],
  differences: readonly Pick<ParityTotal, 'kind' | 'cause'>[],
): readonly ParityTotal[] {
  return PARITY_KINDS.flatMap((kind) =>
    PARITY_CAUSES.flatMap((cause) => {
      const isOf = (one: Pick<ParityTotal, 'kind' | 'cause'>) => one.kind === kind && one.cause === cause;
      const count = (totals.find(isOf)?.count ?? 0) + differences.filter(isOf).length;
      return count === 0 ? [] : [{ kind, cause, count }];
    }),
  );
}

/** The number of differences with an unexplained cause. */
export function countUnexplained(totals: readonly ParityTotal[]): number {
  return totals.reduce((sum, { cause, count }) => (isExplained(cause) ? sum : sum + count), 0);
}

/** What tells whether a finished report is clean; null stands for none. */
interface Compared {
  readonly compared: number;
  readonly totals: readonly ParityTotal[] | null;
  readonly uncovered: number | null;
}

/**
 * A report is clean without unexplained differences and without uncovered organizations. One that compared no
 * organization proves nothing, and is not clean.
 * @example isClean({ compared: 0, totals: [], uncovered: 0 }) // false
 */
export function isClean({ compared, totals, uncovered }: Compared): boolean {
  return compared > 0 && (uncovered ?? 0) === 0 && countUnexplained(totals ?? []) === 0;
}

/** The unexplained differences as text: `LOST 3 (LATE_WRITER 2, OTHER 1), GAINED 1 (HELD 1)`. */
export function sayUnexplained(totals: readonly ParityTotal[]): string {
  const unexplained = totals.filter(({ cause }) => !isExplained(cause));
  const ofKind = (kind: ParityKind) => unexplained.filter((one) => one.kind === kind);
  return PARITY_KINDS.filter((kind) => ofKind(kind).length > 0)
    .map(
      (kind) =>
        `${kind} ${countUnexplained(ofKind(kind))} (${ofKind(kind)
          .map(({ cause, count }) => `${cause} ${count}`)
          .join(', ')})`,
    )
    .join(', ');
}
