import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { ORGANIZATION_ID } from './organization-id-column';

/** One submodule switched on or off within an entitled module. Without a row, the module's answer counts. */
@Entity('org_subentitlements')
export class OrgSubentitlement {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  @Column('integer', { name: 'module_id' })
  moduleId!: number;

  @Column('integer', { name: 'submodule_id' })
  submoduleId!: number;

  @Column('boolean')
  enabled!: boolean;

  @Column('text')
  source!: string;
}
