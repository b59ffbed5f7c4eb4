import { idArray } from '../database/id-array';
import { intArray } from '../database/int-array';
import type { OrganizationId } from '../domain/organization-id';

/** The plan of one organization; organizations to which the same is done share a plan. */
export interface PlannedEntry<Plan> {
  readonly organizationId: OrganizationId;
  readonly plan: Plan;
}

/**
 * Many organizations and the few parts that their plans share (whole plans, or their changes), as parameters of a
 * statement: each part is sent to PostgreSQL once, and joined to its organizations by number.
 */
export interface SharedParts<Part> {
  /** The ids of the organizations, as `organization_ids`. */
  readonly organizationIds: string;
  /** The part of each organization, as an `int[]` of indexes into `parts`. */
  readonly partOf: string;
  readonly parts: readonly Part[];
  /** The number of organizations with each part. */
  readonly sizes: readonly number[];
}

/** Collects the parts that plans share. @param partOf parts are shared if it returns the same object */
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
    organizationIds: idArray(entries.map(({ organizationId }) => organizationId)),
    partOf: intArray(numberOf),
    parts: [...numbers.keys()],
    sizes,
  };
}
