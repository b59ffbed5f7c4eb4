import { type Fault, invalidInput } from './errors';

/** How many ids of organizations a list may have: a run or a report of more takes all organizations. */
export const MOST_ORGANIZATIONS = 50_000;

/**
 * The faults of a list with more items than it may have: one, or none.
 * @param most as its description in the SDL says
 */
export function lengthFaults(field: string, list: readonly unknown[] | null | undefined, most: number): Fault[] {
  if (!list || list.length <= most) return [];
  const said = (count: number) => count.toLocaleString('en-US');
  return [{ field, message: `has ${said(list.length)} items, and may have ${said(most)}` }];
}

/**
 * Refuses a list with more items than it may have, before anything is done for each of them.
 * @throws DomainError INVALID_INPUT naming the field, with both lengths
 * @example requireLength('input.overrideIds', ids, 500)
 */
export function requireLength(field: string, list: readonly unknown[] | null | undefined, most: number): void {
  const faults = lengthFaults(field, list, most);
  if (faults.length > 0) throw invalidInput(faults);
}
