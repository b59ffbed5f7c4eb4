import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import type { EntitlementStatus } from '../domain/status';
import { ORGANIZATION_ID } from './organization-id-column';

/** A super admin's decision about one module or submodule of an organization. Rows are never deleted; overrides end. */
@Entity('entitlement_overrides')
export class EntitlementOverride {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  @Column('integer', { name: 'module_id' })
  moduleId!: number;

  /** Null for the module itself. */
  @Column('integer', { name: 'submodule_id', nullable: true })
  submoduleId!: number | null;

  @Column('text')
  status!: EntitlementStatus;

  @Column('timestamptz', { name: 'trial_expires_at', nullable: true })
  trialExpiresAt!: Date | null;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'actor_id' })
  actorId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** When it ends by itself; null for never. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  /** When a later override or an admin ended it; null if neither did. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column('text', { name: 'ended_by', nullable: true })
  endedBy!: string | null;
}
