import type { Bypass } from 'portcullis/directive';

/** Counts the denials that super admins bypassed, and reports each of them. */
export class BypassLog {
  /** The number of bypasses by schema coordinate. */
  readonly counts = new Map<string, number>();

  constructor(private readonly report: (bypass: Bypass, count: number) => void) {}

  readonly add = (bypass: Bypass): void => {
    const count = (this.counts.get(bypass.coordinate) ?? 0) + 1;
    this.counts.set(bypass.coordinate, count);
    this.report(bypass, count);
  };
}
