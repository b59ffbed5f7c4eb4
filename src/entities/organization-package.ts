import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { ORGANIZATION_ID } from './organization-id-column';

/** A package that an organization has now, or will have. What has ended is in the events. */
@Entity('organization_packages')
export class OrganizationPackage {
  @PrimaryColumn({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  @PrimaryColumn('text', { name: 'package_key' })
  key!: string;

  @Column('integer')
  version!: number;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('timestamptz', { name: 'ends_at', nullable: true })
  endsAt!: Date | null;

  /** When the organization's rows have to be brought to what its packages give again; null for never. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column('text', { name: 'assigned_by' })
  assignedBy!: string;

  @Column('text')
  reason!: string;

  @Column('timestamptz', { name: 'assigned_at', default: () => 'now()' })
  assignedAt!: Date;
}
