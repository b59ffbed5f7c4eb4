import { flagsOf } from '../../domain/legacy/legacy-flags';
import { type LegacyFlag, showValue } from '../../domain/legacy/legacy-value';
import type { Mapping } from '../../domain/legacy/mapping';

/** A value of a flag, and how many organizations have it. */
export interface FlagValueCount {
  readonly value: string;
  readonly organizations: number;
}

interface Counted {
  readonly name: string;
  readonly path: string;
  on: number;
  off: number;
  other: number;
  readonly values: Map<string, number>;
}

const FLAGS = 5_000;
const VALUES_KEPT = 200;
const VALUES_SHOWN = 20;

/** Counts flags and their values. Memory is bounded: flags and values that come late are left out. */
export class FlagCounts {
  /** How often a flag beyond the bound was met. */
  leftOut = 0;
  private readonly counts = new Map<string, Counted>();

  /** @param value the column's value as JSON text, which `having` organizations have */
  add(value: string | null, mapping: Mapping, having: number): void {
    for (const flag of flagsOf(value, mapping).values()) {
      const count = this.counts.get(flag.name) ?? this.open(flag);
      if (!count) {
        this.leftOut += 1;
        continue;
      }
      if (flag.on === true) count.on += having;
      else if (flag.on === false) count.off += having;
      else count.other += having;
      for (const { json } of flag.values) {
        const shown = showValue(json);
        const earlier = count.values.get(shown);
        if (earlier !== undefined || count.values.size < VALUES_KEPT) count.values.set(shown, (earlier ?? 0) + having);
      }
    }
  }

  /** Most used first, each with its most frequent values. */
  counted() {
    return [...this.counts.values()]
      .sort((a, b) => b.on - a.on || b.off + b.other - a.off - a.other || a.name.localeCompare(b.name))
      .map(({ values, ...count }) => ({
        ...count,
        values: [...values]
          .map(([value, organizations]): FlagValueCount => ({ value, organizations }))
          .sort((a, b) => b.organizations - a.organizations || a.value.localeCompare(b.value))
          .slice(0, VALUES_SHOWN),
      }));
  }

  private open({ name, path }: LegacyFlag): Counted | undefined {
    if (this.counts.size >= FLAGS) return undefined;
    const count = { name, path, on: 0, off: 0, other: 0, values: new Map<string, number>() };
    this.counts.set(name, count);
    return count;
  }
}
