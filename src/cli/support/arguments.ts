import { InvalidArgumentError } from 'commander';

/** `1,2,3` as numbers of organizations. */
export function readIdList(text: string): readonly number[] {
  return text.split(',').map((part) => readWholeNumber(part.trim()));
}

export function readWholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(`'${text}' must be a whole number from 1.`);
  return Number(text);
}

export function readPercentage(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError(`'${text}' must be a percentage from 0 to 100.`);
  return value;
}

/** A moment still to come or past: whether it fits is the service's to say. */
export function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('must be a time in ISO 8601, such as 2026-12-01T00:00:00Z.');
  return time;
}

export function readVersion(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`'${text}' must be a version, a whole number.`);
  return Number(text);
}
