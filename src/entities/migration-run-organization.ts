import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Change } from '../domain/run/plan-changes';
import type { Outcome, RollbackOutcome } from '../domain/run/run-status';
import type { KeptRow } from '../domain/run/undo-changes';

/** Why an organization was not, or not wholly, brought over. */
export interface OrganizationRunError {
  readonly code: 'UNREADABLE_FLAGS' | 'STALE' | 'ORGANIZATION_DELETED' | 'WRITE_FAILED';
  /** Where in the legacy flags, if there. */
  readonly path: string | null;
  readonly message: string;
}

/** What a rollback did to one organization that the run had changed. */
export interface OrganizationRollback {
  readonly outcome: RollbackOutcome;
  /** Rows that are as they were before the run again. */
  readonly restored: number;
  readonly kept: readonly KeptRow[];
  /** Why nothing was done, where the database refused it. */
  readonly error: string | null;
}

/** The journal: what a run planned for, or did to, one organization. A dry run's journal is its plan. */
@Entity('migration_run_organizations')
export class MigrationRunOrganization {
  @PrimaryColumn('integer', { name: 'run_id' })
  runId!: number;

  @PrimaryColumn('integer', { name: 'org_id' })
  organizationId!: number;

  @Column('text')
  outcome!: Outcome;

  /** See `sourceHash`; null for an organization that was gone. */
  @Column('text', { name: 'source_hash', nullable: true })
  sourceHash!: string | null;

  @Column('json', { name: 'legacy_flags', nullable: true })
  legacyFlags!: unknown;

  @Column('jsonb', { name: 'mapped_modules' })
  mappedModules!: string[];

  @Column('jsonb')
  changes!: Change[];

  @Column('jsonb', { name: 'unmapped_flags' })
  unmappedFlags!: string[];

  @Column('jsonb', { name: 'duplicate_flags' })
  duplicateFlags!: string[];

  @Column('jsonb', { nullable: true })
  error!: OrganizationRunError | null;

  /** Null where the run was not rolled back, or has not come to it. */
  @Column('jsonb', { nullable: true })
  rollback!: OrganizationRollback | null;
}
