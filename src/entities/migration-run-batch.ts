import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import type { RunCounts } from '../domain/run/run-status';
import { ORGANIZATION_IDS } from './organization-id-column';

/** The organizations of one transaction of a run, fixed when the run starts. */
@Entity('migration_run_batches')
export class MigrationRunBatch {
  @PrimaryColumn('integer', { name: 'run_id' })
  runId!: number;

  @PrimaryColumn('integer')
  number!: number;

  @Column({ ...ORGANIZATION_IDS, name: 'organization_ids' })
  organizationIds!: OrganizationId[];

  @Column('text')
  status!: 'PENDING' | 'DONE';

  @Column('text', { nullable: true })
  worker!: string | null;

  @Column('jsonb', { nullable: true })
  counts!: RunCounts | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
