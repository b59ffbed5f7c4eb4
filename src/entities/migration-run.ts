import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { RunChange, SelectionFilter } from '../domain/change/run-change';
import type { MappingRule } from '../domain/legacy/mapping';
import type { OrganizationId } from '../domain/organization-id';
import type { RunKind, RunMode, RunStatus } from '../domain/run/run-status';
import { ORGANIZATION_IDS } from './organization-id-column';

/** One dry run or execution of a migration or of a change. Its batches and its journal record the changes. */
@Entity('migration_runs')
export class MigrationRun {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text', { default: 'MIGRATION' })
  kind!: RunKind;

  @Column('text')
  mode!: RunMode;

  @Column('text')
  status!: RunStatus;

  /** The dry run whose plan this execution applies; null if it makes its own plan. */
  @Column('integer', { name: 'dry_run_id', nullable: true })
  dryRunId!: number | null;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('text')
  reason!: string;

  /** What a change run does to its organizations; null for a migration. */
  @Column('jsonb', { nullable: true })
  change!: RunChange | null;

  /** The filter that selected the organizations of a change run when it was started; null if they were named. */
  @Column('jsonb', { nullable: true })
  selection!: SelectionFilter | null;

  /** Null for a change run, as `mappingHash`. */
  @Column('text', { name: 'mapping_name', nullable: true })
  mappingName!: string | null;

  @Column('text', { name: 'mapping_hash', nullable: true })
  mappingHash!: string | null;

  /** A copy for this run: a dry run may use rules that were never loaded, and all workers must use the same ones. */
  @Column('jsonb', { name: 'mapping_rules' })
  mappingRules!: MappingRule[];

  @Column('text', { name: 'taxonomy_hash' })
  taxonomyHash!: string;

  /** `SOURCE_HASH` when the run was started. */
  @Column('text', { name: 'source_hash', nullable: true })
  sourceHash!: string | null;

  /** `RULES_VERSION` of the process that started the run. */
  @Column('integer', { name: 'rules_version' })
  rulesVersion!: number;

  @Column('integer', { name: 'module_count' })
  moduleCount!: number;

  @Column('integer', { name: 'submodule_count' })
  submoduleCount!: number;

  /** The requested organizations; null for all. */
  @Column({ ...ORGANIZATION_IDS, name: 'organization_ids', nullable: true })
  organizationIds!: OrganizationId[] | null;

  /**
   * The id of an execution. The run is limited to organizations that it did not migrate, or whose flags have changed
   * since; null for no such limit.
   */
  @Column('integer', { name: 'changed_since', nullable: true })
  changedSince!: number | null;

  /** Length of new trials; null for trials without end. */
  @Column('integer', { name: 'trial_days', nullable: true })
  trialDays!: number | null;

  @Column('boolean', { name: 'allow_revocations' })
  allowRevocations!: boolean;

  @Column('double precision', { name: 'error_budget_percent' })
  errorBudgetPercent!: number;

  /** Organizations per second, for all workers together; null for no limit. */
  @Column('integer', { name: 'max_rate', nullable: true })
  maxRate!: number | null;

  /** The lag of a standby, in seconds, above which the workers wait; null for no limit. */
  @Column('double precision', { name: 'max_replication_lag', nullable: true })
  maxReplicationLag!: number | null;

  /** The number of other sessions waiting for locks above which the workers wait; null for no limit. */
  @Column('integer', { name: 'max_lock_waits', nullable: true })
  maxLockWaits!: number | null;

  /** Failures that an operator accepted by resuming the run; the error budget does not count them. */
  @Column('integer', { name: 'tolerated_failures' })
  toleratedFailures!: number;

  /** The number of organizations in the run; null until a worker has made its batches. */
  @Column('integer', { nullable: true })
  total!: number | null;

  @Column('text', { name: 'plan_hash', nullable: true })
  planHash!: string | null;

  /** Why a FAILED run stopped. */
  @Column('jsonb', { nullable: true })
  error!: { readonly code: string; readonly message: string } | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  /** The actor who requested the rollback. This and the following columns are null without a rollback. */
  @Column('text', { name: 'rollback_requested_by', nullable: true })
  rollbackRequestedBy!: string | null;

  @Column('text', { name: 'rollback_reason', nullable: true })
  rollbackReason!: string | null;

  /** Whether the actor acknowledged that organizations under `ENFORCE` lose the access that the run gave them. */
  @Column('boolean', { name: 'rollback_acknowledged_lost_access', nullable: true })
  rollbackAcknowledgedLostAccess!: boolean | null;

  /** The number of organizations that the run had changed. */
  @Column('integer', { name: 'rollback_total', nullable: true })
  rollbackTotal!: number | null;

  @Column('timestamptz', { name: 'rollback_requested_at', nullable: true })
  rollbackRequestedAt!: Date | null;

  @Column('timestamptz', { name: 'rollback_started_at', nullable: true })
  rollbackStartedAt!: Date | null;

  @Column('timestamptz', { name: 'rollback_finished_at', nullable: true })
  rollbackFinishedAt!: Date | null;

  /**
   * When a reset deleted the run's rows, or a snapshot replaced them. The run can be neither rolled back nor resumed
   * afterwards.
   */
  @Column('timestamptz', { name: 'reset_at', nullable: true })
  resetAt!: Date | null;

  /** When retention took the run's journal away: the run can then be neither rolled back nor executed or verified. */
  @Column('timestamptz', { name: 'journal_detached_at', nullable: true })
  journalDetachedAt!: Date | null;
}
