import { type LegacyFlag, WHOLE_VALUE } from '../../domain/legacy/legacy-value';

/** How many organizations have a legacy flag, on and off. */
export interface FlagUse {
  readonly name: string;
  readonly on: number;
  readonly off: number;
}

const NAMED = 100;

/** A value that is no list or object cannot be read without a rule, and is counted as that. */
const isNamed = ({ name }: FlagUse) => name !== WHOLE_VALUE;

/**
 * Counts legacy flags, to compare which of them two mappings have rules for. Grows only with the number of distinct
 * flags.
 */
export class FlagUses {
  private readonly uses = new Map<string, { readonly name: string; on: number; off: number }>();

  add(flags: ReadonlyMap<string, LegacyFlag>, organizations: number): void {
    for (const { name, on } of flags.values()) {
      const use = this.uses.get(name) ?? { name, on: 0, off: 0 };
      if (on) use.on += organizations;
      else if (on === false) use.off += organizations;
      this.uses.set(name, use);
    }
  }

  /**
   * The most used flags of each kind, up to 100.
   * @param isKnown whether the present mapping has a rule for a flag
   * @param isKnownThen whether the new mapping has one
   */
  compare(isKnown: (name: string) => boolean, isKnownThen: (name: string) => boolean) {
    const sorted = [...this.uses.values()].sort((a, b) => b.on - a.on || b.off - a.off || a.name.localeCompare(b.name));
    const first = (known: boolean, then: boolean) =>
      sorted.filter(({ name }) => isKnown(name) === known && isKnownThen(name) === then).slice(0, NAMED);
    const flagsUnknown = first(false, false).filter(isNamed);
    return { flagsTaken: first(false, true), flagsLeft: first(true, false), flagsUnknown };
  }
}
