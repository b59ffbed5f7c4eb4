import type { EntityManager } from 'typeorm';
import { DomainError } from '../../domain/errors';
import type { Assignment } from '../../domain/package/package';
import { planPackages } from '../../domain/package/plan-packages';
import { applyChanges } from '../../domain/run/apply-changes';
import { type Change, isMade } from '../../domain/run/plan-changes';
import { messageOf } from '../../platform/error-shape';
import type { HeldOrganization } from '../../store/hold-organization';
import { isRefusedRow } from '../../store/sqlstates';
import { ConcurrentChangeError, LOCKED_WRITES, writeChanges } from '../../store/write-changes';
import { holdAssignments, writeAssignments } from './assignments';

/** What is to become of an organization's packages. */
export interface WantedPackages {
  /** What it had, from `holdAssignments`. */
  readonly before: readonly Assignment[];
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
  { before, assignments, at }: WantedPackages,
  changes: readonly Change[],
): Promise<void> {
  const { organization, facts } = held;
  await writeHeld(manager, held, changes);
  const stored = applyChanges(facts.stored, changes);
  await writeAssignments(manager, organization.id, assignments, { before, stored, at });
}

/** What packages give beside changes that others make to the rows of an organization. */
export interface SettledPackages {
  /** The organization as it is after those changes. */
  readonly held: HeldOrganization;
  readonly wanted: WantedPackages;
  /** What is written besides. */
  readonly changes: readonly Change[];
}

/**
 * Plans what brings the rows of an organization to what its packages give, after its rows are changed otherwise: where
 * a grant ends, a package gives again what it stood in the way of.
 * @param held with the rows as they are before
 * @param changes what is written otherwise, in the same transaction
 */
export async function planSettled(
  manager: EntityManager,
  held: HeldOrganization,
  changes: readonly Change[],
  at: Date,
): Promise<SettledPackages> {
  const { organization, facts } = held;
  const assignments = await holdAssignments(manager, organization.id);
  const after = { ...held, facts: { ...facts, stored: applyChanges(facts.stored, changes) } };
  const wanted = { before: assignments, assignments, at, handOver: false };
  // Without packages, rows that a package once gave are not looked at either: there are none.
  return { held: after, wanted, changes: assignments.length === 0 ? [] : planHeld(after, wanted).filter(isMade) };
}

/** Writes what was planned. Call it after the changes that the plan was made for, in their transaction. */
export async function writeSettled(manager: EntityManager, { held, wanted, changes }: SettledPackages): Promise<void> {
  if (wanted.assignments.length > 0) await writePackages(manager, held, wanted, changes);
}

/**
 * Writes changes of an organization whose rows are locked.
 * @throws DomainError CONFLICT if others changed them, or the database refuses a row: the tables may be another
 * application's, with a column that is too short or a trigger
 */
export async function writeHeld(
  manager: EntityManager,
  { organization, taxonomy }: HeldOrganization,
  changes: readonly Change[],
): Promise<void> {
  try {
    await writeChanges(manager, [{ organizationId: organization.id, plan: { changes } }], taxonomy, LOCKED_WRITES);
  } catch (error) {
    if (isRefusedRow(error))
      throw new DomainError(
        'CONFLICT',
        `The database refused the entitlements of organization ${organization.id}; nothing was changed: ` +
          messageOf(error),
        { organizationId: organization.id },
      );
    if (!(error instanceof ConcurrentChangeError)) throw error;
    throw new DomainError(
      'CONFLICT',
      `Somebody else has changed the entitlements of organization ${organization.id} at this moment; nothing was ` +
        'changed. Read them again.',
      { organizationId: organization.id },
    );
  }
}
