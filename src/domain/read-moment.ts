import type { Fault } from './errors';
import { sayTime } from './say';

/** A time that an operator wrote. */
export interface Moment {
  readonly at: Date;
  /** Set for a date without a time, which means the end of that day: `at` is the start of the next day in the zone. */
  readonly endOf: { readonly day: string; readonly timeZone: string } | null;
}

/** The rule for a time, as the message of a fault. */
const MOMENT_RULE =
  'must be a date, which means the end of that day (2027-01-31), ' +
  'or a date and time with its offset (2027-01-31T18:00:00Z, 2027-01-31T18:00+01:00)';

const END_RULE = `${MOMENT_RULE}, or a length from today: 14d, 2w, 1m, end-of-month`;

const DAY = /^[1-9]\d{3}-\d{2}-\d{2}$/;
const TIME =
  /^([1-9]\d{3}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const DAY_MS = 86_400_000;
const LAST_YEAR = 9999;

/**
 * Reads a time in ISO 8601: a date, or a date and time with an offset from UTC.
 * @param timeZone the IANA time zone in which a date without a time ends, by default UTC
 * @returns the moment, or a fault: numbers, other formats, days such as 2027-02-31, and years after 9999 are refused
 * @throws RangeError for an unknown time zone
 */
export function readMoment(text: string, timeZone = 'UTC'): Moment | Fault {
  const day = DAY.test(text) ? text : TIME.exec(text)?.[1];
  if (day === undefined) return { message: MOMENT_RULE };
  if (!isDay(day)) return { message: `must name a day that exists, such as 2027-01-31, not ${day}` };
  const moment =
    day === text
      ? { at: startOfDay(new Date(Date.parse(day) + DAY_MS), timeZone), endOf: { day, timeZone } }
      : { at: new Date(text), endOf: null };
  const message = faultOfYear(moment.at);
  return message === null ? moment : { message };
}

/**
 * Reads when something begins: a time as `readMoment` does, or a date, which begins with its day in the time zone.
 * @returns the time, or a fault
 * @throws RangeError for an unknown time zone
 * @example readStart('2027-02-01', 'Europe/Berlin') // 2027-01-31T23:00:00.000Z
 */
export function readStart(text: string, timeZone = 'UTC'): Date | Fault {
  const moment = readMoment(text, timeZone);
  if ('message' in moment)
    return { message: moment.message.replace('the end of that day', 'the beginning of that day') };
  return moment.endOf === null ? moment.at : startOfDay(new Date(Date.parse(text)), timeZone);
}

const LENGTH = /^([1-9]\d{0,3})([dwm])$/;

/**
 * Reads when something ends: a time as `readMoment` does, a length from today (`14d`, `2w`, `1m`), or `end-of-month`. A
 * length ends at the end of a day in the time zone: `14d` on 1 March is the end of 15 March. A month later is the same
 * day of that month, or its last one.
 * @param now of which day the length begins
 * @throws RangeError for an unknown time zone
 */
export function readEndMoment(text: string, timeZone: string, now: Date): Moment | Fault {
  const [, digits, unit] = LENGTH.exec(text) ?? [];
  if (text !== 'end-of-month' && digits === undefined) {
    const moment = readMoment(text, timeZone);
    return 'message' in moment && moment.message === MOMENT_RULE ? { message: END_RULE } : moment;
  }
  const today = new Date(readClock(clockOf(timeZone), now));
  const [year, month, day] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()];
  const count = Number(digits ?? 0);
  const lastDay = (months: number) => new Date(Date.UTC(year, month + months + 1, 0)).getUTCDate();
  const end =
    text === 'end-of-month'
      ? Date.UTC(year, month, lastDay(0))
      : unit === 'm'
        ? Date.UTC(year, month + count, Math.min(day, lastDay(count)))
        : Date.UTC(year, month, day + count * (unit === 'w' ? 7 : 1));
  const message = faultOfYear(new Date(end + DAY_MS));
  return message === null ? readMoment(new Date(end).toISOString().slice(0, 10), timeZone) : { message };
}

/** Why a time is too late to be kept, or null. ISO 8601, PostgreSQL and JavaScript write later years differently. */
export function faultOfYear(at: Date): string | null {
  return at.getUTCFullYear() > LAST_YEAR ? 'reaches the year 10000: leave it out for what has no end' : null;
}

/** `2027-02-01 00:00 UTC (the end of 2027-01-31, UTC)`. */
export function sayMoment({ at, endOf }: Moment): string {
  return endOf === null ? sayTime(at) : `${sayTime(at)} (the end of ${endOf.day}, ${endOf.timeZone})`;
}

/** True for an IANA time zone that this Node knows. */
export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/** `Date` reads 31 February as 3 March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

/**
 * The first moment of a day in a time zone. The clocks may change on that day or the day before, even at midnight, so
 * both the earlier and the later offset are tried.
 * @param day the day's midnight in UTC
 */
function startOfDay(day: Date, timeZone: string): Date {
  const clock = clockOf(timeZone);
  const candidates = [-DAY_MS, DAY_MS].map((around) => {
    const near = new Date(day.getTime() + around);
    return new Date(day.getTime() - (readClock(clock, near) - near.getTime()));
  });
  const starts = (at: Date) =>
    readClock(clock, at) >= day.getTime() && readClock(clock, new Date(at.getTime() - 1_000)) < day.getTime();
  const start = candidates.find(starts);
  if (!start) throw new RangeError(`${timeZone} has no start of ${day.toISOString()}`);
  return start;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-u-hc-h23', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

/** The local time of a time zone at a moment, read as if it were UTC, in milliseconds. */
function readClock(clock: Intl.DateTimeFormat, at: Date): number {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}
