import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { MappingRule } from '../domain/legacy/mapping';
import type { RunMode, RunStatus } from '../domain/run/run-status';

/** One dry run or execution of the migration. What it did is in its batches and its journal. */
@Entity('migration_runs')
export class MigrationRun {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  mode!: RunMode;

  @Column('text')
  status!: RunStatus;

  /** The dry run whose plan this execution applies; null where it plans afresh. */
  @Column('integer', { name: 'dry_run_id', nullable: true })
  dryRunId!: number | null;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'mapping_name' })
  mappingName!: string;

  @Column('text', { name: 'mapping_hash' })
  mappingHash!: string;

  /** The run's own copy: a dry run may try rules that were never loaded, and every worker uses these. */
  @Column('jsonb', { name: 'mapping_rules' })
  mappingRules!: MappingRule[];

  @Column('text', { name: 'taxonomy_hash' })
  taxonomyHash!: string;

  /** `RULES_VERSION` of the process that started it. */
  @Column('integer', { name: 'rules_version' })
  rulesVersion!: number;

  @Column('integer', { name: 'module_count' })
  moduleCount!: number;

  @Column('integer', { name: 'submodule_count' })
  submoduleCount!: number;

  /** The organizations asked for; null for all. */
  @Column('integer', { name: 'organization_ids', array: true, nullable: true })
  organizationIds!: number[] | null;

  /** Of those, only the organizations that the execution of this number left behind, or whose flags have changed since; null for all. */
  @Column('integer', { name: 'changed_since', nullable: true })
  changedSince!: number | null;

  /** Length of new trials; null for trials without end. */
  @Column('integer', { name: 'trial_days', nullable: true })
  trialDays!: number | null;

  @Column('boolean', { name: 'allow_revocations' })
  allowRevocations!: boolean;

  @Column('double precision', { name: 'error_budget_percent' })
  errorBudgetPercent!: number;

  /** Organizations a second, by all workers together; null for no limit. */
  @Column('integer', { name: 'max_rate', nullable: true })
  maxRate!: number | null;

  /** Seconds that a standby may be behind before the workers wait; null where nobody looks. */
  @Column('double precision', { name: 'max_replication_lag', nullable: true })
  maxReplicationLag!: number | null;

  /** Sessions of others that may wait for locks before the workers wait; null where nobody looks. */
  @Column('integer', { name: 'max_lock_waits', nullable: true })
  maxLockWaits!: number | null;

  /** Failures that an operator accepted by resuming: the budget counts from there. */
  @Column('integer', { name: 'tolerated_failures' })
  toleratedFailures!: number;

  /** Organizations in the run; null until a worker has cut its batches. */
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

  /** Who asked for it to be rolled back; this and what follows are null where nobody has. */
  @Column('text', { name: 'rollback_requested_by', nullable: true })
  rollbackRequestedBy!: string | null;

  @Column('text', { name: 'rollback_reason', nullable: true })
  rollbackReason!: string | null;

  /** Whether organizations under `ENFORCE` were to lose what the run had given them. */
  @Column('boolean', { name: 'rollback_acknowledged_lost_access', nullable: true })
  rollbackAcknowledgedLostAccess!: boolean | null;

  /** Organizations that the run had changed. */
  @Column('integer', { name: 'rollback_total', nullable: true })
  rollbackTotal!: number | null;

  @Column('timestamptz', { name: 'rollback_requested_at', nullable: true })
  rollbackRequestedAt!: Date | null;

  @Column('timestamptz', { name: 'rollback_started_at', nullable: true })
  rollbackStartedAt!: Date | null;

  @Column('timestamptz', { name: 'rollback_finished_at', nullable: true })
  rollbackFinishedAt!: Date | null;

  /** When a reset emptied, or a snapshot replaced, what the run had written; it can be neither rolled back nor resumed since. */
  @Column('timestamptz', { name: 'reset_at', nullable: true })
  resetAt!: Date | null;
}
