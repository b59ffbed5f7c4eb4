import { type EntitlementRef, refKey } from '../boot/decision';

/** The modules and submodules of which one is enough, as a directive names them. */
export interface Choice {
  readonly anyOf: readonly EntitlementRef[];
}

/**
 * True if every organization that meets one choice meets the other. A submodule is never allowed within a denied
 * module, so that `sales/leads` implies `sales`.
 * @example implies({ anyOf: [leads] }, { anyOf: [sales, reports] }) // true
 */
export function implies(one: Choice, other: Choice): boolean {
  return one.anyOf.every((ref) =>
    other.anyOf.some(({ module, submodule }) => ref.module === module && [null, ref.submodule].includes(submodule)),
  );
}

/** True if all of some choices together imply this one; as none of them denies, one of them alone then does. */
export function anyImplies(choices: readonly Choice[], choice: Choice): boolean {
  return choices.some((one) => implies(one, choice));
}

/** What is required whichever of two lists of requirements applies. */
export function commonChoices<One extends Choice>(some: readonly One[], others: readonly One[]): readonly One[] {
  return distinctChoices([
    ...some.filter((one) => anyImplies(others, one)),
    ...others.filter((one) => anyImplies(some, one)),
  ]);
}

/** The choices without repetitions. */
export function distinctChoices<One extends Choice>(choices: readonly One[]): readonly One[] {
  return [...new Map(choices.map((choice) => [choiceKey(choice), choice])).values()];
}

/** The choice as text in which the order of its parts does not count. */
export function choiceKey({ anyOf }: Choice): string {
  return anyOf.map(refKey).sort().join(' ');
}
