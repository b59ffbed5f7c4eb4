const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumSignificantDigits: 2 });

/** A share in percent. */
export function shareOf(part: number, whole: number): string {
  return percent.format(whole === 0 ? 0 : part / whole);
}
