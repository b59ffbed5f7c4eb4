import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrganizationId } from '../domain/organization-id';
import { ORGANIZATION_ID } from './organization-id-column';

/** The latest change of an organization's legacy flags that the fence has recorded. */
@Entity('legacy_changes')
export class LegacyChange {
  @PrimaryColumn({ ...ORGANIZATION_ID, name: 'org_id' })
  organizationId!: OrganizationId;

  /** `enabled_modules` before the change, as JSON text; null if it was SQL NULL, or the organization is new. */
  @Column('text', { name: 'old_flags', nullable: true })
  oldFlags!: string | null;

  @Column('text', { name: 'new_flags', nullable: true })
  newFlags!: string | null;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  /** `application_name` of the session that wrote. */
  @Column('text', { name: 'application_name' })
  applicationName!: string;

  @Column('text', { name: 'user_name' })
  userName!: string;

  /** The number of recorded changes. A string, because the driver returns `bigint` as text. */
  @Column('bigint')
  count!: string;
}
