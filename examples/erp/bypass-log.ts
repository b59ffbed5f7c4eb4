import type { Bypass } from 'portcullis/directive';

/** Counts the denials that super admins passed over, and tells of each. */
export class BypassLog {
  /** By schema coordinate. */
  readonly counts = new Map<string, number>();

  constructor(private readonly tell: (bypass: Bypass, count: number) => void) {}

  readonly add = (bypass: Bypass): void => {
    const count = (this.counts.get(bypass.coordinate) ?? 0) + 1;
    this.counts.set(bypass.coordinate, count);
    this.tell(bypass, count);
  };
}
