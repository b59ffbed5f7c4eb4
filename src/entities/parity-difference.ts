import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DecisionReason } from '../domain/decision/answer';
import type { OrganizationId } from '../domain/organization-id';
import type { ParityCause, ParityKind } from '../domain/parity/parity';
import type { DecisionStatus } from '../domain/status';
import { ORGANIZATION_ID } from './organization-id-column';

/** A difference that a parity report found for one organization's module or submodule. */
@Entity('parity_differences')
export class ParityDifferenceEntity {
  @PrimaryColumn('integer', { name: 'report_id' })
  reportId!: number;

  @PrimaryColumn('bigint')
  id!: string;

  @Column({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

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

  /** Null for the kind `READING`, which has no answer by entitlements. */
  @Column('text', { name: 'entitlement_reason', nullable: true })
  entitlementReason!: DecisionReason | null;

  /** The source of the row that gave the entitlement's answer; null if no row did. */
  @Column('text', { nullable: true })
  source!: string | null;

  /** The execution whose journal gave the cause; null if the cause does not come from a journal. */
  @Column('integer', { name: 'run_id', nullable: true })
  runId!: number | null;
}
