import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OverrideChange, PackagesPlan } from '../domain/change/organization-state';
import type { KeptBesides } from '../domain/change/undo-change';
import type { OrganizationId } from '../domain/organization-id';
import type { OrganizationErrorCode } from '../domain/run/organization-error';
import type { Change } from '../domain/run/plan-changes';
import type { Outcome, RollbackOutcome } from '../domain/run/run-status';
import type { KeptRow } from '../domain/run/undo-changes';
import { ORGANIZATION_ID } from './organization-id-column';

/** Why an organization was not migrated, or only in part. */
export interface OrganizationRunError {
  readonly code: OrganizationErrorCode;
  /** The place in the legacy flags; null if the error is elsewhere. */
  readonly path: string | null;
  readonly message: string;
}

/** What a rollback did to one organization that the run had changed. */
export interface OrganizationRollback {
  readonly outcome: RollbackOutcome;
  /** The number of rows restored to their state before the run. */
  readonly restored: number;
  readonly kept: readonly KeptRow[];
  /** Packages and overrides that were kept; absent for none. */
  readonly keptBesides?: readonly KeptBesides[];
  /** Why the database refused the rollback; null if it did not. */
  readonly error: string | null;
}

/** The journal of a run for one organization: the changes that it planned or made. A dry run's journal is its plan. */
@Entity('migration_run_organizations')
export class MigrationRunOrganization {
  @PrimaryColumn('integer', { name: 'run_id' })
  runId!: number;

  @PrimaryColumn({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  @Column('text')
  outcome!: Outcome;

  /** See `sourceHash`; null for an organization that was deleted. */
  @Column('text', { name: 'source_hash', nullable: true })
  sourceHash!: string | null;

  /** As the source gave them; not always JSON. */
  @Column('text', { name: 'legacy_flags', nullable: true })
  legacyFlags!: string | null;

  @Column('jsonb', { name: 'mapped_modules' })
  mappedModules!: string[];

  @Column('jsonb')
  changes!: Change[];

  /** What a change run does to the organization's packages; null for nothing. */
  @Column('jsonb', { nullable: true })
  packages!: PackagesPlan | null;

  /** What a change run does to its overrides; null for nothing. */
  @Column('jsonb', { nullable: true })
  overrides!: OverrideChange[] | null;

  @Column('jsonb', { name: 'unmapped_flags' })
  unmappedFlags!: string[];

  @Column('jsonb', { name: 'duplicate_flags' })
  duplicateFlags!: string[];

  @Column('jsonb', { nullable: true })
  error!: OrganizationRunError | null;

  /** Null if the organization was not rolled back, or not yet. */
  @Column('jsonb', { nullable: true })
  rollback!: OrganizationRollback | null;
}
