import { flagsOf } from '../../domain/legacy/legacy-flags';
import { type FlagValue, hasDifferingValues, type LegacyFlag, showValue } from '../../domain/legacy/legacy-value';
import type { Mapping } from '../../domain/legacy/mapping';
import { isNumberOrTime, nameOfValue, openValues } from '../../domain/legacy/open-values';

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
  /** The values that need a rule, as one would name them. */
  readonly open: Map<string, number>;
  openCut: boolean;
  unnamed: number;
  numbersOnly: boolean;
  differing: number;
}

/** At most so many flags without a rule, and as many within what a rule knows to grant nothing. */
const FLAGS = 5_000;
const VALUES_KEPT = 200;
const VALUES_SHOWN = 20;

/**
 * Counts flags and their values. Memory is bounded: flags and values that come late are left out. A flag that the
 * mapping knows takes no other's place, so that each flag that needs a rule is shown once the earlier ones have theirs.
 */
export class FlagCounts {
  /** How often a flag without a rule was met beyond the bound. */
  leftOut = 0;
  private readonly counts = new Map<string, Counted>();
  private readonly places = { unmapped: FLAGS, withinNothing: FLAGS };

  /** @param value the column's value as JSON text, which `having` organizations have */
  add(value: string | null, mapping: Mapping, having: number): void {
    const flags = flagsOf(value, mapping);
    for (const flag of flags.values()) {
      const count = this.counts.get(flag.name) ?? this.open(flag, mapping);
      if (!count) {
        if (!mapping.knows(flag.name)) this.leftOut += 1;
        continue;
      }
      if (flag.on === true) count.on += having;
      else if (flag.on === false) count.off += having;
      else count.other += having;
      if (hasDifferingValues(flag)) count.differing += having;
      for (const { json } of flag.values) addTo(count.values, showValue(json), having);
      const open = openValues(flag, mapping).filter((one) => !(isFilled(one) && asksWithin(flag, flags, mapping)));
      addOpen(count, flag, open, having);
    }
  }

  /** Most used first, each with its most frequent values, and every value that needs a rule, as far as it was kept. */
  counted() {
    return [...this.counts.values()]
      .sort((a, b) => b.on - a.on || b.off + b.other - a.off - a.other || a.name.localeCompare(b.name))
      .map(({ values, open, ...count }) => ({
        ...count,
        values: byFrequency(values).slice(0, VALUES_SHOWN),
        open: byFrequency(open),
      }));
  }

  private open({ name, path }: LegacyFlag, mapping: Mapping): Counted | undefined {
    // Flags that rules name are bounded by the mapping.
    if (mapping.rulesFor(name).length === 0) {
      const kind = mapping.knows(name) ? 'withinNothing' : 'unmapped';
      if (this.places[kind] === 0) return undefined;
      this.places[kind] -= 1;
    }
    const count: Counted = {
      name,
      path,
      on: 0,
      off: 0,
      other: 0,
      values: new Map(),
      open: new Map(),
      openCut: false,
      unnamed: 0,
      numbersOnly: true,
      differing: 0,
    };
    this.counts.set(name, count);
    return count;
  }
}

/** Counts the values of a flag that need a rule. Those that have one leave room for others in the next draft. */
function addOpen(count: Counted, flag: LegacyFlag, open: readonly FlagValue[], having: number): void {
  count.numbersOnly &&= flag.values.every(({ on, text }) => on === null && text !== null && isNumberOrTime(text));
  const names = new Set(open.map((value) => nameOfValue(value, flag.name)));
  for (const name of names) {
    if (name === null) count.unnamed += having;
    else if (!addTo(count.open, name, having)) count.openCut = true;
  }
}

/** A list or object with something in it. */
function isFilled({ on, text, json }: FlagValue): boolean {
  return on === null && text === null && json !== null && typeof json === 'object';
}

/** Whether a flag in this list or object needs a rule itself: once it has one, the list or object is read by that. */
function asksWithin({ name }: LegacyFlag, flags: ReadonlyMap<string, LegacyFlag>, mapping: Mapping): boolean {
  return [...flags.keys()].some((inner) => inner.startsWith(`${name}.`) && !mapping.knows(inner));
}

/** @returns false if there is no room for another value */
function addTo(counts: Map<string, number>, value: string, having: number): boolean {
  const earlier = counts.get(value);
  if (earlier === undefined && counts.size >= VALUES_KEPT) return false;
  counts.set(value, (earlier ?? 0) + having);
  return true;
}

function byFrequency(counts: ReadonlyMap<string, number>): readonly FlagValueCount[] {
  return [...counts]
    .map(([value, organizations]): FlagValueCount => ({ value, organizations }))
    .sort((a, b) => b.organizations - a.organizations || a.value.localeCompare(b.value));
}
