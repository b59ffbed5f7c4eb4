import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import type { ParityTotal } from '../domain/parity/parity-totals';
import type { ReadingsChecked } from '../domain/parity/reading';
import { ORGANIZATION_ID, ORGANIZATION_IDS } from './organization-id-column';

export type ParityReportStatus = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** One comparison of the legacy answers with the entitlements' answers. `parity_differences` has the differences. */
@Entity('parity_reports')
export class ParityReport {
  @PrimaryGeneratedColumn('identity')
  id!: number;

  @Column('text')
  status!: ParityReportStatus;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  /** The time for which both sides answer. */
  @Column('timestamptz')
  at!: Date;

  /** The requested organizations; null for all. */
  @Column({ ...ORGANIZATION_IDS, name: 'organization_ids', nullable: true })
  organizationIds!: OrganizationId[] | null;

  @Column('jsonb', { nullable: true })
  totals!: ParityTotal[] | null;

  /** The number of organizations that no execution in effect has migrated. */
  @Column('integer', { nullable: true })
  uncovered!: number | null;

  /** How much of the readings was held to the product's answers; null until the report is finished. */
  @Column('jsonb', { nullable: true })
  readings!: ReadingsChecked | null;

  /** The number of organizations when a worker started the report; null before. */
  @Column('integer', { nullable: true })
  total!: number | null;

  @Column('integer')
  compared!: number;

  /** The last compared organization; a worker that resumes the report continues after it. */
  @Column({ ...ORGANIZATION_ID, name: 'after_id', nullable: true })
  afterId!: OrganizationId | null;

  /** The transactions visible when the report started; see `txid_current_snapshot()`. */
  @Column('text', { nullable: true })
  snapshot!: string | null;

  @Column('text', { name: 'taxonomy_hash', nullable: true })
  taxonomyHash!: string | null;

  @Column('text', { name: 'mapping_hash', nullable: true })
  mappingHash!: string | null;

  /** `SOURCE_HASH` when a worker started the report. */
  @Column('text', { name: 'source_hash', nullable: true })
  sourceHash!: string | null;

  /** Raised by each worker that takes the report; the commits of earlier workers then fail. */
  @Column('integer')
  attempt!: number;

  /** Why a FAILED report failed. */
  @Column('text', { nullable: true })
  error!: string | null;

  /** False after its differences were deleted; the totals are kept. */
  @Column('boolean', { name: 'details_kept' })
  detailsKept!: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
