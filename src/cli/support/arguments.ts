import { InvalidArgumentError } from 'commander';
import { isTimeZone, type Moment, readMoment } from '../../domain/read-moment';

const LONGEST_INTERVAL_SECONDS = 86_400;
const MOST_WORKERS = 100;
const LONGEST_BACKUP_NAME = 500;

/** What an argument with the id of an organization is; a negative number is no option. */
export const ORGANIZATION_ID = "The organization's id; -- must precede a text that starts with a dash";

/** Ids of organizations as an option lists them, which may be given several times. */
export class IdList {
  private constructor(private readonly texts: readonly string[]) {}

  /** Takes one more value of the option, for commander. */
  static readonly read = (text: string, before: IdList | undefined): IdList =>
    new IdList([...(before?.texts ?? []), text]);

  /**
   * `1,2,3` are three ids, and `"a, b",c` are two, as in a CSV file: the form of `sayIds`. Blanks after a comma do not
   * count; all others belong to the id. If the option is given several times, each value is one id as it is.
   */
  get ids(): readonly string[] {
    const [only = '', ...others] = this.texts;
    return others.length > 0
      ? this.texts
      : [...only.matchAll(LISTED)].map(([, inQuotes, plain = '']) => idOf(inQuotes, plain));
  }
}

/** One id of a list: in quotes, with quotes in it doubled, or without. */
const LISTED = /(?<=^|,)(?:\s*"((?:[^"]|"")*)"\s*(?=,|$)|(?:(?<=,)\s*)?([^,]*))/g;

function idOf(inQuotes: string | undefined, plain: string): string {
  return inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"');
}

export function readWholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  return Number(text);
}

/** Seconds between two looks, up to a day. */
export function readInterval(text: string): number {
  const seconds = readWholeNumber(text);
  if (seconds > LONGEST_INTERVAL_SECONDS)
    throw new InvalidArgumentError(`It must be ${LONGEST_INTERVAL_SECONDS} seconds or less.`);
  return seconds;
}

/** How many workers; each holds a connection to the database. */
export function readWorkers(text: string): number {
  const workers = readWholeNumber(text);
  if (workers > MOST_WORKERS) throw new InvalidArgumentError(`It must be ${MOST_WORKERS} workers or fewer.`);
  return workers;
}

/** The place or name of a backup, which counts as one: it must name something. */
export function readBackupName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > LONGEST_BACKUP_NAME || /\p{Cc}/u.test(name))
    throw new InvalidArgumentError(`It must have 1 to ${LONGEST_BACKUP_NAME} characters in one line.`);
  return name;
}

/** A decimal number such as `0.5`, whose range the service checks; undefined for anything else. */
export function readDecimal(text: string): number | undefined {
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}

export function readPercentage(text: string): number {
  const value = readDecimal(text);
  if (value === undefined || value < 0 || value > 100)
    throw new InvalidArgumentError('It must be a percentage, from 0 to 100.');
  return value;
}

/** A time; whether it may be past or to come is for the service to say. */
export function readTime(text: string): Moment {
  const moment = readMoment(text);
  if ('message' in moment) throw new InvalidArgumentError(`It ${moment.message}.`);
  return moment;
}

export function readTimeZone(text: string): string {
  if (!isTimeZone(text)) throw new InvalidArgumentError('It must be an IANA time zone, such as Europe/Berlin.');
  return text;
}

export function readVersion(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a version: a whole number, 0 or more.');
  return Number(text);
}

/** A module or submodule as an argument names it. */
export interface TypedTarget {
  readonly moduleKey: string;
  readonly submoduleKey: string | undefined;
}

/** `sales`, or `sales/leads`. */
export function readTarget(text: string): TypedTarget {
  const [, moduleKey, submoduleKey] = /^([^/=]+)(?:\/([^/=]+))?$/.exec(text) ?? [];
  if (moduleKey === undefined) throw new InvalidArgumentError('It must be MODULE or MODULE/SUBMODULE, such as sales.');
  return { moduleKey, submoduleKey };
}
