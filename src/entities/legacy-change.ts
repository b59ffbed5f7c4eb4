import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The latest change of an organization's legacy flags that the fence has seen. */
@Entity('legacy_changes')
export class LegacyChange {
  @PrimaryColumn('integer', { name: 'org_id' })
  organizationId!: number;

  /** `enabled_modules` as JSON text, before; null where it was empty, or the organization new. */
  @Column('text', { name: 'old_flags', nullable: true })
  oldFlags!: string | null;

  @Column('text', { name: 'new_flags', nullable: true })
  newFlags!: string | null;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt!: Date;

  /** As the session that wrote named itself. */
  @Column('text', { name: 'application_name' })
  applicationName!: string;

  @Column('text', { name: 'user_name' })
  userName!: string;

  /** How often the fence has seen it change; as text, as the driver gives such numbers. */
  @Column('bigint')
  count!: string;
}
