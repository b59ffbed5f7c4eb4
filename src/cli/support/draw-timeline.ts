import { sayTime } from '../../domain/say';

/** A time during which something was so. */
export interface Drawn {
  readonly from: Date;
  /** Null if it lasts. */
  readonly until: Date | null;
  readonly mark: keyof typeof MARKS;
}

const MARKS = { allowed: '█', denied: '░', unknown: '?' } as const;
const WIDTH = 64;

/**
 * Draws periods as a line from a time until another one, with the times under its ends and what the marks mean. Where
 * several periods share a place, the one that lasted longest within it is drawn.
 * @example drawTimeline(periods, from, now) // ['░░░░████', '2026-01-01 …', '█ allowed  ░ denied  …']
 */
export function drawTimeline(periods: readonly Drawn[], from: Date, until: Date): readonly string[] {
  const step = Math.max(1, until.getTime() - from.getTime()) / WIDTH;
  const places = Array.from({ length: WIDTH }, (_, place) => {
    const starts = from.getTime() + place * step;
    const within = (one: Drawn) =>
      Math.min(one.until?.getTime() ?? until.getTime(), starts + step) - Math.max(one.from.getTime(), starts);
    const longest = periods.reduce<Drawn | null>(
      (best, one) => (within(one) > (best ? within(best) : 0) ? one : best),
      null,
    );
    return longest ? MARKS[longest.mark] : ' ';
  });
  const [first, last] = [sayTime(from), sayTime(until)];
  return [
    places.join(''),
    `${first}${' '.repeat(Math.max(1, WIDTH - first.length - last.length))}${last}`,
    `${MARKS.allowed} allowed  ${MARKS.denied} denied  ${MARKS.unknown} not recorded`,
  ];
}
