import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ParityTotal } from '../domain/parity/parity-totals';

export type ParityReportStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** One comparison of the legacy answers with the entitlements' answers; what differs is in rows of its own. */
@Entity('parity_reports')
export class ParityReport {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  status!: ParityReportStatus;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  /** The clock that it is compared at. */
  @Column('timestamptz')
  at!: Date;

  /** The organizations asked for; null for all. */
  @Column('integer', { name: 'organization_ids', array: true, nullable: true })
  organizationIds!: number[] | null;

  @Column('jsonb', { nullable: true })
  totals!: ParityTotal[] | null;

  /** How many organizations no execution that stands has brought over. */
  @Column('integer', { nullable: true })
  uncovered!: number | null;

  /** Organizations when a worker took it; null before. */
  @Column('integer', { nullable: true })
  total!: number | null;

  @Column('integer')
  compared!: number;

  /** The last organization that was compared: whoever goes on begins behind it. */
  @Column('integer', { name: 'after_id', nullable: true })
  afterId!: number | null;

  /** Which transactions it saw at its beginning; see `txid_current_snapshot()`. */
  @Column('text', { nullable: true })
  snapshot!: string | null;

  @Column('text', { name: 'taxonomy_hash', nullable: true })
  taxonomyHash!: string | null;

  @Column('text', { name: 'mapping_hash', nullable: true })
  mappingHash!: string | null;

  /** Raised by whoever takes it: the commits of those before fail by it. */
  @Column('integer')
  attempt!: number;

  /** Why a FAILED one came to nothing. */
  @Column('text', { nullable: true })
  error!: string | null;

  /** False once its differences were deleted; totals stay. */
  @Column('boolean', { name: 'details_kept' })
  detailsKept!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
