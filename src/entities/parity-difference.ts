import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DecisionReason } from '../domain/decision/answer';
import type { ParityCause, ParityKind } from '../domain/parity/parity';
import type { DecisionStatus } from '../domain/status';

/** One organization's module or submodule that a parity report found to be answered differently. */
@Entity('parity_differences')
export class ParityDifferenceEntity {
  @PrimaryColumn('integer', { name: 'report_id' })
  reportId!: number;

  @PrimaryColumn('bigint')
  id!: string;

  @Column('integer', { name: 'org_id' })
  organizationId!: number;

  @Column('text', { name: 'module_key' })
  moduleKey!: string;

  @Column('text', { name: 'submodule_key', nullable: true })
  submoduleKey!: string | null;

  @Column('text')
  kind!: ParityKind;

  @Column('text')
  cause!: ParityCause;

  @Column('integer', { name: 'alike_submodules' })
  alikeSubmodules!: number;

  @Column('text', { name: 'legacy_status', nullable: true })
  legacyStatus!: DecisionStatus | null;

  @Column('text', { name: 'legacy_reason' })
  legacyReason!: DecisionReason;

  @Column('text', { name: 'entitlement_status', nullable: true })
  entitlementStatus!: DecisionStatus | null;

  @Column('text', { name: 'entitlement_reason' })
  entitlementReason!: DecisionReason;

  /** Of the row that gave the entitlement's answer. */
  @Column('text', { nullable: true })
  source!: string | null;

  /** The newest execution that brought the organization over, where the cause was looked for in its journal. */
  @Column('integer', { name: 'run_id', nullable: true })
  runId!: number | null;
}
