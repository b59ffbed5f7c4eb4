import type { EntityManager } from 'typeorm';
import { DomainError } from '../../domain/errors';
import type { Assignment } from '../../domain/package/package';
import { planPackages } from '../../domain/package/plan-packages';
import { applyChanges } from '../../domain/run/apply-changes';
import { type Change, isMade } from '../../domain/run/plan-changes';
import type { HeldOrganization } from '../../store/hold-organization';
import { ConcurrentChangeError, LOCKED_WRITES, writeChanges } from '../../store/write-changes';
import { findAssignments, writeAssignments } from './assignments';

/** What is to become of an organization's packages. */
export interface WantedPackages {
  readonly assignments: readonly Assignment[];
  readonly at: Date;
  /** See `PackagePlanOptions`. */
  readonly handOver: boolean;
}

/** The changes of rows that bring a held organization to what packages give, with those that are kept. */
export function planHeld({ facts, taxonomy }: HeldOrganization, wanted: WantedPackages): readonly Change[] {
  return planPackages(wanted.assignments, facts.stored, taxonomy, wanted);
}

/**
 * Writes what packages an organization has, and the rows that they give.
 * @param changes from `planHeld`
 * @throws DomainError CONFLICT if another session has changed the rows
 */
export async function writePackages(
  manager: EntityManager,
  held: HeldOrganization,
  { assignments, at }: WantedPackages,
  changes: readonly Change[],
): Promise<void> {
  const { organization, facts } = held;
  await writeHeld(manager, held, changes);
  await writeAssignments(manager, organization.id, assignments, { stored: applyChanges(facts.stored, changes), at });
}

/**
 * Brings the rows of an organization to what its packages give, after its rows were changed in the same transaction:
 * where a grant has ended, a package gives again what it stood in the way of.
 * @param held with the rows as they were before
 * @param changes what was written meanwhile
 * @returns what was written besides; nothing for an organization without packages
 */
export async function settlePackages(
  manager: EntityManager,
  held: HeldOrganization,
  changes: readonly Change[],
  at: Date,
): Promise<readonly Change[]> {
  const { organization, facts } = held;
  const assignments = (await findAssignments(manager, [organization.id])).get(organization.id) ?? [];
  if (assignments.length === 0) return [];
  const now = { ...held, facts: { ...facts, stored: applyChanges(facts.stored, changes) } };
  const wanted = { assignments, at, handOver: false };
  const settled = planHeld(now, wanted).filter(isMade);
  await writePackages(manager, now, wanted, settled);
  return settled;
}

/** Writes changes of an organization whose rows are locked. @throws DomainError CONFLICT if others changed them */
export async function writeHeld(
  manager: EntityManager,
  { organization, taxonomy }: HeldOrganization,
  changes: readonly Change[],
): Promise<void> {
  try {
    await writeChanges(manager, [{ organizationId: organization.id, plan: { changes } }], taxonomy, LOCKED_WRITES);
  } catch (error) {
    if (!(error instanceof ConcurrentChangeError)) throw error;
    throw new DomainError(
      'CONFLICT',
      `Somebody else has changed the entitlements of organization ${organization.id} at this moment; nothing was ` +
        'changed. Read them again.',
      { organizationId: organization.id },
    );
  }
}
