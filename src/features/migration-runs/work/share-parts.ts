import { intArray } from '../../../database/int-array';

/** What is done to one organization; organizations to which the same is done share one plan. */
export interface PlannedEntry<Plan> {
  readonly organizationId: number;
  readonly plan: Plan;
}

/**
 * Many organizations and the few parts that their plans share (whole plans, or their changes), as parameters of a statement: the parts
 * are sent, and read by PostgreSQL, once, and joined to their organizations by number.
 */
export interface SharedParts<Part> {
  /** The organizations' ids, an `int[]`. */
  readonly organizationIds: string;
  /** Each one's part, an `int[]`: its place in `parts`, from 0. */
  readonly partOf: string;
  readonly parts: readonly Part[];
  /** How many organizations have each part. */
  readonly sizes: readonly number[];
}

/** @param partOf parts are shared where it gives the same object */
export function shareParts<Plan, Part>(
  entries: readonly PlannedEntry<Plan>[],
  partOf: (plan: Plan) => Part,
): SharedParts<Part> {
  const numbers = new Map<Part, number>();
  const sizes: number[] = [];
  const numberOf = entries.map(({ plan }) => {
    const part = partOf(plan);
    const number = numbers.get(part) ?? numbers.size;
    numbers.set(part, number);
    sizes[number] = (sizes[number] ?? 0) + 1;
    return number;
  });
  return {
    organizationIds: intArray(entries.map(({ organizationId }) => organizationId)),
    partOf: intArray(numberOf),
    parts: [...numbers.keys()],
    sizes,
  };
}
