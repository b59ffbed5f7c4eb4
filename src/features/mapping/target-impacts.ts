import type { MappingImpact } from './compare-mappings';

/** How many organizations would lose and gain a module or submodule. */
export interface TargetImpact {
  readonly moduleKey: string;
  readonly submoduleKey: string | null;
  readonly lost: number;
  readonly gained: number;
}

/** Losses and gains by target, most losses first. */
export function targetImpacts({ losses, gains }: MappingImpact): readonly TargetImpact[] {
  const lost = new Map(losses.map(({ target, organizations }) => [target, organizations]));
  const gained = new Map(gains.map(({ target, organizations }) => [target, organizations]));
  const targets = [...new Set([...lost.keys(), ...gained.keys()])].map((target) => {
    const [moduleKey = '', submoduleKey = null] = target.split('/');
    return { moduleKey, submoduleKey, lost: lost.get(target) ?? 0, gained: gained.get(target) ?? 0 };
  });
  return targets.sort((a, b) => b.lost - a.lost || b.gained - a.gained);
}
