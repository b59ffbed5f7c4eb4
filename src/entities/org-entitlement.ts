import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { ORGANIZATION_ID } from './organization-id-column';

/** An organization's entitlement to a module. `status` and `source` are text, since others may write unknown values. */
@Entity('org_entitlements')
export class OrgEntitlement {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  @Column('integer', { name: 'module_id' })
  moduleId!: number;

  @Column('text')
  status!: string;

  @Column('timestamptz', { name: 'trial_expires_at', nullable: true })
  trialExpiresAt!: Date | null;

  /** Granted only for some of its submodules; see `desiredState`. */
  @Column('boolean')
  partial!: boolean;

  @Column('text')
  source!: string;
}
