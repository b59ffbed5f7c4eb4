import type { JournalEntry, OrganizationPlan } from './plan-organization';

/**
 * Many organizations and the few plans that they share, as columns for a statement: the plans are sent, and read by PostgreSQL, once,
 * and joined to their organizations by number.
 */
export interface SharedPlans {
  readonly organizationIds: readonly number[];
  /** The plan of each organization, by its place in `plans`, from 0. */
  readonly planOf: readonly number[];
  readonly plans: readonly OrganizationPlan[];
}

export function sharePlans(entries: readonly JournalEntry[]): SharedPlans {
  const numbers = new Map<OrganizationPlan, number>();
  const planOf = entries.map(({ plan }) => {
    const number = numbers.get(plan) ?? numbers.size;
    numbers.set(plan, number);
    return number;
  });
  return { organizationIds: entries.map(({ organizationId }) => organizationId), planOf, plans: [...numbers.keys()] };
}
