const QUIET_MS = 60_000;

/** Lets one of many alike be logged at once, and then one a minute: a flood of refusals must not flood the log too. */
export class RareLog<Kind extends string> {
  private readonly lines = new Map<Kind, { until: number; unsaid: number }>();

  /** @param write writes a line; it gets how many were left out since the last one of this kind */
  log(kind: Kind, write: (unsaid: number) => void): void {
    const line = this.lines.get(kind);
    if (line && performance.now() < line.until) {
      line.unsaid++;
      return;
    }
    this.lines.set(kind, { until: performance.now() + QUIET_MS, unsaid: 0 });
    write(line?.unsaid ?? 0);
  }
}
