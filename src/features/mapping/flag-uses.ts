import type { ReadableFlags } from '../../domain/legacy/legacy-flags';

/** How often a legacy flag is met. */
export interface FlagUse {
  readonly name: string;
  readonly on: number;
  readonly off: number;
}

const NAMED = 100;

/** Counts legacy flags, to say which of them rules come to know, or lose. Grows with the number of different flags only. */
export class FlagUses {
  private readonly uses = new Map<string, { readonly name: string; on: number; off: number }>();

  add({ flags }: ReadableFlags, organizations: number): void {
    for (const { name, on } of flags.values()) {
      const use = this.uses.get(name) ?? { name, on: 0, off: 0 };
      if (on) use.on += organizations;
      else use.off += organizations;
      this.uses.set(name, use);
    }
  }

  /** The most used of each kind. @param isKnown whether a rule takes a flag now @param isKnownThen whether one would then */
  compare(isKnown: (name: string) => boolean, isKnownThen: (name: string) => boolean) {
    const sorted = [...this.uses.values()].sort((a, b) => b.on - a.on || b.off - a.off || a.name.localeCompare(b.name));
    const first = (known: boolean, then: boolean) =>
      sorted.filter(({ name }) => isKnown(name) === known && isKnownThen(name) === then).slice(0, NAMED);
    return { flagsTaken: first(false, true), flagsLeft: first(true, false), flagsUnknown: first(false, false) };
  }
}
